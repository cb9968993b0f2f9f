"""Order numbers that don't tell orders apart: within a file, and from file to file."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from analytics.vocabulary.rows import UNKNOWN, OrderPart
from storage.ledger.rolling_up import OF_CUSTOMERS, OF_DAYS

_MOST_NUMBERS = 1_000


@dataclass(frozen=True)
class SharedNumbers:
    """Orders of a file whose rows disagree on whose they are, or on when.

    Attributes
    ----------
    repeated : int
        Orders of several rows.
    of_customers, of_days : tuple of str
        Numbers with purchases by several customers, or on several days, up to a thousand each.
    """

    repeated: int
    of_customers: tuple[str, ...]
    of_days: tuple[str, ...]


@dataclass(frozen=True)
class Reuse:
    """How the orders of a file stand to those of an earlier one that have the same numbers.

    Attributes
    ----------
    upload_id : int
        The earlier one.
    known : int
        Orders with a number of it, where both customers are known.
    other_customer : int
        Of those, how many are another customer's, both being known.
    other_both : int
        And on another day, too.
    other_order : int
        And on another day, or for other money and not at the very moment: another order, whatever
        the customers are called.
    other_buyer : int
        Another customer's on another day or for other money, be it at the very moment.
    other_day_of_nobody : int
        On another day, where a customer isn't known.
    other_money_of_nobody : int
        On the same day for other money, where no customer is known.
    timed_of_nobody, other_moment_of_nobody : int
        On the same day, where a customer isn't known and both have a time of day; and of those,
        how many at another moment for other money.
    """

    upload_id: int
    known: int
    other_customer: int
    other_both: int
    other_order: int
    other_buyer: int
    other_day_of_nobody: int
    other_money_of_nobody: int
    timed_of_nobody: int
    other_moment_of_nobody: int


@dataclass(frozen=True)
class Renumbered:
    """An earlier upload whose orders get longer numbers.

    Attributes
    ----------
    parts : tuple of OrderPart
        What stands behind the number from now on: a day or a customer, which orders are kept with.
    notes : str
        What its record keeps of how it was read, as JSON.
    """

    upload_id: int
    parts: tuple[OrderPart, ...]
    notes: str


def shared_numbers(db: Database, upload_id: int) -> SharedNumbers:
    """What an upload's rows, all written, disagree on."""
    (repeated,) = db.execute(
        "SELECT count(*) FROM order_versions"
        " WHERE upload_id = ? AND purchase_lines + return_lines > 1",
        [upload_id],
    ).fetchone()

    def numbers(bit: int) -> tuple[str, ...]:
        rows = db.execute(
            "SELECT invoice FROM order_versions WHERE upload_id = ? AND mixed & ? LIMIT ?",
            [upload_id, bit, _MOST_NUMBERS],
        )
        return tuple(str(invoice) for (invoice,) in rows)

    return SharedNumbers(int(repeated), numbers(OF_CUSTOMERS), numbers(OF_DAYS))


def reuse(db: Database, upload_id: int) -> tuple[Reuse, ...]:
    """Compare an upload's orders, not yet current, with those that they would replace."""
    rows = db.query(
        """
        SELECT upload_id,
               sum(NOT nobody) AS known,
               sum(other_customer) AS other_customer,
               sum(other_customer AND other_day) AS other_both,
               sum(other_customer AND NOT same_moment AND (other_day OR other_money))
                   AS other_order,
               sum(other_customer AND (other_day OR other_money)) AS other_buyer,
               sum(nobody AND other_day) AS other_day_of_nobody,
               sum(nobody AND other_money AND NOT other_day) AS other_money_of_nobody,
               sum(nobody AND timed AND NOT other_day) AS timed_of_nobody,
               sum(nobody AND timed AND NOT other_day AND other_moment AND other_money)
                   AS other_moment_of_nobody
        FROM (
            SELECT old.upload_id,
                   coalesce(new.customer_id <> old.customer_id, 0) AS other_customer,
                   date(new.ordered_at) <> date(old.ordered_at) AS other_day,
                   new.purchase_cents <> old.purchase_cents AS other_money,
                   new.ordered_at = old.ordered_at AND time(new.ordered_at) <> '00:00:00'
                       AS same_moment,
                   new.ordered_at <> old.ordered_at AS other_moment,
                   time(new.ordered_at) <> '00:00:00' AND time(old.ordered_at) <> '00:00:00'
                       AS timed,
                   new.customer_id IS NULL OR old.customer_id IS NULL AS nobody
            FROM order_versions new
            JOIN order_versions old ON old.invoice = new.invoice AND old.current = 1
            WHERE new.upload_id = ? AND new.purchase_lines AND old.purchase_lines
        )
        GROUP BY upload_id
        """,
        [upload_id],
    )
    return tuple(Reuse(**row) for row in rows)


def renumber(db: Database, uploads: Sequence[Renumbered]) -> None:
    """Give orders of earlier uploads longer numbers, and let those count that others had replaced.

    Within a transaction that is open. Orders of these uploads have one customer and one day each.
    """
    db.execute("CREATE TEMP TABLE renumbered (invoice TEXT PRIMARY KEY) WITHOUT ROWID")
    add = (
        "INSERT INTO temp.renumbered SELECT invoice FROM order_versions WHERE upload_id = ?"
        " ON CONFLICT DO NOTHING"
    )
    for each in uploads:
        longer = " || ' ' || ".join(["invoice", *(_PART_OF_NUMBER[part] for part in each.parts)])
        db.execute(add, [each.upload_id])
        db.execute(
            f"UPDATE order_versions SET current = 0, invoice = {longer} WHERE upload_id = ?",
            [each.upload_id],
        )
        db.execute(add, [each.upload_id])
        db.execute("UPDATE uploads SET notes = ? WHERE id = ?", [each.notes, each.upload_id])
    among = "invoice IN (SELECT invoice FROM temp.renumbered)"
    db.execute(f"UPDATE order_versions SET current = 0 WHERE current = 1 AND {among}")
    # SQLite takes the bare column from the row that has the maximum.
    db.execute(
        f"""
        UPDATE order_versions SET current = 1 WHERE order_id IN (
            SELECT order_id FROM (
                SELECT order_id, max(upload_id) FROM order_versions
                WHERE {among} AND upload_id NOT IN (SELECT upload_id FROM leftovers)
                GROUP BY invoice))
        """
    )
    db.execute("DROP TABLE temp.renumbered")


_PART_OF_NUMBER = {
    OrderPart.DAY: "date(ordered_at)",
    OrderPart.CUSTOMER: f"coalesce(customer_id, '{UNKNOWN}')",
}
