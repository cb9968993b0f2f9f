"""Lines rolled up into versions of orders."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlite_utils import Database

# A sum of row hashes doesn't depend on their order; 48 bits leave room to add a chunk's worth.
_DIGEST_MASK = (1 << 48) - 1

_ADD_ORDERS = """
    INSERT INTO order_versions (
        upload_id, invoice, customer_id, country, ordered_at,
        purchase_lines, return_lines, units, purchase_cents, returned_cents, digest
    ) VALUES {places}
    ON CONFLICT (upload_id, invoice) DO UPDATE SET
        customer_id = coalesce(min(customer_id, excluded.customer_id),
                               customer_id, excluded.customer_id),
        country = coalesce(min(country, excluded.country), country, excluded.country),
        ordered_at = min(ordered_at, excluded.ordered_at),
        purchase_lines = purchase_lines + excluded.purchase_lines,
        return_lines = return_lines + excluded.return_lines,
        units = units + excluded.units,
        purchase_cents = purchase_cents + excluded.purchase_cents,
        returned_cents = returned_cents + excluded.returned_cents,
        digest = (digest + excluded.digest) & {mask}
    RETURNING invoice, order_id
"""
_ADD_LINES = """
    INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price, amount_cents)
    VALUES {places}
"""
# Many rows a statement: twice as fast as one, and other threads get their turn.
_ROWS_A_STATEMENT = 500


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


class OrderWriter:
    """Writes one upload's orders; an invoice may be scattered over any number of chunks."""

    def __init__(self, db: Database, upload_id: int) -> None:
        self._db = db
        self._upload_id = upload_id
        self._product_ids: dict[tuple[str, str], int] = {}

    def add(self, kept: pd.DataFrame) -> None:
        """Store the lines of a chunk and add them to their orders."""
        ids = self._add_orders(_roll_up(kept))
        invoices = kept["invoice"].cat
        of_category = np.array([ids.get(invoice, 0) for invoice in invoices.categories])
        lines = zip(
            of_category[invoices.codes.to_numpy()].tolist(),
            kept.index.tolist(),
            self._products(kept),
            kept["quantity"].tolist(),
            kept["unit_price"].tolist(),
            kept["amount_cents"].tolist(),
            strict=True,
        )
        for sql, values in _statements(_ADD_LINES, lines):
            self._db.conn.execute(sql, values)

    def make_current(self) -> Outcome:
        """Put this upload's orders in the place of earlier versions of the same invoices."""
        this = {"upload": self._upload_id}
        counts = next(
            iter(
                self._db.query(
                    """
                    SELECT count(*) FILTER (WHERE old.order_id IS NULL) AS orders_new,
                           count(*) FILTER (WHERE old.digest <> new.digest) AS orders_changed,
                           count(*) FILTER (WHERE old.digest = new.digest) AS orders_same,
                           min(new.ordered_at) FILTER (WHERE new.purchase_lines) AS first_order,
                           max(new.ordered_at) FILTER (WHERE new.purchase_lines) AS last_order,
                           count(DISTINCT new.customer_id)
                               FILTER (WHERE new.purchase_lines) AS customers,
                           coalesce(sum(new.purchase_cents), 0) AS revenue_cents
                    FROM order_versions new
                    LEFT JOIN order_versions old ON old.invoice = new.invoice AND old.current = 1
                    WHERE new.upload_id = :upload
                    """,
                    this,
                )
            )
        )
        self._db.execute(
            "UPDATE order_versions SET current = 0 WHERE current = 1 AND invoice IN"
            " (SELECT invoice FROM order_versions WHERE upload_id = :upload)",
            this,
        )
        self._db.execute("UPDATE order_versions SET current = 1 WHERE upload_id = :upload", this)
        return Outcome(**counts)

    def _add_orders(self, orders: pd.DataFrame) -> dict[str, int]:
        """Add to the orders; give their ids by invoice."""
        rows = zip(
            repeat(self._upload_id, len(orders)),
            orders.index.tolist(),
            *(orders[name].tolist() for name in orders),
            strict=True,
        )
        ids: dict[str, int] = {}
        for sql, values in _statements(_ADD_ORDERS, rows):
            ids.update(self._db.conn.execute(sql, values).fetchall())
        return ids

    def _products(self, kept: pd.DataFrame) -> list[int]:
        """The id of each line's product, which is a code with the wording it came with."""
        descriptions = kept["description"].cat
        width = len(descriptions.categories)
        pairs = kept["product_code"].cat.codes.to_numpy(np.int64) * width
        position, distinct = pd.factorize(pairs + descriptions.codes.to_numpy(np.int64))
        first = np.empty(len(distinct), dtype=np.int64)
        first[position[::-1]] = np.arange(len(kept))[::-1]
        named = kept.iloc[first]
        ids = [
            self._product_id(code, description, merchandise)
            for code, description, merchandise in zip(
                named["product_code"].tolist(),
                named["description"].tolist(),
                named["merchandise"].tolist(),
                strict=True,
            )
        ]
        return list(np.array(ids, dtype=np.int64)[position].tolist())

    def _product_id(self, code: str, description: str, merchandise: bool) -> int:
        known = self._product_ids.get((code, description))
        if known is not None:
            return known
        (product_id,) = self._db.conn.execute(
            "INSERT INTO products (product_code, description, merchandise) VALUES (?, ?, ?)"
            " ON CONFLICT (product_code, description)"
            " DO UPDATE SET merchandise = excluded.merchandise RETURNING id",
            [code, description, int(merchandise)],
        ).fetchone()
        self._product_ids[code, description] = product_id
        return int(product_id)


