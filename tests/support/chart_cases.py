"""Shops, segments and groups that are hard to draw, and every chart of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle, islice

import numpy as np
import pandas as pd

from analytics.charts.cluster_profile import cluster_profile
from analytics.charts.cluster_scatter import cluster_scatter
from analytics.charts.cohort_grid import cohort_grid
from analytics.charts.effects import Effect, effects
from analytics.charts.evidence_sheet import evidence_sheet
from analytics.charts.histograms import Panel, histograms
from analytics.charts.interval_rows import Row, interval_rows
from analytics.charts.k_choice import k_choice
from analytics.charts.palette import segment_colours
from analytics.charts.pareto_curve import pareto_curve
from analytics.charts.ranked_bars import Bar, ranked_bars
from analytics.charts.return_curve import return_curve
from analytics.charts.revenue_series import revenue_series
from analytics.charts.rfm_distributions import rfm_distributions
from analytics.charts.rfm_map import rfm_map
from analytics.charts.row_account import RowGroup, row_account
from analytics.charts.segment_bars import segment_bars
from analytics.charts.segment_flow import segment_flow
from analytics.charts.segment_matrix import segment_matrix
from analytics.charts.silhouette_plot import silhouette_plot
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import profile_clusters
from analytics.clusters.find.clustering import cluster
from analytics.clusters.judge.evidence import Evidence, sizes
from analytics.clusters.judge.numbers import Candidate, KChoice
from analytics.clusters.judge.one_crowd import BesideOneCrowd
from analytics.clusters.judge.quality import Quality
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.clusters.judge.stability import Stability
from analytics.explore.distributions import distribution
from analytics.explore.gaps import Gaps
from analytics.explore.periods import Unit, periods
from analytics.explore.products import pareto
from analytics.explore.revenue import Takings
from analytics.movement.moves import GONE, NEW, Direction, Movement, movement
from analytics.movement.sizes import segment_changes
from analytics.rfm import Rfm, score_rfm
from analytics.rfm.edges import quantile_edges
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.vocabulary.rows import Fate

SOURCE = (
    "As of 9 Dec 2011, orders from United Kingdom, tier gold, from 1 Dec 2010, "
    "returned goods subtracted. Data version 12."
)
PLAIN = [f"Segment number {number}" for number in range(1, 13)]
LONG = [
    f"{number} Our very best customers, the ones that we would never want to lose to anybody, "
    "not even if they asked us to, because without them there would be no shop at all, "
    "only an empty room with a till in it and us"[:200]
    for number in range(1, 13)
]
FOREIGN = [
    "日本のお客様",
    "عملاء مخلصون يشترون كثيرا",
    "לקוחות נאמנים מאוד",
    "VIP 🎉🥇 club",
    "",
    "two\nlines\x07",
    "$x_1$ & <!channel> `code` *bold*",
    "Größte Käufer",
    "👩‍👩‍👧‍👦",
    "W" * 60,
    "Ελληνικά ονόματα",
    "Z̸̡̛a̶l̷g̸o̵",
]


def shop(count: int, spent: float = 150.0, most_orders: int = 60) -> pd.DataFrame:
    """Customers whose money is spread around an amount over five powers of ten."""
    random = np.random.default_rng(count)
    return pd.DataFrame(
        {
            "customer_id": [f"c{number:05}" for number in range(count)],
            "recency": random.integers(0, 400, count),
            "frequency": np.minimum(random.geometric(0.3, count), most_orders),
            "monetary": (spent * random.lognormal(0, 2, count)).clip(0.01, 1e12).round(2),
        }
    )


def pack_of(count: int) -> RulePack:
    """A rule pack of two or twelve segments that ours doesn't know."""
    ranges = {
        2: [((1, 3), (1, 5), (1, 5)), ((4, 5), (1, 5), (1, 5))],
        12: [
            *(((r, r), (f, f + 1), (1, 5)) for r in (1, 2, 4) for f in (1, 4)),
            *(((r, r), (3, 3), (1, 5)) for r in (1, 2, 4)),
            ((3, 3), (1, 5), (1, 5)),
            ((5, 5), (1, 5), (1, 2)),
            ((5, 5), (1, 5), (3, 5)),
        ],
    }
    return RulePack(
        rules=tuple(
            SegmentRule(key=f"segment_{place}", label=f"{place}", r=r, f=f, m=m, **_WORDS)
            for place, (r, f, m) in enumerate(ranges[count], start=1)
        )
    )


_WORDS = {"description": "Somebody.", "play": "Do something."}


@dataclass(frozen=True)
class Case:
    """A shop that is hard to draw, and what people call its segments and groups."""

    customers: pd.DataFrame
    pack: RulePack
    k: int
    names: list[str]
    silhouette: float = 0.4
    inertia: float = 1_000.0
    rows: int = 1_000


