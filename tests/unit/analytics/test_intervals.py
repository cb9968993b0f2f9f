"""Intervals of shares, beside published ones and what defines them."""

import numpy as np
import pytest
from scipy.stats import norm

from analytics.intervals import newcombe, ratio_of_shares, wilson

Z = float(norm.ppf(0.975))


def test_wilsons_interval_is_as_published() -> None:
    """Newcombe 1998, Statistics in Medicine 17, page 862, method 3: 81 of 263, 15 of 148, 0 of 20
    and 1 of 29."""
    published = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605)}
    published |= {(0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (hits, tries), (low, high) in published.items():
        assert wilson(float(hits), float(tries), Z) == pytest.approx((low, high), abs=5e-5)


def test_newcombes_interval_is_as_published() -> None:
    """The same, page 876, method 10: 56/70 - 48/80, and 9/10 - 3/10."""
    assert newcombe((56, 70), (48, 80), Z) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe((9, 10), (3, 10), Z) == pytest.approx((0.1705, 0.8090), abs=5e-5)


@pytest.mark.parametrize("one", [(56, 70), (1, 90), (0, 40), (70, 70), (300, 900)])
@pytest.mark.parametrize("other", [(48, 80), (3, 10), (100, 100), (0, 50), (240, 700)])
def test_a_ratio_leaves_1_out_where_the_difference_leaves_0_out(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = ratio_of_shares(one, other, Z)
    difference = newcombe(one, other, Z)

    assert 0 <= low <= high
    assert (low > 1) == (difference[0] > 0)
    assert (high < 1) == (difference[1] < 0)


def test_at_the_ends_of_a_ratio_the_difference_touches_0() -> None:
    one, other = (56, 70), (48, 80)
    (low_1, high_1), (low_2, high_2) = wilson(*one, Z), wilson(*other, Z)
    share_1, share_2 = 56 / 70, 48 / 80

    low, high = ratio_of_shares(one, other, Z)

    below = np.hypot(share_1 - low_1, low * (high_2 - share_2))
    above = np.hypot(high_1 - share_1, high * (share_2 - low_2))
    assert share_1 - low * share_2 == pytest.approx(below)
    assert share_1 - high * share_2 == pytest.approx(-above)


def test_a_ratio_to_nobody_has_no_upper_end() -> None:
    low, high = ratio_of_shares((9, 100), (0, 100), Z)

    assert low > 1
    assert high == np.inf
    assert ratio_of_shares((0, 100), (0, 100), Z) == (0, np.inf)
