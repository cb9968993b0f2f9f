"""Days, weeks, months and quarters: which one an order is in, and which of them are over."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import ibis.expr.types as ir

from analytics.features.customers import SECONDS_PER_DAY, seconds
from analytics.vocabulary.wording import day

_DAYS_PER_WEEK = 7
#: 1970-01-01 was a Thursday, three days into a week that begins on Monday.
_THURSDAY = 3
_MONTHS_PER_YEAR = 12
_MONTHS_PER_QUARTER = 3
_EPOCH = date(1970, 1, 1)


class Unit(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    def of(self, moment: ir.TimestampColumn) -> ir.IntegerColumn:
        """The period that a moment is in, as a number that grows by one from each to the next."""
        days = seconds(moment) // SECONDS_PER_DAY
        found: ir.IntegerColumn = self._number(days, moment.year(), moment.month())
        return found

    def number(self, on: date) -> int:
        """The period that a day is in, as :meth:`of` numbers them."""
        return int(self._number((on - _EPOCH).days, on.year, on.month))

    def _number(self, days: Any, year: Any, month: Any) -> Any:
        """The same rule for numbers and for columns of them; days count from 1970 on."""
        months = year * _MONTHS_PER_YEAR + month - 1
        match self:
            case Unit.DAY:
                return days
            case Unit.WEEK:
                return (days + _THURSDAY) // _DAYS_PER_WEEK
            case Unit.MONTH:
                return months
            case Unit.QUARTER:
                return months // _MONTHS_PER_QUARTER

    def first_day(self, number: int) -> date:
        """The day on which a period begins."""
        match self:
            case Unit.DAY:
                return _EPOCH + timedelta(days=number)
            case Unit.WEEK:
                return _EPOCH + timedelta(days=number * _DAYS_PER_WEEK - _THURSDAY)
            case Unit.MONTH:
                return date(number // _MONTHS_PER_YEAR, number % _MONTHS_PER_YEAR + 1, 1)
            case Unit.QUARTER:
                return Unit.MONTH.first_day(number * _MONTHS_PER_QUARTER)

    @property
    def a_year(self) -> int | None:
        """How many make a year; None where they don't."""
        return {Unit.MONTH: _MONTHS_PER_YEAR, Unit.QUARTER: 4}.get(self)


@dataclass(frozen=True)
class Period:
    """One period, and how much of it the data cover.

    Attributes
    ----------
    unit : Unit
    number : int
        As :meth:`Unit.of` numbers them.
    first, last : date
        Days that are covered.
    """

    unit: Unit
    number: int
    first: date
    last: date

    @property
    def is_whole(self) -> bool:
        """Whether all of its days are covered."""
        begins, ends = self.unit.first_day(self.number), self.unit.first_day(self.number + 1)
        return self.first == begins and self.last == ends - timedelta(days=1)

    @property
    def name(self) -> str:
        """As a table has it: Dec 2011, Q4 2011, week of 5 Dec 2011."""
        begins = self.unit.first_day(self.number)
        match self.unit:
            case Unit.DAY:
                return day(begins)
            case Unit.WEEK:
                return f"week of {day(begins)}"
            case Unit.MONTH:
                return f"{begins:%b %Y}"
            case Unit.QUARTER:
                return f"Q{(begins.month - 1) // _MONTHS_PER_QUARTER + 1} {begins.year}"


def periods(unit: Unit, first: date, last: date) -> tuple[Period, ...]:
    """All periods that two days and those between them are in, in order."""
    numbers = range(unit.number(first), unit.number(last) + 1)
    return tuple(
        Period(
            unit,
            number,
            max(first, unit.first_day(number)),
            min(last, unit.first_day(number + 1) - timedelta(days=1)),
        )
        for number in numbers
    )
