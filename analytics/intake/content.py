"""What a column looks like, whatever it is called."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.dates import DateOrder, clocks, times
from analytics.intake.numbers import DecimalMark, numbers
from analytics.intake.reading import Role
from analytics.vocabulary.identifiers import as_values

_LOOKED_AT = 1_000
_TOO_FEW_TO_TELL = 5
_NUMERIC = {Role.QUANTITY, Role.PRICE, Role.AMOUNT, Role.TOTAL, Role.REFUNDED}


class Content:
    """Shares, 0 to 1, of the different texts of a column (missing ones aside).

    Each is counted when it is first asked for: most columns are known by their names.

    Attributes
    ----------
    filled : int
        Rows with a text.
    distinct : int
        Different texts looked at.
    example : str
        One of them; empty if there is none.
    """

    def __init__(self, column: "pd.Series[str]") -> None:
        values = as_values(column).dropna()
        self._texts = pd.Series(values.unique()[:_LOOKED_AT], dtype="str")
        self.filled = len(values)
        self.distinct = len(self._texts)
        self.example = "" if self._texts.empty else str(self._texts.iloc[0])

    @cached_property
    def times(self) -> float:
        """Dates of any kind."""
        return _share(self._dated)

    @cached_property
    def written_dates(self) -> float:
        """Dates that no number could be mistaken for."""
        return _share(self._dated & np.isnan(self._read))

    @cached_property
    def clocks(self) -> float:
        """Times of day."""
        return _share(~np.isnat(clocks(self._texts)))

    @cached_property
    def numbers(self) -> float:
        """Numbers."""
        return _share(~np.isnan(self._read))

    @cached_property
    def decimals(self) -> float:
        """Numbers that aren't whole."""
        return _share(~np.isnan(self._read) & (self._read != np.rint(self._read)))

    @cached_property
    def emails(self) -> float:
        """E-mail addresses."""
        pattern = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
        return _share(self._texts.str.contains(pattern, regex=True).to_numpy(dtype=bool))

    @cached_property
    def _read(self) -> npt.NDArray[np.float64]:
        return numbers(self._texts, DecimalMark.POINT)

    @cached_property
    def _dated(self) -> npt.NDArray[np.bool_]:
        dated = ~np.isnat(times(self._texts, DateOrder.DAY_FIRST))
        dated[~dated] = ~np.isnat(times(self._texts[~dated], DateOrder.MONTH_FIRST))
        return dated

    def fits(self, role: Role) -> bool:
        """Whether most texts are of the kind that the role needs; too few prove nothing."""
        if self.distinct < _TOO_FEW_TO_TELL:
            return True
        if role in _NUMERIC:
            return self.numbers >= 0.5
        if role is Role.TIME:
            return self.times >= 0.5
        return role is not Role.CLOCK or self.clocks >= 0.5


def _share(of: npt.NDArray[np.bool_]) -> float:
    return float(of.mean()) if of.size else 0.0
