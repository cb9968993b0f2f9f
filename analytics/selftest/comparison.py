"""How far a result agrees with one that was found in another way."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True)
class Comparison:
    """Two results, value by value.

    Attributes
    ----------
    subject : str
        What was compared.
    against : str
        What with.
    values : int
        How many values were compared.
    different : int
        How many of them are further apart than ``allowed``, or there in one result only.
    largest : float
        The largest difference between two numbers; 0 where there is none.
    allowed : float
        The difference up to which two numbers agree.
    where : tuple of str
        The rows in which a value differs.
    """

    subject: str
    against: str
    values: int
    different: int
    largest: float
    allowed: float
    where: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether something was compared and nothing differs."""
        return self.values > 0 and self.different == 0


def compared(
    subject: str,
    against: str,
    found: pd.DataFrame,
    expected: pd.DataFrame,
    allowed: float = 0.0,
) -> Comparison:
    """Compare two tables of the same rows, value by value.

    Parameters
    ----------
    subject, against : str
        As in ``Comparison``.
    found, expected : DataFrame, indexed by what a row is about, unique
        The columns of ``expected`` are compared; ``found`` has them all. A row that only one of
        them has differs in every column. Missing values equal each other and nothing else.
    allowed : float
        The difference up to which two numbers agree.
    """
    rows = found.index.union(expected.index)
    in_both = rows.isin(found.index) & rows.isin(expected.index)
    unequal: npt.NDArray[np.bool_] = np.zeros((len(rows), len(expected.columns)), dtype=bool)
    largest = 0.0
    for place, column in enumerate(expected.columns):
        ours, theirs = found[column].reindex(rows), expected[column].reindex(rows)
        if pd.api.types.is_numeric_dtype(ours) and pd.api.types.is_numeric_dtype(theirs):
            gap = np.abs(ours.to_numpy(float) - theirs.to_numpy(float))
            same = gap <= allowed
            largest = max(largest, float(np.max(gap, initial=0.0, where=~np.isnan(gap))))
        else:
            same = (ours.astype(object) == theirs.astype(object)).to_numpy(bool)
        missing = (ours.isna() & theirs.isna()).to_numpy(bool)
        unequal[:, place] = ~(same | missing) | ~in_both
    return Comparison(
        subject=subject,
        against=against,
        values=unequal.size,
        different=int(unequal.sum()),
        largest=largest,
        allowed=allowed,
        where=tuple(map(str, rows[unequal.any(axis=1).tolist()])),
    )


def compared_figures(
    subject: str,
    against: str,
    found: Mapping[str, float],
    expected: Mapping[str, float],
    allowed: float = 0.0,
) -> Comparison:
    """Compare single numbers by their names."""
    ours, theirs = (
        pd.DataFrame({"figure": pd.Series(each, dtype=float)}) for each in (found, expected)
    )
    return compared(subject, against, ours, theirs, allowed)
