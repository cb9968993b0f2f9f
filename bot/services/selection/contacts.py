"""Who customers are: what they are called, how they are reached, and all else that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache

import pandas as pd

import config
from analytics.intake.headers import key
from analytics.vocabulary.identifiers import is_email
from bot.services.context import Context
from bot.services.selection.selection import Selection
from storage.ledger.attributes import Attribute

_MOSTLY = 0.9


@dataclass(frozen=True)
class Contacts:
    """The attributes, by their names in the store, that say how customers are called and reached;
    None where no file has one."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def called(self) -> tuple[str, ...]:
        """Those that make a name, in the order in which it is said."""
        parts = (self.first_name, self.last_name)
        return (self.name,) if self.name else tuple(each for each in parts if each)

    @property
    def known(self) -> tuple[str, ...]:
        """All that there are."""
        every = (getattr(self, each.name) for each in fields(self))
        return tuple(each for each in every if each)


def contacts_of(attributes: Iterable[Attribute]) -> Contacts:
    """Find them among the attributes that customers have, by how files head their columns."""
    attributes = tuple(attributes)
    found = {
        field: next((each.name for each in attributes if _is_called(each, words)), None)
        for field, words in _words().items()
    }
    if found["email"] is None:
        found["email"] = next((each.name for each in attributes if _holds_emails(each)), None)
    return Contacts(**found)


def names_of(context: Context, people: Selection, customers: Sequence[str]) -> dict[str, str]:
    """What customers are called, of those whose name is known."""
    called = contacts_of(context.store.attributes.names()).called
    if not called:
        return {}
    values = _values(people, customers, called)
    parts = [values[each] for each in called if each in values]
    joined = (" ".join(map(str, each)) for each in _rows_without_missing(parts))
    return {who: name for who, name in zip(values.index, joined, strict=True) if name}


def all_known(context: Context, people: Selection, customers: Sequence[str]) -> pd.DataFrame:
    """Everything that files say of customers beside their orders.

    Returns
    -------
    DataFrame of str, indexed by ``customer_id`` in the order given
        A column for each attribute of which something is known, named as in the store: the name
        first, then how to reach them, then the rest by name. Missing where unknown.
    """
    attributes = context.store.attributes.names()
    first = contacts_of(attributes).known
    names = [*first, *(each.name for each in attributes if each.name not in first)]
    values = _values(people, customers, names)
    kept = [each for each in names if each in values]
    return values.reindex(pd.Index(customers, name="customer_id"))[kept]


def _values(people: Selection, customers: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
    """One row per customer of whom something is known, a column for each name that has a value."""
    meant = people.tables.keep(customers)
    known = people.attributes
    rows = known.filter(known.customer_id.isin(meant.customer_id), known.name.isin(names))
    found: pd.DataFrame = rows.select("customer_id", "name", "value").execute()
    return found.pivot(index="customer_id", columns="name", values="value")


def _rows_without_missing(columns: Sequence["pd.Series[str]"]) -> Iterable[list[str]]:
    return ([each for each in row if not pd.isna(each)] for row in zip(*columns, strict=True))


def _is_called(attribute: Attribute, words: frozenset[str]) -> bool:
    return bool({key(attribute.label), key(attribute.name)} & words)


def _holds_emails(attribute: Attribute) -> bool:
    emails = sum(map(is_email, attribute.values))
    return emails > 0 and emails >= _MOSTLY * len(attribute.values)


@cache
def _words() -> dict[str, frozenset[str]]:
    return {field: frozenset(map(key, words)) for field, words in config.load("contacts").items()}
