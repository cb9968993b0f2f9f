"""Single values that the store keeps about itself."""

from typing import Any

from sqlite_utils import Database


def data_version(db: Database) -> int:
    """How often the data has changed: equal versions hold equal data."""
    return int(_value(db, "data_version"))


def note_change(db: Database) -> None:
    """The data changes, in the transaction that is open."""
    db.execute("UPDATE facts SET value = value + 1 WHERE name = 'data_version'")


def _value(db: Database, name: str) -> Any:
    (value,) = db.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
    return value
