"""Every `/explore` answer on Online Retail, and what to recommend, beside DuckDB and pandas.

Run with ``python -m tests.benchmarks.bench_explore``. Ours is the whole answer, with its sentences,
guards and charts; DuckDB reads the file as Parquet, pandas has it in memory already, and both give
no more than the figures of the answer's table. A tier and an age are made up for each customer. For
recommendations the others score products by cosine similarity alone, without asking how often that
comes true. Baskets are held against one bare sparse product.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd
from scipy import sparse

from analytics.explore.baskets import Baskets, together
from analytics.explore.pairs import FEWEST_SEEN, pairs
from bot.services.dispatch import Services, warm_up
from bot.services.intake.importing import import_file
from storage.store import Store

PARQUET = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail_2011.parquet"
RUNS = 3
MOST_SECONDS, MOST_SECONDS_TO_RECOMMEND = 2.0, 3.0
MOST_PRODUCTS = 2.0
_GOODS = "'POST', 'DOT', 'C2', 'D', 'M', 'S', 'B', 'PADS', 'CRUK', 'AMAZONFEE', 'BANK CHARGES'"
_ORDERS = """
    orders AS (
        SELECT InvoiceNo AS invoice, min(CustomerID) AS who, min(InvoiceDate) AS moment,
               min(Country) AS country, sum(round(Quantity * UnitPrice, 2)) AS money
        FROM read_parquet($path) WHERE Quantity > 0 AND UnitPrice > 0 GROUP BY InvoiceNo
    )
"""
_CUSTOMERS = f"""
    {_ORDERS}, customers AS (
        SELECT who, datediff('day', max(moment), TIMESTAMP '2011-12-10') AS recency,
               count(*) AS frequency, sum(money) AS monetary
        FROM orders WHERE who IS NOT NULL GROUP BY who
    )
