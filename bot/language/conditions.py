"""Reading and writing conditions on customers: ``recency<=30 and frequency>=5``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.features.conditions import Comparison, Condition, Rule
from analytics.features.names import FEATURES, Unit
from bot.language.words import find, nearest, plain

MOST_CONDITIONS = 40
_LONGEST = 1_000
_SIGNS = {"≤": "<=", "≥": ">=", "==": "=", "≠": "!=", "<>": "!="}
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,12})?"
_CONDITION = re.compile(r"([^\W\d][\w \-]*?)\s*(<=|>=|!=|<|>|=)\s*([^<>=!]+)")
_QUOTED = re.compile(r"(=\s*)'([^']*)'")
#: Stands for a text in quotes while the words around it are taken apart.
_KEPT = "\x00{}\x00"
_BY_HEADING = {each.heading: each.name for each in FEATURES.values()}


def read_conditions(text: str) -> Rule:
    """The rule that a text states; `and` binds before `or`.

    A name that is no feature's is taken for an attribute's: only the store knows which there are.
    A value that is no number is a text, in single quotes where it has an `and` or a sign in it.

    Raises
    ------
    ValueError
        If it states none; the message may carry a suggestion.
    """
    text = plain(text).strip()
    for sign, meant in _SIGNS.items():
        text = text.replace(sign, meant)
    if not text or len(text) > _LONGEST:
        raise ValueError
    quoted: list[str] = []

    def keep(found: re.Match[str]) -> str:
        quoted.append(found[2])
        return found[1] + _KEPT.format(len(quoted) - 1)

    text = _QUOTED.sub(keep, text)
    if "(" in text or ")" in text:
        raise ValueError("can you write it without brackets, since `and` goes before `or`?")
    parts = re.split(r"\s+or\s+|\|\|?", text, flags=re.IGNORECASE)
    rule = tuple(
        tuple(
            _condition(each, quoted)
            for each in re.split(r"\s+and\s+|&&?|;", part, flags=re.IGNORECASE)
        )
        for part in parts
    )
    if sum(map(len, rule)) > MOST_CONDITIONS:
        raise ValueError
    return rule


def write_conditions(rule: Rule) -> str:
    """The text that reads back as the same rule."""
    return " or ".join(" and ".join(_written(each) for each in part) for part in rule)


def _condition(text: str, quoted: Sequence[str]) -> Condition:
    found = _CONDITION.fullmatch(text.strip())
    if not found:
        raise ValueError(_what_is_missing(text.strip()))
    name, sign, written = found.groups()
    known = find(name, FEATURES) or _BY_HEADING.get(find(name, _BY_HEADING) or "")
    feature = known or re.sub(r"[\W_]+", "_", name.casefold())
    comparison, value = Comparison(sign), _value(written.strip(), quoted, feature)
    if isinstance(value, str) and known:
        raise ValueError(f"can you compare `{feature}` with a number?")
    if isinstance(value, str) and comparison not in (Comparison.EQUAL, Comparison.OTHER):
        raise ValueError(f"did you mean `{feature}=…`, since no word is more or less?")
    return Condition(feature, comparison, value)


def _value(text: str, quoted: Sequence[str], feature: str) -> float | str:
    if text.startswith("\x00"):
        return quoted[int(text.strip("\x00"))]
    found = re.fullmatch(rf"({_NUMBER})\s*(%?)", text)
    if found is None:
        return text
    value = float(found[1].replace(",", ""))
    if not found[2]:
        return value
    if feature not in FEATURES or FEATURES[feature].unit not in (Unit.SHARE, Unit.CHANGE):
        raise ValueError(f"`{feature}` isn't counted in per cent; can you write it without %?")
    return value / 100


def _what_is_missing(text: str) -> str:
    """A question that helps to mend a part that can't be read; empty where none would."""
    if re.fullmatch(r"[A-Za-z][\w \-]*", text):
        close = find(text, FEATURES) or nearest(text, FEATURES)
        return f"did you mean something like `{close}<=30`?" if close else ""
    return ""


def _written(condition: Condition) -> str:
    value = condition.value
    if isinstance(value, str):
        return f"{condition.feature}{condition.comparison.value}{_text(value)}"
    number = str(int(value)) if value.is_integer() else f"{value:.12f}".rstrip("0")
    return f"{condition.feature}{condition.comparison.value}{number}"


def _text(value: str) -> str:
    """A text so that it reads back as one."""
    safe = re.fullmatch(r"\w[\w.+-]*( [\w.+-]+)*", value)
    joins = re.search(r"\b(and|or)\b", value, flags=re.IGNORECASE)
    is_number = re.fullmatch(rf"{_NUMBER}\s*%?", value)
    return value if safe and not joins and not is_number else f"'{value}'"


@dataclass(frozen=True)
class Conditions:
    """Conditions on customers; kept as text, so that they are stored and compared as such."""

    allowed: str = (
        "conditions with <=, >=, <, >, = or != and a number, or = and a word, joined by and, or: "
        "recency<=30 and frequency>=5"
    )
    example: str = "recency<=30"

    def read(self, text: str) -> str:
        """The conditions, as the language spells them."""
        return write_conditions(read_conditions(text))

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return value
