"""Intervals of shares: how far what was counted may be from what is so."""

from typing import TypeVar

import numpy as np
import pandas as pd

#: Whatever numpy reckons with alike: one number or a column of them.
Number = TypeVar("Number", float, "pd.Series[float]")


def wilson(hits: Number, tries: Number, z: float) -> tuple[Number, Number]:
    """Wilson's score interval of a share (Wilson 1927), ``z`` standard errors wide.

    ``hits`` and ``tries`` may be fractions, where a sample counts for more or fewer than it has.
    """
    share = hits / tries
    centre = (share + z**2 / (2 * tries)) / (1 + z**2 / tries)
    variance = share * (1 - share) / tries + z**2 / (4 * tries**2)
    reach = z / (1 + z**2 / tries) * variance**0.5
    return centre - reach, centre + reach


def newcombe(one: tuple[int, int], other: tuple[int, int], z: float) -> tuple[float, float]:
    """The interval of a difference of two shares, each given as hits and tries.

    Newcombe 1998, Statistics in Medicine 17, method 10.
    """
    (low_1, high_1), (low_2, high_2) = (
        wilson(float(hits), float(tries), z) for hits, tries in (one, other)
    )
    share_1, share_2 = one[0] / one[1], other[0] / other[1]
    difference = share_1 - share_2
    return (
        difference - ((share_1 - low_1) ** 2 + (high_2 - share_2) ** 2) ** 0.5,
        difference + ((high_1 - share_1) ** 2 + (share_2 - low_2) ** 2) ** 0.5,
    )


def ratio_of_shares(
    one: tuple[float, float], other: tuple[float, float], z: float
) -> tuple[float, float]:
    """The interval of one share over another, each given as hits and tries.

    It holds the ratios at which Newcombe's interval of ``one - ratio * other`` has 0 in it (Donner
    and Zou 2012, Statistical Methods in Medical Research 21), so that it leaves 1 out just where
    Newcombe's interval of the difference leaves 0 out. The high end is infinite where ``other``
    has no hits.
    """
    (low_1, high_1), (low_2, high_2) = (wilson(*each, z) for each in (one, other))
    share_1, share_2 = one[0] / one[1], other[0] / other[1]
    product = share_1 * share_2
    up, down = low_1 * (2 * share_1 - low_1), high_2 * (2 * share_2 - high_2)
    root = product + max(product**2 - up * down, 0) ** 0.5
    low = max(up / root, 0.0) if root > 0 else 0.0
    up, down = high_1 * (2 * share_1 - high_1), low_2 * (2 * share_2 - low_2)
    root = product + max(product**2 - up * down, 0) ** 0.5
    return low, root / down if down > 0 else np.inf
