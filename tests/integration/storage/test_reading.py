"""Files of every kind: the rows that are read of them, cell by cell."""

import bz2
import csv
import datetime as dt
import decimal
import gzip
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import old_workbooks
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tables import cells, heads, read, workbook, written, zipped

from analytics.vocabulary.rows import SURPLUS
from storage.reading.source import fingerprint, open_source
from storage.reading.table import FileFormat, Record

ROWS: list[list[object]] = [
    ["Invoice", "When", "Price"],
    ["A1", dt.datetime(2011, 12, 9, 12, 50), 2.5],
]
READ = [["Invoice", "When", "Price"], ["A1", "2011-12-09 12:50:00", "2.5"]]
CSV = "Invoice,When,Price\nA1,2011-12-09 12:50:00,2.5\n"


@pytest.mark.parametrize("delimiter", [*",;\t|^:"])
def test_finds_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, f"a{delimiter}b\n1{delimiter}2\n")
    assert cells(path) == {"": [["a", "b"], ["1", "2"]]}


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("x;y;z\n" + "1,5;2,5;3,5\n" * 9, ";"),
        ("when,what\n" + "2011-12-09 12:50:00,mug\n" * 9, ","),
        ("id|what\n" + "1|red, green, blue\n" * 9, "|"),
        ("id,what,price\n" + "1,a;b,2\n" * 9, ","),
        ("Sales; of, the | shop\n\nid\twhat\n" + "1\tmug, red\n" * 9, "\t"),
        ("id,what,price\n" + "1,mug, red,2\n" * 2 + "1,lamp,2\n" * 9, ","),
        ("time\n12:50\n13:00:00\n", ","),
    ],
)
def test_the_delimiter_is_what_parts_the_records_evenly(
    tmp_path: Path, text: str, delimiter: str
) -> None:
    (head,) = heads(written(tmp_path, text)).values()
    assert head[-1].cells == tuple(text.splitlines()[-1].split(delimiter))


def test_quoted_cells_do_not_choose_the_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, "id,what\n" + '1,"a;b;c;d;e"\n' * 9)
    assert cells(path)[""][:2] == [["id", "what"], ["1", "a;b;c;d;e"]]


def test_excel_may_announce_the_delimiter_on_the_first_line(tmp_path: Path) -> None:
    path = written(tmp_path, "sep=;\r\na,b;c\r\n1,2;3\r\n")
    (head,) = heads(path).values()
    assert head == [Record(2, ("a,b", "c")), Record(3, ("1,2", "3"))]
    (chunk,) = read(path)
    assert [*chunk.loc[3]] == ["1,2", "3", ""]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_reads_text_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    text = "name,Größe\n" + "CAFÉ,£5\n" * 50
    assert cells(written(tmp_path, text.encode(encoding)))[""][:2] == [
        ["name", "Größe"],
        ["CAFÉ", "£5"],
    ]


