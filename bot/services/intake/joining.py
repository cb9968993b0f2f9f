"""Which tables of a file are read, and what they tell of each other's rows."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from analytics.intake.headers import key, words_of
from analytics.intake.joined import Joined, is_money
from analytics.intake.links import Link, Named, links, subject_of
from analytics.intake.lookups import Lookup, lookup, sums
from analytics.intake.reading import Role
from analytics.vocabulary.rows import SURPLUS
from bot.services.intake.sheets import Sheet
from bot.services.intake.wording import file_words

_SAMPLE_ROWS = 2_000
# A table that is looked up is held in memory.
_MOST_ROWS_HELD = 2_000_000
_MONEY = {Role.PRICE, Role.AMOUNT, Role.TOTAL, Role.QUANTITY}
_GOODS = {Role.PRODUCT, Role.DESCRIPTION}
_GOING_BACK = {"refund", "refunds", "return", "returns", "chargebacks", "credits"}
_NO_SALES = {"cart", "carts", "wishlist", "quotes", "stock", "inventory", "shipments", "deliveries"}


@dataclass(frozen=True)
class Tables:
    """Which tables of a file are read.

    Attributes
    ----------
    main : Sheet
        The one by which the file is understood.
    sheets : tuple of Sheet
        All, as they are.
    joined : Joined or None
        What others tell of its rows; None where they stand alone.
    looked_up : tuple of Sheet
        The tables that do.
    selling : mapping
        Names of other tables that would do as the main one: whether their keys are this one's too,
        so that their money would count twice.
    apart : tuple of str
        Names of tables with the money of orders, where the main one has none and none of theirs.
    """

    main: Sheet
    sheets: tuple[Sheet, ...]
    joined: Joined | None = None
    looked_up: tuple[Sheet, ...] = ()
    selling: Mapping[str, bool] = field(default_factory=dict)
    apart: tuple[str, ...] = ()

    def read(self, needed: frozenset[str]) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
        """The sheets that have the columns needed, joined as the main one is, and the names of
        those that aren't read.

        Parameters
        ----------
        needed : frozenset of str
            Keys of columns.
        """
        told = {key(name) for each in self.main.lookups for name in each.added}
        named = {key(each.link.column) for each in self.main.lookups}
        own = (needed | named) - told
        rest = [each for each in self.sheets if each not in self.looked_up]
        read = tuple(
            replace(each.spelt_as(self.main), lookups=self.main.lookups)
            for each in rest
            if own <= each.keys
        )
        return read, tuple(each.table.name for each in rest if not own <= each.keys)


def choose(sheets: Sequence[Sheet]) -> Tables:
    """Find the table whose rows the file's money stands on, and what others tell of them.

    Each table is tried as that one, with all that it can look up in the others. The one is taken
    that has date, customer and money: rather lines with what was bought than payments, rather
    these than whole orders.
    """
    tables = _tables(sheets)
    if len(tables) == 1:
        return Tables(max(sheets, key=_known_columns), tuple(sheets))
    plan = _best(tables)
    main = max(plan.table.sheets, key=_known_columns)
    used = [each for each in tables if each not in plan.rest]
    selling = {
        each.name: any(_share(each.sample, table.sample) for table in used)
        for each in plan.rest
        if plan.is_complete and _Plan.alone(each).is_complete
    }
    apart = tuple(each.name for each in plan.rest if not plan.has_money and _pays(each.sample))
    if not plan.joined.lookups:
        return Tables(main, tuple(sheets), selling=selling, apart=apart)
    main = replace(main.spelt_as(plan.table.sheets[0]), lookups=plan.joined.lookups)
    looked_up = (sheet for each in used if each is not plan.table for sheet in each.sheets)
    return Tables(main, tuple(sheets), plan.joined, tuple(looked_up), selling, apart)


def _pays(table: Named) -> bool:
    """Whether a table has money of orders that it names."""
    numbered = any(Role.INVOICE in meant for meant in table.meanings.values())
    return numbered and bool(_MONEY & table.roles.keys() - {Role.QUANTITY})


def _share(table: Named, other: Named, subjects: Container[Role] = frozenset(Role)) -> bool:
    """Whether rows of one name some of the other, which are orders or the like."""
    return any(
        one.ids(link.column).isin(two.ids(link.key)).any()
        for one, two in ((table, other), (other, table))
        for link in _links(one, two)
        if link.subject in subjects
    )


def together(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Of the sheets of several files, those to be read as the tables of one: keys link them, or
    they are of no use by themselves beside others that keys link; none where nothing is linked.

    Tables of customers and of products stand for themselves where no orders name theirs.
    """
    tables = _tables(sheets)
    while len(tables) > 1:
        plan = _best(tables)
        used = [each for each in tables if each not in plan.rest]
        whole = [each for each in plan.rest if _Plan.alone(each).is_complete]
        if plan.joined.lookups and (plan.is_complete or plan.joined.of_orders):
            apart = [
                each for each in whole if not any(_share(each.sample, it.sample) for it in used)
            ]
        elif plan.is_complete and any(_share_orders(each, plan.table) for each in whole):
            apart = [each for each in whole if not _share_orders(each, plan.table)]
        else:
            tables.remove(plan.table)
            continue
        return tuple(sheet for each in tables if each not in apart for sheet in each.sheets)
    return ()


