"""What takes one customer to another segment: some more orders, or some days without one."""

from dataclasses import dataclass
from math import floor

from analytics.rfm.edges import Edges
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.rfm.scores import cell_of

#: Beyond this many further orders nobody plans.
MOST_ORDERS = 12


@dataclass(frozen=True)
class Values:
    """One customer's recency (days), frequency (orders), money spent and usual order value."""

    recency: int
    frequency: int
    monetary: float
    average_order: float


@dataclass(frozen=True)
class Step:
    """How a customer comes into another segment.

    Attributes
    ----------
    amount : int
        Orders more, or days without one.
    rule : SegmentRule
        The segment's.
    """

    amount: int
    rule: SegmentRule


def by_ordering(values: Values, rules: RulePack, edges: Edges) -> Step | None:
    """The fewest orders that lead elsewhere, each of the usual value and the last of them today.

    None where not even ``MOST_ORDERS`` do. The edges are taken to stay where they are.
    """
    now = _segment(values.recency, values.frequency, values.monetary, rules, edges)
    for more in range(1, MOST_ORDERS + 1):
        spent = values.monetary + more * values.average_order
        then = _segment(0, values.frequency + more, spent, rules, edges)
        if then is not None and then != now:
            return Step(more, then)
    return None


def by_waiting(values: Values, rules: RulePack, edges: Edges) -> Step | None:
    """The fewest days without an order that lead elsewhere; None where no number of days does."""
    now = _segment(values.recency, values.frequency, values.monetary, rules, edges)
    for edge in edges.recency:
        # Recency is whole days: the first of them above the edge.
        beyond = floor(edge) + 1
        if beyond <= values.recency:
            continue
        then = _segment(beyond, values.frequency, values.monetary, rules, edges)
        if then is not None and then != now:
            return Step(beyond - values.recency, then)
    return None


def _segment(
    recency: float, frequency: float, monetary: float, rules: RulePack, edges: Edges
) -> SegmentRule | None:
    return rules.rule_for(cell_of(recency, frequency, monetary, edges, rules))
