"""Posted files that wait until somebody says how to read them."""

from dataclasses import dataclass

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers


@dataclass(frozen=True)
class NewPendingFile:
    """Files that are read as one, and what was asked about them.

    Attributes
    ----------
    file_ids : str
        Slack's, parted by commas, to fetch them again with.
    thread_ts : str or None
        Of the thread that it was posted in, if any.
    ts : str or None
        Of the message that asks.
    question : str
        JSON, as the asker wishes.
    """

    file_ids: str
    filename: str
    channel: str
    user: str
    thread_ts: str | None
    ts: str | None
    question: str


@dataclass(frozen=True)
class PendingFile(NewPendingFile):
    """A file that waits; `created_at` is ISO text in UTC."""

    id: int
    created_at: str


class PendingFiles:
    """Keeps files in mind until they are answered for."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def put(self, new: NewPendingFile) -> int:
        """Note a file; give the id to find it by. What names a forgotten customer is left out."""
        with self._connections.writing() as db:
            forgotten = ForgottenCustomers(db)
            pending_id = db.execute(
                "INSERT INTO pending_files (file_ids, filename, channel, user, thread_ts, ts,"
                " question, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    new.file_ids,
                    forgotten.hidden(new.filename),
                    new.channel,
                    new.user,
                    new.thread_ts,
                    new.ts,
                    forgotten.hidden_in_json(new.question),
                    utc_now(),
                ],
            ).lastrowid
        return int(pending_id or 0)

    def find(self, pending_id: int) -> PendingFile | None:
        """The file with this id, if it still waits."""
        with self._connections.reading() as db:
            for row in db.query("SELECT * FROM pending_files WHERE id = ?", [pending_id]):
                return PendingFile(**row)
        return None

    def waiting(self, channel: str, thread_ts: str | None) -> list[PendingFile]:
        """The files that wait in a thread, or anywhere in a channel, the latest first."""
        sql = "SELECT * FROM pending_files WHERE channel = ?"
        among, values = "", [channel]
        if thread_ts is not None:
            among, values = " AND ? IN (thread_ts, ts)", [channel, thread_ts]
        with self._connections.reading() as db:
            return [
                PendingFile(**row) for row in db.query(f"{sql}{among} ORDER BY id DESC", values)
            ]

    def finish(self, pending_id: int) -> bool:
        """The file has its answer; True for one caller only."""
        with self._connections.writing() as db:
            return db.execute("DELETE FROM pending_files WHERE id = ?", [pending_id]).rowcount > 0
