"""Documents that can't rot: what they say is made from, or checked against, the code."""

from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from analytics.features.customers import Returns
from analytics.vocabulary.rows import Reason
from bot.generate import commands_page, shop_totals_sql
from bot.language.commands import COMMANDS
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_command_reference_is_what_the_declarations_say() -> None:
    """`make generate` brings it up to date."""
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == commands_page()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_slash_command_is_in_the_readme(name: str) -> None:
    assert f"`/{name} " in README


@pytest.mark.parametrize(
    ("name", "field"), Settings.model_fields.items(), ids=lambda each: str(each)[:20]
)
def test_every_setting_is_in_the_readme_with_its_default(name: str, field: FieldInfo) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{field.alias}` |"))

    assert field.description
    assert field.default is None or f"`{field.default}`" in row


def test_the_lock_file_names_no_index_and_pins_every_hash() -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith(" ")]

    assert "://" not in lock
    assert len(pinned) > 50
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_pictures_in_the_readme_exist() -> None:
    pictures = [part.split(")")[0] for part in README.split("](") if part.startswith("docs/images")]

    assert pictures
    assert [each for each in pictures if not (ROOT / each).exists()] == []


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_explained_under_its_fate(reason: Reason) -> None:
    page = (ROOT / "docs" / "cleaning-rules.md").read_text(encoding="utf-8")
    set_aside, rejected = page.split("## Set aside")[1].split("## Rejected")

    assert f"| `{reason}` |" in (rejected if reason.rejected else set_aside)


def test_the_page_on_cleaning_explains_no_reason_that_is_gone() -> None:
    page = (ROOT / "docs" / "cleaning-rules.md").read_text(encoding="utf-8")
    rows = page.split("## Set aside")[1].splitlines()

    assert {row.split("`")[1] for row in rows if row.startswith("| `")} == {*Reason}


@pytest.mark.parametrize("returns", Returns)
def test_the_stored_totals_are_those_that_are_defined(returns: Returns) -> None:
    """`make generate` brings the SQL up to date."""
    stored = ROOT / "storage" / f"shop_totals_{returns}.sql"

    assert stored.read_text(encoding="utf-8") == shop_totals_sql(returns)
