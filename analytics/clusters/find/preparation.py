"""Features made comparable: clipped and scaled, and the same again for others later.

Who lacks a figure is left out: whatever stood in for it, those who lack it would be alike in it,
and come out as a group that only says so.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import yeojohnson
from sklearn.preprocessing import PowerTransformer, RobustScaler

from analytics.vocabulary.schema import Features

CLIP_AT = (0.01, 0.99)
"""Quantiles to which clipping pulls in what lies beyond them. Between two customers' values the
inner one counts: a mark on the way to a single huge value would be huge too."""
FEWEST_TO_CLIP = 10
"""Of fewer values none is pulled in: too little would be left of what sets them apart."""

_Column = npt.NDArray[np.float64]


class Scale(StrEnum):
    """How features are made comparable before distances are taken."""

    LOG = "log"
    """log(1 + value), then as STANDARD: a few huge customers don't swamp the rest. Below zero
    it is −log(1 − value), so that a fall weighs as much as a rise of the same size."""
    STANDARD = "standard"
    """Minus the mean, over the population standard deviation."""
    ROBUST = "robust"
    """Minus the median, over the distance between the quartiles (``RobustScaler``). Where the
    quartiles coincide, over the standard deviation: in its own unit a feature would outweigh or
    vanish beside the others."""
    YEO_JOHNSON = "yeo-johnson"
    """The power that makes the feature look most like a bell curve (Yeo and Johnson 2000;
    ``PowerTransformer``), then as STANDARD. Values beyond those it was fitted to are pulled in."""


@dataclass(frozen=True)
class FittedColumn:
    """How one feature is prepared; the steps in the order of the attributes.

    Attributes
    ----------
    name : str
    low, high : float or None
        Values beyond these are pulled in to them; None where none is.
    power : float or None
        Yeo-Johnson's lambda; None where the scale takes no power.
    centre, spread : float
        Subtracted, and divided by; a spread of 0 says that the feature was the same for
        everybody, and tells nobody apart whatever its value is.
    """

    name: str
    low: float | None
    high: float | None
    power: float | None
    centre: float
    spread: float


@dataclass(frozen=True)
class Preparation:
    """A preparation fitted to some customers, to be applied to others.

    Attributes
    ----------
    scale : Scale
    columns : tuple of FittedColumn
        One per feature, in the order of the matrix.
    """

    scale: Scale
    columns: tuple[FittedColumn, ...]

    def apply(self, features: Features) -> pd.DataFrame:
        """Prepare customers as those were to whom this was fitted.

        Parameters
        ----------
        features : DataFrame, one row per customer
            ``customer_id`` and every column that was fitted; read, never written to.

        Returns
        -------
        DataFrame, one row per customer, indexed by ``customer_id`` in ascending order
            One scaled column per feature. Customers of whom one of them isn't known are absent.
        """
        frame = _known(features, [column.name for column in self.columns])
        return pd.DataFrame(self.scaled(frame), index=frame.index)

    def scaled(self, features: Mapping[str, Any] | pd.DataFrame) -> dict[str, _Column]:
        """Scale columns of whose values every one is known, in their order.

        Parameters
        ----------
        features : mapping of str to array or Series, shape (n_customers,)
            Every column that was fitted; read, never written to.

        Returns
        -------
        dict of str to array of float, shape (n_customers,)
        """
        return {
            column.name: _scaled(_values(features[column.name]), column, self.scale)
            for column in self.columns
        }

    def to_json(self) -> dict[str, Any]:
        """Plain values that JSON holds to the last bit."""
        return {
            "scale": self.scale.value,
            "columns": [dataclasses.asdict(column) for column in self.columns],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave."""
        columns = tuple(FittedColumn(**column) for column in stored["columns"])
        return cls(Scale(stored["scale"]), columns)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Customers ready for distances to be taken.

    Attributes
    ----------
    matrix : DataFrame, one row per customer, indexed by ``customer_id`` in ascending order
        One scaled column per feature.
    preparation : Preparation
        What was fitted; applied to the same customers it gives the same matrix.
    unknown : Mapping of str to int
        Missing values by feature, of those that have any; whoever lacks one is not in ``matrix``.
    clipped : Mapping of str to int
        Values pulled in by feature, of those that have any.
    """

    matrix: pd.DataFrame
    preparation: Preparation
    unknown: Mapping[str, int]
    clipped: Mapping[str, int]

    @property
    def constant(self) -> tuple[str, ...]:
        """Features that are the same for everybody, and so had no say."""
        return tuple(column.name for column in self.preparation.columns if not column.spread)


def prepare(
    features: Features, columns: Sequence[str], scale: Scale, *, clip: bool = False
) -> Prepared:
    """Clip and scale features; one that is the same for everybody becomes 0.

    The same customers give the same matrix whatever the order of the rows.

    Parameters
    ----------
    features : DataFrame, one row per customer
        ``customer_id`` and ``columns``, numbers or missing; read, never written to.
    columns : sequence of str
        Features to prepare, in the order of the matrix.
    scale : Scale
    clip : bool
        Whether to pull values in to the quantiles of ``CLIP_AT`` first (winsorising).
    """
    missing = features[list(columns)].isna().sum()
    frame = _known(features, columns)
    clipped, fitted = {}, []
    for name in columns:
        values = _values(frame[name])
        column = _fit(name, values, scale, clip)
        fitted.append(column)
        clipped[name] = _beyond(values, column)
    preparation = Preparation(scale, tuple(fitted))
    return Prepared(
        preparation.apply(features),
        preparation,
        {name: int(missing[name]) for name in columns if missing[name]},
        {name: count for name, count in clipped.items() if count},
    )


def _known(features: Features, columns: Sequence[str]) -> pd.DataFrame:
    """Those of whom every feature is known, by customer."""
    return features.set_index("customer_id").sort_index().dropna(subset=list(columns))


def _values(column: Any) -> _Column:
    if isinstance(column, pd.Series):
        column = column.to_numpy(dtype="float64", na_value=np.nan)
    # Contiguous, since sums over strided memory add up in another order, to other last bits.
    return np.ascontiguousarray(column, dtype="float64")


def _fit(name: str, values: _Column, scale: Scale, clip: bool) -> FittedColumn:
    low, high = _marks(values, scale, clip)
    # Nothing is subtracted or divided yet: what the last two steps take is what they are fitted to.
    column = FittedColumn(name, low, high, None, 0.0, 1.0)
    clipped = _clipped(values, column)
    if scale is Scale.YEO_JOHNSON:
        column = dataclasses.replace(column, power=_power(clipped))
    centre, spread = _centre_and_spread(_bent(clipped, column, scale), scale)
    return dataclasses.replace(column, centre=centre, spread=spread)


def _marks(values: _Column, scale: Scale, clip: bool) -> tuple[float, float] | tuple[None, None]:
    if clip and len(values) >= FEWEST_TO_CLIP:
        below, above = CLIP_AT
    elif scale is Scale.YEO_JOHNSON and len(values):
        # A power that suits these values can send another, further out, beyond all bounds.
        below, above = 0.0, 1.0
    else:
        return None, None
    return (
        float(np.quantile(values, below, method="higher")),
        float(np.quantile(values, above, method="lower")),
    )


def _scaled(values: _Column, column: FittedColumn, scale: Scale) -> _Column:
    if not column.spread:
        return np.zeros(len(values))
    return (_bent(_clipped(values, column), column, scale) - column.centre) / column.spread


def _clipped(values: _Column, column: FittedColumn) -> _Column:
    return values if column.low is None else np.clip(values, column.low, column.high)


def _bent(values: _Column, column: FittedColumn, scale: Scale) -> _Column:
    """After the logarithm or the power of the scale."""
    if scale is Scale.LOG:
        return np.copysign(np.log1p(np.abs(values)), values)
    if column.power is not None:
        return np.asarray(yeojohnson(values, column.power), dtype="float64")
    return values


def _beyond(values: _Column, column: FittedColumn) -> int:
    if column.low is None or column.high is None:
        return 0
    return int(((values < column.low) | (values > column.high)).sum())


def _centre_and_spread(values: _Column, scale: Scale) -> tuple[float, float]:
    # Asked of the values, not of their deviation: the mean of equal numbers can miss them by a
    # last bit, which scaling would blow up to 1.
    if not len(values) or values.max() == values.min():
        return 0.0, 0.0
    if scale is Scale.ROBUST:
        robust = RobustScaler().fit(values.reshape(-1, 1))
        quartiles = np.quantile(values, (0.25, 0.75))
        return float(robust.center_[0]), float(
            robust.scale_[0] if quartiles[0] < quartiles[1] else values.std()
        )
    return float(values.mean()), float(values.std())


def _power(values: _Column) -> float:
    if not len(values) or values.max() == values.min():
        return 1.0
    found = PowerTransformer("yeo-johnson", standardize=False).fit(values.reshape(-1, 1))
    return float(found.lambdas_[0])
