"""Uploaded attributes as numbers."""

import numpy as np
import pandas as pd
import pytest

from analytics.features.attributes import attribute_numbers


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1961", "44", " 7 "], [1961, 44, 7]),
        (["1,5", "2,25", "3"], [1.5, 2.25, 3]),
        (["£1,200.50", "(30)", "-2"], [1200.5, -30, -2]),
        (["12", "unknown", "", "nan", "inf"], [12, np.nan, np.nan, np.nan, np.nan]),
        (["9" * 400, "1"], [np.nan, 1]),
        ([], []),
    ],
)
def test_numbers_are_read_as_in_files_and_what_is_none_is_missing(
    texts: list[str], numbers: list[float]
) -> None:
    np.testing.assert_array_equal(attribute_numbers(pd.Series(texts, dtype="str")), numbers)
