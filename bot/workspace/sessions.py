"""An agent's sessions: what people are shown of its work in a thread."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a session stands; while it is processing, people can stop it."""

    PROCESSING = "processing"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(slots=True)
class Session:
    """What an agent does in a thread; ``title`` may be empty."""

    status: Status
    title: str


class Sessions:
    """The sessions, by their channel and the ``ts`` of their thread's first message."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, str], Session] = {}

    def find(self, channel: str, ts: str) -> Session | None:
        """The session of a thread, if an agent began one there."""
        return self._sessions.get((channel, ts))

    def set(self, channel: str, ts: str, status: Status, title: str) -> Session:
        """Set a session's status; a session that is new gets the title."""
        session = self._sessions.setdefault((channel, ts), Session(status, title))
        session.status = status
        return session