CASES: Mapping[str, Case] = {
    "two of each, tiny amounts": Case(shop(80, 0.01), pack_of(2), 2, PLAIN, -0.004, 0.00012, 3),
    "twelve of each, huge amounts": Case(
        shop(600, 1e11), pack_of(12), 12, PLAIN, 0.999, 1e12, 10**12
    ),
    "long names, ten scores": Case(shop(400), pack_of(12).finer(10), 12, LONG),
    "foreign names": Case(shop(400), pack_of(12), 12, FOREIGN),
    "one customer": Case(shop(1), pack_of(2), 1, PLAIN, 0.0, 0.0, 1),
    "all identical": Case(
        pd.DataFrame(
            {
                "customer_id": [f"c{number}" for number in range(50)],
                "recency": 7,
                "frequency": 1,
                "monetary": 12.5,
            }
        ),
        pack_of(12),
        1,
        PLAIN,
    ),
}


def charts_of(case: Case) -> dict[str, tuple[Callable[[], Chart], list[str]]]:
    """Every chart of a case: what draws it, and the figures that its words have to hold."""
    names = list(islice(cycle(case.names), 12))
    edges = quantile_edges(case.customers, case.pack.bins)
    rfm = score_rfm(case.customers, case.pack, edges)
    segments = tuple(
        replace(each, label=name) for each, name in zip(rfm.segments, names, strict=False)
    )
    rfm = replace(rfm, segments=segments)
    # A rule's label may be empty in no pack; whoever draws it shouldn't rely on that.
    rules = case.pack.model_copy(
        update={
            "rules": tuple(
                rule.model_copy(update={"label": name})
                for rule, name in zip(case.pack.rules, names, strict=False)
            )
        }
    )
    moved = rfm.scores["segment"].where(rfm.scores["r"] > 2, "segment_1")
    changes = segment_changes(moved, rfm.scores["segment"], [each.key for each in segments])
    labels = {NEW: "Not yet customers", GONE: "Gone", **{each.key: each.label for each in segments}}
    colours = segment_colours([each.key for each in segments])
    flow = _movement(case, rfm)
    when = ("11 Sep 2011", "10 Dec 2011")
    biggest = max(segments, key=lambda each: each.customers)
    charts: dict[str, tuple[Callable[[], Chart], list[str]]] = {
        "rfm_map": (lambda: rfm_map(rfm, rules, source=SOURCE), [f"{biggest.customers:,}"]),
        "segment_bars": (
            lambda: segment_bars(segments, changes, "kr ", source=SOURCE),
            [
                f"{biggest.customers:,} customer",
                f"{max(each.revenue_share or 0 for each in segments):.0%} of revenue",
                "kr ",
            ],
        ),
        "rfm_distributions": (
            lambda: rfm_distributions(rfm, "CHF ", source=SOURCE),
            ["median", "scores part at", "CHF "],
        ),
        "segment_flow": (
            lambda: segment_flow(flow, labels, colours, when, source=SOURCE),
            ["11 Sep 2011", f"{flow.going(Direction.DOWN).count():,} customer"],
        ),
        "segment_matrix": (
            lambda: segment_matrix(flow, labels, when, source=SOURCE),
            ["10 Dec 2011", f"{flow.matrix().to_numpy().max():,}"],
        ),
        "k_choice": (
            lambda: k_choice(_choice(case), "3 groups: the clearest.", source=SOURCE),
            ["Chosen", f"{case.silhouette:.2f}"],
        ),
        "evidence_sheet": (
            lambda: evidence_sheet(_numbers(case), 3, SOURCE),
            ["3 chosen", f"{1 / 3:.2f}"],
        ),
        "row_account": (
            lambda: row_account(_row_groups(case, names), source=SOURCE),
            [f"{case.rows:,}"],
        ),
    }
    charts |= _explored(case, names)
    if case.k > 1:
        clustering = cluster(case.customers, case.k)
        profiles = tuple(
            replace(each, label=name)
            for each, name in zip(profile_clusters(case.customers, clustering), names, strict=False)
        )
        first = profiles[0]
        (measured,) = silhouettes(clustering.matrix.to_numpy(), [clustering.labels.to_numpy()])
        charts["cluster_profile"] = (
            lambda: cluster_profile(profiles, "$", source=SOURCE),
            [f"{first.share:.0%} of customers", "$"],
        )
        charts["silhouette_plot"] = (
            lambda: silhouette_plot(
                measured,
                {each.number: each.label for each in profiles},
                {each.number: each.colour for each in profiles},
                SOURCE,
            ),
            [f"{measured.mean:.2f}"],
        )
        charts["cluster_scatter"] = (
            lambda: cluster_scatter(case.customers, clustering, profiles, source=SOURCE),
            [f"({first.customers:,})", "days"],
        )
    return charts


