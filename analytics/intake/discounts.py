"""Whether a column of discounts has to be taken off, and how it is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.adding_up import are_equal, taken_off
from analytics.intake.grain import are_of_orders
from analytics.intake.headers import HeaderNames
from analytics.intake.reading import DiscountForm

Floats = npt.NDArray[np.float64]
_MONEY_FORMS = (DiscountForm.ROW, DiscountForm.PIECE)
# Sums that differ by less than this share make no difference.
_NO_DIFFERENCE = 0.001
_RARELY = 0.01


@dataclass(frozen=True)
class DiscountOrNot:
    """A column of discounts that could be meant in several ways.

    Attributes
    ----------
    header, money : str
        Its own, and that of the money that it may have to be taken off.
    sums : mapping
        What the rows come to for each way.
    """

    header: str
    money: str
    sums: Mapping[DiscountForm, float]


@dataclass(frozen=True)
class Discounted:
    """Rows with a discount.

    Attributes
    ----------
    header : str
        Of the column of discounts.
    texts : Series of str
        Its cells.
    values, before, pieces : array
        Its numbers; the money that it may be of; how many.
    orders : Series of str or None
        What tells each row's order apart.
    """

    header: str
    texts: "pd.Series[str]"
    values: Floats
    before: Floats
    pieces: Floats
    orders: "pd.Series[str] | None"

    def forms(self, header_names: HeaderNames) -> tuple[DiscountForm, ...]:
        """The ways in which it can be meant, the likeliest first; of those that come to the same,
        one."""
        stated = np.abs(self.values[np.nan_to_num(self.values) != 0])
        if self.texts.str.contains("%", regex=False).any():
            likely: tuple[DiscountForm, ...] = (DiscountForm.PERCENT,)
        elif "%" in self.header or header_names.speaks_of(self.header, "percent"):
            likely = (DiscountForm.PERCENT, DiscountForm.SHARE)
            if stated.max() > 1:
                likely = likely[:1]
        elif stated.max() <= 1:
            likely = (DiscountForm.SHARE, *_MONEY_FORMS)
        elif (
            header_names.speaks_of_money(self.header)
            or self.texts.str.contains(r"[^\d.,\s+-]").any()
        ):
            likely = _MONEY_FORMS
        else:
            likely = (*_MONEY_FORMS, DiscountForm.PERCENT)
        is_money = DiscountForm.ROW in likely
        if is_money and self.orders is not None and are_of_orders(self.values, self.orders):
            likely = (DiscountForm.ORDER, *likely)
        return tuple(self._different(form for form in likely if self._is_possible(form)))

    def sum(self, form: DiscountForm) -> float:
        """What the rows come to if it is meant so."""
        if form is DiscountForm.ORDER and self.orders is not None:
            once = ~self.orders.duplicated().to_numpy()
            return float(np.nansum(self.before) - np.nansum(np.abs(self.values[once])))
        return float(np.nansum(self.before - self._off(form)))

    @property
    def _has_signs(self) -> bool:
        return bool(self.texts.str.contains(r"[^\d.,\s+-]", regex=True).any())

    def _off(self, form: DiscountForm) -> Floats:
        return taken_off(form, self.values, self.before, self.pieces)

    def _is_possible(self, form: DiscountForm) -> bool:
        """Whether next to no row would be worth less than nothing."""
        return bool(np.mean(self._off(form) > self.before + 0.005) <= _RARELY)

    def _different(self, forms: Iterator[DiscountForm]) -> Iterator[DiscountForm]:
        sums: list[float] = []
        for form in forms:
            found = self.sum(form)
            if all(abs(found - each) > _NO_DIFFERENCE * abs(each) for each in sums):
                sums.append(found)
                yield form


def is_in_it(money: Floats, priced: Floats, discounts: Floats) -> bool | None:
    """Whether money has a discount in it already; None where pieces times price doesn't tell.

    Parameters
    ----------
    money, priced, discounts : array, shape (n,)
        What may be after it, pieces times price, and the discount.
    """
    off = np.nan_to_num(discounts) != 0
    if are_equal(money[off], priced[off]):
        return False
    without = are_equal(money[~off], priced[~off]) if (~off).any() else True
    less = np.nanmean(np.abs(money[off]) < np.abs(priced[off])) > 1 - _RARELY
    return True if without and less else None
