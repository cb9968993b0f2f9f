"""Who customers are: what they are called, how they are reached, and all else that is known."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache

import pandas as pd

import config
from analytics.intake.headers import key
from analytics.vocabulary.identifiers import is_email
from analytics.vocabulary.rows import TOTALS
from bot.services.answer import Column, Table
from bot.services.context import Context
from bot.services.selection.consent import opted_out
from bot.services.selection.selection import Selection
from storage.ledger.attributes import Attribute

_MOSTLY = 0.9
_PHONE_NUMBER = re.compile(r"\+?[\d\s().\-/]{7,}")


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
    # Of several for one thing rather the plainest.
    attributes = sorted(attributes, key=lambda each: len(each.name))
    found = {
        field: next((each.name for each in attributes if _is_called(each, words)), None)
        for field, words in _words().items()
    }
    if found["email"] is None:
        found["email"] = next((each.name for each in attributes if _holds_emails(each)), None)
    return Contacts(**found)


def names_of(context: Context, people: Selection, customers: Sequence[str]) -> dict[str, str]:
    """What customers are called in front of everybody, of those whose name is known: what reaches
    them, an e-mail address or a phone number, is no name, whatever its column is called."""
    called = contacts_of(context.store.attributes.names()).called
    if not called:
        return {}
    values = _values(people, customers, called)
    parts = values.reindex(columns=list(called)).to_numpy().tolist()
    joined = (" ".join(each for each in row if _is_name(each)) for row in parts)
    return {
        str(customer): name for customer, name in zip(values.index, joined, strict=True) if name
    }


@dataclass(frozen=True, eq=False)
class Known:
    """What files say of customers beside their orders, by the names that the store has for it.

    Attributes
    ----------
    reached, other : DataFrame of str, one row per customer, in the order that was asked for
        What they are called and how they are reached; and all else, by name. Columns of which
        nothing is known are absent, and values that aren't known are missing.
    """

    reached: pd.DataFrame
    other: pd.DataFrame


def all_known(context: Context, people: Selection, customers: Sequence[str]) -> Known:
    """Everything that files say of customers, but for what all their orders come to."""
    attributes = [each for each in context.store.attributes.names() if each.name not in TOTALS]
    first = contacts_of(attributes).known
    others = [each.name for each in attributes if each.name not in first]
    values = _values(people, customers, (*first, *others))
    values = values.reindex(pd.Index(customers, name="customer_id"))
    return Known(
        values[[each for each in first if each in values]],
        values[[each for each in others if each in values]],
    )


def with_known(table: Table, context: Context, people: Selection) -> Table:
    """A table for a file with everything that files say of its customers: how they are called and
    reached after the id, which is its first column, and the rest as the last columns.

    What is called as a column that is there already says that it was uploaded.
    """
    known = all_known(context, people, [str(row[0]) for row in table.rows])
    taken = {each.name for each in table.columns}
    first, last = (
        [Column(f"{name}_uploaded" if name in taken else name) for name in map(str, frame)]
        for frame in (known.reached, known.other)
    )
    reached, other = (
        frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
        for frame in (known.reached, known.other)
    )
    return Table(
        table.title,
        (table.columns[0], *first, *table.columns[1:], *last),
        tuple(
            (row[0], *before, *row[1:], *after)
            for row, before, after in zip(table.rows, reached, other, strict=True)
        ),
    )


def reach_words(table: Table, context: Context, people: Selection) -> str:
    """How many of a file's customers have an e-mail address in it, and how many opted out, for the
    message that goes with it; nothing where nobody is in it.

    Parameters
    ----------
    table : Table
        With what is known of them, as ``with_known`` gives it.
    """
    out = opted_out(context.store.attributes.names(), people.attributes)
    many = len(out.customers & {str(row[0]) for row in table.rows})
    refusing = f"Among them are {out.words(many)}." if many else ""
    return f"{email_words(table, context)} {refusing}".strip()


def email_words(table: Table, context: Context) -> str:
    """How many of a file's customers have an e-mail address in it, for the message that goes with
    it; nothing where nobody is in it.

    Parameters
    ----------
    table : Table
        With what is known of them, as ``with_known`` gives it.
    """
    email = contacts_of(context.store.attributes.names()).email
    places = [
        0,
        *(
            place
            for place, each in enumerate(table.columns)
            if email and each.name in (email, f"{email}_uploaded")
        ),
    ]
    many = len(table.rows)
    without = sum(not any(is_email(str(row[place])) for place in places) for row in table.rows)
    if not many:
        return ""
    if not without:
        return f"{'It has' if many == 1 else 'All have'} an e-mail address."
    if without == many:
        return f"No e-mail address is known of any. {ADDS_EMAILS}"
    return f"{without:,} of them have no e-mail address."


ADDS_EMAILS = "A file with customer id and e-mail, posted here, adds them."


def _is_name(text: object) -> bool:
    return isinstance(text, str) and not (is_email(text) or _PHONE_NUMBER.fullmatch(text.strip()))


def _values(people: Selection, customers: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
    """One row per customer of whom something is known, a column for each name that has a value."""
    meant = people.tables.keep(customers)
    known = people.attributes
    rows = known.filter(known.customer_id.isin(meant.customer_id), known.name.isin(names))
    found: pd.DataFrame = rows.select("customer_id", "name", "value").execute()
    return found.pivot(index="customer_id", columns="name", values="value")


def _is_called(attribute: Attribute, words: frozenset[str]) -> bool:
    return bool({key(attribute.label), key(attribute.name)} & words)


def _holds_emails(attribute: Attribute) -> bool:
    """Whether it is an address of each customer's own: a clerk's is that of many."""
    emails = sum(map(is_email, attribute.values))
    return attribute.tells_apart and emails > 0 and emails >= _MOSTLY * len(attribute.values)


@cache
def _words() -> dict[str, frozenset[str]]:
    return {field: frozenset(map(key, words)) for field, words in config.load("contacts").items()}
