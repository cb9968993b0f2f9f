"""Alerts: what is watched, where it stood when it was last looked at, and what there is to say."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from storage.connection import Connections, utc_now
from storage.records.claims import Claim, is_held


class State(StrEnum):
    """On which side of its line what is watched stands."""

    UNDER = "under"
    OVER = "over"


class Kind(StrEnum):
    """What is said of an alert."""

    CROSSED = "crossed"
    RECOVERED = "recovered"
    REMINDER = "reminder"
    #: Where it stands can't be told any more, as where there are no data.
    BLIND = "blind"


@dataclass(frozen=True)
class Seen:
    """What a reading follows from: where it is equal, so is the reading.

    Attributes
    ----------
    data_version : int
    rules : int or None
        Who decided last how segments are made; None where nobody has.
    today : str or None
        The day in ISO format, of what grows older by itself.
    """

    data_version: int
    rules: int | None
    today: str | None


@dataclass(frozen=True)
class Reading:
    """What was found when an alert was looked at.

    Attributes
    ----------
    state : State
    value : float or None
        In the unit of the condition's number; None where it never could be told.
    on : str or None
        The day that it is as of, in ISO format.
    seen : Seen
        What was looked at last.
    is_blind : bool
        Whether that doesn't tell where it stands: the others are of when it was told last.
    """

    state: State
    value: float | None
    on: str | None
    seen: Seen
    is_blind: bool = False


@dataclass(frozen=True)
class Alert:
    """What somebody wants to be told of; moments are ISO texts in UTC.

    Attributes
    ----------
    quiet : str
        ``20:00-08:00`` or ``no``, by the clock of ``zone``.
    acknowledged_by : str or None
        Who stopped the reminders of what stands now.
    """

    id: int
    channel: str
    user: str
    condition: str
    quiet: str
    zone: str
    created_at: str
    last: Reading
    looked_at: str
    acknowledged_by: str | None
    acknowledged_at: str | None


@dataclass(frozen=True)
class News:
    """Something to say of an alert.

    Attributes
    ----------
    words : str
        The reason; below it, what else there is to know.
    batch : int or None
        With which others it is one message; None until it is to be posted.
    claimed_at : str or None
        When somebody began to post it; None where nobody is at it.
    ts : str or None
        The message that says it.
    sent_at, error : str or None
    """

    id: int
    alert_id: int
    kind: Kind
    words: str
    at: str
    batch: int | None
    ts: str | None
    sent_at: str | None
    error: str | None
    claimed_at: str | None


@dataclass(frozen=True)
class Saying:
    """What is to be said of an alert, as it is found.

    Attributes
    ----------
    instead_of : int or None
        The number of the news in whose place it comes, as that wasn't said yet.
    """

    kind: Kind
    words: str
    instead_of: int | None = None


class Alerts:
    """Keeps alerts and sees to it that nothing of them is said twice."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def add(
        self, channel: str, user: str, condition: str, quiet: str, zone: str, first: Reading
    ) -> int:
        """Keep a new alert, as it stands; give its number, which no other will ever have."""
        now = utc_now()
        with self._connections.writing() as db:
            number = db.execute(
                "INSERT INTO alerts (channel, user, condition, quiet, zone, created_at, looked_at,"
                " state, value, measured_on, data_version, rules, today, blind)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [channel, user, condition, quiet, zone, now, now, *_values(first)],
            ).lastrowid
        return int(number or 0)

    def all(self) -> list[Alert]:
        """Every alert, oldest first."""
        with self._connections.reading() as db:
            return [_alert(row) for row in db.query("SELECT * FROM alerts ORDER BY id")]

    def remove(self, number: int) -> None:
        """Drop an alert with what there is to say of it."""
        self._change("DELETE FROM alerts WHERE id = ?", number)

    def acknowledge(self, number: int, user: str) -> bool:
        """Note who stops the reminders of an alert; False where there are none to stop."""
        with self._connections.writing() as db:
            changed = db.execute(
                "UPDATE alerts SET acknowledged_by = ?, acknowledged_at = ?"
                " WHERE id = ? AND state = 'over' AND acknowledged_by IS NULL",
                [user, utc_now(), number],
            ).rowcount
            _drop_unsaid(db, number, [Kind.REMINDER])
        return changed > 0

    def note(self, alert: Alert, found: Reading, saying: Saying | None) -> None:
        """Note where an alert stands, and with it what there is to say: both or neither.

        What wasn't said yet gives way to it. Nothing is noted where somebody else did so since
        `alert` was read, or removed it.
        """
        with self._connections.writing() as db:
            has_moved = found.state is not alert.last.state
            fresh = ", acknowledged_by = NULL, acknowledged_at = NULL" if has_moved else ""
            changed = db.execute(
                "UPDATE alerts SET state = ?, value = ?, measured_on = ?, data_version = ?,"
                f" rules = ?, today = ?, blind = ?, looked_at = ?{fresh} WHERE id = ?"
                " AND looked_at = ? AND state = ? AND data_version = ? AND rules IS ?"
                " AND today IS ? AND blind = ?",
                [*_values(found), utc_now(), alert.id, alert.looked_at, *_stood(alert.last)],
            ).rowcount
            if changed and saying is not None:
                _say(db, alert.id, saying)

    def unsaid(self) -> list[News]:
        """What wasn't said yet, oldest first."""
        return self._news("WHERE ts IS NULL ORDER BY id")

    def last_news(self, number: int) -> News | None:
        """The latest that there is, or was, to say of an alert."""
        found = self._news("WHERE alert_id = ? ORDER BY id DESC LIMIT 1", number)
        return found[0] if found else None

    def last_told(self, number: int) -> News | None:
        """The same of where it stands."""
        clause = "WHERE alert_id = ? AND kind <> 'blind' ORDER BY id DESC LIMIT 1"
        return next(iter(self._news(clause, number)), None)

    def claim(self, batch: int, news: list[int]) -> Claim:
        """Make several one message, to be posted; of several at one moment one alone gets them.

        Parameters
        ----------
        batch : int
            The number of the message: that of the first of them.
        """
        with self._connections.writing() as db:
            claim = _claim_of(db, batch, news)
            if claim is not Claim.TAKEN:
                db.conn.executemany(
                    "UPDATE alert_news SET batch = ?, claimed_at = ? WHERE id = ?",
                    [(batch, utc_now(), each) for each in news],
                )
        return claim

    def release(self, batch: int) -> None:
        """Let go of a message that didn't come about, so that it may be claimed again."""
        self._change("UPDATE alert_news SET claimed_at = NULL WHERE batch = ?", batch)

    def mark_said(self, batch: int, ts: str, at: str) -> None:
        """Note that a message was posted, as `ts`."""
        self._change(
            "UPDATE alert_news SET ts = ?, sent_at = ?, error = NULL WHERE batch = ?", ts, at, batch
        )

    def mark_refused(self, batch: int, error: str) -> None:
        """Note why a message isn't taken; it stays due."""
        self._change("UPDATE alert_news SET error = ? WHERE batch = ?", error, batch)

    def _news(self, clause: str, *values: int) -> list[News]:
        with self._connections.reading() as db:
            return [
                News(**{**row, "kind": Kind(row["kind"])})
                for row in db.query(f"SELECT * FROM alert_news {clause}", values)
            ]

    def _change(self, sql: str, *values: int | str) -> bool:
        with self._connections.writing() as db:
            return db.execute(sql, values).rowcount > 0


