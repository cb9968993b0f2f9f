"""What is known of customers beside their orders, where it is a number: an age, a birth year."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.numbers import DecimalEvidence, numbers


def attribute_numbers(values: "pd.Series[str]") -> npt.NDArray[np.float64]:
    """Read an attribute's values, as many as are numbers.

    The decimal mark is the one that most of the values ask for, as in files.

    Parameters
    ----------
    values : Series of str
        Of one attribute.

    Returns
    -------
    array, shape (n,)
        NaN where the text isn't a number, or a larger one than can be counted with.
    """
    evidence = DecimalEvidence()
    evidence.add(values)
    found = numbers(values, evidence.finding().mark)
    return np.where(np.isfinite(found), found, np.nan)
