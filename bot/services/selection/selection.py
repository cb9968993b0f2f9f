"""The customers, orders and lines that a question is about, and the only way to them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from analytics.features.customers import (
    Returns,
    alike,
    as_of_date,
    customer_features,
    in_time,
    known_customers,
    without_money,
)
from analytics.features.meeting import meeting, orders_meeting
from analytics.features.names import Feature
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day, listed
from bot.language.commands.days import Span
from bot.language.commands.population import Population
from bot.language.conditions import write_conditions
from bot.language.words import nearest
from bot.services.answer import Caveat
from bot.services.context import Context
from bot.services.selection.attributes import (
    Conditions,
    conditions,
    orders_words,
    refuse_unknown_value,
)
from bot.services.selection.features import chosen, widened
from storage.tables import Tables

#: Of a year.
_MONTHS = 12
#: Of all countries that could be meant, as many as one reads in an error.
_MOST_COUNTRIES = 20
_MEASURED = ("recency", "frequency", "monetary", "tenure", "average_order", "units", "return_rate")


@dataclass(frozen=True)
class Belonging:
    """Who is in a segment.

    Attributes
    ----------
    words : str
        Which segment, as the small print says it: the RFM segment Champions (rule
        pack grid10).
    customers : collection of str
        Their ids.
    shown_by : str
        The command that shows it beside the others.
    """

    words: str
    customers: Collection[str]
    shown_by: str


@dataclass(frozen=True, eq=False)
class Selection:
    """The customers, orders and lines that a question is about.

    Orders count from ``since`` to ``until`` that are as attributes of orders say, for everybody
    alike. Of the customers who have a purchase among them those are meant who are in ``segment``
    and as ``country``, their attributes and ``where`` say; then all of their orders that count do.
    Who is in a segment is found among everybody who has such a purchase. Where nothing is said of
    customers, orders without one count as well.

    Attributes
    ----------
    tables : Tables
        Of one moment; good until the answer is given.
    population : Population
        Which orders and customers are asked for.
    as_of : date
        From which recency is counted; orders from its midnight on are nothing to the features.
    chosen_on : date
        The day on which customers are as ``population`` says.
    find : callable
        Tells who is in the segment that a selection is about.
    compared : tuple of Feature
        What customers are to be compared by.
    """

    tables: Tables
    population: Population
    as_of: date
    chosen_on: date
    find: Callable[["Selection"], Belonging] = field(repr=False)
    compared: tuple[Feature, ...] = ()

    def __len__(self) -> int:
        return len(self.features)

    @cached_property
    def orders(self) -> ir.Table:
        """The orders that count, as in ``schema.ORDERS``."""
        return self._theirs(self._counting(self.tables.orders))

    @cached_property
    def lines(self) -> ir.Table:
        """Their lines, as in ``schema.LINES``."""
        return self._theirs(self._counting(self.tables.lines))

    @cached_property
    def customers(self) -> ir.Table:
        """One row per customer, as in ``schema.FEATURES``, ordered by id."""
        if self.as_of == self.chosen_on:
            return self._chosen.order_by("customer_id")
        return self._features_on(self.as_of, self.orders).order_by("customer_id")

    @cached_property
    def features(self) -> pd.DataFrame:
        """The customers, fetched, with the columns of ``compared`` and more; missing where
        unknown."""
        if self.belonging is not None and self._only_a_segment:
            everyone = self.everyone.features
            theirs = everyone["customer_id"].isin(self.belonging.customers)
            return everyone[theirs].reset_index(drop=True)
        frame: pd.DataFrame = self.customers.execute()
        if frame.empty:
            return frame
        for name in _MEASURED:
            # What is known of nobody comes as no number at all.
            frame[name] = pd.to_numeric(frame[name])
        return widened(frame, self.compared, self.orders, self.lines, self.attributes, self.as_of)

    @property
    def is_fetched(self) -> bool:
        """Whether ``features`` are here, so that asking for them again takes no time."""
        return "features" in vars(self)

    @property
    def attributes(self) -> ir.Table:
        """What is known of customers beside their orders, as in ``schema.ATTRIBUTES``."""
        return self.tables.attributes

    @property
    def data_version(self) -> int:
        """Of the store when this was selected."""
        return self.tables.data_version

    @property
    def has_money(self) -> bool:
        """Whether it is known what orders came to."""
        if self.tables.has_orders:
            return self.tables.has_money
        return bool(self.features["monetary"].notna().any())

    @property
    def returns(self) -> Returns:
        """How returned goods count."""
        return Returns(self.population.returns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what customers are compared by."""
        return tuple(each.name for each in self.compared)

    @property
    def is_everyone(self) -> bool:
        """Whether nothing is said of customers."""
        asked = self.population
        return not (
            asked.country or asked.segment or self._asked.attributes or self._asked.of_customers
        )

    @cached_property
    def everyone(self) -> "Selection":
        """The whole shop: the same orders of everybody."""
        if self.is_everyone:
            return self
        rule = self._asked.of_orders
        where = write_conditions(rule) if rule else None
        return self.asking(country=None, segment=None, attributes=(), where=where)

    @cached_property
    def of_all_time(self) -> "Selection":
        """The whole shop from its first order on, whichever orders are asked about."""
        if self.is_everyone and self.since is None and not self._asked.of_orders:
            return self
        everybody = {"country": None, "segment": None, "attributes": (), "where": None}
        return self.asking(**everybody, since=None, last=None)

    @cached_property
    def belonging(self) -> Belonging | None:
        """Who is in the segment that is asked about, on the day on which customers are chosen;
        None where none is."""
        return self.find(self) if self.population.segment else None

    @cached_property
    def days(self) -> tuple[date, date]:
        """The first and the last day that are asked about and that the data cover."""
        bought = self.tables.orders.filter(self.tables.orders.purchase_lines > 0).ordered_at
        ends = bought.as_table().aggregate(first=bought.min(), last=bought.max()).execute()
        began, ended = (pd.Timestamp(ends[name].iloc[0]).date() for name in ("first", "last"))
        since, until = self.since, self.population.until
        return max(since or began, began), min(until or ended, ended)

    @cached_property
    def before(self) -> "Selection | None":
        """The time of equal length before, of whom was meant then: as many months before whole
        months. None where all of time is asked about, or where the data don't go back that far."""
        first, last = self.days
        months = self.whole_months
        earlier = (
            Span(months, "m").before(first)
            if months
            else first - (last - first) - timedelta(days=1)
        )
        if self.since is None or earlier < self.of_all_time.days[0]:
            return None
        times = {"since": earlier, "last": None, "until": first - timedelta(days=1)}
        then = replace(self, population=self.population.with_values(times))
        return replace(then, as_of=first, chosen_on=first)

    @property
    def whole_months(self) -> int:
        """How many calendar months the days make, from a first to a last of a month; else 0."""
        first, last = self.days
        after = last + timedelta(days=1)
        if first.day != 1 or after.day != 1:
            return 0
        return (after.year - first.year) * _MONTHS + after.month - first.month

    def asking(self, **settings: Any) -> "Selection":
        """The same day with other settings of the population."""
        return replace(self, population=self.population.with_values(settings))

    def on(self, other: date) -> "Selection":
        """The same people, whatever they were like then, as of another day."""
        return self if other == self.as_of else replace(self, as_of=other)

    @property
    def note(self) -> Caveat:
        """As of when it is, and whose orders count."""
        return population_note(
            self.as_of,
            self.population,
            self._asked,
            self.belonging.words if self.belonging else "",
            paid=self.tables.has_orders and self.tables.has_money,
        )

    @property
    def source(self) -> str:
        """The line below a chart: what it was made from."""
        return f"{self.note} Data version {self.data_version}."

    @cached_property
    def _chosen(self) -> ir.Table:
        """Those who are meant, with their features on the day on which they are chosen."""
        asked, counting = self.population, self._counting(self.tables.orders)
        rows = self._features_on(self.chosen_on, counting)
        if self.belonging is not None:
            theirs = self.tables.keep(self.belonging.customers)
            rows = rows.filter(rows.customer_id.isin(theirs.customer_id))
        if asked.country is not None:
            rows = rows.filter(alike(rows.country, asked.country))
        for name, value in self._asked.attributes:
            known = self.attributes
            having = known.filter(known.name == name, alike(known.value, value))
            rows = rows.filter(rows.customer_id.isin(having.customer_id))
        rule = self._asked.of_customers
        if rule:
            lines = self._counting(self.tables.lines)
            rows = meeting(rows, rule, counting, lines, self.attributes, self.chosen_on)
        return rows

    def _features_on(self, when: date, orders: ir.Table) -> ir.Table:
        if not self.tables.has_orders:
            return known_customers(self.attributes, when)
        features = customer_features(orders, when, self.returns)
        return features if self.tables.has_money else without_money(features)

    @property
    def since(self) -> date | None:
        """From when on orders count; None from the first."""
        asked = self.population
        return asked.since if asked.last is None else asked.last.before(self.chosen_on)

    @property
    def _only_a_segment(self) -> bool:
        """Whether nothing is said of customers but their segment, as of the same day: then they
        were fetched with everybody, to see who is in it."""
        return self.as_of == self.chosen_on and self.asking(segment=None).is_everyone

    @cached_property
    def _asked(self) -> Conditions:
        return conditions(self.population, self.tables.names_of_orders)

    def _counting(self, rows: ir.Table) -> ir.Table:
        rows = in_time(rows, self.since, self.population.until)
        rule = self._asked.of_orders
        return orders_meeting(rows, rule, self.tables.order_attributes) if rule else rows

    def _theirs(self, rows: ir.Table) -> ir.Table:
        if self.is_everyone:
            return rows
        return rows.filter(rows.customer_id.isin(self._chosen.customer_id))


