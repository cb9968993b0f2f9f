"""What takes one customer to another segment: some more orders, or some days without one."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from math import floor

import numpy as np

from analytics.rfm.edges import Edges
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.rfm.scores import ranking

#: Beyond this many further orders nobody plans.
MOST_ORDERS = 12


@dataclass(frozen=True)
class Values:
    """One customer's recency (days), frequency (orders), money spent and usual order value.

    ``orders_ever`` and ``tenure`` (days since the first order ever) are those of all orders, where
    only some count.
    """

    recency: int
    frequency: int
    monetary: float
    average_order: float
    orders_ever: int
    tenure: int

    def after_orders(self, more: int) -> "Values":
        """The same with some orders more, of the usual value and the last of them today."""
        return replace(
            self,
            recency=0,
            frequency=self.frequency + more,
            monetary=self.monetary + more * self.average_order,
            orders_ever=self.orders_ever + more,
        )

    def after_days(self, days: int) -> "Values":
        """The same after some days without an order."""
        return replace(self, recency=self.recency + days, tenure=self.tenure + days)


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
    segment = _segments(rules, edges)
    now = segment(values)
    for more in range(1, MOST_ORDERS + 1):
        then = segment(values.after_orders(more))
        if then != now:
            return Step(more, then)
    return None


def by_waiting(values: Values, rules: RulePack, edges: Edges) -> Step | None:
    """The fewest days without an order that lead elsewhere; None where no number of days does."""
    segment = _segments(rules, edges)
    now = segment(values)
    # Recency is whole days: the first of them above an edge, or beyond what a segment needs.
    beyond = [floor(edge) + 1 - values.recency for edge in edges.recency]
    beyond += [
        rule.needs.days + 1 - values.tenure
        for rule in rules.rules
        if rule.needs is not None and rule.needs.days is not None
    ]
    for days in sorted(each for each in beyond if each > 0):
        then = segment(values.after_days(days))
        if then != now:
            return Step(days, then)
    return None


def _segments(rules: RulePack, edges: Edges) -> Callable[[Values], SegmentRule]:
    """How to find the rule of one customer's segment."""
    ranks = ranking(rules)

    def segment(values: Values) -> SegmentRule:
        one = {name: np.array([value]) for name, value in asdict(values).items()}
        return rules.rules[int(ranks(one, edges)[0])]

    return segment
