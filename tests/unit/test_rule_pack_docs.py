"""The page on rule packs, and the plays that segments share."""

import tomllib
from pathlib import Path

import pytest

import config
from analytics.rfm.rules import RulePack
from bot.services.answer import Format
from bot.services.formats import Formats
from bot.services.rfm.plays import plays

PAGE = (Path(__file__).parents[2] / "docs" / "rule-packs.md").read_text(encoding="utf-8")
SHIPPED = {
    name: RulePack.model_validate({"name": name, **config.load(f"rfm_packs/{name}")})
    for name in config.names("rfm_packs")
}


def test_the_pages_example_is_a_pack_without_a_fault() -> None:
    example = PAGE.split("```toml")[1].split("```")[0]
    pack = RulePack.model_validate(tomllib.loads(example))

    assert pack.lint().clean
    assert pack.limits.recency == (60, 180)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_lists_every_pack_with_its_scores_and_segments(name: str) -> None:
    pack = SHIPPED[name]
    row = f"| `{name}` | {pack.scores[0]} to {pack.scores[1]} | {len(pack.rules)} |"

    assert row in PAGE


def test_every_segment_of_every_pack_has_a_play_and_every_play_a_segment() -> None:
    keys = {rule.key for pack in SHIPPED.values() for rule in pack.rules}

    assert set(plays()) == keys


@pytest.mark.parametrize("key", plays())
def test_every_play_is_a_sentence_with_figures_and_without(key: str) -> None:
    figures = {"order": Formats().cell(12.5, Format.MONEY), "gap": "a few weeks"}

    play = plays()[key]
    for text in (play.send, play.when, play.late or play.when, play.avoid):
        words = text.format(**figures)
        assert words.endswith((".", "?"))
        assert "{" not in words