def select(context: Context, population: Population, features: str = "rfm") -> Selection:
    """Whom and what a question is about, as of the day after the last purchase.

    That is the shop's last, whatever the country or the channel, so that two can be compared.

    Parameters
    ----------
    features : str
        What customers are to be compared by, as in ``Comparison.features``.

    Raises
    ------
    SegbotError
        If the store is empty, or if nobody is meant.
    SegbotError
        If there is no such feature.
    """
    found = _asked_for(context, population, features)
    if found.features.empty:
        raise _why_nobody(found, context)
    return found


def select_orders(context: Context, population: Population) -> Selection:
    """As :func:`select`, where orders are asked about: where nothing is said of customers, those
    without one will do.

    Raises
    ------
    SegbotError
        If the store is empty, or if no order is meant.
    """
    found = _asked_for(context, population, "rfm")
    orders = found.is_everyone and found.tables.has_orders and found.orders.count().execute()
    if not orders and found.features.empty:
        raise _why_nobody(found, context)
    return found


def _asked_for(context: Context, population: Population, features: str) -> Selection:
    context.require_data()
    compared = chosen(features, context)
    _refuse_days_in_reverse(population)
    tables = _opened(context)
    as_of = _as_of(tables, population)
    if as_of is None:
        raise _nobody(population)
    find = partial(context.belonging, context)
    return Selection(tables, population, as_of, as_of, find, compared)


