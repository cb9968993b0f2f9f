"""RFM and `/segment run` at 0.1, 1 and 10 million lines, beside DuckDB and bare scikit-learn.

Run with ``python -m tests.benchmarks.bench_growth``. The lines are made up (see `big_files`): ten
times the lines have ten times the orders and customers. DuckDB reads the same lines as Parquet,
on as many threads as it likes: once for the same answer, every feature by the very same definition,
and once for nothing but recency, frequency, money and their scores in one query.
"""

import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb
import ibis
import numpy as np
import pandas as pd
from pyarrow import csv, parquet
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from analytics.clusters.find.clustering import cluster
from analytics.features.customers import as_of_date, customer_features
from analytics.rfm import Rfm, score_rfm
from bot.language.commands.rfm import RfmSegments
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from bot.services.rfm.packs import rule_pack
from bot.services.rfm.scoring import scored
from storage.reading.limits import Limits
from storage.store import Store
from tests.benchmarks.big_files import write_lines

LINES = (100_000, 1_000_000, 10_000_000)
RUNS = 3
MOST_GROWTH = 11.0
MEASURES = ["recency", "frequency", "monetary"]
Result = TypeVar("Result")

_SCORES = """
    WITH customers AS (
        SELECT CustomerID AS customer_id,
               date_diff('day', max(InvoiceDate)::DATE, $as_of) - 1 AS recency,
               count(DISTINCT InvoiceNo) AS frequency,
               sum(round(Quantity * UnitPrice, 2)) AS monetary
        FROM read_parquet($path)
        WHERE CustomerID IS NOT NULL AND Quantity > 0 AND UnitPrice > 0
        GROUP BY CustomerID
    ), edges AS (
        SELECT quantile_cont(recency, [0.2, 0.4, 0.6, 0.8]) AS recency,
               quantile_cont(frequency, [0.2, 0.4, 0.6, 0.8]) AS frequency,
               quantile_cont(monetary, [0.2, 0.4, 0.6, 0.8]) AS monetary
        FROM customers
    )
    SELECT customers.*,
           5 - len(list_filter(edges.recency, lambda edge: edge < customers.recency)) AS r,
           1 + len(list_filter(edges.frequency, lambda edge: edge < customers.frequency)) AS f,
           1 + len(list_filter(edges.monetary, lambda edge: edge < customers.monetary)) AS m
    FROM customers, edges
    ORDER BY customer_id
"""


def seconds(work: Callable[[], Result]) -> tuple[float, Result]:
    """The median of a few runs, and what the last one gave."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - started)
    return median(taken), result


def measure(lines: int, folder: Path) -> dict[str, float]:
    """Seconds of each question over so many lines."""
    text, table = folder / f"{lines}.csv", folder / f"{lines}.parquet"
    write_lines(text, lines)
    parquet.write_table(csv.read_csv(text), table)
    store = Store(folder / f"{lines}.db")
    import_file(
        store,
        text,
        text.name,
        today=date(2026, 7, 1),
        limits=Limits(file_bytes=text.stat().st_size),
    )
    text.unlink()
    services = Services()
    context = services.context(store)
    rfm_seconds, found = seconds(lambda: scored(context, RfmSegments()))
    customers, ours = found.customers, found.rfm
    same_seconds, same = seconds(lambda: rfm_by_duckdb(table))
    # A short history gets fewer scores, so only what is scored is compared.
    pd.testing.assert_frame_equal(same.scores[MEASURES], ours.scores[MEASURES])
    bare_seconds, bare = seconds(lambda: scores_by_duckdb(table, customers.as_of))
    assert ours.customers == len(bare)
    assert np.isclose(ours.revenue or 0, bare["monetary"].sum())
    run_seconds, _ = seconds(lambda: services.ask("/segment run k=4", context))
    return {
        "rfm": rfm_seconds,
        "same": same_seconds,
        "bare": bare_seconds,
        "segment": run_seconds,
    }


def rfm_by_duckdb(path: Path) -> Rfm:
    """The same features and scores: lines rolled up into orders as our import does, then the
    same expressions."""
    lines = ibis.duckdb.connect().read_parquet(path)
    cents = (lines.Quantity * lines.UnitPrice * 100).round().cast("int64")
    lines = lines.filter(lines.UnitPrice > 0, lines.Quantity != 0).mutate(
        invoice=lines.InvoiceNo.cast("string"), cents=cents
    )
    back = (lines.Quantity < 0) | lines.invoice.startswith("C")
    orders = lines.group_by("invoice").aggregate(
        customer_id=lines.CustomerID.cast("string").min(),
        country=lines.Country.min(),
        ordered_at=lines.InvoiceDate.min().cast("timestamp"),
        purchase_lines=(~back).sum(),
        return_lines=back.sum(),
        units=lines.Quantity.sum(where=~back).fill_null(0),
        purchase_cents=lines.cents.sum(where=~back).fill_null(0),
        returned_cents=lines.cents.abs().sum(where=back).fill_null(0),
    )
    as_of = as_of_date(orders).execute()
    return score_rfm(customer_features(orders, as_of).execute(), rule_pack())


def scores_by_duckdb(path: Path, as_of: date) -> pd.DataFrame:
    """Everybody's recency, frequency, money and scores, from the lines."""
    with duckdb.connect() as connection:
        found = connection.execute(_SCORES, {"path": str(path), "as_of": as_of}).df()
    # Ids are text in our store.
    return found.astype({"customer_id": str}).sort_values("customer_id", ignore_index=True)


def a_million_customers() -> None:
    """Print k-means of a million customers beside scikit-learn's bare fit."""
    chance = np.random.default_rng(1)
    size = 1_000_000
    values = pd.DataFrame(
        {
            "recency": chance.integers(0, 730, size),
            "frequency": 1 + chance.poisson(chance.gamma(1.0, 3.0, size)),
            "monetary": np.round(chance.lognormal(5.0, 1.2, size), 2),
        }
    )
    features = values.assign(customer_id=np.arange(size).astype(str))
    scaled = StandardScaler().fit_transform(np.log1p(values))
    theirs, bare = seconds(lambda: KMeans(4, n_init=10, random_state=0).fit(scaled))
    ours, found = seconds(lambda: cluster(features, 4))
    ratio = found.quality.inertia / bare.inertia_
    print(f"k-means of a million customers {ours:>8.2f} s; bare fit {theirs:.2f} s,", end=" ")
    print(f"ratio {ours / theirs:.2f}; inertia {ratio:.4f} of the bare fit's")


def main() -> None:
    with TemporaryDirectory() as name:
        found = {lines: measure(lines, Path(name)) for lines in LINES}
    print(f"{'lines':>12}{'RFM':>8}{'DuckDB':>8}{'ratio':>8}{'bare':>8}{'/segment run k=4':>18}")
    for lines, each in found.items():
        ratio = each["rfm"] / each["same"]
        print(f"{lines:>12,}{each['rfm']:>8.2f}{each['same']:>8.2f}{ratio:>8.2f}", end="")
        print(f"{each['bare']:>8.2f}{each['segment']:>18.2f}  seconds")
    for fewer, more in pairwise(LINES):
        grown = {what: found[more][what] / found[fewer][what] for what in ("rfm", "segment")}
        print(f"ten times the lines: RFM {grown['rfm']:.1f}, /segment run {grown['segment']:.1f}")
    print(f"(bars: ratio to DuckDB 1.00 at 10 million lines, growth {MOST_GROWTH:.0f})")
    a_million_customers()


if __name__ == "__main__":
    main()
