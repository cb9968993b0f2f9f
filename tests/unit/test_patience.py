"""No test fails because the machine has other work to do."""

import ast
from collections.abc import Iterator
from pathlib import Path

from hypothesis import settings

TESTS = Path(__file__).parents[1]


def test_no_example_of_a_property_has_a_deadline() -> None:
    assert settings().deadline is None


def test_no_test_gives_up_after_a_time_of_its_own() -> None:
    """How long is waited for anything at all is said once, and is minutes."""
    files = [each for each in TESTS.rglob("*.py") if "benchmarks" not in each.parts]
    found = {each.name: [*_waits(ast.parse(each.read_text(encoding="utf-8")))] for each in files}
    assert {name: waits for name, waits in found.items() if waits} == {}


def _waits(module: ast.Module) -> Iterator[str]:
    """Timeouts and deadlines that are a number, in milliseconds or seconds."""
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in ("timeout", "deadline"):
            limit = node.value
        elif isinstance(node, ast.BinOp) and "monotonic()" in ast.unparse(node.left):
            limit = node.right
        else:
            continue
        if isinstance(limit, ast.Constant) and limit.value is not None:
            yield ast.unparse(node)
