"""Writing one file's rows, inside one transaction."""

import json
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from sqlite_utils import Database

from storage.connection import utc_now
from storage.files import FileFormat
from storage.orders import OrderWriter
from storage.packing import Packer
from storage.uploads import Fate, Upload, find_by_id


@dataclass(frozen=True)
class NewUpload:
    """What is known of a file before its rows are read."""

    sha256: str
    filename: str
    format: FileFormat
    bytes: int
    user: str
    channel: str


class UploadWriter:
    """Takes a file's rows chunk by chunk, and at the end makes its orders the current ones.

    Nothing of it is visible to anyone before the transaction around it commits.
    """

    def __init__(self, db: Database, new: NewUpload, packer: Packer) -> None:
        self._db = db
        self._packer = packer
        self._parts_kept = 0
        self._upload_id = int(
            db.table("uploads").insert({**asdict(new), "at": utc_now()}).last_pk  # type: ignore[arg-type]
        )
        self._orders = OrderWriter(db, self._upload_id)
        self._rows_read = 0
        self._rows_kept = 0
        self._left_out: dict[Fate, Counter[str]] = {fate: Counter() for fate in Fate}

    def add_lines(self, kept: pd.DataFrame) -> None:
        """Store the lines of a chunk and roll them up into their orders.

        Parameters
        ----------
        kept : DataFrame, one row per line of an order, indexed by line number
            Columns ``invoice``, ``product_code``, ``description``, ``customer_id``, ``country``
            (categories), ``merchandise``, ``quantity``, ``unit_price``, ``amount_cents``,
            ``ordered_at``, ``is_return``, ``fingerprint``.
        """
        self._rows_read += len(kept)
        self._rows_kept += len(kept)
        if not kept.empty:
            self._orders.add(kept)
        self._keep_parts(self._packer.ready())

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
        self._db.conn.executemany(
            "INSERT INTO left_out_rows (upload_id, line, fate, reason, cells)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                (self._upload_id, line, fate.value, reason, json.dumps(row, ensure_ascii=False))
                for line, reason, row in zip(
                    reasons.index.tolist(), reasons["reason"].tolist(), cells, strict=True
                )
            ),
        )

    def _keep_parts(self, parts: Iterator[bytes]) -> None:
        """The file's bytes go in too, so that one database file is the whole backup."""
        for content in parts:
            self._db.conn.execute(
                "INSERT INTO upload_parts (upload_id, part, content) VALUES (?, ?, ?)",
                [self._upload_id, self._parts_kept, content],
            )
            self._parts_kept += 1

    def finish(self, notes: Mapping[str, Any]) -> Upload:
        """Make the file's orders current in place of earlier versions, and complete its record."""
        self._keep_parts(self._packer.rest())
        outcome = self._orders.make_current()
        self._db.table("uploads").update(
            self._upload_id,
            {
                **asdict(outcome),
                "rows_read": self._rows_read,
                "rows_kept": self._rows_kept,
                "rows_set_aside": json.dumps(self._left_out[Fate.SET_ASIDE]),
                "rows_rejected": json.dumps(self._left_out[Fate.REJECTED]),
                "notes": json.dumps(notes, ensure_ascii=False),
            },
        )
        return find_by_id(self._db, self._upload_id)
