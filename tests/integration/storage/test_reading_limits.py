"""Files that aren't tables, are damaged, or would take too much: refused in words."""

import gzip
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import old_workbooks
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from processes import output_and_peak
from tables import PNG, cells, read, workbook, written, zipped

from analytics.vocabulary.errors import SegbotError
from storage.reading.limits import Limits
from storage.reading.source import open_source

CSV = "Invoice,Price\nA1,2.5\n"
MEMORY = "needs more memory than the 2,000 MB that a file may take"
SMALL = Limits(
    file_bytes=1_000_000, unpacked_bytes=1_000_000, entries=20, columns=50, field_chars=1_000
)


def refusal(path: Path, limits: Limits | None = None) -> SegbotError:
    """Why a file is refused, whether at once or while its rows are read."""
    with pytest.raises(SegbotError) as caught:
        cells(path, limits)
    assert caught.value.message.startswith(path.name)
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("empty.xlsx", b"", "is empty"),
        ("blank.csv", b"\n \n\n", "is empty"),
        ("blank.csv", b" , , \n,\n", "is empty"),
        ("marked.csv", b"\xef\xbb\xbf", "is empty"),
        ("headers.csv", b"Invoice,StockCode\n", "no rows"),
        ("headers.csv", b"Invoice,StockCode\n,\n\n", "no rows"),
        ("headers.jsonl", b"{}", "is empty"),
        ("picture.csv", PNG, "PNG image"),
        ("photo.xlsx", b"\xff\xd8\xff\xe0", "JPEG image"),
        ("paper.csv", b"%PDF-1.7", "PDF document"),
        ("page.xls", b"\n<!DOCTYPE html><html></html>", "web page"),
        ("report.xls", b"<table><tr><td>1</td></tr></table>", "web page"),
        ("old.xls", b'<?xml version="1.0"?>\n<Workbook xmlns="x">', "Excel 2003 XML"),
        ("feed.csv", b'<?xml version="1.0"?><orders/>', "XML file"),
        ("shop.7z", b"7z\xbc\xaf\x27\x1c", "7z archive"),
        ("binary.csv", b"a,b\n\0\1\2,3\n", "binary"),
        ("broken.xlsx", b"PK\x03\x04 and nothing of the kind", "damaged"),
        ("broken.gz", b"\x1f\x8b and nothing of the kind", "damaged"),
        ("broken.parquet", b"PAR1 and nothing of the kind PAR1", "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        ("broken.jsonl", b'{"a": 1}\n{"a": ', "not all of it is JSON"),
        ("mixed.json", b'[{"a": 1}, 2]', "something else than JSON objects"),
        ("deep.json", b'{"a": ' + b"[" * 99_999, "damaged"),
        ("quote.csv", b'a,b\n1,2\n3,"4\n5,6\n', "quotation mark"),
    ],
)
def test_says_what_a_bad_file_is(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    assert words in refusal(written(tmp_path, content, name)).message


def test_says_what_can_be_read(tmp_path: Path) -> None:
    assert "CSV, Excel (XLSX, XLS, XLSB), ODS, JSON" in refusal(written(tmp_path, PNG)).hint


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"word/document.xml": "x"}, "a Word document"),
        ({"ppt/presentation.xml": "x"}, "a PowerPoint presentation"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""},
            "OpenDocument",
        ),
        ({"a.png": PNG, "b.pdf": b"%PDF"}, "an archive without a table"),
        ({}, "is empty"),
        ({"a.csv": "", "b/": ""}, "is empty"),
        ({"xl/workbook.xml": "<workbook"}, "damaged"),
    ],
)
def test_says_what_a_bad_zip_is(tmp_path: Path, members: dict[str, Any], words: str) -> None:
    assert words in refusal(zipped(tmp_path / "shop.zip", members)).message


def test_says_that_a_password_is_needed(tmp_path: Path) -> None:
    encrypted = bytearray(zipped(tmp_path / "shop.zip", {"shop.csv": CSV}).read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(mark) + flags] |= 1
    files = {
        "shop.zip": bytes(encrypted),
        "book.xlsx": old_workbooks.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
    }
    for name, content in files.items():
        assert "protected by a password" in refusal(written(tmp_path, content, name)).message
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    path = old_workbooks.ods_of_xml(tmp_path / "book.ods", "", manifest)
    assert "protected by a password" in refusal(path).message