def test_latin1_is_told_by_bytes_that_windows_has_not(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\né,\x85\x81\n".encode("latin-1"))
    assert cells(path)[""][1] == ["é", "\x85\x81"]


def test_a_character_cut_between_two_blocks_is_still_utf8(tmp_path: Path) -> None:
    head = "a,b\n"
    row = "x" * 99 + "\n"
    filler = (row * 20_000)[: (1 << 20) - len(head) - 1]
    assert read(written(tmp_path, head + filler + "é,1\n"))[0]["a"].iloc[-1].endswith("é")


def test_a_text_that_stops_being_utf8_late_is_windows(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n" + b"1,2\n" * 400_000 + b"caf\xe9,3\n")
    assert read(path)[-1]["a"].iloc[-1] == "café"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, end.join(["a,b", "1,2", "", "3,4", ""]))
    (chunk,) = read(path)
    assert chunk.index.tolist() == [2, 4]
    assert chunk["b"].tolist() == ["2", "4"]


def test_keeps_every_cell_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b,c\n007,NA,"say ""hi"", 🐦\nline 2"\n')
    assert cells(path)[""][1] == ["007", "NA", 'say "hi", 🐦\nline 2']


def test_numbers_lines_as_the_file_does_across_chunks(tmp_path: Path) -> None:
    """Blank lines are no rows, but they count where the next row is named by its line."""
    path = written(tmp_path, "\na,b\n1,2\n\n3,4\n,\n5,6\n")
    chunks = read(path, rows=2)
    assert [line for chunk in chunks for line in chunk.index] == [3, 5, 7]


def test_the_header_may_lie_below_title_lines(tmp_path: Path) -> None:
    path = written(tmp_path, 'My shop\n\n"Sales,\n2011",,,,\nid,price\n1,2\n\n3,4\n')
    (head,) = heads(path).values()
    assert [record.line for record in head] == [1, 3, 4, 5, 7]
    (chunk,) = read(path, header=2)
    assert chunk.to_dict("index") == {
        5: {"id": "1", "price": "2", SURPLUS: ""},
        7: {"id": "3", "price": "4", SURPLUS: ""},
    }


def test_takes_rows_with_too_few_and_too_many_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1\n1,2\n1,2,3\n1,2,3,4,5\n")
    (chunk,) = read(path)
    assert [*chunk.loc[2]] == ["1", "", ""]
    assert chunk[SURPLUS].tolist() == ["", "", "3", "3"]


def test_gives_every_column_a_name_of_its_own(tmp_path: Path) -> None:
    (chunk,) = read(written(tmp_path, "Price,,Price,Price (2)\n1,2,3,4\n"))
    assert list(chunk) == ["Price", "column 2", "Price (2)", "Price (2) (2)", SURPLUS]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_reads_every_kind_of_workbook_the_same(tmp_path: Path, kind: str) -> None:
    write = workbook if kind == "xlsx" else getattr(old_workbooks, kind)
    path = write(tmp_path / "shop.csv", {"2010": ROWS, "2011": [["x", "y"], ["é", -3]]})
    with open_source(path, path.name) as source:
        assert source.format is FileFormat(kind)
    assert cells(path) == {"2010": READ, "2011": [["x", "y"], ["é", "-3"]]}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_numbers_a_sheets_rows_as_excel_does(tmp_path: Path, kind: str) -> None:
    write = workbook if kind == "xlsx" else getattr(old_workbooks, kind)
    path = write(
        tmp_path / "shop", {"a": [[], ["My shop"], [], ["id", "n"], ["A", 1], [], ["B", 2]]}
    )
    (head,) = heads(path).values()
    assert [record.line for record in head] == [2, 4, 5, 7]
    (chunk,) = read(path, header=1)
    assert chunk["n"].to_dict() == {5: "1", 7: "2"}
    assert [line for part in read(path, rows=1, header=1) for line in part.index] == [5, 7]


def test_sheets_without_rows_and_hidden_ones_are_no_tables(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "shop.xlsx") as book:
        for name in ("empty", "title", "lists", "data"):
            sheet = book.add_worksheet(name)
            for row in range({"empty": 0, "title": 1}.get(name, 2)):
                sheet.write_row(row, 0, ["a", "b"])
        book.get_worksheet_by_name("lists").hide()
    assert [*heads(tmp_path / "shop.xlsx")] == ["data"]


def test_typed_cells_become_text_that_cannot_be_mistaken(tmp_path: Path) -> None:
    """1.234 could be 1234 in a file with decimal commas."""
    row = [17850.0, 1.234, -12.345, 1234.567, 0.1, 1e-7, True, "007", dt.date(2011, 12, 9)]
    path = workbook(tmp_path / "a.xlsx", {"a": [["x"] * 9, row]})
    assert cells(path)["a"][1] == [
        *("17850", "1.2340", "-12.3450", "1234.567", "0.1", "0.0000001", "True", "007"),
        "2011-12-09",
    ]


def test_reads_json_lines(tmp_path: Path) -> None:
    """Names come from all rows; what lies within an object is named by its path."""
    path = written(
        tmp_path,
        '{"id": 1.0, "price": 1.234, "customer": {"id": "7", "city": null}}\n'
        '\n{"id": 12345678901234567890, "gift": true, "tags": ["a", 1]}\n{}\n{"id": "3"}',
        "shop.jsonl",
    )
    (head,) = heads(path).values()
    assert head[0] == Record(0, ("id", "price", "customer.id", "customer.city", "gift", "tags"))
    (chunk,) = read(path)
    assert chunk.index.tolist() == [1, 2, 4]
    assert chunk.to_numpy().tolist() == [
        ["1", "1.2340", "7", "", "", "", ""],
        ["12345678901234567890", "", "", "", "True", '["a", "1"]', ""],
        ["3", "", "", "", "", "", ""],
    ]


def test_reads_an_array_of_json_objects_longer_than_a_block(tmp_path: Path) -> None:
    rows = [{"id": str(number), "note": "x" * 500} for number in range(3000)]
    path = written(tmp_path, json.dumps(rows, indent=2), "shop.json")
    assert cells(path)[""] == [["id", "note"], *([*row.values()] for row in rows)]


def test_reads_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array(["A", None, "A", None]),
            "n": pa.array([1, 2, None, None], pa.int32()),
            "x": [1.234, 2.0, float("nan"), None],
            "when": pa.array([dt.datetime(2011, 12, 9, 12, 50)] * 3 + [None], pa.timestamp("ns")),
            "paid": pa.array([decimal.Decimal("1.50")] * 3 + [None]),
            "who": pa.array([{"city": "Rome"}] * 3 + [None]),
            "tags": pa.array([["a", "b"]] * 3 + [None]),
            "raw": pa.array([b"caf\xc3\xa9"] * 3 + [None]),
        }
    )
    pq.write_table(table, tmp_path / "shop.csv", row_group_size=2)
    chunk = pd.concat(read(tmp_path / "shop.csv"))
    more = ["2011-12-09 12:50:00", "1.50", "Rome", '["a", "b"]', "café", ""]
    assert list(chunk) == ["id", "n", "x", "when", "paid", "who.city", "tags", "raw", SURPLUS]
    assert chunk.index.tolist() == [1, 2, 3]
    assert chunk.to_numpy().tolist() == [
        ["A", "1", "1.2340", *more],
        ["", "2", "2", *more],
        ["A", "", "", *more],
    ]
    (head,) = heads(tmp_path / "shop.csv").values()
    assert [record.line for record in head] == [0, 1, 2, 3]


