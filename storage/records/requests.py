"""What people asked for, from the moment that Slack hears it was taken until it is answered.

It has a file of its own: whoever asks mustn't wait while an import writes to the workspace's.
"""

import logging
import secrets
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from weakref import finalize

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers, Naming

log = logging.getLogger(__name__)

#: Slack delivers again what it thinks wasn't heard, for an hour at most.
_KNOWN_FOR = timedelta(days=1)
_ERASED = "…"
_TABLE = """
    CREATE TABLE IF NOT EXISTS requests (
        id TEXT PRIMARY KEY,
        key TEXT UNIQUE,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        details TEXT NOT NULL,
        channel TEXT NOT NULL,
        user TEXT NOT NULL,
        thread_ts TEXT,
        ts TEXT,
        asked_at TEXT NOT NULL,
        begun_at TEXT,
        answered_at TEXT
    )
"""


@dataclass(frozen=True)
class NewRequest:
    """What somebody asks for.

    Attributes
    ----------
    key : str or None
        Slack's own name for it, by which a second delivery is known; None where there is none.
    kind : str
        Of work that it makes.
    text : str
        What they said; of files their names, or ids where nobody knows those yet.
    details : str
        All that it takes to work on it, besides the text.
    channel, user : str
    thread_ts : str or None
        Of the thread that it was asked in, if any.
    """

    key: str | None
    kind: str
    text: str
    details: str
    channel: str
    user: str
    thread_ts: str | None


@dataclass(frozen=True)
class Request(NewRequest):
    """What is kept of it.

    Attributes
    ----------
    id : str
    asked_at : str
        ISO text in UTC.
    begun_at : str or None
        Since when something of it may have been seen or done; None while it waits for its turn.
    ts : str or None
        Of the message that says "working on it"; None where it wasn't noted, or can't be posted.
    """

    id: str
    asked_at: str
    begun_at: str | None
    ts: str | None


class Requests:
    """Keeps what was asked for until it is answered.

    Where that can't be, as on a full disk, nothing is kept, so that people can still ask.

    Parameters
    ----------
    store : Connections
        To the workspace's file, beside which this one lies.
    """

    def __init__(self, store: Connections) -> None:
        self._store = store
        self._path = store.beside("requests")
        self._turn = threading.Lock()
        self._open: sqlite3.Connection | None = None

    def accept(self, new: NewRequest) -> str | None:
        """Keep what was asked; returns its id, or None where it was delivered before."""
        request_id = secrets.token_hex(8)
        rows = self._write(
            "INSERT INTO requests (id, key, kind, text, details, channel, user, thread_ts,"
            " asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            [
                *(request_id, new.key, new.kind, self._hidden(new.text), new.details),
                *(new.channel, new.user, new.thread_ts, utc_now()),
            ],
        )
        return None if rows == 0 else request_id

    def begin(self, request_id: str, text: str) -> None:
        """Note that from now on something of it may be seen or done, and what it is about."""
        self._write(
            "UPDATE requests SET begun_at = ?, text = ? WHERE id = ?",
            [utc_now(), self._hidden(text), request_id],
        )

    def shown(self, request_id: str, ts: str) -> None:
        """Note the message that says "working on it"."""
        self._write("UPDATE requests SET ts = ? WHERE id = ?", [ts, request_id])

    def finish(self, request_id: str) -> None:
        """Forget what has been answered, well or not, save that it was asked."""
        self._write(
            "UPDATE requests SET text = '', details = '', answered_at = ? WHERE id = ?",
            [utc_now(), request_id],
        )
        before = datetime.now(UTC) - _KNOWN_FOR
        self._write(
            "DELETE FROM requests WHERE answered_at < ?", [before.isoformat(timespec="seconds")]
        )

    def asked_as(self, key: str) -> Request | None:
        """What was asked by this name of Slack's; of what was answered no words are kept."""
        return next(iter(self._found("key = ?", [key])), None)

    def open(self) -> list[Request]:
        """What isn't answered yet, oldest first: at a start, what the last process left."""
        return self._found("answered_at IS NULL ORDER BY rowid")

    def _found(self, which: str, values: Sequence[str] = ()) -> list[Request]:
        names = [each.name for each in fields(Request)]
        sql = f"SELECT {', '.join(names)} FROM requests WHERE {which}"
        with self._turn:
            rows = self._connection().execute(sql, list(values)).fetchall()
        return [Request(**dict(zip(names, row, strict=True))) for row in rows]

    def erase(self, customer: Naming) -> None:
        """Forget what they ask where they name a customer, and leave no byte of what was forgotten
        before; who asked is still told that it wasn't answered."""
        for each in self.open():
            if customer.in_command(each.text):
                self._write(
                    "UPDATE requests SET text = ?, details = '' WHERE id = ?", [_ERASED, each.id]
                )
        with self._turn:
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _hidden(self, text: str) -> str:
        try:
            with self._store.reading() as db:
                return ForgottenCustomers(db).hidden(text)
        except sqlite3.Error:
            # Whoever works on it hears of that. Nobody can tell whom it names.
            return _ERASED

    def _write(self, sql: str, values: Sequence[str | None] = ()) -> int | None:
        """How many rows it concerned; None where it couldn't be written."""
        try:
            with self._turn:
                return self._connection().execute(sql, values).rowcount
        except sqlite3.Error:
            log.warning("request not kept", exc_info=True)
            return None

    def _connection(self) -> sqlite3.Connection:
        """The one connection, for whoever has the turn: to open and close one for each request
        would take longer than all else that is done before Slack hears that it was taken."""
        if self._open is None:
            opened = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            finalize(self, opened.close)
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("PRAGMA synchronous = NORMAL")
            # What is forgotten mustn't be readable in the file's free pages.
            opened.execute("PRAGMA secure_delete = ON")
            opened.execute(_TABLE)
            self._open = opened
        return self._open
