"""Zip and gzip, unpacked under the limits into files of our own naming."""

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copyfileobj
from typing import IO
from zipfile import ZipFile, ZipInfo

from storage.errors import BeyondLimit, LockedFile
from storage.reading.limits import Budget

_BLOCK = 1 << 20
_LISTED = b"PK\x01\x02"
_IS_ENCRYPTED = 0x1


def check_entries(path: Path, budget: Budget) -> None:
    """Count the files in a zip before its directory is taken into memory.

    Raises
    ------
    BeyondLimit
        If they are more than the limits allow.
    """
    entries, tail = 0, b""
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            entries += (tail + block).count(_LISTED)
            tail = block[-len(_LISTED) + 1 :]
    if entries > budget.limits.entries:
        raise BeyondLimit(
            budget.filename,
            f"has {entries:,} files inside, and the limit is {budget.limits.entries:,}",
            "Put just the files with transactions into the archive.",
        )


def _content(archive: ZipFile, member: ZipInfo, budget: Budget) -> Iterator[bytes]:
    """A member's bytes in blocks, counted as they come.

    Raises
    ------
    SegbotError
        If the member needs a password, or unpacks to more than the limits allow.
    """
    if member.flag_bits & _IS_ENCRYPTED:
        raise LockedFile(budget.filename)
    with archive.open(member) as handle:
        yield from _counted(handle, budget)


def check_workbook(archive: ZipFile, budget: Budget) -> None:
    """Count what a workbook says that it unpacks to; if it lies, its reader is bounded.

    Raises
    ------
    SegbotError
        If it needs a password, or unpacks to more than the limits allow.
    """
    for member in archive.infolist():
        if member.flag_bits & _IS_ENCRYPTED:
            raise LockedFile(budget.filename)
        budget.spend(member.file_size)


def unpack_zip(path: Path, folder: Path, budget: Budget) -> Iterator[tuple[str, Path]]:
    """The files of a zip and where each now lies; what a Mac or a folder adds is left out.

    The names within the zip name no file here, so a path in them leads nowhere.
    """
    with ZipFile(path) as archive:
        for number, member in enumerate(archive.infolist()):
            parts = [part for part in member.filename.split("/") if part]
            hidden = any(part.startswith(".") and part.strip(".") for part in parts)
            if member.is_dir() or hidden or "__MACOSX" in parts or not parts:
                continue
            place = folder / str(number)
            _write(_content(archive, member, budget), place)
            yield parts[-1], place


def pack_zip(files: Sequence[tuple[str, Path]], place: Path) -> None:
    """Put files into a zip: the same ones always become the same bytes.

    Parameters
    ----------
    files : sequence of (str, Path)
        What each is called, and where it lies.
    place : Path
        Where the zip goes.
    """
    names = member_names([name for name, _ in files])
    with ZipFile(place, "w") as archive:
        for name, (_, path) in zip(names, files, strict=True):
            with path.open("rb") as source, archive.open(ZipInfo(name), "w") as member:
                copyfileobj(source, member, _BLOCK)


def member_names(names: Sequence[str]) -> list[str]:
    """What files are called within a zip: each otherwise, and none as if it were hidden."""
    found: list[str] = []
    for name in names:
        plain = name.replace("/", " ").lstrip(". ") or "table"
        stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
        number = 2
        while plain in found:
            plain = f"{stem} ({number}){dot}{ending}"
            number += 1
        found.append(plain)
    return found


def unpack_gzip(path: Path, folder: Path, budget: Budget) -> Path:
    """The one file in a gzip."""
    place = folder / "0"
    with gzip.open(path) as handle:
        _write(_counted(handle, budget), place)
    return place


def _counted(handle: IO[bytes] | gzip.GzipFile, budget: Budget) -> Iterator[bytes]:
    while block := handle.read(_BLOCK):
        budget.spend(len(block))
        yield block


def _write(blocks: Iterator[bytes], place: Path) -> None:
    with place.open("wb") as handle:
        for block in blocks:
            handle.write(block)
