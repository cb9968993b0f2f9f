"""The charts of the evidence: their finding, their words, their size."""

import dataclasses
from io import BytesIO

import numpy as np
import pytest
from known_groups import blobs
from PIL import Image

from analytics.charts.evidence_sheet import evidence_sheet
from analytics.charts.silhouette_plot import silhouette_plot
from analytics.charts.style import Chart
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.judge.numbers import Candidate, compare_numbers
from analytics.clusters.judge.quality import Quality
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.clusters.judge.stability import Stability

LONG = "Frequent and rather big spenders of the north-west, last here 11 months ago, more or less"


@pytest.fixture(scope="module")
def numbers() -> tuple[Candidate, ...]:
    matrix, _ = blobs(80, apart=12.0)
    return compare_numbers(matrix, Algorithm.KMEANS, range(2, 7))


def assert_sound(chart: Chart) -> None:
    assert Image.open(BytesIO(chart.png)).width == 1200
    assert len(chart.png) < 300_000
    assert 0 < len(chart.alt) <= 1_000


def test_the_sheet_says_how_stable_the_chosen_number_is_and_whether_another_is_clearer(
    numbers: tuple[Candidate, ...],
) -> None:
    chosen, other = evidence_sheet(numbers, 4, "Source."), evidence_sheet(numbers, 6)

    assert_sound(chosen)
    assert chosen.title == "4 groups are stable; no other number is clearer"
    assert other.title.startswith("6 groups are ")
    assert other.title.endswith("4 would be clearer")


def test_the_sheets_words_hold_every_figure(numbers: tuple[Candidate, ...]) -> None:
    alt = evidence_sheet(numbers, 4).alt

    assert "4 chosen" in alt
    for each in numbers:
        assert f"{each.k}: silhouette {each.quality.silhouette:.2f}" in alt
        assert each.stability is not None
        assert f"stability {each.stability.rand:.2f}" in alt


@pytest.mark.parametrize("most", [2, 10])
def test_a_sheet_of_few_and_of_many_numbers_without_and_with_stability(most: int) -> None:
    stable = Stability(-0.02, -0.3, 1.0, ())
    shown = [
        Candidate(k, Quality(1e9 / k, 0.5 - k / 30, 1, 1), 0.1, stable if most > 2 else None)
        for k in range(2, most + 1)
    ]
    chart = evidence_sheet(shown, 2)

    assert_sound(chart)
    assert ("not stable" in chart.title) == (most > 2)


def test_the_silhouette_plot_says_how_many_sit_in_the_wrong_group() -> None:
    matrix, labels = blobs(200, apart=2.0)
    (measured,) = silhouettes(matrix, [labels])
    names = {label: f"Group {label}" for label in range(4)}
    chart = silhouette_plot(measured, names, {label: label + 1 for label in range(4)})

    assert_sound(chart)
    assert chart.title == (
        f"{measured.misplaced:.0%} of customers are nearer to another group than to their own"
    )
    for each in measured.clusters:
        assert f"Group {each.label}: {each.mean:.2f}" in chart.alt


@pytest.mark.parametrize("groups", [2, 12])
def test_groups_of_long_names_and_of_a_single_customer_can_be_drawn(groups: int) -> None:
    labels = np.concatenate([[0], np.arange(40) % (groups - 1) + 1])
    matrix = labels[:, None] * 10.0 + np.arange(41)[:, None] / 100
    (measured,) = silhouettes(matrix, [labels])
    names = {label: f"{LONG} {label}" for label in range(groups)}

    assert_sound(silhouette_plot(measured, names, {label: label + 1 for label in range(groups)}))


def test_the_silhouette_plot_says_of_how_many_it_is_a_sample() -> None:
    matrix, labels = blobs(40)
    (measured,) = silhouettes(matrix, [labels])
    part = dataclasses.replace(measured, customers=123_456)
    names = {label: f"Group {label}" for label in set(labels.tolist())}
    chart = silhouette_plot(part, names, dict.fromkeys(names, 1))

    assert chart.alt.startswith(f"Silhouettes of {len(labels)} of 123,456 customers by group")
    assert (
        "of each customer by group" in silhouette_plot(measured, names, dict.fromkeys(names, 1)).alt
    )