def test_refuses_a_file_above_the_limit(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n" * 300_000)
    assert "1.2 MB, and the limit is 1.0 MB" in refusal(path, SMALL).message


def test_refuses_what_unpacks_to_too_much(tmp_path: Path) -> None:
    text = CSV + "A1,2.5\n" * 200_000
    for name, content in {
        "shop.gz": gzip.compress(text.encode()),
        "shop.zip": zipped(tmp_path / "a", {"a": text[:700_000], "b": text[:700_000]}).read_bytes(),
        "book.xlsx": workbook(tmp_path / "b", {"a": [["x" * 9] * 9] * 5000}).read_bytes(),
    }.items():
        path = written(tmp_path, content, name)
        assert "unpacks to more than 1 MB, which is the limit" in refusal(path, SMALL).message


def test_a_size_that_a_zip_declares_is_not_believed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "shop.zip", {"shop.csv": "a,b\n" + "1,2\n" * 500_000})
    lying = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", lying, lying.index(mark) + at, 2_000)
    refusal(written(tmp_path, bytes(lying), "shop.zip"), SMALL)


def test_refuses_a_bomb_by_its_ratio(tmp_path: Path) -> None:
    """Zeros pack a thousandfold; a table that repeats itself packs well and is taken."""
    bomb = written(tmp_path, gzip.compress(b"0" * 60_000_000), "bomb.gz")
    assert "more than 200 times its size" in refusal(bomb).message
    honest = "a,b\n" + "".join(f"{number},mug\n" for number in range(100_000))
    assert len(cells(zipped(tmp_path / "shop.zip", {"a.csv": honest}))["a.csv"]) == 100_001


def test_refuses_too_many_files_in_a_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "shop.zip", {f"{n}.csv": CSV for n in range(21)})
    assert "has 21 files inside, and the limit is 20" in refusal(path, SMALL).message


def test_refuses_archives_nested_too_deep(tmp_path: Path) -> None:
    packed = gzip.compress(gzip.compress(CSV.encode()))
    assert cells(written(tmp_path, packed, "two.gz"))
    for content in (gzip.compress(packed), zipped(tmp_path / "x", {"a": packed}).read_bytes()):
        message = refusal(written(tmp_path, content, "three.gz")).message
        assert "deeper than 2, which is the limit" in message


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_refuses_too_many_columns(tmp_path: Path, kind: str) -> None:
    names = [f"c{number}" for number in range(51)]
    path = tmp_path / f"wide.{kind}"
    if kind == "csv":
        path.write_text(",".join(names) + "\n" + "1," * 50 + "1\n")
    elif kind == "jsonl":
        path.write_text("\n".join(f'{{"{name}": 1}}' for name in names))
    elif kind == "parquet":
        pq.write_table(pa.table({name: [1] for name in names}), path)
    else:
        workbook(path, {"a": [[*names], [*names]]})
    assert "has 51 columns, and the limit is 50" in refusal(path, SMALL).message


def test_a_hundred_thousand_columns_are_refused_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, (",".join(["Price"] * 100_000) + "\n") * 3)
    assert "100,000 columns" in refusal(path).message


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("field", ["x" * 1_200, f'"{"y" * 1_200}"', f'"{"a,b" * 9_000}"'])
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_refuses_a_cell_that_is_too_long(tmp_path: Path, kind: str, field: str, late: bool) -> None:
    value = field.strip('"')
    short: list[object] = ["A", "1"]
    rows = [short] * (400 if late else 1) + [["A", value], ["B", "2"]]
    path = tmp_path / f"long.{kind}"
    if kind == "csv":
        path.write_text("a,b\n" + "A,1\n" * (400_000 if late else 1) + f"A,{field}\nB,2\n")
    elif kind == "jsonl":
        path.write_text("\n".join(f'{{"a": "{a}", "b": "{b}"}}' for a, b in rows))
    elif kind == "parquet":
        pq.write_table(pa.table({"a": [row[1] for row in rows]}), path)
    else:
        workbook(path, {"a": [["a", "b"], *rows]})
    limits = Limits(field_chars=1_000)
    assert "more than 1,000 characters" in refusal(path, limits).message


