"""Colours of segments and clusters: fixed, and apart for every kind of colour vision."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analytics.charts import style
from analytics.rfm.rules import RulePack

# Machado, Oliveira and Fernandes 2009, full severity, applied to linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
CLEARLY_APART = 15
"""CIE 1976 colour difference; about 2 can just be told apart side by side."""


def seen(colour: str, vision: str) -> np.ndarray:
    """A colour as seen, in CIELAB (D65)."""
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / np.array([0.95047, 1, 1.08883])
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def nearest(colours: list[str], vision: str) -> float:
    return min(
        float(np.linalg.norm(seen(one, vision) - seen(other, vision)))
        for one, other in combinations(colours, 2)
    )


def test_the_simulation_makes_red_and_green_alike() -> None:
    """What the tests below rest on: textbook red and green are far apart, but not for everyone."""
    assert nearest(["#FF0000", "#00AA00"], "normal") > 100
    assert nearest(["#AA5500", "#6B7F00"], "deuteranopia") < CLEARLY_APART
    assert np.allclose(seen("#FFFFFF", "normal"), [100, 0, 0], atol=0.1)


@pytest.mark.parametrize("vision", VISION)
def test_segments_of_our_pack_are_told_apart(pack: RulePack, vision: str) -> None:
    colours = style.segment_colours([rule.key for rule in pack.rules])
    assert nearest(list(colours.values()), vision) >= CLEARLY_APART


@pytest.mark.parametrize("vision", VISION)
def test_twelve_segments_of_any_pack_are_told_apart(vision: str) -> None:
    keys = ["champions", "lost", "cant_lose_them", *(f"other_{number}" for number in range(9))]
    assert nearest(list(style.segment_colours(keys).values()), vision) >= CLEARLY_APART


@pytest.mark.parametrize("vision", VISION)
def test_twelve_clusters_are_told_apart(vision: str) -> None:
    colours = [style.cluster_colour(number) for number in range(1, 13)]
    assert nearest(colours, vision) >= CLEARLY_APART


def test_twelve_clusters_have_shapes_of_their_own() -> None:
    assert len({style.cluster_marker(number) for number in range(1, 13)}) == 12


def test_a_segment_keeps_its_colour_in_any_pack_and_order() -> None:
    ours = style.segment_colours(["champions", "at_risk", "hibernating"])
    theirs = style.segment_colours(["whales", "hibernating", "minnows", "at_risk", "champions"])
    assert {key: theirs[key] for key in ours} == ours


def test_two_segments_that_mean_one_of_ours_differ() -> None:
    colours = style.segment_colours(["loyal", "loyal_customers", "champions"])
    assert len(set(colours.values())) == 3


def test_more_segments_than_colours_are_drawn_all_the_same() -> None:
    keys = [f"segment_{number}" for number in range(20)]
    assert len(set(style.segment_colours(keys).values())) == 12


@pytest.mark.parametrize("number", range(1, 13))
def test_text_on_a_colour_can_be_read(number: int) -> None:
    """A contrast of 3 to 1, which WCAG 2 asks of large bold text."""
    assert contrast(style.cluster_colour(number)) >= 3


def contrast(colour: str) -> float:
    lights = sorted(luminance(each) for each in (colour, style.ink_on(colour)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