@pytest.mark.parametrize("group", [7, 1_000])
@pytest.mark.parametrize(
    ("text", "how"),
    [
        (pa.string(), {}),
        (pa.large_string(), {}),
        (pa.string(), {"use_dictionary": False}),
        (
            pa.string(),
            {
                "use_dictionary": False,
                "column_encoding": dict.fromkeys(("id", "city"), "DELTA_BYTE_ARRAY"),
            },
        ),
    ],
    ids=["string", "large", "plain", "delta"],
)
def test_parquet_in_chunks_reads_as_its_csv_does(
    tmp_path: Path, text: pa.DataType, how: dict[str, Any], group: int
) -> None:
    """A chunk of a large row group may stand beside a dictionary of texts that it hasn't got."""
    rows = pd.DataFrame(
        {
            "id": [f"A{number}" for number in range(100)],
            "city": [("Rome", "Bern", " ", "ß")[number % 4] for number in range(100)],
            "n": [float(number % 7) for number in range(100)],
        }
    )
    rows.loc[10:12, "id"] = ""
    rows.loc[10:12, "city"] = " "
    rows.loc[10:12, "n"] = np.nan
    rows.to_csv(tmp_path / "a.csv", index=False)
    schema = pa.schema([("id", text), ("city", text), ("n", pa.float64())])
    table = pa.Table.from_pandas(rows, schema, preserve_index=False)
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=group, **how)
    chunks = read(tmp_path / "a.parquet", rows=9)
    whole, parts = (
        pd.concat([each.astype(str) for each in found])
        for found in (read(tmp_path / "a.csv"), chunks)
    )

    assert all(len(each["id"].cat.categories) <= 10 for each in chunks)
    assert len(parts) == 97
    assert parts[["id", "city"]].to_numpy().tolist() == whole[["id", "city"]].to_numpy().tolist()
    assert parts["n"].tolist() == [text.removesuffix(".0") for text in whole["n"]]


