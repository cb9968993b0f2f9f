"""How often a store's data has changed."""

from sqlite_utils import Database


def data_version(db: Database) -> int:
    """How often the data has changed: equal versions hold equal data."""
    (value,) = db.execute("SELECT value FROM facts WHERE name = 'data_version'").fetchone()
    return int(value)


def note_change(db: Database) -> None:
    """The data changes, in the transaction that is open."""
    db.execute("UPDATE facts SET value = value + 1 WHERE name = 'data_version'")
