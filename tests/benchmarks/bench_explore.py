"""Every `/explore` answer on Online Retail, beside the same questions in DuckDB and in pandas.

Run with ``python -m tests.benchmarks.bench_explore``. Ours is the whole answer, with its sentences,
guards and charts; DuckDB reads the file as Parquet, pandas has it in memory already, and both give
no more than the figures of the answer's table. Baskets are held against one bare sparse product.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
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
RUNS = 5
MOST_SECONDS = 2.0
MOST_PRODUCTS = 2.0
_GOODS = "'POST', 'DOT', 'C2', 'D', 'M', 'S', 'B', 'PADS', 'CRUK', 'AMAZONFEE', 'BANK CHARGES'"
_ORDERS = """
    orders AS (
        SELECT InvoiceNo AS invoice, min(CustomerID) AS who, min(InvoiceDate) AS moment,
               min(Country) AS country, sum(round(Quantity * UnitPrice, 2)) AS money
        FROM read_parquet($path) WHERE Quantity > 0 AND UnitPrice > 0 GROUP BY InvoiceNo
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


def overview(lines: pd.DataFrame) -> object:
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


def revenue(lines: pd.DataFrame) -> object:
    orders = _orders(lines).sort_values("at")
    orders["first"] = orders["money"].where(~orders.duplicated("CustomerID"))
    return orders.groupby(orders["at"].dt.to_period("M")).agg(
        money=("money", "sum"), first=("first", "sum"), who=("CustomerID", "nunique")
    )


def products(lines: pd.DataFrame) -> object:
    return lines.groupby("StockCode").agg(
        name=("Description", "max"),
        money=("money", "sum"),
        orders=("InvoiceNo", "nunique"),
        customers=("CustomerID", "nunique"),
    )


def countries(lines: pd.DataFrame) -> object:
    known = _orders(lines).dropna(subset="CustomerID")
    return known.groupby("country").agg(
        customers=("CustomerID", "nunique"), orders=("at", "size"), money=("money", "sum")
    )


def cohorts(lines: pd.DataFrame) -> object:
    known = _orders(lines).dropna(subset="CustomerID")
    month = known["at"].dt.to_period("M")
    began = month.groupby(known["CustomerID"]).transform("min")
    return known.groupby([began, month])["CustomerID"].nunique()


def gaps(lines: pd.DataFrame) -> object:
    known = _orders(lines).dropna(subset="CustomerID")
    days = known.assign(day=known["at"].dt.normalize()).drop_duplicates(["CustomerID", "day"])
    between = days.sort_values(["CustomerID", "day"]).groupby("CustomerID")["day"].diff()
    return between.dropna().quantile([0.5, 0.8, 0.9])


def baskets(lines: pd.DataFrame) -> object:
    held = lines[["InvoiceNo", "StockCode"]].drop_duplicates()
    order, product = (pd.factorize(held[each])[0] for each in held.columns)
    table = sparse.csr_array((np.ones(len(held), np.int32), (order, product)))
    return table.T @ table


BY_PANDAS = (overview, revenue, products, countries, cohorts, gaps, baskets)


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
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
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
        print(f"541,909 lines, to the drawn charts, medians of {RUNS} (bar {MOST_SECONDS:.0f} s)")
        print(f"{'/explore':>12}{'seconds':>9}{'DuckDB':>8}{'pandas':>8}", end="")
        print(f"{'of DuckDB':>11}{'of pandas':>11}")
        for by_pandas in BY_PANDAS:
            beside(by_pandas, store, lines)
    all_pairs(lines)


def beside(by_pandas: Callable[[pd.DataFrame], object], store: Store, lines: pd.DataFrame) -> None:
    """Print one answer's seconds beside the others'."""
    services, verb = Services(), by_pandas.__name__

    def ours() -> object:
        answer = services.ask(f"/explore {verb}", services.context(store))
        return [each.chart for each in answer.pictures]

    taken, frame = seconds(ours), seconds(lambda: by_pandas(lines))
    with duckdb.connect() as connection:
        given = {"path": str(PARQUET)}
        duck = seconds(lambda: connection.execute(QUESTIONS[verb], given).fetchall())
    print(f"{verb:>12}{taken:>9.2f}{duck:>8.2f}{frame:>8.2f}", end="")
    print(f"{taken / duck:>11.1f}{taken / frame:>11.1f}")


def all_pairs(lines: pd.DataFrame) -> None:
    """Print all pairs of products beside one bare sparse product."""
    held = lines[["InvoiceNo", "StockCode"]].drop_duplicates()
    order, product = (pd.factorize(held[each])[0] for each in held.columns)
    table = sparse.csr_array((np.ones(len(held), np.int32), (order, product)))
    found = Baskets(table, np.arange(table.shape[1]).astype(str), np.arange(table.shape[0]))
    bare = seconds(lambda: table.T @ table)
    counted = seconds(lambda: together(table, FEWEST_SEEN))
    whole = seconds(lambda: pairs(found))
    print(f"all pairs: {counted / bare:.2f} of one bare product ({bare:.2f} s)", end="")
    print(f" (bar {MOST_PRODUCTS:.0f}); with chance and customers {whole / bare:.2f}")


if __name__ == "__main__":
    main()
