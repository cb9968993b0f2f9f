"""Who doesn't want to be written to, by what files say of customers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

import ibis.expr.types as ir

import config
from analytics.intake.headers import key
from analytics.vocabulary.wording import counted, listed
from bot.services.context import Context
from storage.ledger.attributes import Attribute


@dataclass(frozen=True)
class Consent:
    """An attribute by which customers say whether they want to be written to.

    Attributes
    ----------
    name, label : str
        As the store and as the file call it.
    refusals : tuple of str
        Its values of those who don't, as the store has them.
    """

    name: str
    label: str
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class OptedOut:
    """Who doesn't want to be written to.

    Attributes
    ----------
    customers : frozenset of str
        Their ids.
    labels : tuple of str
        The columns that say so.
    """

    customers: frozenset[str]
    labels: tuple[str, ...]

    def words(self, many: int) -> str:
        """That so many of them did, and by which columns."""
        columns = listed(f"“{label[:40]}”" for label in self.labels)
        return f"{counted(many, 'customer')} who opted out, by {columns}"


def consents_of(attributes: Iterable[Attribute]) -> tuple[Consent, ...]:
    """Find them by how files head their columns, where all of their values are a yes or a no."""
    words = _words()
    found = []
    for each in attributes:
        called = {key(each.label), key(each.name)}
        refusing = [words[no] for yes, no in _MEANINGS.items() if called & words[yes]]
        values = {value: key(value) for value in each.values}
        clear = each.distinct == len(values) and {*values.values()} <= words["yes"] | words["no"]
        if refusing and clear:
            refusals = (value for value, word in values.items() if word in refusing[0])
            found.append(Consent(each.name, each.label, tuple(refusals)))
    return tuple(found)


def opted_out(attributes: Iterable[Attribute], values: ir.Table) -> OptedOut:
    """Those who refuse by any of these attributes.

    Parameters
    ----------
    attributes : iterable of Attribute
        Those that customers have.
    values : Table
        As in ``schema.ATTRIBUTES``.
    """
    found = [each for each in consents_of(attributes) if each.refusals]
    customers: set[str] = set()
    for each in found:
        theirs = values.filter(values.name == each.name, values.value.isin(each.refusals))
        customers.update(theirs.select("customer_id").execute()["customer_id"])
    return OptedOut(frozenset(customers), tuple(each.label for each in found))


#: What refuses in columns of which a yes is for, and in those of which it is against.
_MEANINGS = {"opted_in": "no", "opted_out": "yes"}


@cache
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(map(key, words)) for name, words in config.load("consent").items()}


def opted_out_by(context: Context, names: Collection[str]) -> OptedOut:
    """Who said that they don't want to be written to, by some of the attributes."""
    known = [each for each in context.store.attributes.names() if each.name in names]
    with context.store.tables() as tables:
        return opted_out(known, tables.attributes)
