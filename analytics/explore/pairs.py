"""Which products are bought together by more than chance.

Who buys much has nearly everything together: where orders differ in size, two products meet more
often than their shares of orders alone would have it. In the chance that is looked at here, each
product is in as many orders as it is, and each order has as many products as it has; else who has
what is drawn at random (the bipartite configuration model: Saracco and others 2015, 2017).

Customers come back for the same things, so that their orders are no witnesses of their own: counts
are divided by how many orders one is worth as evidence (the design effect: Rao and Scott 1992).
Over all pairs the false discovery rate is bounded (Benjamini and Hochberg 1995).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.special import gammainc

from analytics.explore.baskets import Baskets, Ints, Together, together

#: The highest false discovery rate.
RATE = 0.05
#: Pairs in fewer orders aren't told, and in fewer than these not even looked at.
FEWEST, FEWEST_SEEN = 10, 5
#: A pair rests on one customer who made as large a share of its orders.
ONE_CUSTOMER = 0.5
#: Into how many sizes orders are put; those of a size are taken for alike.
_SIZES = 40
_ROUNDS, _CLOSE = 300, 1e-6

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of products that are bought together by more than chance.

    Attributes
    ----------
    told : DataFrame, one row per pair, those with most orders beyond chance first
        ``given`` and ``also`` (places of products; of those who have the first a larger share has
        the second than the other way round), ``orders`` and ``customers`` that had both, ``chance``
        (orders that would have both by chance), ``support``, ``confidence`` and ``lift``.
    few, one_customer : int
        Pairs that aren't told although they are as far beyond chance: in under ``FEWEST`` orders
        (but in ``FEWEST_SEEN``), and in orders half or more of which are one customer's, by orders
        alone.
    looked_at : int
        Pairs of products that are in ``FEWEST`` orders or more each.
    """

    told: pd.DataFrame
    few: int
    one_customer: int
    looked_at: int

    @property
    def left_out(self) -> int:
        """Pairs that aren't told although they are as far beyond chance."""
        return self.few + self.one_customer


def pairs(found: Baskets) -> Pairs:
    """Find the pairs that are bought together by more than chance."""
    bought = np.asarray(found.held.sum(axis=0))
    often = int((bought >= FEWEST).sum())
    looked_at = often * (often - 1) // 2
    met = together(found.held, FEWEST_SEEN)
    chance = _by_chance(found, met)
    # Were all orders witnesses of their own: what isn't beyond chance then needn't be looked at
    # any closer, which within a standard error of it nothing is.
    far = met.rows > chance + np.sqrt(chance)
    met, chance = Together(*(each[far] for each in met)), chance[far]
    tail = gammainc(met.rows, chance)
    near = tail <= RATE
    met, chance, tail = Together(*(each[near] for each in met)), chance[near], tail[near]
    buyers = _Buyers.of(found, met)
    # As many orders, and as many by chance, as if every customer had made but one.
    worth = met.rows / buyers.squares
    sure = gammainc(met.rows * worth, chance * worth)
    few = met.rows < FEWEST
    one = buyers.most >= ONE_CUSTOMER * met.rows
    limit = _limit(sure[~few & ~one], looked_at)
    told = (sure <= limit) & ~few & ~one
    both, expected = Together(*(each[told] for each in met)), chance[told]
    # The rarer one first: of those who have it a larger share has the other one, too.
    swap = bought[both.first] > bought[both.second]
    given = np.where(swap, both.second, both.first)
    also = np.where(swap, both.first, both.second)
    confidence = both.rows / bought[given]
    table = pd.DataFrame(
        {
            "given": given,
            "also": also,
            "orders": both.rows,
            "customers": buyers.customers[told],
            "chance": expected,
            "support": both.rows / max(1, found.orders),
            "confidence": confidence,
            "lift": confidence * found.orders / bought[also],
            "beyond": both.rows - expected,
        }
    )
    ranked = table.sort_values(["beyond", "given", "also"], ascending=[False, True, True])
    return Pairs(
        told=ranked.drop(columns="beyond").reset_index(drop=True),
        few=int(((sure <= limit) & few & ~one).sum()),
        one_customer=int(((tail <= limit) & one).sum()),
        looked_at=looked_at,
    )


