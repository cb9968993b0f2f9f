"""What chance alone moves: the same customers, each buying at one steady pace of their own.

Somebody who orders four times a year now and then orders twice in a quarter, or not at all, and so
changes segment without having changed. How often, nobody needs to guess: given when a customer
with a steady pace first ordered, and how many orders followed, each of those is as likely at any
moment since (Ross 1996, Stochastic Processes, theorem 2.3.1). So the moments are drawn anew, the
whole comparison is made of each draw, and what was really seen is held against all of them
(Barnard 1963, Monte Carlo tests; Phipson and Smyth 2010).

What is held against the draws is the balance, customers who slipped less those who rose. Their
numbers alone say little: recency slips day by day and comes back at once, so that in a shop where
nothing happens more slip than rise, and where many stop buying fewer rise as more slip.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features.customers import SECONDS_PER_DAY, Returns, midnight, seconds
from analytics.movement.moves import Direction
from analytics.movement.worth import DAYS_PER_YEAR, FEWEST_DAYS

#: Beyond all of as many draws, on one side or the other, chance gets in one shop of fifty.
DRAWS = 99
#: Of more customers than these, as many are looked at: their orders have to be held at once.
MOST_CUSTOMERS = 5_000

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]

Values = Mapping[str, npt.NDArray[Any]]
"""Customers' ``recency``, ``frequency``, ``monetary``, ``orders_ever`` and ``tenure``, each an
array of one number per customer: a comparison is made some hundred times, in which frames would
take most of the time."""
Rank = Callable[[Values], _Ints]
"""Puts customers into segments: the place of each one's, 0 for the best."""
Fit = Callable[[Values], Rank]
"""Draws the edges between segments among the customers of a day."""


@dataclass(frozen=True)
class Chance:
    """What chance alone would have moved, and what is beyond it.

    Attributes
    ----------
    slipped, rose : float
        Customers who would have slipped and risen by their own behaviour; the mean of the draws.
    beyond : Direction
        DOWN or UP where the balance of what was seen is beyond every draw, STAY where it isn't.
    lost : float or None
        Of what customers who slip spend a year, the share that they go on to lose beyond what
        chance explains, 0 to 1, as those lost it who slipped in the span before. None where the
        past is too short to know, or shows no such loss.
    """

    slipped: float
    rose: float
    beyond: Direction
    lost: float | None


def timed_orders(orders: ir.Table, until: date, customers: Sequence[str]) -> ir.Table:
    """When customers ordered and for how much: what :func:`chance` draws anew.

    Parameters
    ----------
    orders : Table, one row per invoice, columns as in ``schema.ORDERS``
    until : date
        From its midnight on, orders and returns are ignored.
    customers : sequence of str
        Of more than ``MOST_CUSTOMERS`` as many are taken, the same ones each time.

    Returns
    -------
    Table, one row per order or return of those customers
        ``customer_id``, ``at`` (seconds since 1970), ``purchase`` (whether it is one),
        ``purchase_cents`` and ``returned_cents``.
    """
    kept = orders.filter(orders.ordered_at < midnight(until), orders.customer_id.notnull())
    if len(customers) > MOST_CUSTOMERS:
        some = np.random.default_rng(0).choice(sorted(customers), MOST_CUSTOMERS, replace=False)
        kept = kept.filter(kept.customer_id.isin(some.tolist()))
    return kept.select(
        "customer_id",
        "purchase_cents",
        "returned_cents",
        at=seconds(kept.ordered_at),
        purchase=kept.purchase_lines > 0,
    )


def chance(
    orders: pd.DataFrame,
    days: tuple[date, date],
    window: int,
    fit: Fit,
    whom: Collection[str],
    returns: Returns = Returns.NET,
) -> Chance | None:
    """Tell what moved between two days from what chance alone would have moved.

    Parameters
    ----------
    orders : DataFrame
        As :func:`timed_orders` gives it for the later day.
    days : (date, date)
        The earlier and the later.
    window : int
        The days before each that count, so that both sides are as long.
    fit : callable
        As the comparison itself draws its edges and puts customers into segments.
    whom : collection of str
        The customers who are meant, among all of those who decide where the edges lie.
    returns : Returns

    Returns
    -------
    Chance or None
        None where there is nobody of whom to tell.
    """
    earlier, later = (_day(each) for each in days)
    log = _Log.of(orders, returns, whom)
    if not log.meant.any():
        return None
    seen = _Seen.of(log, (earlier, later), window, fit)
    random = np.random.default_rng(0)
    drawn = [
        _Seen.of(log.redrawn(later, random), (earlier, later), window, fit) for _ in range(DRAWS)
    ]
    balances = [each.slipped - each.rose for each in drawn]
    balance = seen.slipped - seen.rose
    beyond = Direction.STAY
    if balance > max(balances):
        beyond = Direction.DOWN
    elif balance < min(balances):
        beyond = Direction.UP
    of_all = len(whom) / int(log.meant.sum())
    return Chance(
        slipped=of_all * float(np.mean([each.slipped for each in drawn])),
        rose=of_all * float(np.mean([each.rose for each in drawn])),
        beyond=beyond,
        lost=_lost(seen.kept, [each.kept for each in drawn]),
    )


def _lost(kept: float | None, by_chance: Sequence[float | None]) -> float | None:
    known = [each for each in by_chance if each is not None]
    if kept is None or len(known) < DRAWS or kept >= min(known):
        return None
    return 1 - kept / float(np.mean(known))


