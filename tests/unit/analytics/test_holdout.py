"""What groups foretell, on shops small enough to work by hand and against linear regression."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata
from sklearn.linear_model import LinearRegression

from analytics.clusters.judge.holdout import HeldOut, Period, Rival, held_out, held_out_period

PERIOD = Period(date(2024, 4, 1), date(2024, 6, 30))
Numbers = Sequence[float] | np.ndarray


def before(recency: Numbers, monetary: Numbers) -> pd.DataFrame:
    """Customers c00, c01 … as they were at the cut-off."""
    ids = [f"c{number:02}" for number in range(len(recency))]
    return pd.DataFrame(
        {"customer_id": ids, "recency": recency, "frequency": 1, "monetary": monetary}
    )


def after(spent: Mapping[int, float]) -> pd.DataFrame:
    """What customers spent in the period, by number; those left out bought nothing."""
    ids = [f"c{number:02}" for number in spent]
    return pd.DataFrame({"customer_id": ids, "frequency": 1, "monetary": list(spent.values())})


def segments(customers: int) -> "pd.Series[str]":
    """RFM segments that tell nothing."""
    return pd.Series("all", [f"c{number:02}" for number in range(customers)])


def grouped(*labels: int | str) -> pd.Series:
    return pd.Series(labels, [f"c{number:02}" for number in range(len(labels))])


@pytest.fixture
def worked() -> HeldOut:
    """Eight customers in two groups.

    ======== ===== ======= ============ =====
    customer group recency spent before after
    ======== ===== ======= ============ =====
    c00          1       1          900   300
    c01          1      50          800   100
    c02          1      60          700     0
    c03          2       2          100     0
    c04          2       3          100    40
    c05          2       3          100     0
    c06          2      70          100     0
    c07          2      80          100     0
    ======== ===== ======= ============ =====

    440 in all, 55 each. Group 1 had spent most each: 400 / 3, 400 / 165 times the average. They
    are also those who had spent most. As many who had bought last: c00, c03, and one of c04 and
    c05, who tie: (300 + 0 + 20) / 3.
    Someone new, c99, spent 1,000 and isn't counted.
    """
    return held_out(
        grouped(1, 1, 1, 2, 2, 2, 2, 2),
        before([1, 50, 60, 2, 3, 3, 70, 80], [900, 800, 700, 100, 100, 100, 100, 100]),
        after({0: 300.0, 1: 100.0, 4: 40.0, 99: 1000.0}),
        PERIOD,
        segments(8),
    )


def test_each_group_is_followed_into_the_period(worked: HeldOut) -> None:
    first, second = worked.groups

    assert (first.label, first.customers, second.label, second.customers) == (1, 3, 2, 5)
    assert first.bought == pytest.approx(2 / 3)
    assert first.spend == pytest.approx(400 / 3)
    assert second.bought == pytest.approx(1 / 5)
    assert second.spend == pytest.approx(8.0)
    assert worked.overall.customers == 8
    assert worked.overall.bought == pytest.approx(3 / 8)
    assert worked.overall.spend == pytest.approx(55.0)


def test_the_best_group_beside_its_rivals(worked: HeldOut) -> None:
    assert worked.best == 1
    assert worked.lift == pytest.approx(400 / 165)
    assert worked.lift_recent == pytest.approx(320 / 165)
    assert worked.lift_spent == pytest.approx(400 / 165)
    assert worked.lift_random == pytest.approx(1.0, abs=0.1)


def test_the_best_group_is_picked_without_a_look_at_the_period() -> None:
    """Group 2 spends more in the period, group 1 had spent more before it."""
    found = held_out(
        grouped(1, 1, 2, 2),
        before([1, 2, 3, 4], [50, 50, 10, 10]),
        after({2: 99.0}),
        PERIOD,
        segments(4),
    )

    assert found.best == 1
    assert found.lift == 0.0


def test_what_is_explained_is_the_adjusted_r_squared_of_a_regression_on_the_groups() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(1, 12, 400)
    spent = np.where(random.random(400) < labels / 12, random.exponential(labels * 10), 0)
    found = held_out(
        pd.Series(labels, [f"c{n:02}" for n in range(400)]),
        before(random.integers(1, 300, 400), random.exponential(100, 400)),
        after({n: value for n, value in enumerate(spent) if value}),
        PERIOD,
        segments(400),
    )
    dummies = pd.get_dummies(labels).to_numpy(float)

    def adjusted(values: np.ndarray) -> float:
        r2: float = LinearRegression().fit(dummies, values).score(dummies, values)
        return 1 - (1 - r2) * 399 / (400 - 11)

    assert found.explained.buying == pytest.approx(adjusted(spent > 0))
    assert found.explained.spending == pytest.approx(adjusted(rankdata(spent)))
    assert found.beats_chance


@pytest.mark.parametrize("seed", range(5))
def test_random_groups_explain_nothing(seed: int) -> None:
    """Labels that know nothing: no lift, no variance explained, no better than 95 % of random."""
    random = np.random.default_rng(seed)
    customers = 600
    spent = random.exponential(50, customers) * (random.random(customers) < 0.5)
    found = held_out(
        pd.Series(random.integers(1, 5, customers), [f"c{n:02}" for n in range(customers)]),
        before(random.integers(1, 300, customers), random.exponential(100, customers)),
        after({n: value for n, value in enumerate(spent) if value}),
        PERIOD,
        segments(customers),
        seed=seed,
    )

    assert abs(found.explained.buying) < 0.02
    assert abs(found.explained.spending) < 0.02
    assert abs(found.rivals[Rival.RECENCY].spending) < 0.02
    assert found.explained_random_high.spending < 0.02
    assert found.lift_random == pytest.approx(1.0, abs=0.05)
    assert 0.5 < found.lift < 1.5


def test_groups_that_decide_who_buys_explain_all_of_it() -> None:
    labels = [1] * 30 + [2] * 30
    found = held_out(
        grouped(*labels),
        before([5] * 60, [10] * 60),
        after(dict.fromkeys(range(30), 7.0)),
        PERIOD,
        grouped(*["a" if each == 1 else "b" for each in labels]),
    )

    assert found.explained.buying == pytest.approx(1.0)
    assert found.rivals[Rival.RFM] == found.explained
    assert found.rivals[Rival.RECENCY].buying == 0.0
    assert found.lift == pytest.approx(2.0)


def test_money_in_another_currency_changes_no_finding(worked: HeldOut) -> None:
    pounds = before([1, 50, 60, 2, 3, 3, 70, 80], [900, 800, 700, 100, 100, 100, 100, 100])
    pounds["monetary"] *= 128
    dear = held_out(
        grouped(1, 1, 1, 2, 2, 2, 2, 2),
        pounds,
        after({0: 300.0 * 128, 1: 100.0 * 128, 4: 40.0 * 128}),
        PERIOD,
        segments(8),
    )

    assert dear.lift == worked.lift
    assert dear.explained == worked.explained
    assert dear.rivals == worked.rivals


def test_groups_are_better_than_rules_only_where_no_rule_tells_as_much() -> None:
    """Buying follows groups that no rule knows; then segments know them as well."""
    labels = np.arange(400) % 2 + 1
    random = np.random.default_rng(0)
    buys = random.random(400) < np.where(labels == 1, 0.8, 0.2)
    known = before(random.integers(1, 300, 400), random.exponential(100, 400))
    later = after({n: 10.0 for n in range(400) if buys[n]})
    ours = pd.Series(labels, [f"c{n:02}" for n in range(400)])

    alone = held_out(ours, known, later, PERIOD, segments(400))
    assert alone.better_buying
    assert alone.beats_rules
    assert not held_out(ours, known, later, PERIOD, ours.astype(str)).beats_rules


@pytest.mark.parametrize(
    ("history", "days"), [(83, None), (84, 28), (120, 40), (269, 89), (270, 90), (900, 90)]
)
def test_ninety_days_are_held_out_or_a_third_of_a_shorter_history(
    history: int, days: int | None
) -> None:
    end = date(2024, 6, 30)
    found = held_out_period(date.fromordinal(end.toordinal() - history), end)

    assert (found.days if found else None) == days
    assert found is None or found.end == end
