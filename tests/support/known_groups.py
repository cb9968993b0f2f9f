"""Customers whose groups are known, and customers who have none."""

import numpy as np
import pandas as pd

from analytics.sample.shop import sample_shop

RFM = ["recency", "frequency", "monetary"]


def shop_with_groups(seed: int, customers: int) -> tuple[pd.DataFrame, "pd.Series[str]"]:
    """The made-up shop's customers, summarised with plain pandas, and the group each is from.

    Both are indexed by ``customer_id``, in its order.
    """
    shop = sample_shop(seed, customers)
    rows = shop.rows
    lines = pd.DataFrame(
        {
            "invoice": rows["Invoice"],
            "customer_id": rows["Customer ID"].str.removesuffix(".0"),
            "at": pd.to_datetime(rows["InvoiceDate"], errors="coerce"),
            "spent": pd.to_numeric(rows["Quantity"], errors="coerce")
            * pd.to_numeric(rows["Price"], errors="coerce"),
        }
    ).dropna()
    lines = lines[(lines["customer_id"] != "") & (lines["spent"] != 0)]
    bought = lines[~lines["invoice"].str.startswith("C")].groupby("customer_id")
    last = bought["at"].max()
    as_of = last.max().normalize() + pd.Timedelta(days=1)
    features = pd.DataFrame(
        {
            "recency": (as_of - last).dt.days,
            "frequency": bought["invoice"].nunique(),
            "monetary": lines.groupby("customer_id")["spent"].sum().clip(lower=0).round(2),
        }
    ).sort_index()
    return features, shop.groups.loc[features.index]


def customers_of(values: "np.ndarray") -> pd.DataFrame:
    """Customers with given recency, frequency and money, one per row of an array."""
    ids = [f"c{number:05}" for number in range(len(values))]
    return pd.DataFrame(values, columns=RFM).assign(customer_id=ids)


def blobs(customers: int = 120, apart: float = 6.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Four round groups in three dimensions, and who is in which."""
    random = np.random.default_rng(seed)
    centres = np.vstack([np.zeros(3), np.eye(3) * apart])
    labels = np.arange(customers) % 4
    return centres[labels] + random.normal(size=(customers, 3)), labels


def four_groups(arrangement: str, seed: int, customers: int) -> tuple[pd.DataFrame, "np.ndarray"]:
    """Four equal round groups of the log scale, and the group each customer is from.

    Neighbours are 8 standard deviations apart on a ``line``, 10 in the ``corners`` of a
    tetrahedron and 16 in a ``square``, whose third feature tells nobody apart.
    """
    random = np.random.default_rng(seed)
    centres = {
        "line": np.outer(np.arange(4), np.ones(3)) * 8 / np.sqrt(3),
        "corners": np.vstack([np.zeros(3), np.eye(3)]) * 10,
        "square": np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]]) * 16.0,
    }[arrangement]
    truth = np.arange(customers) % 4
    scaled = centres[truth] + random.normal(size=(customers, 3))
    return customers_of(np.exp(4 + 0.2 * scaled)), truth


def without_groups(kind: str, seed: int, customers: int) -> pd.DataFrame:
    """One crowd: ``even`` over a box, ``bell`` on the log scale, ``pareto``, or ``buyers``.

    The last are a shop's without groups: each orders at a rate of their own, at random times.
    """
    random = np.random.default_rng(seed)
    if kind == "even":
        return customers_of(random.uniform(1, 1_000, (customers, 3)))
    if kind == "bell":
        return customers_of(np.exp(random.normal(3, 0.5, (customers, 3))))
    if kind == "pareto":
        return customers_of((1 + random.pareto(1.5, (customers, 3))) * [10, 1, 50])
    orders = 1 + random.poisson(random.gamma(1.5, 2, customers))
    recency = [int(random.uniform(0, 365, count).min()) for count in orders]
    spent = orders * np.exp(random.normal(4, 0.5, customers))
    return customers_of(np.column_stack([recency, orders, spent]))