"""
#: The question, and how DuckDB answers it from the file.
QUESTIONS = {
    "overview": f"""
        WITH {_ORDERS}, customers AS (
            SELECT who, count(*) AS orders, sum(money) AS money FROM orders
            WHERE who IS NOT NULL GROUP BY who
        )
        SELECT count(*), sum(orders), sum(money), avg(orders), avg((orders > 1)::INT) FROM customers
    """,
    "revenue": f"""
        WITH {_ORDERS}, numbered AS (
            SELECT *, row_number() OVER (PARTITION BY who ORDER BY moment) AS number FROM orders
        )
        SELECT date_trunc('month', moment), sum(money), sum(money) FILTER (number = 1), count(*),
               count(DISTINCT who)
        FROM numbered GROUP BY 1 ORDER BY 1
    """,
    "products": f"""
        SELECT upper(StockCode), max(Description), sum(round(Quantity * UnitPrice, 2)) AS money,
               count(DISTINCT InvoiceNo), count(DISTINCT CustomerID)
        FROM read_parquet($path)
        WHERE UnitPrice > 0 AND StockCode NOT IN ({_GOODS})
        GROUP BY 1 ORDER BY money DESC
    """,
    "countries": f"""
        WITH {_ORDERS}
        SELECT country, count(DISTINCT who), count(*), sum(money) AS money FROM orders
        WHERE who IS NOT NULL GROUP BY 1 ORDER BY money DESC
    """,
    "cohorts": f"""
        WITH {_ORDERS}, began AS (
            SELECT who, min(date_trunc('month', moment)) AS cohort FROM orders
            WHERE who IS NOT NULL GROUP BY who
        )
        SELECT cohort, datediff('month', cohort, moment), count(DISTINCT who)
        FROM orders JOIN began USING (who) GROUP BY 1, 2 ORDER BY 1, 2
    """,
    "gaps": f"""
        WITH {_ORDERS}, days AS (
            SELECT DISTINCT who, moment::DATE AS day FROM orders WHERE who IS NOT NULL
        ), gaps AS (
            SELECT lead(day) OVER (PARTITION BY who ORDER BY day) - day AS gap FROM days
        )
        SELECT quantile_cont(gap, [0.5, 0.8, 0.9]) FROM gaps WHERE gap IS NOT NULL
    """,
    "distributions": f"""
        WITH {_CUSTOMERS}, ranked AS (
            SELECT monetary, row_number() OVER (ORDER BY monetary) AS place,
                   count(*) OVER () AS n, sum(monetary) OVER () AS whole
            FROM customers
        )
        SELECT quantile_cont(recency, [0.05, 0.25, 0.5, 0.75, 0.95]), skewness(recency),
               quantile_cont(frequency, [0.05, 0.25, 0.5, 0.75, 0.95]), skewness(frequency),
               quantile_cont(monetary, [0.05, 0.25, 0.5, 0.75, 0.95]), skewness(monetary),
               (SELECT sum((2 * place - n - 1) * monetary) / max(n * whole) FROM ranked),
               (SELECT sum(monetary) FILTER (place > 0.8 * n) / max(whole) FROM ranked)
        FROM customers
    """,
    "relationships": f"""
        WITH {_CUSTOMERS}, ranked AS (
            SELECT (rank() OVER (ORDER BY recency) + rank() OVER (ORDER BY recency DESC)) AS r,
                   (rank() OVER (ORDER BY frequency) + rank() OVER (ORDER BY frequency DESC)) AS f,
                   (rank() OVER (ORDER BY monetary) + rank() OVER (ORDER BY monetary DESC)) AS m
            FROM customers
        )
        SELECT corr(r, f), corr(r, m), corr(f, m) FROM ranked
    """,
    "attributes": f"""
        WITH {_CUSTOMERS}, scored AS (
            SELECT who, ntile(5) OVER (ORDER BY recency DESC) AS r,
                   ntile(5) OVER (ORDER BY frequency) AS f
            FROM customers
        )
        SELECT r, f, Tier, count(*), median(Age)
        FROM scored JOIN read_parquet($known) ON who = CustomerID GROUP BY ALL
    """,
    "recommend": f"""
        WITH {_CUSTOMERS}, scored AS (
            SELECT who, ntile(5) OVER (ORDER BY recency DESC) AS r,
                   ntile(5) OVER (ORDER BY frequency) AS f
            FROM customers
        ), held AS (
            SELECT DISTINCT CustomerID AS who, upper(StockCode) AS code
            FROM read_parquet($path)
            WHERE CustomerID IS NOT NULL AND Quantity > 0 AND UnitPrice > 0
              AND StockCode NOT IN ({_GOODS})
        ), buyers AS (
            SELECT code, count(*) AS n FROM held GROUP BY code
        ), alike AS (
            SELECT a.code, b.code AS other, count(*) / sqrt(any_value(x.n) * any_value(y.n)) AS much
            FROM held a JOIN held b USING (who) JOIN buyers x ON x.code = a.code
            JOIN buyers y ON y.code = b.code WHERE a.code <> b.code GROUP BY 1, 2
        )
        SELECT other, sum(much * times) AS score
        FROM alike JOIN (
            SELECT code, count(*) AS times FROM held JOIN scored USING (who)
            WHERE r = 5 AND f = 5 GROUP BY code
        ) USING (code)
        GROUP BY other ORDER BY score DESC LIMIT 10
    """,
    "baskets": f"""
        WITH held AS (
            SELECT DISTINCT InvoiceNo AS invoice, upper(StockCode) AS code
            FROM read_parquet($path)
            WHERE Quantity > 0 AND UnitPrice > 0 AND StockCode NOT IN ({_GOODS})
        )
        SELECT a.code, b.code, count(*) AS orders FROM held a JOIN held b USING (invoice)
        WHERE a.code < b.code GROUP BY 1, 2 HAVING count(*) >= {FEWEST_SEEN}
    """,
}


def overview(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    """As plain pandas has it; so are the others."""
    customers = (
        _orders(lines).groupby("CustomerID").agg(orders=("at", "size"), money=("money", "sum"))
    )
    return (
        len(customers),
        customers.sum(),
        customers["orders"].mean(),
        customers["orders"].gt(1).mean(),
    )


def revenue(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    orders = _orders(lines).sort_values("at")
    orders["first"] = orders["money"].where(~orders.duplicated("CustomerID"))
    return orders.groupby(orders["at"].dt.to_period("M")).agg(
        money=("money", "sum"), first=("first", "sum"), who=("CustomerID", "nunique")
    )


def products(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    return lines.groupby("StockCode").agg(
        name=("Description", "max"),
        money=("money", "sum"),
        orders=("InvoiceNo", "nunique"),
        customers=("CustomerID", "nunique"),
    )


def countries(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    known = _orders(lines).dropna(subset="CustomerID")
    return known.groupby("country").agg(
        customers=("CustomerID", "nunique"), orders=("at", "size"), money=("money", "sum")
    )


def cohorts(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    known = _orders(lines).dropna(subset="CustomerID")
    month = known["at"].dt.to_period("M")
    began = month.groupby(known["CustomerID"]).transform("min")
    return known.groupby([began, month])["CustomerID"].nunique()


def gaps(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    known = _orders(lines).dropna(subset="CustomerID")
    days = known.assign(day=known["at"].dt.normalize()).drop_duplicates(["CustomerID", "day"])
    between = days.sort_values(["CustomerID", "day"]).groupby("CustomerID")["day"].diff()
    return between.dropna().quantile([0.5, 0.8, 0.9])


def baskets(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    held = lines[["InvoiceNo", "StockCode"]].drop_duplicates()
    order, product = (pd.factorize(held[each])[0] for each in held.columns)
    table = sparse.csr_array((np.ones(len(held), np.int32), (order, product)))
    return table.T @ table


def distributions(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    customers = _customers(lines)
    money = np.sort(customers["monetary"].to_numpy())
    place = np.arange(1, len(money) + 1)
    gini = ((2 * place - len(money) - 1) * money).sum() / (len(money) * money.sum())
    best = money[place > 0.8 * len(money)].sum() / money.sum()
    return customers.quantile([0.05, 0.25, 0.5, 0.75, 0.95]), customers.skew(), gini, best


def relationships(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    return _customers(lines).corr("spearman")


def attributes(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    scored = _scored(lines).merge(known, left_index=True, right_on="CustomerID")
    return scored.groupby(["r", "f", "Tier"]).agg(many=("Age", "size"), age=("Age", "median"))


def recommend(lines: pd.DataFrame, known: pd.DataFrame) -> object:
    held = lines[["CustomerID", "StockCode"]].dropna().drop_duplicates()
    (who, customers), (product, products) = (pd.factorize(held[each]) for each in held.columns)
    table = sparse.csr_array((np.ones(len(held)), (who, product)))
    scaled = table / np.sqrt(table.sum(axis=0))
    scored = _scored(lines).loc[customers]
    best = ((scored["r"] == 4) & (scored["f"] == 4)).to_numpy()
    scores = (scaled.T @ scaled).T @ table[best].sum(axis=0)
    return pd.Series(scores, products).nlargest(10)


BY_PANDAS = (
    overview,
    revenue,
    products,
    countries,
    cohorts,
    distributions,
    relationships,
    gaps,
    baskets,
    attributes,
    recommend,
)


def _customers(lines: pd.DataFrame) -> pd.DataFrame:
    customers = _orders(lines).groupby("CustomerID")
    last = pd.Timestamp("2011-12-10") - customers["at"].max()
    return customers.agg(frequency=("at", "size"), monetary=("money", "sum")).assign(
        recency=last.dt.days
    )


def _scored(lines: pd.DataFrame) -> pd.DataFrame:
    customers = _customers(lines)
    return pd.DataFrame(
        {
            "r": pd.qcut(-customers["recency"].rank(method="first"), 5, labels=False),
            "f": pd.qcut(customers["frequency"].rank(method="first"), 5, labels=False),
        }
    )


def _orders(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.groupby("InvoiceNo").agg(
        CustomerID=("CustomerID", "first"),
        at=("InvoiceDate", "min"),
        country=("Country", "first"),
        money=("money", "sum"),
    )


def seconds(work: Callable[[], object]) -> float:
    """The median of a few runs, after one that isn't counted."""
    work()
    taken = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return median(taken)


