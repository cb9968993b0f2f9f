"""What is sold: which products bring the revenue, rise, fall, and begin a customer's buying."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy.stats import norm

from analytics.features.customers import SECONDS_PER_DAY, Returns, midnight, seconds
from analytics.intervals import wilson

#: In how many days of the first order who came back has come back.
BACK_WITHIN = 90
#: How seldom chance alone may lead to saying of any product at all that it is different.
ALPHA = 0.05


def products(lines: ir.Table, returns: Returns) -> pd.DataFrame:
    """What each product brought.

    Parameters
    ----------
    lines : Table
        As in ``schema.LINES``; postage, fees and the like don't count.

    Returns
    -------
    DataFrame, one row per product that was sold, indexed by ``product_code``, most money first
        ``name`` (of several descriptions the last by the alphabet, the code where there is none),
        ``cents`` (less what came back under ``returns=net``), ``units`` sold, ``orders`` and
        known ``customers`` who bought it.
    """
    goods = lines.filter(lines.merchandise == 1)
    sold = goods.quantity > 0
    counted = sold if returns is Returns.IGNORE else None
    found: pd.DataFrame = (
        goods.group_by("product_code")
        .aggregate(
            name=goods.description.max(),
            cents=goods.amount_cents.sum(where=counted),
            units=goods.quantity.sum(where=sold),
            orders=goods.order_id.nunique(where=sold),
            customers=goods.customer_id.nunique(where=sold),
        )
        .execute()
    )
    found = found[found["orders"] > 0].set_index("product_code")
    found["name"] = found["name"].where(found["name"].fillna("").str.strip() != "", found.index)
    found["cents"] = found["cents"].fillna(0).astype("int64")
    # Of equal money in the order of their codes, whatever order the file had.
    return found.sort_index().sort_values("cents", ascending=False, kind="stable")


@dataclass(frozen=True)
class Pareto:
    """How few products bring most of the revenue.

    Attributes
    ----------
    products : int
        That brought any.
    needed : int
        As few as bring 80% of it.
    shares : tuple of (float, int, float)
        Of the best 1, 5, 10, 20 and 50% of products: that part, how many they are (rounded, one
        at least) and their share of revenue.
    curve : array of float, shape (products,)
        Share of revenue of the best one, two and so on.
    """

    products: int
    needed: int
    shares: tuple[tuple[float, int, float], ...]
    curve: np.ndarray[tuple[int], np.dtype[np.float64]]


def pareto(cents: "pd.Series[int]", most: float = 0.8) -> Pareto | None:
    """Share revenue out over products; None where there is none.

    What came back for more than it was sold for brings nothing and is left out.
    """
    money = np.sort(cents[cents > 0].to_numpy("float64"))[::-1]
    if not len(money):
        return None
    curve = money.cumsum() / money.sum()
    parts = [(part, max(1, round(len(money) * part))) for part in (0.01, 0.05, 0.1, 0.2, 0.5)]
    # A hair below, so that a share that is exactly that isn't missed by its last bit.
    return Pareto(
        products=len(money),
        needed=int(np.searchsorted(curve, most - 1e-12)) + 1,
        shares=tuple((part, many, float(curve[many - 1])) for part, many in parts),
        curve=curve,
    )


def changed(now: pd.DataFrame, before: pd.DataFrame, orders: tuple[int, int]) -> pd.DataFrame:
    """By how much products' shares of all orders changed from one time to another.

    The interval is Katz's for the ratio of two shares (Katz et al. 1978, Biometrics 34), with half
    an order added to each count so that none is zero, at a level at which all products together
    are misjudged in at most 5% of shops where nothing changes (Bonferroni).

    Parameters
    ----------
    now, before : DataFrame
        As :func:`products` gives them.
    orders : (int, int)
        All orders now and before, at least one each.

    Returns
    -------
    DataFrame, one row per product sold in either, indexed by ``product_code``
        ``name``, ``now`` and ``before`` (orders with it), ``cents_now``, ``cents_before``,
        ``ratio``, ``low`` and ``high``.
    """
    both = now.add_suffix("_now").join(before.add_suffix("_before"), how="outer")
    names = both["name_now"].fillna(both["name_before"])
    counts = [both[f"orders_{when}"].fillna(0).astype("int64") for when in ("now", "before")]
    shares = [(count + 0.5) / (total + 0.5) for count, total in zip(counts, orders, strict=True)]
    spread = np.sqrt(
        sum(
            1 / (count + 0.5) - 1 / (total + 0.5)
            for count, total in zip(counts, orders, strict=True)
        )
    )
    reach = float(norm.ppf(1 - ALPHA / 2 / max(1, len(both)))) * spread
    ratio = shares[0] / shares[1]
    return pd.DataFrame(
        {
            "name": names,
            "now": counts[0],
            "before": counts[1],
            "cents_now": both["cents_now"].fillna(0).astype("int64"),
            "cents_before": both["cents_before"].fillna(0).astype("int64"),
            "ratio": ratio,
            "low": ratio * np.exp(-reach),
            "high": ratio * np.exp(reach),
        }
    )


@dataclass(frozen=True)
class Firsts:
    """The products of first baskets, and how many of their buyers came back.

    Attributes
    ----------
    products : DataFrame, indexed by ``product_code``, most buyers first
        ``name``, ``buyers``, ``back`` (of them who bought on a later day within 90 days),
        ``rate``, and ``low`` and ``high``, Wilson's interval, at a level at which all products
        together are misjudged in at most 5% of shops where they are alike (Bonferroni).
    customers, back : int
        Everybody whose first order was 90 days or more before the last day, and of them who came
        back.
    too_late : int
        Whose first order was later, so that it can't be known yet.
    """

    products: pd.DataFrame
    customers: int
    back: int
    too_late: int


def first_baskets(
    orders: ir.Table, lines: ir.Table, ever: ir.Table, last: date, fewest: int
) -> Firsts:
    """What customers bought first, and whether they came back.

    Parameters
    ----------
    orders, lines : Table
        Those asked about; first orders are looked for among them.
    ever : Table
        All orders of the shop: by them it is known which is a customer's first and who came back.
    last : date
        The last day of the data.
    fewest : int
        Buyers below which a product isn't looked at.
    """
    bought = ever.filter(ever.purchase_lines > 0, ever.customer_id.notnull())
    began = bought.group_by("customer_id").aggregate(began=bought.ordered_at.min())
    dated = bought.inner_join(began, "customer_id")
    days = seconds(dated.ordered_at) // SECONDS_PER_DAY - seconds(dated.began) // SECONDS_PER_DAY
    back = dated.group_by("customer_id").aggregate(
        began=dated.began.min(), back=((days > 0) & (days <= BACK_WITHIN)).max()
    )
    asked = orders.filter(orders.purchase_lines > 0)
    first = asked.inner_join(back, "customer_id")
    first = first.filter(first.ordered_at == first.began)
    over = first.began < midnight(last - timedelta(days=BACK_WITHIN - 1))
    known = first.select("order_id", "customer_id", back=first.back.cast("int64"), over=over)
    people = (
        known.group_by("over")
        .aggregate(
            customers=known.customer_id.nunique(),
            back=known.customer_id.nunique(where=known.back == 1),
        )
        .execute()
        .set_index("over")
    )
    goods = lines.filter(lines.merchandise == 1, lines.quantity > 0)
    seen = known.filter(known.over)
    rows = goods.inner_join(seen.select("order_id", "back"), "order_id")
    found = (
        rows.group_by("product_code")
        .aggregate(
            name=rows.description.max(),
            buyers=rows.customer_id.nunique(),
            back=rows.customer_id.nunique(where=rows.back == 1),
        )
        .execute()
        .set_index("product_code")
        .sort_index()
    )
    found["name"] = found["name"].where(found["name"].fillna("").str.strip() != "", found.index)
    found = found[found["buyers"] >= fewest]
    found["rate"] = found["back"] / found["buyers"]
    level = float(norm.ppf(1 - ALPHA / 2 / max(1, len(found))))
    found["low"], found["high"] = wilson(found["back"], found["buyers"], level)

    def of(is_over: bool, name: str) -> int:
        return int(people[name].get(is_over, 0))

    return Firsts(
        products=found.sort_values("buyers", ascending=False, kind="stable"),
        customers=of(True, "customers"),
        back=of(True, "back"),
        too_late=of(False, "customers"),
    )
