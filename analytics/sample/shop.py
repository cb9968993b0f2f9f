"""A made-up gift shop to try things on: messy as real files are, its customers' groups known."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.sample.catalogue import Catalogue, catalogue

FIRST_DAY = date(2024, 7, 1)
LAST_DAY = date(2026, 6, 30)
_DAYS = (LAST_DAY - FIRST_DAY).days + 1
_COUNTRIES = {
    "United Kingdom": 0.78,
    "Germany": 0.07,
    "France": 0.06,
    "Ireland": 0.04,
    "Netherlands": 0.03,
    "Spain": 0.02,
}
_FIRST_CUSTOMER = 12346
_FIRST_INVOICE = 700001
_GUEST_SHARE = 0.15

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Group:
    """How a group of customers buys.

    Days count back from the last day. The last order falls within `last`, the first within
    `first` or, for a single order, is the same. `lines` is the mean of lines per order beyond
    the first, `units` the mean of units per line.
    """

    name: str
    share: float
    orders: tuple[int, int]
    last: tuple[int, int]
    first: tuple[int, int]
    lines: float
    units: float
    christmas: bool = False


_GROUPS = (
    _Group("loyal regulars", 0.16, (12, 20), (0, 25), (640, 729), 1.7, 3.0),
    _Group("wholesale", 0.05, (12, 22), (0, 40), (640, 729), 4.0, 16.0),
    _Group("newcomers", 0.17, (1, 3), (0, 40), (0, 60), 1.5, 2.5),
    _Group("christmas buyers", 0.16, (3, 4), (181, 232), (546, 597), 2.5, 3.5, christmas=True),
    _Group("lapsed regulars", 0.20, (6, 10), (260, 420), (640, 729), 1.7, 3.0),
    _Group("one-time buyers", 0.26, (1, 1), (240, 729), (0, 729), 0.7, 1.6),
)


@dataclass(frozen=True)
class SampleShop:
    """A made-up shop.

    Attributes
    ----------
    rows : DataFrame of str, one row per line of the file
        The columns of UCI Online Retail II, with the faults that real files have.
    groups : Series of str, indexed by customer_id
        The group that each customer was drawn from.
    """

    rows: pd.DataFrame
    groups: "pd.Series[str]"


def sample_shop(seed: int, customers: int = 5000) -> SampleShop:
    """Make up two years of a gift and homeware shop, the same for the same seed.

    Parameters
    ----------
    seed : int
        Any number.
    customers : int
        Known customers; about 15% of orders come from unknown ones on top.
    """
    rng = np.random.default_rng(seed)
    sizes = np.array([round(group.share * customers) for group in _GROUPS])
    sizes[-1] += customers - sizes.sum()
    ids = _FIRST_CUSTOMER + np.arange(customers)
    rng.shuffle(ids)
    member_of = np.repeat(np.arange(len(_GROUPS)), sizes)
    orders = _orders(rng, ids, member_of)
    shelf = catalogue(rng)
    lines = _lines(rng, orders, shelf)
    rows = _as_file(rng, pd.concat([lines, _returns(rng, lines), _postage(rng, orders, shelf)]))
    groups = pd.Series([_GROUPS[group].name for group in member_of], index=ids.astype(str))
    return SampleShop(rows, groups.rename_axis("customer_id").sort_index())


def _orders(rng: np.random.Generator, ids: Ints, member_of: Ints) -> pd.DataFrame:
    """One row per order: customer (0 = unknown), group, day, second of the day, country."""
    country_of = rng.choice(len(_COUNTRIES), size=len(ids), p=list(_COUNTRIES.values()))
    parts = []
    for number, group in enumerate(_GROUPS):
        members = np.flatnonzero(member_of == number)
        counts = rng.integers(group.orders[0], group.orders[1] + 1, len(members))
        last = rng.integers(group.last[0], group.last[1] + 1, len(members))
        first = np.maximum(last, rng.integers(group.first[0], group.first[1] + 1, len(members)))
        parts.append(_order_days(rng, group, counts, first, last).assign(group=number))
        member = members[parts[-1]["member"].to_numpy()]
        parts[-1]["customer"], parts[-1]["country"] = ids[member], country_of[member]
    known = pd.concat(parts, ignore_index=True)
    guests = known.sample(frac=_GUEST_SHARE / (1 - _GUEST_SHARE), random_state=rng)
    orders = pd.concat([known, guests.assign(customer=0)], ignore_index=True)
    orders["second"] = rng.integers(8 * 3600, 20 * 3600, len(orders))
    orders = orders.sort_values(["day", "second"], kind="stable", ignore_index=True)
    return orders.assign(invoice=_FIRST_INVOICE + np.arange(len(orders)))


def _order_days(
    rng: np.random.Generator, group: _Group, counts: Ints, first: Ints, last: Ints
) -> pd.DataFrame:
    """Spread each member's orders from the first day to the last one, by the season."""
    member = np.repeat(np.arange(len(counts)), counts)
    if group.christmas:
        # The same weeks of both years: every other order falls a year earlier.
        earlier = np.arange(len(member)) % 2 == 0
        back = np.where(earlier, first[member], last[member]) + rng.integers(-5, 6, len(member))
        return pd.DataFrame({"member": member, "day": _DAYS - 1 - back})
    demand = np.cumsum(_season())
    start, end = demand[_DAYS - 1 - first][member], demand[_DAYS - 1 - last][member]
    day = np.searchsorted(demand, start + rng.random(len(member)) * (end - start))
    is_last = np.append(member[1:] != member[:-1], True)
    day = np.where(is_last, (_DAYS - 1 - last)[member], day)
    return pd.DataFrame({"member": member, "day": day})


