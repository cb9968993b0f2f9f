"""Recency, frequency and money as scores, and the segments they make.

A score counts the edges strictly below a customer's value, so equal values always get equal
scores and the order of the rows cannot matter::

    frequency, monetary:  score = lowest + edges strictly below the value
    recency:              score = highest - edges strictly below the value   (few days is good)

Where many customers share a value some edges coincide, and some scores then go to nobody.

Scores say how customers compare with each other. Where a segment's words speak of more, as of a
first order, its rule needs that too, whatever the scores, and whoever doesn't meet it is in the
segment that the rule names for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.rfm.edges import MEASURES, Edges, Values, quantile_edges
from analytics.rfm.rules import RulePack, cell_text
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
        ``m`` (within the pack's scores), ``segment`` (a key of the pack), ``orders_ever`` and
        ``tenure`` (days since the first order ever), which ``segment`` may need.
    edges : Edges
        The values between the scores.
    segments : tuple of SegmentSummary
        In the order of the pack, those without customers included.
    customers : int
    revenue : float or None
        Of all scored customers, currency units; None where nobody knows what was paid.
    """

    scores: pd.DataFrame
    edges: Edges
    segments: tuple[SegmentSummary, ...]
    customers: int
    revenue: float | None

    @property
    def has_money(self) -> bool:
        """Whether anybody knows what was paid; where not, every score of money is the lowest."""
        return self.revenue is not None

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
        Read, never written to; row order doesn't matter. Where only some of the orders count,
        ``orders_ever`` and ``tenure`` have to say how many there are and since when; see
        :func:`lifetime`.
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
    ever = lifetime(features.set_index("customer_id").sort_index())
    found = _scores(scores, edges, rules)
    scores[["r", "f", "m"]] = found
    places = _Places.of(rules).segments(found, ever)
    scores["segment"] = pd.Series(_keys(rules)[places], scores.index, dtype="str")
    scores["orders_ever"], scores["tenure"] = ever.orders, ever.tenure
    return Rfm(
        scores=scores,
        edges=edges,
        segments=summaries(rules, scores),
        customers=len(scores),
        revenue=units(cents(scores["monetary"])) if scores["monetary"].notna().any() else None,
    )


def segments_by(edges: Edges, features: Features, rules: RulePack) -> pd.Series:
    """The segment of each customer alone, as :func:`score_rfm` finds it, for many days at once.

    Returns
    -------
    Series of str, indexed by ``customer_id`` in the order of ``features``
        Keys of the pack.
    """
    segments = _keys(rules)[ranking(rules)(features, edges)]
    return pd.Series(segments, pd.Index(features["customer_id"]), dtype="str", name="segment")


def _keys(rules: RulePack) -> npt.NDArray[np.object_]:
    return np.array([rule.key for rule in rules.rules], dtype=object)


def ranking(rules: RulePack) -> Callable[[Values, Edges], npt.NDArray[np.int64]]:
    """How to put customers into segments, and do nothing beside.

    Returns
    -------
    callable
        Takes each customer's values, as :func:`score_rfm` does, and the edges, and gives the place
        of their segment in the pack, from 0.
    """
    places = _Places.of(rules)

    def ranks(values: Values, edges: Edges) -> npt.NDArray[np.int64]:
        return places.segments(_scores(values, edges, rules), lifetime(values))

    return ranks


@dataclass(frozen=True, eq=False)
class Lifetime:
    """Customers' ``orders`` ever, and their ``tenure``: days since the first of them."""

    orders: npt.NDArray[Any]
    tenure: npt.NDArray[Any]


def lifetime(values: Values) -> Lifetime:
    """What customers did since they began, whichever orders count in their scores.

    ``frequency`` is all orders unless ``orders_ever`` says otherwise. Where ``tenure`` is missing
    or not known, it is ``recency`` for customers of a single order, and endless for all others,
    who might have begun at any time.
    """
    orders = np.asarray(values["orders_ever" if "orders_ever" in values else "frequency"])
    at_most = np.where(orders == 1, np.asarray(values["recency"]), np.inf)
    if "tenure" not in values:
        return Lifetime(orders, at_most)
    tenure = np.asarray(values["tenure"])
    unknown = np.isnan(tenure)
    return Lifetime(orders, np.where(unknown, at_most, tenure) if unknown.any() else tenure)


@dataclass(frozen=True, eq=False)
class _Places:
    """Where customers are in a pack: the place of their segment's rule in it, from 0.

    Attributes
    ----------
    of_cells : array of int
        The place of the rule of each combination of scores, in counting order.
    otherwise : array of int
        Of each rule, the place of the one for those who don't meet what it needs.
    """

    rules: RulePack
    of_cells: npt.NDArray[np.int64]
    otherwise: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rules: RulePack) -> Self:
        """The places of a pack.

        Raises
        ------
        SegbotError
            If it leaves customers without a segment.
        """
        places = {rule.key: place for place, rule in enumerate(rules.rules)}
        otherwise = [places[rules.otherwise_of(rule).key] for rule in rules.rules]
        of_cells = [places[key] for key in _segment_of_each_cell(rules)]
        return cls(rules, np.array(of_cells, "int64"), np.array(otherwise, "int64"))

    def segments(self, scores: npt.NDArray[np.int64], ever: Lifetime) -> npt.NDArray[np.int64]:
        """The place of each customer's segment."""
        found = np.take(self.of_cells, _cells(scores, self.rules))
        by_scores = found.copy()
        for place, rule in enumerate(self.rules.rules):
            if rule.needs is not None:
                met = rule.needs.orders_met(ever.orders) & rule.needs.days_met(ever.tenure)
                found[(by_scores == place) & ~met] = self.otherwise[place]
        return found


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


def _segment_of_each_cell(rules: RulePack) -> list[str]:
    """The segment's key of every combination, in counting order."""
    found = {cell: rules.rule_for(cell) for cell in rules.cells}
    if missing := [cell_text(cell) for cell, rule in found.items() if rule is None]:
        raise SegbotError(
            f"The segment rules leave {len(missing)} of {len(found)} score combinations without "
            f"a segment, among them {', '.join(missing[:5])}.",
            "Widen a rule in the segment settings so that every combination has one.",
        )
    return [rule.key for rule in found.values() if rule is not None]


def _edges_below(values: npt.ArrayLike, edges: tuple[float, ...]) -> npt.NDArray[np.int64]:
    # Money that nobody knows is the lowest.
    known = np.nan_to_num(np.asarray(values, float))
    return np.asarray(np.searchsorted(np.asarray(edges), known, side="left"), "int64")
