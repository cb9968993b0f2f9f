"""Sales that are in the store already, under other numbers or other customers."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

_MOST_LOOKED_AT = 500
_MOSTLY = 0.9
_ENOUGH_CUSTOMERS = 10
_MINUTES = 5


@dataclass(frozen=True)
class SameSales:
    """Orders of one file that stand in another one under other numbers.

    Attributes
    ----------
    upload_id : int
        The earlier file.
    in_earlier : bool
        Whether they are the new file's and stand in the earlier one, and not the reverse: either
        may be a part of the other.
    looked_at : int
        Orders of the one, of numbers that the other doesn't have, from the days of the other.
    alike : int
        Of those, how many have the money and the very moment of one order there, or its money, its
        customer and its day.
    kinds : int
        Different customers and days, or else sums of money, of those: few may be alike by chance.
    """

    upload_id: int
    in_earlier: bool
    looked_at: int
    alike: int
    kinds: int


@dataclass(frozen=True)
class Strangers:
    """Customers of a file of whom none is an earlier one's, and whose ids are of another kind."""

    ours: str
    theirs: str


def same_sales(db: Database, upload_id: int, but: Collection[int]) -> tuple[SameSales, ...]:
    """Compare orders of an upload, not yet current, with those of other uploads on their days, and
    theirs with its.

    Parameters
    ----------
    but : collection of int
        Uploads that go when this one comes.
    """
    ours = f"current = 0 AND upload_id = {int(upload_id)}"
    theirs = f"current = 1 AND upload_id NOT IN ({_listed((*but, upload_id))})"
    return (
        *_standing_in(db, of=ours, among=theirs, in_earlier=True),
        *_standing_in(db, of=theirs, among=ours, in_earlier=False),
    )


def _standing_in(db: Database, of: str, among: str, in_earlier: bool) -> tuple[SameSales, ...]:
    """Compare the orders that one condition is true of with those of another."""
    days = (
        f"SELECT date(min(ordered_at)) AS first, date(max(ordered_at)) AS last"
        f" FROM order_versions WHERE {among}"
    )
    # Each so many of every upload, from the days that both are of.
    db.execute(
        f"""
        CREATE TEMP TABLE looked_at AS
        SELECT upload_id, order_id, invoice, customer_id, ordered_at, day, purchase_cents,
               time(ordered_at) <> '00:00:00' AS timed
        FROM (
            SELECT *, date(ordered_at) AS day,
                   row_number() OVER (PARTITION BY upload_id ORDER BY order_id) AS place,
                   count(*) OVER (PARTITION BY upload_id) AS orders
            FROM order_versions looked, ({days})
            WHERE {of} AND purchase_cents > 0 AND date(ordered_at) BETWEEN first AND last
              AND NOT EXISTS (SELECT 1 FROM order_versions other
                              WHERE {among} AND other.invoice = looked.invoice))
        WHERE place % (1 + orders / {_MOST_LOOKED_AT}) = 0
        """
    )
    db.execute("CREATE INDEX temp.looked_at_by ON looked_at (day, purchase_cents)")
    earlier = "other" if in_earlier else "looked"
    # The many are gone through once, the few looked up: CROSS JOIN keeps that order.
    rows = db.execute(
        f"""
        SELECT earlier, sum(of_same), sum(only_one AND of_nobody), sum(only_one AND of_other),
               count(DISTINCT CASE WHEN of_same THEN customer_id || ' ' || day
                                   WHEN only_one THEN purchase_cents END)
        FROM (
            SELECT {earlier}.upload_id AS earlier,
                   looked.customer_id, looked.day, looked.purchase_cents,
                   count(*) = 1 AS only_one,
                   coalesce(max(looked.customer_id = other.customer_id), 0) AS of_same,
                   max(looked.customer_id = other.customer_id) IS NULL AS of_nobody,
                   coalesce(max(looked.customer_id = other.customer_id) = 0, 0) AS of_other
            FROM order_versions other CROSS JOIN temp.looked_at looked
              ON looked.day = date(other.ordered_at)
             AND looked.purchase_cents = other.purchase_cents
            WHERE {among.replace("upload_id", "other.upload_id")}
              AND substr(looked.invoice, 1, length(other.invoice) + 1) <> other.invoice || ' '
              AND substr(other.invoice, 1, length(looked.invoice) + 1) <> looked.invoice || ' '
              AND (looked.timed AND looked.ordered_at = other.ordered_at
                   OR looked.customer_id = other.customer_id
                   AND (NOT looked.timed OR time(other.ordered_at) = '00:00:00'))
            GROUP BY earlier, looked.order_id)
        GROUP BY earlier
        """
    ).fetchall()
    found = []
    for upload, of_same, of_nobody, of_others, kinds in rows:
        only = f"AND upload_id = {int(upload)}"
        both = (f"({days} {only})", "") if in_earlier else (f"({days})", only)
        (looked_at,) = db.execute(
            f"SELECT count(*) FROM temp.looked_at, {both[0]} WHERE day BETWEEN first AND last"
            f" {both[1]}"
        ).fetchone()
        # Where people are called the same in both, another one's order is another one.
        alike = of_same + of_nobody + (0 if of_same else of_others)
        found.append(SameSales(int(upload), in_earlier, looked_at, alike, kinds))
    db.execute("DROP TABLE temp.looked_at")
    return tuple(found)


def strangers(db: Database, upload_id: int, but: Collection[int]) -> Strangers | None:
    """Whether an upload, not yet current, names nobody as earlier ones do, but by e-mail addresses
    in the place of ids, or the reverse."""
    others = f"current = 1 AND upload_id NOT IN ({_listed(but)})"
    (is_known,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM order_versions new JOIN order_versions old"
        f" ON old.customer_id = new.customer_id AND old.current = 1"
        f" AND old.upload_id NOT IN ({_listed(but)}) WHERE new.upload_id = ?)",
        [upload_id],
    ).fetchone()
    if is_known:
        return None
    ours, theirs = (
        db.execute(
            "SELECT count(*), coalesce(avg(instr(customer_id, '@') > 0), 0), min(customer_id)"
            f" FROM (SELECT DISTINCT customer_id FROM order_versions WHERE {whose})"
            " WHERE customer_id IS NOT NULL"
        ).fetchone()
        for whose in (f"upload_id = {int(upload_id)}", others)
    )
    few = min(ours[0], theirs[0]) < _ENOUGH_CUSTOMERS
    if few or abs(ours[1] - theirs[1]) < _MOSTLY:
        return None
    return Strangers(str(ours[2]), str(theirs[2]))


def soon_after(db: Database, upload_id: int) -> tuple[int, int]:
    """Of an upload's orders with a customer and a time of day: how many there are, and how many
    came within minutes of the same customer's one before."""
    orders, soon = db.execute(
        """
        SELECT count(*), coalesce(sum(minutes <= ?), 0) FROM (
            SELECT (julianday(ordered_at) - julianday(lag(ordered_at) OVER (
                PARTITION BY customer_id ORDER BY ordered_at))) * 1440 AS minutes
            FROM order_versions
            WHERE upload_id = ? AND customer_id IS NOT NULL AND purchase_lines
              AND time(ordered_at) <> '00:00:00')
        """,
        [_MINUTES, upload_id],
    ).fetchone()
    return int(orders), int(soon)


def _listed(uploads: Collection[int]) -> str:
    return ", ".join(str(int(each)) for each in uploads)
