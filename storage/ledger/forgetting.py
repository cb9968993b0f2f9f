"""Erasing a person from the store, so that nothing of them is left and every total holds."""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from analytics.vocabulary.identifiers import folded, identifier
from storage import facts
from storage.forgotten import hashed, invoice_without, naming_of, parts, salt
from storage.records.exports import Export, exports_of
from storage.transaction import transaction

log = logging.getLogger(__name__)

_WAIT_FOR_READERS_MS = 30_000
# Bytes are dropped whether or not they were there, so that no upload is looked into twice.
_UPLOADS_THAT_NAME = """
    SELECT upload_id FROM order_versions WHERE customer_id = :customer
    UNION SELECT upload_id FROM attribute_values WHERE customer_id = :customer
    UNION SELECT upload_id FROM left_out_rows WHERE in_cells(cells)
    UNION SELECT value FROM json_each(:uploads)
"""


@dataclass(frozen=True)
class Forgotten:
    """Where a customer is, or was, in the store.

    Attributes
    ----------
    orders : int
        Current orders; they keep their money and lose the customer.
    attributes : int
        Current values.
    runs, digests, campaigns : int
        Segmentations, digests and campaigns with the customer among their members.
    left_out_rows : int
        Rows of files, set aside or rejected, that name the customer; their cells go.
    conversations : int
        Threads and files waiting for an answer whose text names the customer.
    uploads : int
        Uploads whose kept bytes have the customer in them; the bytes go.
    exports : tuple of Export
        Files in Slack that have the customer in them, for the bot to delete there.
    """

    orders: int
    attributes: int
    runs: int
    digests: int
    campaigns: int
    left_out_rows: int
    conversations: int
    uploads: int
    exports: tuple[Export, ...]


def forget_effect(db: Database, customer_id: str, uploads: Sequence[int] = ()) -> Forgotten:
    """Say what `forget` would erase, and change nothing; `db` sees one moment."""
    _register(db, customer_id)
    this = {"customer": customer_id, "uploads": json.dumps([*uploads])}

    def count(rows: str) -> int:
        (number,) = db.execute(f"SELECT count(*) FROM {rows}", this).fetchone()
        return int(number)

    return Forgotten(
        orders=count("orders WHERE customer_id = :customer"),
        attributes=count("attributes WHERE customer_id = :customer"),
        runs=count("assignments WHERE customer_id = :customer"),
        digests=count("digest_members WHERE customer_id = :customer"),
        campaigns=count("campaign_customers WHERE customer_id = :customer"),
        left_out_rows=count("left_out_rows WHERE in_cells(cells)"),
        conversations=sum(count(f"{table} WHERE {test}") for table, test in _CONVERSATIONS),
        uploads=count(
            "(SELECT DISTINCT upload_id FROM upload_parts"
            f" WHERE upload_id IN ({_UPLOADS_THAT_NAME}))"
        ),
        exports=exports_of(db, customer_id),
    )


def forget(db: Database, customer_id: str, uploads: Sequence[int] = ()) -> Forgotten:
    """Erase a customer in one transaction, and see to it that they stay away.

    The bytes of these `uploads`, in which they are beside what was stored, go as well.

    Their orders stay, nobody's, in every upload's version: totals hold, and undoing an upload
    brings nobody back. What the orders are compared by stays as well, so that the same order in
    a later file is the same order. At last the file is written anew, since SQLite leaves what it
    deletes, and what it once moved, where it was.
    """
    this = {"customer": customer_id, "uploads": json.dumps([*uploads])}
    with transaction(db):
        effect = forget_effect(db, customer_id, uploads)
        for sql in _erasing():
            db.execute(sql, this if ":customer" in sql else {})
        _hide_in_wordings(db)
        db.execute(
            "INSERT INTO forgotten_customers (hash, parts) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [hashed(customer_id, salt(db)), parts(customer_id)],
        )
        facts.note_change(db)
    _write_anew(db)
    return effect


_CONVERSATIONS = (
    ("threads", "names_them(command)"),
    ("pending_files", "names_them(question) OR names_them(filename)"),
)


