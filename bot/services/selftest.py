"""`segbot selftest`: what the engine finds, beside results that were found in another way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from analytics.clusters.find.clustering import cluster
from analytics.clusters.judge.numbers import choose_k
from analytics.features.customers import Returns, shop_totals
from analytics.recommend.history import purchases
from analytics.recommend.holdout import Holdout, hold_out
from analytics.rfm import score_rfm
from analytics.sample.shop import FIRST_DAY, LAST_DAY, sample_shop
from analytics.selftest import (
    groups,
    online_retail,
    plain_pandas,
    recommending,
    rule_packs,
    six_customers,
    ten_movers,
    tiny_shop,
)
from analytics.selftest.comparison import Comparison
from analytics.selftest.published import COLUMNS, Published
from analytics.selftest.published_packs import compare_published_packs
from analytics.selftest.published_rfm import compare_published_rfm
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.schema import Features
from bot.services.context import Context
from bot.services.intake.importing import import_file
from bot.services.rfm.packs import all_packs, rule_pack
from bot.services.selection.selection import whole_shop
from storage.store import Store

_SEED, _CUSTOMERS, _GROUPS = 7, 1500, 4
_PACK = "grid10"
_TEXTS = dict.fromkeys(("customer_id", "cells", "segment", "pymc_segment"), "str")


@dataclass(frozen=True, eq=False)
class _Shop:
    """What the engine says of an imported shop.

    Attributes
    ----------
    features : mapping
        Returns to what customers did by the day after the last purchase.
    totals : mapping
        As ``analytics.features.customers.shop_totals`` names them, returns left out.
    trials : mapping
        A day to how good recommendations were in the four weeks up to it.
    """

    features: Mapping[Returns, Features]
    totals: Mapping[str, Any]
    trials: Mapping[date, Holdout]


def selftest(
    published: Published | None = None, retail: Path | None = None
) -> Iterator[Comparison]:
    """Compare what can be compared, one thing after another.

    Parameters
    ----------
    published : Published, optional
        Results that others published, where they are at hand.
    retail : Path, optional
        The file of UCI Online Retail, as CSV or Parquet.

    Raises
    ------
    SegbotError
        If the file isn't that one.
    """
    yield from _six_customers()
    yield from _made_up_shop()
    yield ten_movers.compare_edges(*ten_movers.edges())
    yield from ten_movers.compare_movement(ten_movers.moved())
    yield from rule_packs.compare_shipped(all_packs())
    if published is not None:
        yield from _published(published)
    if retail is not None:
        yield from _online_retail(retail)


def _six_customers() -> Iterator[Comparison]:
    found = _taken_in(six_customers.file_rows(), six_customers.AS_OF).features
    for returns, features in found.items():
        yield six_customers.compare_features(features, returns)
    yield from six_customers.compare_scores(score_rfm(found[Returns.NET], rule_pack(_PACK)))


def _made_up_shop() -> Iterator[Comparison]:
    made = sample_shop(_SEED, _CUSTOMERS)
    found = _taken_in(made.rows, LAST_DAY)
    plain = plain_pandas.plain_rfm(made.rows, FIRST_DAY, LAST_DAY)
    yield from _beside_plain_pandas(found, plain, "the made-up shop")
    features = found.features[Returns.NET]
    yield from groups.compare_clusters(features, cluster(features, _GROUPS))
    chosen = choose_k(features).chosen.k
    yield from groups.compare_groups(cluster(features, chosen).labels, made.groups)


def _published(published: Published) -> Iterator[Comparison]:
    yield from compare_published_rfm(published)
    shop = _taken_in(tiny_shop.as_file(published), tiny_shop.AS_OF)
    yield tiny_shop.compare_tiny_shop(shop.features[Returns.NET], published)
    yield from compare_published_packs(published.segment_rule_packs)


def _online_retail(path: Path) -> Iterator[Comparison]:
    rows = online_retail.with_known_names(_rows_of(path))
    found = _imported(path, online_retail.LAST_DAY, online_retail.TRIAL_DAYS)
    yield online_retail.compare_totals(found.totals)
    plain = plain_pandas.plain_rfm(rows, online_retail.FIRST_DAY, online_retail.LAST_DAY)
    yield from _beside_plain_pandas(found, plain, "UCI Online Retail")
    goods = recommending.goods_bought(rows)
    for day, trial in found.trials.items():
        yield recommending.compare_trial(trial, goods, day)


def _beside_plain_pandas(found: _Shop, plain: pd.DataFrame, shop: str) -> Iterator[Comparison]:
    for returns, features in found.features.items():
        yield plain_pandas.compare_features(features, plain, returns, shop)
        scored = score_rfm(features, rule_pack(_PACK))
        yield from plain_pandas.compare_scores(scored, plain, returns, shop)


def _rows_of(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str)
    except ValueError as error:
        raise SegbotError(
            f"{path.name} is no table: {error}.", "Give UCI Online Retail as CSV or Parquet."
        ) from None


def _taken_in(rows: pd.DataFrame, today: date) -> _Shop:
    """The shop of a file that has these rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.csv"
        rows.to_csv(path, index=False)
        return _imported(path, today)


def _imported(path: Path, today: date, trial_days: tuple[date, ...] = ()) -> _Shop:
    """The shop of a file, which goes through the real import into a store of its own."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "shop.db")
        import_file(store, path, path.name, today=today)
        context = Context(store, today)
        with context.until_answered:
            features = {each: whole_shop(context, each).features for each in Returns}
            orders = whole_shop(context).orders
            totals = shop_totals(orders, Returns.IGNORE).execute().iloc[0].to_dict()
            shop = whole_shop(context)
            trials = {
                day: hold_out(purchases(shop.lines, shop.tables.products, day + timedelta(1)))
                for day in trial_days
            }
    return _Shop(features, totals, trials)


def read_published(folder: Path) -> Published:
    """Read every table of a reference folder.

    Raises
    ------
    SegbotError
        If a file is missing, or can't be read as a table.
    """
    files = {name: folder / f"{name}.csv" for name in COLUMNS}
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        raise SegbotError(
            f"The folder {folder} has no {' and no '.join(missing)}.",
            "It has to hold the published results, one CSV file each; without --reference the "
            "self-test needs none.",
        )
    return Published(**{name: _table(path) for name, path in files.items()})


def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=_TEXTS, usecols=COLUMNS[path.stem].split())
    except ValueError as error:
        raise SegbotError(
            f"{path.name} is no table: {error}.", "It has to be the file as it was published."
        ) from None
