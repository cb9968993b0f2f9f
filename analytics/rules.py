"""Rule packs: which RFM scores make which segment, and whether the rules leave holes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

LOWEST, HIGHEST = 1, 5

Cell: TypeAlias = tuple[int, int, int]
"""One combination of recency, frequency and monetary score."""


def all_cells(lowest: int = LOWEST, highest: int = HIGHEST) -> tuple[Cell, ...]:
    """Every combination of scores from ``lowest`` to ``highest``, in counting order."""
    scores = range(lowest, highest + 1)
    return tuple(product(scores, scores, scores))


def _ascending(limits: tuple[int, int]) -> tuple[int, int]:
    if limits[0] > limits[1]:
        raise ValueError(f"the range {list(limits)} ends before it starts")
    return limits


Score = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
ScoreRange = Annotated[tuple[Score, Score], AfterValidator(_ascending)]
_Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n]*$")]


class SegmentRule(BaseModel):
    """One segment: the scores that make it, and what it means to a marketer.

    Attributes
    ----------
    key : str
        Stable identifier, ``lower_case_with_underscores``.
    label : str
        The name that people read.
    r, f, m : (int, int)
        Lowest and highest score, both included.
    description, play : str
        One line each: who they are, and what to do about them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: _Line
    r: ScoreRange = (LOWEST, HIGHEST)
    f: ScoreRange = (LOWEST, HIGHEST)
    m: ScoreRange = (LOWEST, HIGHEST)
    description: _Line
    play: _Line

    def covers(self, cell: Cell) -> bool:
        """Whether this rule fits a combination of scores."""
        return all(
            low <= score <= high
            for score, (low, high) in zip(cell, (self.r, self.f, self.m), strict=True)
        )


@dataclass(frozen=True)
class Overlap:
    """A combination of scores that more than one rule fits; ``keys`` in pack order."""

    cell: Cell
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Lint:
    """What is wrong with a rule pack.

    Attributes
    ----------
    gaps : tuple of Cell
        Combinations that no rule fits.
    unreachable : tuple of str
        Keys of rules that are never the first to fit.
    overlaps : tuple of Overlap
        Combinations that several rules fit; the first wins.
    """

    gaps: tuple[Cell, ...]
    unreachable: tuple[str, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def clean(self) -> bool:
        """Whether each combination fits exactly one rule and each rule fits one."""
        return not (self.gaps or self.unreachable or self.overlaps)


class RulePack(BaseModel):
    """Segment rules in the order they are tried: the first that fits wins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: Annotated[tuple[SegmentRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [rule.key for rule in self.rules]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"segment keys used more than once: {', '.join(repeated)}")
        return self

    def rule_for(self, cell: Cell) -> SegmentRule | None:
        """The first rule that fits a combination of scores, or None."""
        return next((rule for rule in self.rules if rule.covers(cell)), None)

    def lint(self, cells: Iterable[Cell] | None = None) -> Lint:
        """Find combinations without a rule, with several, and rules without a combination.

        Parameters
        ----------
        cells : iterable of Cell, optional
            The combinations that can occur; by default all 125 of scores 1 to 5.
        """
        fitting = {
            cell: tuple(rule.key for rule in self.rules if rule.covers(cell))
            for cell in (all_cells() if cells is None else cells)
        }
        reached = {keys[0] for keys in fitting.values() if keys}
        return Lint(
            gaps=tuple(cell for cell, keys in fitting.items() if not keys),
            unreachable=tuple(rule.key for rule in self.rules if rule.key not in reached),
            overlaps=tuple(Overlap(cell, keys) for cell, keys in fitting.items() if len(keys) > 1),
        )