@dataclass(frozen=True)
class _Seen:
    """What moved in one log, seen or drawn.

    ``kept`` is what customers who had slipped in the span before spent in this one, of what they
    had spent before that span, against the same of all who hadn't: a season moves both.
    """

    slipped: int
    rose: int
    kept: float | None

    @classmethod
    def of(cls, log: "_Log", days: tuple[int, int], window: int, fit: Fit) -> Self:
        earlier, later = days
        moved = _moves(log, days, window, fit)
        span = later - earlier
        before = earlier - span
        past = min(window, before - log.first_day)
        kept = None
        if past >= max(span, FEWEST_DAYS):
            slips = _moves(log, (before, earlier), past, fit)
            year = min(DAYS_PER_YEAR, before - log.first_day)
            then = log.spent(before - year, before) / year
            since = log.spent(earlier, later) / span
            kept = _ratio(since, then, log.meant & (slips == -1), log.meant & (slips != -1))
        slipped, rose = (int((moved[log.meant] == way).sum()) for way in (-1, 1))
        return cls(slipped, rose, kept)


def _ratio(since: _Floats, then: _Floats, ones: _Flags, others: _Flags) -> float | None:
    """What some kept of their money against what others did; None where there is nothing."""
    money = [float(each[who].sum()) for who in (ones, others) for each in (since, then)]
    if not all(money[1:]):
        return None
    return (money[0] / money[1]) / (money[2] / money[3])


def _moves(log: "_Log", days: tuple[int, int], window: int, fit: Fit) -> _Ints:
    """Whether each customer slipped (-1) or rose (1) by their own behaviour between two days."""
    sides = [log.features(day, window) for day in days]
    if any(not len(who) for who, _ in sides):
        return np.zeros(log.customers, "int64")
    rank = [fit(values) for _, values in sides]

    def ranks(by: Rank, at: int) -> _Ints:
        """The place of each customer's segment; -1 for those without an order."""
        who, values = sides[at]
        found = np.full(log.customers, -1)
        found[who] = by(values)
        return found

    before, by_earlier_edges = ranks(rank[0], 0), ranks(rank[0], 1)
    after = by_earlier_edges if rank[1] is rank[0] else ranks(rank[1], 1)
    own = (before >= 0) & (after >= 0) & (by_earlier_edges != before)
    return np.where(own, np.sign(before - after), 0)


@dataclass(frozen=True)
class _Log:
    """Orders and returns by time; ``who`` counts the customers from 0, some of whom are meant.

    ``begun`` is when each of them first ordered.
    """

    who: _Ints
    at: _Ints
    cents: _Ints
    purchase: _Flags
    meant: _Flags
    begun: _Ints
    first_day: int

    @classmethod
    def of(cls, orders: pd.DataFrame, returns: Returns, whom: Collection[str]) -> Self:
        # By customer, so that the draws don't depend on the order of the rows.
        ordered = orders.sort_values(["at", "customer_id", "purchase_cents", "returned_cents"])
        cents = ordered["purchase_cents"].to_numpy("int64")
        if returns is Returns.NET:
            cents = cents - ordered["returned_cents"].to_numpy("int64")
        names, who = np.unique(ordered["customer_id"].to_numpy(str), return_inverse=True)
        at, purchase = ordered["at"].to_numpy("int64"), ordered["purchase"].to_numpy(bool)
        meant = np.isin(names, np.array([*whom], str))
        begun = np.zeros(len(names), "int64")
        # Of several orders the first stays: they are written from the last to the first.
        begun[who[purchase][::-1]] = at[purchase][::-1]
        first_day = int(at[purchase][0]) // SECONDS_PER_DAY
        return cls(who, at, cents, purchase, meant, begun, first_day)

    @property
    def customers(self) -> int:
        """How many there are."""
        return len(self.meant)

    def redrawn(self, until: int, random: np.random.Generator) -> Self:
        """The same with each order after a customer's first at any moment since, up to a day."""
        places = np.flatnonzero(self.purchase)
        _, first = np.unique(self.who[places], return_index=True)
        later = np.delete(places, first)
        since = self.begun[self.who[later]]
        at = self.at.copy()
        left = until * SECONDS_PER_DAY - since
        at[later] = since + (random.random(len(later)) * left).astype("int64")
        order = np.argsort(at, kind="stable")
        return replace(
            self,
            who=self.who[order],
            at=at[order],
            cents=self.cents[order],
            purchase=self.purchase[order],
        )

    def features(self, day: int, window: int) -> tuple[_Ints, Values]:
        """Who ordered within the days before a day, and their features of those days.

        As :func:`analytics.movement.history.states` counts them.
        """
        part = self._part(day - window, day)
        who, bought = self.who[part], self.purchase[part]
        frequency = np.bincount(who[bought], minlength=self.customers)
        last = np.zeros(self.customers, "int64")
        # Of several orders the last stays: they are in the order of time.
        last[who[bought]] = self.at[part][bought]
        known = np.flatnonzero(frequency)
        ever = self._part(self.first_day, day)
        orders = np.bincount(self.who[ever][self.purchase[ever]], minlength=self.customers)
        return known, {
            "recency": (day * SECONDS_PER_DAY - last[known]) // SECONDS_PER_DAY,
            "frequency": frequency[known],
            "monetary": self._money(part)[known],
            "orders_ever": orders[known],
            "tenure": (day * SECONDS_PER_DAY - self.begun[known]) // SECONDS_PER_DAY,
        }

    def spent(self, first: int, last: int) -> _Floats:
        """What each customer spent from one day up to another, currency units."""
        return self._money(self._part(first, last))

    def _part(self, first: int, last: int) -> slice:
        days = np.array([first, last]) * SECONDS_PER_DAY
        begin, end = np.searchsorted(self.at, days)
        return slice(int(begin), int(end))

    def _money(self, part: slice) -> _Floats:
        spent = np.bincount(self.who[part], self.cents[part], minlength=self.customers)
        return np.maximum(np.rint(spent), 0) / 100


def _day(value: date) -> int:
    return (value - date(1970, 1, 1)).days
