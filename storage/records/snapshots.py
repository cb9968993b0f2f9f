"""What a digest said, so that the next one can say what changed."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers


@dataclass(frozen=True)
class SegmentSize:
    """A segment at one moment; money in hundredths."""

    customers: int
    revenue_cents: int


@dataclass(frozen=True)
class Snapshot:
    """All segments at one moment, by their key; `created_at` is ISO text in UTC."""

    id: int
    channel: str
    created_at: str
    as_of: date
    segments: Mapping[str, SegmentSize]


class Snapshots:
    """Keeps the segments that a channel was told of."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def save(
        self,
        channel: str,
        as_of: date,
        segments: Mapping[str, SegmentSize],
        members: "pd.Series[str]",
    ) -> int:
        """Keep sizes and members, but those forgotten meanwhile; give the snapshot's id.

        Parameters
        ----------
        members : Series of str, indexed by customer_id
            Each customer's segment key.
        """
        sizes = json.dumps({key: asdict(size) for key, size in segments.items()})
        with self._connections.writing() as db:
            members = ForgottenCustomers(db).members_left(members)
            snapshot_id = db.execute(
                "INSERT INTO digest_snapshots (channel, created_at, as_of, segments)"
                " VALUES (?, ?, ?, ?)",
                [channel, utc_now(), as_of.isoformat(), sizes],
            ).lastrowid
            db.conn.executemany(
                "INSERT INTO digest_members (snapshot_id, customer_id, segment) VALUES (?, ?, ?)",
                (
                    (snapshot_id, customer_id, segment)
                    for customer_id, segment in zip(
                        members.index.tolist(), members.tolist(), strict=True
                    )
                ),
            )
        return int(snapshot_id or 0)

    def latest(self, channel: str) -> Snapshot | None:
        """What a channel was told last."""
        with self._connections.reading() as db:
            for row in db.query(
                "SELECT * FROM digest_snapshots WHERE channel = ? ORDER BY id DESC LIMIT 1",
                [channel],
            ):
                segments = {
                    key: SegmentSize(**size) for key, size in json.loads(row["segments"]).items()
                }
                as_of = date.fromisoformat(row["as_of"])
                return Snapshot(row["id"], channel, row["created_at"], as_of, segments)
        return None

    def members(self, snapshot_id: int) -> "pd.Series[str]":
        """Each customer's segment key in a snapshot, indexed by customer_id, in its order."""
        with closing(self._connections.open()) as connection:
            frame = pd.read_sql_query(
                "SELECT customer_id, segment FROM digest_members WHERE snapshot_id = ?"
                " ORDER BY customer_id",
                connection,
                params=(snapshot_id,),
                index_col="customer_id",
            )
        return frame["segment"]