def test_long_cells_below_the_limit_are_taken(tmp_path: Path) -> None:
    """Also where quotation marks stand in the midst of a cell, or are doubled in a quoted one."""
    texts = ['5" pipe', '"' + 'say ""x"" ' * 99 + '"', "y" * 990, '"a\nb"', '""', '"""q"""']
    rows = "".join(f"{n},{texts[n % 6]},z\n" for n in range(30_000))
    (chunk,) = read(written(tmp_path, "id,what,z\n" + rows), Limits(field_chars=1_000))
    expected = ['5" pipe', 'say "x" ' * 99, "y" * 990, "a\nb", "", '"q"']
    assert chunk["what"].tolist() == expected * 5_000
    assert (chunk["z"] == "z").all()


def test_a_quotation_mark_that_is_never_closed_is_found_before_it_swallows_the_file(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n" * 400_000 + '1,"2\n' + "1,2\n" * 8_000_000)
    tracemalloc.start()
    assert "more than 100,000 characters" in refusal(path).message
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize("content", [b"x" * 30_000_000, b'"' + b"x,\n" * 10_000_000, b"{" * 9_999])
def test_a_file_without_an_end_to_its_first_cell_is_refused_at_once(
    tmp_path: Path, content: bytes
) -> None:
    tracemalloc.start()
    refusal(written(tmp_path, content))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


def xlsx_of(path: Path, sheet: str) -> Path:
    """A workbook with this XML as the rows of its sheet."""
    whole = workbook(path, {"a": [["id"], [1]]})
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = members["xl/worksheets/sheet1.xml"].decode()
    start, end = text.index("<sheetData>") + 11, text.index("</sheetData>")
    members["xl/worksheets/sheet1.xml"] = (text[:start] + sheet + text[end:]).encode()
    return zipped(path, {**members})


_READ = """
import sys
from pathlib import Path
from analytics.vocabulary.errors import SegbotError
from storage.reading.source import open_source
path = Path(sys.argv[1])
try:
    with open_source(path, path.name) as source:
        for table in source.tables:
            print(sum(len(chunk) for chunk in table.chunks(table.head()[0])))
except SegbotError as error:
    print(error.message)
"""
# Of the reader or of whoever has it read; each takes half of that without any file.
MOST_KILOBYTES = 250_000
FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "sheet",
    [
        FIRST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + FIRST,
        FIRST + '<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        FIRST + "<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
        FIRST + '<row r="1048576"><x:c r="xfd1048576"><v>1</v></x:c></row>',
        FIRST
        + '<row r="1048576"><c><v>1</v></c></row><row r="2"><c r="XFC2"/><c><v>1</v></c></row>',
        "<row></row>" * 90_000 + f"<row>{'<c><v>1</v></c>' * 900}</row>" + FIRST,
    ],
)
def test_a_sheet_with_cells_far_apart_is_refused_before_room_is_made(
    tmp_path: Path, sheet: str
) -> None:
    said, peak = output_and_peak(_READ, xlsx_of(tmp_path / "a.xlsx", sheet))
    assert said[-1] == f"a.xlsx {MEMORY}."
    assert peak < MOST_KILOBYTES


@pytest.mark.parametrize(
    ("length", "cells_with_it", "refused"),
    [(30_000, 9_000, True), (30_000, 90, False), (30, 9_000, False)],
)
def test_a_long_text_counts_in_every_cell_that_has_it(
    tmp_path: Path, length: int, cells_with_it: int, refused: bool
) -> None:
    """9,000 times 30 kB is 270 MB in memory, though the file has it once."""
    long: list[object] = ["x" * length]
    rows = [long] * cells_with_it + [[str(n)] for n in range(5_000)]
    path = workbook(tmp_path / "a.xlsx", {"a": [["id"], *rows]})
    limits = Limits(unpacked_bytes=20_000_000)
    if refused:
        message = refusal(path, limits).message
        assert "needs more memory than the 40 MB that a file may take" in message
    else:
        assert len(cells(path, limits)["a"]) == len(rows) + 1


