"""A disk without space: words for whoever asked, nothing half-stored, and asking goes on."""

import errno
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shops import shop
from uploads import Sold, Told, content, dump, is_sound, upload

from analytics.vocabulary.errors import SegbotError
from bot.services.intake.importing import import_file
from storage.disk import full_disk_in_words
from storage.errors import DiskFull
from storage.store import Store

TODAY = date(2026, 7, 1)
CUSTOMERS = 2_000


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, int | None]:
    """Sets how many pages more the store's file may grow by; None frees the disk again."""
    connect = sqlite3.connect
    allowed: dict[str, int | None] = {"pages": None}

    def limited(path: Path, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(path, *arguments, **options)
        if (pages := allowed["pages"]) is not None:
            held = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {max(held + pages, 1)}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", limited)
    return allowed


@pytest.fixture
def stocked(store: Store) -> Store:
    upload(store, [Sold("1"), Sold("2", product="LAMP")])
    return store


@pytest.mark.parametrize("pages", [0, 1, 5, 20, 80, 200])
def test_wherever_the_disk_fills_up_an_import_is_refused_whole(
    stocked: Store, disk: dict[str, int | None], tmp_path: Path, pages: int
) -> None:
    """From the first page to the last chunk; with space again, the same file goes in."""
    path = tmp_path / "shop.csv"
    path.write_bytes(shop(CUSTOMERS))
    before = dump(stocked)
    disk["pages"] = pages
    with pytest.raises(DiskFull, match="disk that Segbot writes to is full") as refusal:
        import_file(stocked, path, path.name, today=TODAY)
    assert "try again" in refusal.value.hint
    disk["pages"] = None
    reopened = Store(stocked.path)
    assert dump(reopened) == before
    assert len(reopened.uploads.all()) == 1
    assert is_sound(reopened)
    report = import_file(reopened, path, path.name, today=TODAY)
    assert report.orders_new == sum(1 + number % 7 for number in range(1, CUSTOMERS + 1))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file may grow beyond this many bytes: the system itself refuses, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_not_even_leftovers_can_be_removed_people_can_still_ask(stocked: Store) -> None:
    """They are unseen, and gone as soon as there is space."""
    before, said = dump(stocked), content(stocked)
    many: list[Sold | Told] = [Sold(f"9-{number}") for number in range(10_000)]
    with files_of_at_most(600_000), pytest.raises(DiskFull):
        upload(stocked, many, content=b"many", chunk=500)
    with files_of_at_most(60_000):
        reopened = Store(stocked.path)
        assert dump(reopened) != before, "nothing was left behind, so this shows nothing"
        assert content(reopened)["orders"] == said["orders"]
        with pytest.raises(DiskFull):
            reopened.undo(1)
    assert len(reopened.uploads.all()) == 1
    assert dump(Store(stocked.path)) == before
    assert is_sound(stocked)


def test_where_there_is_no_space_at_all_nobody_is_told_that_the_file_is_wrong(
    stocked: Store,
) -> None:
    """Even reading takes a little; afterwards everything is there."""
    said = content(stocked)
    with files_of_at_most(1_000):
        with pytest.raises(DiskFull):
            Store(stocked.path)
        with pytest.raises(DiskFull):
            stocked.is_empty()
    assert content(Store(stocked.path)) == said


def test_remembering_something_on_a_full_disk_is_refused_in_words(
    stocked: Store, disk: dict[str, int | None]
) -> None:
    disk["pages"] = 0
    with pytest.raises(DiskFull):
        stocked.mappings.remember("a|b", "x" * 100_000)
    assert stocked.mappings.find("a|b") is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_temporary_file_that_finds_no_space_is_refused_in_words(number: int) -> None:
    with pytest.raises(SegbotError, match="full"), full_disk_in_words():
        raise OSError(number, "no space")


def test_any_other_trouble_with_a_file_keeps_its_name() -> None:
    with pytest.raises(FileNotFoundError), full_disk_in_words():
        raise FileNotFoundError(errno.ENOENT, "gone")
