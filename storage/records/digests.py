"""Scheduled digests: what is wanted, what was delivered, and what was said last."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlite_utils import Database

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers
from storage.records.claims import Claim, is_held


class DeliveryStatus(StrEnum):
    """How far a delivery came."""

    CLAIMED = "claimed"
    SENT = "sent"
    #: It is still owed.
    FAILED = "failed"


class Pause(StrEnum):
    """Why a digest doesn't come for a while."""

    #: Somebody paused it.
    PERSON = "person"
    #: Slack takes nothing from the bot there, and won't until somebody does something.
    REFUSAL = "refusal"


@dataclass(frozen=True)
class Schedule:
    """A digest that a channel wants; moments are ISO texts in UTC.

    Attributes
    ----------
    spec : mapping
        When it comes.
    paused : Pause or None
        Why it doesn't come at present.
    paused_by : str or None
        The person who paused it.
    renewed_at : str or None
        When somebody resumed or changed it last.
    untold_since : str or None
        Since when it is paused, as long as its owner is to be told why.
    """

    id: int
    channel: str
    user: str
    spec: Mapping[str, Any]
    created_at: str
    paused: Pause | None = None
    paused_by: str | None = None
    renewed_at: str | None = None
    untold_since: str | None = None

    @property
    def since(self) -> datetime:
        """What was due before isn't, or isn't any more."""
        return datetime.fromisoformat(self.renewed_at or self.created_at)


@dataclass(frozen=True)
class Due:
    """A digest that is delivered once: of one schedule, for one occasion, in one channel.

    Attributes
    ----------
    occasion : str
        What it comes for, such as the day; of two, the later one's sorts later.
    slot : str
        The moment, as ISO text in UTC.
    """

    schedule_id: int
    occasion: str
    channel: str
    slot: str


@dataclass(frozen=True)
class Delivery:
    """What came of a digest that was due.

    Attributes
    ----------
    claimed_at : str
        When somebody began with it last, as ISO text in UTC.
    ts : str or None
        The message: the proof that it was posted.
    error : str or None
        Why it wasn't, the last time that it was tried.
    """

    schedule_id: int
    occasion: str
    channel: str
    slot: str
    status: DeliveryStatus
    claimed_at: str
    ts: str | None
    error: str | None


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


