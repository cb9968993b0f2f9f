"""Why nobody is in a segment."""

from dataclasses import dataclass
from enum import Enum

from analytics.rfm.edges import MEASURES
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.rfm.scores import Rfm


class Cause(Enum):
    """What keeps all customers out of a segment."""

    ORDERS = "orders"
    """Nobody has as many orders ever as it needs."""
    DAYS = "days"
    """Nobody began as lately as it needs."""
    ORDERS_AND_DAYS = "orders and days"
    """Nobody has both."""
    ALIKE = "alike"
    """Everybody has the same value of a measure, whose one score the segment doesn't take."""
    SCORE = "score"
    """Nobody has a score that it takes for a measure."""
    COMBINATION = "combination"
    """There is all that it takes, but nobody has it together."""


@dataclass(frozen=True)
class Absence:
    """Why nobody is in a segment.

    Attributes
    ----------
    cause : Cause
    measure : str or None
        One of ``MEASURES``, for ``ALIKE`` and ``SCORE``.
    value : float or None
        Everybody's, for ``ALIKE``.
    scores : tuple of int
        Those that the segment takes for the measure, for ``SCORE``.
    """

    cause: Cause
    measure: str | None = None
    value: float | None = None
    scores: tuple[int, ...] = ()


def why_nobody(rfm: Rfm, rules: RulePack, rule: SegmentRule) -> Absence:
    """Why none of the scored customers is in the segment of a rule."""
    everybody = rfm.scores
    if rule.needs is not None:
        orders = rule.needs.orders_met(everybody["orders_ever"])
        days = rule.needs.days_met(everybody["tenure"])
        for cause, met in (
            (Cause.ORDERS, orders),
            (Cause.DAYS, days),
            (Cause.ORDERS_AND_DAYS, orders & days),
        ):
            if not met.any():
                return Absence(cause)
    cells = [cell for cell in rules.cells if rules.rule_for(cell) is rule]
    for place, measure in enumerate(MEASURES):
        taken = {cell[place] for cell in cells}
        if not everybody["rfm"[place]].isin(taken).any():
            if everybody[measure].nunique() == 1:
                return Absence(Cause.ALIKE, measure, float(everybody[measure].iloc[0]))
            return Absence(Cause.SCORE, measure, scores=tuple(sorted(taken)))
    return Absence(Cause.COMBINATION)
