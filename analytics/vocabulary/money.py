"""Sums of money that people can check: added up in whole cents, never in fractions."""

import numpy as np
import pandas as pd


def cents(amounts: pd.Series) -> int:
    """Add up amounts in currency units, those that are known; each is rounded to its cent first."""
    return int(np.rint(amounts.dropna().to_numpy(float) * 100).astype("int64").sum())


def units(cents_: int) -> float:
    """Whole cents as currency units."""
    return cents_ / 100
