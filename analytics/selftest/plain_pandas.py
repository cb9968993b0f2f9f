"""RFM of a file's rows once more, in plain pandas and numpy: nothing of the engine's is used.

The rows are texts as in ``analytics.sample.shop.SampleShop.rows``, or columns of the same names
from a file whose faults concern unknown customers only.
"""

from dataclasses import asdict
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features.customers import Returns
from analytics.rfm import Rfm
from analytics.selftest.comparison import Comparison, compared
from analytics.vocabulary.schema import Features

MONEY = {Returns.NET: "net", Returns.IGNORE: "bought"}
"""The column of :func:`plain_rfm` that is ``monetary``."""
_FIFTHS = (0.2, 0.4, 0.6, 0.8)
_AGAINST = "plain pandas"


def plain_rfm(rows: pd.DataFrame, first_day: date, last_day: date) -> pd.DataFrame:
    """Find each customer's days, orders and money.

    Parameters
    ----------
    rows : DataFrame, one row per line
    first_day, last_day : date
        Rows of other days, or of none, are no sales.

    Returns
    -------
    DataFrame, one row per customer with a purchase, indexed by ``customer_id``
        ``recency`` (whole days to the midnight after the last purchase of anybody), ``frequency``
        (invoices), ``bought`` and ``net`` (currency units; the latter less returns, from 0).
    """
    at = pd.to_datetime(rows["InvoiceDate"], errors="coerce")
    count = pd.to_numeric(rows["Quantity"], errors="coerce")
    price = pd.to_numeric(rows["Price"], errors="coerce")
    invoice = rows["Invoice"].astype(str)
    lines = pd.DataFrame(
        {
            "customer": rows["Customer ID"].fillna("").astype(str).str.removesuffix(".0"),
            "invoice": invoice,
            "at": at,
            "count": count,
            "cents": (count * price * 100).round(),
            "credit": invoice.str.startswith("C"),
        }
    )
    in_time = (at >= pd.Timestamp(first_day)) & (at < pd.Timestamp(last_day) + pd.Timedelta("1D"))
    lines = lines[in_time & (price > 0) & ~invoice.str.startswith("A")]
    sold = lines[~lines["credit"] & (lines["count"] > 0)]
    tomorrow = sold["at"].max().normalize() + pd.Timedelta("1D")
    back = lines[lines["credit"] & (lines["count"] < 0) & (lines["at"] < tomorrow)]
    # An order is of the time of its first line.
    orders = sold[sold["customer"] != ""].pivot_table(
        index=["customer", "invoice"], values=["at", "cents"], aggfunc={"at": "min", "cents": "sum"}
    )
    everybody = orders.reset_index().groupby("customer")
    bought = everybody["cents"].sum()
    returned = -back.groupby("customer")["cents"].sum()
    net = (bought - returned.reindex(bought.index).fillna(0)).clip(lower=0)
    return pd.DataFrame(
        {
            "recency": (tomorrow - everybody["at"].max()) // pd.Timedelta("1D"),
            "frequency": everybody.size(),
            "bought": bought / 100,
            "net": net / 100,
        }
    ).rename_axis("customer_id")


def plain_edges(values: pd.Series) -> npt.NDArray[np.float64]:
    """The quintiles; rounded, since the last bit of a fraction would move them off a value."""
    edges: npt.NDArray[np.float64] = np.quantile(values.to_numpy(float), _FIFTHS)
    return edges.round(6)


def compare_features(
    found: Features, plain: pd.DataFrame, returns: Returns, shop: str
) -> Comparison:
    """Hold recency, frequency and money of a shop, by its name, against plain pandas' figures."""
    return compared(
        f"recency, frequency and money of {_people(plain, shop, returns)}",
        _AGAINST,
        found.set_index("customer_id"),
        _measures(plain, returns),
        allowed=1e-6,
    )


def compare_scores(
    found: Rfm, plain: pd.DataFrame, returns: Returns, shop: str
) -> tuple[Comparison, ...]:
    """Hold quintile edges and scores from 1 to 5 against plain pandas' figures."""
    measures = _measures(plain, returns)
    edges = measures.apply(plain_edges)
    above = {
        name: (measures[name].to_numpy()[:, None] > edges[name].to_numpy()).sum(axis=1)
        for name in measures
    }
    scores = pd.DataFrame(
        {"r": 5 - above["recency"], "f": 1 + above["frequency"], "m": 1 + above["monetary"]},
        plain.index,
    )
    ours = pd.DataFrame(asdict(found.edges))
    people = _people(plain, shop, returns)
    return (
        compared(f"quintile edges of {people}", "numpy.quantile", ours, edges, 1e-6),
        compared(f"scores of {people}", _AGAINST, found.scores, scores),
    )


def _people(plain: pd.DataFrame, shop: str, returns: Returns) -> str:
    return f"{len(plain):,} customers of {shop}, returns: {returns.value}"


def _measures(plain: pd.DataFrame, returns: Returns) -> pd.DataFrame:
    money = plain[MONEY[returns]].rename("monetary")
    return plain[["recency", "frequency"]].join(money)
