"""Writing lines, and the versions of orders that they roll up into."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlite_utils import Database

from storage.ledger.many_rows import statements
from storage.ledger.refunds import NamedOrders, Refunds
from storage.ledger.rolling_up import DIGEST_MASK, OF_CUSTOMERS, OF_DAYS, roll_up, rounded
from storage.ledger.totals import StatedTotals

_ADD_ORDERS = f"""
    INSERT INTO order_versions (
        upload_id, invoice, customer_id, country, ordered_at,
        purchase_lines, return_lines, units, purchase_cents, returned_cents, digest, mixed
    ) VALUES {{places}}
    ON CONFLICT (upload_id, invoice) DO UPDATE SET
        customer_id = coalesce(min(customer_id, excluded.customer_id),
                               customer_id, excluded.customer_id),
        country = coalesce(min(country, excluded.country), country, excluded.country),
        ordered_at = min(ordered_at, excluded.ordered_at),
        purchase_lines = purchase_lines + excluded.purchase_lines,
        return_lines = return_lines + excluded.return_lines,
        units = round(units + excluded.units, 3),
        purchase_cents = purchase_cents + excluded.purchase_cents,
        returned_cents = returned_cents + excluded.returned_cents,
        digest = (digest + excluded.digest) & {DIGEST_MASK},
        mixed = mixed | excluded.mixed
            | (purchase_lines > 0 AND excluded.purchase_lines > 0)
            * (coalesce(customer_id <> excluded.customer_id, 0) * {OF_CUSTOMERS}
               | (date(ordered_at) <> date(excluded.ordered_at)) * {OF_DAYS})
    RETURNING invoice, order_id
"""
_ADD_LINES = """
    INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price, amount_cents)
    VALUES {places}
"""
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


class OrderWriter:
    """Writes one upload's orders; an invoice may be scattered over any number of chunks."""

    def __init__(self, db: Database, upload_id: int) -> None:
        self._db = db
        self._upload_id = upload_id
        self._totals = StatedTotals(db)
        self._refunds = Refunds(db)
        self._product_ids: dict[tuple[str, str, bool], int] = {}

    def add(self, kept: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Store the lines of a chunk and add them to their orders; give each line's order."""
        ids = self._add_orders(roll_up(kept))
        invoices = kept["invoice"].cat
        of_category = np.array([ids.get(invoice, 0) for invoice in invoices.categories], np.int64)
        order_ids = of_category[invoices.codes.to_numpy()]
        self._totals.add(kept, order_ids)
        if "refund_of" in kept and (named := kept["refund_of"].notna()).any():
            of_order = kept.loc[named, ["refund_of"]].astype(object)
            self._refunds.add(of_order.assign(order_id=order_ids[named])[["order_id", "refund_of"]])
        lines = [
            order_ids.tolist(),
            kept.index.tolist(),
            self._products(kept),
            rounded(kept["quantity"]).tolist(),
            kept["unit_price"].tolist(),
            kept["amount_cents"].tolist(),
        ]
        for sql, values in statements(_ADD_LINES, lines):
            self._db.conn.execute(sql, values)
        return order_ids

    def settle_refunds(self) -> NamedOrders:
        """After the last chunk: let refunds that name their order be of its customer."""
        return self._refunds.settle(self._upload_id)

    def settle(self) -> None:
        """After the last chunk: make the orders worth what their rows state."""
        self._totals.settle()

    def _add_orders(self, orders: pd.DataFrame) -> dict[str, int]:
        """Add to the orders; give their ids by invoice."""
        rows = [
            [self._upload_id] * len(orders),
            orders.index.tolist(),
            *(orders[name].tolist() for name in orders),
        ]
        ids: dict[str, int] = {}
        for sql, values in statements(_ADD_ORDERS, rows):
            ids.update(self._db.conn.execute(sql, values).fetchall())
        return ids

    def _products(self, kept: pd.DataFrame) -> list[int]:
        """The id of each line's product, which is a code with the wording it came with."""
        descriptions = kept["description"].cat
        width = len(descriptions.categories)
        pairs = kept["product_code"].cat.codes.to_numpy(np.int64) * width
        position, distinct = pd.factorize(pairs + descriptions.codes.to_numpy(np.int64))
        # A code has one meaning in an upload, so its wording says which product it is.
        first = np.empty(len(distinct), dtype=np.int64)
        first[position[::-1]] = np.arange(len(kept))[::-1]
        named = kept.iloc[first]
        ids = [
            self._product_id(*product)
            for product in zip(
                named["product_code"].tolist(),
                named["description"].tolist(),
                named["merchandise"].tolist(),
                strict=True,
            )
        ]
        return list(np.array(ids, dtype=np.int64)[position].tolist())

    def _product_id(self, *product: Any) -> int:
        known = self._product_ids.get(product)
        if known is not None:
            return known
        (product_id,) = self._db.conn.execute(
            "INSERT INTO products (product_code, description, merchandise) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET merchandise = excluded.merchandise RETURNING id",
            product,
        ).fetchone()
        self._product_ids[product] = product_id
        return int(product_id)


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
