"""What an installed Segbot is made of."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("top", ["analytics", "bot", "config", "storage"])
def test_every_folder_of_modules_is_a_package(top: str) -> None:
    """A folder without ``__init__.py`` works in a clone, and is missing where it is installed."""
    folders = {path.parent for path in (ROOT / top).rglob("*.py")}
    assert [each for each in folders if not (each / "__init__.py").exists()] == []
