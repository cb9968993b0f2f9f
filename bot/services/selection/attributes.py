"""Attributes of customers that were uploaded: which there are, and whom they choose."""

from collections.abc import Mapping
from dataclasses import replace

from analytics.features.conditions import Condition, Rule, features_of
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
from storage.ledger.attributes import Attribute


def find_attribute(name: str, known: Mapping[str, Attribute]) -> str | None:
    """The attribute that a person's word names: by its name, or as its file heads the column."""
    headed = {snake_case(each.label): each.name for each in known.values()}
    return find(name, known) or headed.get(find(name, headed) or "")


def with_known_attributes(request: Request, context: Context) -> Request:
    """The request with its attributes named as the store names them, in ``where`` too.

    Raises
    ------
    SegbotError
        If there is no such attribute, as for any other setting that doesn't exist.
    """
    if not isinstance(request, Population):
        return request
    rule = read_conditions(request.where) if request.where else ()
    if not request.attributes and set(features_of(rule)) <= FEATURES.keys():
        return request
    known = {each.name: each for each in context.store.attributes.names()}
    where = write_conditions(_with_known_names(rule, known)) if rule else None
    named = []
    for name, value in request.attributes:
        found = find_attribute(name, known)
        if found is None:
            raise unknown_setting(type(request), name, list(known))
        named.append((found, _as_stored(value, known[found])))
    return request.with_values({"attributes": tuple(named), "where": where})


def _with_known_names(rule: Rule, known: Mapping[str, Attribute]) -> Rule:
    def named(condition: Condition) -> Condition:
        name = condition.feature
        if name in FEATURES:
            return condition
        found = find_attribute(name, known)
        if found is None:
            close = nearest(name, [*FEATURES, *known])
            of_yours = f"; and of what you uploaded, {listed(known)}" if known else ""
            raise SegbotError(
                f"Nothing called `{name[:60]}` is known of customers.",
                f"Did you mean `{close}`?"
                if close
                else f"`where` takes {listed(FEATURES)}{of_yours}.",
            )
        return replace(condition, feature=found)

    return tuple(tuple(map(named, part)) for part in rule)


def _as_stored(value: str, attribute: Attribute) -> str:
    """A value in the spelling that the store has it in, where upper and lower case are all."""
    wanted = value.strip().casefold()
    return next((each for each in attribute.values if each.casefold() == wanted), value)


def refuse_unknown_value(population: Population, context: Context) -> None:
    """Say so where no customer has the value of an attribute that was asked for.

    Raises
    ------
    SegbotError
        With the nearest value, or those that there are.
    """
    known = {each.name: each for each in context.store.attributes.names()}
    for name, value in population.attributes:
        values, rest = known[name].values, known[name].distinct - len(known[name].values)
        if rest or value.strip().casefold() in map(str.casefold, values):
            continue
        close = nearest(value, values)
        raise SegbotError(
            f"No customer has `{name}={value.replace('`', chr(39))}`.",
            f'Did you mean `{name}="{close}"`?' if close else f"`{name}` is {', '.join(values)}.",
        )


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
