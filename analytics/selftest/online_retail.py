"""UCI Online Retail, beside the figures that are published of it."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from analytics.selftest.comparison import Comparison, compared_figures
from analytics.vocabulary.errors import SegbotError

FIRST_DAY, LAST_DAY = date(2010, 12, 1), date(2011, 12, 9)
TRIAL_DAYS = (LAST_DAY, date(2011, 10, 14))
"""On which it was measured elsewhere how often recommendations come true."""
STATED = {"customers": 4_338.0, "orders": 18_532.0, "lines": 397_884.0, "revenue": 8_911_407.90}
"""Of known customers, without cancellations: published analyses agree on these."""
_NAMES = {"InvoiceNo": "Invoice", "UnitPrice": "Price", "CustomerID": "Customer ID"}


def with_known_names(rows: pd.DataFrame) -> pd.DataFrame:
    """The file's rows, columns named as in its second edition.

    Raises
    ------
    SegbotError
        If they are of another file.
    """
    named = rows.rename(columns=_NAMES)
    if missing := sorted(
        {*_NAMES.values(), "StockCode", "Quantity", "InvoiceDate"} - {*named.columns}
    ):
        raise SegbotError(
            f"This is not UCI Online Retail: it has no column {missing[0]}.",
            "Give the file as it was published, as CSV or Parquet.",
        )
    return named


def compare_totals(found: Mapping[str, float]) -> Comparison:
    """Hold totals, as ``analytics.features.customers.shop_totals`` names them, against the
    published."""
    return compared_figures(
        "customers, orders, lines and revenue of UCI Online Retail, returns ignored",
        "published analyses",
        {name: found[name] for name in STATED},
        STATED,
        allowed=1e-6,
    )
