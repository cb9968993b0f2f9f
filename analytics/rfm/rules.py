"""Rule packs: which RFM scores make which segment, and whether the rules leave holes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from math import floor
from typing import Annotated, Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from analytics.rfm.limits import Limits
from analytics.vocabulary.errors import SegbotError

LOWEST, HIGHEST = 1, 5

Cell: TypeAlias = tuple[int, int, int]
"""One combination of recency, frequency and monetary score."""


def all_cells(lowest: int = LOWEST, highest: int = HIGHEST) -> tuple[Cell, ...]:
    """Every combination of scores from ``lowest`` to ``highest``, in counting order."""
    scores = range(lowest, highest + 1)
    return tuple(product(scores, scores, scores))


def cell_text(cell: Cell) -> str:
    """How people write a combination: ``541``, or ``10-9-1`` where a score has two digits."""
    return ("-" if max(cell) > 9 else "").join(map(str, cell))


def _read_cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    scores = value.split("-") if "-" in value else list(value)
    if len(scores) != 3 or not all(each.isascii() and each.isdigit() for each in scores):
        raise ValueError(f"{value!r} is no combination of three scores, such as '541'")
    return tuple(int(each) for each in scores)


def _ascending_range(limits: tuple[int, int]) -> tuple[int, int]:
    if limits[0] > limits[1]:
        raise ValueError(f"the range {list(limits)} ends before it starts")
    return limits


ScoreRange = Annotated[tuple[int, int], AfterValidator(_ascending_range)]
_Cell = Annotated[Cell, BeforeValidator(_read_cell)]
_Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n]*$")]


class Needs(BaseModel):
    """What a segment's words take for granted of each of its customers, whatever their scores.

    Attributes
    ----------
    orders : (int, int) or None
        Fewest and most orders ever, both included.
    days : int or None
        Most days since the first order ever.
    gaps : float or None
        Most of the shop's usual times between two orders since the first order ever; ``days``
        counts as well, and alone where the shop's usual time isn't known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    orders: ScoreRange | None = None
    days: Annotated[int, Field(ge=1)] | None = None
    gaps: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.orders is None and self.days is None:
            raise ValueError("say what is needed: orders, days, or both")
        if self.gaps is not None and self.days is None:
            raise ValueError("gaps needs days too, for shops whose gaps aren't known")
        return self

    def in_shop(self, gap: int | None) -> Self:
        """The same in days alone, for a shop whose usual gap is as many days, or not known."""
        days = self.days
        if days is not None and gap is not None and self.gaps is not None:
            days = min(days, max(1, floor(self.gaps * gap)))
        return self.model_copy(update={"days": days, "gaps": None})

    def orders_met(self, orders: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each of these counts of orders ever will do."""
        counts = np.asarray(orders)
        if self.orders is None:
            return np.ones(counts.shape, bool)
        return (counts >= self.orders[0]) & (counts <= self.orders[1])

    def days_met(self, tenure: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each of these numbers of days since the first order ever will do."""
        days = np.asarray(tenure)
        return np.ones(days.shape, bool) if self.days is None else days <= self.days


class SegmentRule(BaseModel):
    """One segment: the scores that make it, and what it means to a marketer.

    Attributes
    ----------
    key : str
        Stable identifier, ``lower_case_with_underscores``.
    label : str
        The name that people read.
    r, f, m : (int, int) or None
        Lowest and highest score, both included; None for any score.
    cells : tuple of Cell
        The combinations one by one, where ranges don't describe them; then there are no ranges.
    needs : Needs or None
        What customers with these scores must meet besides.
    otherwise : str or None
        The key of the segment of those who don't.
    description, play : str
        One line each: who they are, and what to do about them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: _Line
    r: ScoreRange | None = None
    f: ScoreRange | None = None
    m: ScoreRange | None = None
    cells: tuple[_Cell, ...] = ()
    needs: Needs | None = None
    otherwise: str | None = None
    description: _Line
    play: _Line

    @model_validator(mode="after")
    def _ranges_or_cells(self) -> Self:
        if self.cells and self.ranges != (None, None, None):
            raise ValueError("give either cells or the ranges r, f and m, not both")
        return self

    @model_validator(mode="after")
    def _needs_and_otherwise(self) -> Self:
        if (self.needs is None) != (self.otherwise is None):
            raise ValueError(
                "needs and otherwise go together: where do customers go who don't meet them?"
            )
        return self

    @property
    def ranges(self) -> tuple[ScoreRange | None, ScoreRange | None, ScoreRange | None]:
        """The ranges of recency, frequency and monetary score."""
        return self.r, self.f, self.m

    @property
    def scores(self) -> set[int]:
        """Every score that the rule names."""
        limits = [score for each in self.ranges if each for score in each]
        return {*limits, *(score for cell in self.cells for score in cell)}

    def covers(self, cell: Cell) -> bool:
        """Whether this rule fits a combination of scores."""
        if self.cells:
            return cell in self.cells
        return all(
            limits is None or limits[0] <= score <= limits[1]
            for score, limits in zip(cell, self.ranges, strict=True)
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
    overlaps_meant : bool
        Whether the pack says that its order decides.
    astray : tuple of str
        Keys of rules that send customers who don't meet what they need to no other segment of the
        pack, or to one that may not take them either because it needs something itself.
    """

    gaps: tuple[Cell, ...]
    unreachable: tuple[str, ...]
    overlaps: tuple[Overlap, ...]
    overlaps_meant: bool = False
    astray: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether each customer has a segment, by one rule, and each rule can have customers.

        A combination that several rules fit is no fault where the pack's order decides.
        """
        doubly = self.overlaps and not self.overlaps_meant
        return not (self.gaps or self.unreachable or self.astray or doubly)


class RulePack(BaseModel):
    """Segment rules in the order they are tried: the first that fits wins.

    Attributes
    ----------
    name : str
        By which it is chosen.
    label, description : str
        For people: what it is called, and what it is good for.
    scores : (int, int)
        The lowest and the highest score that it is for.
    first_match_wins : bool
        Whether rules overlap on purpose, so that their order decides.
    limits : Limits
        Where scores change, for packs that fix it; else quantiles of the customers decide.
    rules : tuple of SegmentRule
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    label: str = ""
    description: str = ""
    scores: ScoreRange = (LOWEST, HIGHEST)
    first_match_wins: bool = False
    limits: Limits = Limits()
    rules: Annotated[tuple[SegmentRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [rule.key for rule in self.rules]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"segment keys used more than once: {', '.join(repeated)}")
        return self

    @model_validator(mode="after")
    def _scores_are_in_range(self) -> Self:
        lowest, highest = self.scores
        if not 0 <= lowest < highest:
            raise ValueError(f"scores must run from 0 or more to something higher, not {lowest}")
        for rule in self.rules:
            if strange := sorted(each for each in rule.scores if not lowest <= each <= highest):
                raise ValueError(
                    f"{rule.key} has the score {strange[0]}, but scores run from {lowest} to "
                    f"{highest}"
                )
        return self

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        for measure, limits in self.limits.given.items():
            if len(limits) != self.bins - 1:
                raise ValueError(
                    f"{measure} has {len(limits)} limits, but {self.bins} scores need "
                    f"{self.bins - 1}"
                )
        return self

    @property
    def bins(self) -> int:
        """How many scores each measure has."""
        return self.scores[1] - self.scores[0] + 1

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every combination of its scores."""
        return all_cells(*self.scores)

    @property
    def goes_by_money(self) -> bool:
        """Whether another score for money may put somebody into another segment."""
        lowest = self.scores[0]
        return any(
            self.rule_for(cell) is not self.rule_for((*cell[:2], lowest)) for cell in self.cells
        )

    def rule(self, key: str) -> SegmentRule:
        """The rule with a key.

        Raises
        ------
        KeyError
            If there is none.
        """
        for rule in self.rules:
            if rule.key == key:
                return rule
        raise KeyError(key)

    def rule_for(self, cell: Cell) -> SegmentRule | None:
        """The first rule that fits a combination of scores, or None."""
        return next((rule for rule in self.rules if rule.covers(cell)), None)

    def otherwise_of(self, rule: SegmentRule) -> SegmentRule:
        """The rule of customers who don't meet what one needs; itself where it needs nothing.

        Raises
        ------
        SegbotError
            If that is no rule of the pack that takes everybody.
        """
        if rule.otherwise is None:
            return rule
        if rule.key in self._astray:
            raise SegbotError(
                f"The segment rules say that customers who don't meet what {rule.key} needs go to "
                f"{rule.otherwise}, which is no segment that takes everybody.",
                "Name another segment of the pack there, one that needs nothing itself.",
            )
        return self.rule(rule.otherwise)

    @property
    def _astray(self) -> tuple[str, ...]:
        takes_all = {rule.key for rule in self.rules if rule.needs is None}
        return tuple(
            rule.key
            for rule in self.rules
            if rule.otherwise is not None and rule.otherwise not in takes_all
        )

    def in_shop(self, gap: int | None) -> Self:
        """The same rules with all that they need in days.

        Parameters
        ----------
        gap : int, optional
            The shop's usual days between two orders; None where that isn't known.
        """
        rules = tuple(
            rule.model_copy(update={"needs": rule.needs.in_shop(gap)}) if rule.needs else rule
            for rule in self.rules
        )
        return self.model_copy(update={"rules": rules})

    def finer(self, bins: int) -> Self:
        """The same segments over a multiple of the scores: of ten scores, 9 and 10 are a 5.

        Quantile edges of the coarser scores are among those of the finer, so that nobody
        changes segment.

        Raises
        ------
        SegbotError
            If ``bins`` is no multiple, or if the pack fixes where scores change.
        """
        times, left = divmod(bins, self.bins)
        if left or (times > 1 and self.limits.given):
            raise SegbotError(
                f"The rule pack {self.name} is made for {self.bins} scores, not for {bins}.",
                f"Take {self.bins} scores, as the pack does.",
            )
        lowest, highest = self.scores

        def parts(score: int) -> tuple[int, int]:
            first = lowest + (score - lowest) * times
            return first, first + times - 1

        def wider(limits: ScoreRange | None) -> ScoreRange | None:
            return limits and (parts(limits[0])[0], parts(limits[1])[1])

        def each_part(cell: Cell) -> Iterable[Cell]:
            spans = [parts(score) for score in cell]
            yield from product(*(range(first, last + 1) for first, last in spans))

        rules = tuple(
            rule.model_copy(
                update={
                    "r": wider(rule.r),
                    "f": wider(rule.f),
                    "m": wider(rule.m),
                    "cells": tuple(part for cell in rule.cells for part in each_part(cell)),
                }
            )
            for rule in self.rules
        )
        return self.model_copy(update={"scores": (lowest, parts(highest)[1]), "rules": rules})

    def lint(self, cells: Iterable[Cell] | None = None) -> Lint:
        """Find combinations without a rule, with several, and rules without a combination.

        Parameters
        ----------
        cells : iterable of Cell, optional
            The combinations that can occur; by default all of the pack's own scores.
        """
        fitting = {
            cell: tuple(rule.key for rule in self.rules if rule.covers(cell))
            for cell in (self.cells if cells is None else cells)
        }
        reached = {keys[0] for keys in fitting.values() if keys}
        reached |= {rule.otherwise for rule in self.rules if rule.key in reached and rule.otherwise}
        return Lint(
            gaps=tuple(cell for cell, keys in fitting.items() if not keys),
            unreachable=tuple(rule.key for rule in self.rules if rule.key not in reached),
            overlaps=tuple(Overlap(cell, keys) for cell, keys in fitting.items() if len(keys) > 1),
            overlaps_meant=self.first_match_wins,
            astray=self._astray,
        )