def _erasing() -> Iterator[str]:
    theirs = "SELECT order_id FROM order_versions WHERE customer_id = :customer"
    yield f"DELETE FROM order_values WHERE order_id IN ({theirs})"
    yield f"DELETE FROM upload_parts WHERE upload_id IN ({_UPLOADS_THAT_NAME})"
    yield "UPDATE left_out_rows SET cells = '{}' WHERE in_cells(cells)"
    yield (
        "UPDATE order_versions SET customer_id = NULL, invoice = invoice_without(invoice)"
        " WHERE customer_id = :customer"
    )
    listing = "SELECT file_id FROM export_customers WHERE customer_id = :customer"
    yield f"UPDATE exports SET recalled = 1 WHERE file_id IN ({listing})"
    for table in ("attribute_values", "assignments", "digest_members", "export_customers"):
        yield f"DELETE FROM {table} WHERE customer_id = :customer"
    yield "UPDATE campaign_customers SET customer_id = NULL WHERE customer_id = :customer"
    for column in ("command", "name", "audience"):
        yield f"UPDATE campaigns SET {column} = hidden({column}) WHERE in_text({column})"
    yield "DELETE FROM attribute_values WHERE in_text(value)"
    naming = "SELECT id FROM order_attribute_values WHERE in_text(value) OR is_them(value)"
    yield f"DELETE FROM order_values WHERE value_id IN ({naming})"
    yield "DELETE FROM order_attribute_values WHERE in_text(value) OR is_them(value)"
    for table, test in _CONVERSATIONS:
        yield f"DELETE FROM {table} WHERE {test}"
    yield "DELETE FROM mappings WHERE in_text(signature) OR in_text(reading)"
    yield "UPDATE uploads SET filename = hidden(filename) WHERE in_text(filename)"
    yield "UPDATE uploads SET notes = hidden(notes) WHERE in_text(notes)"


def _hide_in_wordings(db: Database) -> None:
    """An address may be printed on what somebody bought; two wordings may become one by that."""
    naming = db.execute(
        "SELECT id, hidden(product_code), hidden(description), merchandise FROM products"
        " WHERE product_code || description LIKE '%@%'"
        " AND (in_text(product_code) OR in_text(description))"
    ).fetchall()
    for product, *wording in naming:
        same = db.execute(
            "SELECT id FROM products WHERE product_code = ? AND description = ?"
            " AND merchandise = ?",
            wording,
        ).fetchone()
        if same is None:
            db.execute(
                "UPDATE products SET product_code = ?, description = ? WHERE id = ?",
                [*wording[:2], product],
            )
        else:
            db.execute(
                "UPDATE order_lines SET product_id = ? WHERE product_id = ?", [same[0], product]
            )
            db.execute("DELETE FROM products WHERE id = ?", [product])


def _register(db: Database, customer_id: str) -> None:
    naming = naming_of(customer_id)
    own_salt = salt(db)
    plain, escaped = folded(customer_id), folded(json.dumps(customer_id, ensure_ascii=False)[1:-1])

    def in_cells(cells: str) -> bool:
        # Most rows name somebody else, and a look at their letters is quick.
        return escaped in folded(cells) and any(
            naming.in_cell(str(cell)) for cell in json.loads(cells).values()
        )

    def in_text(text: str) -> bool:
        return plain in folded(text) and naming.in_text(text)

    functions: dict[str, Callable[[str], bool | str]] = {
        "in_cells": in_cells,
        "in_text": in_text,
        "names_them": naming.in_command,
        "is_them": lambda value: identifier(value) == customer_id,
        "hidden": naming.hidden,
        "invoice_without": lambda invoice: invoice_without(invoice, customer_id, own_salt),
    }
    for name, function in functions.items():
        db.conn.create_function(name, 1, function, deterministic=True)


def _write_anew(db: Database) -> None:
    """Leave no byte of what was erased in the file or in the log beside it."""
    db.conn.execute(f"PRAGMA busy_timeout = {_WAIT_FOR_READERS_MS}")
    try:
        db.conn.execute("VACUUM")
        (is_held, *_) = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        # Erased it is; the bytes go when the store is next written anew.
        log.exception("store not written anew")
        return
    if is_held:
        log.warning("log held by a reader")
