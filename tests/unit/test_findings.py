"""Analytics returns findings; what people may type is for services to say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import analytics
from bot.language.commands import COMMANDS
from bot.language.declaration import parameters

FOLDER = Path(analytics.__path__[0])
#: Names of products that look like markup, on purpose: they try what shows them.
ODD_PRODUCTS = FOLDER / "sample" / "catalogue.py"
PARAMETERS = {
    name
    for command in COMMANDS.values()
    for request in command.requests
    for name in parameters(request)
}
TYPED = re.compile(
    rf"(?<![\w/])/(?:{'|'.join(COMMANDS)})\b"
    rf"|(?<![\w.])(?:{'|'.join(sorted(PARAMETERS))})="
    # Not where numbers are read: there it is one of the signs that stand for an apostrophe.
    r"|(?<!´)`"
)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """The strings of a module but for its docstrings, pieces of f-strings among them."""
    tree = ast.parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documentation:
                yield node.lineno, text


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=str(path.relative_to(FOLDER)))
        for path in sorted(FOLDER.rglob("*.py"))
        if path != ODD_PRODUCTS
    ],
)
def test_analytics_says_nothing_that_people_type(path: Path) -> None:
    found = [(line, text) for line, text in texts(path.read_text()) if TYPED.search(text)]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'hint = f"Try `scale=log` or {more}."',
        'hint = f"Take bins={bins}."',
        'hint = "Ask /rfm segments."',
        'hint = "Leave `" + name',
        'def f():\n    """Doc."""\n    return f"`k={k}`, or let others choose"',
    ],
)
def test_what_people_type_is_noticed(source: str) -> None:
    assert any(TYPED.search(text) for _, text in texts(source))


@pytest.mark.parametrize(
    "source", ['"""Try `k=auto`."""', 'x = "m/s, and/or, 1/2"', 'x = "pad=0.2"', "x = 'a ’‘´`'"]
)
def test_other_texts_are_not(source: str) -> None:
    assert not any(TYPED.search(text) for _, text in texts(source))
