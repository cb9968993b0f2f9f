"""The tables of a file, under their headers, with what other tables of it tell of their rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

from analytics.intake.customers import halves_of_names
from analytics.intake.headers import TOGETHER, find_header, key
from analytics.intake.hundredths import as_units, in_hundredths
from analytics.intake.links import meanings
from analytics.intake.lookups import Lookup
from analytics.intake.reading import Role
from bot.services.intake.corrections import OUR_COLUMNS
from bot.services.intake.wording import file_words
from storage.reading.headers import column_names
from storage.reading.table import Record, Table


class Holds(StrEnum):
    """What the name of a sheet says of its rows."""

    SALES = "sales"
    CALLED_OFF = "called off"
    GOING_BACK = "going back"
    NO_SALES = "no sales"


@dataclass(frozen=True)
class Sheet:
    """One of the tables that are read: the rows under a header, and what is told of them.

    Attributes
    ----------
    table : Table
    header : Record
    lookups : tuple of Lookup
        Other tables of the file, which add columns to its own.
    hundredths : frozenset of str
        Keys of columns whose amounts are in hundredths; the rows have them in units.
    together : tuple of str
        Columns that some of these make: ``First Name + Last Name``.
    """

    table: Table
    header: Record
    lookups: tuple[Lookup, ...] = ()
    hundredths: frozenset[str] = frozenset()
    together: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: Table) -> "Sheet":
        """Find the header of a table."""
        head = table.head()
        position = find_header([record.cells for record in head], file_words().headers)
        if position is not None:
            header, below = head[position], [each.cells for each in head[position + 1 :]]
            # Rows of ours that come back mended are in units already.
            ours = set(OUR_COLUMNS) & {*header.cells}
            hundredths = frozenset() if ours else in_hundredths(column_names(header.cells), below)
            return cls(table, header, hundredths=hundredths)
        # Columns without names, from the first row on.
        width = max(len(record.cells) for record in head)
        return cls(table, Record(head[0].line - 1, ("",) * width))

    @property
    def holds(self) -> Holds:
        """What its rows are, by its name: those of “Cancelled” or “Budget 2025” are no sales, those
        of “Sales and refunds” or “Orders without cancelled” are."""
        names = file_words().headers
        if "&" in self.table.name or names.speaks_of(self.table.name, "sales_beside"):
            return Holds.SALES
        for words, held in (
            (("cancelled",), Holds.CALLED_OFF),
            (("given_back", "going_back"), Holds.GOING_BACK),
            (("no_sales",), Holds.NO_SALES),
        ):
            if names.speaks_of(self.table.name, *words):
                return held
        return Holds.SALES

    @property
    def keys(self) -> frozenset[str]:
        """What its columns are called, however that is spelt."""
        return frozenset(map(key, self.columns))

    def spelt_as(self, other: "Sheet") -> "Sheet":
        """The same sheet, its columns spelt as another one spells them where both have them."""
        spelt = {key(name): name for name in other.columns}
        cells = tuple(spelt.get(key(name), name) for name in self.own_columns)
        return replace(self, header=replace(self.header, cells=cells))

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The headers, made unique."""
        return column_names(self.header.cells)

    @property
    def columns(self) -> tuple[str, ...]:
        """Its own columns, those that others add, and those that some of these make."""
        return (*self._apart, *self.together)

    @property
    def _apart(self) -> tuple[str, ...]:
        """Its own columns, and those that others add."""
        added = (name for each in self.lookups for name in each.added)
        return (*self.own_columns, *added)

    @property
    def whole_names(self) -> tuple[str, ...]:
        """What the column of whole names would be called, where names stand in halves."""
        halves = halves_of_names(self._apart)
        return (TOGETHER.join(halves),) if halves else ()

    @property
    def whole_dates(self) -> tuple[str, ...]:
        """What columns of dates would be called whose years, months and days stand apart."""
        return tuple(map(TOGETHER.join, file_words().headers.dates_apart(self._apart)))

    def parts_of(self, headers: Iterable[str]) -> frozenset[str]:
        """The columns that those among these are made of that are put together."""
        made = {*headers} & {*self.together}
        return frozenset(part for header in made for part in header.split(TOGETHER))

    def putting_together(self, headers: Iterable[str]) -> "Sheet":
        """The sheet with a column for each header among these that names several others."""
        known, apart = {*self.columns}, {*self._apart}
        more = (
            header
            for header in headers
            if TOGETHER in header and header not in known and {*header.split(TOGETHER)} <= apart
        )
        return replace(self, together=(*self.together, *dict.fromkeys(more)))

    @property
    def signature(self) -> str:
        """What files with the same headers have in common; columns of our own don't count."""
        ours = {*OUR_COLUMNS, *self.together}
        return "|".join(key(name) for name in self.columns if name not in ours)

    @property
    def customer_ids(self) -> frozenset[str]:
        """Which of its own columns may hold ids of customers, by their names."""
        names, table = file_words().headers, self.table.name
        found = (each for each in self.own_columns if Role.CUSTOMER in meanings(each, table, names))
        return frozenset(found)

    def chunks(self, rows: int | None = None) -> Iterator[pd.DataFrame]:
        """The rows, in frames."""
        found = self.table.chunks(self.header, *([] if rows is None else [rows]))
        for chunk in found:
            for name in chunk if self.hundredths else ():
                if key(str(name)) in self.hundredths:
                    chunk[name] = as_units(chunk[name])
            for lookup in self.lookups:
                chunk = lookup(chunk)
            for header in self.together:
                chunk[header] = _put_together(chunk[header.split(TOGETHER)])
            yield chunk

    @property
    def known_columns(self) -> int:
        """How many things that files of orders tell it has columns for, by their names."""
        return len(file_words().headers.roles(self.columns))


def _put_together(parts: pd.DataFrame) -> "pd.Series[str]":
    """The names or the date that stand in several columns, as one text a row."""
    parts = parts.astype("str").apply(lambda part: part.str.strip())
    dates = file_words().headers.dates_apart([*parts])
    if not dates:
        return parts.agg(" ".join, axis="columns").str.strip()
    # As spreadsheets write numbers where some are missing.
    years, months, days = (parts[name].str.removesuffix(".0") for name in dates[0])
    short = {"^([0-6][0-9])$": r"20\1", "^([7-9][0-9])$": r"19\1"}
    whole = years.replace(short, regex=True) + "-" + months.str.zfill(2) + "-" + days.str.zfill(2)
    return whole.mask((parts == "").all(axis="columns"), "")