def _say(db: Database, number: int, saying: Saying) -> None:
    """Have something said of an alert, in place of what wasn't said yet."""
    if saying.instead_of is not None:
        sql = f"UPDATE alert_news SET words = ?, at = ? WHERE {_UNSAID} AND id = ?"
        db.execute(sql, [saying.words, utc_now(), number, saying.instead_of])
        return
    # Where it stood last is news still where it can't be told any more.
    _drop_unsaid(db, number, [Kind.REMINDER] if saying.kind is Kind.BLIND else [*Kind])
    db.execute(
        "INSERT INTO alert_news (alert_id, kind, words, at) VALUES (?, ?, ?, ?)",
        [number, str(saying.kind), saying.words, utc_now()],
    )


#: Neither said nor in the hands of somebody who is about to.
_UNSAID = "alert_id = ? AND ts IS NULL AND claimed_at IS NULL"


def _drop_unsaid(db: Database, number: int, kinds: Collection[Kind]) -> None:
    """Forget what wasn't said yet: something newer is to be said, or nothing any more."""
    places = ", ".join("?" * len(kinds))
    sql = f"DELETE FROM alert_news WHERE {_UNSAID} AND kind IN ({places})"
    db.execute(sql, [number, *map(str, kinds)])


def _claim_of(db: Database, batch: int, news: list[int]) -> Claim:
    """What would come of claiming a message."""
    places = ", ".join("?" * len(news))
    sql = f"SELECT batch, ts, claimed_at FROM alert_news WHERE id IN ({places})"
    found = db.execute(sql, news).fetchall()
    # Removed, said, in somebody's hands, or part of another message.
    if len(found) < len(news) or any(
        ts or is_held(claimed_at) or of not in (None, batch) for of, ts, claimed_at in found
    ):
        return Claim.TAKEN
    return Claim.NEW if all(of is None for of, _, _ in found) else Claim.AGAIN


def _values(found: Reading) -> tuple[str | float | None, ...]:
    state, *seen_in = _stood(found)
    return state, found.value, found.on, *seen_in


def _stood(found: Reading) -> tuple[str | int | None, ...]:
    seen = found.seen
    return str(found.state), seen.data_version, seen.rules, seen.today, found.is_blind


def _alert(row: dict[str, Any]) -> Alert:
    seen = Seen(row.pop("data_version"), row.pop("rules"), row.pop("today"))
    stands = State(row.pop("state")), row.pop("value"), row.pop("measured_on")
    last = Reading(*stands, seen, is_blind=bool(row.pop("blind")))
    return Alert(**row, last=last)
