"""Arrow reads what is regular and pandas the rest; nobody may see who did."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import UnreadableFile
from storage.reading.csv_table import CsvTable
from storage.reading.dialect import Dialect
from storage.reading.limits import Limits
from storage.reading.regular_csv import Irregular, regular_frames

NAMES = ("a", "b")
PIECES = st.sampled_from(
    ["1", "x y", "é", '"', '""', ",", "\n", "\r\n", "\r", " ", ";", "\t", "\0"]
)
REGULAR = "name,units\n" + "mug,1\n" * 50_000


def table(path: Path) -> CsvTable:
    return CsvTable.open(path, path.name, "", Limits())


def cells(frames: Iterable[pd.DataFrame]) -> list[tuple[Any, ...]]:
    return [(line, *row) for frame in frames for line, *row in frame.itertuples(name=None)]


@given(text=st.lists(PIECES, min_size=1, max_size=40).map("".join), rows=st.integers(1, 5))
def test_whatever_arrow_reads_is_what_pandas_reads(
    tmp_path_factory: pytest.TempPathFactory, text: str, rows: int
) -> None:
    path = tmp_path_factory.mktemp("texts") / "any.csv"
    path.write_bytes(text.encode())
    found = []
    try:
        found.extend(cells(regular_frames(path, ",", NAMES, rows, 1, 100)))
        whole = True
    except Irregular:
        whole = False
    reader = CsvTable(path, path.name, "", "utf-8-sig", Dialect(","), Limits())
    try:
        expected = cells(reader._patient_frames(NAMES, rows))
    except (UnreadableFile, pd.errors.ParserError):
        assert not whole
        return
    assert found == (expected if whole else expected[: len(found)])


@pytest.mark.parametrize("row", ["mug,1,2,3", "mug", '"mug,1\nmug",1,2'])
def test_goes_on_with_the_same_line_numbers_after_an_irregular_row(
    tmp_path: Path, row: str
) -> None:
    path = tmp_path / "late.csv"
    path.write_text(f"{REGULAR}{row}\nlast,1\n")
    found = table(path)
    frames = list(found.chunks(found.head(1)[0], 10_000))
    lines = [line for line, *_ in cells(frames)]
    assert lines == list(range(2, 50_004))
    assert cells(frames)[-1][1] == "last"


def test_cells_of_several_lines_survive_wherever_a_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("name,note\n" + '"mug, blue","first\nsecond ""line"""\n' * 30_000)
    found = table(path)
    rows = cells(found.chunks(found.head(1)[0], 7_000))
    assert len(rows) == 30_000
    assert {row[1:3] for row in rows} == {("mug, blue", 'first\nsecond "line"')}


@pytest.mark.parametrize("end", ['mug,"1', 'mug,"1\n', 'mug,"1""', 'mug,"1\nmug,1\n'])
def test_refuses_a_quotation_mark_that_is_never_closed(tmp_path: Path, end: str) -> None:
    path = tmp_path / "open.csv"
    path.write_text(f"{REGULAR}{end}")
    found = table(path)
    with pytest.raises(UnreadableFile, match="never closed"):
        list(found.chunks(found.head(1)[0]))