def _links(main: Named, other: Named) -> list[Link]:
    """As :func:`analytics.intake.links.links`, without what counts orders: in a row for each
    customer ``Orders`` says how many, and small numbers are found among those of orders."""
    is_of_customers = any(Role.CUSTOMER in main.meanings[each] for each in main.keys)
    counts = file_words().totals.columns("frequency", main.headers) if is_of_customers else ()
    return [each for each in links(main, other) if each.column not in counts]


def _share_orders(table: "_Table", other: "_Table") -> bool:
    """Whether one has the money of orders that the other one has, too."""
    return _share(table.sample, other.sample, {Role.INVOICE})


def _tables(sheets: Sequence[Sheet]) -> list["_Table"]:
    tables: list[_Table] = []
    for sheet in sheets:
        same = next((each for each in tables if each.takes(sheet)), None)
        if same is None:
            tables.append(_Table(sheet))
        else:
            same.sheets.append(sheet)
    return tables


def _best(tables: Sequence["_Table"]) -> "_Plan":
    """The best of the ways to put their rows together, of those by a table with money first."""
    with_money = [each for each in tables if _MONEY & each.sample.roles.keys()]
    for mains in (with_money, tables):
        plans = (_Plan.of(each, tables) for each in mains)
        plan = max(plans, key=lambda each: each.rank, default=None)
        if plan is not None and (plan.is_complete or mains is tables):
            return plan
    raise ValueError("there is no table")


def _known_columns(sheet: Sheet) -> int:
    return len(file_words().headers.roles(sheet.columns))


