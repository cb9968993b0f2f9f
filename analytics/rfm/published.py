"""Scoring as published recipes do it, to be held against their results row by row."""

from dataclasses import dataclass

import pandas as pd

from analytics.rfm.edges import Edges, quantile_edges
from analytics.rfm.scores import Rfm, score_rfm
from analytics.rules import RulePack, SegmentRule
from analytics.schema import Features

OTHERS = "others"


@dataclass(frozen=True)
class Comparison:
    """How far two tables agree.

    Attributes
    ----------
    rows : int
        Customers that either table has.
    values : int
        Values that were compared.
    different : tuple of str
        Customers of whom a value differs, or whom only one table has.
    """

    rows: int
    values: int
    different: tuple[str, ...]


def score_as_r_does(features: Features, rules: RulePack) -> Rfm:
    """Score customers as the R package rfm 0.3 does.

    Its bins but the first begin at a quantile **plus one**, and take values from there on
    (``lower <= value``); customers whom no rule fits are ``OTHERS``.

    Parameters
    ----------
    features : DataFrame, one row per customer
        ``customer_id``, ``recency``, ``frequency`` and ``monetary``.
    rules : RulePack
        May leave combinations without a segment.
    """
    plain = quantile_edges(features, rules.bins)
    recency, frequency, monetary = (
        tuple(edge + 1 for edge in edges)
        for edges in (plain.recency, plain.frequency, plain.monetary)
    )
    edges = Edges.from_lowest_values(recency, frequency, monetary)
    return score_rfm(features, with_others(rules), edges)


def with_others(rules: RulePack) -> RulePack:
    """The same rules, with a last one that takes whatever they leave."""
    last = SegmentRule(
        key=OTHERS, label="Others", description="Whom no rule fits.", play="Look at them."
    )
    return rules.model_copy(update={"rules": (*rules.rules, last), "first_match_wins": True})


def compared(found: pd.DataFrame, expected: pd.DataFrame) -> Comparison:
    """Compare two tables of the same customers, value by value.

    Parameters
    ----------
    found, expected : DataFrame, indexed by ``customer_id``
        The columns of ``expected`` are compared; ``found`` has them all.
    """
    everybody = found.index.union(expected.index)
    ours = found.reindex(everybody)[expected.columns].astype(object)
    theirs = expected.reindex(everybody).astype(object)
    unequal = (ours != theirs).any(axis="columns")
    return Comparison(
        rows=len(everybody),
        values=len(everybody) * len(expected.columns),
        different=tuple(map(str, everybody[unequal])),
    )
