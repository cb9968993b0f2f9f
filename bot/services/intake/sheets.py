"""The tables of a file, under their headers, with what other tables of it tell of their rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from analytics.intake.headers import find_header, key
from analytics.intake.hundredths import as_units, in_hundredths
from analytics.intake.links import meanings
from analytics.intake.lookups import Lookup
from analytics.intake.reading import Role
from bot.services.intake.corrections import OUR_COLUMNS
from bot.services.intake.wording import file_words
from storage.reading.headers import column_names
from storage.reading.table import Record, Table


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
    """

    table: Table
    header: Record
    lookups: tuple[Lookup, ...] = ()
    hundredths: frozenset[str] = frozenset()

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
        """Its own columns, and those that others add."""
        return (*self.own_columns, *(name for each in self.lookups for name in each.added))

    @property
    def signature(self) -> str:
        """What files with the same headers have in common; columns of our own don't count."""
        return "|".join(key(name) for name in self.columns if name not in OUR_COLUMNS)

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
            yield chunk

    @property
    def known_columns(self) -> int:
        """How many things that files of orders tell it has columns for, by their names."""
        return len(file_words().headers.roles(self.columns))
