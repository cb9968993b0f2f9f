"""Files of every kind: what is read, and what is refused in words."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from storage.csv_table import SURPLUS
from storage.errors import StorageError
from storage.files import FileFormat, inspect


def any_header(headers) -> bool:
    return True


def read(path: Path, rows: int = 50_000):
    return list(inspect(path, path.name).table(any_header).chunks(rows))


def written(tmp_path: Path, content: str | bytes, name: str = "shop.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(tmp_path, delimiter):
    path = written(tmp_path, f"a{delimiter}b\n1{delimiter}2\n")
    (chunk,) = read(path)
    assert list(chunk)[:2] == ["a", "b"]
    assert chunk.loc[2].tolist() == ["1", "2", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_reads_text_in_the_usual_encodings(tmp_path, encoding):
    path = written(tmp_path, "name,Größe\nCAFÉ,£5\n".encode(encoding))
    (chunk,) = read(path)
    assert chunk.loc[2, ["name", "Größe"]].tolist() == ["CAFÉ", "£5"]


def test_a_character_cut_between_two_blocks_is_still_utf8(tmp_path):
    head = "a,b\n"
    path = written(tmp_path, head + "x" * ((1 << 20) - len(head) - 1) + "é,1\n")
    assert inspect(path, path.name).encoding == "utf-8-sig"


def test_keeps_every_cell_as_text(tmp_path):
    path = written(tmp_path, 'a,b,c\n007,NA,"say ""hi"", 🐦\nline 2"\n')
    (chunk,) = read(path)
    assert chunk.loc[2, ["a", "b", "c"]].tolist() == ["007", "NA", 'say "hi", 🐦\nline 2']


def test_numbers_lines_as_the_file_does_across_chunks(tmp_path):
    """Blank lines are no rows, but they count where the next row is named by its line."""
    path = written(tmp_path, "\na,b\n1,2\n\n3,4\n,\n5,6\n")
    chunks = read(path, rows=2)
    assert [line for chunk in chunks for line in chunk.index] == [3, 5, 7]


def test_takes_rows_with_too_few_and_too_many_cells(tmp_path):
    path = written(tmp_path, "a,b\n1\n1,2\n1,2,3\n1,2,3,4,5\n")
    (chunk,) = read(path)
    assert chunk.loc[2].tolist() == ["1", "", ""]
    assert chunk[SURPLUS].tolist() == ["", "", "3", "3"]


def test_gives_every_column_a_name_of_its_own(tmp_path):
    table = inspect(written(tmp_path, "Price,,Price\n1,2,3\n"), "x.csv").table(any_header)
    assert table.columns == ("Price", "column 2", "Price (2)")


def test_reads_a_workbook_as_text(tmp_path):
    path = workbook(
        tmp_path / "shop.xlsx",
        {"data": [["id", "when", "price", "yes"], [17850, dt.datetime(2010, 12, 1, 8), 2.5, True]]},
    )
    source = inspect(path, path.name)
    assert source.format is FileFormat.XLSX
    (chunk,) = source.table(any_header).chunks()
    assert chunk.loc[2].tolist() == ["17850", "2010-12-01 08:00:00", "2.5", "True"]


def test_takes_the_first_sheet_with_the_columns(tmp_path):
    path = workbook(
        tmp_path / "shop.xlsx",
        {"notes": [["made by us"]], "empty": [], "data": [[], ["Invoice"], [1], [], [2]]},
    )
    table = inspect(path, path.name).table(lambda headers: "Invoice" in headers)
    chunks = list(table.chunks())
    assert [line for chunk in chunks for line in chunk.index] == [3, 5]


def test_tells_the_kind_by_content_not_by_name(tmp_path):
    path = workbook(tmp_path / "shop.csv", {"data": [["a"], ["1"]]})
    assert inspect(path, path.name).format is FileFormat.XLSX


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("empty.xlsx", b"", "is empty"),
        ("blank.csv", b"\n \n\n", "is empty"),
        ("headers.csv", b"Invoice,StockCode\n", "no rows"),
        ("headers.csv", b"Invoice,StockCode\n,\n\n", "no rows"),
        ("picture.csv", PNG, "PNG image"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        ("binary.csv", b"a,b\n\0\1\2,3\n", "binary"),
        ("broken.xlsx", b"PK\x03\x04 and nothing of the kind", "damaged"),
        ("quote.csv", b'a,b\n1,2\n3,"4\n5,6\n', "quotation mark"),
    ],
)
def test_refuses_a_bad_file_in_words(tmp_path, name, content, words):
    path = written(tmp_path, content, name)
    with pytest.raises(StorageError, match=words) as refusal:
        read(path)
    assert refusal.value.message.startswith(name)
    assert refusal.value.hint


def test_says_what_it_reads_when_it_refuses(tmp_path):
    with pytest.raises(StorageError) as refusal:
        inspect(written(tmp_path, PNG, "picture.csv"), "picture.csv")
    assert "CSV and XLSX" in refusal.value.hint


def test_refuses_a_workbook_cut_short(tmp_path):
    whole = workbook(tmp_path / "whole.xlsx", {"data": [["a"], *[[n] for n in range(2000)]]})
    path = written(tmp_path, whole.read_bytes()[:-400], "cut.xlsx")
    with pytest.raises(StorageError, match="damaged"):
        read(path)


def test_refuses_a_workbook_without_rows(tmp_path):
    for sheets in ({"empty": []}, {"data": [["Invoice", "Price"]]}):
        path = workbook(tmp_path / "shop.xlsx", sheets)
        with pytest.raises(StorageError, match=r"has headers but no rows|is an empty workbook"):
            read(path)


def test_refuses_another_kind_of_zip(tmp_path):
    import zipfile

    path = tmp_path / "archive.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(StorageError, match="zip archive"):
        inspect(path, path.name)


def test_refuses_a_file_above_the_limit(tmp_path):
    path = written(tmp_path, "a,b\n" + "1,2\n" * 1000)
    with pytest.raises(StorageError, match="limit"):
        inspect(path, path.name, max_bytes=1000)
