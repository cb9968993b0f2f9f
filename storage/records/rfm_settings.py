"""How RFM segments are made here: what somebody decided, and when."""

from dataclasses import dataclass

from storage.connection import Connections, utc_now


@dataclass(frozen=True)
class RfmDecision:
    """One decision; `at` is ISO text in UTC.

    Attributes
    ----------
    number : int
        Counts decisions, from 1.
    command : str or None
        The command that says the settings; None where it was to have none.
    """

    number: int
    command: str | None
    user: str
    at: str


class RfmSettings:
    """Keeps decisions on how segments are made."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def latest(self) -> RfmDecision | None:
        """What counts now; None where nobody decided anything."""
        with self._connections.reading() as db:
            for row in db.query("SELECT * FROM rfm_settings ORDER BY id DESC LIMIT 1"):
                return RfmDecision(row["id"], row["command"], row["user"], row["at"])
        return None

    def decide(self, command: str | None, user: str, seen: int) -> bool:
        """Note a decision that was made with the one of number `seen` (0: none) in view.

        False, and nothing is noted, where another one was made meanwhile.
        """
        with self._connections.writing() as db:
            (last,) = db.execute("SELECT coalesce(max(id), 0) FROM rfm_settings").fetchone()
            if last != seen:
                return False
            db.execute(
                "INSERT INTO rfm_settings (command, user, at) VALUES (?, ?, ?)",
                [command, user, utc_now()],
            )
        return True
