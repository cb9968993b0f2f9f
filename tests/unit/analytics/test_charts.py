"""Charts: a picture that holds together, and words that say what it shows."""

import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cache
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from chart_cases import CASES, SOURCE, charts_of, shop
from chart_looks import CHARTS, faults, figures_drawn, shown_texts
from matplotlib.figure import Figure
from PIL import Image

from analytics.charts import style
from analytics.charts.cluster_scatter import cluster_scatter
from analytics.charts.revenue_series import revenue_series
from analytics.charts.row_account import RowGroup, row_account
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import ClusterProfile, profile_clusters
from analytics.clusters.find.clustering import Clustering, cluster
from analytics.explore.periods import Unit, periods
from analytics.explore.revenue import Takings
from analytics.vocabulary.rows import Fate

Many = tuple[pd.DataFrame, Clustering, tuple[ClusterProfile, ...]]


@cache
def drawn_of(name: str) -> dict[str, tuple[Chart, Figure, list[str]]]:
    """Every chart of a case, drawn once: itself, the figure it was drawn on, and the numbers that
    its words have to hold."""
    found = {}
    for chart_name, (draw, figures) in charts_of(CASES[name]).items():
        with warnings.catch_warnings(), figures_drawn() as drawn:
            # matplotlib warns of letters without a glyph and of layouts that don't fit.
            warnings.filterwarnings("error", module="matplotlib")
            warnings.filterwarnings("error", message=".*(Glyph|layout).*")
            chart = draw()
        found[chart_name] = (chart, drawn[0], figures)
    return found


def test_no_letter_is_below_ten_pixels_where_slack_shows_a_chart() -> None:
    """Which it does 480 pixels wide."""
    points = min(style.NOTE, style.SMALL, style.TEXT, style.LARGE)

    assert points / 72 / style.WIDTH * 480 >= 10


@pytest.mark.parametrize("name", CASES)
def test_every_chart_can_be_read_however_hard_its_data_are(name: str) -> None:
    for chart_name, (chart, drawn, figures) in drawn_of(name).items():
        assert not faults(drawn), chart_name
        assert_sound(chart)
        assert all(figure in chart.alt for figure in figures), (chart_name, chart.alt)
        assert drawn.texts[-1].get_text().replace("\n", " ") == SOURCE, chart_name


def assert_sound(chart: Chart) -> None:
    """A small PNG, 1,200 pixels wide with a clean white rim, and words for it."""
    image = np.asarray(Image.open(BytesIO(chart.png)).convert("RGB"))
    assert image.shape[1] == 1_200
    assert 300 <= image.shape[0] <= 1_900, chart.title
    rim = [image[:3], image[-3:], image[:, :3], image[:, -3:]]
    assert all((edge == 255).all() for edge in rim), chart.title
    assert (image != 255).mean() > 0.01
    assert len(chart.png) < 300_000
    assert 0 < len(chart.alt) <= 1_000
    assert 0 < len(chart.title) <= 200


@pytest.mark.parametrize("days", [7, 8, 15, 29, 30, 31, 32, 33, 90, 120])
def test_the_last_day_of_a_series_is_named_inside_the_picture(days: int) -> None:
    begin = date(2025, 10, 1)
    series = tuple(
        Takings(each, 100, 40, 60, 0, 1, 1, 1.0, 100)
        for each in periods(Unit.DAY, begin, begin + timedelta(days - 1))
    )
    with figures_drawn() as drawn:
        revenue_series(series)
    assert not faults(drawn[0])


def test_every_chart_is_among_those_that_are_looked_at() -> None:
    assert set(drawn_of("foreign names")) == set(CHARTS)


def test_a_chart_is_the_same_drawn_twice_and_in_several_threads() -> None:
    charts = [draw for draw, _ in charts_of(CASES["foreign names"]).values()]
    alone = [chart for chart, *_ in drawn_of("foreign names").values()]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda draw: draw(), charts))
    assert together == alone


@pytest.fixture(scope="module")
def many() -> Many:
    """Customers, their clustering and its profiles: more than a scatter has points."""
    customers = shop(4_000)
    clustering = cluster(customers, 3)
    return customers, clustering, profile_clusters(customers, clustering)


def test_the_order_of_the_customers_makes_no_other_picture(many: Many) -> None:
    customers, clustering, profiles = many
    shuffled = customers.sample(frac=1, random_state=1)
    assert cluster_scatter(shuffled, clustering, profiles) == cluster_scatter(*many)


def test_of_many_customers_some_are_drawn_and_the_chart_says_so(many: Many) -> None:
    with figures_drawn() as drawn:
        chart = cluster_scatter(*many)
    points = sum(len(np.asarray(each.get_offsets())) for each in drawn[0].axes[0].collections)
    said = f"{points:,} of 4,000 customers"
    assert points == pytest.approx(2_500, abs=3)
    assert said in chart.alt
    assert any(said in text.get_text() for text in shown_texts(drawn[0]))


def test_a_title_states_the_finding() -> None:
    """Fifty customers, 7 days ago, with one order of 12.50: the eleventh of twelve segments."""
    titles = {name: chart.title for name, (chart, *_) in drawn_of("all identical").items()}
    assert titles == {
        "rfm_map": "Everybody is in Segment number 11",
        "segment_bars": "Segment number 11: 100% of customers, 100% of revenue",
        "rfm_distributions": "Top scores: within 7 days, 2+ orders, over CHF 12.50",
        "evidence_sheet": "3 groups are not stable; no other number is clearer",
        "segment_flow": "14 customers lower than before, 15 came, 5 went",
        "segment_matrix": (
            "The largest move: 5 customers from Segment number 1 to Segment number 11"
        ),
        "k_choice": "3 groups are the clearest",
        "row_account": "93.8% of 1,074 rows kept",
        "ranked_bars": "Who brings most",
        # All alike but the fourth, of which more came back than was sold.
        "revenue_series": "Dec 2010 brought most: kr 12.50 of kr 125",
        "pareto_curve": "10 products of 12 (83%) bring 80% of revenue",
        # 13 came back after a day, 12 after two, and so on: 82 of 91 by the tenth.
        "return_curve": "The next order comes within 4 days half of the time, within 10 in 90%",
        "cohort_grid": "What each month's new customers bring",
        "histograms": "How figures are spread",
        "interval_rows": "What goes together",
        "effects": "What it changed",
    }


def test_charts_never_load_pyplot() -> None:
    imports = "; ".join(f"import analytics.charts.{module}" for module in CHARTS)
    code = f"{imports}; import sys; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("kept", "aside", "title"),
    [
        (995, 5, "99.5% of 1,000 rows kept"),
        (9_999, 1, "99.9% of 10,000 rows kept"),
        (7, 0, "All of 7 rows kept"),
        (0, 3, "0% of 3 rows kept"),
    ],
)
def test_the_account_of_rows_never_rounds_up_to_all_of_them(
    kept: int, aside: int, title: str
) -> None:
    groups = [
        RowGroup(Fate.KEPT, "purchases", kept),
        RowGroup(Fate.SET_ASIDE, "the price is zero", aside),
    ]
    chart = row_account([group for group in groups if group.rows])

    assert chart.title == title
    assert all(f"{group.rows:,}" in chart.alt for group in groups if group.rows)
