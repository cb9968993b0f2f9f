"""What customers can be compared by: every feature's name, its words and its unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a feature is counted in."""

    DAYS = "days"
    ORDERS = "orders"
    MONEY = "money"
    """Units of the shop's currency."""
    COUNT = "count"
    """A number of things, on average maybe not whole."""
    SHARE = "share"
    """0 to 1, for people in per cent."""
    CHANGE = "change"
    """-1 to 1, below zero where it became less."""
    NUMBER = "number"
    """Whatever an uploaded attribute counts."""


class Source(StrEnum):
    """What has to be read to know a feature."""

    ORDERS = "orders"
    """:func:`analytics.features.customer_features`."""
    HABITS = "habits"
    """:func:`analytics.behaviour.order_habits`: orders too, but each of them, not their sums."""
    BASKETS = "baskets"
    """:func:`analytics.behaviour.basket_habits`: lines."""
    ATTRIBUTES = "attributes"
    """Uploaded."""


@dataclass(frozen=True)
class Feature:
    """One number that is known of each customer.

    Attributes
    ----------
    name : str
        The column, and what people write in ``features=``.
    label : str
        In a sentence: "days since the last order".
    heading : str
        Over a column or along an axis: "Days since last".
    unit : Unit
    source : Source
    undefined : str
        Whose value is missing, in words: "with one order only"; empty where nobody's is.
    """

    name: str
    label: str
    heading: str
    unit: Unit
    source: Source
    undefined: str = ""


_ONE_ORDER = "with one order only"
_NO_GOODS = "who bought no merchandise"
_NO_TIME = "without a time of day in the data"

_FEATURES = (
    Feature("recency", "days since the last order", "Days since last", Unit.DAYS, Source.ORDERS),
    Feature("frequency", "orders", "Orders", Unit.ORDERS, Source.ORDERS),
    Feature("monetary", "money spent", "Spent", Unit.MONEY, Source.ORDERS),
    Feature("tenure", "days since the first order", "Days since first", Unit.DAYS, Source.ORDERS),
    Feature("average_order", "money per order", "Per order", Unit.MONEY, Source.ORDERS),
    Feature("units", "units bought", "Units", Unit.COUNT, Source.ORDERS),
    Feature("units_per_order", "units per order", "Units per order", Unit.COUNT, Source.HABITS),
    Feature(
        "products_per_order",
        "different products per order",
        "Products per order",
        Unit.COUNT,
        Source.BASKETS,
        _NO_GOODS,
    ),
    Feature(
        "gap_mean",
        "days between orders",
        "Days between orders",
        Unit.DAYS,
        Source.HABITS,
        _ONE_ORDER,
    ),
    Feature(
        "gap_spread",
        "how much the days between orders vary",
        "Spread of the days between",
        Unit.DAYS,
        Source.HABITS,
        "with fewer than three orders",
    ),
    Feature("return_rate", "share of the money returned", "Returned", Unit.SHARE, Source.ORDERS),
    Feature(
        "top_product_share",
        "share of the money spent on the favourite product",
        "On favourite product",
        Unit.SHARE,
        Source.BASKETS,
        _NO_GOODS,
    ),
    Feature(
        "weekend_share", "share of orders at weekends", "At weekends", Unit.SHARE, Source.HABITS
    ),
    Feature(
        "morning_share",
        "share of orders before noon",
        "Before noon",
        Unit.SHARE,
        Source.HABITS,
        _NO_TIME,
    ),
    Feature(
        "evening_share",
        "share of orders from 6 pm on",
        "From 6 pm",
        Unit.SHARE,
        Source.HABITS,
        _NO_TIME,
    ),
    Feature(
        "trend",
        "spending lately against before",
        "Trend",
        Unit.CHANGE,
        Source.HABITS,
        _ONE_ORDER,
    ),
)

FEATURES: Mapping[str, Feature] = {each.name: each for each in _FEATURES}
"""Every feature that is computed from orders and lines, by its name."""

RFM = ("recency", "frequency", "monetary")
BEHAVIOUR = tuple(name for name in FEATURES if name not in (*RFM, "units"))
"""How customers buy, without how recently, how often and how much; nor units, which are
``units_per_order`` times ``frequency``."""

SETS: Mapping[str, tuple[str, ...]] = {
    "rfm": RFM,
    "behaviour": BEHAVIOUR,
    "all": (*RFM, *BEHAVIOUR),
}
"""Names that stand for several features."""


def uploaded(name: str, label: str) -> Feature:
    """The feature that an uploaded attribute is, if its values are numbers."""
    return Feature(
        name,
        label,
        label[:1].upper() + label[1:],
        Unit.NUMBER,
        Source.ATTRIBUTES,
        "without a value",
    )
