"""Attributes of customers and orders that were uploaded: which there are, and what they choose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

from analytics.features.conditions import Comparison, Condition, Rule, features_of
from analytics.features.names import FEATURES
from analytics.intake.headers import snake_case
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.language.commands.population import Population
from bot.language.conditions import read_conditions, write_conditions
from bot.language.declaration import Request
from bot.language.parser import unknown_setting
from bot.language.words import find, nearest
from bot.services.answer import Column, Table
from bot.services.context import Context
from storage.ledger.attributes import Attribute, OrderAttribute

_MOST_VALUES = 20


Known: TypeAlias = Mapping[str, Attribute | OrderAttribute]


@dataclass(frozen=True)
class Conditions:
    """What a population must be like, by what it is asked of.

    Attributes
    ----------
    of_orders : Rule
        Which orders count; all, if it has no parts.
    attributes : tuple of (name, value)
        What customers must have.
    of_customers : Rule
        Which customers are meant; all, if it has no parts.
    """

    of_orders: Rule
    attributes: tuple[tuple[str, str], ...]
    of_customers: Rule


def conditions(population: Population, names_of_orders: Collection[str]) -> Conditions:
    """Part what is asked of orders from what is asked of customers.

    Raises
    ------
    SegbotError
        If `or` stands between the two, so that they can't be parted.
    """
    rule = read_conditions(population.where) if population.where else ((),)
    parts = [
        (
            tuple(each for each in part if each.feature in names_of_orders),
            tuple(each for each in part if each.feature not in names_of_orders),
        )
        for part in rule
    ]
    orders, customers = (tuple(dict.fromkeys(each)) for each in zip(*parts, strict=True))
    if set(parts) != set(product(orders, customers)):
        named = listed(name for name in features_of(orders))
        raise SegbotError(
            f"Which orders count ({named}) can't stand in an `or` with what customers are like.",
            "Join the two by `and`, or ask twice.",
        )
    settings = tuple(
        Condition(name, Comparison.EQUAL, value)
        for name, value in population.attributes
        if name in names_of_orders
    )
    of_orders = tuple((*settings, *part) for part in orders)
    return Conditions(
        of_orders if any(of_orders) else (),
        tuple(each for each in population.attributes if each[0] not in names_of_orders),
        customers if any(customers) else (),
    )


def orders_words(rule: Rule) -> str:
    """Which orders count, as people say it."""
    return " or ".join(" and ".join(map(_in_words, part)) for part in rule)


def _in_words(condition: Condition) -> str:
    name = condition.feature.replace("_", " ")
    value = condition.value
    shown = f"“{value}”" if isinstance(value, str) else f"{value:g}"
    if condition.comparison is Comparison.EQUAL:
        return f"{name} {shown}"
    if condition.comparison is Comparison.OTHER:
        return f"another {name} than {shown}"
    return f"{name} {condition.comparison.value} {shown}"


def find_attribute(name: str, known: Known) -> str | None:
    """The attribute that a person's word names: by its name, or as its file heads the column."""
    headed = {snake_case(each.label): each.name for each in known.values()}
    return find(name, known) or headed.get(find(name, headed) or "")


def with_known_attributes(request: Request, context: Context) -> Request:
    """The request with its attributes named as the store names them, in ``where`` too; those of
    orders have values that there are.

    Raises
    ------
    SegbotError
        If there is no such attribute, as for any other setting that doesn't exist; if no order
        has a value; or if it isn't clear which orders count.
    """
    if not isinstance(request, Population):
        return request
    rule = read_conditions(request.where) if request.where else ()
    if not request.attributes and set(features_of(rule)) <= FEATURES.keys():
        return request
    of_orders = {each.name: each for each in context.store.attributes.of_orders()}
    known: Known = {
        **{each.name: each for each in context.store.attributes.names()},
        **of_orders,
    }
    rule = tuple(tuple(_known_condition(each, known) for each in part) for part in rule)
    named = []
    for name, value in request.attributes:
        found = find_attribute(name, known)
        if found is None:
            raise unknown_setting(type(request), name, list(known))
        named.append((found, _as_stored(value, known[found])))
    where = write_conditions(rule) if rule else None
    changed = request.with_values({"attributes": tuple(named), "where": where})
    conditions(changed, of_orders)
    return changed


def _known_condition(condition: Condition, known: Known) -> Condition:
    name = condition.feature
    if name in FEATURES:
        return condition
    found = find_attribute(name, known)
    if found is None:
        close = nearest(name, [*FEATURES, *known])
        of_yours = f"; and of what you uploaded, {listed(known)}" if known else ""
        raise SegbotError(
            f"Nothing called `{name[:60]}` is known of customers or orders.",
            f"Did you mean `{close}`?" if close else f"`where` takes {listed(FEATURES)}{of_yours}.",
        )
    value = condition.value
    if isinstance(value, str) and isinstance(known[found], OrderAttribute):
        value = _as_stored(value, known[found])
    return replace(condition, feature=found, value=value)


def _as_stored(value: str, attribute: Attribute | OrderAttribute) -> str:
    """A value in the spelling that the store has it in, where upper and lower case are all."""
    wanted = value.strip().casefold()
    spelt = next((each for each in attribute.values if each.casefold() == wanted), None)
    if spelt is None and isinstance(attribute, OrderAttribute):
        raise _no_such_value("order", attribute.name, value, attribute.values)
    return value if spelt is None else spelt


def refuse_unknown_value(population: Population, context: Context) -> None:
    """Say so where no customer has the value of an attribute that was asked for.

    Raises
    ------
    SegbotError
        With the nearest value, or those that there are.
    """
    known = {each.name: each for each in context.store.attributes.names()}
    for name, value in population.attributes:
        if name not in known or known[name].distinct > len(known[name].values):
            continue
        if value.strip().casefold() not in map(str.casefold, known[name].values):
            # Whoever reads along learns nobody's address.
            values = () if known[name].tells_apart else known[name].values
            raise _no_such_value("customer", name, value, values)


def _no_such_value(whose: str, name: str, value: str, values: Sequence[str]) -> SegbotError:
    close = nearest(value, values)
    shown = [each.replace("`", "'") for each in values[:_MOST_VALUES]]
    rest = [f"{len(values) - len(shown)} more"] if len(values) > len(shown) else []
    if close:
        hint = f'Did you mean `{name}="{close}"`?'
    elif values:
        hint = f"`{name}` is {listed([*shown, *rest])}."
    else:
        hint = "Write it as your file does; small and capital letters are alike."
    return SegbotError(f"No {whose} has `{name}={value.replace('`', chr(39))}`.", hint)


def known_of(context: Context, customer: str) -> tuple[Table, ...]:
    """A customer's attributes as a table, as the files spell them; nothing where there are none."""
    with context.store.tables() as tables:
        of_them = tables.attributes.filter(tables.attributes.customer_id == customer)
        values = of_them.select("name", "value").execute()
    labels = {each.name: each.label for each in context.store.attributes.names()}
    rows = sorted((labels.get(name, name), value) for name, value in values.to_numpy().tolist())
    if not rows:
        return ()
    columns = (Column("What"), Column("Value"))
    return (Table(title="What else is known", columns=columns, rows=tuple(rows)),)
