"""Refunds that name their order in place of their customer."""

from dataclasses import dataclass

import pandas as pd
from sqlite_utils import Database

_KEEP = "INSERT INTO temp.refunds (order_id, invoice) VALUES (?, ?) ON CONFLICT DO NOTHING"
# The order's version in the same file comes before the one that is current.
_NAMED = """
    SELECT refunds.order_id, refund.returned_cents - refund.purchase_cents AS cents,
           (SELECT order_id FROM order_versions named
            WHERE named.invoice = refunds.invoice AND (named.upload_id = :upload OR named.current)
            ORDER BY named.upload_id = :upload DESC LIMIT 1) AS named_id
    FROM temp.refunds JOIN order_versions refund USING (order_id)
    WHERE refund.customer_id IS NULL AND refund.purchase_lines = 0
"""
_GIVE = f"""
    UPDATE order_versions SET
        customer_id = named.customer_id, country = coalesce(order_versions.country, named.country)
    FROM ({_NAMED}) AS found JOIN order_versions named ON named.order_id = found.named_id
    WHERE order_versions.order_id = found.order_id
"""
_COUNT = f"""
    SELECT count(named_id) AS found, coalesce(sum(cents) FILTER (WHERE named_id), 0) AS found_cents,
           count(*) - count(named_id) AS lost,
           coalesce(sum(cents) FILTER (WHERE named_id IS NULL), 0) AS lost_cents
    FROM ({_NAMED})
"""


@dataclass(frozen=True)
class NamedOrders:
    """What became of an upload's refunds that name their order; money in hundredths.

    Attributes
    ----------
    found, found_cents : int
        Refunds of orders that are there: they are these orders' customers'.
    lost, lost_cents : int
        Of orders that aren't.
    """

    found: int
    found_cents: int
    lost: int
    lost_cents: int


class Refunds:
    """Collects which orders the refunds of an upload are of."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.execute("CREATE TEMP TABLE refunds (order_id INTEGER PRIMARY KEY, invoice TEXT)")

    def add(self, orders: pd.DataFrame) -> None:
        """Note them.

        Parameters
        ----------
        orders : DataFrame
            Columns ``order_id``, of the refund, and ``refund_of``: the number of the order.
        """
        rows = orders.drop_duplicates().itertuples(index=False, name=None)
        self._db.conn.executemany(_KEEP, rows)

    def settle(self, upload_id: int) -> NamedOrders:
        """After the last chunk: let the refunds be of their orders' customers."""
        this = {"upload": upload_id}
        counts = next(iter(self._db.query(_COUNT, this)))
        self._db.execute(_GIVE, this)
        return NamedOrders(**counts)