def main() -> None:
    """Print every answer's seconds, and how many times the others' they are."""
    if not PARQUET.exists():
        print(f"skipped: {PARQUET.name} is not part of the project and is absent here")
        return
    raw = pd.read_parquet(PARQUET)
    lines = raw[(raw["Quantity"] > 0) & (raw["UnitPrice"] > 0)].copy()
    lines["money"] = (lines["Quantity"] * lines["UnitPrice"]).round(2)
    warm_up()
    with TemporaryDirectory() as name:
        path = Path(name) / "online_retail.csv"
        raw.to_csv(path, index=False)
        store = Store(Path(name) / "shop.db")
        import_file(store, path, path.name, today=datetime.now(UTC).date())
        known = people(lines)
        told, table = Path(name) / "customers.csv", Path(name) / "customers.parquet"
        known.to_csv(told, index=False)
        known.to_parquet(table)
        import_file(store, told, told.name, today=datetime.now(UTC).date())
        print(
            f"541,909 lines, to the drawn charts, medians of {RUNS} (bars {MOST_SECONDS:.0f} s,",
            end="",
        )
        print(f" of recommend {MOST_SECONDS_TO_RECOMMEND:.0f} s)")
        print(f"{'':>14}{'seconds':>9}{'DuckDB':>8}{'pandas':>8}{'of DuckDB':>11}{'of pandas':>11}")
        for by_pandas in BY_PANDAS:
            verb = by_pandas.__name__
            files = {
                "path": str(PARQUET),
                **({"known": str(table)} if verb == "attributes" else {}),
            }
            ours = seconds(asking(verb, store.path))
            frame = seconds(partial(by_pandas, lines, known))
            duck = seconds(partial(by_duckdb, verb, files))
            print(f"{verb:>14}{ours:>9.2f}{duck:>8.2f}{frame:>8.2f}", end="")
            print(f"{ours / duck:>11.1f}{ours / frame:>11.1f}", flush=True)
    all_pairs(lines)


