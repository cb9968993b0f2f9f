"""Small checks of JSON that combine into the shape of a block or a view.

A check takes a value and its JSON pointer and yields what Slack would object to.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One objection: Slack's sentence, where it applies, and its kind."""

    message: str
    pointer: str
    code: str = "failed_constraint"

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Check: TypeAlias = Callable[[Any, str], Iterator[Problem]]
Rule: TypeAlias = Callable[[Json, str], Iterator[Problem]]


def string(most: int, *, least: int = 1, pattern: str | None = None) -> Check:
    """Accept a string of ``least`` to ``most`` code points that matches ``pattern`` wholly."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must provide a string", pointer, "invalid_type")
        elif len(value) < least:
            yield Problem(f"must be more than {least - 1} characters", pointer)
        elif len(value) > most:
            yield Problem(f"must be less than {most + 1} characters", pointer)
        elif pattern is not None and not re.fullmatch(pattern, value):
            yield Problem(f"input must match regex pattern: ^{pattern}$", pointer)

    return check


def day(value: Any, pointer: str) -> Iterator[Problem]:
    """Accept a date that there is, as ``YYYY-MM-DD``."""
    problems = list(string(10, pattern=r"\d{4}-\d\d-\d\d")(value, pointer))
    if not problems:
        try:
            date.fromisoformat(value)
        except ValueError:
            problems = [Problem("must be a valid date", pointer)]
    yield from problems


def number(least: float = float("-inf"), most: float = float("inf")) -> Check:
    """Accept a finite number from ``least`` to ``most``."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            yield Problem("must provide a number", pointer, "invalid_type")
        elif value in (float("inf"), float("-inf")):
            yield Problem("must provide a finite number", pointer)
        elif value < least:
            yield Problem(f"must be greater than or equal to {least:g}", pointer)
        elif value > most:
            yield Problem(f"must be less than or equal to {most:g}", pointer)

    return check


def integer(least: int, most: int) -> Check:
    """Accept a whole number from ``least`` to ``most``."""
    within = number(least, most)

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem("must provide an integer", pointer, "invalid_type")
        else:
            yield from within(value, pointer)

    return check


def boolean(value: Any, pointer: str) -> Iterator[Problem]:
    """Accept true or false."""
    if not isinstance(value, bool):
        yield Problem("must provide a boolean", pointer, "invalid_type")


def choice(*allowed: str) -> Check:
    """Accept one of a few words."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem("must be a valid enum value", pointer)

    return check


def array(item: Check, most: int, *, least: int = 1) -> Check:
    """Accept a list of ``least`` to ``most`` items, each of which passes ``item``."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem("must provide an array", pointer, "invalid_type")
            return
        if len(value) > most:
            yield Problem(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield Problem(f"no less than {least} items allowed", pointer)
        for index, each in enumerate(value):
            yield from item(each, f"{pointer}/{index}")

    return check


def shape(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    *rules: Rule,
) -> Check:
    """Accept an object with these fields and no others; ``type`` is always allowed.

    Parameters
    ----------
    required, optional : mapping of field name to check
    *rules
        Checks that need several fields at once; they run where every field has passed.
    """
    fields = {**required, **(optional or {})}

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must provide an object", pointer, "invalid_type")
            return
        found = False
        for problem in _field_problems(value, pointer, required, fields):
            found = True
            yield problem
        if not found:
            for rule in rules:
                yield from rule(value, pointer)

    return check


def _field_problems(
    value: Json, pointer: str, required: Mapping[str, Check], fields: Mapping[str, Check]
) -> Iterator[Problem]:
    for name in required:
        if value.get(name) is None:
            yield Problem(f"missing required field: {name}", pointer, "missing_field")
    for name, content in value.items():
        if name in fields:
            if content is not None:
                yield from fields[name](content, f"{pointer}/{name}")
        elif name != "type":
            yield Problem(f"invalid additional property: {name}", pointer, "additional_property")


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Accept an object whose ``type`` is one of ``kinds`` and which passes that kind's check."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must provide an object", pointer, "invalid_type")
            return
        kind = value.get("type")
        if kind is None:
            yield Problem("missing required field: type", pointer, "missing_field")
        elif not isinstance(kind, str) or kind not in kinds:
            yield Problem(f"unsupported type: {kind}", f"{pointer}/type", "unsupported_type")
        else:
            yield from kinds[kind](value, pointer)

    return check


def exactly_one(*names: str) -> Rule:
    """Require one and only one of the named fields."""

    def rule(value: Json, pointer: str) -> Iterator[Problem]:
        present = [name for name in names if value.get(name) is not None]
        if len(present) != 1:
            yield Problem(f"must define exactly one of: {', '.join(names)}", pointer)

    return rule


def at_least_one(*names: str) -> Rule:
    """Require one or more of the named fields."""

    def rule(value: Json, pointer: str) -> Iterator[Problem]:
        if all(value.get(name) is None for name in names):
            yield Problem(f"must define at least one of: {', '.join(names)}", pointer)

    return rule


def among_options(initial: str) -> Rule:
    """Require what is chosen at first to be among the options, with the same words."""

    def rule(value: Json, pointer: str) -> Iterator[Problem]:
        chosen = value.get(initial) or []
        groups = [value, *(value.get("option_groups") or [])]
        offered = [option for group in groups for option in group.get("options") or []]
        if any(each not in offered for each in (chosen if isinstance(chosen, list) else [chosen])):
            yield Problem(f"{initial} must be among the options", f"{pointer}/{initial}")

    return rule


def unique(values: Sequence[Any]) -> bool:
    """Say whether no two values are equal."""
    return all(value not in values[:index] for index, value in enumerate(values))
