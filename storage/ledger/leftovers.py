"""Rows that are no part of the data: of an import that never finished, or of an undone one.

An import writes its rows in many short transactions, and an upload that is undone may have
millions of them. So both are parted: what everyone sees changes in one short transaction, and the
rows that nobody sees come before it or go after it, a few at a time. The table ``leftovers`` names
the uploads whose rows are unseen; whoever changes the data next removes them.
"""

from sqlite_utils import Database

from storage.transaction import transaction

_ORDERS_AT_ONCE = 5_000
_OF_AN_UPLOAD = (
    *("upload_parts", "left_out_rows"),
    *("attribute_values", "attribute_labels", "order_attribute_values"),
)


def note(db: Database, upload_id: int) -> None:
    """Name an upload whose rows are unseen, within a transaction that is open."""
    db.execute("INSERT INTO leftovers (upload_id) VALUES (?)", [upload_id])


def strike(db: Database, upload_id: int) -> None:
    """Its rows are seen from now on, or gone; within a transaction that is open."""
    db.execute("DELETE FROM leftovers WHERE upload_id = ?", [upload_id])


def sweep(db: Database) -> None:
    """Remove the rows of every upload that is named, in transactions of its own."""
    for (upload_id,) in db.execute("SELECT upload_id FROM leftovers").fetchall():
        _remove_orders(db, upload_id)
        with transaction(db):
            for table in _OF_AN_UPLOAD:
                db.execute(f"DELETE FROM {table} WHERE upload_id = ?", [upload_id])
            db.execute("DELETE FROM products WHERE id NOT IN (SELECT product_id FROM order_lines)")
            strike(db, upload_id)


def _remove_orders(db: Database, upload_id: int) -> None:
    first, last = db.execute(
        "SELECT min(order_id), max(order_id) FROM order_versions WHERE upload_id = ?", [upload_id]
    ).fetchone()
    if first is None:
        return
    for start in range(first, last + 1, _ORDERS_AT_ONCE):
        some = {"upload": upload_id, "start": start, "end": start + _ORDERS_AT_ONCE}
        chosen = "order_id >= :start AND order_id < :end AND upload_id = :upload"
        with transaction(db):
            for table in ("order_lines", "order_values"):
                db.execute(
                    f"DELETE FROM {table} WHERE order_id IN"
                    f" (SELECT order_id FROM order_versions WHERE {chosen})",
                    some,
                )
            db.execute(f"DELETE FROM order_versions WHERE {chosen}", some)
