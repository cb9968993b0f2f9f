"""Rule packs beside what every pack should be: one segment for each combination of scores."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analytics.rfm.rules import Lint, RulePack, cell_text
from analytics.selftest.comparison import Comparison, compared

FINE, NO_SEGMENT, UNUSED = "fine", "no segment", "never used"

FAULTY = RulePack.model_validate(
    {
        "name": "with holes",
        "rules": [
            {"key": key, "label": key.title(), "description": "Who.", "play": "What.", **covers}
            for key, covers in {
                "low": {"r": [1, 4]},
                "shadowed": {"r": [2, 2], "f": [3, 3], "m": [1, 1]},
                "top": {"r": [5, 5], "m": [2, 5]},
            }.items()
        ],
    }
)
"""Nobody has thought of 5-x-1; 231 is in both ``low`` and ``shadowed``, which is never used."""
FAULTS_OF_FAULTY = {
    **dict.fromkeys(("511", "521", "531", "541", "551"), NO_SEGMENT),
    "231": "in low, shadowed",
    "shadowed": UNUSED,
}


def faults(found: Lint) -> dict[str, str]:
    """What is wrong with each combination of scores and each segment, as the linter found it.

    Overlaps count even where they are meant.
    """
    return {
        **{cell_text(cell): NO_SEGMENT for cell in found.gaps},
        **{cell_text(each.cell): in_several(each.keys) for each in found.overlaps},
        **dict.fromkeys(found.unreachable, UNUSED),
    }


def in_several(keys: Sequence[str]) -> str:
    """What is wrong with a combination of scores that makes several segments."""
    return f"in {', '.join(keys)}"


def compare_faults(
    pack: RulePack, found: dict[str, str], known: dict[str, str], against: str
) -> Comparison:
    """Hold what the linter says of each combination and segment against what is known."""
    places = [*map(cell_text, pack.cells), *(rule.key for rule in pack.rules)]
    ours, theirs = (
        pd.DataFrame({"state": pd.Series({**dict.fromkeys(places, FINE), **each})})
        for each in (found, known)
    )
    subject = (
        f"faults of the rule pack {pack.name}, {len(pack.cells)} combinations of scores and "
        f"{len(pack.rules)} segments"
    )
    return compared(subject, against, ours, theirs)


def compare_shipped(packs: Sequence[RulePack]) -> tuple[Comparison, ...]:
    """Hold the packs that come along against having no fault, and a faulty one against its own."""
    worked = compare_faults(
        FAULTY, faults(FAULTY.lint()), FAULTS_OF_FAULTY, "a result worked by hand"
    )
    return (worked, *(_without_fault(pack, pack.lint()) for pack in packs))


def _without_fault(pack: RulePack, found: Lint) -> Comparison:
    told = replace(found, overlaps=()) if found.overlaps_meant else found
    return compare_faults(pack, faults(told), {}, "no fault at all")
