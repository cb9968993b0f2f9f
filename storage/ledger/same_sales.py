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
    """Orders of a file that stand in an earlier one under other numbers.

    Attributes
    ----------
    upload_id : int
        The earlier one.
    looked_at : int
        Orders of the file, of numbers that are new, from the days of the earlier one.
    alike : int
        Of those, how many have the money and the very moment of one order there, or its money, its
        customer and its day.
    kinds : int
        Different customers and days, or else sums of money, of those: few may be alike by chance.
    """

    upload_id: int
    looked_at: int
    alike: int
    kinds: int


@dataclass(frozen=True)
class Strangers:
    """Customers of a file of whom none is an earlier one's, and whose ids are of another kind."""

    ours: str
    theirs: str


def same_sales(db: Database, upload_id: int, but: Collection[int]) -> tuple[SameSales, ...]:
    """Compare orders of an upload, not yet current, with those of other uploads on their days.

    Parameters
    ----------
    but : collection of int
        Uploads that go when this one comes.
    """
    fresh = """
        FROM order_versions new
        WHERE upload_id = ? AND purchase_cents > 0 AND NOT EXISTS (
            SELECT 1 FROM order_versions old WHERE old.current = 1 AND old.invoice = new.invoice)
    """
    (count,) = db.execute(f"SELECT count(*) {fresh}", [upload_id]).fetchone()
    # Each so many: the first ones may all be of the days that nothing else is of.
    step = 1 + count // _MOST_LOOKED_AT
    db.execute(
        f"""
        CREATE TEMP TABLE looked_at AS
        SELECT order_id, invoice, customer_id, ordered_at, date(ordered_at) AS day,
               time(ordered_at) <> '00:00:00' AS timed, purchase_cents
        {fresh} AND order_id % {step} = 0
        """,
        [upload_id],
    )
    db.execute("CREATE INDEX temp.looked_at_by ON looked_at (day, purchase_cents)")
    # The many are gone through once, the few looked up: CROSS JOIN keeps that order.
    rows = db.execute(
        f"""
        SELECT upload_id, sum(of_same), sum(only_one AND of_nobody), sum(only_one AND of_other),
               count(DISTINCT CASE WHEN of_same THEN customer_id || ' ' || day
                                   WHEN only_one THEN purchase_cents END)
        FROM (
            SELECT old.upload_id, new.customer_id, new.day, new.purchase_cents,
                   count(*) = 1 AS only_one,
                   coalesce(max(new.customer_id = old.customer_id), 0) AS of_same,
                   max(new.customer_id = old.customer_id) IS NULL AS of_nobody,
                   coalesce(max(new.customer_id = old.customer_id) = 0, 0) AS of_other
            FROM order_versions old CROSS JOIN temp.looked_at new
              ON new.day = date(old.ordered_at) AND new.purchase_cents = old.purchase_cents
            WHERE old.current = 1 AND old.upload_id NOT IN ({_listed(but)})
              AND substr(new.invoice, 1, length(old.invoice) + 1) <> old.invoice || ' '
              AND (new.timed AND new.ordered_at = old.ordered_at
                   OR new.customer_id = old.customer_id
                   AND (NOT new.timed OR time(old.ordered_at) = '00:00:00'))
            GROUP BY old.upload_id, new.order_id)
        GROUP BY upload_id
        """
    ).fetchall()
    found = []
    for earlier, of_same, of_nobody, of_others, kinds in rows:
        (looked_at,) = db.execute(
            """
            SELECT count(*) FROM temp.looked_at new, (
                SELECT date(min(ordered_at)) AS first, date(max(ordered_at)) AS last
                FROM order_versions WHERE upload_id = ? AND current = 1)
            WHERE day BETWEEN first AND last
            """,
            [earlier],
        ).fetchone()
        # Where people are called the same in both, another one's order is another one.
        alike = of_same + of_nobody + (0 if of_same else of_others)
        found.append(SameSales(earlier, looked_at, alike, kinds))
    db.execute("DROP TABLE temp.looked_at")
    return tuple(found)


def strangers(db: Database, upload_id: int, but: Collection[int]) -> Strangers | None:
    """Whether an upload, not yet current, names nobody as earlier ones do, but by e-mail addresses
    in the place of ids, or the reverse."""
    others = f"current = 1 AND upload_id NOT IN ({_listed(but)})"
    (is_known,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM order_versions new JOIN order_versions old"
        f" ON old.customer_id = new.customer_id AND old.{others} WHERE new.upload_id = ?)",
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
