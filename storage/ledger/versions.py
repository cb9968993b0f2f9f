"""Which upload's version of an order is the one that counts: the latest upload's.

Each upload has a version of every order that it contains, so undoing one needs no memory of what
was there before.
"""

from dataclasses import dataclass

from sqlite_utils import Database

GOING = "(SELECT value FROM json_each(:uploads))"
"""The uploads that are taken back together."""

# SQLite takes the bare columns from the row that has the maximum.
EARLIER = f"""
    SELECT invoice, order_id, customer_id, purchase_lines, purchase_cents, returned_cents, digest,
           max(upload_id) AS upload_id
    FROM order_versions
    WHERE upload_id NOT IN {GOING} AND upload_id NOT IN (SELECT upload_id FROM leftovers)
      AND invoice IN (
          SELECT invoice FROM order_versions WHERE upload_id IN {GOING} AND current = 1)
    GROUP BY invoice
"""
"""The versions that come back when those of ``:uploads`` go."""


@dataclass(frozen=True)
class Outcome:
    """What a file's orders changed; the summary is of the file, money in hundredths."""

    orders_new: int
    orders_changed: int
    orders_same: int
    first_order: str | None
    last_order: str | None
    customers: int
    revenue_cents: int
    unknown_revenue_cents: int


def outcome(db: Database, upload_id: int) -> Outcome:
    """Compare an upload's orders, not yet current, with those that are."""
    rows = db.query(
        """
        SELECT count(*) FILTER (WHERE old.order_id IS NULL) AS orders_new,
               count(*) FILTER (WHERE old.digest <> new.digest) AS orders_changed,
               count(*) FILTER (WHERE old.digest = new.digest) AS orders_same,
               min(new.ordered_at) FILTER (WHERE new.purchase_lines) AS first_order,
               max(new.ordered_at) FILTER (WHERE new.purchase_lines) AS last_order,
               count(DISTINCT new.customer_id) FILTER (WHERE new.purchase_lines) AS customers,
               coalesce(sum(new.purchase_cents), 0) AS revenue_cents,
               coalesce(sum(new.purchase_cents) FILTER (WHERE new.customer_id IS NULL), 0)
                   AS unknown_revenue_cents
        FROM order_versions new
        LEFT JOIN order_versions old ON old.invoice = new.invoice AND old.current = 1
        WHERE new.upload_id = ?
        """,
        [upload_id],
    )
    return Outcome(**next(iter(rows)))


def make_current(db: Database, upload_id: int) -> None:
    """Put an upload's orders in the place of earlier versions of the same invoices."""
    db.execute(
        "UPDATE order_versions SET current = 0 WHERE current = 1 AND invoice IN"
        " (SELECT invoice FROM order_versions WHERE upload_id = ?)",
        [upload_id],
    )
    db.execute("UPDATE order_versions SET current = 1 WHERE upload_id = ?", [upload_id])


def give_back(db: Database, these: dict[str, str]) -> None:
    """Take the orders of uploads out, and let the versions before them count again."""
    back = [(row[0],) for row in db.execute(f"SELECT order_id FROM ({EARLIER})", these)]
    db.execute(f"UPDATE order_versions SET current = 0 WHERE upload_id IN {GOING}", these)
    db.conn.executemany("UPDATE order_versions SET current = 1 WHERE order_id = ?", back)
