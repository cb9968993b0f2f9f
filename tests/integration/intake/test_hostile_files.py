"""Whatever bytes somebody uploads: a clear answer, and nothing half-stored.

The seed is fixed, so that a file that fails can be made again by its number; ``pytest --many``
tries as many as the project promises.
"""

import gc
import io
import random
import resource
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

from file_shapes import HEADER, SHAPES, delimited, texts

from analytics.vocabulary.errors import SegbotError
from bot.services.intake.importing import ImportReport, import_file
from storage.store import Store

SEED = 20261124
FEW, MANY = 100, 2000
TODAY = date(2026, 7, 1)
#: What may be left over of all that was read once everything is loaded that is loaded late, in
#: kilobytes: far less than a file's rows or bytes kept by mistake would come to.
MEMORY_GROWTH = 50_000
NAMES = ("a.csv", "a.xlsx", "a.xls", "a.ods", "a.json", "a.parquet", "a.zip", "a.gz", "photo.png")
TABLES = ("uploads", "order_versions", "order_lines", "left_out_rows", "upload_parts", "products")


def flip(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def truncate(content: bytearray, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def repeat(content: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 500)]
    return bytes(content[:start]) + bytes(piece) * chance.randint(2, 50) + bytes(content[start:])


def insert(content: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    odd = chance.choice(
        [b"\0" * 99, b'"', b"\r", b"\xff\xfe", b"\x1a", b"=cmd|' /C calc'!A0", b",,,,"]
    )
    return bytes(content[:start]) + odd + bytes(content[start:])


def shuffle_columns(content: bytearray, chance: random.Random) -> bytes:
    order = chance.sample(range(len(HEADER)), len(HEADER))
    return delimited([[row[place] for place in order] for row in texts()], HEADER)


def huge_field(content: bytearray, chance: random.Random) -> bytes:
    rows = texts()
    rows[chance.randrange(len(rows))][chance.randrange(len(HEADER))] = "w" * 4_000_000
    return delimited(rows)


def formulas(content: bytearray, chance: random.Random) -> bytes:
    rows = texts()
    for row in rows:
        row[chance.randrange(len(row))] = '=HYPERLINK("http://example.com","x")'
    return delimited(rows)


def bomb(content: bytearray, chance: random.Random) -> bytes:
    packed = b"0," * 4_000_000
    for _ in range(chance.randint(1, 6)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(chance.randint(1, 3)):
                archive.writestr(f"{number}.csv", packed)
        packed = out.getvalue()
    return packed


def many_columns(content: bytearray, chance: random.Random) -> bytes:
    width = chance.randint(200, 20_000)
    return delimited([["1"] * width], [f"c{number}" for number in range(width)])


def noise(content: bytearray, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(0, 5000))


# The first four tell most; the others would find nothing new in great numbers.
MUTATIONS = [*[flip, truncate, repeat, insert] * 8, noise, noise, shuffle_columns, formulas]
MUTATIONS += [huge_field, bomb, many_columns]


def counts(store: Store) -> dict[str, int]:
    with closing(sqlite3.connect(store.path)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }


def hostile(number: int) -> tuple[str, bytes]:
    """The file with this number: a name and its bytes."""
    chance = random.Random(f"{SEED} {number}")
    shape = chance.choice(SHAPES)
    content = bytearray(shape.content)
    for _ in range(chance.choice([1, 1, 2])):
        content = bytearray(chance.choice(MUTATIONS)(content, chance) or b"x")
    return chance.choice([shape.name, shape.name, *NAMES]), bytes(content)


def resident_kilobytes() -> int:
    """The memory held now, not the most there ever was: tests that ran before may have held more.

    0 where the system doesn't tell.
    """
    gc.collect()
    told = Path("/proc/self/statm")
    pages = int(told.read_text().split()[1]) if told.exists() else 0
    return pages * resource.getpagesize() // 1024


def outcome(store: Store, path: Path, name: str) -> ImportReport | str:
    """What came of a file, or the words with which it was refused."""
    try:
        return import_file(store, path, name, today=TODAY)
    except SegbotError as refusal:
        return refusal.message


def test_a_damaged_file_gets_words_and_leaves_nothing_behind(tmp_path: Path, many: bool) -> None:
    number_of_files = MANY if many else FEW
    store, path = Store(tmp_path / "team.db"), tmp_path / "upload"
    before = counts(store)
    memory = taken = 0
    for number in range(number_of_files):
        name, content = hostile(number)
        path.write_bytes(content)
        result = outcome(store, path, name)
        if isinstance(result, str):
            assert result, number
            assert "Traceback" not in result, number
            assert len(result) < 3000, number
            assert counts(store) == before, number
        else:
            aside, rejected = result.rows_set_aside.values(), result.rows_rejected.values()
            assert result.rows_read == result.rows_kept + sum(aside) + sum(rejected), number
            taken += not result.already_imported
            before = counts(store)
        if number == number_of_files // 5:
            memory = resident_kilobytes()
    assert len(store.uploads.all()) == taken
    assert 0 < taken < number_of_files
    assert resident_kilobytes() - memory < MEMORY_GROWTH
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
