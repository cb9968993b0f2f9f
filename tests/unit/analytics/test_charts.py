"""Charts: a picture that holds together, and words that say what it shows."""

import subprocess
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from analytics.charts import style
from analytics.charts.cluster_profile import cluster_profile
from analytics.charts.cluster_scatter import cluster_scatter
from analytics.charts.k_choice import k_choice
from analytics.charts.rfm_map import rfm_map
from analytics.charts.row_account import Fate, RowGroup, row_account
from analytics.charts.segment_bars import segment_bars
from analytics.charts.style import Chart
from analytics.clusters.clustering import cluster
from analytics.clusters.evaluation import evaluate_k
from analytics.clusters.profiles import profile_clusters
from analytics.migration import segment_changes
from analytics.rfm import score_rfm
from analytics.rules import RulePack

HOSTILE = [
    "$x_1$ & <!channel> `code` *bold*",
    "Our very best 🎉 customers ever, the ones that we would never, ever want to lose to anybody",
    "日本",
    "",
    "two\nlines\x07",
]


def customers(count: int) -> pd.DataFrame:
    random = np.random.default_rng(count)
    return pd.DataFrame(
        {
            "customer_id": [f"c{number:05}" for number in range(count)],
            "recency": random.integers(0, 400, count),
            "frequency": random.geometric(0.3, count),
            "monetary": random.lognormal(5, 2, count).round(2),
        }
    )


def all_charts(shop: pd.DataFrame, pack: RulePack, k: int, names: list[str] | None = None):
    """Every chart of a shop, as functions that draw it."""
    rfm, clustering = score_rfm(shop, pack), cluster(shop, k)
    profiles, segments, rules = profile_clusters(shop, clustering), rfm.segments, pack
    if names:
        relabel = dict(zip((rule.key for rule in pack.rules), names * 2, strict=True))
        profiles = tuple(
            replace(profile, name=name) for profile, name in zip(profiles, names * k, strict=False)
        )
        segments = tuple(replace(each, label=relabel[each.key]) for each in segments)
        rules = RulePack.model_construct(
            rules=tuple(rule.model_copy(update={"label": relabel[rule.key]}) for rule in pack.rules)
        )
    moved = rfm.scores["segment"].where(rfm.scores["r"] > 2, "champions")
    return {
        "map": lambda: rfm_map(replace(rfm, segments=segments), rules),
        "bars": lambda: segment_bars(segments),
        "bars with changes": lambda: segment_bars(
            segments, segment_changes(moved, rfm.scores["segment"]), "kr "
        ),
        "profile": lambda: cluster_profile(profiles, "$"),
        "scatter": lambda: cluster_scatter(shop, clustering, profiles),
        "k": lambda: k_choice(evaluate_k(shop, range(2, 7))),
    }


def draw(charts: dict[str, Callable[[], Chart]]) -> dict[str, Chart]:
    with warnings.catch_warnings():
        # matplotlib warns of letters without a glyph and of layouts that don't fit.
        warnings.filterwarnings("error", module="matplotlib")
        warnings.filterwarnings("error", message=".*(Glyph|layout).*")
        return {name: make() for name, make in charts.items()}


def assert_sound(chart: Chart) -> None:
    """A 1,200 pixel PNG with a clean white rim, so nothing is cut off, and words for it."""
    image = imread(BytesIO(chart.png))[..., :3]
    assert image.shape[1] == 1_200
    assert 400 <= image.shape[0] <= 1_700
    rim = [image[:3], image[-3:], image[:, :3], image[:, -3:]]
    assert all((edge == 1).all() for edge in rim), chart.title
    assert (image != 1).mean() > 0.01
    assert 0 < len(chart.alt) <= 1_000
    assert chart.title


@pytest.mark.parametrize(("count", "k"), [(2, 2), (5, 3), (400, 4), (3_000, 12)])
def test_every_chart_holds_together_from_two_customers_to_thousands(pack, count, k):
    for chart in draw(all_charts(customers(count), pack, k)).values():
        assert_sound(chart)


def test_no_name_that_people_type_breaks_a_chart(pack):
    for chart in draw(all_charts(customers(80), pack, 5, HOSTILE)).values():
        assert_sound(chart)


def test_alternative_texts_hold_the_key_figures(pack):
    shop = customers(400)
    rfm, clustering = score_rfm(shop, pack), cluster(shop, 3)
    profiles = profile_clusters(shop, clustering)
    charts = draw(all_charts(shop, pack, 3))
    champions = next(each for each in rfm.segments if each.key == "champions")
    assert f"Champions {champions.customers}" in charts["map"].alt
    assert f"{champions.revenue_share:.0%} of revenue" in charts["bars"].alt
    assert profiles[0].name in charts["profile"].alt
    assert "400 customers" in charts["scatter"].alt
    assert "Chosen:" in charts["k"].alt


def test_thinning_many_customers_is_said(pack):
    charts = draw(all_charts(customers(3_000), pack, 3))
    assert "2,500 of 3,000 customers" in charts["scatter"].alt


def test_a_chart_is_the_same_drawn_twice_and_in_several_threads(pack):
    charts = all_charts(customers(60), pack, 3)
    alone = draw(charts)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda make: make(), [*charts.values()] * 2))
    assert together == [*alone.values()] * 2


def test_charts_never_load_pyplot():
    modules = ["rfm_map", "segment_bars", "cluster_profile", "cluster_scatter", "k_choice"]
    imports = "; ".join(f"import analytics.charts.{module}" for module in modules)
    code = f"{imports}; import sys; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_segment_of_our_pack_has_a_colour_of_its_own(pack):
    colours = {style.segment_colour(rule.key, 0) for rule in pack.rules}
    assert len(colours) == len(pack.rules)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "£0"),
        (7.5, "£7.50"),
        (12, "£12"),
        (99.999, "£100"),
        (1_234.4, "£1,234"),
        (9_999.9, "£10k"),
        (12_345, "£12.3k"),
        (999_999, "£1m"),
        (4_500_000, "£4.5m"),
        (-20, "−£20"),
    ],
)
def test_money_is_short(value, shown):
    assert style.money(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0%"), (0.004, "<1%"), (0.005, "<1%"), (0.146, "15%"), (1, "100%")]
)
def test_a_trace_is_never_nothing(share, shown):
    assert style.percent(share) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  At   risk\n", "At risk"),
        ("VIP 🎉 club", "VIP club"),
        ("日本", "(no name)"),
        ("Größte Käufer & Co <b>", "Größte Käufer & Co <b>"),
        ("x" * 50, "x" * 39 + "…"),
    ],
)
def test_text_from_outside_is_made_drawable(text, shown):
    assert style.line(text) == shown


@pytest.mark.parametrize(
    ("kept", "aside", "title"),
    [
        (995, 5, "99.5% of 1,000 rows kept"),
        (9_999, 1, "99.9% of 10,000 rows kept"),
        (7, 0, "All of 7 rows kept"),
        (0, 3, "0% of 3 rows kept"),
    ],
)
def test_the_account_of_rows_never_rounds_up_to_all_of_them(kept, aside, title):
    groups = [
        RowGroup(Fate.KEPT, "purchases", kept),
        RowGroup(Fate.SET_ASIDE, "the price is zero", aside),
    ]
    chart = row_account([group for group in groups if group.rows])

    assert chart.title == title
    assert len(chart.png) < 300_000
    assert all(f"{group.rows:,}" in chart.alt for group in groups if group.rows)