def _statements(sql: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, list[Any]]]:
    while batch := list(islice(rows, _ROWS_A_STATEMENT)):
        yield _statement(sql, len(batch), len(batch[0])), list(chain.from_iterable(batch))


@cache
def _statement(sql: str, rows: int, width: int) -> str:
    row = f"({', '.join('?' * width)})"
    return sql.format(places=", ".join([row] * rows), mask=_DIGEST_MASK)


def _roll_up(kept: pd.DataFrame) -> pd.DataFrame:
    """One row per invoice of a chunk, in the column order of ``_ADD_ORDERS``.

    Plain array sums by position: what ``groupby`` would do takes twice as long here.
    """
    position, invoices = pd.factorize(kept["invoice"].cat.codes.to_numpy())
    size = len(invoices)

    def total(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        sums = np.zeros(size, dtype=np.int64)
        np.add.at(sums, position, values)
        return sums

    is_return = kept["is_return"].to_numpy()
    cents = kept["amount_cents"].to_numpy()
    first = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(first, position, kept["ordered_at"].to_numpy("datetime64[s]").astype(np.int64))
    return pd.DataFrame(
        {
            "customer_id": _least(kept["customer_id"], position, size),
            "country": _least(kept["country"], position, size),
            "ordered_at": [
                moment.replace("T", " ")
                for moment in np.datetime_as_string(first.astype("datetime64[s]")).tolist()
            ],
            "purchase_lines": total(~is_return),
            "return_lines": total(is_return),
            "units": total(np.where(is_return, 0, kept["quantity"].to_numpy())),
            "purchase_cents": total(np.where(is_return, 0, cents)),
            "returned_cents": total(np.where(is_return, -cents, 0)),
            "digest": total(
                (kept["fingerprint"].to_numpy() & np.uint64(_DIGEST_MASK)).astype(np.int64)
            )
            & _DIGEST_MASK,
        },
        index=kept["invoice"].cat.categories[invoices],
        dtype=object,
    )


def _least(
    values: "pd.Series[str]", position: npt.NDArray[np.int64], size: int
) -> npt.NDArray[np.object_]:
    """The one value that an invoice has, or the first of the alphabet where a file gives it
    several, so that the order of rows doesn't matter; None where it has none."""
    categories = values.cat.categories.to_numpy(dtype=object)
    alphabet = np.sort(categories)
    rank = np.append(np.searchsorted(alphabet, categories), len(alphabet))
    least = np.full(size, len(alphabet))
    np.minimum.at(least, position, rank[values.cat.codes.to_numpy()])
    named: npt.NDArray[np.object_] = np.array([*alphabet, None], dtype=object)
    return np.asarray(named[least], dtype=object)
