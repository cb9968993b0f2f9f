"""Files about customers that the bot posted, so that a person can be erased there too."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers


@dataclass(frozen=True)
class Export:
    """A posted file; `file_id` is Slack's, `created_at` is ISO text in UTC."""

    file_id: str
    channel: str
    user: str
    name: str
    created_at: str


class Exports:
    """Notes which posted files have which customers in them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def note(
        self, file_id: str, channel: str, user: str, name: str, customer_ids: Iterable[str]
    ) -> None:
        """Note a posted file and whom it lists; if somebody was forgotten meanwhile, it waits to
        be deleted."""
        with self._connections.writing() as db:
            forgotten = ForgottenCustomers(db)
            listed = set(customer_ids)
            known = {each for each in listed if not forgotten.includes(each)}
            db.execute(
                "INSERT INTO exports (file_id, channel, user, name, created_at, recalled)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [file_id, channel, user, name, utc_now(), known != listed],
            )
            db.conn.executemany(
                "INSERT INTO export_customers (customer_id, file_id) VALUES (?, ?)",
                ((customer_id, file_id) for customer_id in sorted(known)),
            )

    def of_customer(self, customer_id: str) -> list[Export]:
        """The posted files that list a customer."""
        with self._connections.reading() as db:
            return list(exports_of(db, customer_id))

    def recalled(self) -> list[Export]:
        """Files that list a customer who has been forgotten: they wait to be deleted."""
        with self._connections.reading() as db:
            return [
                Export(*row) for row in db.execute(f"{_SELECT} WHERE recalled = 1 ORDER BY file_id")
            ]

    def finish(self, file_id: str) -> None:
        """The posted file is gone, and the note of it."""
        with self._connections.writing() as db:
            db.execute("DELETE FROM exports WHERE file_id = ?", [file_id])


_SELECT = "SELECT file_id, channel, user, name, created_at FROM exports"


def exports_of(db: Database, customer_id: str) -> tuple[Export, ...]:
    """As `Exports.of_customer`, within a transaction that is already open."""
    rows = db.execute(
        f"{_SELECT} WHERE file_id IN"
        " (SELECT file_id FROM export_customers WHERE customer_id = ?) ORDER BY file_id",
        [customer_id],
    )
    return tuple(Export(*row) for row in rows)
