"""How a number is spread over customers: where most are, how far the largest, on which scale."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

#: Of the lowest values so many, to be told where they end.
QUANTILES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
#: From here on a distribution is highly skewed (Bulmer 1979, Principles of Statistics).
SKEWED = 1.0
#: A logarithm helps where it leaves this part of the skewness or less.
_LEFT = 0.5

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Distribution:
    """The known values of one feature.

    Attributes
    ----------
    values : array of float, shape (n_known,)
        Ascending.
    unknown : int
        Customers of whom it isn't known.
    mean : float
    quantiles : tuple of float
        For each of ``QUANTILES``, linearly interpolated (R's type 7, numpy's default).
    skewness, log_skewness : float
        Third standardised moment (population) of the values, and of their logarithms as
        :func:`bent` has them: 0 for a bell curve and where all values are alike.
    """

    values: Floats
    unknown: int
    mean: float
    quantiles: tuple[float, ...]
    skewness: float
    log_skewness: float

    @property
    def known(self) -> int:
        """Customers of whom it is known."""
        return len(self.values)

    @property
    def log_helps(self) -> bool:
        """Whether values are highly skewed and the logarithm takes half of that or more."""
        return abs(self.skewness) > SKEWED and self.log_skewness_share <= _LEFT

    @property
    def log_skewness_share(self) -> float:
        """Which part of the skewness the logarithm leaves; 1 where there is none."""
        return abs(self.log_skewness / self.skewness) if self.skewness else 1.0

    def quantile(self, share: float) -> float:
        """One of ``QUANTILES``."""
        return self.quantiles[QUANTILES.index(share)]


def distribution(values: "pd.Series[float]") -> Distribution | None:
    """Sum up one feature of customers; None where it is known of nobody.

    Parameters
    ----------
    values : Series of float
        One per customer, missing where unknown.
    """
    numbers = np.sort(np.asarray(values.dropna(), np.float64))
    if not len(numbers):
        return None
    return Distribution(
        values=numbers,
        unknown=len(values) - len(numbers),
        mean=float(numbers.mean()),
        quantiles=tuple(np.quantile(numbers, QUANTILES).tolist()),
        skewness=skewness(numbers),
        log_skewness=skewness(bent(numbers)),
    )


def bent(values: Floats) -> Floats:
    """The values on the log scale that customers are compared on: log(1 + x), and below zero
    −log(1 − x)."""
    return np.copysign(np.log1p(np.abs(values)), values)


def skewness(values: Floats) -> float:
    """The third standardised moment (population); 0 where all values are alike."""
    # Asked of the values: the mean of equal numbers can miss them by a last bit.
    if values.max() == values.min():
        return 0.0
    return float((((values - values.mean()) / values.std()) ** 3).mean())


def gini(values: Floats) -> float | None:
    """How unequally something is shared out: 0 where all have as much, near 1 where one has all.

    Half the mean absolute difference of any two customers over the mean (Gini 1912).

    Parameters
    ----------
    values : array of float
        None below zero.

    Returns
    -------
    float or None
        None where there is nothing to share.
    """
    total, many = float(values.sum()), len(values)
    if total <= 0:
        return None
    ranks = np.arange(1, many + 1)
    return float(2 * (ranks * np.sort(values)).sum() / (many * total) - (many + 1) / many)
