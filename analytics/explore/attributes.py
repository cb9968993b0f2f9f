"""What is known of customers beside their orders, and in which groups of them it is more frequent.

Everything is counted over customers of whom the attribute is known and who are in a group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2_contingency, kruskal, norm

from analytics.explore.products import ALPHA
from analytics.intervals import newcombe

#: Of the values of an attribute as many of the most frequent ones are looked at.
MOST_VALUES = 20
#: Customers that a value and a group would have in common by chance, below which nothing is said.
FEWEST_EXPECTED = 5
#: What all other values together are called in a table; no value is empty.
REST = ""

#: What customers have whose number is above the median of all.
ABOVE = "above"

Counts = npt.NDArray[np.int64]
Values: TypeAlias = "pd.Series[str] | pd.Series[float]"


@dataclass(frozen=True)
class Meeting:
    """A value and a group: how many customers have both, beside what there would be by chance.

    Attributes
    ----------
    value, group : str
    customers : int
    expected : float
        If every group had the value as often as all.
    share, of_all : float
        Share of the group, and of all, who have the value.
    low, high : float
        Newcombe's interval of the difference between the group's share and that of all others.
    beyond_chance : bool
        Whether that is all above or all below 0, and the whole attribute differs between groups.
    """

    value: str
    group: str
    customers: int
    expected: float
    share: float
    of_all: float
    low: float
    high: float
    beyond_chance: bool

    @property
    def times(self) -> float:
        """How many times as often the group has the value as all."""
        return self.share / self.of_all

    @property
    def at_least(self) -> float:
        """The end of the interval that is nearer to 0, as a distance; 0 if it holds 0."""
        return max(self.low, -self.high, 0.0)


@dataclass(frozen=True)
class Association:
    """One attribute beside one way to group customers.

    Attributes
    ----------
    name : str
    counts : DataFrame, indexed by group, a column for each value
        Customers; the last column is ``REST`` where there are more values. Of a number ``ABOVE``
        the median of all, and ``REST``.
    strength : float or None
        Of texts Cramér's V, of numbers epsilon squared of their ranks: 0 none, 1 the value says
        the group. None where no test of chance can be made.
    chance : float or None
        How likely so strong an association is by chance alone, of all attributes and groupings
        that were looked at (Holm 1979).
    meetings : tuple of Meeting
        Those that are looked at, the largest differences first.
    """

    name: str
    counts: pd.DataFrame
    strength: float | None
    chance: float | None
    meetings: tuple[Meeting, ...]

    @property
    def beyond_chance(self) -> bool:
        """Whether groups differ in it by more than chance."""
        return self.chance is not None and self.chance <= ALPHA


def associations(
    attributes: Sequence[Values],
    groupings: Sequence["pd.Series[str]"],
) -> list[tuple[Association, ...]]:
    """Hold every attribute against every grouping.

    Texts are tested by Pearson's chi-squared, after rare values, and if need be small groups, are
    put together until Cochran's rule is met (1954: no expected count under 1, a fifth of them at
    most under 5); numbers by Kruskal and Wallis's test among groups of five or more.

    Parameters
    ----------
    attributes : sequence of Series, indexed by ``customer_id``
        Of customers of whom it is known: texts, or floats.
    groupings : sequence of Series of str, indexed by ``customer_id``

    Returns
    -------
    list of tuple of Association
        For each grouping, in the order of the attributes.
    """
    found = [[_association(each, groups) for each in attributes] for groups in groupings]
    flat = [each for several in found for each in several]
    chances = iter(holm([each.chance for each in flat]))
    looked_at = sum(len(each.meetings) for each in flat)
    z = float(norm.ppf(1 - ALPHA / 2 / max(1, looked_at)))
    return [
        tuple(_judged(replace(each, chance=next(chances)), z) for each in several)
        for several in found
    ]


def cramers_v(counts: Counts) -> float:
    """Cramér's V, corrected for its bias upwards (Bergsma 2013, Journal of the Korean Statistical
    Society 42); 0 where there is one row or column only."""
    rows, columns = counts.shape
    total = int(counts.sum())
    if min(rows, columns) < 2 or total < 2:
        return 0.0
    expected = np.outer(counts.sum(1), counts.sum(0)) / total
    phi = float(((counts - expected) ** 2 / expected).sum()) / total
    phi = max(0.0, phi - (rows - 1) * (columns - 1) / (total - 1))
    least = min(each - (each - 1) ** 2 / (total - 1) for each in (rows, columns)) - 1
    return float(np.sqrt(phi / least)) if least > 0 else 0.0


def chance_of(counts: Counts) -> float | None:
    """How likely counts so uneven are where groups and values have nothing to do with each other;
    None where Cochran's rule can't be met.

    Parameters
    ----------
    counts : array of int, shape (n_groups, n_values)
        The most frequent value first, all others together last.
    """
    ordered = counts[np.argsort(-counts.sum(1), kind="stable")]
    for rows in range(len(ordered), 0, -1):
        for columns in range(counts.shape[1], 0, -1):
            table = _together(_together(ordered, rows).T, columns).T
            if min(table.shape) < 2:
                continue
            expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
            if expected.min() >= 1 and (expected < FEWEST_EXPECTED).mean() <= 0.2:
                return float(chi2_contingency(table, correction=False).pvalue)
    return None


def holm(chances: Sequence[float | None]) -> list[float | None]:
    """Probabilities of several tests, each as it is among all of them (Holm 1979, Scandinavian
    Journal of Statistics 6)."""
    known = sorted((each, place) for place, each in enumerate(chances) if each is not None)
    adjusted: list[float | None] = [None] * len(chances)
    so_far = 0.0
    for rank, (each, place) in enumerate(known):
        so_far = max(so_far, min(1.0, (len(known) - rank) * each))
        adjusted[place] = so_far
    return adjusted


def _association(values: Values, groups: "pd.Series[str]") -> Association:
    both = pd.DataFrame({"value": values, "group": groups}).dropna()
    if pd.api.types.is_numeric_dtype(values):
        # Of all of whom it is known, so that it is the same number beside every grouping.
        above = both["value"] > float(np.median(values.to_numpy(dtype="float64")))
        counts = _counted(above.map({True: ABOVE, False: REST}), both["group"])
        strength, chance = _of_numbers(both)
    else:
        frequent = both["value"].value_counts().sort_index().nlargest(MOST_VALUES).index
        counts = _counted(both["value"].where(both["value"].isin(frequent), REST), both["group"])
        chance = chance_of(counts.to_numpy())
        strength = None if chance is None else cramers_v(counts.to_numpy())
    return Association(str(values.name), counts, strength, chance, _meetings(counts))


def _counted(values: "pd.Series[str]", groups: "pd.Series[str]") -> pd.DataFrame:
    """Customers by group and value, the most frequent value first, ``REST`` last."""
    counts = pd.crosstab(groups, values)
    order = counts.sum().sort_index().sort_values(ascending=False, kind="stable").index
    return counts[sorted(order, key=lambda value: value == REST)]


def _of_numbers(both: pd.DataFrame) -> tuple[float | None, float | None]:
    """Epsilon squared of ranks, and Kruskal and Wallis's test."""
    samples = [
        each.to_numpy()
        for _, each in both.groupby("group")["value"]
        if len(each) >= FEWEST_EXPECTED
    ]
    together = np.concatenate(samples) if len(samples) > 1 else np.zeros(1)
    if together.max() == together.min():
        return None, None
    found = kruskal(*samples)
    return float(found.statistic) / (len(together) - 1), float(found.pvalue)


