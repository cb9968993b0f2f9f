"""What each segment comes to."""

from dataclasses import dataclass

import pandas as pd

from analytics.groups import Group
from analytics.rfm.edges import MEASURES
from analytics.rfm.rules import RulePack
from analytics.vocabulary.money import cents, units


@dataclass(frozen=True, kw_only=True)
class SegmentSummary(Group):
    """One segment in figures; all zero where nobody is in it, but None of money that nobody knows.

    Attributes
    ----------
    orders : int
        Purchase orders of its customers.
    mean_recency : float
        Days since the last purchase.
    mean_frequency : float
        Purchase orders per customer.
    mean_monetary : float or None
        Currency units per customer.
    """

    orders: int
    mean_recency: float
    mean_frequency: float
    mean_monetary: float | None


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
    paid = scores["monetary"].notna().any()
    return tuple(
        SegmentSummary(
            key=rule.key,
            label=rule.label,
            customers=int(customers[rule.key]),
            share=float(customers[rule.key] / len(scores)),
            orders=int(orders[rule.key]),
            revenue=units(int(spent[rule.key])) if paid else None,
            revenue_share=(float(spent[rule.key] / spent_by_all) if spent_by_all else 0.0)
            if paid
            else None,
            median_recency=float(median["recency"][rule.key]),
            median_frequency=float(median["frequency"][rule.key]),
            median_monetary=float(median["monetary"][rule.key]) if paid else None,
            mean_recency=float(mean["recency"][rule.key]),
            mean_frequency=float(mean["frequency"][rule.key]),
            mean_monetary=float(mean["monetary"][rule.key]) if paid else None,
        )
        for rule in rules.rules
    )
