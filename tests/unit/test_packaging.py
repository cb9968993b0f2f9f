"""What an installed Segbot is made of."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOPS = ("analytics", "bot", "config", "storage")
#: Declared for what others do with them: they load them by themselves, or are held to a version.
FOR_OTHERS = {"python-multipart", "sqlglot", "tzdata", "websockets"}


@pytest.mark.parametrize("top", TOPS)
def test_every_folder_of_modules_is_a_package(top: str) -> None:
    """A folder without ``__init__.py`` works in a clone, and is missing where it is installed."""
    folders = {path.parent for path in (ROOT / top).rglob("*.py")}
    assert [each for each in folders if not (each / "__init__.py").exists()] == []


def test_what_is_imported_is_declared_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[^\w.-]", each)[0].casefold() for each in project["dependencies"]}
    installed = packages_distributions()
    used = {
        name.casefold().replace("_", "-")
        for module in _imported() - {*TOPS, *sys.stdlib_module_names}
        for name in installed[module]
    }
    assert used == declared - FOR_OTHERS


def _imported() -> set[str]:
    """The first names of all modules that ours import."""
    found = set()
    for path in (path for top in TOPS for path in (ROOT / top).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found
