"""Conditions on what is known of customers, such as recency at most 30: who meets them."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd


class Comparison(StrEnum):
    """How a figure is compared with a number."""

    AT_MOST = "<="
    AT_LEAST = ">="
    LESS = "<"
    MORE = ">"
    EQUAL = "="
    OTHER = "!="


_COMPARE: Mapping[Comparison, Callable[[Any, float], Any]] = {
    Comparison.AT_MOST: operator.le,
    Comparison.AT_LEAST: operator.ge,
    Comparison.LESS: operator.lt,
    Comparison.MORE: operator.gt,
    Comparison.EQUAL: operator.eq,
    Comparison.OTHER: operator.ne,
}


@dataclass(frozen=True)
class Condition:
    """One comparison; whose figure isn't known doesn't meet it.

    Attributes
    ----------
    feature : str
        A column of the customers' features.
    comparison : Comparison
    value : float
        In the feature's own unit.
    """

    feature: str
    comparison: Comparison
    value: float


Rule: TypeAlias = tuple[tuple[Condition, ...], ...]
"""Met where all conditions of any of its parts are; never, if it has no parts."""


def features_of(rule: Rule) -> tuple[str, ...]:
    """What a rule looks at, each once, in the order of their naming."""
    return tuple(dict.fromkeys(each.feature for part in rule for each in part))


def meets(features: pd.DataFrame, rule: Rule) -> npt.NDArray[np.bool_]:
    """Whether each customer meets a rule.

    Parameters
    ----------
    features : DataFrame, one row per customer, a column for each of ``features_of(rule)``
    rule : Rule

    Returns
    -------
    array of bool, shape (n_customers,)
    """
    met = np.zeros(len(features), dtype=bool)
    for part in rule:
        every = np.ones(len(features), dtype=bool)
        for each in part:
            values = features[each.feature].to_numpy(dtype="float64", na_value=np.nan)
            known = ~np.isnan(values)
            every &= known & _COMPARE[each.comparison](values, each.value)
        met |= every
    return met