class Digests:
    """Keeps schedules and sees to it that no period is delivered twice.

    Attributes
    ----------
    snapshots : Snapshots
        What each channel was last told.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.snapshots = Snapshots(connections)

    def add(self, channel: str, user: str, spec: Mapping[str, Any]) -> Schedule:
        """Keep a new schedule."""
        created_at = utc_now()
        with self._connections.writing() as db:
            schedule_id = db.execute(
                "INSERT INTO digest_schedules (channel, user, spec, created_at)"
                " VALUES (?, ?, ?, ?)",
                [channel, user, json.dumps(dict(spec)), created_at],
            ).lastrowid
        return Schedule(int(schedule_id or 0), channel, user, spec, created_at)

    def all(self) -> list[Schedule]:
        """Every schedule, oldest first."""
        with self._connections.reading() as db:
            return [
                _schedule(row) for row in db.query("SELECT * FROM digest_schedules ORDER BY id")
            ]

    def pause(
        self, number: int, cause: Pause, by: str | None = None, *, untold: bool = False
    ) -> bool:
        """Have a digest not come until it is resumed; False if there is none that comes.

        Its owner is to be told yet where somebody else pauses it, and where that is said here.
        """
        return self._changes(
            "UPDATE digest_schedules SET paused = ?, paused_by = ?,"
            " untold_since = CASE WHEN ? OR ? <> user THEN ? END WHERE id = ? AND paused IS NULL",
            *(str(cause), by, untold, by, utc_now(), number),
        )

    def mark_told(self, schedule: Schedule) -> None:
        """Note that its owner was told why it is paused, then or before."""
        self._changes(
            "UPDATE digest_schedules SET untold_since = NULL WHERE id = ? AND untold_since <= ?",
            *(schedule.id, schedule.untold_since),
        )

    def resume(self, number: int) -> bool:
        """Have a paused digest come again; False if there is none that is paused.

        What was due while somebody had paused it doesn't come; what Slack refused last does, late.
        """
        return self._changes(
            "UPDATE digest_schedules SET paused = NULL, paused_by = NULL, untold_since = NULL,"
            " renewed_at = CASE paused WHEN 'person' THEN ? ELSE renewed_at END"
            " WHERE id = ? AND paused IS NOT NULL",
            utc_now(),
            number,
        )

    def change(self, number: int, channel: str, spec: Mapping[str, Any]) -> bool:
        """Have a digest come elsewhere or at other times, from now on; False if there is none.

        Elsewhere, what Slack refused where it was comes again, the one that is owed among it where
        its times stay.
        """
        mended = "paused = 'refusal' AND channel <> :channel"
        with self._connections.writing() as db:
            changed = db.execute(
                "UPDATE digest_schedules SET channel = :channel, spec = :spec,"
                f" paused = CASE WHEN {mended} THEN NULL ELSE paused END, renewed_at ="
                f" CASE WHEN {mended} AND spec = :spec THEN renewed_at ELSE :now END"
                " WHERE id = :number",
                {
                    "channel": channel,
                    "spec": json.dumps(dict(spec)),
                    "now": utc_now(),
                    "number": number,
                },
            )
            return changed.rowcount > 0

    def remove(self, schedule_id: int) -> bool:
        """Drop a schedule with its deliveries; False if there was none."""
        return self._changes("DELETE FROM digest_schedules WHERE id = ?", schedule_id)

    def is_open(self, due: Due) -> bool:
        """Whether a digest is owed and nobody is at it; one of an earlier occasion than the last
        isn't: a clock that was set back makes none due again."""
        last = self.last_delivery(due.schedule_id)
        if last is None or last.occasion != due.occasion:
            return last is None or last.occasion < due.occasion
        with self._connections.reading() as db:
            return _claim_of(db, due) is not Claim.TAKEN

    def cut_off(self, due: Due) -> str | None:
        """When somebody began with a delivery last of which nothing was noted; None where nobody
        did."""
        sql = f"SELECT claimed_at FROM digest_deliveries WHERE {_KEY} AND status = 'claimed'"
        with self._connections.reading() as db:
            found = db.execute(sql, _key(due)).fetchone()
        return str(found[0]) if found else None

    def claim(self, due: Due) -> Claim:
        """Take on a delivery; of several at one moment one alone gets it."""
        with self._connections.writing() as db:
            claim = _claim_of(db, due)
            if claim is not Claim.TAKEN:
                db.execute(
                    "INSERT INTO digest_deliveries"
                    " (schedule_id, occasion, channel, slot, status, claimed_at)"
                    " VALUES (?, ?, ?, ?, 'claimed', ?)"
                    " ON CONFLICT (schedule_id, occasion, channel)"
                    " DO UPDATE SET status = 'claimed', claimed_at = excluded.claimed_at",
                    [*_key(due), due.slot, utc_now()],
                )
        return claim

    def mark_sent(self, due: Due, ts: str) -> None:
        """Note that a digest was posted, as the message `ts`."""
        self._changes(
            f"UPDATE digest_deliveries SET status = 'sent', ts = ?, error = NULL WHERE {_KEY}",
            ts,
            *_key(due),
        )

    def release(self, due: Due, error: str) -> None:
        """Let go of a delivery that didn't come about, so that it may be claimed again."""
        self._changes(
            "UPDATE digest_deliveries SET status = 'failed', error = ?"
            f" WHERE {_KEY} AND status = 'claimed'",
            error,
            *_key(due),
        )

    def last_delivery(self, schedule_id: int) -> Delivery | None:
        """What came of a schedule's latest digest."""
        sql = (
            "SELECT * FROM digest_deliveries WHERE schedule_id = ?"
            " ORDER BY occasion DESC, claimed_at DESC LIMIT 1"
        )
        with self._connections.reading() as db:
            for row in db.query(sql, [schedule_id]):
                return Delivery(**{**row, "status": DeliveryStatus(row["status"])})
        return None

    def _changes(self, sql: str, *values: int | str | None) -> bool:
        with self._connections.writing() as db:
            return db.execute(sql, values).rowcount > 0


_KEY = "schedule_id = ? AND occasion = ? AND channel = ?"


def _key(due: Due) -> tuple[int, str, str]:
    return due.schedule_id, due.occasion, due.channel


def _claim_of(db: Database, due: Due) -> Claim:
    """What would come of claiming a delivery."""
    sql = f"SELECT status, claimed_at FROM digest_deliveries WHERE {_KEY}"
    found = db.execute(sql, _key(due)).fetchone()
    if found is None:
        return Claim.NEW
    status, claimed_at = found
    is_taken = status == DeliveryStatus.CLAIMED and is_held(claimed_at)
    return Claim.TAKEN if is_taken or status == DeliveryStatus.SENT else Claim.AGAIN


def _schedule(row: dict[str, Any]) -> Schedule:
    paused = row.pop("paused")
    spec = json.loads(row.pop("spec"))
    return Schedule(**row, spec=spec, paused=Pause(paused) if paused else None)