def test_reads_texts_within_parquet_records_of_many_row_groups(tmp_path: Path) -> None:
    """More of them than the dictionary of a group holds, and batches that end between groups."""
    rows = [f"city number {number:06}" for number in range(120_000)]
    table = pa.table({"n": [*range(120_000)], "who": [{"city": city} for city in rows]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=70_000)
    chunks = read(tmp_path / "a.parquet")
    assert [city for chunk in chunks for city in chunk["who.city"]] == rows
    assert [line for chunk in chunks for line in chunk.index] == [*range(1, 120_001)]


def test_reads_what_is_in_a_gzip(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(CSV.encode()), "shop.csv.gz")
    assert cells(path) == {"": READ}
    with open_source(path, path.name) as source:
        assert source.format is FileFormat.GZIP


def test_every_file_in_a_zip_is_a_table(tmp_path: Path) -> None:
    inner = workbook(tmp_path / "inner", {"2011": ROWS}).read_bytes()
    parquet = io.BytesIO()
    pq.write_table(pa.table({"a": ["1"]}), parquet)
    path = zipped(
        tmp_path / "shop.zip",
        {
            "2009/": "",
            "2009/shop.csv": CSV,
            "__MACOSX/._shop.csv": b"\0\5\x16\x07",
            ".DS_Store": b"\0\0\0\1Bud1",
            "readme.pdf": b"%PDF-1.4",
            "empty.csv": "",
            "book.xlsx": inner,
            "a.parquet": parquet.getvalue(),
            "b.jsonl.gz": gzip.compress(b'{"a": 1}'),
        },
    )
    assert cells(path) == {
        "shop.csv": READ,
        "book.xlsx 2011": READ,
        "a.parquet": [["a"], ["1"]],
        "b.jsonl.gz": [["a"], ["1"]],
    }


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "a\\..\\evil.csv", "..", "x\0y"]
)
def test_a_path_in_a_zip_leads_nowhere(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    before = {*tmp_path.rglob("*")}
    path = zipped(inner / "shop.zip", {name: CSV})
    assert [*cells(path).values()] == [READ]
    assert {*tmp_path.rglob("*")} - before == {path}


def test_temporary_files_are_gone_with_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = zipped(tmp_path / "shop.zip", {"a.csv": CSV})
    with open_source(path, path.name):
        assert [*(tmp_path / "temporary").iterdir()]
    assert not [*(tmp_path / "temporary").iterdir()]


def test_what_fails_around_the_reading_is_not_the_files_fault(tmp_path: Path) -> None:
    """Only errors of the reading itself become words about the file."""
    path = written(tmp_path, CSV)
    with pytest.raises(KeyError), open_source(path, path.name):
        raise KeyError


def test_a_fingerprint_needs_no_understanding(tmp_path: Path) -> None:
    content = bz2.compress(b"a,b")
    found = fingerprint(written(tmp_path, content))
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.real_data
def test_online_retail_reads_the_same_in_every_format(
    tmp_path: Path, online_retail_parquet: Path
) -> None:
    raw = pd.read_parquet(online_retail_parquet).head(20_000)
    raw.to_csv(tmp_path / "a.csv", index=False, quoting=csv.QUOTE_ALL)
    raw.to_excel(tmp_path / "a.xlsx", index=False, engine="xlsxwriter")
    raw.to_parquet(tmp_path / "a.parquet")
    (first,) = read(tmp_path / "a.csv")
    for other in ("a.xlsx", "a.parquet"):
        (found,) = read(tmp_path / other)
        for name in ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "Country"):
            assert found[name].tolist() == first[name].tolist(), (other, name)
