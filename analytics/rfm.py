"""Recency, frequency and money as scores from 1 to 5, and the segments they make.

A score counts the quintile edges strictly below a customer's value, so equal values always get
equal scores and the order of the rows cannot matter. Edges are the 20, 40, 60 and 80 % quantiles,
linearly interpolated (numpy's default, R's type 7)::

    frequency, monetary:  score = 1 + edges strictly below the value
    recency:              score = 5 - edges strictly below the value   (few days is good)

Where many customers share a value some edges coincide, and some scores then go to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.errors import AnalyticsError
from analytics.money import cents, units
from analytics.rules import HIGHEST, LOWEST, RulePack, all_cells
from analytics.schema import Features

QUINTILES = (0.2, 0.4, 0.6, 0.8)
_MEASURES = ["recency", "frequency", "monetary"]


@dataclass(frozen=True)
class Edges:
    """The four values between the five scores of a measure, ascending.

    ``recency`` in days, ``frequency`` in orders, ``monetary`` in currency units.
    """

    recency: tuple[float, ...]
    frequency: tuple[float, ...]
    monetary: tuple[float, ...]


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


@dataclass(frozen=True, eq=False)
class Rfm:
    """Everybody's scores and what the segments come to.

    Attributes
    ----------
    scores : DataFrame, one row per customer, indexed by ``customer_id`` in ascending order
        ``recency`` (days), ``frequency`` (orders), ``monetary`` (currency units), ``r``, ``f``,
        ``m`` (1 to 5) and ``segment`` (a key of the pack).
    edges : Edges
        The values between the scores.
    segments : tuple of SegmentSummary
        In the order of the pack, those without customers included.
    customers : int
    revenue : float
        Of all scored customers, currency units.
    """

    scores: pd.DataFrame
    edges: Edges
    segments: tuple[SegmentSummary, ...]
    customers: int
    revenue: float


def score_rfm(features: Features, rules: RulePack, edges: Edges | None = None) -> Rfm:
    """Score every customer and put each into one segment.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
        Read, never written to; row order doesn't matter.
    rules : RulePack
        Must cover every combination of scores.
    edges : Edges, optional
        Edges of another day, kept so that a score means the same on both; by default the
        quintiles of these customers.

    Raises
    ------
    AnalyticsError
        If there are no customers, or if the rules leave a combination without a segment.
    """
    if features.empty:
        raise AnalyticsError(
            "There are no customers with a purchase to score.",
            "Upload a transactions file with customer ids, or widen the filter.",
        )
    segment_of = _segment_of_each_cell(rules)
    scores = features.set_index("customer_id")[_MEASURES].sort_index().astype({"monetary": float})
    edges = edges or Edges(
        recency=_edges(scores["recency"]),
        frequency=_edges(scores["frequency"]),
        monetary=_edges(scores["monetary"]),
    )
    scores["r"] = HIGHEST - _edges_below(scores["recency"], edges.recency)
    scores["f"] = LOWEST + _edges_below(scores["frequency"], edges.frequency)
    scores["m"] = LOWEST + _edges_below(scores["monetary"], edges.monetary)
    cells = zip(scores["r"], scores["f"], scores["m"], strict=True)
    scores["segment"] = pd.Series([segment_of[cell] for cell in cells], scores.index, dtype="str")
    return Rfm(
        scores=scores,
        edges=edges,
        segments=_summaries(rules, scores),
        customers=len(scores),
        revenue=units(cents(scores["monetary"])),
    )


def _segment_of_each_cell(rules: RulePack) -> Mapping[tuple[int, int, int], str]:
    found = {cell: rules.rule_for(cell) for cell in all_cells()}
    if missing := ["".join(map(str, cell)) for cell, rule in found.items() if rule is None]:
        raise AnalyticsError(
            f"The segment rules leave {len(missing)} of {len(found)} score combinations without "
            f"a segment, among them {', '.join(missing[:5])}.",
            "Widen a rule in the segment settings so that every combination has one.",
        )
    return {cell: rule.key for cell, rule in found.items() if rule is not None}


def _edges(values: pd.Series) -> tuple[float, ...]:
    return tuple(float(edge) for edge in np.quantile(values.to_numpy(float), QUINTILES))


def _edges_below(values: pd.Series, edges: tuple[float, ...]) -> npt.NDArray[np.int64]:
    return np.searchsorted(np.asarray(edges), values.to_numpy(float), side="left").astype("int64")


def _summaries(rules: RulePack, scores: pd.DataFrame) -> tuple[SegmentSummary, ...]:
    grouped = scores.groupby("segment")
    keys = [rule.key for rule in rules.rules]
    customers = grouped.size().reindex(keys, fill_value=0)
    orders = grouped["frequency"].sum().reindex(keys, fill_value=0)
    spent = grouped["monetary"].agg(cents).reindex(keys, fill_value=0)
    median = grouped[_MEASURES].median().reindex(keys, fill_value=0.0)
    mean = grouped[_MEASURES].mean().reindex(keys, fill_value=0.0)
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
