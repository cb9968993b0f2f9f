"""Whether ``03/04/2011`` is in March or in April, by what the rest of the file says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.dates import (
    FIRST_DAY,
    PERIODS,
    YEAR_LAST,
    DateForm,
    DateOrder,
    Moments,
    Period,
    first_days,
    latest,
    times,
)
from analytics.vocabulary.identifiers import latin_digits

_ORDERS = (DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST)
# Six dates in any order are sorted by chance in 2 of 720 cases.
_ENOUGH_TO_SEE_TIME_ORDER = 6
# Fewer contradictions than this share are typing errors, which are rejected.
_TYPING_ERRORS = 0.01
# Five days up to 12 are so by chance once in a hundred times, and as many above 12 once in twelve.
_ENOUGH_TO_SEE_TURNED = 3
# Five rows of each stand apart by chance in 2 of 252 cases.
_ENOUGH_TO_SEE_A_TURN = 5
# Years are few, days of a month many.
_MOST_YEARS, _LEAST_DAYS = 3, 10
_READY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NO_MOMENT = np.datetime64("NaT", "s")


class DateBasis(StrEnum):
    """What tells the order of day and month."""

    UNMISTAKABLE = "unmistakable"
    """No date has two meanings."""
    DAY_ABOVE_12 = "day_above_12"
    BY_MARK = "by_mark"
    """As `DAY_ABOVE_12`, but dates with other marks are in another order."""
    TURNED = "turned"
    """All that stand as dates have days up to 12, all that were left as texts have days above."""
    SHORT_YEARS = "short_years"
    """The first number is one of few years, the last any day of a month."""
    DOTS = "dots"
    """Dates with dots are day first."""
    FUTURE = "future"
    """In the other order some dates would be in the future, or before 1990."""
    TIME_ORDER = "time_order"
    """Only so are the rows in time order."""
    SAME_EITHER_WAY = "same_either_way"
    """Nothing, but in every date seen day and month are the same number."""
    MIXED = "mixed"
    """Some dates can only be day first, others with the same marks only month first."""
    NOTHING = "nothing"


@dataclass(frozen=True)
class DateFinding:
    """How a file writes its dates, and what tells.

    Attributes
    ----------
    form : DateForm
        What the evidence speaks for; the likely one where nothing does.
    basis : DateBasis
    example : str
        A date that tells; empty where none does.
    other : str
        A date that tells otherwise.
    against : int
        Dates that can only be in the other order; they can't be read.
    either : str
        Where only a person can tell: a date that could be either; empty where none was seen.
    meanings : mapping
        What ``either`` is in either order.
    periods : str or None
        Where the file has weeks or months in the place of days: which.
    turns_at : int
        The row from which on all that tell are in the other order, and none before it; 0 = there
        is none such.
    """

    form: DateForm
    basis: DateBasis
    example: str = ""
    other: str = ""
    against: int = 0
    either: str = ""
    meanings: Mapping[DateOrder, dt.date] = field(default_factory=dict)
    periods: Period | None = None
    turns_at: int = 0

    @property
    def order(self) -> DateOrder:
        """The order of the file, or of most of its dates."""
        return self.form.order

    @property
    def is_certain(self) -> bool:
        """Whether something decides, so that no further row need be looked at."""
        return self.basis not in (DateBasis.NOTHING, DateBasis.SAME_EITHER_WAY)

    @property
    def is_open(self) -> bool:
        """Whether only a person can tell."""
        return self.basis in (DateBasis.NOTHING, DateBasis.MIXED)


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
class _OfMark:
    """What dates with one mark between their numbers tell.

    Attributes
    ----------
    telling : mapping
        Of each order, how many different dates can be in no other, and one of them.
    """

    telling: dict[DateOrder, tuple[int, str]] = field(default_factory=dict)

    def count(self, found: "pd.Series[str]", order: DateOrder) -> None:
        if len(found):
            count, example = self.telling.get(order, (0, str(found.iloc[0])))
            self.telling[order] = count + len(found), example

    @property
    def order(self) -> DateOrder | None:
        """The order that most of them can only be in."""
        return max(self.telling, key=lambda each: self.telling[each][0], default=None)

    @property
    def against(self) -> int:
        return sum(count for count, _ in self.telling.values()) - max(
            (count for count, _ in self.telling.values()), default=0
        )


@dataclass
class _Span:
    """The rows that can only be in one order: their number, the first and the last of them."""

    first: int
    last: int = 0
    rows: int = 0

    def add(self, places: npt.NDArray[np.int64]) -> None:
        self.last = int(places[-1])
        self.rows += len(places)


@dataclass
class DateEvidence:
    """What a column of dates tells about its order of day and month, gathered piece by piece.

    A number above 12 can only be a day; dates with other marks may be in another order. Else a
    reading that puts dates in the future or before 1990 is out; else the rows being in time order
    under just one reading decides.

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
    _either: str = ""
    _marks: dict[str, _OfMark] = field(default_factory=dict)
    _courses: dict[DateOrder, _Course] = field(
        default_factory=lambda: {order: _Course() for order in _ORDERS}
    )
    _ready_dates: int = 0
    _ready_days_above_12: int = 0
    _periods: dict[Period, str] = field(default_factory=dict)
    _short: int = 0
    _short_years: set[int] = field(default_factory=set)
    _short_days: set[int] = field(default_factory=set)
    _not_year_first: bool = False
    _rows: int = 0
    _spans: dict[DateOrder, "_Span"] = field(default_factory=dict)

    def add(self, column: "pd.Series[str]") -> None:
        """Look at a piece of the column, in the order of the file."""
        codes, distinct = pd.factorize(column)
        texts = latin_digits(pd.Series(np.asarray(distinct, dtype=object), dtype="str")).str.strip()
        parts = texts.str.extract(YEAR_LAST)[["first", "mark", "second_part", "year"]]
        first, second = (pd.to_numeric(parts[name]) for name in ("first", "second_part"))
        written = first.notna()
        self._look_at_others(texts[~written])
        above, self._rows = self._rows, self._rows + len(column)
        if not written.any():
            return
        for order, telling in ((DateOrder.DAY_FIRST, first), (DateOrder.MONTH_FIRST, second)):
            places = np.flatnonzero(np.append((telling > 12).to_numpy(), False)[codes])
            if len(places):
                self._spans.setdefault(order, _Span(above + int(places[0]))).add(above + places)
        self._written += int(written.sum())
        self._dotted += int((parts["mark"] == ".").sum())
        for mark in parts["mark"].dropna().unique():
            of_mark = self._marks.setdefault(str(mark), _OfMark())
            same = parts["mark"] == mark
            of_mark.count(texts[same & (first > 12)], DateOrder.DAY_FIRST)
            of_mark.count(texts[same & (second > 12)], DateOrder.MONTH_FIRST)
        self._look_at_short_years(first, second, parts["year"])
        readings = {order: times(texts, DateForm(order)) for order in _ORDERS}
        month_first, day_first = (readings[order] for order in _ORDERS)
        differing = written.to_numpy() & (month_first != day_first) & ~np.isnat(day_first)
        self._differing += int(differing.sum())
        if differing.any():
            self._example = self._example or str(texts[differing].iloc[0])
        either = differing & ~np.isnat(month_first)
        if either.any():
            self._either = self._either or str(texts[either].iloc[0])
        in_rows = codes[codes >= 0]
        for order, moments in readings.items():
            self._courses[order].add(moments[in_rows], latest(self.today))

    def _look_at_others(self, texts: "pd.Series[str]") -> None:
        ready = texts[texts.str.match(_READY)]
        self._ready_dates += len(ready)
        self._ready_days_above_12 += int((ready.str.slice(8, 10) > "12").sum())
        for unit in PERIODS:
            named = ~np.isnat(first_days(texts, unit))
            if named.any():
                self._periods.setdefault(unit, str(texts[named].iloc[0]))

    def _look_at_short_years(
        self, first: "pd.Series[float]", second: "pd.Series[float]", last: "pd.Series[str]"
    ) -> None:
        short = last.str.len() == 2
        days = pd.to_numeric(last[short])
        self._short += int(short.sum())
        self._short_years |= {int(each) for each in first[short]}
        self._short_days |= {int(each) for each in days}
        self._not_year_first |= bool(((days > 31) | (days < 1) | (second[short] > 12)).any())

    @property
    def is_told(self) -> bool:
        """Whether a date itself decides, so that no further row can change the answer much."""
        return any(each.telling for each in self._marks.values())

    def finding(self) -> DateFinding:
        """What the pieces so far tell."""
        if not self._written:
            periods = next(iter(self._periods), None)
            return DateFinding(
                DateForm(),
                DateBasis.UNMISTAKABLE,
                self._periods.get(periods, "") if periods else "",
                periods=periods,
            )
        if self._years_come_first:
            return DateFinding(DateForm(DateOrder.YEAR_FIRST), DateBasis.SHORT_YEARS, self._example)
        if self.is_told:
            return self._told()
        return self._by_the_course()

    @property
    def _years_come_first(self) -> bool:
        return (
            self._short == self._written
            and not self._not_year_first
            and len(self._short_years) <= _MOST_YEARS
            and len(self._short_days) >= _LEAST_DAYS
        )

    def _told(self) -> DateFinding:
        telling = {mark: each for mark, each in self._marks.items() if each.telling}
        counts = {
            order: sum(each.telling.get(order, (0, ""))[0] for each in telling.values())
            for order in _ORDERS
        }
        order = max(_ORDERS, key=lambda each: counts[each])
        examples = {
            each: next((of.telling[each][1] for of in telling.values() if each in of.telling), "")
            for each in _ORDERS
        }
        example = examples.pop(order)
        (other,) = examples.values()
        against = sum(each.against for each in telling.values())
        mixed = against > _TYPING_ERRORS * sum(counts.values())
        orders = {mark: each.order for mark, each in telling.items() if each.order is not None}
        by_mark = len({*orders.values()}) > 1
        silent = self._marks.keys() - orders.keys()
        if mixed or (by_mark and silent):
            form = DateForm(order, {mark: each for mark, each in orders.items() if by_mark})
            return DateFinding(
                form,
                DateBasis.MIXED,
                example,
                other,
                against,
                either=self._either,
                meanings=self._meanings,
                turns_at=self._turns_at,
            )
        if by_mark:
            return DateFinding(DateForm(order, orders), DateBasis.BY_MARK, example, other, against)
        all_tell = sum(counts.values()) == self._written
        turned = (
            all_tell
            and not self._ready_days_above_12
            and min(self._ready_dates, self._written) >= _ENOUGH_TO_SEE_TURNED
        )
        if turned and order is DateOrder.DAY_FIRST:
            return DateFinding(DateForm(order, is_turned=True), DateBasis.TURNED, example)
        return DateFinding(DateForm(order), DateBasis.DAY_ABOVE_12, example, other, against)

    @property
    def _turns_at(self) -> int:
        if len(self._spans) < len(_ORDERS):
            return 0
        before, after = sorted(self._spans.values(), key=lambda each: each.first)
        turns = after.first > before.last and min(before.rows, after.rows) >= _ENOUGH_TO_SEE_A_TURN
        return after.first + 1 if turns else 0

    def _by_the_course(self) -> DateFinding:
        if self._dotted == self._written:
            return DateFinding(DateForm(DateOrder.DAY_FIRST), DateBasis.DOTS)
        month_first, day_first = (self._courses[order] for order in _ORDERS)
        if bool(month_first.implausible) != bool(day_first.implausible):
            form = DateForm(_ORDERS[bool(month_first.implausible)])
            return DateFinding(form, DateBasis.FUTURE)
        enough = self._differing >= _ENOUGH_TO_SEE_TIME_ORDER
        if enough and month_first.runs_in_order != day_first.runs_in_order:
            form = DateForm(_ORDERS[not month_first.runs_in_order])
            return DateFinding(form, DateBasis.TIME_ORDER)
        likely = DateForm(self.likely)
        if not self._either:
            return DateFinding(likely, DateBasis.SAME_EITHER_WAY)
        return DateFinding(likely, DateBasis.NOTHING, either=self._either, meanings=self._meanings)

    @property
    def _meanings(self) -> dict[DateOrder, dt.date]:
        """What a date that could be either is in either order."""
        if not self._either:
            return {}
        text = pd.Series([self._either], dtype="str")
        return {
            order: times(text, DateForm(order))[0].astype("datetime64[D]").item()
            for order in _ORDERS
        }
