"""What a team knows of its customers beside their orders: a tier, a city, a birth year; and of the
orders themselves: a channel, a campaign.

Like orders, values are kept once per upload, and the latest upload's value is the current one.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from sqlite_utils import Database

from storage.connection import Connections
from storage.forgotten import ForgottenCustomers
from storage.ledger.many_rows import statements
from storage.ledger.versions import GOING
from storage.transaction import transaction

_FEW = 20
_ORDERS_AT_ONCE = 100_000
_ADD_ORDER_VALUES = "INSERT INTO order_values (order_id, value_id) VALUES {places}"
# Of all attributes at once: each query of one reads the values of all.
_FREQUENT = f"""
    WITH counted AS (
        SELECT name, value, count(*) AS customers FROM attributes GROUP BY name, value
    ), ranked AS (
        SELECT name, value, sum(customers) OVER its AS customers, count(*) OVER its AS "distinct",
               row_number() OVER (PARTITION BY name ORDER BY customers DESC, value) AS place
        FROM counted WINDOW its AS (PARTITION BY name)
    )
    SELECT name, customers, "distinct", value FROM ranked WHERE place <= {_FEW}
    ORDER BY name, place
"""

# As in ``versions``: the bare column is of the row that has the maximum.
_EARLIER = f"""
    SELECT customer_id, name, value, max(upload_id) AS upload_id
    FROM attribute_values
    WHERE upload_id NOT IN {GOING} AND upload_id NOT IN (SELECT upload_id FROM leftovers)
      AND (customer_id, name) IN (
          SELECT customer_id, name FROM attribute_values
          WHERE upload_id IN {GOING} AND current = 1)
    GROUP BY customer_id, name
"""


@dataclass(frozen=True)
class Attribute:
    """One attribute that customers have.

    Attributes
    ----------
    name : str
        As commands and tables know it.
    label : str
        As the latest file spelt it.
    customers : int
        How many have a value.
    distinct : int
        How many values there are.
    values : tuple of str
        The most frequent ones, at most twenty, equally frequent ones in their order.
    """

    name: str
    label: str
    customers: int
    distinct: int
    values: tuple[str, ...]

    @property
    def tells_apart(self) -> bool:
        """Whether most customers have a value of their own, as of addresses, names and birthdays:
        such values are shown to nobody who didn't ask for these customers alone."""
        return 2 * self.distinct > self.customers


@dataclass(frozen=True)
class OrderAttribute:
    """One attribute that orders have.

    Attributes
    ----------
    name : str
        As commands and tables know it.
    label : str
        As the latest file spelt it.
    values : tuple of str
        All that files have, the most frequent ones first, equally frequent ones in their order.
    """

    name: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class AttributeOutcome:
    """What a file of attributes changed: customers without any before, with another value than
    before or one more, and with the same."""

    customers_new: int
    customers_changed: int
    customers_same: int


@dataclass(frozen=True)
class Loss:
    """Values that undoing an upload takes away, or gives back an earlier one for."""

    vanish: int
    give_way: int


class Attributes:
    """Reads which attributes there are; their values are a table of their own, see ``tables``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def names(self) -> list[Attribute]:
        """Every attribute that some customer has, by name."""
        with self._connections.snapshot() as db:
            rows = db.execute(_FREQUENT).fetchall()
            return [
                Attribute(name, _label(db, name), customers, distinct, values)
                for (name, customers, distinct), several in groupby(rows, lambda row: row[:3])
                for values in [tuple(value for *_, value in several)]
            ]

    def of_orders(self) -> list[OrderAttribute]:
        """Every attribute that orders have, by name."""
        with self._connections.snapshot() as db:
            names = [name for (name,) in db.execute("SELECT name FROM order_attribute_names")]
            return [
                OrderAttribute(name, _label(db, name), _of_orders(db, name))
                for name in sorted(names)
            ]

    def customers(self) -> int:
        """How many customers have any."""
        with self._connections.reading() as db:
            (count,) = db.execute("SELECT count(DISTINCT customer_id) FROM attributes").fetchone()
            return int(count)


class AttributeWriter:
    """Writes one upload's attributes."""

    def __init__(self, db: Database, upload_id: int, forgotten: ForgottenCustomers) -> None:
        self._db = db
        self._upload_id = upload_id
        self._forgotten = forgotten

    def add(self, frame: pd.DataFrame) -> None:
        """Store a chunk; of a customer's values under one name, the last one of a file counts."""
        frame = self._forgotten.rows_left(frame)
        labels = frame[["name", "label"]].drop_duplicates()
        self._db.conn.executemany(
            "INSERT INTO attribute_labels (upload_id, name, label) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET label = excluded.label",
            ((self._upload_id, *row) for row in labels.itertuples(index=False, name=None)),
        )
        values = frame[["customer_id", "name", "value"]]
        self._db.conn.executemany(
            "INSERT INTO attribute_values (upload_id, customer_id, name, value)"
            " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            ((self._upload_id, *row) for row in values.itertuples(index=False, name=None)),
        )

    def add_of_orders(self, name: str, label: str, told: pd.DataFrame, *, varies: bool) -> None:
        """Store what a column says of orders, in transactions of its own; a value that names a
        forgotten customer isn't kept."""
        values = told["value"].cat
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO attribute_labels (upload_id, name, label, of_orders)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET of_orders = excluded.of_orders",
                [self._upload_id, name, label, varies],
            )
            counts = np.bincount(values.codes, minlength=len(values.categories))
            ids = [
                self._value_id(name, value, int(count))
                for value, count in zip(values.categories, counts, strict=True)
            ]
        value_ids = np.array(ids, dtype=np.int64)[values.codes.to_numpy()]
        is_kept = value_ids > 0
        orders, value_ids = told["order_id"].to_numpy()[is_kept], value_ids[is_kept]
        for start in range(0, len(orders), _ORDERS_AT_ONCE):
            some = slice(start, start + _ORDERS_AT_ONCE)
            with transaction(self._db):
                rows = [orders[some].tolist(), value_ids[some].tolist()]
                for sql, each in statements(_ADD_ORDER_VALUES, rows):
                    self._db.conn.execute(sql, each)

    def _value_id(self, name: str, value: str, orders: int) -> int:
        """The id of a value, 0 where it isn't kept."""
        if self._forgotten.named_in(value):
            return 0
        cursor = self._db.execute(
            "INSERT INTO order_attribute_values (upload_id, name, value, orders)"
            " VALUES (?, ?, ?, ?)",
            [self._upload_id, name, value, orders],
        )
        return int(cursor.lastrowid or 0)


