"""What a file's first rows leave open, and the rows further down that tell.

Where all first rows are of one piece, a price and an amount are the same; where no order has
several rows, so are a line's total and the order's; a discount that nobody got yet may be anything.
Whole amounts don't show how decimals are written, and the dates of another program may follow.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.adding_up import CENT, taken_off
from analytics.intake.columns import Sheet
from analytics.intake.date_evidence import DateBasis, DateEvidence, DateFinding
from analytics.intake.grain import NEARLY_ALL, ORDER_TELLING
from analytics.intake.headers import HeaderNames
from analytics.intake.identifiers import distinct
from analytics.intake.numbers import (
    DecimalEvidence,
    DecimalFinding,
    DecimalMark,
    numbers,
    without_percent,
)
from analytics.intake.reading import MONEY, DiscountForm, Reading, Role

Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Sign = Callable[[pd.DataFrame], Booleans]
_ENOUGH = 300
_NOTHING = r"[\s0.,%€$£¥-]*"
# Fewer dates that can't be read than this share are typing errors.
_TYPING_ERRORS = 0.01
_DAY_OR_MONTH_FIRST = r"\s*[0-9]{1,2}\s?[-/.]"
_EITHER = r"\D*[1-9][0-9]{0,2}[.,][0-9]{3}\D*"
_DECIMALS = {mark: rf".*[{mark.value}][0-9]{{1,2}}\D*" for mark in DecimalMark}


class TellingRows:
    """The rows that tell what a file's first ones leave open about its money, chunk after chunk.

    Parameters
    ----------
    first : DataFrame of str
        The first rows, filled down.
    reading : Reading
        How these would be read.
    header_names : HeaderNames

    Attributes
    ----------
    seen, told : int
        Rows looked at, and those that tell.
    """

    def __init__(self, first: pd.DataFrame, reading: Reading, header_names: HeaderNames) -> None:
        self._sheet, self._reading = Sheet(first), reading
        self._invoice = reading.columns.get(Role.INVOICE, "")
        # What fewer of the first rows show is outvoted there.
        self._open = {
            sign: 0
            for sign in self._signs(header_names)
            if sign(self._sheet.rows).mean() < 1 - NEARLY_ALL
        }
        self._found: list[pd.DataFrame] = []
        self.seen = self.told = 0

    def add(self, chunk: pd.DataFrame) -> None:
        """Look at a piece of the file, its first rows among them."""
        self.seen += len(chunk)
        picked = np.zeros(len(chunk), dtype=np.bool_)
        for sign, met in list(self._open.items()):
            tells = sign(chunk)
            picked[np.flatnonzero(tells)[: _ENOUGH - met]] = True
            self.told += int(tells.sum())
            self._open[sign] += int(tells.sum())
            if self._open[sign] >= _ENOUGH:
                del self._open[sign]
        if not picked.any():
            return
        if self._invoice:
            codes, _ = distinct(chunk[self._invoice])
            picked |= np.isin(codes, codes[picked]) & (codes >= 0)
        self._found.append(chunk[picked].astype("str"))

    @property
    def rows(self) -> pd.DataFrame | None:
        """The rows that tell, with their orders, and about as many of the first ones; None where
        none tells."""
        if not self._found:
            return None
        found, every = pd.concat(self._found), self._sheet.rows
        first = every.iloc[: max(len(found), _ENOUGH)]
        if self._invoice and len(first) < len(every):
            # An order that is cut would tell what isn't so.
            first = first[first[self._invoice] != every[self._invoice].iloc[len(first)]]
        return pd.concat([first.drop(index=found.index, errors="ignore"), found])

    def _signs(self, words: HeaderNames) -> Iterator[Sign]:
        columns, sheet = self._reading.columns, self._sheet
        roles = words.roles(sheet.names)
        totals = {*roles.get(Role.TOTAL, ()), *roles.get(Role.AMOUNT, ())}
        for name in sheet.names:
            free = name not in columns.values() or name == columns.get(Role.REFUNDED)
            if free and not _says(name, sheet.rows).any():
                yield partial(_says, name)
        money = [
            name
            for name in sheet.names
            if name in totals
            or name == columns.get(Role.PRICE)
            or (words.speaks_of_money(name) and not words.speaks_of(name, "of_the_shop"))
        ]
        for one, other in combinations([n for n in money if sheet.content(n).is_money], 2):
            yield partial(self._differ, one, other)
        if Role.QUANTITY in columns:
            yield self._is_not_one
            if columns[Role.QUANTITY] in totals:
                yield self._is_a_part
        if self._invoice and money:
            if self._repeats(sheet.rows).sum() < 2 * ORDER_TELLING:
                yield self._repeats
            if Role.TOTAL in columns:
                yield self._states_another
        if Role.DISCOUNT in columns:
            yield self._takes_off_too_much

    def _numbers(self, name: str, rows: pd.DataFrame) -> Floats:
        if name not in rows:
            return np.full(len(rows), np.nan)
        codes, texts = distinct(rows[name])
        return numbers(without_percent(texts), self._reading.decimal)[codes]

    def _of(self, role: Role, rows: pd.DataFrame) -> Floats:
        return np.abs(self._numbers(self._reading.columns.get(role, ""), rows))

    def _differ(self, one: str, other: str, rows: pd.DataFrame) -> Booleans:
        return np.abs(self._numbers(one, rows) - self._numbers(other, rows)) > CENT

    def _is_not_one(self, rows: pd.DataFrame) -> Booleans:
        pieces = self._of(Role.QUANTITY, rows)
        return np.asarray(~np.isnan(pieces) & (pieces != 1))

    def _is_a_part(self, rows: pd.DataFrame) -> Booleans:
        pieces = self._of(Role.QUANTITY, rows)
        return np.asarray(~np.isnan(pieces) & (pieces != np.rint(pieces)))

    def _repeats(self, rows: pd.DataFrame) -> Booleans:
        codes, texts = distinct(rows[self._invoice])
        numbered = (texts.str.strip() != "").to_numpy(dtype=bool)[codes]
        return np.asarray((np.bincount(codes + 1)[codes + 1] > 1) & numbered)

    def _states_another(self, rows: pd.DataFrame) -> Booleans:
        """Whether a row says another total than the one above it, which is of the same order."""
        codes, texts = distinct(rows[self._invoice])
        numbered = (texts.str.strip() != "").to_numpy(dtype=bool)[codes]
        totals, _ = distinct(rows[self._reading.columns[Role.TOTAL]])
        apart = np.diff(totals, prepend=totals[:1]) != 0
        return np.asarray((np.diff(codes, prepend=-1) == 0) & numbered & apart)

    def _takes_off_too_much(self, rows: pd.DataFrame) -> Booleans:
        """Whether a discount is more than there is, or per cent where it was taken for money."""
        name, form = self._reading.columns[Role.DISCOUNT], self._reading.discount
        off, pieces = self._of(Role.DISCOUNT, rows), self._of(Role.QUANTITY, rows)
        pieces = np.where(np.isnan(pieces), 1.0, pieces)
        role = next(r for r in (Role.AMOUNT, Role.TOTAL, Role.PRICE) if r in self._reading.columns)
        before = self._of(role, rows) * (pieces if role is Role.PRICE else 1.0)
        codes, texts = distinct(rows[name])
        percent = texts.str.contains("%", regex=False).to_numpy(dtype=bool)[codes]
        more = taken_off(form, off, before, pieces) > before + CENT
        return np.asarray(more | (percent & (form is not DiscountForm.PERCENT)))


def _says(name: str, rows: pd.DataFrame) -> Booleans:
    """Whether a column has more than blanks and zeros."""
    if name not in rows:
        return np.zeros(len(rows), dtype=np.bool_)
    codes, texts = distinct(rows[name])
    return ~texts.str.fullmatch(_NOTHING).to_numpy(dtype=bool)[codes]


class TellingWriting:
    """Whether all rows of a file write dates and decimals as its first ones do, chunk after chunk.

    Parameters
    ----------
    reading : Reading
        How the first rows would be read.
    dates : DateFinding
    decimals : DecimalFinding
        What these told.
    today : date
        Dates after the day after are in the future.
    """

    def __init__(
        self, reading: Reading, dates: DateFinding, decimals: DecimalFinding, today: dt.date
    ) -> None:
        self._time = reading.columns.get(Role.TIME, "")
        self._numbers = [
            reading.columns[role] for role in (*MONEY, Role.QUANTITY) if role in reading.columns
        ]
        self._known, self._dates = dates, DateEvidence(today, dates.order)
        self._form, self._today = reading.dates, today
        self._seen = self._unread = self._dated = 0
        # What the first rows tell can only be outvoted; what they don't, any row may.
        self._mark = decimals.mark
        self._told = bool(decimals.example)
        self._decimals = DecimalEvidence()
        self._others = 0

    def add(self, rows: pd.DataFrame, undated: pd.Index) -> None:
        """Look at a piece of the file, its first rows among them.

        Parameters
        ----------
        rows : DataFrame of str
        undated : Index
            The rows whose date can't be read, or can't be.
        """
        self._seen += len(rows)
        self._unread += len(undated)
        if self._time and self._known.basis in _BY_CIRCUMSTANCE:
            self._dates.add(rows[self._time])
            self._dated += len(rows)
        elif self._time and self._known.basis is DateBasis.UNMISTAKABLE:
            codes, texts = distinct(rows[self._time])
            doubtful = texts.str.match(_DAY_OR_MONTH_FIRST).to_numpy(dtype=bool)
            if doubtful.any():
                self._dates.add(rows[self._time][doubtful[codes]].astype("str"))
                self._dated += int(doubtful[codes].sum())
        for name in self._numbers:
            if name in rows:
                self._look_at_numbers(rows[name])

    def _look_at_numbers(self, column: "pd.Series[str]") -> None:
        codes, texts = distinct(column)
        other = next(mark for mark in DecimalMark if mark is not self._mark)
        has_other = texts.str.fullmatch(_DECIMALS[other]).to_numpy(dtype=bool)
        self._others += int(has_other[codes].sum())
        may_tell = texts.str.fullmatch(_EITHER).to_numpy(dtype=bool)
        if not self._told:
            has_ours = texts.str.fullmatch(_DECIMALS[self._mark]).to_numpy(dtype=bool)
            self._decimals.add(texts[may_tell | has_ours | has_other])
        elif not self._decimals.example_of_either:
            self._decimals.add(texts[may_tell])

    def decimals(self) -> DecimalFinding | None:
        """How decimals are written, where all rows tell otherwise than the first ones."""
        found = self._decimals.finding()
        if not self._told:
            return found if found.is_open or found.mark is not self._mark else None
        # Without numbers that may be either, all are read alike.
        either = self._decimals.example_of_either
        if not either or self._others <= _TYPING_ERRORS * self._seen:
            return None
        return DecimalFinding.open(self._mark, either)

    def dates(self, chunks: Callable[[], Iterable[pd.DataFrame]]) -> DateFinding | None:
        """How dates are written, where all rows tell otherwise than the first ones.

        Parameters
        ----------
        chunks : callable
            The rows once more, from the first on; asked for where many dates can't be read.
        """
        if max(self._dated, self._unread) <= _TYPING_ERRORS * self._seen:
            return None
        evidence = self._dates
        if not self._dated:
            evidence = DateEvidence(self._today, self._known.order)
            for rows in chunks():
                evidence.add(rows[self._time].astype("str"))
        found = evidence.finding()
        return found if found.is_open or found.form != self._form else None


_BY_CIRCUMSTANCE = frozenset(
    {
        *(DateBasis.TURNED, DateBasis.SHORT_YEARS, DateBasis.DOTS, DateBasis.FUTURE),
        *(DateBasis.TIME_ORDER, DateBasis.SAME_EITHER_WAY),
    }
)