def _meetings(counts: pd.DataFrame) -> tuple[Meeting, ...]:
    """The values and groups that may be looked at, not yet judged."""
    own = counts.to_numpy()
    having, sizes, total = own.sum(0), own.sum(1), int(own.sum())
    return tuple(
        Meeting(
            value=str(value),
            group=str(group),
            customers=int(own[row, column]),
            expected=float(having[column] * sizes[row] / total),
            share=float(own[row, column] / sizes[row]),
            of_all=float(having[column] / total),
            low=0.0,
            high=0.0,
            beyond_chance=False,
        )
        for column, value in enumerate(counts.columns)
        for row, group in enumerate(counts.index)
        if value != REST
        and max(having[column], sizes[row]) < total
        and having[column] * sizes[row] >= FEWEST_EXPECTED * total
    )


def _judged(found: Association, z: float) -> Association:
    having, sizes = found.counts.sum(), found.counts.sum(axis=1)
    total = int(found.counts.to_numpy().sum())

    def judged(each: Meeting) -> Meeting:
        size, own = int(sizes[each.group]), int(having[each.value])
        low, high = newcombe((each.customers, size), (own - each.customers, total - size), z)
        beyond = found.beyond_chance and not low <= 0 <= high
        return replace(each, low=low, high=high, beyond_chance=beyond)

    meetings = sorted(
        map(judged, found.meetings), key=lambda each: (-each.at_least, each.group, each.value)
    )
    return replace(found, meetings=tuple(meetings))


def _together(counts: Counts, kept: int) -> Counts:
    """The first rows as they are, and the others as one."""
    if kept >= len(counts):
        return counts
    return np.vstack([counts[:kept], counts[kept:].sum(0, keepdims=True)])
