"""Whether ``03/04/2011`` is in March or in April, by what the rest of the file says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from analytics.intake.dates import FIRST_DAY, YEAR_LAST, DateOrder, Moments, latest, times

_ORDERS = (DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST)
# Six dates in any order are sorted by chance in 2 of 720 cases.
_ENOUGH_TO_SEE_TIME_ORDER = 6
_NO_MOMENT = np.datetime64("NaT", "s")


class DateBasis(StrEnum):
    """What tells the order of day and month."""

    UNMISTAKABLE = "unmistakable"
    """No date has two meanings."""
    DAY_ABOVE_12 = "day_above_12"
    DOTS = "dots"
    """Dates with dots are day first."""
    FUTURE = "future"
    """In the other order some dates would be in the future, or before 1990."""
    TIME_ORDER = "time_order"
    """Only so are the rows in time order."""
    SAME_EITHER_WAY = "same_either_way"
    """Nothing, but in every date seen day and month are the same number."""
    NOTHING = "nothing"


@dataclass(frozen=True)
class DateFinding:
    """How a file writes its dates, and what tells.

    Attributes
    ----------
    order : DateOrder
        What the evidence speaks for; the likely one where nothing does.
    basis : DateBasis
    example : str
        A date that tells, or one that could be either.
    against : int
        Dates that can only be in the other order; they can't be read.
    meanings : mapping
        Where nothing tells: what ``example`` is in either order.
    """

    order: DateOrder
    basis: DateBasis
    example: str = ""
    against: int = 0
    meanings: Mapping[DateOrder, dt.date] = field(default_factory=dict)

    @property
    def is_certain(self) -> bool:
        """Whether something decides, so that no further row need be looked at."""
        return self.basis not in (DateBasis.NOTHING, DateBasis.SAME_EITHER_WAY)

    @property
    def is_open(self) -> bool:
        """Whether only a person can tell."""
        return self.basis is DateBasis.NOTHING


@dataclass
class _Course:
    """How the moments of one reading run from row to row, and whether they can be true."""

    implausible: int = 0
    rises: bool = True
    falls: bool = True
    last: np.datetime64 = _NO_MOMENT

    def add(self, moments: Moments, end: np.datetime64) -> None:
        known = moments[~np.isnat(moments)]
        if not len(known):
            return
        self.implausible += int(((known < FIRST_DAY) | (known >= end)).sum())
        steps = np.diff(np.concatenate([known[:1] if np.isnat(self.last) else [self.last], known]))
        self.rises = self.rises and bool((steps >= np.timedelta64(0, "s")).all())
        self.falls = self.falls and bool((steps <= np.timedelta64(0, "s")).all())
        self.last = known[-1]

    @property
    def runs_in_order(self) -> bool:
        return self.rises or self.falls


@dataclass
class DateEvidence:
    """What a column of dates tells about its order of day and month, gathered piece by piece.

    A number above 12 can only be a day, and where both places have such numbers the more frequent
    wins. Else a reading that puts dates in the future or before 1990 is out; else the rows being
    in time order under just one reading decides.

    Parameters
    ----------
    today : date
        Dates more than a day later are in the future.
    likely : DateOrder
        What to propose where nothing tells.
    """

    today: dt.date
    likely: DateOrder = DateOrder.DAY_FIRST
    _written: int = 0
    _dotted: int = 0
    _differing: int = 0
    _example: str = ""
    _telling: dict[DateOrder, tuple[int, str]] = field(default_factory=dict)
    _courses: dict[DateOrder, _Course] = field(
        default_factory=lambda: {order: _Course() for order in _ORDERS}
    )

    def add(self, column: "pd.Series[str]") -> None:
        """Look at a piece of the column, in the order of the file."""
        codes, distinct = pd.factorize(column)
        texts = pd.Series(np.asarray(distinct, dtype=object), dtype="str").str.strip()
        parts = texts.str.extract(YEAR_LAST)[["first", "second_part"]].apply(pd.to_numeric)
        written = parts["first"].notna()
        if not written.any():
            return
        self._written += int(written.sum())
        self._dotted += int(texts[written].str.contains(r"^[0-9]+\.", regex=True).sum())
        self._count(texts[parts["first"] > 12], DateOrder.DAY_FIRST)
        self._count(texts[parts["second_part"] > 12], DateOrder.MONTH_FIRST)
        readings = {order: times(texts, order) for order in _ORDERS}
        month_first, day_first = (readings[order] for order in _ORDERS)
        differing = written.to_numpy() & (month_first != day_first) & ~np.isnat(day_first)
        self._differing += int(differing.sum())
        if differing.any():
            self._example = self._example or str(texts[differing].iloc[0])
        in_rows = codes[codes >= 0]
        for order, moments in readings.items():
            self._courses[order].add(moments[in_rows], latest(self.today))

    def _count(self, found: "pd.Series[str]", order: DateOrder) -> None:
        if len(found):
            count, example = self._telling.get(order, (0, str(found.iloc[0])))
            self._telling[order] = count + len(found), example

    @property
    def is_told(self) -> bool:
        """Whether a date itself decides, so that no further row can change the answer much."""
        return bool(self._telling)

    def finding(self) -> DateFinding:
        """What the pieces so far tell."""
        if not self._written:
            return DateFinding(DateOrder.YEAR_FIRST, DateBasis.UNMISTAKABLE)
        if self._telling:
            counts = {order: self._telling.get(order, (0, ""))[0] for order in _ORDERS}
            order = max(_ORDERS, key=lambda each: counts[each])
            example = self._telling[order][1]
            return DateFinding(order, DateBasis.DAY_ABOVE_12, example, min(counts.values()))
        if self._dotted == self._written:
            return DateFinding(DateOrder.DAY_FIRST, DateBasis.DOTS)
        month_first, day_first = (self._courses[order] for order in _ORDERS)
        if bool(month_first.implausible) != bool(day_first.implausible):
            return DateFinding(_ORDERS[bool(month_first.implausible)], DateBasis.FUTURE)
        enough = self._differing >= _ENOUGH_TO_SEE_TIME_ORDER
        if enough and month_first.runs_in_order != day_first.runs_in_order:
            return DateFinding(_ORDERS[not month_first.runs_in_order], DateBasis.TIME_ORDER)
        if not self._example:
            return DateFinding(self.likely, DateBasis.SAME_EITHER_WAY)
        text = pd.Series([self._example], dtype="str")
        meanings = {o: times(text, o)[0].astype("datetime64[D]").item() for o in _ORDERS}
        return DateFinding(self.likely, DateBasis.NOTHING, self._example, 0, meanings)
