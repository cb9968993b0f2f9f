"""What a file may cost to read, and the counting of it."""

from dataclasses import dataclass

from storage.errors import BeyondLimit, FileTooBig

# Below this many bytes a high ratio harms nobody, and honest tables pack very well.
_RATIO_MATTERS_FROM = 20_000_000


@dataclass(frozen=True)
class Limits:
    """The bounds that keep a hostile or broken file from taking the machine.

    Attributes
    ----------
    file_bytes : int
        Of the file as it arrives.
    unpacked_bytes : int
        Of everything inside an archive or workbook together; also of the cells that the sheets
        of a workbook stretch over.
    ratio : int
        Unpacked bytes to packed bytes; it counts above 20 MB only.
    entries : int
        Files within one archive or workbook.
    nesting : int
        Archives within archives: 1 is a plain archive, 2 an archive in an archive.
    columns : int
        Of a table.
    field_chars : int
        Characters of one cell.
    seconds : int
        Processor time that all workbooks and Parquet files in the file may take; the largest
        that memory allows for take a minute.
    """

    file_bytes: int = 200_000_000
    unpacked_bytes: int = 1_000_000_000
    ratio: int = 200
    entries: int = 1_000
    nesting: int = 2
    columns: int = 1_000
    field_chars: int = 100_000
    seconds: int = 180

    @property
    def memory_bytes(self) -> int:
        """What a workbook or a Parquet file may take in memory: while calamine puts cells into
        their places, it has them twice."""
        return 2 * self.unpacked_bytes


class Budget:
    """Counts what is unpacked, of an archive as it really comes: the sizes it declares may lie."""

    def __init__(self, filename: str, packed: int, limits: Limits) -> None:
        self.filename = filename
        self.limits = limits
        self._packed = packed
        self._unpacked = 0

    def spend(self, count: int) -> None:
        """Count bytes that were unpacked.

        Raises
        ------
        SegbotError
            If they are more than the limits allow.
        """
        self._unpacked += count
        limits = self.limits
        if self._unpacked > limits.unpacked_bytes:
            raise BeyondLimit(
                self.filename,
                f"unpacks to more than {limits.unpacked_bytes / 1e6:,.0f} MB, which is the limit",
                "Split the table into smaller files, for example one per year.",
            )
        if self._unpacked > max(_RATIO_MATTERS_FROM, limits.ratio * self._packed):
            raise BeyondLimit(
                self.filename,
                f"unpacks to more than {limits.ratio} times its size, which is the limit",
                "Upload the table itself, unpacked.",
            )


def check_size(filename: str, size: int, limits: Limits) -> None:
    """Refuse a file that is too big as it is.

    Raises
    ------
    SegbotError
        If it is.
    """
    if size > limits.file_bytes:
        raise FileTooBig(filename, size, limits.file_bytes)


def check_columns(filename: str, columns: int, limits: Limits) -> None:
    """Refuse a table that is too wide.

    Raises
    ------
    SegbotError
        If it is.
    """
    if columns > limits.columns:
        raise BeyondLimit(
            filename,
            f"has {columns:,} columns, and the limit is {limits.columns:,}",
            "Delete the columns that aren't needed, also the empty ones at the right.",
        )


def field_too_long(filename: str, limits: Limits, line: int | None = None) -> BeyondLimit:
    """The refusal of a cell with more characters than are allowed."""
    where = "" if line is None else f" after line {line:,}"
    return BeyondLimit(
        filename,
        f"has a cell of more than {limits.field_chars:,} characters{where}, which is the limit:"
        " perhaps a quotation mark is never closed",
        "Correct that cell, or open the file in a spreadsheet and save it again as CSV.",
    )
