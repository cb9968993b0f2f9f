"""What came of a campaign, beside the same found in another way."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.stats import norm, permutation_test

from analytics.campaign.outcome import outcome, worth
from analytics.campaign.revenue import mean_difference
from analytics.intervals import ratio_of_shares


def welch(
    others: NDArray[np.float64], held_out: NDArray[np.float64], axis: int = -1
) -> NDArray[np.float64]:
    spread = others.var(axis, ddof=1) / others.shape[axis]
    spread = spread + held_out.var(axis, ddof=1) / held_out.shape[axis]
    result: NDArray[np.float64] = (others.mean(axis) - held_out.mean(axis)) / np.sqrt(spread)
    return result


def test_the_ends_of_revenue_are_where_scipys_permutation_test_turns() -> None:
    random = np.random.default_rng(3)
    control = np.arange(300) % 4 == 0
    spent = np.where(random.random(300) < 0.4, random.lognormal(3, 1.2, 300), 0)
    found = mean_difference(spent, control, np.zeros(300, int), seed=1)
    assert found is not None

    def tail(difference: float, alternative: str) -> float:
        test = permutation_test(
            (spent[~control] - difference, spent[control]),
            welch,
            vectorized=True,
            n_resamples=20_000,
            batch=2_000,
            alternative=alternative,
            rng=np.random.default_rng(4),
        )
        return float(test.pvalue)

    assert found.estimate == pytest.approx(spent[~control].mean() - spent[control].mean())
    # 1,999 drawings leave a tail of 2.5% uncertain by 0.35%.
    assert tail(found.low, "greater") == pytest.approx(0.025, abs=0.012)
    assert tail(found.high, "less") == pytest.approx(0.025, abs=0.012)


def test_groups_that_were_drawn_in_strata_are_compared_in_strata() -> None:
    """Half of the people spend 1,000 more than the others, in both groups alike."""
    random = np.random.default_rng(5)
    stratum = np.arange(400) % 2
    control = np.arange(400) % 4 < 2
    spent = random.normal(100, 10, 400) + 1_000 * stratum

    within = mean_difference(spent, control, stratum, seed=1)
    across = mean_difference(spent, control, np.zeros(400, int), seed=1)

    assert within is not None
    assert across is not None
    assert within.high - within.low == pytest.approx(4 * 10 / np.sqrt(100), rel=0.25)
    assert across.high - across.low > 40 * (within.high - within.low)


def test_the_same_seed_gives_the_same_interval_and_another_nearly_the_same() -> None:
    random = np.random.default_rng(6)
    spent, control = random.lognormal(3, 1, 500), np.arange(500) < 100
    one, same, other = (
        mean_difference(spent, control, np.zeros(500, int), seed=seed) for seed in (1, 1, 2)
    )

    assert one == same
    assert one is not None
    assert other is not None
    assert other.low == pytest.approx(one.low, abs=0.1 * (one.high - one.low))


def test_nothing_is_said_where_nothing_can_differ() -> None:
    control = np.arange(40) < 20
    assert mean_difference(np.zeros(40), control, np.zeros(40, int), seed=1) is None
    assert mean_difference(np.arange(3.0), np.arange(3) < 1, np.zeros(3, int), seed=1) is None


def test_nothing_is_said_where_each_group_spent_one_amount() -> None:
    """All of one group buy for the same money and none of the other: chance has no measure."""
    for each, held_out in ((20.0, 60), (19.99, 59), (33.3, 2)):
        control = np.arange(660) < held_out
        spent = np.where(control, 0, each)
        assert mean_difference(spent, control, np.zeros(660, int), seed=1) is None


def test_nothing_is_said_where_the_difference_itself_is_no_likely_one() -> None:
    """Of two who are held out one is a giant: with her away, hardly a pair looks like them."""
    control = np.arange(269) < 2
    spent = np.zeros(269)
    spent[[0, 2]] = 1e6, 1
    assert mean_difference(spent, control, np.zeros(269, int), seed=1) is None


def test_two_groups_of_a_few_have_ends_without_end() -> None:
    """Of four people two can be held out in six ways, the most telling one in six by chance."""
    found = mean_difference(
        np.array([1.0, 2.0, 3.0, 5.0]), np.arange(4) < 2, np.zeros(4, int), seed=1
    )

    assert found is not None
    assert (found.low, found.high) == (-np.inf, np.inf)


def people(messaged: tuple[int, int], control: tuple[int, int]) -> pd.DataFrame:
    """People in one stratum: of each group how many, and how many of them bought."""
    parts = [
        pd.DataFrame({"control": held, "bought": np.arange(many) < buyers})
        for held, (many, buyers) in ((False, messaged), (True, control))
    ]
    both = pd.concat(parts, ignore_index=True)
    return both.assign(stratum=0, cents=both["bought"] * 1_250)


def test_both_groups_are_counted_and_compared() -> None:
    found = outcome(people((900, 270), (100, 20)), 0.1, seed=1)

    assert (found.messaged.people, found.messaged.buyers, found.messaged.cents) == (
        900,
        270,
        337_500,
    )
    assert (found.control.people, found.control.buyers, found.control.cents) == (100, 20, 25_000)
    assert found.is_sound
    assert found.buyers is not None
    assert found.buyers.estimate == pytest.approx(0.5)
    low, high = ratio_of_shares((270, 900), (20, 100), float(norm.ppf(0.975)))
    assert found.buyers.low == pytest.approx(low - 1, abs=0.001)
    assert found.buyers.high == pytest.approx(high - 1, abs=0.001)
    assert found.revenue is not None
    assert found.revenue.estimate == pytest.approx(1_250 * 0.1)


def test_nobody_who_bought_is_no_effect_and_no_error() -> None:
    found = outcome(people((50, 0), (50, 0)), 0.5, seed=1)
    assert found.buyers is None
    assert found.revenue is None

    found = outcome(people((50, 5), (50, 0)), 0.5, seed=1)
    assert found.buyers is not None
    assert found.buyers.high == np.inf


def test_people_count_for_more_where_strata_tell_who_buys() -> None:
    """Half of the strata buy at 80%, half at 20%: the variance within is 0.16 of 0.25."""
    stratum = pd.Series(np.arange(1_000) % 2)
    bought = pd.Series(np.arange(1_000) // 2 % 5 < np.where(stratum == 0, 4, 1))

    assert worth(bought, stratum) == pytest.approx(0.25 / 0.16, rel=0.005)
    assert worth(bought, stratum * 0) == pytest.approx(1)
