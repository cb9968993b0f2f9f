"""How files were read, so that the next one with the same header needs no answer."""

from storage.connection import Connections, utc_now


class Mappings:
    """Remembers what people confirmed."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def remember(self, signature: str, reading: str) -> None:
        """Keep a reading, as JSON, for headers with this signature; the last one counts."""
        with self._connections.writing() as db:
            db.execute(
                "INSERT INTO mappings (signature, reading, at) VALUES (?, ?, ?)"
                " ON CONFLICT (signature) DO UPDATE SET"
                " reading = excluded.reading, at = excluded.at",
                [signature, reading, utc_now()],
            )

    def find(self, signature: str) -> str | None:
        """The reading that was last confirmed for headers with this signature."""
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT reading FROM mappings WHERE signature = ?", [signature]
            ).fetchone()
        return str(row[0]) if row else None