class _Table:
    """Sheets with the same columns."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheets = [sheet]
        self.name = sheet.table.name

    def takes(self, sheet: Sheet) -> bool:
        """Whether a further sheet is of this table: its columns are the same, or one is more."""
        mine, theirs = self.sheets[0].keys, sheet.keys
        if mine == theirs:
            names = file_words().headers
            return subject_of(self.name, names) == subject_of(sheet.table.name, names)
        return (mine < theirs or theirs < mine) and len(mine ^ theirs) == 1 and len(mine) > 2

    @cached_property
    def sample(self) -> Named:
        """The first rows."""
        rows = next(self.sheets[0].chunks(_SAMPLE_ROWS), pd.DataFrame())
        rows = rows.drop(columns=SURPLUS, errors="ignore").astype("str")
        return Named(self.name, rows, file_words().headers)

    @cached_property
    def whole(self) -> pd.DataFrame | None:
        """All rows; None where they are too many to hold."""
        found, rows = [], 0
        for sheet in self.sheets:
            for chunk in sheet.spelt_as(self.sheets[0]).chunks():
                rows += len(chunk)
                if rows > _MOST_ROWS_HELD:
                    return None
                found.append(chunk.drop(columns=SURPLUS).astype("str"))
        return pd.concat(found, ignore_index=True).fillna("").astype("str")


@dataclass(frozen=True)
class _Plan:
    """A table as the one whose rows are read, and what others tell of them."""

    table: _Table
    joined: Joined
    rest: Sequence[_Table]
    rows: Named

    @classmethod
    def alone(cls, table: _Table) -> "_Plan":
        """A table that nothing more is told of."""
        return cls(table, Joined(table.sample), (), table.sample)

    @classmethod
    def of(cls, table: _Table, tables: Sequence[_Table]) -> "_Plan":
        """Look up what can be, until nothing is added."""
        rows, found = table.sample, list[Lookup]()
        rest = [each for each in tables if each is not table]
        # Of two lists of orders neither is of the parts of the other's, whatever both have.
        is_whole = cls.alone(table).is_complete
        others = [each for each in rest if not (is_whole and cls.alone(each).is_complete)]
        while (added := _next(rows, others)) is not None:
            other, each = added
            each.is_needed = not is_whole
            others.remove(other)
            rest.remove(other)
            if each.link.subject is Role.INVOICE and Role.STATUS in table.sample.roles:
                statuses = file_words().statuses
                own = table.sample.roles[Role.STATUS]
                each.yield_to(own, statuses.unpaid)
            rows = rows.joined(each(rows.rows), each.meanings)
            found.append(each)
        plan = cls(table, Joined(table.sample, tuple(found)), rest, rows)._with_sums(Role.REFUNDED)
        goods = bool(_GOODS & plan.columns.keys())
        return plan._with_sums(Role.TOTAL) if plan.joined.are_parts and goods else plan

    @cached_property
    def columns(self) -> dict[Role, str]:
        """The roles of its columns."""
        return self.joined.columns()

    def _with_sums(self, stated: Role) -> "_Plan":
        """What other rows come to for each order, where nothing says so already."""
        columns = self.columns
        if Role.INVOICE not in columns or stated in columns:
            return self
        order, statuses = columns[Role.INVOICE], file_words().statuses
        for other in self.rest:
            goes_back = bool(words_of(other.name) & _GOING_BACK)
            if goes_back is not (stated is Role.REFUNDED) or other.whole is None:
                continue
            found = sums(self.rows, other.sample, other.whole, order, stated, statuses)
            if found is not None:
                joined = replace(self.joined, lookups=(*self.joined.lookups, found))
                rest = [each for each in self.rest if each is not other]
                return replace(self, joined=joined, rest=rest)
        return self

    @cached_property
    def is_complete(self) -> bool:
        """Whether it has all that orders need."""
        return all(self._known)

    @property
    def has_money(self) -> bool:
        """Whether its rows say what was paid."""
        columns = self.columns
        return is_money(columns) or (Role.PRICE in columns and Role.QUANTITY not in columns)

    @property
    def _known(self) -> tuple[bool, bool, bool]:
        columns, main = self.columns, self.joined.main
        days = [each for each in main.days if each not in columns.values()]
        dated = Role.TIME in columns or len(days) == 1
        return dated, Role.CUSTOMER in columns, self.has_money

    @property
    def rank(self) -> tuple[float, ...]:
        """What makes it better than others, the most important first."""
        columns, own = self.columns, self.joined.main.headers
        goods = any(columns.get(role) in own for role in _GOODS)
        sells = not words_of(self.table.name) & (_GOING_BACK | _NO_SALES)
        known = _known_columns(self.table.sheets[0])
        if not self.is_complete:
            return (False, sells, sum(self._known), len(columns), known)
        parts = self.joined.are_parts
        rows = len(self.rows.rows) if parts else 0
        return (True, sells, 2 * goods + parts, rows, known)


def _next(main: Named, rest: Sequence[_Table]) -> tuple[_Table, Lookup] | None:
    """The next table that tells something of the rows, and what."""
    for other in rest:
        for link in _links(main, other.sample):
            if other.whole is None:
                break
            found = lookup(main, other.sample, other.whole, link)
            if found is not None:
                return other, found
    return None
