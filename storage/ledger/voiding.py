"""Orders that a later file says were cancelled: their earlier version must not go on counting."""

from collections.abc import Iterable

from sqlite_utils import Database

_ADD_EMPTY_VERSIONS = """
    INSERT INTO order_versions (
        upload_id, invoice, ordered_at,
        purchase_lines, return_lines, units, purchase_cents, returned_cents, digest
    )
    SELECT :upload, invoice, ordered_at, 0, 0, 0, 0, 0, 0
    FROM order_versions
    WHERE current = 1 AND invoice IN (SELECT invoice FROM temp.voided)
    ON CONFLICT (upload_id, invoice) DO NOTHING
"""


class Voided:
    """Collects the invoices that a file says came to nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.execute("CREATE TEMP TABLE voided (invoice TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, invoices: Iterable[str]) -> None:
        """Note them; an invoice that has lines in the file as well isn't void."""
        self._db.conn.executemany(
            "INSERT INTO temp.voided VALUES (?) ON CONFLICT DO NOTHING",
            ((invoice,) for invoice in invoices),
        )

    def settle(self, upload_id: int) -> None:
        """Put a version without lines in the place of each order that is there."""
        self._db.execute(_ADD_EMPTY_VERSIONS, {"upload": upload_id})
