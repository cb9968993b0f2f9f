"""What an order's rows state of the whole order: its total or what is taken off it, and what of it
was paid back."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlite_utils import Database

from storage.ledger.rolling_up import DIGEST_MASK

ADJUSTMENT = ("ORDER ADJUSTMENT", "Discounts, shipping and tax of the order")
REFUND = ("REFUND", "Money paid back")
# Real lines count from 1.
_ADJUSTMENT_LINE, _REFUND_LINE = -1, -2
_STATED = ("order_total_cents", "refunded_cents", "order_discount_cents")

_KEEP = """
    INSERT INTO temp.stated (order_id, total_cents, refunded_cents, discount_cents)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (order_id) DO UPDATE SET
        total_cents = coalesce(max(total_cents, excluded.total_cents),
                               total_cents, excluded.total_cents),
        refunded_cents = coalesce(max(refunded_cents, excluded.refunded_cents),
                                  refunded_cents, excluded.refunded_cents),
        discount_cents = coalesce(max(discount_cents, excluded.discount_cents),
                                  discount_cents, excluded.discount_cents)
"""
_LESS_DISCOUNTS = """
    UPDATE temp.stated SET total_cents = (
        SELECT max(purchase_cents - returned_cents - discount_cents, 0)
        FROM order_versions WHERE order_versions.order_id = stated.order_id
    ) WHERE total_cents IS NULL AND discount_cents > 0
"""
_ADJUSTMENTS = """
    SELECT order_id, total_cents - (purchase_cents - returned_cents) AS cents
    FROM temp.stated JOIN order_versions USING (order_id)
    WHERE total_cents <> purchase_cents - returned_cents
"""
_REFUNDS = "SELECT order_id, -refunded_cents AS cents FROM temp.stated WHERE refunded_cents > 0"
# Purchases make up for what the lines don't say, unless the order is nothing but returns. The
# factors of the digest only have to be odd and unlike: whatever is stated then changes it.
_SETTLE = f"""
    UPDATE order_versions SET
        purchase_cents = worth.purchase,
        returned_cents = worth.purchase - worth.total + worth.refunded,
        digest = (digest + worth.mark) & {DIGEST_MASK}
    FROM (
        SELECT order_id, refunded,
               coalesce(stated, purchase_cents - returned_cents) AS total,
               CASE WHEN stated IS NULL THEN purchase_cents
                    WHEN purchase_lines = 0 THEN max(stated, 0)
                    ELSE max(stated + returned_cents, 0) END AS purchase,
               coalesce(stated * 65537 + 40503, 0) + refunded * 196613 AS mark
        FROM (
            SELECT order_id, total_cents AS stated,
                   max(coalesce(refunded_cents, 0), 0) AS refunded,
                   purchase_lines, purchase_cents, returned_cents
            FROM temp.stated JOIN order_versions USING (order_id)
        )
    ) AS worth
    WHERE order_versions.order_id = worth.order_id
"""


class StatedTotals:
    """Collects what rows state of their orders, and at the end makes the orders worth it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.execute(
            "CREATE TEMP TABLE stated (order_id INTEGER PRIMARY KEY, total_cents INTEGER,"
            " refunded_cents INTEGER, discount_cents INTEGER)"
        )

    def add(self, kept: pd.DataFrame, order_ids: npt.NDArray[np.int64]) -> None:
        """Note the largest total, refund and discount that each order's rows state; they may
        repeat it."""
        if not any(name in kept for name in _STATED):
            return
        stated = kept.reindex(columns=list(_STATED)).astype(np.float64)
        if np.isnan(stated.to_numpy()).all():
            return
        largest = stated.groupby(order_ids).max().dropna(how="all")
        rows = zip(
            largest.index.tolist(), *(_integers(largest[name]) for name in _STATED), strict=True
        )
        self._db.conn.executemany(_KEEP, rows)

    def settle(self) -> None:
        """Add the lines that make each order's lines add up to what is stated."""
        self._db.execute(_LESS_DISCOUNTS)
        self._add_lines(_ADJUSTMENTS, _ADJUSTMENT_LINE, ADJUSTMENT)
        self._add_lines(_REFUNDS, _REFUND_LINE, REFUND)
        self._db.execute(_SETTLE)

    def _add_lines(self, lines: str, number: int, product: tuple[str, str]) -> None:
        # A product without a line would outlive the upload.
        if not self._db.execute(f"SELECT EXISTS ({lines})").fetchone()[0]:
            return
        (product_id,) = self._db.execute(
            "INSERT INTO products (product_code, description, merchandise) VALUES (?, ?, 0)"
            " ON CONFLICT DO UPDATE SET merchandise = 0 RETURNING id",
            product,
        ).fetchone()
        self._db.execute(
            "INSERT INTO order_lines"
            " (order_id, line, product_id, quantity, unit_price, amount_cents)"
            f" SELECT order_id, ?, ?, 0, 0, cents FROM ({lines})",
            [number, product_id],
        )


def _integers(values: "pd.Series[float]") -> list[int | None]:
    return [None if np.isnan(value) else round(value) for value in values.tolist()]
