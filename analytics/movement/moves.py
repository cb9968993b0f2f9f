"""Who is in another segment than before, why, and what that is worth.

Segments differ for two reasons: customers behave differently, or the edges between segments lie
elsewhere, since they are drawn anew from everybody's figures. To tell them apart, today's figures
are put into segments by the earlier day's edges as well:

=====================================  ==========================================================
by the earlier edges the customer is   so the reason is
=====================================  ==========================================================
in the segment of then                 the boundary: with edges that stay, nothing would have moved
in the segment of now                  their own behaviour: it is the same by either edges
in a third one                         both: their behaviour took them out of the segment of then,
                                       and the boundary decided where they are now
=====================================  ==========================================================

Who is in the same segment on both days hasn't moved, whatever the edges did.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from analytics.vocabulary.money import cents, units

#: Stand for "no order then" and "no order now" where a segment would stand.
NEW, GONE = "(new)", "(gone)"


class Why(StrEnum):
    """Why a customer's segment is another one, or isn't."""

    STAYED = "stayed"
    OWN = "own behaviour"
    BOUNDARY = "boundary moved"
    BOTH = "own behaviour and boundary"
    UNKNOWN = "unknown"
    """There is no telling: the earlier edges are not known."""
    NEW = "new customer"
    GONE = "no order now"


BY_THEMSELVES = (Why.OWN, Why.BOTH)
"""The reasons by which customers have changed their ways."""
MOVED = (*BY_THEMSELVES, Why.BOUNDARY, Why.UNKNOWN)
"""The reasons to be in another segment than before."""


class Direction(StrEnum):
    """Whether a path leads to a better segment."""

    UP = "up"
    DOWN = "down"
    STAY = "stay"
    ASIDE = "aside"
    """From or to nowhere: customers who are new or gone."""


@dataclass(frozen=True)
class Path:
    """The customers who went from one segment to one other.

    Attributes
    ----------
    before, after : str
        Keys of segments; NEW or GONE where there is none.
    direction : Direction
    customers : int
        Everybody on it.
    boundary, both : int
        Those of them whom the boundary alone moved; whom behaviour and boundary moved together.
    money : float
        What there is to lose on a way down or out, or to keep on a way up or in: what all of them
        spent a year then, or now; see :mod:`analytics.movement.worth`.
    """

    before: str
    after: str
    direction: Direction
    customers: int
    boundary: int
    both: int
    money: float


@dataclass(frozen=True, eq=False)
class Movement:
    """Everybody's segment on two days.

    Attributes
    ----------
    customers : DataFrame, one row per customer of either day, by ``customer_id``, ascending
        ``before`` and ``after`` (a key of ``segments``, or NEW and GONE), ``why`` (a Why),
        ``money_before`` and ``money_after`` (currency units a year; 0 where not known), and
        ``money``, the former on a way down or out, the latter on any other.
    segments : tuple of str
        Every segment, the best first: a path to an earlier one leads up.
    """

    customers: pd.DataFrame
    segments: tuple[str, ...]

    def of(self, *reasons: Why) -> "Movement":
        """The same with those customers only to whom one of these reasons applies."""
        return self._only(self.customers["why"].isin(reasons))

    def between(self, before: str | None = None, after: str | None = None) -> "Movement":
        """The same with those only who left one segment, joined another, or both."""
        kept = pd.Series(True, self.customers.index)
        if before is not None:
            kept &= (self.customers["before"] == before) & (self.customers["after"] != before)
        if after is not None:
            kept &= (self.customers["after"] == after) & (self.customers["before"] != after)
        return self._only(kept)

    def going(self, direction: Direction) -> "Movement":
        """The same with those only whose segment of now is better, or worse, than that of then."""
        before, after = _ranks(self.customers, self.segments)
        match direction:
            case Direction.UP:
                return self._only(after < before)
            case Direction.DOWN:
                return self._only(after > before)
            case Direction.STAY:
                return self._only(after == before)
            case Direction.ASIDE:
                return self._only(before.isna() | after.isna())

    def count(self, *reasons: Why) -> int:
        """Customers, or those to whom one of these reasons applies."""
        if not reasons:
            return len(self.customers)
        return int(self.customers["why"].isin(reasons).sum())

    @property
    def money_before(self) -> float:
        """What all of these customers spent a year then."""
        return units(cents(self.customers["money_before"]))

    @property
    def money(self) -> float:
        """What there is to lose of those who slipped or went, and to keep of all others: what they
        spent a year then, or now."""
        return units(cents(self.customers["money"]))

    def direction(self, before: str, after: str) -> Direction:
        """Where the way from one segment to another leads."""
        if before == NEW or after == GONE:
            return Direction.ASIDE
        if before == after:
            return Direction.STAY
        up = self.segments.index(after) < self.segments.index(before)
        return Direction.UP if up else Direction.DOWN

    def matrix(self) -> pd.DataFrame:
        """Count customers by segment then (rows) and segment now (columns).

        Rows are the segments and NEW, columns the segments and GONE: a row adds up to the
        customers of then in it, a column to those of now.
        """
        counted = self.customers.groupby(["before", "after"]).size().unstack(fill_value=0)
        rows, columns = [*self.segments, NEW], [*self.segments, GONE]
        return counted.reindex(index=rows, columns=columns, fill_value=0).astype("int64")

    def paths(self) -> tuple[Path, ...]:
        """Every way that somebody went, the one of most money first."""
        moved = self.customers[self.customers["before"] != self.customers["after"]]
        found = [
            self._path(str(before), str(after), who)
            for (before, after), who in moved.groupby(["before", "after"], sort=True)
        ]
        return tuple(sorted(found, key=lambda each: (-each.money, -each.customers)))

    def _path(self, before: str, after: str, who: pd.DataFrame) -> Path:
        return Path(
            before=before,
            after=after,
            direction=self.direction(before, after),
            customers=len(who),
            boundary=int((who["why"] == Why.BOUNDARY).sum()),
            both=int((who["why"] == Why.BOTH).sum()),
            money=units(cents(who["money"])),
        )

    def _only(self, kept: pd.Series) -> "Movement":
        return replace(self, customers=self.customers[kept])


def movement(
    before: pd.Series,
    after: pd.Series,
    by_earlier_edges: pd.Series,
    segments: Sequence[str],
    yearly: pd.DataFrame,
) -> Movement:
    """Compare everybody's segment on two days.

    Parameters
    ----------
    before, after : Series of str, indexed by ``customer_id``, unique
        Each customer's segment then and now.
    by_earlier_edges : Series of str, indexed by ``customer_id``
        The segment that the figures of now have by the edges, or the model, of then. Where it
        doesn't know a customer, why they moved is unknown.
    segments : sequence of str
        The best first; others that are found follow by name.
    yearly : DataFrame, indexed by ``customer_id``
        ``money_before`` and ``money_after``: currency units a year, as of then and of now.
    """
    both = pd.DataFrame({"before": before, "after": after}, dtype=object).sort_index()
    both.index.name = "customer_id"
    found = {str(each) for side in ("before", "after") for each in both[side].dropna()}
    kept = by_earlier_edges.reindex(both.index)
    money = yearly.reindex(both.index)[["money_before", "money_after"]].fillna(0.0)
    why = np.select(
        [
            both["before"].isna(),
            both["after"].isna(),
            both["before"] == both["after"],
            kept.isna(),
            kept == both["before"],
            kept == both["after"],
        ],
        [Why.NEW, Why.GONE, Why.STAYED, Why.UNKNOWN, Why.BOUNDARY, Why.OWN],
        Why.BOTH,
    )
    order = (*segments, *sorted(found - set(segments)))
    rank_before, rank_after = _ranks(both, order)
    lost = (rank_after > rank_before) | both["after"].isna()
    customers = both.fillna({"before": NEW, "after": GONE}).assign(why=why).join(money)
    customers["money"] = customers["money_after"].where(~lost, customers["money_before"])
    return Movement(customers, order)


def best_first(segments: pd.Series, money: pd.Series) -> tuple[str, ...]:
    """Segments by the money of their average customer, the most first; for groups without a rank.

    Parameters
    ----------
    segments : Series of str, indexed by ``customer_id``
    money : Series of float, indexed by ``customer_id``
        Currency units; customers who aren't in it have none.
    """
    spent = money.reindex(segments.index).fillna(0.0).groupby(segments).mean()
    ordered = sorted(spent.items(), key=lambda each: (-float(each[1]), str(each[0])))
    return tuple(str(key) for key, _ in ordered)


def _ranks(customers: pd.DataFrame, order: Sequence[str]) -> tuple[pd.Series, pd.Series]:
    """How good the segments of then and of now are, 0 the best; nan where there is none."""
    places = {key: float(place) for place, key in enumerate(order)}
    before, after = (customers[side].map(places).astype(float) for side in ("before", "after"))
    return before, after
