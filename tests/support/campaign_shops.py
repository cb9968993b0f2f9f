"""A shop whose customers buy by a rhythm of their own, before a campaign and after."""

from collections.abc import Callable
from datetime import date, timedelta

from shops import as_csv

FIRST, BEGINS = date(2025, 3, 1), date(2025, 7, 1)
UNTIL = BEGINS + timedelta(days=27)
HEADER = ("Customer ID", "Email", "Phone", "First name", "Tier")


def customer(number: int) -> str:
    return f"C{1_000 + number}"


def orders(
    first: date,
    last: date,
    customers: int = 200,
    buys: Callable[[int], bool] = lambda number: True,
) -> bytes:
    """Orders between two days, both included: each of its customers every 10 to 59 days, for 5 to
    14 pounds, and one on the last day, for its file to reach it."""
    rows: list[tuple[object, ...]] = [
        (f"L{last}", "TEA", "<!channel> TEA", 1, f"{last} 09:00", "1.00", "C9", "United Kingdom")
    ]
    for number in range(customers):
        every = 10 + number % 50
        for days in range((last - first).days):
            day = first + timedelta(days=days)
            if (day.toordinal() + 7 * number) % every == 0 and buys(number):
                rows.append(
                    (
                        f"{day:%y%m%d}{number:04}",
                        "TEA",
                        "<!channel> TEA",
                        1,
                        f"{day} 10:00",
                        f"{5 + number % 10}.00",
                        customer(number),
                        "United Kingdom",
                    )
                )
    return as_csv(rows)


def before(customers: int = 200) -> bytes:
    """Four months of orders, up to the day before the campaign begins."""
    return orders(FIRST, BEGINS - timedelta(days=1), customers)


def known(customers: int = 200) -> bytes:
    """What is known of customers: every fourth has no address, and every tenth of the others one
    that the next has, too; every other has a number."""
    rows = [
        (
            customer(number),
            "" if number % 4 == 3 else f" Ada{number - (number % 20 == 1)}@Shop.com",
            f"+44 (0)20 7946 {number:04}" if number % 2 else f"020 7946 {number:04}",
            "=Ada" if number == 0 else f"Ada {number}",
            "gold" if number % 5 else "silver",
        )
        for number in range(customers)
    ]
    return as_csv(rows, HEADER)
