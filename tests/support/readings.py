"""Files in memory as readers hand them over, and the packaged names and rules."""

from datetime import date

import pandas as pd

import config
from analytics.intake.cleaning import Cleaned, Rules, clean
from analytics.intake.dates import DateForm, DateOrder
from analytics.intake.filling import FillDown
from analytics.intake.findings import Understanding
from analytics.intake.reading import Reading, Role
from analytics.intake.understanding import understand
from analytics.intake.words import FileWords
from analytics.vocabulary.rows import RowKind

TODAY = date(2026, 7, 1)
WORDS = FileWords.of(config.load)
HEADER_NAMES = WORDS.headers
RULES = Rules.of(config.load("non_merchandise"), WORDS)
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
    return Reading(RowKind.LINES, UCI, DateForm(order))


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
    return understand(chunk, WORDS, today=TODAY, currency=currency)


def cleaned(chunk: pd.DataFrame, reading: Reading | None = None) -> Cleaned:
    """A whole file cleaned as it is understood."""
    reading = reading or understood(chunk).reading
    return clean(FillDown(reading)(chunk), reading=reading, today=TODAY, rules=RULES)
