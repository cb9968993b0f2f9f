"""The published rule packs as they are, faults included, and the linter beside them."""

import re
from itertools import product
from typing import Any

import pandas as pd

from analytics.rfm.rules import RulePack
from analytics.selftest.comparison import Comparison, compared
from analytics.selftest.rule_packs import NO_SEGMENT, UNUSED, compare_faults, faults, in_several

SCORES = {
    "r_rfm_0.3": (1, 5),
    "r_rfm_0.2": (1, 5),
    "braze_0_to_3": (0, 3),
    "klaviyo_1_to_3": (1, 3),
    "pymc_marketing_1_to_4": (1, 4),
    "rf_grid_10": (1, 5),
}
"""Scores that each pack is for."""
STATED = {
    "r_rfm_0.3": (10, 0),
    "r_rfm_0.2": (36, 3),
    "braze_0_to_3": (1, 0),
    "klaviyo_1_to_3": (0, 0),
    "pymc_marketing_1_to_4": (18, 0),
    "rf_grid_10": (0, 0),
}
"""Combinations without a segment and segments never used, as the reference folder states them."""


def pack_rows(table: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    """A pack's rows of ``Published.segment_rule_packs``; what is left over has no rule."""
    mine = table[(table["pack"] == name) & (table["cells"] != "(everything else)")]
    rows = mine.sort_values("priority").to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def published_pack(table: pd.DataFrame, name: str) -> RulePack:
    """A published pack: its own scores, ranges and lists of combinations."""
    rules = []
    for row in pack_rows(table, name):
        if isinstance(row["cells"], str):
            covers: dict[str, Any] = {"cells": row["cells"].split()}
        else:
            covers = {each: (int(row[f"{each}_lo"]), int(row[f"{each}_hi"])) for each in "rfm"}
        words = {"label": row["segment"], "description": "Who.", "play": "What to do."}
        rules.append({"key": _key(row["segment"]), **words, **covers})
    return RulePack.model_validate({"name": name, "scores": SCORES[name], "rules": rules})


def plain_faults(table: pd.DataFrame, name: str) -> dict[str, str]:
    """A pack's faults, counted from its rows without a rule of ours."""
    lowest, highest = SCORES[name]
    rows = pack_rows(table, name)
    found: dict[str, str] = {}
    used = set()
    for cell in product(range(lowest, highest + 1), repeat=3):
        text = "".join(map(str, cell))
        fitting = [_key(row["segment"]) for row in rows if _fits(row, text)]
        used.update(fitting[:1])
        if len(fitting) != 1:
            found[text] = in_several(fitting) if fitting else NO_SEGMENT
    unused = {_key(row["segment"]) for row in rows} - used
    return {**found, **dict.fromkeys(unused, UNUSED)}


def compare_published_packs(table: pd.DataFrame) -> tuple[Comparison, ...]:
    """Hold what the linter says of the published packs against their rows, and what is stated."""
    packs = {name: published_pack(table, name) for name in SCORES}
    said = {name: pack.lint() for name, pack in packs.items()}
    counted = {name: (len(each.gaps), len(each.unreachable)) for name, each in said.items()}
    columns = ["gaps", "never_used"]
    ours, theirs = (
        pd.DataFrame.from_dict(each, orient="index", columns=columns) for each in (counted, STATED)
    )
    return (
        *(
            compare_faults(
                pack,
                faults(said[name]),
                plain_faults(table, name),
                "its published rows, one by one",
            )
            for name, pack in packs.items()
        ),
        compared(
            f"how many faults the {len(packs)} published rule packs have",
            "the counts that are stated of them",
            ours,
            theirs,
        ),
    )


def _key(label: str) -> str:
    return re.sub(r"[^a-z]+", "_", label.lower().replace("'", ""))


def _fits(row: dict[str, Any], cell: str) -> bool:
    if isinstance(row["cells"], str):
        return cell in row["cells"].split()
    return all(
        row[f"{each}_lo"] <= int(score) <= row[f"{each}_hi"]
        for each, score in zip("rfm", cell, strict=True)
    )
