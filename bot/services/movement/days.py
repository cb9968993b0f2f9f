"""What two days are compared by: everybody's features on both, and what they spent a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.movement.chance import Chance, Fit, chance, timed_orders
from analytics.movement.history import activity, between, states
from analytics.movement.worth import FEWEST_DAYS, days_counted, spent_in_year, yearly_money
from analytics.rfm.edges import MEASURES
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.schema import Features
from analytics.vocabulary.wording import day
from bot.language.commands.days import Days, Span
from bot.language.commands.population import Population
from bot.services.answer import NextStep
from bot.services.context import Context
from bot.services.selection.selection import Selection, select, select_on

_YEAR = Span(12, "m")


@dataclass(frozen=True, eq=False)
class TwoDays:
    """Two days and the customers of each.

    Attributes
    ----------
    earlier, later : date
        Orders before these days' midnights count.
    window : int
        The days before each whose orders count, so that both sides are as long and nobody moves
        because the data grew.
    then, now : Selection
        Everybody, as of either day; nobody where nobody had bought by then.
    customers : Selection
        Those who are meant, as they were by the later day.
    yearly : DataFrame, indexed by ``customer_id``
        ``money_before`` and ``money_after``; see :mod:`analytics.movement.worth`. All 0 where so
        few days of data lie before the earlier day that they tell nobody's year.
    first_day : date
        Of the first purchase.
    """

    earlier: date
    later: date
    window: int
    then: Selection
    now: Selection
    customers: Selection
    yearly: pd.DataFrame
    first_day: date

    @property
    def whom(self) -> list[str]:
        """The ids of those who are meant."""
        return [*self.customers.features["customer_id"]]

    def walk(self) -> Iterator[tuple[date, Features]]:
        """Everybody's features on some days from one to the other, by as many days before each.

        Days before which nobody had bought anything are left out.
        """
        days = between(self.earlier, self.later)
        if {*self.now.columns} <= {*MEASURES}:
            everybody, window = self.now.asking(since=None), self.window
            summed = activity(everybody.orders, days, window).execute()
            yield from states(summed, days, self.now.returns, window)
            return
        for each in days:
            since = each - timedelta(days=self.window)
            features = self.now.asking(since=since).on(each).features
            if len(features):
                yield each, features

    @property
    def notes(self) -> tuple[str, ...]:
        """The small print: which orders count on either day, and how money a year is counted,
        where it is known."""
        spans = (
            f"Either day counts the {self.window:,} days before it, so that nobody moves because "
            "the data grew."
        )
        return (spans, self._money) if self.now.has_money else (spans,)

    @property
    def _money(self) -> str:
        counted = days_counted(self.earlier, self.first_day)
        if not _tells_a_year(self.earlier, self.first_day):
            few = (self.earlier - self.first_day).days
            return (
                f"What customers spend a year isn't told: only {few} days of data lie before "
                f"{day(self.earlier)}."
            )
        if self.then.features.empty or counted == days_counted(self.later, self.first_day):
            return "Money a year is what was spent in the 365 days before each day."
        return (
            f"Money a year is what was spent in the 365 days before each day; the "
            f"{counted} days of data before {day(self.earlier)} are scaled up to a year."
        )

    def longer(self, request: Days) -> tuple[NextStep, ...]:
        """The same over a year, where the data reach back far enough to tell."""
        since = _YEAR.before(self.later)
        if request.from_ == _YEAR or (since - self.first_day).days < FEWEST_DAYS:
            return ()
        return (NextStep("Over a year", request.with_values({"from_": _YEAR}).text()),)

    def named(self, what: str) -> str:
        """A file's name with both days in it."""
        return f"{what}_{self.earlier.isoformat()}_{self.later.isoformat()}"


