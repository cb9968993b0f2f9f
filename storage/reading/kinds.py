"""What a file is, told by its content and never by its name."""

import re
from collections.abc import Collection
from zipfile import ZipFile

from storage.errors import UnsupportedFile
from storage.reading.encoding import marked_encoding
from storage.reading.table import FileFormat

HEAD_BYTES = 1 << 16
_READ = {
    b"PK\x03\x04": FileFormat.ZIP,
    b"PK\x05\x06": FileFormat.ZIP,
    b"\x1f\x8b": FileFormat.GZIP,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": FileFormat.XLS,
    b"PAR1": FileFormat.PARQUET,
}
_NOT_READ = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"{\\rtf": "a text document (RTF)",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"SQLite format 3": "a database (SQLite)",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
_MARKUP = {
    re.compile(r"<(!doctype html|html|head|body|table|meta|div|style)\b", re.I): (
        "a web page (HTML)"
    ),
    re.compile(r"<\?xml.*?<(\w+:)?workbook\b", re.I | re.S): "an Excel 2003 XML workbook",
    re.compile(r"<(\?xml|!--|[a-z]\w*[\s>])", re.I): "an XML file",
}
_INSIDE_ZIP = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "Index/Document.iwa": "an Apple Numbers document",
    "Index/Tables/DataList.iwa": "an Apple Numbers document",
}
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def recognise(filename: str, head: bytes) -> FileFormat:
    """The kind of a file, as far as its first `HEAD_BYTES` tell; a workbook in a zip is a zip.

    Raises
    ------
    UnsupportedFile
        If it is of a kind that isn't read; the error says of which.
    """
    for mark, file_format in _READ.items():
        if head.startswith(mark):
            return file_format
    for mark, kind in _NOT_READ.items():
        if head.startswith(mark) and not (mark == b"MZ" and b"\0" not in head):
            raise UnsupportedFile(filename, kind)
    encoding = marked_encoding(head)
    if b"\0" in head and encoding is None:
        raise UnsupportedFile(filename, "a binary file")
    text = head.decode(encoding or "latin-1", errors="replace").lstrip("\ufeff \t\r\n")
    for pattern, kind in _MARKUP.items():
        if pattern.match(text):
            raise UnsupportedFile(filename, kind)
    return FileFormat.JSON if re.match(r'\{\s*["}]|\[\s*\{', text) else FileFormat.CSV


def recognise_zip(filename: str, archive: ZipFile, members: Collection[str]) -> FileFormat:
    """Which kind of workbook a zip is, or just an archive.

    Raises
    ------
    UnsupportedFile
        If it is a document of another kind.
    """
    if "xl/workbook.xml" in members:
        return FileFormat.XLSX
    if "xl/workbook.bin" in members:
        return FileFormat.XLSB
    if "mimetype" in members and "content.xml" in members:
        with archive.open("mimetype") as handle:
            if handle.read(len(_ODS) + 1).strip() == _ODS:
                return FileFormat.ODS
        raise UnsupportedFile(filename, "an OpenDocument file")
    for member, kind in _INSIDE_ZIP.items():
        if member in members:
            raise UnsupportedFile(filename, kind)
    return FileFormat.ZIP