def _season() -> npt.NDArray[np.float64]:
    """Demand per day: twice as high before Christmas, low in January, Sundays quiet."""
    days = pd.date_range(FIRST_DAY, LAST_DAY)
    by_month = np.array([0.6, 0.8, 0.9, 1.0, 1.0, 0.9, 0.9, 0.9, 1.1, 1.4, 2.2, 1.9])
    by_weekday = np.array([1.0, 1.0, 1.0, 1.2, 1.1, 0.8, 0.4])
    return np.asarray(by_month[days.month - 1] * by_weekday[days.day_of_week], dtype=np.float64)


def _lines(rng: np.random.Generator, orders: pd.DataFrame, shelf: Catalogue) -> pd.DataFrame:
    """One row per line: the order's columns, product, quantity, price."""
    group = orders["group"].to_numpy()
    count = 1 + rng.poisson(np.array([g.lines for g in _GROUPS])[group])
    lines = orders.loc[orders.index.repeat(count)].reset_index(drop=True)
    product = rng.choice(len(shelf.codes), size=len(lines), p=shelf.popularity)
    units = np.array([g.units for g in _GROUPS])[lines["group"].to_numpy()]
    return lines.assign(
        code=shelf.codes[product],
        description=shelf.names[product],
        quantity=1 + rng.poisson(units - 1),
        price=shelf.prices[product],
    )


def _returns(rng: np.random.Generator, lines: pd.DataFrame) -> pd.DataFrame:
    """Some lines come back within days, on an invoice of their own with a C before it."""
    back = lines.sample(frac=0.02, random_state=rng)
    day = np.minimum(back["day"] + rng.integers(1, 12, len(back)), _DAYS - 1)
    invoice = "C" + (_FIRST_INVOICE + 500_000 + np.arange(len(back))).astype(str).astype(object)
    return back.assign(day=day, invoice=invoice, quantity=-back["quantity"])


def _postage(rng: np.random.Generator, orders: pd.DataFrame, shelf: Catalogue) -> pd.DataFrame:
    posted = orders.sample(frac=0.1, random_state=rng)
    return posted.assign(code="POST", description="POSTAGE", quantity=1, price=shelf.postage)


def _as_file(rng: np.random.Generator, lines: pd.DataFrame) -> pd.DataFrame:
    lines = lines.sort_values(["day", "second"], kind="stable", ignore_index=True)
    moment = np.datetime64(FIRST_DAY, "s") + (
        lines["day"].to_numpy() * 86400 + lines["second"].to_numpy() // 60 * 60
    ).astype("timedelta64[s]")
    customer = lines["customer"].astype(str)
    rows = pd.DataFrame(
        {
            "Invoice": lines["invoice"].astype(str),
            "StockCode": lines["code"],
            "Description": lines["description"],
            "Quantity": lines["quantity"].astype(str),
            "InvoiceDate": pd.Series(np.datetime_as_string(moment)).str.replace("T", " "),
            "Price": lines["price"].map("{:.2f}".format),
            "Customer ID": customer.where(customer != "0", ""),
            "Country": np.array(list(_COUNTRIES))[lines["country"].to_numpy()],
        },
        dtype=object,
    )
    return _spoil(rng, rows)


def _spoil(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the faults of real files; none of them touches a known customer's buying."""
    known = rows["Customer ID"] != ""
    rows.loc[known & (rng.random(len(rows)) < 0.3), "Customer ID"] += ".0"
    spaced = rng.random(len(rows)) < 0.01
    rows.loc[spaced, "StockCode"] = " " + rows.loc[spaced, "StockCode"].str.lower()
    rows.loc[spaced, "Description"] += "  "
    guests = rows[~known & ~rows["Invoice"].str.startswith("C")]
    faults = {
        "InvoiceDate": [
            *("not recorded", "2026-02-30 10:00:00", "??"),
            *("1899-12-31 00:00:00", "2062-05-01 09:30:00", "1970-01-01 00:00:00"),
        ],
        "Price": ["0.00"] * 200 + ["", "free"],
        "Quantity": ["0", "two", ""],
    }
    spoilt = [
        guests.sample(n=min(len(values), len(guests)), random_state=rng).assign(
            **{column: values[: len(guests)]}
        )
        for column, values in faults.items()
    ]
    debts = guests.iloc[:3].assign(StockCode="B", Description="Adjust bad debt", Quantity="1")
    debts["Invoice"] = [f"A{_FIRST_INVOICE + 900_000 + n}" for n in range(len(debts))]
    debts["Price"] = ["11062.06", "-11062.06", "-482.30"][: len(debts)]
    twice = rows.sample(frac=0.008, random_state=rng)
    together = pd.concat([rows, twice, *spoilt, debts])
    # By row label, so that a repeated row lands beside its original, as in real files.
    return together.sort_index(kind="stable").reset_index(drop=True)
