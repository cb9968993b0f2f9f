"""A shop of six customers, small enough to work by hand: features, edges, scores, segments.

As of 2024-07-01; an unknown buyer and one who only returns are no customers. Names are in capitals,
as an import writes them.

======== ==================================== ======= ====== ====== ======= ===============
customer last purchase, to 2024-07-01 00:00   recency orders bought returned net
======== ==================================== ======= ====== ====== ======= ===============
ADA      2024-06-30 10:00, 14 hours                 0      3 100.00    0.00 100.00
BOB      2024-06-30 00:00, exactly 1 day            1      1  10.00    0.00  10.00
CYD      2024-06-21 12:00, 9.5 days                 9      2  60.00   15.00  45.00
DAN      2024-04-01 23:59:59, 90 days 1 s          90      1  25.00   40.00   0.00 (floored)
EVE      2024-01-01 08:00, 181 days 16 h          181      1 200.00    0.00 200.00
FAY      2023-07-01 00:00, 366 days               366      1   5.00    0.00   5.00
======== ==================================== ======= ====== ====== ======= ===============

Of six sorted values the quintile edges are the 2nd to the 5th::

    recency    0 1 9 90 181 366         edges 1 9 90 181
    frequency  1 1 1 1 2 3              edges 1 1 1 2
    monetary   0 5 10 45 100 200        edges 5 10 45 100
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.features.customers import Returns
from analytics.rfm import Edges, Rfm
from analytics.rfm.edges import MEASURES
from analytics.selftest.comparison import Comparison, compared, compared_figures
from analytics.vocabulary.schema import Features

AS_OF = date(2024, 7, 1)
EDGES = Edges(recency=(1, 9, 90, 181), frequency=(1, 1, 1, 2), monetary=(5, 10, 45, 100))
SCORES = {
    "ADA": (5, 5, 4, "champions"),
    "BOB": (5, 1, 2, "new_customers"),
    "CYD": (4, 4, 3, "loyal_customers"),
    "DAN": (3, 1, 1, "about_to_sleep"),
    "EVE": (2, 1, 5, "hibernating"),
    "FAY": (1, 1, 1, "hibernating"),
}
"""Scores of recency, frequency and money, and the segment of the pack ``grid10``."""
_AGAINST = "a result worked by hand"


@dataclass(frozen=True)
class Invoice:
    """An invoice of a single line.

    Attributes
    ----------
    number : str
    customer : str or None
        None where unknown.
    at : str
        When, ``YYYY-MM-DD HH:MM:SS``.
    cents : int
        Below 0 for a return.
    units : int
        Bought, or returned.
    country : str
    """

    number: str
    customer: str | None
    at: str
    cents: int
    units: int = 1
    country: str = "United Kingdom"


INVOICES = (
    Invoice("100", "FAY", "2023-07-01 00:00:00", 500),
    Invoice("101", "EVE", "2024-01-01 08:00:00", 20_000, units=8),
    Invoice("102", "DAN", "2024-04-01 23:59:59", 2_500),
    Invoice("C103", "DAN", "2024-04-02 09:00:00", -4_000),
    Invoice("104", "ADA", "2024-05-01 10:00:00", 2_000, country="France"),
    Invoice("105", "ADA", "2024-06-01 10:00:00", 3_000, country="France"),
    Invoice("106", "CYD", "2024-06-20 12:00:00", 2_000),
    Invoice("107", "CYD", "2024-06-21 12:00:00", 4_000),
    Invoice("C108", "CYD", "2024-06-25 12:00:00", -1_500),
    Invoice("C109", "ZOE", "2024-06-26 12:00:00", -900),
    Invoice("110", "BOB", "2024-06-30 00:00:00", 1_000),
    Invoice("111", "ADA", "2024-06-30 10:00:00", 5_000),
    Invoice("112", None, "2024-06-30 11:00:00", 9_900),
    Invoice("C113", None, "2024-06-30 12:00:00", -400),
)


def file_rows() -> pd.DataFrame:
    """The shop as a file holds it, one row per line."""
    return pd.DataFrame(
        [
            {
                "Invoice": each.number,
                "StockCode": "A1",
                "Quantity": each.units if each.cents > 0 else -each.units,
                "InvoiceDate": each.at,
                "Price": f"{abs(each.cents) / each.units / 100:.2f}",
                "Customer ID": each.customer or "",
                "Country": each.country,
            }
            for each in INVOICES
        ]
    )


def expected_features(returns: Returns) -> pd.DataFrame:
    """What each customer did, indexed by ``customer_id``; columns as in ``schema.FEATURES``."""
    net = returns is Returns.NET
    money = pd.Series([100.0, 10.0, 45.0 if net else 60.0, 0.0 if net else 25.0, 200.0, 5.0])
    orders = pd.Series([3, 1, 2, 1, 1, 1])
    return pd.DataFrame(
        {
            "recency": [0, 1, 9, 90, 181, 366],
            "frequency": orders,
            "monetary": money,
            # ADA's first order: 2024-05-01 10:00 to midnight of 1 July, 60 days and 14 hours.
            "tenure": [60, 1, 10, 90, 181, 366],
            "average_order": money / orders,
            "units": [3, 1, 2, 1, 8, 1],
            "return_rate": [0.0, 0.0, 0.25, 1.0, 0.0, 0.0],
        }
    ).set_axis(pd.Index([*SCORES], name="customer_id"))


def expected_scores() -> pd.DataFrame:
    """Each customer's scores and segment, indexed by ``customer_id``."""
    frame = pd.DataFrame.from_dict(SCORES, orient="index", columns=["r", "f", "m", "segment"])
    return frame.rename_axis("customer_id")


def compare_features(found: Features, returns: Returns) -> Comparison:
    """Hold features, as of ``AS_OF``, against those worked by hand."""
    return compared(
        f"seven features of six customers, imported, returns: {returns.value}",
        _AGAINST,
        found.set_index("customer_id"),
        expected_features(returns),
    )


def compare_scores(found: Rfm) -> tuple[Comparison, ...]:
    """Hold edges, scores and segments by the pack ``grid10`` against those worked by hand."""
    names = [f"{measure} {place}" for measure in MEASURES for place in range(1, EDGES.bins)]
    ours, theirs = (
        dict(zip(names, (*each.recency, *each.frequency, *each.monetary), strict=True))
        for each in (found.edges, EDGES)
    )
    return (
        compared_figures("edges between the six customers' scores", _AGAINST, ours, theirs),
        compared("scores and segments of the six", _AGAINST, found.scores, expected_scores()),
    )
