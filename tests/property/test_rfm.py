"""What stays true of RFM scores whatever the customers."""

import re
from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from analytics.rfm import quantile_edges, score_rfm
from analytics.rfm.limits import Limits
from analytics.rfm.rules import RulePack, SegmentRule
from bot.services.rfm.plays import plays

Row: TypeAlias = tuple[int, int, int]
PACKS = {
    name: RulePack.model_validate({"name": name, **config.load(f"rfm_packs/{name}")})
    for name in config.names("rfm_packs")
}
PACK = PACKS["grid10"]
#: A pack for each number of scores that can be asked for.
BY_BINS = [PACKS["grid8"], PACKS["braze"], PACK, PACKS["rfm11"], PACK.finer(10)]

customers = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 60), st.integers(0, 10**8)),
    min_size=1,
    max_size=60,
)
quick = settings(max_examples=15)


def frame(rows: list[Row]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["recency", "frequency", "cents"])
    return table.assign(
        customer_id=[f"c{number:03}" for number in range(len(rows))],
        monetary=table.pop("cents") / 100,
    )


@quick
@given(rows=customers, seed=st.integers(0, 2**16), pack=st.sampled_from(BY_BINS))
def test_shuffling_rows_changes_nothing(rows: list[Row], seed: int, pack: RulePack) -> None:
    features = frame(rows)
    given_order = score_rfm(features, pack)
    shuffled = score_rfm(features.sample(frac=1, random_state=seed), pack)
    pd.testing.assert_frame_equal(given_order.scores, shuffled.scores)
    assert given_order.edges == shuffled.edges
    assert given_order.segments == shuffled.segments


@quick
@given(
    rows=customers,
    times=st.sampled_from([0.25, 2, 1024, 3.7, 1 / 3]),
    pack=st.sampled_from(BY_BINS),
)
def test_scaling_money_by_a_constant_changes_no_segment(
    rows: list[Row], times: float, pack: RulePack
) -> None:
    """By a power of two, which floats take exactly, and by others, which they round."""
    features = frame(rows)
    scaled = features.assign(monetary=features["monetary"] * times)
    scores = ["r", "f", "m", "segment"]
    pd.testing.assert_frame_equal(
        score_rfm(features, pack).scores[scores], score_rfm(scaled, pack).scores[scores]
    )


@quick
@given(rows=customers)
def test_the_input_is_untouched(rows: list[Row]) -> None:
    features = frame(rows)
    before = features.copy(deep=True)
    score_rfm(features, PACK)
    pd.testing.assert_frame_equal(features, before)


@quick
@given(rows=customers)
def test_segments_partition_the_customers_and_their_money(rows: list[Row]) -> None:
    found = score_rfm(frame(rows), PACK)
    keys = {rule.key for rule in PACK.rules}
    assert set(found.scores["segment"]) <= keys
    assert sum(segment.customers for segment in found.segments) == len(rows)
    assert sum(segment.orders for segment in found.segments) == sum(row[1] for row in rows)
    cents = sum(round((segment.revenue or 0) * 100) for segment in found.segments)
    assert cents == round((found.revenue or 0) * 100) == sum(row[2] for row in rows)
    assert sum(segment.share for segment in found.segments) == pytest.approx(1)


@quick
@given(rows=customers, pack=st.sampled_from(BY_BINS))
def test_scores_keep_to_the_packs_range_and_to_the_order_of_the_values(
    rows: list[Row], pack: RulePack
) -> None:
    scores = score_rfm(frame(rows), pack).scores
    lowest, highest = pack.scores
    assert scores[["r", "f", "m"]].isin(range(lowest, highest + 1)).all(axis=None)
    assert scores.sort_values("recency")["r"].is_monotonic_decreasing
    assert scores.sort_values("frequency")["f"].is_monotonic_increasing
    assert scores.sort_values("monetary")["m"].is_monotonic_increasing


@quick
@given(rows=customers, pack=st.sampled_from(BY_BINS))
def test_equal_values_get_equal_scores(rows: list[Row], pack: RulePack) -> None:
    scores = score_rfm(frame(rows + rows), pack).scores
    for measure, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        assert scores.groupby(measure)[score].nunique().max() == 1


@quick
@given(rows=customers)
def test_ten_scores_put_everybody_into_the_segment_that_five_do(rows: list[Row]) -> None:
    fives, tens = score_rfm(frame(rows), PACK), score_rfm(frame(rows), PACK.finer(10))
    pd.testing.assert_series_equal(fives.scores["segment"], tens.scores["segment"])