def people(lines: pd.DataFrame) -> pd.DataFrame:
    """A made-up tier and age of each customer."""
    chance, ids = np.random.default_rng(1), lines["CustomerID"].dropna().unique()
    tier = chance.choice(["gold", "silver", "bronze"], len(ids))
    return pd.DataFrame({"CustomerID": ids, "Tier": tier, "Age": chance.integers(18, 80, len(ids))})


def asking(verb: str, path: Path) -> Callable[[], object]:
    """Ours: the answer with its charts drawn; nothing is kept from the time before."""
    services = Services()

    def ask() -> object:
        line = "/recommend champions" if verb == "recommend" else f"/explore {verb}"
        answer = services.ask(line, services.context(Store(path)))
        return [each.chart for each in answer.pictures]

    return ask


def by_duckdb(verb: str, files: dict[str, str]) -> object:
    with duckdb.connect() as connection:
        return connection.execute(QUESTIONS[verb], files).fetchall()


def all_pairs(lines: pd.DataFrame) -> None:
    """Print all pairs of products beside one bare sparse product."""
    held = lines[["InvoiceNo", "StockCode"]].drop_duplicates()
    order, product = (pd.factorize(held[each])[0] for each in held.columns)
    table = sparse.csr_array((np.ones(len(held), np.int32), (order, product)))
    codes = np.arange(table.shape[1]).astype(str)
    found = Baskets(table, codes, codes.astype(object), np.arange(table.shape[0]))
    bare = seconds(lambda: table.T @ table)
    counted = seconds(lambda: together(table, FEWEST_SEEN))
    whole = seconds(lambda: pairs(found))
    print(f"all pairs: {counted / bare:.2f} of one bare product ({bare:.2f} s)", end="")
    print(f" (bar {MOST_PRODUCTS:.0f}); with chance and customers {whole / bare:.2f}")


if __name__ == "__main__":
    main()
