"""Which figures of customers go together, by more than chance and not by how they are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from analytics.explore.products import ALPHA
from analytics.vocabulary.schema import Features

#: Of fewer customers the interval is no longer trusted (Bonett and Wright 2000).
FEWEST = 30
#: A correlation from which on two figures go together markedly (Cohen 1988: a medium effect).
LIMIT = 0.3
#: A correlation below which nobody need hear of it (Cohen 1988: a small effect).
SLIGHT = 0.1
#: Where one value is nearly everybody's, ranks tell nothing apart.
_NEARLY_ALL = 0.95

_TIME = frozenset({"time", "orders"})
_MADE_OF: Mapping[str, frozenset[str]] = {
    "recency": _TIME,
    "frequency": _TIME,
    "tenure": _TIME,
    "gap_mean": _TIME,
    "gap_spread": _TIME,
    "trend": _TIME,
    "monetary": _TIME | {"units", "price", "returns"},
    "average_order": frozenset({"units", "price", "returns"}),
    "units": _TIME | {"units"},
    "units_per_order": frozenset({"units"}),
    "products_per_order": frozenset({"units"}),
    "top_product_share": frozenset({"units", "price"}),
    "return_rate": frozenset({"returns"}),
    "weekend_share": frozenset({"weekday"}),
    "morning_share": frozenset({"hour"}),
    "evening_share": frozenset({"hour"}),
}
"""What a figure that is counted from orders is made of. Two that have a part in common go together
by their definition: money spent is orders times money per order, and who has long been a customer
has had the time for many orders."""

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Relation:
    """How two figures go together.

    Attributes
    ----------
    one, other : str
        Names of features.
    customers : int
        Of whom both are known.
    rho : float
        Spearman's correlation of ranks, -1 to 1, ties at their mean rank.
    low, high : float or None
        Its interval; None under ``FEWEST`` customers.
    verdict : Verdict
    """

    one: str
    other: str
    customers: int
    rho: float
    low: float | None
    high: float | None
    verdict: "Verdict"


class Verdict(Enum):
    """What to make of two figures that go together, or not."""

    MADE_SO = auto()
    """They go together by their definition."""
    CHANCE = auto()
    """The interval holds 0, or there are too few customers for one."""
    BY_ORDERS = auto()
    """Both are counted from orders, and among customers with as many orders as each other they no
    longer go together by more than chance: shares and means of few orders scatter more."""
    FINDING = auto()
    """They go together by more than chance."""


class Independence(Enum):
    """Whether how often customers buy says nothing of how much an order of theirs brings."""

    ENOUGH = auto()
    """The whole interval is nearer to 0 than ``LIMIT``."""
    NOT = auto()
    """All of it is beyond."""
    UNCLEAR = auto()


def relations(features: Features, names: Iterable[str]) -> tuple[Relation, ...]:
    """Correlate every two figures, the strongest first.

    Intervals are Bonett and Wright's (2000, Psychometrika 65) for Spearman's correlation, at a
    level at which all pairs that aren't tied are misjudged in at most 5% of shops where nothing
    goes together (Bonferroni).

    Parameters
    ----------
    features : DataFrame, one row per customer
        With a column for each name, missing where unknown.
    names : iterable of str

    Returns
    -------
    tuple of Relation
        Without those pairs of which one is the same for nearly everybody.
    """
    columns = {name: _codes(features[name]) for name in names}
    columns = {name: codes for name, codes in columns.items() if _varies(codes)}
    found = []
    for one, other in combinations(columns, 2):
        both = (columns[one] >= 0) & (columns[other] >= 0)
        rho = _correlation(_ranks(columns[one][both]), _ranks(columns[other][both]))
        if rho is not None:
            found.append((one, other, both, rho))
    compared = sum(
        not are_tied(one, other) and both.sum() >= FEWEST for one, other, both, _ in found
    )
    z = float(norm.ppf(1 - ALPHA / 2 / max(1, compared)))
    orders = _codes(features["frequency"])
    relations = (
        _relation(one, other, (columns[one][both], columns[other][both]), rho, z, orders[both])
        for one, other, both, rho in found
    )
    return tuple(sorted(relations, key=lambda each: (-abs(each.rho), each.one, each.other)))


def are_tied(one: str, other: str) -> bool:
    """Whether two figures go together by their definition."""
    return bool(_MADE_OF.get(one, frozenset()) & _MADE_OF.get(other, frozenset()))


def orders_and_value(features: Features) -> Relation | None:
    """Orders beside money per order, among those who came back, at 95% by itself; None where
    either is the same for all of them.

    It is what gamma-gamma models of spend take to be nothing (Fader, Hardie and Lee 2005).
    """
    again = features[features["frequency"] > 1]
    again = again[again["average_order"].notna()]
    ranks = (_ranks(_codes(again[name])) for name in ("frequency", "average_order"))
    rho = _correlation(*ranks)
    if rho is None:
        return None
    low, high = interval(rho, len(again), float(norm.ppf(1 - ALPHA / 2)))
    verdict = Verdict.FINDING if _is_apart((low, high)) else Verdict.CHANCE
    return Relation("frequency", "average_order", len(again), rho, low, high, verdict)


def independence(found: Relation) -> Independence:
    """Judge by :func:`orders_and_value`."""
    if found.low is None or found.high is None:
        return Independence.UNCLEAR
    if found.low > -LIMIT and found.high < LIMIT:
        return Independence.ENOUGH
    if found.low > LIMIT or found.high < -LIMIT:
        return Independence.NOT
    return Independence.UNCLEAR


def interval(rho: float, customers: int, z: float) -> tuple[float | None, float | None]:
    """Bonett and Wright's interval of Spearman's correlation, ``z`` standard errors wide; None
    under ``FEWEST`` customers."""
    if customers < FEWEST:
        return None, None
    reach = z * float(np.sqrt((1 + rho**2 / 2) / (customers - 3)))
    # Ranks that agree in all have no logarithm: a hair less than 1.
    middle = float(np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12)))
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _relation(
    one: str, other: str, values: tuple[Codes, Codes], rho: float, z: float, orders: Codes
) -> Relation:
    low, high = interval(rho, len(values[0]), z)
    if are_tied(one, other):
        verdict = Verdict.MADE_SO
    elif not _is_apart((low, high)):
        verdict = Verdict.CHANCE
    elif {one, other} <= _MADE_OF.keys() and not _goes_on(rho, *_among_alike(values, orders), z):
        verdict = Verdict.BY_ORDERS
    else:
        verdict = Verdict.FINDING
    return Relation(one, other, len(values[0]), rho, low, high, verdict)


def _is_apart(ends: tuple[float | None, float | None]) -> bool:
    """Whether an interval is all above or all below 0."""
    low, high = ends
    return low is not None and high is not None and not low <= 0 <= high


def _goes_on(rho: float, among_alike: float, customers: int, z: float) -> bool:
    """Whether a correlation has the same sign among customers alike, by more than chance."""
    return rho * among_alike > 0 and _is_apart(interval(among_alike, customers, z))


def _among_alike(values: tuple[Codes, Codes], orders: Codes) -> tuple[float, int]:
    """The correlation of ranks among customers with as many orders (after Taylor 1987, Biometrics
    43), and of how many customers it is worth."""
    alike = pd.DataFrame({"one": values[0], "other": values[1], "orders": orders}).groupby("orders")
    ranks = alike[["one", "other"]].rank()
    sizes = alike["one"].transform("size")
    apart = ranks.sub((sizes + 1) / 2, axis=0).div(sizes + 1, axis=0).to_numpy()
    spread = float(np.sqrt((apart[:, 0] ** 2).sum() * (apart[:, 1] ** 2).sum()))
    many = len(sizes) - alike.ngroups + 1
    return (float((apart[:, 0] * apart[:, 1]).sum()) / spread if spread else 0.0), many


def _correlation(one: Floats, other: Floats) -> float | None:
    """Pearson's correlation; None where either doesn't vary."""
    if len(one) < 2 or one.max() == one.min() or other.max() == other.min():
        return None
    return float(np.clip(np.corrcoef(one, other)[0, 1], -1, 1))


def _codes(values: "pd.Series[float]") -> Codes:
    """The place of each value among all different ones, from 0; -1 where it isn't known."""
    numbers = values.to_numpy("float64", na_value=np.nan)
    known = ~np.isnan(numbers)
    codes = np.full(len(numbers), -1)
    codes[known] = np.unique(numbers[known], return_inverse=True)[1]
    return codes


def _ranks(codes: Codes) -> Floats:
    """Ranks from 1, those of ties their mean; of known values only. Without sorting again."""
    counts = np.bincount(codes)
    ranks: Floats = (counts.cumsum() - (counts - 1) / 2)[codes]
    return ranks


def _varies(codes: Codes) -> bool:
    """Whether no single value is nearly everybody's of whom there is one."""
    counts = np.bincount(codes[codes >= 0])
    return len(counts) > 1 and bool(counts.max() <= _NEARLY_ALL * counts.sum())
