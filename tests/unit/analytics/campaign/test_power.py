"""What a campaign could see."""

import pytest

from analytics.campaign.power import smallest_lift, smallest_share


def test_the_smallest_lift_is_that_of_published_tables() -> None:
    """356 in each group tell 60% from 70%, and 388 tell 50% from 60%, four times in five: the
    textbook's examples (Fleiss, Levin and Paik 2003)."""
    assert smallest_lift(2 * 356, 0.5, 0.6) == pytest.approx(0.1 / 0.6, abs=0.0005)
    assert smallest_lift(2 * 388, 0.5, 0.5) == pytest.approx(0.1 / 0.5, abs=0.0005)


def test_less_is_seen_with_fewer_held_out() -> None:
    """Online Retail in the four weeks to 9 Dec 2011, of those with five orders or more and of all:
    figures that another library gave by means, not by shares."""
    assert smallest_lift(943, 0.5, 0.61) == pytest.approx(0.15, abs=0.01)
    assert smallest_lift(943, 0.1, 0.61) == pytest.approx(0.24, abs=0.015)
    assert smallest_lift(4_112, 0.1, 0.32) == pytest.approx(0.21, abs=0.01)


def test_the_smallest_group_that_sees_a_quarter_more_is_found() -> None:
    assert smallest_share(943, 0.61) == 0.1
    share = smallest_share(1_200, 0.4)
    assert share is not None
    assert 0.1 < share < 0.5
    assert (smallest_lift(1_200, share, 0.4) or 1) <= 0.25
    assert (smallest_lift(1_200, share - 0.01, 0.4) or 1) > 0.25
    assert smallest_share(100, 0.2) is None


@pytest.mark.parametrize("base", [0.0, 0.97, 1.0])
def test_where_nobody_or_nearly_everybody_buys_anyway_nothing_is_seen(base: float) -> None:
    assert smallest_lift(200, 0.5, base) is None
