"""Reading and writing conditions on customers: ``recency<=30 and frequency>=5``."""

import re
from dataclasses import dataclass

from analytics.features.conditions import Comparison, Condition, Rule
from analytics.features.names import FEATURES, Unit
from bot.language.words import find, nearest, plain

MOST_CONDITIONS = 40
_LONGEST = 1_000
_SIGNS = {"≤": "<=", "≥": ">=", "==": "=", "≠": "!=", "<>": "!="}
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,12})?"
_CONDITION = re.compile(rf"([A-Za-z][\w \-]*?)\s*(<=|>=|!=|<|>|=)\s*({_NUMBER})\s*(%?)")
_BY_HEADING = {each.heading: each.name for each in FEATURES.values()}


def read_conditions(text: str) -> Rule:
    """The rule that a text states; `and` binds before `or`.

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
    if "(" in text or ")" in text:
        raise ValueError("can you write it without brackets, since `and` goes before `or`?")
    parts = re.split(r"\s+or\s+|\|\|?", text, flags=re.IGNORECASE)
    rule = tuple(
        tuple(_condition(each) for each in re.split(r"\s+and\s+|&&?|;", part, flags=re.IGNORECASE))
        for part in parts
    )
    if sum(map(len, rule)) > MOST_CONDITIONS:
        raise ValueError
    return rule


def write_conditions(rule: Rule) -> str:
    """The text that reads back as the same rule."""
    return " or ".join(" and ".join(_written(each) for each in part) for part in rule)


def _condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text.strip())
    if not found:
        raise ValueError(_what_is_missing(text.strip()))
    name, sign, number, per_cent = found.groups()
    feature = find(name, FEATURES) or _BY_HEADING.get(find(name, _BY_HEADING) or "")
    if feature is None:
        close = nearest(name, [*FEATURES, *_BY_HEADING])
        suggestion = _BY_HEADING.get(close or "", close)
        raise ValueError(f"did you mean `{suggestion}`?" if suggestion else "")
    value = float(number.replace(",", ""))
    if per_cent:
        if FEATURES[feature].unit not in (Unit.SHARE, Unit.CHANGE):
            raise ValueError(f"`{feature}` isn't counted in per cent; can you write it without %?")
        value /= 100
    return Condition(feature, Comparison(sign), value)


def _what_is_missing(text: str) -> str:
    """A question that helps to mend a part that can't be read; empty where none would."""
    if re.fullmatch(r"[A-Za-z][\w \-]*", text):
        close = find(text, FEATURES) or nearest(text, FEATURES)
        return f"did you mean something like `{close}<=30`?" if close else ""
    return ""


def _written(condition: Condition) -> str:
    value = condition.value
    if isinstance(value, str):
        return f"{condition.feature}{condition.comparison.value}{value}"
    number = str(int(value)) if value.is_integer() else f"{value:.12f}".rstrip("0")
    return f"{condition.feature}{condition.comparison.value}{number}"


@dataclass(frozen=True)
class Conditions:
    """Conditions on customers; kept as text, so that they are stored and compared as such."""

    allowed: str = (
        "conditions with <=, >=, <, >, = or != and a number, joined by and, or: "
        "recency<=30 and frequency>=5"
    )
    example: str = "recency<=30"

    def read(self, text: str) -> str:
        """The conditions, as the language spells them."""
        return write_conditions(read_conditions(text))

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return value
