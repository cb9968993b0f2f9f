"""RFM as the R package rfm 0.3 does it, beside its published results, row by row."""

from collections.abc import Iterator

import pandas as pd

from analytics.rfm import Rfm
from analytics.rfm.edges import MEASURES
from analytics.rfm.rules import RulePack
from analytics.selftest.comparison import Comparison, compared
from analytics.selftest.published import Published
from analytics.selftest.published_packs import published_pack
from analytics.selftest.r_scoring import score_as_r_does, with_others

SCORES = {"recency_score": "r", "frequency_score": "f", "monetary_score": "m"}
RESULT = (*SCORES, "rfm_score", "segment")
"""What is published of each customer."""
CASES = (
    ("rfm_orders", "r_rfm_0.3"),
    ("rfm_orders", "r_rfm_0.2"),
    ("rfm_customers", "r_rfm_0.3"),
)
"""The data and the rule pack of each result."""
_AGAINST = "the R package rfm"
_FIGURES = ("recency_days", "transaction_count", "amount")
# What is published is rounded.
_FOUR_DECIMALS, _NINE_DECIMALS = 5.1e-5, 1e-9


def compare_published_rfm(published: Published) -> Iterator[Comparison]:
    """Hold figures, scores, segments, thresholds and sums against all that is published."""
    yield compare_figures(published.orders, published)
    for data, name in CASES:
        rules = published_pack(published.segment_rule_packs, name)
        rfm = score_as_r_does(published.features(data), rules)
        yield compare_rows(result(rfm, rules), data, name, published)
        yield compare_summary(rfm, data, name, published)
        if name == "r_rfm_0.3":
            yield compare_thresholds(rfm, data, published)
            yield compare_heatmap(rfm, data, published)


def result(rfm: Rfm, rules: RulePack) -> pd.DataFrame:
    """Scores and the published names of segments; one row per customer, columns ``RESULT``."""
    labels = {rule.key: rule.label for rule in with_others(rules).rules}
    scores = rfm.scores
    return pd.DataFrame(
        {
            **{name: scores[ours] for name, ours in SCORES.items()},
            "rfm_score": 100 * scores["r"] + 10 * scores["f"] + scores["m"],
            "segment": scores["segment"].map(labels),
        }
    )


def compare_figures(found: pd.DataFrame, published: Published) -> Comparison:
    """Hold recency, frequency and money of the orders' customers against the published."""
    ours = found.set_index("customer_id").set_axis(list(_FIGURES), axis="columns")
    theirs = published.rfm_orders_expected.set_index("customer_id")[list(_FIGURES)]
    return compared(
        f"recency, orders and money of {len(theirs):,} customers", _AGAINST, ours, theirs
    )


def compare_rows(found: pd.DataFrame, data: str, name: str, published: Published) -> Comparison:
    """Hold every customer's scores and segment against the published."""
    if data == "rfm_orders":
        theirs = published.rfm_orders_expected
        theirs = theirs.rename(columns={f"segment_v{name[-3]}{name[-1]}": "segment"})
    else:
        theirs = published.rfm_customers_expected
    theirs = theirs.set_index("customer_id")[list(RESULT)]
    subject = f"scores and segments of {len(theirs):,} customers, rules {name}"
    return compared(subject, _AGAINST, found, theirs)


def compare_thresholds(rfm: Rfm, data: str, published: Published) -> Comparison:
    """Hold the edges between scores against the lowest values of the published scores."""
    table = published.rfm_thresholds_expected
    table = table[table["data"] == data]
    theirs = {each: sorted(table[f"{each}_lower"])[1:] for each in MEASURES}
    ours = {each: getattr(rfm.edges, each) for each in MEASURES}
    subject = f"limits between the scores, {data}"
    return compared(subject, _AGAINST, pd.DataFrame(ours), pd.DataFrame(theirs), _NINE_DECIMALS)


def compare_summary(rfm: Rfm, data: str, name: str, published: Published) -> Comparison:
    """Hold what each segment comes to against the published sums and medians."""
    table = published.rfm_segment_summary_expected
    theirs = table[table["case"] == f"{data} / {name}"].set_index("segment")
    ours = pd.DataFrame.from_dict(
        {
            each.label: {
                "customers": each.customers,
                "orders": each.orders,
                "revenue": each.revenue or 0.0,
                "aov": round((each.revenue or 0.0) / each.orders, 2),
                "median_recency": each.median_recency,
                "median_frequency": each.median_frequency,
                "median_monetary": each.median_monetary,
            }
            for each in rfm.segments
            if each.customers
        },
        orient="index",
    )
    subject = f"sums and medians of {len(theirs)} segments, {data}, rules {name}"
    return compared(subject, _AGAINST, ours, theirs[list(ours.columns)])


def compare_heatmap(rfm: Rfm, data: str, published: Published) -> Comparison:
    """Hold customers and mean money by frequency and recency score against the published."""
    table = published.rfm_heatmap_expected
    theirs = table[table["data"] == data].set_index(["frequency_score", "recency_score"])
    theirs = theirs[["customers", "mean_monetary"]]
    cells = rfm.scores.groupby(["f", "r"])["monetary"]
    ours = pd.DataFrame({"customers": cells.size(), "mean_monetary": cells.mean()})
    ours = ours.rename_axis(theirs.index.names)
    subject = f"customers and mean money by scores of frequency and recency, {data}"
    return compared(subject, _AGAINST, ours, theirs, _FOUR_DECIMALS)