@pytest.mark.parametrize(
    ("part", "honest", "lie"),
    [
        ("xl/sharedStrings.xml", 'uniqueCount="1"', 'uniqueCount="99999999999"'),
        ("xl/worksheets/sheet1.xml", 'ref="A1:A2"', 'ref="A1:XFD1048576"'),
    ],
)
def test_what_a_workbook_announces_takes_no_memory(
    tmp_path: Path, part: str, honest: str, lie: str
) -> None:
    whole = workbook(tmp_path / "a.xlsx", {"a": [["id"], ["id"]]})
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert honest.encode() in members[part]
    members[part] = members[part].replace(honest.encode(), lie.encode())
    path = zipped(tmp_path / "lie.xlsx", {**members})
    if "uniqueCount" in lie:
        assert MEMORY in refusal(path).message
    else:
        assert cells(path) == {"a": [["id"], ["id"]]}


@pytest.mark.parametrize("layout", [("<HHHHH", 65535), ("<IIHHH", 2**32 - 1)])
def test_what_an_old_workbook_announces_takes_no_memory(
    tmp_path: Path, layout: tuple[str, int]
) -> None:
    form, rows = layout
    record = struct.pack("<HH", 0x200, struct.calcsize(form)) + struct.pack(
        form, 0, rows, 0, 65535, 0
    )
    path = old_workbooks.xls(tmp_path / "a.xls", {"a": [["id"], [1]]}, record)
    said, peak = output_and_peak(_READ, path)
    assert said[-1] == f"a.xls {MEMORY}."
    assert peak < MOST_KILOBYTES


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods"])
def test_other_sheets_with_cells_far_apart_are_refused_as_well(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "xls":
        old_workbooks.xls(path, {"a": [["id"], [1]]}, old_workbooks.xls_number(65535, 65535, 1))
    elif kind == "xlsb":
        old_workbooks.xlsb(path, {"a": [["id"], *[[]] * 70_000, [None] * 16_000 + [1]]})
    else:
        cell = '<table:table-cell office:value-type="float" office:value="1" {}/>'
        wide = cell.format('table:number-columns-repeated="16384"')
        row = '<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>'
        old_workbooks.ods_of_xml(
            path, f'<table:table table:name="a">{row.format(wide)}</table:table>'
        )
    said, peak = output_and_peak(_READ, path)
    assert said[-1] == f"a.{kind} {MEMORY}."
    assert peak < MOST_KILOBYTES


def test_a_sheet_whose_cells_would_fit_but_are_more_than_allowed_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"a": [["id"], [1], *[[]] * 2_000, [None] * 40 + [1]]})
    message = refusal(path, SMALL).message
    assert "has sheets that stretch over 80,080 cells, and the limit is 31,250" in message


def test_a_chain_in_circles_ends(tmp_path: Path) -> None:
    """In the container of an old workbook a sector names the next one; here it names itself."""
    content = bytearray(old_workbooks.compound({"Workbook": b"x" * 9_000}))
    struct.pack_into("<I", content, 512 + 4 * 3, 3)
    refusal(written(tmp_path, bytes(content), "a.xls"))


def test_empty_cells_that_a_sheet_repeats_to_its_end_are_no_stretch(tmp_path: Path) -> None:
    """As every ODS file of LibreOffice ends."""
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    row = f"<table:table-row>{cell}{empty}</table:table-row>"
    end = f'<table:table-row table:number-rows-repeated="1048574">{empty}</table:table-row>'
    path = old_workbooks.ods_of_xml(
        tmp_path / "a.ods", f'<table:table table:name="a">{row}{row}{end}</table:table>'
    )
    assert cells(path) == {"a": [["x"], ["x"]]}


def test_rows_without_places_are_read_like_others(tmp_path: Path) -> None:
    row = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    path = xlsx_of(tmp_path / "a.xlsx", row * 3)
    assert cells(path) == {"a": [["1", "2"]] * 3}


def test_parquet_that_repeats_one_cell_without_end_is_refused(tmp_path: Path) -> None:
    table = pa.table({"a": pa.array(["x"] * 2_000_000).dictionary_encode()})
    pq.write_table(table, tmp_path / "a.parquet")
    message = refusal(tmp_path / "a.parquet", SMALL).message
    assert "2,000,000 rows" in message


