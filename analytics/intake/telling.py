"""What a file's first rows leave open about its money, and the rows further down that tell.

Where all first rows are of one piece, a price and an amount are the same; where no order has
several rows, so are a line's total and the order's; a discount that nobody got yet may be anything.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.adding_up import CENT, taken_off
from analytics.intake.columns import Sheet
from analytics.intake.grain import NEARLY_ALL, ORDER_TELLING
from analytics.intake.headers import HeaderNames
from analytics.intake.identifiers import distinct
from analytics.intake.numbers import numbers, without_percent
from analytics.intake.reading import DiscountForm, Reading, Role

Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Sign = Callable[[pd.DataFrame], Booleans]
_ENOUGH = 300
_NOTHING = r"[\s0.,%€$£¥-]*"


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
