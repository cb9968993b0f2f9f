"""What answers say of a group in the same way, whether rules made it or an algorithm found it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeVar

import pandas as pd

from analytics.groups import Group
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.declaration import Request
from bot.language.words import find, nearest
from bot.services.answer import Column, Export, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.selection.contacts import names_of, reach_words, with_known
from bot.services.selection.selection import Selection


@dataclass(frozen=True)
class Buyer:
    """One customer in a list.

    Attributes
    ----------
    customer_id : str
    recency : int or None
        Days since the last purchase; None where nobody knows, as below.
    frequency : int or None
        Purchase orders.
    monetary : float or None
        Money spent.
    """

    customer_id: str
    recency: int | None
    frequency: int | None
    monetary: float | None


def best_first(frame: pd.DataFrame) -> list[Buyer]:
    """The customers of a frame indexed by ``customer_id``: who spent most first, where nobody knows
    that who ordered most often, then by id."""
    ordered = frame.sort_index().sort_values(
        ["monetary", "frequency"], ascending=False, kind="stable"
    )
    columns = (
        [None if pd.isna(each) else each for each in ordered[name].tolist()]
        for name in ("recency", "frequency", "monetary")
    )
    return [Buyer(*each) for each in zip(ordered.index.tolist(), *columns, strict=True)]


def buyer_table(
    name: str, buyers: list[Buyer], most: int, context: Context, people: Selection, page: int = 1
) -> Table:
    """A page of a list of customers, of those selected; few enough columns for a phone.

    Raises
    ------
    SegbotError
        If the list has fewer pages.
    """
    before = most * (page - 1)
    shown = buyers[before : before + most]
    if not shown:
        pages = counted(-(-len(buyers) // most), "page")
        raise SegbotError(f"The list has {pages} of {most}.", "Ask for an earlier one.")
    names = names_of(context, people, [each.customer_id for each in shown])
    paid = any(each.monetary is not None for each in shown)
    ordered = any(each.frequency is not None for each in shown)
    by = "money spent" if paid else "orders" if ordered else "customer"
    which = f"{before + 1:,} to {before + len(shown):,}" if before else f"top {len(shown)}"
    return Table(
        title=f"{name}: {which} of {len(buyers):,} by {by}",
        columns=(
            Column("Customer"),
            Column("Name"),
            Column("Spent", Format.MONEY),
            Column("Orders", Format.COUNT),
            Column("Days since last", Format.WHOLE),
        ),
        rows=tuple(
            (
                each.customer_id,
                names.get(each.customer_id),
                each.monetary,
                each.frequency,
                each.recency,
            )
            for each in shown
        ),
    ).known()


def pages(request: Request, buyers: list[Buyer], most: int, page: int) -> tuple[NextStep, ...]:
    """The pages of a list before and after the one that a request asks for."""
    at = {"Previous": page - 1, "Next": page + 1}
    return tuple(
        NextStep(f"{way} {most}", request.with_values({"page": number}).text())
        for way, number in at.items()
        if 0 < number <= -(-len(buyers) // most)
    )


def customers_file(
    filename: str,
    customers: pd.DataFrame,
    groups: Mapping[Column, pd.Series],
    more: Mapping[Column, pd.Series] = MappingProxyType({}),
    *,
    context: Context,
    people: Selection,
) -> Export:
    """Customers as a file, who spent most first, with all that files say of them.

    Parameters
    ----------
    customers : DataFrame, indexed by ``customer_id``
        With ``recency``, ``frequency`` and ``monetary``.
    groups, more : mapping of Column to Series, indexed by ``customer_id``
        The columns after the customer's id, and those after the figures.
    people : Selection
        Among whom they are.
    """
    buyers = best_first(customers)
    ids = [each.customer_id for each in buyers]
    first, last = ([each.loc[ids].tolist() for each in part.values()] for part in (groups, more))
    own = [[each.recency, each.frequency, each.monetary] for each in buyers]
    columns = (
        Column("customer_id"),
        *groups,
        Column("recency_days", Format.COUNT),
        Column("orders", Format.COUNT),
        Column("spent", Format.MONEY),
        *more,
    )
    rows = zip(ids, *first, *zip(*own, strict=True), *last, strict=True)
    table = with_known(Table(filename, columns, tuple(rows)).known(), context, people)
    return Export(filename, table, tuple(ids), note=reach_words(table, context, people))


class Named(Protocol):
    """What people can name: by its key, such as a number, or by what it is called."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...


N = TypeVar("N", bound=Named)


def group_line(group: Group) -> Line:
    """A group in one line, its figures worded as tables word them."""
    bring = "brings" if group.customers == 1 else "bring"
    of_all = Formats().cell(group.share, Format.SHARE)
    many = f"{counted(group.customers, 'customer')}, {of_all}"
    if group.revenue_share is None:
        return Line(f"{many}.", lead=group.label)
    of_revenue = Formats().cell(group.revenue_share, Format.SHARE)
    return Line(f"{many}, {bring} {of_revenue} of revenue.", lead=group.label)


def find_group(words: str, groups: Sequence[N], noun: str = "group") -> N:
    """The group that a person's words name.

    Parameters
    ----------
    words : str
        A key, a number with or without "group" before it, a name, or a number and a name.
    groups : sequence
        Of several with the same key, which are one group as it is now and as it was, the first is
        found by any of their names.
    noun : str
        What they are.

    Raises
    ------
    SegbotError
        With the nearest name, or all of them.
    """
    by_key = {each.key: each for each in reversed(groups)}
    named = {
        **{f"{each.key} {each.label}": each.key for each in groups},
        **{each.label: each.key for each in groups},
        **{key: key for key in by_key},
    }
    bare = words.strip().casefold().removeprefix("group").removeprefix("segment").strip(" #")
    found = find(words, named) or find(bare, by_key)
    if found is None:
        close = nearest(words, [each.label for each in groups])
        known = ", ".join(
            f"{key} ({each.label})" if key.isdecimal() else each.label
            for key, each in sorted(by_key.items(), key=lambda item: groups.index(item[1]))
        )
        raise SegbotError(
            f"There is no {noun} called `{words.replace('`', chr(39))[:60]}`.",
            f"Did you mean `{close}`?" if close else f"There are {known}.",
        )
    return by_key[named.get(found, found)]
