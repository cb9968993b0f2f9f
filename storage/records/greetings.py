"""Which channels the bot has said hello in."""

from datetime import datetime, timedelta

from storage.connection import Connections, utc_now


class Greetings:
    """Remembers when each channel was greeted last."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def begin(self, channel: str, *, not_within: timedelta) -> bool:
        """Note that a channel is greeted now; False where it was within this time, so that it
        shouldn't be."""
        now = utc_now()
        with self._connections.writing() as db:
            for row in db.query("SELECT at FROM greetings WHERE channel = ?", [channel]):
                last = datetime.fromisoformat(str(row["at"]))
                if datetime.fromisoformat(now) - last < not_within:
                    return False
            db.execute(
                "INSERT INTO greetings (channel, at) VALUES (?, ?)"
                " ON CONFLICT (channel) DO UPDATE SET at = excluded.at",
                [channel, now],
            )
        return True
