"""The verdict on clusterings whose worth is known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from test_judging_measures import blobs

from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.refit import refit
from analytics.clusters.judge.agreement import Agreement
from analytics.clusters.judge.balance import balance
from analytics.clusters.judge.chance import by_chance
from analytics.clusters.judge.holdout import Explained, HeldOut, NextPurchases, Period
from analytics.clusters.judge.separation import separations
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.clusters.judge.stability import ClusterStability, stability
from analytics.clusters.judge.verdict import (
    Evidence,
    Grade,
    Names,
    Topic,
    at_a_glance,
    dependable,
    judge,
)

NAMES = Names(
    {number: f"Group {number}" for number in range(9)},
    {number: f"Old group {number}" for number in range(9)},
    {"a": "orders", "b": "money spent", "c": "days since the last order"},
)


def evidence(matrix, k=4):
    """All evidence that customers by themselves give."""
    grouping = refit(Algorithm.KMEANS, k)
    labels = grouping(matrix, 0)
    (measured,) = silhouettes(matrix, [labels])
    reasons = {Topic.WORTH: "40 days of orders.", Topic.RFM: "No segments."}
    return Evidence(
        not_judged=reasons,
        silhouettes=measured,
        balance=balance(labels),
        separations=separations(pd.DataFrame(matrix, columns=["a", "b", "c"]), labels),
        by_chance=by_chance(matrix, measured.mean, grouping),
        stability=stability(matrix, labels, grouping, resamples=8),
    )


def finding(verdict, topic):
    return next(each for each in verdict.findings if each.topic is topic)


@pytest.fixture(scope="module")
def clear():
    return evidence(blobs(160, apart=8.0)[0])


@pytest.fixture(scope="module")
def cloud():
    """One cloud that is cut in the same places every time: stable, and yet no groups."""
    stable = replace(
        evidence(blobs(160, apart=8.0)[0]).stability,
        clusters=tuple(ClusterStability(label, 0.9, 0.0) for label in range(4)),
    )
    return replace(evidence(np.random.default_rng(0).uniform(size=(150, 3))), stability=stable)


def held_out(buying, spending, rfm=0.0, chance=0.002):
    """A held-out period of which only what is explained matters."""
    return HeldOut(
        period=Period(date(2024, 4, 1), date(2024, 6, 30)),
        overall=NextPurchases(0, 100, 0.5, 10.0),
        groups=(),
        best=1,
        lift=4.1,
        lift_random=1.0,
        lift_random_high=1.3,
        lift_recent=2.3,
        explained=Explained(buying, spending),
        explained_random_high=Explained(chance, chance),
        rivals={"rfm": Explained(rfm, rfm)},
    )


def test_groups_that_are_far_apart_are_strong(clear):
    verdict = judge(clear, NAMES)

    assert verdict.grade is Grade.STRONG
    assert verdict.summary == (
        "The groups are clearly apart and come out again from other samples."
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("k", [3, 5])
def test_structureless_customers_are_weak_however_they_are_cut(seed, k):
    matrix = np.random.default_rng(seed).uniform(size=(150, 3))

    assert judge(evidence(matrix, k), NAMES).grade is Grade.WEAK


def test_a_stable_cut_through_one_cloud_is_weak_unless_it_foretells(cloud):
    assert judge(cloud, NAMES).grade is Grade.WEAK

    foretelling = judge(replace(cloud, held_out=held_out(0.15, 0.2)), NAMES)
    assert foretelling.grade is Grade.USABLE
    assert foretelling.summary == (
        "The groups tell what customers buy next and come out again from other samples, but their "
        "borders are soft, so treat customers near a border alike."
    )
    assert judge(replace(cloud, held_out=held_out(0.001, 0.001)), NAMES).grade is Grade.WEAK


def test_clear_groups_that_foretell_nothing_are_usable_and_told_so(clear):
    verdict = judge(replace(clear, held_out=held_out(0.001, 0.0)), NAMES)

    assert verdict.grade is Grade.USABLE
    assert "they don't tell what customers buy next" in verdict.summary


def test_the_held_out_period_is_told_with_its_rivals(clear):
    verdict = judge(replace(clear, held_out=held_out(0.2, 0.2)), NAMES)

    assert verdict.grade is Grade.STRONG
    assert finding(verdict, Topic.WORTH).text == (
        "Grouped by what was known 90 days ago, customers of the group that had spent most each "
        "(“Old group 1”) have since spent 4.1 times the average. As many customers picked for "
        "buying last: 2.3 times; at random: 1.0."
    )


@pytest.mark.parametrize(
    ("rfm", "said"),
    [
        (0.2, "clustering adds nothing here."),
        (0.195, "clustering adds nothing here."),
        (0.1, "the groups tell better who buys next and what they spend."),
    ],
)
def test_clustering_has_to_foretell_more_than_rfm_to_add_anything(clear, rfm, said):
    beside = replace(clear, agreement=Agreement(0.4, 0.5, 0.6), held_out=held_out(0.2, 0.2, rfm))

    assert finding(judge(beside, NAMES), Topic.RFM).text.endswith(said)


def test_without_a_period_clusters_that_are_segments_add_nothing(clear):
    same = replace(clear, agreement=Agreement(0.9, 0.9, 0.95))

    assert "adds nothing here" in finding(judge(same, NAMES), Topic.RFM).text


def test_groups_that_another_sample_would_change_are_weak(clear):
    shaky = replace(clear.stability, rand=0.5, low=-0.1)
    verdict = judge(replace(clear, stability=shaky), NAMES)

    assert verdict.grade is Grade.WEAK
    assert verdict.summary == "Another sample of your customers would give other groups."


def test_a_group_that_falls_apart_is_named(clear):
    clusters = (ClusterStability(0, 0.5, 0.6), ClusterStability(1, 0.7, 0.1))
    one_lost = replace(clear.stability, clusters=(*clusters, *clear.stability.clusters[2:]))
    verdict = judge(replace(clear, stability=one_lost), NAMES)

    assert verdict.grade is Grade.USABLE
    text = finding(verdict, Topic.STABILITY).text
    assert "Don't rely on “Group 0”: often nothing like it comes out." in text
    assert "Who belongs to “Group 1” is uncertain." in text


def test_a_giant_group_makes_any_clustering_weak(clear):
    giant = balance(np.array([1] * 90 + [2] * 10))
    verdict = judge(replace(clear, balance=giant), NAMES)

    assert verdict.grade is Grade.WEAK
    assert "“Group 1” holds 90% of all customers." in finding(verdict, Topic.SIZES).text


def test_a_group_of_eight_people_is_named(clear):
    tiny = balance(np.array([1] * 400 + [2] * 400 + [3] * 8))
    verdict = judge(replace(clear, balance=tiny), NAMES)

    assert verdict.grade is Grade.USABLE
    assert "“Group 3” is 8 customers, too few" in finding(verdict, Topic.SIZES).text


def test_what_could_not_be_judged_says_why(clear):
    few = replace(
        clear,
        stability=None,
        by_chance=None,
        not_judged={**clear.not_judged, Topic.STABILITY: "10 customers: too few."},
    )
    verdict = judge(few, NAMES)

    assert verdict.grade is Grade.OPEN
    assert finding(verdict, Topic.STABILITY).text == "10 customers: too few."
    assert finding(verdict, Topic.WORTH).text == "40 days of orders."
    assert "of so few customers it says little" in finding(verdict, Topic.SEPARATION).text


@pytest.mark.parametrize(
    ("silhouette", "words"),
    [
        (0.51, "The groups are clearly apart from each other (silhouette 0.51)."),
        (0.33, "The groups are apart, with soft borders (silhouette 0.33)."),
        (0.2, "The groups blend into each other (silhouette 0.20)."),
    ],
)
def test_a_glance_at_the_silhouette_alone(silhouette, words):
    assert at_a_glance(silhouette) == words


@pytest.mark.parametrize(("jaccard", "word"), [(0.75, "yes"), (0.7, "in part"), (0.59, "no")])
def test_a_group_is_relied_on_by_hennigs_thresholds(jaccard, word):
    assert dependable(jaccard) == word
