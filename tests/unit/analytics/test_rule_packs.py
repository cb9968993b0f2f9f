"""Segment rules and the linter that reads them."""

from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

from analytics.rules import Lint, RulePack, all_cells

R_GAPS = ["215", "241", "251", "252", "341", "351", "441", "451", "541", "551"]


def rule(key: str, **ranges) -> dict:
    return {"key": key, "label": key, "description": "Who.", "play": "What to do."} | ranges


def test_our_pack_covers_every_combination_exactly_once(pack):
    lint = pack.lint()
    assert lint == Lint(gaps=(), unreachable=(), overlaps=())
    assert lint.clean
    assert len(all_cells()) == 125


def test_our_pack_has_the_ten_segments_everybody_knows(pack):
    assert [rule.key for rule in pack.rules] == [
        "champions",
        "loyal_customers",
        "potential_loyalists",
        "new_customers",
        "promising",
        "need_attention",
        "about_to_sleep",
        "at_risk",
        "cannot_lose",
        "hibernating",
    ]


def test_the_linter_names_gaps_overlaps_and_rules_never_reached():
    found = RulePack.model_validate(
        {
            "rules": [
                rule("low", r=[1, 4]),
                rule("shadowed", r=[2, 2], f=[3, 3], m=[1, 1]),
                rule("top", r=[5, 5], f=[1, 5], m=[2, 5]),
            ]
        }
    ).lint()
    assert found.gaps == ((5, 1, 1), (5, 2, 1), (5, 3, 1), (5, 4, 1), (5, 5, 1))
    assert found.unreachable == ("shadowed",)
    assert [(overlap.cell, overlap.keys) for overlap in found.overlaps] == [
        ((2, 3, 1), ("low", "shadowed"))
    ]
    assert not found.clean


@pytest.mark.parametrize(
    "broken",
    [
        {"rules": []},
        {"rules": [rule("twice"), rule("twice")]},
        {"rules": [rule("backwards", r=[4, 2])]},
        {"rules": [rule("too_high", f=[1, 6])]},
        {"rules": [rule("Not A Key")]},
        {"rules": [rule("two_lines", play="One.\nTwo.")]},
        {"rules": [rule("misspelt", recency=[1, 2])]},
    ],
)
def test_a_pack_that_makes_no_sense_is_refused(broken):
    with pytest.raises(ValidationError):
        RulePack.model_validate(broken)


def published(directory: Path, name: str) -> RulePack:
    """A published pack with scores moved to start at 1, a rule for each listed cell."""
    rows = pd.read_csv(directory / "segment_rule_packs.csv", dtype={"cells": "str"})
    rows = rows[(rows["pack"] == name) & (rows["cells"] != "(everything else)")]
    lowest = int(min(rows["r_lo"].min(), 1)) if rows["cells"].isna().all() else 1
    rules = []
    for number, row in enumerate(rows.itertuples()):
        if isinstance(row.cells, str):
            rules += [
                rule(
                    f"s{number}_{cell}",
                    **{m: [int(s)] * 2 for m, s in zip("rfm", cell, strict=True)},
                )
                for cell in row.cells.split()
            ]
        else:
            ranges = {
                measure: [
                    int(getattr(row, f"{measure}_{end}")) + 1 - lowest for end in ("lo", "hi")
                ]
                for measure in "rfm"
            }
            rules.append(rule(f"s{number}", **ranges) | {"label": row.segment})
    return RulePack.model_validate({"rules": rules})


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "highest", "gaps", "unreachable"),
    [
        ("r_rfm_0.3", 5, R_GAPS, []),
        ("r_rfm_0.2", 5, 36, ["New Customers", "Promising", "Can't Lose Them"]),
        # 030 on the published scale from 0.
        ("braze_0_to_3", 4, ["141"], []),
        ("klaviyo_1_to_3", 3, [], []),
        ("pymc_marketing_1_to_4", 4, 18, []),
        ("rf_grid_10", 5, [], []),
    ],
)
def test_the_linter_finds_exactly_the_faults_of_published_packs(
    reference_dir, name, highest, gaps, unreachable
):
    pack = published(reference_dir, name)
    found = pack.lint(all_cells(highest=highest))
    labels = {rule.key: rule.label for rule in pack.rules}
    cells = ["".join(map(str, cell)) for cell in found.gaps]
    assert cells == gaps if isinstance(gaps, list) else len(cells) == gaps
    assert [labels[key] for key in found.unreachable] == unreachable
