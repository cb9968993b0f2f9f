"""`segbot lint-pack`: a person's own rule pack, checked."""

from pathlib import Path

import pytest
from terminal import segbot

from analytics.vocabulary.errors import SegbotError
from bot.services.rfm.lint import lint_file

RULE = """
[[rules]]
key = "{key}"
label = "{label}"
description = "Who they are."
play = "What to do."
{covers}
"""


def pack(tmp_path: Path, *rules: tuple[str, str], head: str = "scores = [1, 3]\n") -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(
        head
        + "".join(
            RULE.format(key=label.lower(), label=label, covers=covers) for label, covers in rules
        ),
        encoding="utf-8",
    )
    return file


def test_a_pack_without_a_fault_is_said_to_be_so(tmp_path: Path) -> None:
    found = lint_file(pack(tmp_path, ("Best", "r = [3, 3]"), ("Rest", "r = [1, 2]")))

    assert found.title == "mine: no fault"
    assert found.metrics == {
        "packs": 1,
        "faulty": 0,
        "gaps": [],
        "overlaps": [],
        "unreachable": [],
    }


def test_faults_are_named_combination_by_combination(tmp_path: Path) -> None:
    file = pack(
        tmp_path,
        ("Best", "r = [3, 3]"),
        ("Shadow", 'cells = ["333", "311"]'),
        ("Rest", "r = [1, 2]\nf = [1, 2]"),
    )
    ended = segbot("lint-pack", file)
    found = lint_file(file).metrics

    assert ended.status == 2
    assert found["gaps"] == ["131", "132", "133", "231", "232", "233"]
    assert found["overlaps"] == ["311", "333"]
    assert found["unreachable"] == ["shadow"]
    assert "311 (Best, Shadow)" in ended.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scores = [1, 3", "can't be read"),
        ("scores = [1, 3]", "rules: field required"),
        ("[[rules]]\nkey = 'a'\nlabel = 'A'\nr = [5, 1]\ndescription = 'd'\nplay = 'p'", "rule a"),
        ("[[rules]]\nkey = 'a'\nlabel = 'A'\nr = [1, 9]\ndescription = 'd'\nplay = 'p'", "score 9"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_the_place(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SegbotError) as refused:
        lint_file(file)
    assert said in refused.value.message
    assert "docs/rule-packs.md" in refused.value.hint


def test_a_segment_that_sends_customers_nowhere_is_named(tmp_path: Path) -> None:
    needy = 'r = [3, 3]\nneeds = { orders = [1, 1], days = 30 }\notherwise = "gone"'
    found = lint_file(pack(tmp_path, ("New", needy), ("Rest", "r = [1, 2]")))

    assert found.title == "mine: faults in mine"
    (line,) = found.reading
    assert line.text == (
        "customers who don't meet what New needs go to gone, which isn't in the pack, so they "
        "would be in no segment."
    )


def test_what_a_segment_needs_is_said(tmp_path: Path) -> None:
    needy = 'r = [3, 3]\nneeds = { orders = [1, 1], days = 30, gaps = 1 }\notherwise = "rest"'
    found = lint_file(pack(tmp_path, ("New", needy), ("Rest", "r = [1, 2]")))

    assert found.title == "mine: no fault"
    assert (
        "New takes only customers who placed just one order ever and began in the last 30 days, "
        "and "
        "within the shop's usual time between two orders where that is shorter; the others go to "
        "Rest." in found.reading[0].text
    )
