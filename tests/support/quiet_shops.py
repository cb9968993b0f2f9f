"""Shops where nothing happens: nobody changes, nothing is a favourite, there are no groups.

Each customer buys at a rate and at a size of basket of their own that never change, at random
moments; what they buy is drawn for everybody from the same shelf. So whatever an answer says of a
change, a favourite or a group in such a shop is said of chance alone.
"""

import numpy as np
import pandas as pd

LAST_DAY = pd.Timestamp("2025-12-31")


def quiet_lines(
    seed: int, customers: int = 300, days: int = 720, products: int = 60
) -> pd.DataFrame:
    """The lines of a shop where nothing happens.

    Orders are Poisson with a rate for each customer, and rates are gamma: the buyers of the NBD
    (Ehrenberg 1959). Everybody was there before the first day and will be after the last, so that
    the shop is the same in any two spans of equal length but for chance.

    Parameters
    ----------
    customers : int
        Who might buy; some never do within the days.
    days : int
        That the file covers, up to ``LAST_DAY``.
    products : int
        On the shelf, the first bought most (Zipf 1949).

    Returns
    -------
    DataFrame, one row per line, in the order of time
        ``invoice``, ``product``, ``description``, ``quantity``, ``at``, ``price``, ``customer_id``.
    """
    random = np.random.default_rng(seed)
    rate = random.gamma(1.2, 2.5 / 365, customers)
    units = 1 + random.gamma(2.0, 1.5, customers)
    orders = random.poisson(rate * days)
    buyer = np.repeat(np.arange(customers), orders)
    seconds = np.sort(random.integers(0, days * 86_400, len(buyer)))
    buyer = random.permutation(buyer)
    lines = 1 + random.poisson(1.2, len(buyer))
    order = np.repeat(np.arange(len(buyer)), lines)
    popularity = 1 / np.arange(1, products + 1)
    product = random.choice(products, len(order), p=popularity / popularity.sum())
    price = np.round(np.exp(random.normal(1.5, 0.6, products)), 2)
    first = LAST_DAY + pd.Timedelta(days=1 - days)
    return pd.DataFrame(
        {
            "invoice": 500_000 + order,
            "product": [f"P{number:03}" for number in product],
            "description": [f"THING {number:03}" for number in product],
            "quantity": 1 + random.poisson(units[buyer][order] - 1),
            "at": first + pd.to_timedelta(seconds[order], unit="s"),
            "price": price[product],
            "customer_id": [f"C{number:05}" for number in buyer[order]],
        }
    )


def as_file(lines: pd.DataFrame) -> bytes:
    """Lines as a CSV file, as it would be dropped into a channel."""
    headings = {
        "invoice": "Invoice",
        "product": "StockCode",
        "description": "Description",
        "quantity": "Quantity",
        "at": "InvoiceDate",
        "price": "Price",
        "customer_id": "Customer ID",
    }
    return lines.rename(columns=headings).to_csv(index=False).encode()


def people_file(customers: "list[str]", seed: int) -> bytes:
    """What is known of customers, as a CSV file: numbers and texts that hang on nothing."""
    random, many = np.random.default_rng(seed), len(customers)
    known = {
        "Customer ID": customers,
        "Age": random.integers(18, 80, many),
        "Income": random.lognormal(10, 1, many).round(2),
        "Children": random.choice([0, 1, 2], many, p=[0.85, 0.1, 0.05]),
        "Tier": random.choice(["gold", "silver", ""], many, p=[0.2, 0.5, 0.3]),
        "City": [f"City {number}" for number in random.zipf(1.5, many) % 60],
    }
    return pd.DataFrame(known).to_csv(index=False).encode()
