"""Mended rows that join the order that they were missing from.

Any other upload's version of an order replaces the earlier one; that of an upload of mended rows
takes the earlier one's lines along.
"""

from collections.abc import Sequence

from sqlite_utils import Database

from storage.ledger.rolling_up import DIGEST_MASK

# Lines of an upload that isn't the mended one may have the same numbers for other rows.
_FAR = 1_000_000_000_000

_PAIRS = """
    CREATE TEMP TABLE joined AS
    SELECT new.order_id AS new_id, old.order_id AS old_id, old.upload_id IN ({mended}) AS mended
    FROM order_versions new
    JOIN order_versions old ON old.invoice = new.invoice AND old.current = 1
    WHERE new.upload_id = ?
"""
# A mended row takes the place of the one with its number; what an order's rows state of the
# whole is settled anew where the mended rows state it, and else comes along too.
_TAKE_ALONG = f"""
    CREATE TEMP TABLE taken_along AS
    SELECT new_id, CASE WHEN mended OR line < 0 THEN line ELSE line + {_FAR} END AS line,
           product_id, quantity, unit_price, amount_cents
    FROM temp.joined JOIN order_lines ON order_id = old_id
    WHERE NOT (mended AND EXISTS (
              SELECT 1 FROM order_lines own
              WHERE own.order_id = new_id AND own.line = order_lines.line))
      AND NOT (order_lines.line IN (-1, -2) AND new_id IN (SELECT order_id FROM temp.stated))
"""
_ADD_LINES = """
    INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price, amount_cents)
    SELECT new_id, line, product_id, quantity, unit_price, amount_cents FROM temp.taken_along
"""
_ADD_UP = f"""
    UPDATE order_versions SET
        customer_id = coalesce(order_versions.customer_id, old.customer_id),
        country = coalesce(order_versions.country, old.country),
        ordered_at = min(order_versions.ordered_at, old.ordered_at),
        purchase_lines = order_versions.purchase_lines + along.purchase_lines,
        return_lines = order_versions.return_lines + along.return_lines,
        units = round(order_versions.units + along.units, 3),
        purchase_cents = order_versions.purchase_cents + along.purchase_cents,
        returned_cents = order_versions.returned_cents + along.returned_cents,
        digest = (order_versions.digest + old.digest) & {DIGEST_MASK}
    FROM temp.joined
    JOIN order_versions old ON old.order_id = old_id
    JOIN (
        SELECT new_id,
               count(*) FILTER (WHERE quantity > 0) AS purchase_lines,
               count(*) FILTER (WHERE quantity < 0) AS return_lines,
               coalesce(sum(quantity) FILTER (WHERE quantity > 0), 0) AS units,
               coalesce(sum(amount_cents) FILTER (WHERE quantity >= 0 AND line <> -2), 0)
                   AS purchase_cents,
               -coalesce(sum(amount_cents) FILTER (WHERE quantity < 0 OR line = -2), 0)
                   AS returned_cents
        FROM temp.taken_along GROUP BY new_id
    ) AS along ON along.new_id = joined.new_id
    WHERE order_versions.order_id = joined.new_id
"""


def join_current(db: Database, upload_id: int, mended: Sequence[int]) -> None:
    """Add the current versions' lines to an upload's own versions of the same orders.

    Within a transaction that is open, before stated totals are settled.

    Parameters
    ----------
    upload_id : int
        The upload of mended rows; a row has the line number that it had when it was rejected.
    mended : sequence of int
        The upload that the rows were rejected from, and earlier ones of rows mended in it.
    """
    places = ", ".join("?" * len(mended))
    db.execute(_PAIRS.format(mended=places), [*mended, upload_id])
    db.execute(_TAKE_ALONG)
    db.execute(_ADD_LINES)
    db.execute(_ADD_UP)
    for table in ("joined", "taken_along"):
        db.execute(f"DROP TABLE temp.{table}")
