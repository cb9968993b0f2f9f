"""Recency, frequency and money as scores, and the segments they make.

A score counts the edges strictly below a customer's value, so equal values always get equal
scores and the order of the rows cannot matter::

    frequency, monetary:  score = lowest + edges strictly below the value
    recency:              score = highest - edges strictly below the value   (few days is good)

Where many customers share a value some edges coincide, and some scores then go to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.rfm.edges import MEASURES, Edges, Values, quantile_edges
from analytics.rfm.rules import Cell, RulePack, cell_text
from analytics.rfm.summary import SegmentSummary, summaries
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.money import cents, units
from analytics.vocabulary.schema import Features


@dataclass(frozen=True, eq=False)
class Rfm:
    """Everybody's scores and what the segments come to.

    Attributes
    ----------
    scores : DataFrame, one row per customer, indexed by ``customer_id`` in ascending order
        ``recency`` (days), ``frequency`` (orders), ``monetary`` (currency units), ``r``, ``f``,
        ``m`` (within the pack's scores) and ``segment`` (a key of the pack).
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

    def summary(self, key: str) -> SegmentSummary:
        """One segment in figures.

        Raises
        ------
        StopIteration
            If the pack has none with this key.
        """
        return next(each for each in self.segments if each.key == key)


def score_rfm(features: Features, rules: RulePack, edges: Edges | None = None) -> Rfm:
    """Score every customer and put each into one segment.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
        Read, never written to; row order doesn't matter.
    rules : RulePack
        Must cover every combination of scores.
    edges : Edges, optional
        As many as the pack's scores need: of another day, or set by somebody; by default the
        quantiles of these customers.

    Raises
    ------
    SegbotError
        If there are no customers, if the rules leave a combination without a segment, or if the
        edges make another number of scores than the pack has.
    """
    if features.empty:
        raise SegbotError(
            "There are no customers with a purchase to score.",
            "Upload a transactions file with customer ids, or widen the filter.",
        )
    scores = features.set_index("customer_id")[list(MEASURES)].sort_index()
    scores = scores.astype({"monetary": float})
    edges = edges or quantile_edges(scores, rules.bins)
    if edges.bins != rules.bins:
        raise SegbotError(
            f"The edges make {edges.bins} scores, but the rule pack is made for {rules.bins}.",
            "Choose a rule pack and a number of scores that fit each other.",
        )
    found = _scores(scores, edges, rules)
    scores[["r", "f", "m"]] = found
    segments = _segment_of_each_cell(rules)[_cells(found, rules)]
    scores["segment"] = pd.Series(segments, scores.index, dtype="str")
    return Rfm(
        scores=scores,
        edges=edges,
        segments=summaries(rules, scores),
        customers=len(scores),
        revenue=units(cents(scores["monetary"])),
    )


def ranking(rules: RulePack) -> Callable[[Values, Edges], npt.NDArray[np.int64]]:
    """How to put customers into segments, and do nothing beside.

    Returns
    -------
    callable
        Takes each customer's values and the edges, and gives the place of their segment in the
        pack, from 0.
    """
    places = {rule.key: place for place, rule in enumerate(rules.rules)}
    place_of = np.array([places[key] for key in _segment_of_each_cell(rules)], "int64")

    def ranks(values: Values, edges: Edges) -> npt.NDArray[np.int64]:
        return np.take(place_of, _cells(_scores(values, edges, rules), rules))

    return ranks


def cell_of(
    recency: float, frequency: float, monetary: float, edges: Edges, rules: RulePack
) -> Cell:
    """The scores of one customer's values."""
    values = pd.DataFrame([[recency, frequency, monetary]], columns=list(MEASURES))
    r, f, m = (int(each) for each in _scores(values, edges, rules)[0])
    return r, f, m


def _scores(values: Values, edges: Edges, rules: RulePack) -> npt.NDArray[np.int64]:
    """Scores of recency, frequency and money, a column each."""
    lowest, highest = rules.scores
    return np.column_stack(
        [
            highest - _edges_below(values["recency"], edges.recency),
            lowest + _edges_below(values["frequency"], edges.frequency),
            lowest + _edges_below(values["monetary"], edges.monetary),
        ]
    )


def _cells(scores: npt.NDArray[np.int64], rules: RulePack) -> npt.NDArray[np.int64]:
    """The place of each row's combination of scores, in counting order."""
    places = tuple((scores - rules.scores[0]).T)
    return np.asarray(np.ravel_multi_index(places, (rules.bins,) * 3), "int64")


def _segment_of_each_cell(rules: RulePack) -> npt.NDArray[np.object_]:
    """The segment's key of every combination, in counting order."""
    found = {cell: rules.rule_for(cell) for cell in rules.cells}
    if missing := [cell_text(cell) for cell, rule in found.items() if rule is None]:
        raise SegbotError(
            f"The segment rules leave {len(missing)} of {len(found)} score combinations without "
            f"a segment, among them {', '.join(missing[:5])}.",
            "Widen a rule in the segment settings so that every combination has one.",
        )
    return np.array([rule.key for rule in found.values() if rule is not None], dtype=object)


def _edges_below(values: npt.ArrayLike, edges: tuple[float, ...]) -> npt.NDArray[np.int64]:
    return np.searchsorted(np.asarray(edges), np.asarray(values, float), side="left").astype(
        "int64"
    )
