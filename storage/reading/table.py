"""What every kind of file is read as: named tables of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd

HEAD_ROWS = 50
CHUNK_ROWS = 100_000


class FileFormat(StrEnum):
    """The kinds of file that can be read."""

    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    JSON = "json"
    PARQUET = "parquet"
    ZIP = "zip"
    GZIP = "gz"


@dataclass(frozen=True)
class Record:
    """The cells of one row, as they are in the file.

    Attributes
    ----------
    line : int
        Which row of the table it is, from 1, blank ones counted; 0 where the names of the
        columns are no row of the file. A quoted cell with line breaks is one row.
    """

    line: int
    cells: tuple[str, ...]


class Table(Protocol):
    """Rows of text."""

    @property
    def name(self) -> str:
        """The sheet, or the file inside an archive; empty where there is just one table."""

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """The first rows that aren't blank, whatever they are."""

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> "Iterator[pd.DataFrame]":
        """The rows below the header, in frames of at most `rows` rows.

        Parameters
        ----------
        header : Record
            One of the head; its cells name the columns.
        rows : int
            The most that one frame may have; wide rows make frames shorter.

        Yields
        ------
        DataFrame of str, indexed by ``line``, without wholly blank rows
            Columns ``column_names(header.cells)`` and ``SURPLUS``: the first cell beyond the
            last header, where a row has one. An empty cell is ``''``.
        """


@dataclass(frozen=True)
class Fingerprint:
    """What tells a file's bytes from all others: their count and SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """A file that was recognised, with its tables that have rows, in the file's order.

    Attributes
    ----------
    filename : str
        What the person calls it.
    format : FileFormat
        Told by its content; of an archive it is the archive's.
    """

    filename: str
    format: FileFormat
    tables: tuple[Table, ...]
