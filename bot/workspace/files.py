"""Files: their slow arrival, who may see them, and the object that describes them."""

import mimetypes
import struct
import time
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from bot.workspace.blockkit.checks import Json

_PRETTY = {
    "csv": "CSV",
    "xlsx": "Excel Spreadsheet",
    "xls": "Excel Spreadsheet",
    "ods": "OpenDocument Spreadsheet",
    "png": "PNG",
    "jpg": "JPEG",
    "gif": "GIF",
    "pdf": "PDF",
    "txt": "Plain Text",
    "text": "Plain Text",
    "json": "JSON",
    "zip": "Zip",
    "parquet": "Parquet",
}
_MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_IMAGES = ("png", "jpg", "gif")
_THUMBNAILS = (64, 80, 160, 360, 480, 720, 800, 960, 1024)


@dataclass(slots=True)
class StoredFile:
    """A file and where it has been shared.

    Attributes
    ----------
    content : bytes or None
        None until the bytes have arrived.
    completed : bool
        Whether the upload was completed; bytes alone don't make a file.
    ready : bool
        Whether it was processed; before that it has no type and can't be shown.
    shares : dict of channel id to message ids
    shown_in : set of channel ids
        Channels whose messages show it in an image block without sharing it.
    """

    id: str
    name: str
    title: str
    user: str
    alt_txt: str
    created: int
    content: bytes | None = None
    completed: bool = False
    ready: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)
    shown_in: set[str] = field(default_factory=set)

    @property
    def filetype(self) -> str:
        """Slack's short type, from the name: ``csv``, ``xlsx``, ``png``…"""
        suffix = PurePosixPath(self.name).suffix.lower().removeprefix(".")
        return {"jpeg": "jpg", "": "binary", "txt": "text"}.get(suffix, suffix)

    @property
    def mimetype(self) -> str:
        """Media type, from the name."""
        known = _MIMETYPES.get(self.filetype) or mimetypes.guess_type(self.name)[0]
        return known or "application/octet-stream"

    @property
    def is_image(self) -> bool:
        """Whether an image block may show it."""
        return self.filetype in _IMAGES


class FileStore:
    """All files of the workspace, by id and by upload ticket."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, file: StoredFile) -> None:
        """Keep a file."""
        self._files[file.id] = file

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file, processed or not."""
        return self._files.get(file_id)

    def remove(self, file_id: str) -> None:
        """Delete a file."""
        self._files.pop(file_id, None)


def new_file(
    file_id: str, name: str, user: str, *, title: str = "", alt_txt: str = ""
) -> StoredFile:
    """Describe a file whose bytes are still to come."""
    return StoredFile(file_id, name, title or name, user, alt_txt, int(time.time()))


def file_json(file: StoredFile, base_url: str, team_id: str) -> Json:
    """Write the file object; one that is still being processed has neither type nor shares.

    Parameters
    ----------
    file : StoredFile
    base_url : str
        Where the workspace is served, without a trailing slash.
    team_id : str
    """
    place = f"{base_url}/files-pri/{team_id}-{file.id}"
    name = quote(file.name)
    described: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if file.ready else "",
        "filetype": file.filetype if file.ready else "",
        "pretty_type": _PRETTY.get(file.filetype, file.filetype.upper()) if file.ready else "",
        "user": file.user,
        "size": len(file.content or b""),
        "mode": "hosted",
        "editable": False,
        "is_external": False,
        "external_type": "",
        "is_public": any(channel.startswith("C") for channel in file.shares),
        "url_private": f"{place}/{name}",
        "url_private_download": f"{place}/download/{name}",
        "permalink": f"{base_url}/files/{file.user}/{file.id}/{name}",
        "file_access": "visible",
        "channels": [channel for channel in file.shares if channel.startswith("C")],
        "groups": [],
        "ims": [channel for channel in file.shares if channel.startswith("D")],
        "shares": _shares(file),
    }
    if file.alt_txt:
        described["alt_txt"] = file.alt_txt
    if file.ready and file.is_image and file.content:
        described |= _image_fields(file.content, described["url_private"])
    return described


def _shares(file: StoredFile) -> Json:
    places: Json = {}
    for channel, stamps in file.shares.items():
        kind = "public" if channel.startswith("C") else "private"
        places.setdefault(kind, {})[channel] = [{"ts": ts} for ts in stamps]
    return places


def _image_fields(content: bytes, url: str) -> Json:
    """Describe the picture; its own bytes stand in for each thumbnail."""
    size = picture_size(content)
    if size is None:
        return {}
    width, height = size
    described: Json = {"original_w": width, "original_h": height}
    for edge in _THUMBNAILS:
        described[f"thumb_{edge}"] = url
        if edge >= 360:
            scale = min(1.0, edge / max(width, height, 1))
            described[f"thumb_{edge}_w"] = max(1, round(width * scale))
            described[f"thumb_{edge}_h"] = max(1, round(height * scale))
    return described


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Read width and height in pixels from a PNG, GIF or JPEG header; None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:4] == b"GIF8" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    start = 2
    while start + 9 <= len(content) and content[start] == 0xFF:
        marker = content[start + 1]
        # Frame headers; C4, C8 and CC in the same range are tables and arithmetic coding.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[start + 5 : start + 9])
            return width, height
        start += 2 + int(struct.unpack(">H", content[start + 2 : start + 4])[0])
    return None
