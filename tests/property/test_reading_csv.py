"""Whatever a table holds, the CSV that Python writes of it is read as it was."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.vocabulary.rows import SURPLUS
from storage.reading.field_guard import EndlessField, FieldGuard
from storage.reading.source import open_source

# A lone line feed or return within quotes is kept; what both together become is the writer's.
printable = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"),
        st.sampled_from("\n\"',;\t|"),
    ),
    max_size=8,
)
names = st.lists(
    st.from_regex(r"[A-Za-z][A-Za-z ]{0,8}[a-z]", fullmatch=True),
    min_size=2,
    max_size=5,
    unique=True,
)
dialects = st.tuples(
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    header = draw(names)
    row = st.tuples(st.integers(0, 99).map(str), *[printable] * (len(header) - 1)).map(list)
    return [header, *draw(st.lists(row, min_size=1, max_size=12))]


@settings(max_examples=150, deadline=None)
@given(tables(), dialects, st.integers(1, 5))
def test_a_written_table_comes_back_equal(
    table: list[list[str]], dialect: tuple[str, Literal[0, 1], str, str], rows: int
) -> None:
    """Every cell, in every dialect; however the header is chosen, nothing is lost."""
    delimiter, quoting, end, encoding = dialect
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.csv"
        with path.open("w", encoding=encoding, newline="") as handle:
            # The announcement takes out of play what text alone can't tell.
            handle.write(f"sep={delimiter}{end}")
            writer = csv.writer(handle, delimiter=delimiter, quoting=quoting, lineterminator=end)
            writer.writerows(table)
        with open_source(path, path.name) as source:
            (found,) = source.tables
            header = found.head()[0]
            frame = pd.concat(found.chunks(header, rows))
    assert [*header.cells] == table[0]
    assert (frame.pop(SURPLUS) == "").all()
    assert frame.to_numpy().tolist() == table[1:]
    assert frame.index.tolist() == [*range(3, len(table) + 2)]


@settings(max_examples=500, deadline=None)
@given(
    st.text('",\nx', max_size=60),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.integers(1, 12),
)
def test_the_guard_stops_at_no_cell_within_the_limit(
    text: str, sizes: list[int], limit: int
) -> None:
    """Wherever blocks end: it may let a cell pass that ends within its block, but not one that
    is short be refused, nor one that goes on and on be taken."""
    cells = list(csv.reader(text.splitlines(keepends=True)))
    longest = max((len(cell) for row in cells for cell in row), default=0)
    guard = FieldGuard(",", limit)
    at, step = 0, 0
    try:
        while at < len(text):
            size = sizes[step % len(sizes)]
            guard.look(text[at : at + size])
            at, step = at + size, step + 1
    except EndlessField:
        # Doubled quotation marks, and those around the cell, count as they are written.
        assert 2 * longest + 2 >= limit
    else:
        assert longest <= limit + max(sizes)
