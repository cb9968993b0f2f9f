"""Writing one file's rows: unseen by anyone while they come, and all seen at once at the end."""

import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlite_utils import Database

from analytics.vocabulary.rows import Fate, RowKind
from storage import facts
from storage.connection import utc_now
from storage.forgotten import ForgottenCustomers
from storage.ledger import (
    attributes,
    leftovers,
    order_numbers,
    same_sales,
    undo,
    versions,
)
from storage.ledger.attributes import AttributeWriter
from storage.ledger.duplicates import Repeats
from storage.ledger.joining import join_current
from storage.ledger.order_numbers import Renumbered, Reuse, SharedNumbers
from storage.ledger.orders import OrderWriter, Voided
from storage.ledger.packing import Packer
from storage.ledger.refunds import NamedOrders
from storage.ledger.same_sales import SameSales, Strangers
from storage.ledger.uploads import Upload, find_by_id
from storage.reading.table import FileFormat
from storage.transaction import transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NewUpload:
    """What is known of a file before its rows are read; a currency by its ISO code, None where
    neither the file nor the shop tells it."""

    sha256: str
    filename: str
    format: FileFormat
    bytes: int
    user: str
    channel: str
    kind: RowKind = RowKind.LINES
    currency: str | None = None
    priced: bool = True