def _why_nobody(found: Selection, context: Context) -> SegbotError:
    """Why nobody is meant, as nearly as can be told."""
    population = found.population
    try:
        _refuse_unknown_country(population, found.tables)
        refuse_unknown_value(population, context)
        _refuse_empty_segment(found)
    except SegbotError as error:
        return error
    if population.attributes and len(found.asking(attributes=())):
        return SegbotError(
            f"No customer with an order has {_attributes_words(population)}.",
            "Leave it out, or see with `/data uploads` whether the file with it is about "
            "these customers.",
        )
    if population.where and len(found.asking(where=None)):
        return SegbotError(
            f"No customer meets `{population.where}`.",
            "Loosen a condition, or leave `where` out.",
        )
    return _nobody(population)


def select_on(
    context: Context, population: Population, when: date, features: str = "rfm"
) -> Selection:
    """As :func:`select`, of people as they were on a given day; there may be none.

    Raises
    ------
    SegbotError
        If there is no such feature.
    """
    find = partial(context.belonging, context)
    return Selection(_opened(context), population, when, when, find, chosen(features, context))


def whole_shop(context: Context, returns: str = "net") -> Selection:
    """Everybody and everything.

    Raises
    ------
    SegbotError
        If the store is empty.
    """
    context.require_orders()
    tables, everybody = _opened(context), Population(returns=returns)
    as_of = _day_after_last(tables, None)
    if as_of is None:
        # Returns alone: nobody bought anything by whatever day.
        as_of = pd.Timestamp(tables.orders.ordered_at.max().execute()).date() + timedelta(days=1)
    return Selection(tables, everybody, as_of, as_of, partial(context.belonging, context))


def population_note(
    as_of: date, population: Population, asked: Conditions, segment: str = "", *, paid: bool = True
) -> Caveat:
    """Say as of when a result is, whose orders count, and which.

    Parameters
    ----------
    asked : Conditions
        Of the population.
    segment : str
        The population's, in words.
    paid : bool
        Whether it is known what orders came to, so that it matters how returned goods count.
    """
    words = [f"As of {day(as_of)}"]
    if population.until and as_of <= population.until:
        words = [f"As of {day(as_of)}, the day after the last order"]
    if segment:
        words.append(f"customers in {segment}")
    if population.country:
        words.append(f"customers from {population.country}")
    words += [f"{name} {value}" for name, value in asked.attributes]
    if asked.of_customers:
        words.append(f"customers with {write_conditions(asked.of_customers)}")
    if asked.of_orders:
        words.append(f"counting only orders with {orders_words(asked.of_orders)}")
    if population.since:
        words.append(f"from {day(population.since)}")
    if population.last:
        words.append(f"the last {population.last.words} only")
    if population.until:
        words.append(f"up to {day(population.until)}")
    if paid:
        net = population.returns == "net"
        words.append("returned goods subtracted" if net else "returned goods left out")
    return Caveat(", ".join(words) + ".")


