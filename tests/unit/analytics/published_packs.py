"""The published rule packs, faults included, as they stand in the reference folder."""

import re
from pathlib import Path

import pandas as pd

from analytics.rules import RulePack

#: Scores that each pack is for.
SCORES = {
    "r_rfm_0.3": (1, 5),
    "r_rfm_0.2": (1, 5),
    "braze_0_to_3": (0, 3),
    "klaviyo_1_to_3": (1, 3),
    "pymc_marketing_1_to_4": (1, 4),
    "rf_grid_10": (1, 5),
}


def rows_of(directory: Path, name: str) -> list[dict]:
    """A pack's rows; what is left over has no rule of its own."""
    rows = pd.read_csv(directory / "segment_rule_packs.csv", dtype={"cells": "str"})
    mine = rows[(rows["pack"] == name) & (rows["cells"] != "(everything else)")]
    return mine.sort_values("priority").to_dict("records")


def published(directory: Path, name: str) -> RulePack:
    """A published pack as it is: its own scores, ranges and lists of combinations."""
    rules = []
    for row in rows_of(directory, name):
        if isinstance(row["cells"], str):
            covers = {"cells": row["cells"].split()}
        else:
            covers = {each: (int(row[f"{each}_lo"]), int(row[f"{each}_hi"])) for each in "rfm"}
        key = re.sub(r"[^a-z]+", "_", row["segment"].lower().replace("'", ""))
        words = {"label": row["segment"], "description": "Who.", "play": "What to do."}
        rules.append({"key": key, **words, **covers})
    return RulePack.model_validate({"name": name, "scores": SCORES[name], "rules": rules})
