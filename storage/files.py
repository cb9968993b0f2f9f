"""A transactions file as a stream of text chunks; its kind is told by content, not by name."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile, ZipFile

import pandas as pd

from storage.csv_table import CsvTable
from storage.errors import EmptyFile, FileTooBig, UnreadableFile, UnsupportedFile
from storage.xlsx_table import XlsxTable

MAX_BYTES = 200_000_000
_BLOCK = 1 << 20
_ZIP = b"PK\x03\x04"
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "an old Excel (.xls) workbook",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FileFormat(StrEnum):
    """The kinds of file that can be read."""

    CSV = "csv"
    XLSX = "xlsx"


class Table(Protocol):
    """Rows under one header."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers, made unique."""

    def chunks(self, rows: int = ...) -> Iterator[pd.DataFrame]:
        """Frames of at most `rows` rows, all text, indexed by line number (header = 1)."""


@dataclass(frozen=True)
class SourceFile:
    """A file that was recognised and fingerprinted, not yet read as a table.

    Attributes
    ----------
    path : Path
        Where it lies.
    filename : str
        What the person calls it.
    format : FileFormat
        Told by its content.
    size : int
        Bytes.
    sha256 : str
        Of the bytes, hexadecimal.
    encoding : str
        Of its text; meaningless for XLSX.
    """

    path: Path
    filename: str
    format: FileFormat
    size: int
    sha256: str
    encoding: str

    def table(self, accepts: Callable[[Sequence[str]], bool]) -> Table:
        """Open the rows.

        Parameters
        ----------
        accepts : callable
            Tells whether a row of headers is the one that is looked for; it chooses the
            sheet of a workbook. Where none is accepted, the first sheet with rows is given.

        Raises
        ------
        EmptyFile
            If there are no rows under the headers.
        UnreadableFile
            If the content is damaged.
        """
        if self.format is FileFormat.XLSX:
            return XlsxTable.open(self.path, self.filename, accepts)
        return CsvTable.open(self.path, self.filename, self.encoding)


def inspect(path: Path, filename: str, max_bytes: int = MAX_BYTES) -> SourceFile:
    """Recognise a file by its content and take its fingerprint, in one pass.

    Raises
    ------
    StorageError
        If it is empty, too big, damaged or of a kind that isn't read.
    """
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(filename, "is empty: it has no content at all")
    if size > max_bytes:
        raise FileTooBig(filename, size, max_bytes)
    digest = hashlib.sha256()
    is_utf8 = True
    rest = b""
    with path.open("rb") as handle:
        head = handle.read(_BLOCK)
        file_format = _recognise(path, filename, head)
        block = head
        while block:
            digest.update(block)
            if is_utf8 and file_format is FileFormat.CSV:
                is_utf8, rest = _continues_utf8(rest + block)
            block = handle.read(_BLOCK)
    if head.startswith(_UTF16_MARKS):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig" if is_utf8 and not rest else "cp1252"
    return SourceFile(path, filename, file_format, size, digest.hexdigest(), encoding)


def _recognise(path: Path, filename: str, head: bytes) -> FileFormat:
    if head.startswith(_ZIP):
        try:
            with ZipFile(path) as archive:
                members = set(archive.namelist())
        except BadZipFile as error:
            raise UnreadableFile(filename, "is a damaged workbook and can't be opened") from error
        if "xl/workbook.xml" not in members:
            raise UnsupportedFile(filename, "a zip archive")
        return FileFormat.XLSX
    for mark, kind in _OTHER_KINDS.items():
        if head.startswith(mark):
            raise UnsupportedFile(filename, kind)
    if b"\0" in head and not head.startswith(_UTF16_MARKS):
        raise UnsupportedFile(filename, "a binary file")
    return FileFormat.CSV


def _continues_utf8(block: bytes) -> tuple[bool, bytes]:
    """Whether a block is UTF-8, and the bytes at its end that wait for the next one."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_character = error.reason == "unexpected end of data" and len(block) - error.start < 4
        return cut_character, block[error.start :] if cut_character else b""
    return True, b""
