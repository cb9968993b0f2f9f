"""The RFM map: what it shows of a segment is all of it, whichever scores decide."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from chart_looks import figures_drawn
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

import config
from analytics.charts.palette import segment_colours
from analytics.charts.rfm_map import rfm_map
from analytics.rfm import score_rfm
from analytics.rfm.rules import RulePack

_PACKS = Path(config.__file__).parent / "rfm_packs"


def customers(number: int = 700) -> pd.DataFrame:
    """Buyers of every kind, whose money has little to do with how often they come."""
    random = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "customer_id": [f"C{place:04}" for place in range(number)],
            "recency": random.integers(0, 500, number),
            "frequency": 1 + random.poisson(3, number),
            "monetary": random.gamma(1.5, 200, number).round(2),
        }
    )


@pytest.mark.parametrize("name", ["klaviyo", "rfm11", "braze", "grid10"])
def test_the_squares_of_a_segment_add_up_to_its_customers(name: str) -> None:
    pack = tomllib.loads((_PACKS / f"{name}.toml").read_text(encoding="utf-8"))
    rules = RulePack.model_validate({**pack, "name": name})
    rfm = score_rfm(customers(), rules)
    with figures_drawn() as drawn:
        rfm_map(rfm, rules)
    (sheet,) = drawn[0].axes
    shown: Counter[str] = Counter()
    for text in sheet.texts:
        found = re.match(r"([\d,]+)( \S|\s*$)", text.get_text().replace("\n", " "))
        square = [
            each
            for each in sheet.patches
            if isinstance(each, Rectangle) and each.get_bbox().contains(*text.get_position())
        ]
        if found and square:
            shown[to_hex(square[-1].get_facecolor())] += int(found[1].replace(",", ""))
    colours = segment_colours([rule.key for rule in rules.rules])
    assert {
        to_hex(colours[each.key]): each.customers for each in rfm.segments if each.customers
    } == {colour: count for colour, count in shown.items() if count}
