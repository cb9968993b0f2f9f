"""Fetching what services reason about: one row per customer, and when it is as of."""

import dataclasses
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import pandas as pd

from analytics.features.conditions import Rule, features_of, meets
from analytics.features.customers import (
    OrderFilter,
    Returns,
    as_of_date,
    customer_features,
    of_customers_like,
)
from analytics.features.names import FEATURES, Feature
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.population import Population
from bot.language.conditions import read_conditions
from bot.language.words import nearest
from bot.services.answer import Column, Format, Line, Table
from bot.services.context import Context
from bot.services.formats import FILES_READ, Formats
from bot.services.selection.attributes import refuse_unknown_value
from bot.services.selection.features import chosen, widened
from storage.tables import Tables

#: Of all countries that could be meant, as many as one reads in an error.
_MOST_COUNTRIES = 20


@dataclass(frozen=True)
class Customers:
    """The customers that a question is about.

    Attributes
    ----------
    features : DataFrame, one row per customer
        The columns of ``analytics.vocabulary.schema.FEATURES``, and those that `features.widened`
        adds.
    as_of : date
        The day from which recency is counted.
    population : Population
        The settings that chose them.
    data_version : int
        Of the store when they were read.
    compared : tuple of Feature
        Those that were asked for, in their order; the frame has a column for each, and more.
    """

    features: pd.DataFrame
    as_of: date
    population: Population
    data_version: int
    compared: tuple[Feature, ...]

    def __len__(self) -> int:
        return len(self.features)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what was asked for."""
        return tuple(each.name for each in self.compared)

    @property
    def note(self) -> str:
        """The small print: as of when, and whose orders count."""
        return population_note(self.as_of, self.population)

    @property
    def source(self) -> str:
        """The line below a chart: what it was made from."""
        return f"{self.note} Data version {self.data_version}."


@dataclass(frozen=True)
class Buyer:
    """One customer in a list.

    Attributes
    ----------
    customer_id : str
    recency : int
        Days since the last purchase.
    frequency : int
        Purchase orders.
    monetary : float
        Money spent.
    """

    customer_id: str
    recency: int
    frequency: int
    monetary: float


def best_first(frame: pd.DataFrame) -> list[Buyer]:
    """The customers of a frame indexed by ``customer_id``: who spent most first, then by id."""
    ordered = frame.sort_index().sort_values("monetary", ascending=False, kind="stable")
    columns = (ordered[name].tolist() for name in ("recency", "frequency", "monetary"))
    return [Buyer(*each) for each in zip(ordered.index.tolist(), *columns, strict=True)]


def buyer_table(name: str, buyers: list[Buyer], most: int) -> Table:
    """The first of a list of customers; few enough columns for a phone."""
    shown = buyers[:most]
    return Table(
        title=f"{name}: top {len(shown)} of {len(buyers):,} by money spent",
        columns=(
            Column("Customer"),
            Column("Spent", Format.MONEY),
            Column("Orders", Format.COUNT),
            Column("Days since last", Format.WHOLE),
        ),
        rows=tuple(
            (each.customer_id, each.monetary, each.frequency, each.recency) for each in shown
        ),
    )


def part_line(name: str, customers: int, share: float, revenue_share: float) -> Line:
    """A part of the customers in one line, its figures worded as tables word them."""
    bring = "brings" if customers == 1 else "bring"
    of_all, of_revenue = (Formats().cell(each, Format.SHARE) for each in (share, revenue_share))
    return Line(
        f"{counted(customers, 'customer')}, {of_all}, {bring} {of_revenue} of revenue.", lead=name
    )


def population_note(as_of: date, population: Population) -> str:
    """Say as of when a result is, and which orders it counts."""
    words = [f"As of {day(as_of)}"]
    if population.country:
        words.append(f"orders from {population.country}")
    words += [f"{name} {value}" for name, value in population.attributes]
    if population.where:
        words.append(f"customers with {population.where}")
    if population.since:
        words.append(f"from {day(population.since)}")
    if population.until:
        words.append(f"up to {day(population.until)}")
    words.append(
        "returned goods subtracted" if population.returns == "net" else "returned goods left out"
    )
    return ", ".join(words) + "."


def fetch_customers(context: Context, population: Population, features: str = "rfm") -> Customers:
    """Read one row per customer from the store.

    The as-of date is the shop's, whatever the country, so that two countries can be compared.

    Parameters
    ----------
    context : Context
    population : Population
    features : str
        What customers are to be compared by, as in ``Comparison.features``.

    Raises
    ------
    SegbotError
        If the store is empty, or if no customer's orders pass the filter.
    SegbotError
        If there is no such feature.
    """
    require_data(context)
    compared = chosen(features, context)
    _refuse_days_in_reverse(population)
    with context.store.tables() as tables:
        in_time = OrderFilter(until=population.until).apply(tables.orders)
        as_of = as_of_date(in_time).execute()
        if as_of is None or pd.isna(as_of):
            raise _nobody(population)
        kept = counting(tables, population)
        frame = features_as_of(kept, population, compared, as_of)
        if frame.empty:
            _refuse_unknown_country(population, tables)
            refuse_unknown_value(population, context)
            raise _nobody(population)
        frame = meeting(frame, population)
        if frame.empty:
            raise _nobody_like(population.where or "")
    day_after = pd.Timestamp(as_of).date()
    return Customers(frame, day_after, population, tables.data_version, compared)


def features_as_of(
    kept: Tables, population: Population, compared: tuple[Feature, ...], as_of: date
) -> pd.DataFrame:
    """What customers had done before a day, as in ``Customers.features``.

    Parameters
    ----------
    kept : Tables
        Those that count; whether customers meet ``where`` is for :func:`meeting` to say.
    """
    frame = customer_features(kept.orders, as_of, Returns(population.returns)).execute()
    rule = _rule(population)
    asked = [FEATURES[name] for name in features_of(rule)] if rule else []
    return frame if frame.empty else widened(frame, dict.fromkeys([*compared, *asked]), kept, as_of)


def meeting(features: pd.DataFrame, population: Population) -> pd.DataFrame:
    """Those customers who are as ``where`` says, on the day that the features are as of."""
    rule = _rule(population)
    return features[meets(features, rule)].reset_index(drop=True) if rule else features


def _rule(population: Population) -> Rule | None:
    return read_conditions(population.where) if population.where else None


def orders_of(tables: Tables, population: Population) -> ir.Table:
    """The orders that count, as in ``analytics.vocabulary.schema.ORDERS``."""
    return _chosen(tables.orders, tables, population)


def counting(tables: Tables, population: Population) -> Tables:
    """The same with those orders and lines only that count."""
    orders, lines = (_chosen(each, tables, population) for each in (tables.orders, tables.lines))
    return dataclasses.replace(tables, orders=orders, lines=lines)


def _chosen(rows: ir.Table, tables: Tables, population: Population) -> ir.Table:
    within = OrderFilter(population.country, population.since, population.until)
    return within.apply(of_customers_like(rows, tables.attributes, population.attributes))


def require_data(context: Context) -> None:
    """Refuse while nothing was uploaded yet.

    Raises
    ------
    SegbotError
        If the store is empty.
    """
    if context.store.is_empty():
        raise SegbotError(
            "There is no data yet.",
            f"Upload a file of orders ({FILES_READ}) to a channel I'm in, or try `/data sample`.",
        )


def _refuse_days_in_reverse(population: Population) -> None:
    since, until = population.since, population.until
    if since and until and since > until:
        raise SegbotError(
            f"`since` ({day(since)}) is later than `until` ({day(until)}).",
            f"Swap them: `since={until} until={since}`.",
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
    listed = ", ".join(countries[:_MOST_COUNTRIES])
    raise SegbotError(
        f"There is no order from `{population.country.replace('`', chr(39))[:60]}`.",
        f'Did you mean `country="{close}"`?' if close else f"There are orders from {listed}.",
    )


def _nobody(population: Population) -> SegbotError:
    if population.country or population.since or population.until or population.attributes:
        return SegbotError(
            "No customer has a purchase within these limits.",
            "`/data status` says which days there are; widen a limit or leave it out.",
        )
    return SegbotError(
        "There is no purchase by a known customer, so there is nobody to group.",
        "Upload a file with purchases that have a customer id.",
    )


def _nobody_like(where: str) -> SegbotError:
    return SegbotError(f"No customer meets `{where}`.", "Loosen a condition, or leave `where` out.")


def span(first: str | None, last: str | None) -> str:
    """From when to when, of ISO texts; None where there is nothing."""
    if first is None or last is None:
        return "no purchases"
    days = [day(date.fromisoformat(each[:10])) for each in (first, last)]
    return " to ".join(dict.fromkeys(days))
