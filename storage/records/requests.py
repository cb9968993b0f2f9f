"""Work under way, so that after a crash the bot can tell who was waiting."""

from dataclasses import dataclass

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers


@dataclass(frozen=True)
class Request:
    """Work that was begun and not finished.

    Attributes
    ----------
    ts : str or None
        Of the message that says "working on it"; None where it wasn't noted, or can't be posted.
    thread_ts : str or None
        Of the thread that it was asked in, if any.
    started_at : str
        ISO text in UTC.
    """

    id: int
    kind: str
    text: str
    channel: str
    ts: str | None
    thread_ts: str | None
    user: str
    started_at: str


class Requests:
    """Keeps a note of each piece of work while it lasts."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def begin(
        self,
        kind: str,
        text: str,
        channel: str,
        user: str,
        thread_ts: str | None = None,
    ) -> int:
        """Note that work starts; give the id to finish it with."""
        with self._connections.writing() as db:
            request_id = db.execute(
                "INSERT INTO requests (kind, text, channel, thread_ts, user, started_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [kind, ForgottenCustomers(db).hidden(text), channel, thread_ts, user, utc_now()],
            ).lastrowid
        return int(request_id or 0)

    def shown(self, request_id: int, ts: str) -> None:
        """Note the message that says "working on it"."""
        with self._connections.writing() as db:
            db.execute("UPDATE requests SET ts = ? WHERE id = ?", [ts, request_id])

    def finish(self, request_id: int) -> None:
        """Forget work that has been answered, well or not."""
        with self._connections.writing() as db:
            db.execute("DELETE FROM requests WHERE id = ?", [request_id])

    def abandoned(self) -> list[Request]:
        """What a process left behind, oldest first; ask at a start, before new work begins."""
        with self._connections.reading() as db:
            return [Request(**row) for row in db.query("SELECT * FROM requests ORDER BY id")]
