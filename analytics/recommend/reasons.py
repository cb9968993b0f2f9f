"""Why a product is recommended: what those who want it have, and how regularly it is bought."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.stats import norm

from analytics.intervals import ratio_of_shares
from analytics.recommend.history import FEWEST_BUYERS, Flags, History, Places
from analytics.recommend.lists import NOTHING
from analytics.recommend.model import Model

#: How seldom chance alone may lead to a reason for any of the products shown.
ALPHA = 0.05
#: Of so many products that speak most for another, one is looked for that can be told as a reason.
_TRIED = 20
#: Reasons are looked for among a segment's customers, then among everybody.
_POPULATIONS = 2
#: After so many times the usual gap without it, a customer isn't waiting for the next time: they
#: have given it up.
_GIVEN_UP = 3


@dataclass(frozen=True)
class Reason:
    """Who has one product has another more often than others, by more than chance.

    Attributes
    ----------
    because : int
        The place of the one that they have.
    having, both : int
        Customers who have it, and of them who have the other too.
    share : float
        Of those who have the one, who have the other.
    times : float
        That share over the share among everybody else.
    low : float
        The low end of its interval, above 1; see :func:`analytics.intervals.ratio_of_shares`.
    """

    because: int
    having: int
    both: int
    share: float
    times: float
    low: float


@dataclass(frozen=True)
class Demand:
    """How some customers buy a product.

    Attributes
    ----------
    buyers : int
        Who ever bought it.
    again : int
        Of them, who bought it on two days or more.
    gap : int or None
        The median over these of the days from one time to the next; None where nobody did.
    due : int
        Of them, who are due, as :func:`is_due` has it.
    """

    buyers: int
    again: int
    gap: int | None
    due: int


def chosen(listed: Places) -> tuple[Places, Places]:
    """The products of customers' lists and on how many lists each is, most first, then by place."""
    products, lists = np.unique(listed[listed != NOTHING], return_counts=True)
    order = np.argsort(-lists, kind="stable")
    return products[order], lists[order]


def reasons(
    history: History, model: Model, listed: Places, rows: Places, products: Places, among: Places
) -> tuple[Reason | None, ...]:
    """The strongest reason for each product that can be told; None where there is none.

    Parameters
    ----------
    listed : array of int, shape (rows, length)
        Customers' lists.
    rows : array of int
        Whose.
    products : array of int
        Places of products of these lists.
    among : array of int
        The customers who are counted.
    """
    level = float(norm.ppf(1 - ALPHA / 2 / (_POPULATIONS * _TRIED * max(1, len(products)))))
    counted = sparse.csc_array(history.bought[among])
    having = np.asarray(counted.sum(axis=0)).ravel().astype(int)
    column = {int(place): number for number, place in enumerate(model.targets)}
    weights = model.weights[:, [column[int(each)] for each in products]]
    rows_of, found = counted.tocsr(), []
    for number, product in enumerate(products):
        wanting = rows[(listed == product).any(axis=1)]
        theirs = np.asarray(history.bought[wanting][:, model.inputs].sum(axis=0)).ravel()
        speaks = theirs * weights[:, number]
        strongest = np.argsort(-np.round(speaks, 5), kind="stable")[:_TRIED]
        causes = model.inputs[strongest[speaks[strongest] > 0]]
        owners = counted[:, [int(product)]].nonzero()[0]
        both = np.asarray(rows_of[owners][:, causes].sum(axis=0)).ravel().astype(int)
        told = (
            _reason(int(cause), int(having[cause]), int(each), len(owners), len(among), level)
            for cause, each in zip(causes, both, strict=True)
        )
        found.append(next((each for each in told if each), None))
    return tuple(found)


def _reason(
    because: int, having: int, both: int, owners: int, customers: int, level: float
) -> Reason | None:
    others, rest = owners - both, customers - having
    if both < FEWEST_BUYERS or others < 1 or rest < 1:
        return None
    low, _ = ratio_of_shares((both, having), (others, rest), level)
    if low <= 1:
        return None
    share = both / having
    return Reason(because, having, both, share, share / (others / rest), low)


def demand(history: History, rows: Places, products: Places) -> tuple[Demand, ...]:
    """How customers buy each of these products."""
    theirs = np.isin(history.who, rows)
    found = []
    for product in products:
        pairs = np.flatnonzero(theirs & (history.what == product))
        gaps = usual_gaps(history, pairs)
        again = ~np.isnan(gaps)
        due = is_due(history.last[pairs], gaps)
        gap = max(1, round(float(np.median(gaps[again])))) if again.any() else None
        found.append(Demand(len(pairs), int(again.sum()), gap, int(due.sum())))
    return tuple(found)


def usual_gaps(history: History, pairs: Places) -> npt.NDArray[np.float64]:
    """Days from one time that a customer buys a product to the next, on average; missing where it
    was bought on one day only.

    Parameters
    ----------
    pairs : array of int
        Places among the history's pairs of customer and product.
    """
    days = history.days[pairs]
    span = (history.first - history.last)[pairs]
    return np.where(days > 1, span / np.maximum(days - 1, 1), np.nan)


def is_due(last: Places, gaps: npt.NDArray[np.float64]) -> Flags:
    """Whether it is longer ago than usual with a customer that they bought a product, and not so
    long that they have given it up: up to three times as long; never where nothing is usual."""
    return (last > gaps) & (last <= _GIVEN_UP * gaps)
