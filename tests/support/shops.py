"""Small made-up shops for tests, as the files that people drop."""

import csv
import io
from collections.abc import Iterable, Sequence

HEADER = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)


def as_csv(rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER) -> bytes:
    """Rows under a header, as the bytes of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def shop(customers: int = 40, first_invoice: int = 500_000) -> bytes:
    """A shop of a few customers, each with a different number of orders of a different size.

    Customer i (from 1) orders 1 + i % 7 times, i pounds each time, on days that lie i days apart.
    Another first invoice makes other sales: the same customers on other days.
    """
    later = (first_invoice - 500_000) // 100_000
    rows: list[tuple[object, ...]] = []
    for number in range(1, customers + 1):
        for order in range(1 + number % 7):
            day = 1 + (number + order * 3 + later) % 28
            month = 1 + (number + order) % 12
            rows.append(
                (
                    first_invoice + number * 100 + order,
                    f"A{number % 9}",
                    "TEA & CAKE <!channel> `STAND` 🎂",
                    number,
                    f"2011-{month:02}-{day:02} 10:{order:02}:00",
                    "1.00",
                    12_000 + number,
                    "France" if number % 4 == 0 else "United Kingdom",
                )
            )
    return as_csv(rows)
