"""A file of any kind as a source of tables."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from storage.errors import BeyondLimit, EmptyFile, UnreadableFile, UnsupportedFile
from storage.reading.archive import check_entries, check_workbook, unpack_gzip, unpack_zip
from storage.reading.boundary import GuardedTable, in_words
from storage.reading.csv_table import CsvTable
from storage.reading.json_table import JsonTable
from storage.reading.kinds import HEAD_BYTES, recognise, recognise_zip
from storage.reading.limits import Budget, Limits, check_size
from storage.reading.process import ReaderProcess
from storage.reading.table import FileFormat, Fingerprint, Source, Table

_BLOCK = 1 << 20


def fingerprint(path: Path) -> Fingerprint:
    """Size and SHA-256 of a file's bytes, whatever they are."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Fingerprint(size, digest.hexdigest())


@contextmanager
def open_source(
    path: Path, filename: str, limits: Limits | None = None, name: str = ""
) -> Iterator[Source]:
    """Recognise a file by its content and open its tables; they live as long as the block.

    Parameters
    ----------
    path : Path
        Where the bytes lie.
    filename : str
        What the person calls the file.
    limits : Limits, optional
        What it may cost.
    name : str
        What its tables are called, or begin with, where it is one of several files.

    Raises
    ------
    SegbotError
        If it is empty, damaged, behind a password, above a limit, or of a kind that isn't
        read. Nothing else is raised for any bytes, neither here nor by the tables.
    """
    limits = limits or Limits()
    with TemporaryDirectory(prefix="segbot-") as folder, ExitStack() as opened:
        with in_words(filename):
            opening = _Opening(filename, limits, path.stat().st_size, opened)
            source = opening.source(path, Path(folder), name)
        yield source


class _Opening:
    """One file on its way to its tables, through whatever it is packed in."""

    def __init__(self, filename: str, limits: Limits, size: int, opened: ExitStack) -> None:
        self._opened = opened
        self._filename = filename
        self._limits = limits
        self._budget = Budget(filename, size, limits)

    def source(self, path: Path, folder: Path, name: str) -> Source:
        size = path.stat().st_size
        if size == 0:
            raise EmptyFile(self._filename, "is empty: it has no content at all")
        check_size(self._filename, size, self._limits)
        file_format, tables = self._open(path, name, folder, depth=0)
        return Source(self._filename, file_format, self._with_rows(tables))

    def _with_rows(self, tables: list[Table]) -> tuple[Table, ...]:
        heads = [(table, len(table.head(2))) for table in tables]
        if not any(records for _, records in heads):
            raise EmptyFile(self._filename, "is empty: there is nothing in it but blanks")
        with_rows = [table for table, records in heads if records > 1]
        if not with_rows:
            raise EmptyFile(self._filename, "has headers but no rows under them")
        return tuple(GuardedTable(self._filename, table) for table in with_rows)

    def _open(
        self, path: Path, name: str, folder: Path, depth: int
    ) -> tuple[FileFormat, list[Table]]:
        with path.open("rb") as handle:
            head = handle.read(HEAD_BYTES)
        file_format = recognise(self._filename, head)
        if file_format is FileFormat.ZIP:
            return self._open_zip(path, name, folder, depth)
        if file_format is FileFormat.GZIP:
            self._check_depth(depth)
            inner = _room(folder)
            unpacked = unpack_gzip(path, inner, self._budget)
            return file_format, self._open(unpacked, name, inner, depth + 1)[1]
        if file_format is FileFormat.XLS:
            return file_format, self._open_workbook(path, name, file_format, folder)
        if file_format is FileFormat.PARQUET:
            return file_format, self._reader.open(path, file_format, name)
        if file_format is FileFormat.JSON:
            return file_format, [JsonTable(path, self._filename, name, self._limits)]
        return file_format, [CsvTable.open(path, self._filename, name, self._limits)]

    @cached_property
    def _reader(self) -> ReaderProcess:
        return self._opened.enter_context(closing(ReaderProcess(self._filename, self._limits)))

    def _open_zip(
        self, path: Path, name: str, folder: Path, depth: int
    ) -> tuple[FileFormat, list[Table]]:
        check_entries(path, self._budget)
        with ZipFile(path) as archive:
            members = archive.namelist()
            if len(members) != len(set(members)):
                raise UnreadableFile(self._filename, "is damaged: it has the same file in it twice")
            file_format = recognise_zip(self._filename, archive, members)
            if file_format is not FileFormat.ZIP:
                check_workbook(archive, self._budget)
        if file_format is not FileFormat.ZIP:
            return file_format, self._open_workbook(path, name, file_format, folder)
        self._check_depth(depth)
        return file_format, self._open_members(path, folder, depth)

    def _open_members(self, path: Path, folder: Path, depth: int) -> list[Table]:
        inner = _room(folder)
        tables: list[Table] = []
        refused: list[UnsupportedFile] = []
        for member, place in unpack_zip(path, inner, self._budget):
            if place.stat().st_size:
                try:
                    tables += self._open(place, member, inner, depth + 1)[1]
                except UnsupportedFile as error:
                    refused.append(error)
        if refused and not tables:
            raise UnsupportedFile(self._filename, "an archive without a table in it")
        return tables

    def _open_workbook(
        self, path: Path, name: str, file_format: FileFormat, folder: Path
    ) -> list[Table]:
        # Calamine believes the ending of a name.
        place = _room(folder) / f"workbook.{file_format}"
        place.symlink_to(path.resolve())
        return self._reader.open(place, file_format, name)

    def _check_depth(self, depth: int) -> None:
        if depth >= self._limits.nesting:
            raise BeyondLimit(
                self._filename,
                f"has archives in archives deeper than {self._limits.nesting}, which is the limit",
                "Unpack it and upload the table itself.",
            )


def _room(folder: Path) -> Path:
    """A new empty folder within."""
    room = folder / f"in{sum(1 for _ in folder.iterdir())}"
    room.mkdir()
    return room