def titled(title: str, population: Population, *, days: bool = True) -> str:
    """A title that says of whom and of which orders it tells, where that isn't everything.

    Parameters
    ----------
    days : bool
        Whether to say from when to when orders count; where the title tells that itself, not.
    """
    asked = population
    words = []
    if asked.segment:
        of_run = asked.segment.run is not None
        words.append(f"group {asked.segment}" if of_run else asked.segment.name)
    if asked.country:
        words.append(asked.country)
    words += [f"{name} {value}" for name, value in asked.attributes]
    if asked.where:
        words.append(asked.where)
    if days and asked.since:
        words.append(f"from {day(asked.since)}")
    if days and asked.last:
        words.append(f"last {asked.last.words}")
    if days and asked.until:
        words.append(f"up to {day(asked.until)}")
    return " · ".join([title, *(each for each in words if each.casefold() not in title.casefold())])


def _opened(context: Context) -> Tables:
    return context.until_answered.enter_context(context.store.tables())


def _as_of(tables: Tables, population: Population) -> date | None:
    """The day after the last purchase; where there are no orders, the day of the latest file, or
    the day after the last order that files state; None where nobody bought anything by then."""
    if tables.has_orders:
        return _day_after_last(tables, population.until)
    asked = {"since": population.since, "last": population.last, "until": population.until}
    named = [name for name, value in asked.items() if value is not None]
    if named:
        raise SegbotError(
            f"There are no orders here yet, so that `{named[0]}` means nothing.",
            "Leave it out, or upload a file of orders.",
        )
    known = tables.attributes
    stated = known.value.max(where=known.name == "last_order").execute()
    if isinstance(stated, str):
        return date.fromisoformat(stated[:10]) + timedelta(days=1)
    return tables.last_upload


def last_day(context: Context) -> date | None:
    """The day of the shop's last purchase; None where there are no orders."""
    tables = _opened(context)
    after = _day_after_last(tables, None) if tables.has_orders else None
    return after - timedelta(days=1) if after else None


def _day_after_last(tables: Tables, until: date | None) -> date | None:
    found = as_of_date(in_time(tables.orders, None, until)).execute()
    return None if found is None or pd.isna(found) else pd.Timestamp(found).date()


def _refuse_days_in_reverse(population: Population) -> None:
    since, until = population.since, population.until
    if since and population.last:
        raise SegbotError(
            f"`since={since}` and `last={population.last}` both say from when on orders count.",
            "Leave one of them out.",
        )
    if since and until and since > until:
        raise SegbotError(
            f"`since` ({day(since)}) is later than `until` ({day(until)}).",
            f"Swap them: `since={until} until={since}`.",
        )


def _refuse_empty_segment(found: Selection) -> None:
    """Say so where nobody is in the segment that was asked for, or nobody who is as the other
    filters say."""
    if found.belonging is None:
        return
    words = found.belonging.words
    if found.everyone.asking(segment=found.population.segment).features.empty:
        raise SegbotError(
            f"Nobody is in {words}, as of {day(found.as_of)}.",
            f"`{found.belonging.shown_by}` shows who is where.",
        )
    if len(found.asking(segment=None)):
        raise SegbotError(
            f"Nobody in {words} is as the other filters say.",
            "Loosen one of them, or leave it out.",
        )


def _refuse_unknown_country(population: Population, tables: Tables) -> None:
    if population.country is None:
        return
    found = tables.orders.select("country").distinct().execute()["country"]
    countries = sorted(str(each) for each in found.dropna())
    if not countries:
        raise SegbotError("The orders don't say which country they are from.", "Leave it out.")
    if population.country.casefold() in map(str.casefold, countries):
        return
    close = nearest(population.country, countries)
    names = ", ".join(countries[:_MOST_COUNTRIES])
    raise SegbotError(
        f"There is no order from `{population.country.replace('`', chr(39))[:60]}`.",
        f'Did you mean `country="{close}"`?' if close else f"There are orders from {names}.",
    )


def _attributes_words(population: Population) -> str:
    told = (f"{name}={value}".replace("`", "'")[:60] for name, value in population.attributes)
    return listed(f"`{each}`" for each in told)


def _nobody(population: Population) -> SegbotError:
    asked = population
    limits = (asked.country, asked.segment, asked.attributes, asked.where)
    if any((*limits, asked.since, asked.last, asked.until)):
        return SegbotError(
            "No customer has a purchase within these limits.",
            "`/data status` says which days there are; widen a limit or leave it out.",
        )
    return SegbotError(
        "There is no purchase by a known customer, so there is nobody to group.",
        "Upload a file with purchases that have a customer id.",
    )
