"""Which command made the answer that a thread hangs from."""

from dataclasses import dataclass

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers


@dataclass(frozen=True)
class Thread:
    """An answer's message and the command that made it; `created_at` is ISO text in UTC."""

    channel: str
    ts: str
    command: str
    user: str
    created_at: str


class Threads:
    """Remembers commands by the message that answered them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def remember(self, channel: str, ts: str, command: str, user: str) -> None:
        """Note the command behind a message; a later one for the same message replaces it. One
        about a forgotten customer isn't noted."""
        with self._connections.writing() as db:
            if ForgottenCustomers(db).in_command(command):
                return
            db.execute(
                "INSERT INTO threads (channel, ts, command, user, created_at)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel, ts) DO UPDATE SET"
                " command = excluded.command, user = excluded.user",
                [channel, ts, command, user, utc_now()],
            )

    def find(self, channel: str, ts: str) -> Thread | None:
        """The command behind a message, if it answered one."""
        with self._connections.reading() as db:
            for row in db.query(
                "SELECT * FROM threads WHERE channel = ? AND ts = ?", [channel, ts]
            ):
                return Thread(**row)
        return None
