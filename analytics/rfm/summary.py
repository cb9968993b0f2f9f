"""What each segment comes to."""

from dataclasses import dataclass

import pandas as pd

from analytics.rfm.edges import MEASURES
from analytics.rfm.rules import RulePack
from analytics.vocabulary.money import cents, units


@dataclass(frozen=True)
class SegmentSummary:
    """One segment in figures; all zero where nobody is in it.

    Attributes
    ----------
    key, label : str
        As in the rule pack.
    customers : int
    customer_share : float
        Of all scored customers, 0 to 1.
    orders : int
        Purchase orders of its customers.
    revenue : float
        Currency units, exact to the cent; segments add up to the whole.
    revenue_share : float
        Of all scored customers' revenue, 0 to 1.
    median_recency, mean_recency : float
        Days since the last purchase.
    median_frequency, mean_frequency : float
        Purchase orders per customer.
    median_monetary, mean_monetary : float
        Currency units per customer.
    """

    key: str
    label: str
    customers: int
    customer_share: float
    orders: int
    revenue: float
    revenue_share: float
    median_recency: float
    median_frequency: float
    median_monetary: float
    mean_recency: float
    mean_frequency: float
    mean_monetary: float


def summaries(rules: RulePack, scores: pd.DataFrame) -> tuple[SegmentSummary, ...]:
    """Summarise every segment of a pack, in its order.

    Parameters
    ----------
    rules : RulePack
    scores : DataFrame, one row per customer
        As in :class:`analytics.rfm.scores.Rfm`.
    """
    grouped = scores.groupby("segment")
    keys = [rule.key for rule in rules.rules]
    customers = grouped.size().reindex(keys, fill_value=0)
    orders = grouped["frequency"].sum().reindex(keys, fill_value=0)
    spent = grouped["monetary"].agg(cents).reindex(keys, fill_value=0)
    median = grouped[list(MEASURES)].median().reindex(keys, fill_value=0.0)
    mean = grouped[list(MEASURES)].mean().reindex(keys, fill_value=0.0)
    spent_by_all = int(spent.sum())
    return tuple(
        SegmentSummary(
            key=rule.key,
            label=rule.label,
            customers=int(customers[rule.key]),
            customer_share=float(customers[rule.key] / len(scores)),
            orders=int(orders[rule.key]),
            revenue=units(int(spent[rule.key])),
            revenue_share=float(spent[rule.key] / spent_by_all) if spent_by_all else 0.0,
            median_recency=float(median["recency"][rule.key]),
            median_frequency=float(median["frequency"][rule.key]),
            median_monetary=float(median["monetary"][rule.key]),
            mean_recency=float(mean["recency"][rule.key]),
            mean_frequency=float(mean["frequency"][rule.key]),
            mean_monetary=float(mean["monetary"][rule.key]),
        )
        for rule in rules.rules
    )