@quick
@given(rows=customers, bins=st.sampled_from([3, 4, 5, 10]))
def test_quantile_edges_are_those_of_numpy(rows: list[Row], bins: int) -> None:
    features = frame(rows)
    edges = quantile_edges(features, bins)
    shares = [part / bins for part in range(1, bins)]
    for measure in ("recency", "frequency", "monetary"):
        expected = np.quantile(features[measure].to_numpy(float), shares)
        np.testing.assert_allclose(getattr(edges, measure), expected, rtol=1e-9)


@quick
@given(
    rows=customers,
    recency=st.lists(st.integers(1, 800), min_size=4, max_size=4, unique=True).map(sorted),
    orders=st.lists(st.integers(2, 50), min_size=4, max_size=4, unique=True).map(sorted),
)
def test_own_limits_mean_up_to_so_many_days_and_from_so_many_orders(
    rows: list[Row], recency: list[int], orders: list[int]
) -> None:
    features = frame(rows)
    edges = quantile_edges(features, 5).with_limits(Limits(recency=recency, frequency=orders))
    scores = score_rfm(features, PACK, edges).scores
    expected_r = 5 - (scores["recency"].to_numpy()[:, None] > np.array(recency)).sum(axis=1)
    expected_f = 1 + (scores["frequency"].to_numpy()[:, None] >= np.array(orders)).sum(axis=1)
    assert scores["r"].tolist() == expected_r.tolist()
    assert scores["f"].tolist() == expected_f.tolist()


def speaks_of_newness(rule: SegmentRule) -> bool:
    """Whether the words that people read of a segment say that its customers are new."""
    play = plays()[rule.key]
    words = (rule.label, rule.description, rule.play, play.send, play.when, play.late, play.avoid)
    said = " ".join(each for each in words if each).lower()
    return re.search(r"\bnew customer|welcome|first (order|time)", said) is not None


@quick
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 400), st.integers(1, 4), st.integers(0, 10**4), st.integers(0, 9)),
        min_size=1,
        max_size=60,
    ),
    before=st.integers(0, 2),
    gap=st.none() | st.integers(1, 120),
    pack=st.sampled_from([*PACKS.values(), PACK.finer(10)]),
    recency=st.none() | st.lists(st.integers(0, 400), min_size=9, max_size=9, unique=True),
)
def test_who_is_called_new_is_new(
    rows: list[tuple[int, int, int, int]],
    before: int,
    gap: int | None,
    pack: RulePack,
    recency: list[int] | None,
) -> None:
    """Of a shop some of whose orders may not count, with the edges that it has or with others.

    New is somebody of a single order, of the last 90 days and no longer ago than usually lies
    between two orders, where that is known; they are new by the scores as well.
    """
    features = frame([row[:3] for row in rows])
    ever = features["frequency"] + [before * (row[3] % 2) for row in rows]
    tenure = features["recency"] + [
        (count - 1) * 10 * row[3] for count, row in zip(ever, rows, strict=True)
    ]
    features = features.assign(orders_ever=ever, tenure=tenure)
    edges = quantile_edges(features, pack.bins)
    if recency:
        edges = edges.with_limits(Limits(recency=sorted(recency)[: pack.bins - 1]))
    found = score_rfm(features, pack.in_shop(gap), edges).scores

    new = (ever == 1) & (tenure <= min(90, gap or 90))
    assert found["segment"].isin({rule.key for rule in pack.rules}).all()
    for rule in pack.rules:
        inside = found["segment"] == rule.key
        if speaks_of_newness(rule):
            cells = zip(found["r"], found["f"], found["m"], strict=True)
            by_scores = np.array([pack.rule_for(cell) is rule for cell in cells])
            assert inside.tolist() == (new.to_numpy() & by_scores).tolist()


@quick
@given(rows=customers, gap=st.integers(1, 90))
def test_a_pack_of_scores_alone_stays_what_it_is(rows: list[Row], gap: int) -> None:
    """Klaviyo's combinations are published as they are, and have nothing else to meet."""
    pack = PACKS["klaviyo"]
    found = score_rfm(frame(rows), pack.in_shop(gap)).scores
    cells = zip(found["r"], found["f"], found["m"], strict=True)
    by_scores = [pack.rule_for(cell) for cell in cells]
    assert found["segment"].tolist() == [rule.key for rule in by_scores if rule]