def _explored(case: Case, names: list[str]) -> dict[str, tuple[Callable[[], Chart], list[str]]]:
    """The charts of explorations, of names and money like the case's."""
    money = [float(each) for each in case.customers["monetary"].head(12)]
    bars = [
        Bar(name, each, f"kr {each:,.2f}", below=f"+ {name}" if case.k > 2 else "")
        for name, each in zip(names, money, strict=False)
    ]
    months = periods(Unit.MONTH, date(2010, 12, 1), date(2011, 11, 20))
    series = tuple(
        Takings(
            period=period,
            cents=round(100 * each) * (-1 if number == 3 else 1),
            first=round(40 * each),
            again=round(60 * each) - (round(200 * each) if number == 3 else 0),
            unknown=0,
            orders=number,
            customers=number,
            units=1.0,
            largest=0,
        )
        for number, (period, each) in enumerate(zip(months, money * 12, strict=False))
    )
    shared = pareto(pd.Series([max(1, round(100 * each)) for each in money]))
    assert shared is not None
    gaps = Gaps(tuple(range(1, 2 + len(money))), tuple(range(1 + len(money), 0, -1)), len(money))
    triangle = [
        [each if place + column < len(money) else None for column in range(len(money))]
        for place, each in enumerate(money)
    ]
    spreads = [distribution(case.customers[name]) for name in ("recency", "monetary", "frequency")]
    panels = [
        Panel(name, spread, lambda value: f"kr {value:,.0f}")
        for name, spread in zip(names, spreads, strict=False)
        if spread
    ]
    correlations = [
        Row(name, value, low, high, stands_out=(low or 0) > 0)
        for name, (value, low, high) in zip(
            names, [(0.8, 0.7, 0.9), (-1.0, None, None), (0.0, -0.2, 0.2)], strict=False
        )
    ]
    changed = [
        Effect(name, *ends, words=f"+kr {money[0]:,.2f}", between=f"−kr {money[-1]:,.2f} or more")
        for name, ends in zip(
            names, [(0.1, -0.2, 0.4), (money[0], 0.5 * money[0], np.inf)], strict=False
        )
    ]
    return {
        "effects": (
            lambda: effects(
                changed, "What it changed", "Written to beside held out", source=SOURCE
            ),
            [f"kr {money[0]:,.2f} (−kr"],
        ),
        "ranked_bars": (
            lambda: ranked_bars(bars, "Who brings most", "Revenue", source=SOURCE),
            [bars[0].words],
        ),
        "revenue_series": (
            lambda: revenue_series(series, "kr ", source=SOURCE),
            ["later orders", "part of it", "kr "],
        ),
        "pareto_curve": (
            lambda: pareto_curve(shared, source=SOURCE),
            [f"{shared.needed:,} product"],
        ),
        "return_curve": (
            lambda: return_curve(gaps, source=SOURCE),
            [f"90% within {gaps.by_day(0.9)}"],
        ),
        "cohort_grid": (
            lambda: cohort_grid(
                names[: len(money)],
                triangle,
                lambda value: f"{value:,.0f}",
                "What each month's new customers bring",
                "Revenue",
                source=SOURCE,
            ),
            [f"{money[0]:,.0f}"],
        ),
        "interval_rows": (
            lambda: interval_rows(correlations, "What goes together", "Spearman", source=SOURCE),
            ["0.80 (0.70 to 0.90)", "−1.00"],
        ),
        "histograms": (
            lambda: histograms(panels, "How figures are spread", source=SOURCE),
            ["median", f"kr {case.customers['recency'].median():,.0f}"],
        ),
    }


def _movement(case: Case, rfm: Rfm) -> Movement:
    """Every third customer is new, every seventh gone, and half of the others were elsewhere."""
    now = rfm.scores["segment"]
    keys = [rule.key for rule in case.pack.rules]
    place = np.arange(len(now))
    elsewhere = pd.Series([keys[each % len(keys)] for each in place], now.index)
    before = now.where(place % 2 == 1, elsewhere)[place % 3 != 1]
    after = now[place % 7 != 2]
    money = pd.DataFrame({"money_before": 1.0, "money_after": 2.0}, index=now.index)
    return movement(before, after, after, keys, money)


def _choice(case: Case) -> KChoice:
    candidates = tuple(_numbers(case))
    (measured,) = silhouettes(np.arange(4.0)[:, None], [np.array([1, 1, 2, 2])])
    return KChoice(
        candidates,
        chosen=candidates[1],
        evidence=Evidence(
            silhouettes=measured,
            sizes=sizes(measured.labels),
            separations=(),
            one_crowd=BesideOneCrowd(0.6, 0.3),
            stability=Stability(0.9, 0.8, 1.0, ()),
        ),
        elbow=3,
    )


def _silhouettes(case: Case) -> list[float]:
    """Of 2 to 10 groups, the best of them for 3."""
    return [case.silhouette - (k - 3) ** 2 / 90 for k in range(2, 11)]


def _numbers(case: Case) -> list[Candidate]:
    return [
        Candidate(
            k, Quality(case.inertia / k, value, 1, 1), 0.1, Stability(1 / k, 0.5 / k, 1.0, ())
        )
        for k, value in zip(range(2, 11), _silhouettes(case), strict=True)
    ]


def _row_groups(case: Case, names: list[str]) -> list[RowGroup]:
    fates = [Fate.KEPT, Fate.KEPT, Fate.SET_ASIDE, Fate.REJECTED, Fate.REJECTED]
    return [
        RowGroup(fate, name, case.rows if place == 0 else 1 + 7 * place)
        for place, (fate, name) in enumerate(zip(fates, names, strict=False))
    ]
