"""Sets of products of any size, the rules that they make, and where three say more than two."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, groupby

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from analytics.explore.baskets import Baskets, Held, Ints
from analytics.explore.pairs import FEWEST, RATE, sizes_of


def item_sets(held: Held, fewest: int) -> Iterator[dict[tuple[int, ...], int]]:
    """Sets of columns that enough rows have, by size from one on (Agrawal and Srikant 1994).

    Yields
    ------
    dict
        Of the sets of one size, each in ascending order, how many rows have all of it.
    """
    by_column = held.tocsc()
    by_column.sort_indices()
    each = np.split(by_column.indices, by_column.indptr[1:-1])
    found: dict[tuple[int, ...], Ints] = {
        (column,): rows for column, rows in enumerate(each) if len(rows) >= fewest
    }
    while found:
        yield {columns: len(rows) for columns, rows in found.items()}
        larger = {}
        for _, alike in groupby(sorted(found), key=lambda columns: columns[:-1]):
            for one, other in combinations(alike, 2):
                both = np.intersect1d(found[one], found[other], assume_unique=True)
                if len(both) >= fewest:
                    larger[*one, other[-1]] = both
        found = larger


@dataclass(frozen=True)
class Rule:
    """Orders with some things also have others.

    Attributes
    ----------
    given, also : tuple of int
        Columns.
    orders : int
        That have all of them.
    support : float
        Share of all orders that have all of them.
    confidence : float
        Share of the orders with ``given`` that have ``also``.
    lift : float
        That over the share of all orders that have ``also``.
    """

    given: tuple[int, ...]
    also: tuple[int, ...]
    orders: int
    support: float
    confidence: float
    lift: float


def rules(sets: Mapping[tuple[int, ...], int], orders: int) -> Iterator[Rule]:
    """Every rule that sets make (Agrawal and others 1993; lift: Brin and others 1997).

    Parameters
    ----------
    sets : mapping
        How many orders have each set; every part of a set is among them.
    orders : int
        All there are.
    """
    for whole, both in sets.items():
        for size in range(1, len(whole)):
            for given in combinations(whole, size):
                also = tuple(column for column in whole if column not in given)
                confidence = both / sets[given]
                lift = confidence * orders / sets[also]
                yield Rule(given, also, both, both / orders, confidence, lift)


@dataclass(frozen=True)
class Three:
    """Three products that are bought together by more than their pairs explain.

    Attributes
    ----------
    rule : Rule
        From two of them to the third, the one with the highest confidence.
    alone : float
        The higher confidence of those from one of the two to the third.
    """

    rule: Rule
    alone: float


def threes(found: Baskets, told: pd.DataFrame) -> list[Three]:
    """The threes each two of which are told, where in the orders with any one of them the other
    two go together by more than chance.

    Orders of about the same size are compared (Mantel and Haenszel 1959), at a level at which all
    threes together are misjudged in at most 5% of shops (Bonferroni); several orders of a customer
    count as fewer, as in :func:`analytics.explore.pairs.pairs`.

    Parameters
    ----------
    told : DataFrame
        Pairs, as :func:`analytics.explore.pairs.pairs` tells them.
    """
    edges = {(min(pair), max(pair)) for pair in zip(told["given"], told["also"], strict=True)}
    triangles = sorted(
        (first, second, third)
        for first, second in edges
        for third in {end for start, end in edges if start == second}
        if (first, third) in edges
    )
    size = sizes_of(np.asarray(found.held.sum(axis=1)))[0]
    least = float(norm.isf(RATE / max(1, len(triangles))))
    out = []
    for columns in triangles:
        held = found.held[:, list(columns)]
        levels = list(item_sets(held, FEWEST))
        if len(levels) < len(columns) or _least(found.customers, size, held.toarray() > 0) < least:
            continue
        sets = {each: many for level in levels for each, many in level.items()}
        made = [*rules(sets, found.orders)]
        best = max(
            (each for each in made if len(each.given) == 2), key=lambda each: each.confidence
        )
        alone = max(
            each.confidence
            for each in made
            if each.also == best.also and each.given[0] in best.given and len(each.given) == 1
        )
        given, also = (tuple(columns[place] for place in part) for part in (best.given, best.also))
        out.append(Three(replace(best, given=given, also=also), alone))
    return sorted(out, key=lambda each: (-each.rule.orders, each.rule.given))


def _least(customers: Ints, size: Ints, has: npt.NDArray[np.bool_]) -> float:
    """Of the orders with each of three products: by how many standard errors the other two meet
    more often than in orders of their size by chance; the least of the three."""
    _, own = np.unique(customers[has.all(axis=1)], return_counts=True)
    worth = own.sum() / (own**2).sum()
    out = []
    for given, one, other in ((0, 1, 2), (1, 0, 2), (2, 0, 1)):
        rows = has[:, given]
        many, ones, others = (
            np.bincount(size[rows], weights).astype(float)
            for weights in (None, has[rows, one], has[rows, other])
        )
        many = np.maximum(many, 1)
        chance = ones * others / many
        variance = chance * (many - ones) * (many - others) / (many * np.maximum(many - 1, 1))
        beyond = has.all(axis=1).sum() - chance.sum()
        out.append(beyond * np.sqrt(worth / max(variance.sum(), 1e-12)))
    return float(min(out))
