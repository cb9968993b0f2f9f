"""Taking an upload back, and with it those that build upon it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from storage import facts
from storage.ledger import attributes, leftovers, versions
from storage.transaction import transaction


@dataclass(frozen=True)
class UndoEffect:
    """What taking uploads back changes; money in hundredths, purchases less returns of all orders.

    Attributes
    ----------
    orders_vanish : int
        No other upload has them.
    orders_return : int
        They go back to an earlier upload's version that differs.
    orders_stay : int
        An earlier upload has the very same, or a later one has replaced them already.
    lines : int
        Of the orders that vanish or return, as they are now.
    customers_vanish : int
        They have no order left.
    attributes_vanish, attributes_return : int
        Values of customers' attributes: gone, or back to what an earlier upload says.
    """

    upload_id: int
    orders_vanish: int
    orders_return: int
    orders_stay: int
    lines: int
    customers_vanish: int
    revenue_before_cents: int
    revenue_after_cents: int
    attributes_vanish: int
    attributes_return: int


def undo_effect(db: Database, upload_id: int, along: Sequence[int] = ()) -> UndoEffect:
    """Say what `undo` would change, and change nothing; `db` sees one moment."""
    these = _together(upload_id, along)
    counts = next(iter(db.query(_ORDERS, these)))
    money = next(iter(db.query(_MONEY, these)))
    values = attributes.loss(db, these)
    return UndoEffect(
        upload_id,
        **counts,
        **money,
        attributes_vanish=values.vanish,
        attributes_return=values.give_way,
    )


def undo(db: Database, upload_id: int, along: Sequence[int] = ()) -> None:
    """Put everything back to what it would be without these uploads, in one transaction; their
    unseen rows go after it."""
    with transaction(db):
        take_out(db, (upload_id, *along))
        facts.note_change(db)
    leftovers.sweep(db)


def take_out(db: Database, uploads: Sequence[int]) -> None:
    """Let nothing of these uploads be seen, within a transaction that is open."""
    these = {"uploads": json.dumps([*uploads])}
    versions.give_back(db, these)
    attributes.give_back(db, these)
    for gone in uploads:
        db.execute("DELETE FROM uploads WHERE id = ?", [gone])
        leftovers.note(db, gone)


def _together(upload_id: int, along: Sequence[int]) -> dict[str, str]:
    return {"uploads": json.dumps([upload_id, *along])}


_ORDERS = f"""
    WITH earlier AS ({versions.EARLIER}),
    gone AS (
        SELECT invoice, new.order_id, new.purchase_lines, new.customer_id, new.current,
               earlier.order_id AS back, earlier.customer_id AS back_customer,
               new.current AND earlier.order_id IS NULL AS vanishes,
               new.current AND coalesce(earlier.digest <> new.digest, 0) AS returns
        FROM order_versions new LEFT JOIN earlier USING (invoice)
        WHERE new.upload_id IN {versions.GOING}
    )
    SELECT count(*) FILTER (WHERE vanishes) AS orders_vanish,
           count(*) FILTER (WHERE returns) AS orders_return,
           count(DISTINCT invoice) - count(*) FILTER (WHERE vanishes OR returns) AS orders_stay,
           (SELECT count(*) FROM order_lines
            WHERE order_id IN (SELECT order_id FROM gone WHERE vanishes OR returns)) AS lines,
           (SELECT count(*) FROM (
                SELECT customer_id FROM gone WHERE current AND customer_id IS NOT NULL
                EXCEPT SELECT customer_id FROM order_versions
                       WHERE current = 1 AND upload_id NOT IN {versions.GOING}
                EXCEPT SELECT back_customer FROM gone WHERE current)) AS customers_vanish
    FROM gone
"""
_MONEY = f"""
    WITH totals AS (
        SELECT coalesce(sum(purchase_cents - returned_cents), 0) AS now,
               coalesce(sum(purchase_cents - returned_cents)
                        FILTER (WHERE upload_id IN {versions.GOING}), 0) AS goes
        FROM order_versions WHERE current = 1
    ),
    comes AS (
        SELECT coalesce(sum(purchase_cents - returned_cents), 0) AS back
        FROM ({versions.EARLIER})
    )
    SELECT now AS revenue_before_cents, now - goes + back AS revenue_after_cents
    FROM totals, comes
"""
