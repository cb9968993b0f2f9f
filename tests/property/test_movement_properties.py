"""What stays true of movement whoever moved."""

from typing import TypeAlias

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from analytics.movement.moves import GONE, MOVED, NEW, Direction, Movement, Why, movement
from analytics.rfm import score_rfm
from analytics.rfm.rules import RulePack

Figures: TypeAlias = tuple[int, int, int] | None
Days: TypeAlias = dict[str, tuple[Figures, Figures]]
PACK = RulePack.model_validate(config.load("rfm_packs/grid10"))
KEYS = [rule.key for rule in PACK.rules]
NO_MONEY = pd.DataFrame({"money_before": [], "money_after": []}, dtype=float)

figures = st.tuples(st.integers(0, 900), st.integers(1, 60), st.integers(0, 10**8))
# Who is on both days, and on one of them only, is as likely as not.
days = st.dictionaries(
    st.sampled_from([f"c{number:02}" for number in range(30)]),
    st.tuples(st.none() | figures, st.none() | figures).filter(any),
    min_size=1,
)
quick = settings(max_examples=15)


def segments(who: Days, side: int) -> pd.Series:
    """The segments of one day."""
    rows = {key: both[side] for key, both in who.items() if both[side]}
    if not rows:
        return pd.Series([], dtype="str")
    frame = pd.DataFrame.from_dict(rows, "index", columns=["recency", "frequency", "monetary"])
    return score_rfm(frame.rename_axis("customer_id").reset_index(), PACK).scores["segment"]


def moved(before: pd.Series, after: pd.Series, money: pd.DataFrame = NO_MONEY) -> Movement:
    return movement(before, after, after, KEYS, money)


@quick
@given(who=days)
def test_rows_add_up_to_the_customers_then_and_columns_to_those_now(who: Days) -> None:
    before, after = segments(who, 0), segments(who, 1)
    matrix = moved(before, after).matrix()

    assert matrix.drop(index=NEW).sum(axis=1).to_dict() == {
        key: int((before == key).sum()) for key in KEYS
    }
    assert matrix.drop(columns=GONE).sum().to_dict() == {
        key: int((after == key).sum()) for key in KEYS
    }
    assert int(matrix.to_numpy().sum()) == len(who)


@quick
@given(who=days)
def test_swapping_the_days_turns_the_matrix_over(who: Days) -> None:
    before, after = segments(who, 0), segments(who, 1)
    there, back = moved(before, after).matrix(), moved(after, before).matrix()

    assert there.to_numpy().tolist() == back.to_numpy().T.tolist()


@quick
@given(who=days)
def test_nobody_moves_from_a_day_to_itself(who: Days) -> None:
    now = segments(who, 1)
    found = moved(now, now)

    assert found.count(Why.STAYED) == len(now)
    assert found.paths() == ()


@quick
@given(who=days, seed=st.integers(0, 2**16))
def test_the_order_of_rows_does_not_matter(who: Days, seed: int) -> None:
    before, after = segments(who, 0), segments(who, 1)
    money = pd.DataFrame({"money_before": 1.5, "money_after": 2.5}, index=[*who])
    then, now = (each.sample(frac=1, random_state=seed) for each in (before, after))

    one = moved(before, after, money)
    other = moved(then, now, money.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(one.customers, other.customers)
    assert one.paths() == other.paths()


@quick
@given(who=days)
def test_everybody_goes_one_way_for_one_reason(who: Days) -> None:
    """Reasons and ways both part the customers, and paths hold those who didn't stay."""
    found = moved(segments(who, 0), segments(who, 1))

    assert sum(found.count(why) for why in Why) == len(who)
    assert sum(found.going(way).count() for way in Direction) == len(who)
    assert sum(path.customers for path in found.paths()) == len(who) - found.count(Why.STAYED)
    ways = found.going(Direction.UP).count() + found.going(Direction.DOWN).count()
    assert ways == found.count(*MOVED)