class UploadWriter:
    """Takes a file's rows chunk by chunk, and at the end makes them the current ones.

    Each chunk is a transaction of its own, so that others can write between two of them; until
    the last one, which is short, nothing of the file is seen.
    """

    def __init__(
        self, db: Database, new: NewUpload, packer: Packer, instead_of: Sequence[int] = ()
    ) -> None:
        self._db = db
        self._instead_of = instead_of
        self._forgotten = ForgottenCustomers(db)
        filename = self._forgotten.hidden(new.filename)
        self._new = {**asdict(new), "filename": filename}
        self._packer = packer
        self._parts_kept = 0
        self._upload_id = _reserve(db)
        self._orders = OrderWriter(db, self._upload_id)
        self._attributes = AttributeWriter(db, self._upload_id, self._forgotten)
        self._repeats = Repeats(db)
        self._sheet = 0
        self._voided = Voided(db)
        self._rows_read = 0
        self._rows_kept = 0
        self._left_out: dict[Fate, Counter[str]] = {fate: Counter() for fate in Fate}
        self._is_finished = False

    def repeats(self, fingerprints: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Tell which lines of a chunk repeat an earlier one of this file exactly.

        Asking keeps the fingerprints: ask once for each line.
        """
        return self._repeats.of(fingerprints)

    def repeats_of_earlier_sheets(
        self, fingerprints: npt.NDArray[np.uint64], sheet: int
    ) -> npt.NDArray[np.bool_]:
        """Tell which lines of a chunk an earlier sheet has exactly.

        Asking keeps the fingerprints: ask once for each line, sheet by sheet.
        """
        if sheet != self._sheet:
            self._sheet = sheet
            self._repeats.settle()
        return self._repeats.of_settled(fingerprints)

    def void(self, invoices: Iterable[str]) -> None:
        """Take the word of a file that orders were cancelled: they count no longer, whatever an
        earlier file has of them."""
        with transaction(self._db):
            self._voided.add(self._forgotten.invoices(invoices))

    @property
    def somebody_is_forgotten(self) -> bool:
        """Whether there is anybody whom the file's bytes may have to be looked through for."""
        return self._forgotten.are_some

    def look_through(self, rows: pd.DataFrame, ids: Collection[str] = ()) -> None:
        """Take notice of columns that nothing is made of: where one names a customer who was
        forgotten, the file's own bytes aren't kept.

        Parameters
        ----------
        rows : DataFrame of str
            The rows of the file in these columns.
        ids : collection of str
            Those that hold ids of customers, so that a bare number is no count.
        """
        self._forgotten.look_through(rows, ids)

    def add_lines(self, kept: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Store the lines of a chunk and roll them up into their orders.

        Parameters
        ----------
        kept : DataFrame, one row per line of an order, indexed by line number
            Columns ``invoice``, ``product_code``, ``description``, ``customer_id``, ``country``
            (categories), ``merchandise``, ``quantity``, ``unit_price``, ``amount_cents``,
            ``ordered_at``, ``is_return``, ``fingerprint``; and, where the file has such columns,
            ``order_total_cents``, ``refunded_cents`` and ``order_discount_cents``, which are of the
            whole order, and missing where the row says nothing; and ``refund_of``, the number of
            the order that nobody's row gives money back of. Line numbers are unique in an upload.

        Returns
        -------
        array of int64, shape (n_lines,)
            The order that each line went to, by an id that rises with every new order; 0 where
            it is a forgotten customer's.
        """
        orders = np.zeros(len(kept), dtype=np.int64)
        self._rows_read += len(kept)
        self._rows_kept += len(kept)
        with transaction(self._db):
            if not kept.empty:
                left = self._forgotten.without(kept)
                orders = self._orders.add(left)
                if left is not kept:
                    forgotten = left["customer_id"].isna() & kept["customer_id"].notna()
                    orders[forgotten.to_numpy()] = 0
            self._keep_parts(self._packer.ready())
        return orders

    def add_attributes(self, frame: pd.DataFrame, rows: int) -> None:
        """Store what a chunk says of customers.

        Parameters
        ----------
        frame : DataFrame of str, one row per value
            Columns ``customer_id``, ``name``, ``label``, ``value``.
        rows : int
            How many rows of the file they come from.
        """
        self._rows_read += rows
        self._rows_kept += rows
        with transaction(self._db):
            self._attributes.add(frame)
            self._keep_parts(self._packer.ready())

    def add_order_attribute(
        self, name: str, label: str, told: pd.DataFrame, *, varies: bool
    ) -> None:
        """Store what a column of the file says of its orders.

        Parameters
        ----------
        name, label : str
            As commands know it, and as the file heads it.
        told : DataFrame, one row per order that has a value
            ``order_id``, as `add_lines` gives it, rising, and ``value`` (a category).
        varies : bool
            Whether it is no attribute of customers, so that the name means the orders'.
        """
        self._attributes.add_of_orders(name, label, told, varies=varies)

    def add_left_out(self, fate: Fate, reasons: pd.DataFrame, chunk: pd.DataFrame) -> None:
        """Keep rows that are no lines, as the file has them.

        Parameters
        ----------
        reasons : DataFrame, indexed by line number
            Column ``reason``.
        chunk : DataFrame of str, indexed by line number
            The rows of the file, under its own headers.
        """
        if reasons.empty:
            return
        self._rows_read += len(reasons)
        self._left_out[fate].update(reasons["reason"].tolist())
        cells: list[dict[Hashable, Any]] = chunk.loc[reasons.index].to_dict("records")
        rows = zip(reasons.index.tolist(), reasons["reason"].tolist(), cells, strict=True)
        with transaction(self._db):
            self._db.conn.executemany(
                "INSERT INTO left_out_rows (upload_id, line, fate, reason, cells)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    (self._upload_id, line, fate.value, reason, self._cells(row))
                    for line, reason, row in rows
                ),
            )

    def settle_refunds(self) -> NamedOrders:
        """After the last chunk: let refunds that name their order be of its customer."""
        with transaction(self._db):
            return self._orders.settle_refunds()

    def shared_numbers(self) -> SharedNumbers:
        """After the last chunk: orders whose rows disagree on whose they are, or on when."""
        return order_numbers.shared_numbers(self._db, self._upload_id)

    def came_back(self) -> int:
        """After the last chunk: how many customers have several orders in the file."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM order_versions"
            " WHERE upload_id = ? AND customer_id IS NOT NULL"
            " GROUP BY customer_id HAVING count(*) > 1)",
            [self._upload_id],
        ).fetchone()
        return int(count)

    def reuse(self) -> tuple[Reuse, ...]:
        """After the last chunk: earlier uploads with orders of the same numbers."""
        return order_numbers.reuse(self._db, self._upload_id)

    def same_sales(self) -> tuple[SameSales, ...]:
        """After the last chunk: earlier uploads with the same sales under other numbers."""
        return same_sales.same_sales(self._db, self._upload_id, self._instead_of)

    def soon_after(self) -> tuple[int, int]:
        """After the last chunk: how many orders have a customer and a time, and how many of these
        came within minutes of the same customer's one before."""
        return same_sales.soon_after(self._db, self._upload_id)

    def strangers(self) -> Strangers | None:
        """After the last chunk: that nobody is a customer of earlier files, which name them
        otherwise."""
        return same_sales.strangers(self._db, self._upload_id, self._instead_of)

    @property
    def rows_read(self) -> int:
        """How many rows there were by now."""
        return self._rows_read

    def left_out(self, fate: Fate) -> Mapping[str, int]:
        """How many rows were left out by now, by their reason."""
        return dict(self._left_out[fate])

    def finish(
        self,
        notes: Mapping[str, Any],
        mended: Sequence[int] = (),
        renumbered: Sequence[Renumbered] = (),
    ) -> Upload:
        """Make the file's rows current in place of earlier ones, and complete its record; it is
        seen when the block of `Store.importing` ends.

        Parameters
        ----------
        notes : mapping
            What the record keeps of how the file was read.
        mended : sequence of int
            Where rows of earlier uploads come back mended: these uploads. The rows join their
            orders then, in place of replacing them.
        renumbered : sequence of Renumbered
            Earlier uploads whose orders' numbers don't tell them from this one's.
        """
        if renumbered:
            with transaction(self._db):
                order_numbers.renumber(self._db, renumbered)
                facts.note_change(self._db)
        with transaction(self._db):
            self._keep_parts(self._packer.rest())
            if mended:
                join_current(self._db, self._upload_id, mended)
            self._orders.settle()
            self._voided.settle(self._upload_id)
        # Nobody else changes the transactions meanwhile, so the counts stay true.
        counts = {} if self._instead_of else self._outcome()
        self._db.execute("BEGIN IMMEDIATE")
        if self._instead_of:
            undo.take_out(self._db, self._instead_of)
            counts = self._outcome()
        versions.make_current(self._db, self._upload_id)
        attributes.make_current(self._db, self._upload_id)
        self._db.table("uploads").insert(
            {
                "id": self._upload_id,
                **self._new,
                "at": utc_now(),
                **counts,
                "rows_read": self._rows_read,
                "rows_kept": self._rows_kept,
                "rows_set_aside": json.dumps(self._left_out[Fate.SET_ASIDE]),
                "rows_rejected": json.dumps(self._left_out[Fate.REJECTED]),
                "notes": self._forgotten.hidden_in_json(json.dumps(notes, ensure_ascii=False)),
            }
        )
        if self._forgotten.met:
            self._db.execute("DELETE FROM upload_parts WHERE upload_id = ?", [self._upload_id])
        leftovers.strike(self._db, self._upload_id)
        facts.note_change(self._db)
        self._is_finished = True
        return find_by_id(self._db, self._upload_id)

    def commit(self) -> None:
        """Let everyone see the file; one that wasn't finished is abandoned."""
        if not self._is_finished:
            self.abandon()
            return
        self._db.commit()
        if self._instead_of:
            leftovers.sweep(self._db)
        if self._forgotten.met:
            # The bytes that had to go have passed through the log.
            self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def abandon(self) -> None:
        """Leave nothing of the file."""
        self._db.rollback()
        try:
            leftovers.sweep(self._db)
        except sqlite3.Error:
            # The disk may be full; whoever changes the data next sweeps again.
            log.exception("leftovers kept: upload %s", self._upload_id)

    def _outcome(self) -> dict[str, Any]:
        return {
            **asdict(versions.outcome(self._db, self._upload_id)),
            **asdict(attributes.outcome(self._db, self._upload_id)),
        }

    def _cells(self, row: dict[Hashable, Any]) -> str:
        return json.dumps(self._forgotten.cells_left(row), ensure_ascii=False)

    def _keep_parts(self, parts: Iterator[bytes]) -> None:
        """The file's bytes go in too, so that one database file is the whole backup."""
        for content in parts:
            self._db.conn.execute(
                "INSERT INTO upload_parts (upload_id, part, content) VALUES (?, ?, ?)",
                [self._upload_id, self._parts_kept, content],
            )
            self._parts_kept += 1


def _reserve(db: Database) -> int:
    """An id that no upload has had; what is written under it is unseen."""
    with transaction(db):
        return int(db.execute("INSERT INTO leftovers DEFAULT VALUES").lastrowid or 0)
