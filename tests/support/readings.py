"""Files in memory as readers hand them over, and the packaged names and rules."""

from datetime import date

import pandas as pd

import config
from analytics.intake.cleaning import Cleaned, Rules, clean
from analytics.intake.dates import DateOrder
from analytics.intake.filling import FillDown
from analytics.intake.findings import Understanding
from analytics.intake.headers import HeaderNames
from analytics.intake.reading import Reading, Role
from analytics.intake.understanding import understand
from analytics.vocabulary.rows import RowKind

TODAY = date(2026, 7, 1)
HEADER_NAMES = HeaderNames.of(config.load("columns"), config.load("layouts"))
RULES = Rules.of(config.load("non_merchandise"), config.load("order_status"))
UCI = {
    Role.INVOICE: "Invoice",
    Role.TIME: "InvoiceDate",
    Role.CUSTOMER: "Customer ID",
    Role.PRODUCT: "StockCode",
    Role.DESCRIPTION: "Description",
    Role.QUANTITY: "Quantity",
    Role.PRICE: "Price",
    Role.COUNTRY: "Country",
}


def uci(order: DateOrder = DateOrder.YEAR_FIRST) -> Reading:
    """How Online Retail II is read."""
    return Reading(RowKind.LINES, UCI, order)


def frame(header: str, *rows: str, mark: str = ",") -> pd.DataFrame:
    """Lines of text as a chunk: under the header, from line 2 on."""
    names = header.split(mark)
    cells = [row.split(mark) for row in rows]
    assert {len(each) for each in cells} <= {len(names)}
    return (
        pd.DataFrame(cells, columns=names, dtype=object)
        .rename_axis("line")
        .set_axis(pd.RangeIndex(2, len(rows) + 2, name="line"))
    )


def understood(chunk: pd.DataFrame, currency: str = "GBP") -> Understanding:
    """What a file is understood as, with the packaged names."""
    return understand(chunk, HEADER_NAMES, today=TODAY, currency=currency)


def cleaned(chunk: pd.DataFrame, reading: Reading | None = None) -> Cleaned:
    """A whole file cleaned as it is understood."""
    reading = reading or understood(chunk).reading
    return clean(FillDown(reading)(chunk), reading=reading, today=TODAY, rules=RULES)
