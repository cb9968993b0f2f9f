"""Scoring as published recipes do it, to be held against their results row by row."""

from analytics.rfm.edges import Edges, quantile_edges
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.rfm.scores import Rfm, score_rfm
from analytics.vocabulary.schema import Features

OTHERS = "others"


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
