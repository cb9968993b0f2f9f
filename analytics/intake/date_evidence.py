"""Whether ``03/04/2011`` is in March or in April, by what the rest of the file says."""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.intake.dates import YEAR_LAST, DateOrder, Moments, times

FIRST_DAY = np.datetime64("1990-01-01", "s")
"""No shop's file goes further back; an earlier date is a typing error."""
_ORDERS = (DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST)
# Six dates in any order are sorted by chance in 2 of 720 cases.
_ENOUGH_TO_SEE_TIME_ORDER = 6
_NO_MOMENT = np.datetime64("NaT", "s")


def latest(today: dt.date) -> np.datetime64:
    """The moment from which on a date is in the future, with a day's grace for time zones."""
    return np.datetime64(today + dt.timedelta(days=2), "s")


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
    _day_first: int = 0
    _day_second: int = 0
    _written: int = 0
    _dotted: int = 0
    _differing: int = 0
    _example: str = ""
    _telling: dict[DateOrder, str] = field(default_factory=dict)
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
        self._day_first += self._count(texts, parts["first"] > 12, DateOrder.DAY_FIRST)
        self._day_second += self._count(texts, parts["second_part"] > 12, DateOrder.MONTH_FIRST)
        readings = {order: times(texts, order) for order in _ORDERS}
        month_first, day_first = (readings[order] for order in _ORDERS)
        differing = written.to_numpy() & (month_first != day_first) & ~np.isnat(day_first)
        self._differing += int(differing.sum())
        if differing.any():
            self._example = self._example or str(texts[differing].iloc[0])
        in_rows = codes[codes >= 0]
        for order, moments in readings.items():
            self._courses[order].add(moments[in_rows], latest(self.today))

    def _count(self, texts: "pd.Series[str]", found: "pd.Series[bool]", order: DateOrder) -> int:
        if found.any():
            self._telling.setdefault(order, str(texts[found].iloc[0]))
        return int(found.sum())

    def _decision(self) -> tuple[DateOrder, str] | None:
        """The order and the evidence for it, or None where nothing decides."""
        if not self._written:
            return DateOrder.YEAR_FIRST, ""
        if self._day_first or self._day_second:
            day_first = self._day_first > self._day_second
            order = DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST
            against = min(self._day_first, self._day_second)
            but = f"; {against} written the other way can't be read" if against else ""
            return order, f"Dates are {order}, as “{self._telling[order]}” shows{but}."
        if self._dotted == self._written:
            return DateOrder.DAY_FIRST, "Dates are day first, as dates with dots are."
        return self._by_course()

    def _by_course(self) -> tuple[DateOrder, str] | None:
        month_first, day_first = (self._courses[order] for order in _ORDERS)
        if bool(month_first.implausible) != bool(day_first.implausible):
            order = _ORDERS[bool(month_first.implausible)]
            other = "day" if order is DateOrder.MONTH_FIRST else "month"
            return order, f"Dates are {order}: {other} first, some would be in the future."
        enough = self._differing >= _ENOUGH_TO_SEE_TIME_ORDER
        if enough and month_first.runs_in_order != day_first.runs_in_order:
            order = _ORDERS[not month_first.runs_in_order]
            return order, f"Dates are {order}: only so are the rows in time order."
        return None

    @property
    def order(self) -> DateOrder:
        """The order that the evidence speaks for, or the likely one."""
        decision = self._decision()
        return decision[0] if decision else self.likely

    @property
    def is_certain(self) -> bool:
        """Whether something decides; False too where each date means the same both ways."""
        return self._decision() is not None

    @property
    def is_told(self) -> bool:
        """Whether a date itself decides, so that no further row can change the answer much."""
        return bool(self._day_first or self._day_second)

    @property
    def makes_a_difference(self) -> bool:
        """Whether any date means something else in the other order."""
        return self._differing > 0

    def sentence(self) -> str:
        """The evidence for people; empty for dates that can't be mistaken."""
        decision = self._decision()
        if decision:
            return decision[1]
        if not self._example:
            return "In every date, day and month are the same number."
        both = (times(pd.Series([self._example], dtype="str"), order)[0] for order in _ORDERS)
        month, day = (_spelt(moment) for moment in both)
        return f"“{self._example}” could be {day} or {month}, and no other date settles it."


def _spelt(moment: np.datetime64) -> str:
    day = moment.astype("datetime64[D]").item()
    return f"{day.day} {day:%B %Y}"
