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
    """:func:`analytics.features.customers.customer_features`."""
    HABITS = "habits"
    """:func:`analytics.features.behaviour.order_habits`: orders too, but each of them, not their
    sums."""
    BASKETS = "baskets"
    """:func:`analytics.features.behaviour.basket_habits`: lines."""
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
    more, less : str
        What sets customers apart who have much or little of it, after a comma: "at weekends".
    more_above, less_below : float
        Such words are true of those only whose figure is beyond; without bounds they compare with
        the shop.
    unit : Unit
    source : Source
    of_money : bool
        Known only where files say what was paid.
    undefined : str
        Whose value is missing, in words: "with one order only"; empty where nobody's is.
    """

    name: str
    label: str
    heading: str
    more: str
    less: str
    unit: Unit
    source: Source
    of_money: bool = False
    undefined: str = ""
    more_above: float = float("-inf")
    less_below: float = float("inf")


_ONE_ORDER = "with one order only"
_NO_GOODS = "who bought no merchandise"
_NO_TIME = "without a time of day in the data"

_FEATURES = (
    Feature(
        name="recency",
        label="days since the last order",
        heading="Days since last",
        more="long not here",
        less="here lately",
        unit=Unit.DAYS,
        source=Source.ORDERS,
    ),
    Feature(
        name="frequency",
        label="orders",
        heading="Orders",
        more="many orders",
        less="few orders",
        unit=Unit.ORDERS,
        source=Source.ORDERS,
    ),
    Feature(
        name="monetary",
        label="money spent",
        heading="Spent",
        more="high spend",
        less="low spend",
        unit=Unit.MONEY,
        source=Source.ORDERS,
        of_money=True,
    ),
    Feature(
        name="tenure",
        label="days since the first order",
        heading="Days since first",
        more="long known",
        less="newer",
        unit=Unit.DAYS,
        source=Source.ORDERS,
    ),
    Feature(
        name="average_order",
        label="money per order",
        heading="Per order",
        more="large orders",
        less="small orders",
        unit=Unit.MONEY,
        source=Source.ORDERS,
        of_money=True,
    ),
    Feature(
        name="units",
        label="units bought",
        heading="Units",
        more="many units",
        less="few units",
        unit=Unit.COUNT,
        source=Source.ORDERS,
    ),
    Feature(
        name="units_per_order",
        label="units per order",
        heading="Units per order",
        more="many units an order",
        less="few units an order",
        unit=Unit.COUNT,
        source=Source.HABITS,
    ),
    Feature(
        name="products_per_order",
        label="different products per order",
        heading="Products per order",
        more="varied baskets",
        less="few products an order",
        unit=Unit.COUNT,
        source=Source.BASKETS,
        undefined=_NO_GOODS,
    ),
    Feature(
        name="gap_mean",
        label="days between orders",
        heading="Days between orders",
        more="long between orders",
        less="soon back",
        unit=Unit.DAYS,
        source=Source.HABITS,
        undefined=_ONE_ORDER,
    ),
    Feature(
        name="gap_spread",
        label="how much the days between orders vary",
        heading="Spread of days between",
        more="less regular",
        less="more regular",
        unit=Unit.DAYS,
        source=Source.HABITS,
        undefined="with fewer than three orders",
    ),
    Feature(
        name="return_rate",
        label="share of the money returned",
        heading="Returned",
        more="many returns",
        less="few returns",
        unit=Unit.SHARE,
        source=Source.ORDERS,
        of_money=True,
        more_above=0.1,
        less_below=0.1,
    ),
    Feature(
        name="top_product_share",
        label="share of the money spent on the favourite product",
        heading="On favourite product",
        more="one favourite product",
        less="no favourite product",
        unit=Unit.SHARE,
        source=Source.BASKETS,
        of_money=True,
        undefined=_NO_GOODS,
        more_above=0.5,
        less_below=0.25,
    ),
    Feature(
        name="weekend_share",
        label="share of orders at weekends",
        heading="At weekends",
        more="at weekends",
        less="on weekdays",
        unit=Unit.SHARE,
        source=Source.HABITS,
        more_above=0.5,
        less_below=0.5,
    ),
    Feature(
        name="morning_share",
        label="share of orders before noon",
        heading="Before noon",
        more="before noon",
        less="after noon",
        unit=Unit.SHARE,
        source=Source.HABITS,
        undefined=_NO_TIME,
        more_above=0.5,
        less_below=0.5,
    ),
    Feature(
        name="evening_share",
        label="share of orders from 6 pm on",
        heading="From 6 pm",
        more="in the evening",
        less="in the daytime",
        unit=Unit.SHARE,
        source=Source.HABITS,
        undefined=_NO_TIME,
        more_above=0.5,
        less_below=0.5,
    ),
    Feature(
        name="trend",
        label="spending lately against before",
        heading="Trend",
        more="spending more lately",
        less="spending less lately",
        unit=Unit.CHANGE,
        source=Source.HABITS,
        of_money=True,
        undefined=_ONE_ORDER,
        more_above=0,
        less_below=0,
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


def feature_named(name: str) -> Feature:
    """A computed feature, or the uploaded number of this name, in the words of its name."""
    return FEATURES[name] if name in FEATURES else uploaded(name, name.replace("_", " "))


def uploaded(name: str, label: str) -> Feature:
    """The feature that an uploaded attribute is, if its values are numbers."""
    return Feature(
        name=name,
        label=label,
        heading=label[:1].upper() + label[1:],
        more=f"high {label}",
        less=f"low {label}",
        unit=Unit.NUMBER,
        source=Source.ATTRIBUTES,
        undefined="without a value",
    )
