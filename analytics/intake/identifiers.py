"""Codes and values of a file, tidied so that the same thing is spelt alike."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd


def as_category(
    column: "pd.Series[str]", normalise: Callable[["pd.Series[str]"], "pd.Series[str]"]
) -> "pd.Categorical[str]":
    """Normalise each distinct text once; a file repeats few of them many times."""
    codes, texts = distinct(column)
    again, values = pd.factorize(normalise(texts))
    return pd.Categorical.from_codes(again[codes], categories=values)


def distinct(column: "pd.Series[str]") -> tuple[npt.NDArray[np.int64], "pd.Series[str]"]:
    """Codes of the column's rows, and the texts that they stand for."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype(np.int64)
        texts = column.cat.categories
    else:
        codes, found = pd.factorize(column)
        texts = pd.Index(found, dtype="str")
    # The code -1 of a missing cell finds the empty text at the end.
    return codes, pd.Series(texts.append(pd.Index([""], dtype="str")), dtype="str")


def of_rows(column: "pd.Categorical[str]", of_category: "pd.Series[bool]") -> npt.NDArray[np.bool_]:
    """An answer about each category, for each row; False where there is no value."""
    answers = np.append(of_category.to_numpy(dtype=np.bool_), np.False_)
    return np.asarray(answers[column.codes], dtype=np.bool_)
