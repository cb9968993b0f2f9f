"""Workbooks that no library at hand writes: XLS, XLSB and ODS, as small as they can be.

A row is a list of cells: text, a number, a datetime, or None for an empty one.
"""

import datetime as dt
import struct
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

Rows = list[list[object]]
_EPOCH = dt.datetime(1899, 12, 30)


def serial(moment: dt.datetime) -> float:
    """Days since the epoch of Excel."""
    return (moment - _EPOCH) / dt.timedelta(days=1)


def xls(path: Path, sheets: dict[str, Rows], extra: bytes = b"") -> Path:
    """BIFF8 in a compound file; `extra` are records that follow the cells of each sheet."""
    bodies = [_xls_sheet(rows) + extra + _record(0x0A) for rows in sheets.values()]
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + _xls_formats()
    names = [struct.pack("<BB", len(name), 0) + name.encode("latin-1") for name in sheets]
    offset = len(start) + sum(len(name) + 10 for name in names) + 4
    for name, body in zip(names, bodies, strict=True):
        start += _record(0x85, struct.pack("<IH", offset, 0) + name)
        offset += len(body)
    stream = start + _record(0x0A) + b"".join(bodies)
    path.write_bytes(compound({"Workbook": stream}))
    return path


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of 512-byte sectors: one FAT sector, one of directory, then the streams."""
    fat = [0xFFFFFFFD, 0xFFFFFFFE]
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    content = b""
    for number, (name, stream) in enumerate(streams.items(), start=1):
        # Streams below 4096 bytes would lie in a mini stream.
        padded = stream.ljust(4096, b"\0")
        sectors = -(-len(padded) // 512)
        first = len(fat)
        fat += [*range(first + 1, first + sectors), 0xFFFFFFFE]
        more = number + 1 if number < len(streams) else 0xFFFFFFFF
        directory += _entry(name, 2, first, len(padded), right=more)
        content += padded.ljust(512 * sectors, b"\0")
    assert len(fat) <= 128
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    return header + table + directory.ljust(512, b"\0")[:512] + content


def _entry(
    name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_formats() -> bytes:
    general, date = (struct.pack("<HH16x", 0, number) for number in (0, 22))
    return _record(0xE0, general) + _record(0xE0, date)


def xls_number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """One cell with a number."""
    return _record(0x203, struct.pack("<HHHd", row, column, style, value))


def _xls_sheet(rows: Rows) -> bytes:
    found = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                head = struct.pack("<HHHHB", row, column, 0, len(cell), 1)
                found += _record(0x204, head + text)
            elif isinstance(cell, dt.datetime):
                found += xls_number(row, column, serial(cell), style=1)
            elif cell is not None:
                found += xls_number(row, column, float(str(cell)))
    return found


def xlsb(path: Path, sheets: dict[str, Rows]) -> Path:
    """BIFF12 in a zip."""
    names = b"".join(
        _long_record(
            0x9C,
            struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name),
        )
        for number, name in enumerate(sheets, start=1)
    )
    book = _long_record(0x83) + _long_record(0x8F) + names + _long_record(0x90)
    book += _long_record(0x84)
    styles = _long_record(0x269, struct.pack("<I", 2))
    styles += b"".join(_long_record(0x2F, struct.pack("<HH12x", 0, n)) for n in (0, 22))
    links = "".join(
        f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{links}</Relationships>")
        for number, rows in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _xlsb_sheet(rows))
    return path


def _long_record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    if kind >= 0x80:
        # The numbers here are written as calamine and most tables list them.
        head = bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(data)
    while length >= 0x80:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + size + bytes([length]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_sheet(rows: Rows) -> bytes:
    found = _long_record(0x81) + _long_record(0x94, bytes(16)) + _long_record(0x91)
    for row, cells in enumerate(rows):
        found += _long_record(0, struct.pack("<I", row) + bytes(13))
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                found += _long_record(6, struct.pack("<II", column, 0) + _wide(cell))
            elif isinstance(cell, dt.datetime):
                found += _long_record(5, struct.pack("<IId", column, 1, serial(cell)))
            elif cell is not None:
                found += _long_record(5, struct.pack("<IId", column, 0, float(str(cell))))
    return found + _long_record(0x92) + _long_record(0x82)


_ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(path: Path, sheets: dict[str, Rows]) -> Path:
    """Rows and cells written out one by one."""
    return ods_of_xml(
        path,
        "".join(
            f'<table:table table:name="{escape(name)}">'
            + "".join(
                f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
            )
            + "</table:table>"
            for name, rows in sheets.items()
        ),
    )


def ods_of_xml(path: Path, tables: str, manifest: str = "") -> Path:
    """With tables as they are given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest>{manifest}</manifest:manifest>"
        )
        archive.writestr(
            "content.xml",
            f"{_ODS_HEAD}{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
        )
    if isinstance(cell, dt.datetime):
        kind, value = "date", f'office:date-value="{cell.isoformat()}"'
    else:
        kind, value = "float", f'office:value="{cell}"'
    return f'<table:table-cell office:value-type="{kind}" {value}/>'
