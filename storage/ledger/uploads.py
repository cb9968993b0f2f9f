"""The record of every file that was taken in."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from analytics.vocabulary.rows import Fate, RowKind
from storage.connection import Connections
from storage.errors import NoSuchUpload
from storage.ledger import undo
from storage.ledger.packing import unpacked
from storage.ledger.undo import UndoEffect


@dataclass(frozen=True)
class Upload:
    """One file and what it brought; money in hundredths, times as the file writes them.

    Attributes
    ----------
    priced : bool
        Whether it says what was paid.
    customers : int
        Known customers with a purchase in the file.
    revenue_cents, unknown_revenue_cents : int
        Of all purchases in the file, and of those by nobody known.
    customers_new, customers_changed, customers_same : int
        Of a file of attributes: without any before, with another value or one more, as before.
    currency : str or None
        ISO code of what its amounts were counted in; None where nobody had said.
    notes : mapping
        What the reader of the file wants to remember about how it was read.
    """

    id: int
    sha256: str
    filename: str
    format: str
    bytes: int
    user: str
    channel: str
    at: str
    rows_read: int
    rows_kept: int
    rows_set_aside: Mapping[str, int]
    rows_rejected: Mapping[str, int]
    orders_new: int
    orders_changed: int
    orders_same: int
    first_order: str | None
    last_order: str | None
    customers: int
    revenue_cents: int
    unknown_revenue_cents: int
    notes: Mapping[str, Any]
    kind: RowKind
    currency: str | None
    priced: bool
    customers_new: int
    customers_changed: int
    customers_same: int


@dataclass(frozen=True)
class LeftOutRow:
    """A row that was set aside or rejected, as the file has it."""

    line: int
    fate: Fate
    reason: str
    cells: Mapping[str, str]


class Uploads:
    """Reads the records of uploads."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def all(self) -> list[Upload]:
        """Every upload, newest first."""
        with self._connections.reading() as db:
            return [_upload(row) for row in db.query("SELECT * FROM uploads ORDER BY id DESC")]

    def latest_of_orders(self) -> Upload | None:
        """The newest upload that brought orders."""
        sql = "SELECT * FROM uploads WHERE kind <> 'customers' ORDER BY id DESC LIMIT 1"
        with self._connections.reading() as db:
            return next((_upload(row) for row in db.query(sql)), None)

    def by_sha256(self, sha256: str) -> Upload | None:
        """The upload of these very bytes, if there was one."""
        with self._connections.reading() as db:
            return find_by_sha256(db, sha256)

    def undo_effect(self, upload_id: int, along: Sequence[int] = ()) -> UndoEffect:
        """What `Store.undo` would change, were it called now.

        Raises
        ------
        NoSuchUpload
            If there is none with this id.
        """
        with self._connections.snapshot() as db:
            find_by_id(db, upload_id)
            return undo.undo_effect(db, upload_id, along)

    def left_out(self, upload_id: int, fate: Fate | None = None) -> Iterator[LeftOutRow]:
        """The rows of an upload that were set aside or rejected, or those of one fate, in the
        file's order; a row that named a customer who was forgotten since has no cells."""
        fates = [each.value for each in Fate if fate in (None, each)]
        with self._connections.reading() as db:
            for row in db.query(
                "SELECT line, fate, reason, cells FROM left_out_rows WHERE upload_id = ?"
                f" AND fate IN ({', '.join('?' * len(fates))}) ORDER BY line",
                [upload_id, *fates],
            ):
                yield LeftOutRow(
                    row["line"], Fate(row["fate"]), row["reason"], json.loads(row["cells"])
                )

    def content(self, upload_id: int) -> Iterator[bytes]:
        """The bytes of the uploaded file, in pieces; none where they had to go."""
        with self._connections.reading() as db:
            for row in db.query(
                "SELECT content FROM upload_parts WHERE upload_id = ? ORDER BY part",
                [upload_id],
            ):
                yield unpacked(row["content"])


def has_money(db: Database) -> bool:
    """Whether files say what was paid for orders, within a transaction that is already open."""
    return db.execute(_UNPRICED).fetchone() is None


_UNPRICED = "SELECT 1 FROM uploads WHERE kind <> 'customers' AND NOT priced LIMIT 1"


def find_by_sha256(db: Database, sha256: str) -> Upload | None:
    """As `Uploads.by_sha256`, within a transaction that is already open."""
    for row in db.query("SELECT * FROM uploads WHERE sha256 = ?", [sha256]):
        return _upload(row)
    return None


def find_by_id(db: Database, upload_id: int) -> Upload:
    """The upload with this id.

    Raises
    ------
    NoSuchUpload
        If there is none.
    """
    for row in db.query("SELECT * FROM uploads WHERE id = ?", [upload_id]):
        return _upload(row)
    raise NoSuchUpload(upload_id)


def _upload(row: dict[str, Any]) -> Upload:
    decoded = {name: json.loads(row[name]) for name in ("rows_set_aside", "rows_rejected", "notes")}
    return Upload(**{**row, **decoded, "kind": RowKind(row["kind"]), "priced": bool(row["priced"])})