LONG = "x" * 40_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (pa.string(), LONG),
        (pa.large_string(), LONG),
        (pa.large_binary(), LONG.encode()),
        (pa.struct([("c", pa.large_string())]), {"c": LONG}),
        (pa.list_(pa.large_string()), [LONG]),
        (pa.map_(pa.string(), pa.string()), [("a", LONG)]),
    ],
    ids=["string", "large_string", "large_binary", "record", "list", "map"],
)
def test_a_long_text_that_parquet_repeats_is_in_memory_once(
    tmp_path: Path, kind: pa.DataType, cell: object
) -> None:
    """The file is 3 KB; the texts in it would be 400 MB."""
    rows = 10_000
    table = pa.table({"a": ["h"] * rows, "b": pa.array([cell] * rows, kind)})
    pq.write_table(table, tmp_path / "a.parquet")
    del table
    read, peak = output_and_peak(_READ, tmp_path / "a.parquet")
    assert read == [str(rows)]
    assert peak < MOST_KILOBYTES


@pytest.mark.parametrize(
    ("kind", "cell", "how"),
    [
        (
            pa.string(),
            LONG,
            {"use_dictionary": False, "column_encoding": {"b": "DELTA_BYTE_ARRAY"}},
        ),
        (pa.binary(40_000), LONG.encode(), {}),
    ],
    ids=["delta", "fixed"],
)
def test_parquet_that_hides_how_much_it_unpacks_to_is_refused(
    tmp_path: Path, kind: pa.DataType, cell: str | bytes, how: dict[str, object]
) -> None:
    """The file says 1 MB; the texts in it are 400."""
    table = pa.table({"b": pa.array([cell] * 10_000, kind)})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd", **how)
    del table
    assert (tmp_path / "a.parquet").stat().st_size < 500_000
    limits = Limits(unpacked_bytes=60_000_000)
    message = refusal(tmp_path / "a.parquet", limits).message
    assert "needs more memory than the 120 MB that a file may take" in message


def test_parquet_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    table = pa.table({"b": pa.array([LONG] * 100, pa.large_string())})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    assert (tmp_path / "a.parquet").stat().st_size < 50_000
    assert "unpacks to more than 1 MB" in refusal(tmp_path / "a.parquet", SMALL).message


def test_a_parquet_list_that_names_one_text_again_and_again_is_too_long(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["h"], "b": [[LONG] * 10_000]}), tmp_path / "a.parquet")
    assert "100,000" in refusal(tmp_path / "a.parquet").message


SEED = 20261124


def test_nothing_but_words_comes_of_any_damage(tmp_path: Path) -> None:
    """Bits flipped, ends cut off, parts doubled: in every kind of file, by chance."""
    chance = random.Random(SEED)
    rows: list[list[object]] = [["Invoice", "Price"], *[[f"A{n}", n / 4] for n in range(30)]]
    good = {
        kind: getattr(old_workbooks, kind)(tmp_path / kind, {"a": rows}).read_bytes()
        for kind in ("xls", "xlsb", "ods")
    }
    good["xlsx"] = workbook(tmp_path / "xlsx", {"a": rows}).read_bytes()
    good["csv"] = "".join(f'"{a}",{b}\n' for a, b in rows).encode()
    good["jsonl"] = "".join(f'{{"a": "{a}", "b": "{b}"}}\n' for a, b in rows).encode()
    good["gz"] = gzip.compress(good["csv"])
    good["zip"] = zipped(tmp_path / "zip", {"a.csv": good["csv"], "b": good["xlsb"]}).read_bytes()
    pq.write_table(pa.table({"a": ["x", "y"], "b": [1, 2]}), tmp_path / "parquet")
    good["parquet"] = (tmp_path / "parquet").read_bytes()
    read_whole = refused = 0
    for kind, content in good.items():
        for _ in range(20):
            try:
                read_all(written(tmp_path, damaged(content, chance), f"x.{kind}"))
                read_whole += 1
            except SegbotError:
                refused += 1
    assert read_whole > 20
    assert refused > 20


def read_all(path: Path) -> None:
    with open_source(path, path.name) as source:
        for table in source.tables:
            for record in table.head(3):
                assert all(chunk.shape[0] >= 0 for chunk in table.chunks(record))


def damaged(content: bytes, chance: random.Random) -> bytes:
    broken = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(broken))
        match chance.randrange(4):
            case 0:
                broken[at] ^= 1 << chance.randrange(8)
            case 1:
                del broken[max(at, 1) :]
            case 2:
                broken[at:at] = broken[at : at + 50]
            case 3:
                broken[at : at + 4] = chance.randbytes(4)
    return bytes(broken)