def two_days(
    context: Context,
    population: Population,
    earlier: date | Span,
    later: date | None,
    features: str = "rfm",
    longest: int | None = None,
) -> TwoDays:
    """Read what customers had done by one day and by another.

    Parameters
    ----------
    earlier : date or Span
        The day, or how long before the later one.
    later : date, optional
        By default the as-of date.
    features : str
        What customers are to be compared by, as `select` takes it.
    longest : int, optional
        The most days before each that are to count; by default as many as there are.

    Raises
    ------
    SegbotError
        If nobody's orders pass the filter, or the days aren't ones that can be compared.
    """
    context.require_orders()
    customers = select(context, population, features)
    later = later or customers.as_of
    since = earlier.before(later) if isinstance(earlier, Span) else earlier
    _refuse_days_that_cannot_be(since, later, customers.as_of)
    first_day = first_purchase(customers)
    _refuse_a_day_before_all_orders(later, first_day)
    if later != customers.as_of:
        customers = select_on(context, population, later, features)
    # Where nobody had bought anything by the earlier day, all there is counts on the later.
    window = ((since if since > first_day else later) - first_day).days
    window = min(window, longest or window)
    then, now = (
        customers.everyone.asking(since=each - timedelta(days=window), last=None).on(each)
        for each in (since, later)
    )
    yearly = pd.DataFrame(
        {"money_before": money_of(customers, since), "money_after": money_of(customers, later)}
    ).fillna(0.0)
    if not _tells_a_year(since, first_day):
        yearly *= 0.0
    if customers.features.empty:
        raise SegbotError(
            f"None of these customers had bought anything before {day(later)}.",
            "Choose a later `to`, or leave it out.",
        )
    return TwoDays(since, later, window, then, now, customers, yearly, first_day)


def _tells_a_year(earlier: date, first_day: date) -> bool:
    """Whether the days of data before a day are as many as a year is scaled up from; before all
    data there is nothing to scale."""
    return earlier <= first_day or (earlier - first_day).days >= FEWEST_DAYS


def chance_of(days: TwoDays, customers: pd.Series, fit: Fit) -> Chance | None:
    """What chance alone would have moved between two days, of those who are meant.

    Parameters
    ----------
    customers : Series of str
        Those who decide where the edges lie, by their ids.
    """
    everyone = days.customers.everyone
    orders = timed_orders(everyone.orders, days.later, customers.tolist()).execute()
    orders = orders[orders["customer_id"].isin(customers)]
    ends = (days.earlier, days.later)
    return chance(orders, ends, days.window, fit, set(days.whom), everyone.returns)


def money_of(people: Selection, as_of: date) -> pd.Series:
    """What each customer spent a year as of a day; see :mod:`analytics.movement.worth`."""
    spent = spent_in_year(people.orders, as_of, people.returns)
    return yearly_money(spent.execute(), as_of, first_purchase(people))


def first_purchase(people: Selection) -> date:
    """The day of the shop's first, whatever the country, so that two countries compare."""
    orders = people.everyone.orders
    first = orders.filter(orders.purchase_lines > 0).ordered_at.min().execute()
    return pd.Timestamp(first).date()


def _refuse_days_that_cannot_be(earlier: date, later: date, as_of: date) -> None:
    if later > as_of:
        raise SegbotError(
            f"The data ends on {day(as_of - timedelta(days=1))}; nothing is known of {day(later)}.",
            f"`to` can be {as_of} at the latest; leave it out for that.",
        )
    if earlier == later:
        raise SegbotError(
            f"`from` and `to` are both {day(later)}, so there is nothing in between to compare.",
            "Choose an earlier `from`, such as `from=90d`.",
        )
    if earlier > later:
        raise SegbotError(
            f"`from` ({day(earlier)}) is later than `to` ({day(later)}).",
            f"Swap them: `from={later} to={earlier}`."
            if earlier <= as_of
            else "Choose an earlier `from`, such as `from=90d`.",
        )


def _refuse_a_day_before_all_orders(later: date, first_day: date) -> None:
    if later <= first_day:
        raise SegbotError(
            f"The data begins on {day(first_day)}; nobody had bought anything before {day(later)}.",
            f"Choose a `to` after {first_day}, or leave it out.",
        )