def _by_chance(found: Baskets, met: Together) -> _Floats:
    """In how many orders the products of each pair would meet by chance."""
    bought, many = (np.asarray(found.held.sum(axis=axis)) for axis in (0, 1))
    degrees, degree, alike = np.unique(bought, return_inverse=True, return_counts=True)
    size, sizes = sizes_of(many)
    having = _having(degrees, alike, np.bincount(size, many) / sizes, sizes)
    both = having @ (having * sizes).T
    # That so many products have to go into an order makes two of them a little less likely to be in
    # it at once (Hájek 1964); below one, the spread of their number is that of orders of one.
    apart = having * (1 - having)
    both -= apart @ (apart * sizes / np.maximum(alike @ apart, 1)).T
    return np.asarray(both[degree[met.first], degree[met.second]])


def sizes_of(many: Ints) -> tuple[Ints, Ints]:
    """The size of each order, by how many products it has, counted from 0; and how many orders are
    of each size."""
    edges = np.unique(np.geomspace(1, many.max(initial=1) + 1, _SIZES).round())
    _, size, sizes = np.unique(
        np.searchsorted(edges, many, side="right"), return_inverse=True, return_counts=True
    )
    return size, sizes


def _having(degrees: Ints, alike: Ints, products: _Floats, sizes: Ints) -> _Floats:
    """The probability that an order has a product: x y / (1 + x y), where x is the product's and y
    the order's, such that both are expected to be in, and to have, as many as they do.

    Parameters
    ----------
    degrees, alike : array of int, shape (n_degrees,)
        In how many orders a product is, and how many products are in as many.
    products, sizes : array, shape (n_sizes,)
        How many products an order has, on average, and how many orders are of that size.
    """
    start = np.sqrt(degrees @ alike)
    x, y = degrees / start, products / start
    for _ in range(_ROUNDS):
        before = x
        x = degrees / (sizes * y / (1 + np.outer(x, y))).sum(axis=1)
        y = products / ((alike * x)[:, None] / (1 + np.outer(x, y))).sum(axis=0)
        if np.allclose(x, before, rtol=_CLOSE, atol=0):
            break
    odds = np.outer(x, y)
    return np.asarray(odds / (1 + odds))


@dataclass(frozen=True)
class _Buyers:
    """Who had both products of each pair in one order.

    Attributes
    ----------
    customers : array of int
        How many.
    most : array of int
        How many such orders the one has who has most.
    squares : array of int
        The sum of the squares of everybody's numbers of such orders.
    """

    customers: Ints
    most: Ints
    squares: Ints

    @classmethod
    def of(cls, found: Baskets, met: Together) -> "_Buyers":
        rows, products = found.held.nonzero()
        width = found.held.shape[1]
        theirs, column, times = np.unique(
            found.customers[rows] * width + products, return_inverse=True, return_counts=True
        )
        # What a customer bought once is in one order of theirs at most, with whatever.
        again = np.flatnonzero(times[column] > 1)
        repeated = sparse.csr_array(
            (np.ones(len(again), np.int32), (rows[again], column[again])),
            shape=(found.orders, len(theirs)),
        )
        each = together(repeated, 2)
        pair = theirs[each.first] % width * width + theirs[each.second] % width
        place = pd.Index(met.first * width + met.second).get_indexer(pair)
        known = place >= 0
        place, many = place[known], each.rows[known].astype(np.int64)
        customers, squares = (met.rows.astype(np.int64) for _ in range(2))
        most = np.ones_like(customers)
        np.subtract.at(customers, place, many - 1)
        np.maximum.at(most, place, many)
        np.add.at(squares, place, many * (many - 1))
        return cls(customers, most, squares)


def _limit(tails: _Floats, tests: int) -> float:
    """Up to which probability what is seen is told apart from chance, of as many tests, by
    Benjamini and Hochberg's rule; where nothing is, that of a single test among them."""
    ranked = np.sort(tails) * tests <= RATE * np.arange(1, len(tails) + 1)
    return RATE * max(1, int(np.flatnonzero(ranked).max(initial=-1)) + 1) / max(1, tests)