def outcome(db: Database, upload_id: int) -> AttributeOutcome:
    """Compare an upload's attributes, not yet current, with those that are."""
    rows = db.query(
        """
        WITH met AS (
            SELECT new.customer_id,
                   EXISTS (
                       SELECT 1 FROM attribute_values
                       WHERE customer_id = new.customer_id AND current = 1) AS known,
                   min(coalesce(old.value = new.value, 0)) AS same
            FROM attribute_values new
            LEFT JOIN attribute_values old
                ON old.customer_id = new.customer_id AND old.name = new.name AND old.current = 1
            WHERE new.upload_id = ? GROUP BY new.customer_id
        )
        SELECT count(*) FILTER (WHERE NOT known) AS customers_new,
               count(*) FILTER (WHERE known AND NOT same) AS customers_changed,
               count(*) FILTER (WHERE known AND same) AS customers_same
        FROM met
        """,
        [upload_id],
    )
    return AttributeOutcome(**next(iter(rows)))


def make_current(db: Database, upload_id: int) -> None:
    """Put an upload's values in the place of earlier ones."""
    db.execute(
        "UPDATE attribute_values SET current = 0 WHERE current = 1 AND (customer_id, name) IN"
        " (SELECT customer_id, name FROM attribute_values WHERE upload_id = ?)",
        [upload_id],
    )
    db.execute("UPDATE attribute_values SET current = 1 WHERE upload_id = ?", [upload_id])


def give_back(db: Database, these: dict[str, str]) -> None:
    """Take the values of uploads out, and let the ones before them count again."""
    back = db.execute(f"SELECT upload_id, customer_id, name FROM ({_EARLIER})", these).fetchall()
    db.execute(f"UPDATE attribute_values SET current = 0 WHERE upload_id IN {GOING}", these)
    db.conn.executemany(
        "UPDATE attribute_values SET current = 1"
        " WHERE upload_id = ? AND customer_id = ? AND name = ?",
        back,
    )


def loss(db: Database, these: dict[str, str]) -> Loss:
    """What `give_back` would do."""
    (vanish, give_way) = db.execute(
        f"""
        SELECT count(*) FILTER (WHERE earlier.value IS NULL),
               count(*) FILTER (WHERE earlier.value <> new.value)
        FROM attribute_values new LEFT JOIN ({_EARLIER}) AS earlier USING (customer_id, name)
        WHERE new.upload_id IN {GOING} AND new.current = 1
        """,
        these,
    ).fetchone()
    return Loss(vanish, give_way)


def _label(db: Database, name: str) -> str:
    (label,) = db.execute(
        "SELECT label FROM attribute_labels WHERE name IN (?, ?)"
        " AND upload_id IN (SELECT id FROM uploads) ORDER BY name = ? DESC, upload_id DESC LIMIT 1",
        [name, name.removeprefix("customer_"), name],
    ).fetchone()
    return str(label)


def _of_orders(db: Database, name: str) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT value FROM order_attribute_values"
        " WHERE name = ? AND upload_id IN (SELECT id FROM uploads)"
        " GROUP BY value ORDER BY sum(orders) DESC, value",
        [name],
    )
    return tuple(value for (value,) in rows)
