"""Products that more of a segment bought than of customers who buy as many different ones.

Whoever buys much has bought nearly everything more often, and of some thousand products one always
looks like a favourite. So a segment is held against customers drawn at random from those with as
many different products (Mantel and Haenszel 1959), and of all products those are told apart from
chance by their false discovery rate (Benjamini and Hochberg 1995).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import binom, false_discovery_control, norm

from analytics.intervals import wilson
from analytics.recommend.history import FEWEST_BUYERS, History, Places

#: A smaller share of a segment's customers is an accident.
FEWEST_SHARE = 0.05
#: The highest false discovery rate. A shop has some ten segments, each with a list of its own: so
#: one shop in a hundred without favourites shows any.
RATE = 0.001
#: How seldom the interval of any product at all may leave out what is so.
_ALPHA = 0.05
#: From how many different products on customers are of the next size: each about a third more.
_SIZES = (2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 29, 38, 49, 64, 83, 108, 140, 182, 237, 308, 400, 520)


@dataclass(frozen=True)
class Favourite:
    """A product that a segment favours.

    Attributes
    ----------
    product : int
        Its place.
    buyers : int
        Customers of the segment who ever bought it.
    share : float
        Of the segment's customers, 0 to 1.
    index : float
        Times as many buyers as among customers with as many different products, shrunk: half a
        buyer is added to what was seen and to what was to be expected (Norén and others 2013).
    low : float
        The low end of Wilson's interval of the share, over the share that was to be expected, at
        95% for all products together (Bonferroni).
    """

    product: int
    buyers: int
    share: float
    index: float
    low: float


def favourites(history: History, rows: Places) -> tuple[Favourite, ...]:
    """The products that more of a segment bought than chance explains.

    Chance is a segment of as many customers of each size, picked at random. The buyers of a
    product among them are a sum of hypergeometric counts, whose upper tail the binomial's of the
    same mean bounds (Hoeffding 1956, theorem 4).

    Parameters
    ----------
    history : History
    rows : array of int
        The places of the segment's customers, each of whom bought something.

    Returns
    -------
    tuple of Favourite
        Highest index first; empty where there is none, or the segment is everybody.
    """
    if not len(rows):
        return ()
    many = np.bincount(history.who, minlength=len(history.customers))
    size = np.where(many, np.searchsorted(_SIZES, many, side="right"), -1)
    sizes = np.bincount(size[many > 0], minlength=len(_SIZES) + 1)
    share = np.bincount(size[rows], minlength=len(sizes)) / np.maximum(sizes, 1)
    expected = np.asarray(
        sparse.csr_array(
            (share[size[history.who]], (history.what, history.who)),
            shape=(len(history.products), len(history.customers)),
        ).sum(axis=1)
    )
    theirs = np.isin(history.who, rows)
    buyers = np.bincount(history.what[theirs], minlength=len(history.products))
    known = np.flatnonzero(history.buyers)
    expected, buyers = expected[known], buyers[known]
    tail = binom.sf(buyers - 1, len(rows), np.minimum(expected / len(rows), 1))
    # The bound holds above the mean only; nothing at or below it is a favourite.
    tail = np.where(buyers > expected + 1, tail, 1.0)
    enough = buyers >= max(FEWEST_BUYERS, len(rows) * FEWEST_SHARE)
    told = (false_discovery_control(tail) <= RATE) & enough
    index = (buyers + 0.5) / (expected + 0.5)
    level = float(norm.ppf(1 - _ALPHA / 2 / len(known)))
    low, _ = wilson(pd.Series(buyers / 1.0), pd.Series(float(len(rows)), range(len(known))), level)
    order = np.lexsort((-buyers, -index))
    return tuple(
        Favourite(
            product=int(known[each]),
            buyers=int(buyers[each]),
            share=float(buyers[each] / len(rows)),
            index=float(index[each]),
            low=float(low[each] * len(rows) / expected[each]),
        )
        for each in order[told[order]]
    )
