"""Conditions on what is known of customers, such as recency at most 30."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Comparison(StrEnum):
    """How what is known of a customer is compared with a value."""

    AT_MOST = "<="
    AT_LEAST = ">="
    LESS = "<"
    MORE = ">"
    EQUAL = "="
    OTHER = "!="


@dataclass(frozen=True)
class Condition:
    """One comparison; a customer of whom it isn't known doesn't meet it.

    Attributes
    ----------
    feature : str
        A computed feature, or an uploaded attribute.
    comparison : Comparison
    value : float or str
        In the feature's own unit. A text only of an attribute, and only for equal or other;
        upper and lower case are alike.
    """

    feature: str
    comparison: Comparison
    value: float | str


Rule: TypeAlias = tuple[tuple[Condition, ...], ...]
"""Met where all conditions of any of its parts are; never, if it has no parts."""


def features_of(rule: Rule) -> tuple[str, ...]:
    """What a rule looks at, each once, in the order of their naming."""
    return tuple(dict.fromkeys(each.feature for part in rule for each in part))
