"""Shops without any groups: all customers buy by one process, each at a rate of their own."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

DAYS = 365


@dataclass(frozen=True, eq=False)
class Shop:
    """Orders of a made-up year.

    Attributes
    ----------
    orders : DataFrame, one row per order
        ``who`` (int), ``at`` (days since the start, a fraction), ``spent`` (currency units, returns
        subtracted), ``returned`` (currency units), ``weekend``, ``morning`` (bool).
    """

    orders: pd.DataFrame

    def features(self, since: float = 0, until: float = DAYS) -> pd.DataFrame:
        """What each customer did within some days; those without an order in them are absent."""
        orders = self.orders[(self.orders["at"] >= since) & (self.orders["at"] < until)]
        each = orders.groupby("who")
        last, count = each["at"].max(), each["at"].count()
        spent = each["spent"].sum()
        frame = pd.DataFrame(
            {
                "recency": np.ceil(until - last).astype(int),
                "frequency": count,
                "monetary": spent.round(2),
                "return_rate": each["returned"].sum() / (spent + each["returned"].sum()),
                "weekend_share": each["weekend"].mean(),
                "morning_share": each["morning"].mean(),
                "trend": self._trend(orders, until),
            }
        )
        frame.insert(0, "customer_id", [f"c{who:05}" for who in frame.index])
        return frame.reset_index(drop=True)

    @staticmethod
    def _trend(orders: pd.DataFrame, until: float) -> "pd.Series[float]":
        """Spend of the later half of each one's time less the earlier, over both; NaN for one."""
        each = orders.groupby("who")["at"]
        middle = (orders["who"].map(each.min()) + until) / 2
        sign = np.where(orders["at"] >= middle, 1, -1)
        by = orders["who"]
        change = (orders["spent"] * sign).groupby(by).sum() / orders["spent"].groupby(by).sum()
        return change.where(each.count() > 1)


def one_process(kind: str, seed: int, customers: int) -> Shop:
    """A shop whose customers all buy by ``nbd`` or ``bgnbd``, and spend by gamma-gamma.

    Orders come at a gamma rate of each customer's own (Ehrenberg 1959); with ``bgnbd`` customers
    leave after an order with a beta chance of their own (Fader, Hardie and Lee 2005). Spend is
    gamma around a level of each customer's own, which is gamma, too (Fader and Hardie 2013).
    """
    random = np.random.default_rng(seed)
    shape, mean = random.uniform(0.4, 2), random.uniform(2, 8) / DAYS
    rate = random.gamma(shape, mean / shape, customers)[:, None]
    start = random.uniform(0, random.choice([0.05, 0.3, 0.95]) * DAYS, (customers, 1))
    gaps = random.exponential(1 / rate, (customers, 80))
    at = start + np.hstack([np.zeros((customers, 1)), np.cumsum(gaps, axis=1)])
    bought = at < DAYS
    if kind == "bgnbd":
        leaving = random.beta(random.uniform(0.5, 1.2), random.uniform(1.5, 4), (customers, 1))
        stays = np.cumprod(random.random((customers, 80)) >= leaving, axis=1).astype(bool)
        bought[:, 1:] &= stays
    who, order = np.nonzero(bought)
    level = random.gamma(random.uniform(3, 6), 1 / random.uniform(10, 40), customers)
    spent = random.gamma(random.uniform(3, 7), 1 / level[who])
    part = random.choice([0.3, 0.5, 0.9], len(who))
    returned = np.where(random.random(len(who)) < random.uniform(0.03, 0.15), spent * part, 0)
    days = at[who, order]
    return Shop(
        pd.DataFrame(
            {
                "who": who,
                "at": days,
                "spent": spent - returned,
                "returned": returned,
                "weekend": days.astype(int) % 7 >= 5,
                "morning": random.random(len(who)) < random.uniform(0.2, 0.5),
            }
        )
    )
