"""Where the axis of a skewed measure has its ticks: few, round, and never too close."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

DAYS = (0, 1, 3, 7, 14, 30, 90, 180, 365, 730, 1_825, 3_650, 36_500)
_POWERS = range(-2, 14)
_TENS = (0, *(10.0**power for power in _POWERS))
_FINER = (0, *(step * 10.0**power for power in _POWERS for step in (1, 2, 5)))

Position = Callable[[float], float]
"""Where a value stands on the axis."""


def log_position(value: float) -> float:
    """log(1 + value): keeps zero, and spreads what is skewed."""
    return float(np.log1p(value))


def limits(positions: npt.NDArray[np.float64], pad: float = 0.04) -> tuple[float, float]:
    """The ends of an axis that holds all positions and a margin, also where all are the same."""
    low, high = float(positions.min()), float(positions.max())
    margin = (high - low) * pad or 0.5
    return low - margin, high + margin


def money_ticks(ends: tuple[float, float], apart: float) -> list[float]:
    """Powers of ten between the ends of an axis, or finer steps where there are too few of them.

    Parameters
    ----------
    ends : (float, float)
        Positions, as of :func:`log_position`.
    apart : float
        The least share of the axis between two ticks.
    """
    coarse = spaced(_TENS, ends, apart)
    return coarse if len(coarse) > 2 else spaced(_FINER, ends, apart)


def spaced(
    values: Iterable[float],
    ends: tuple[float, float],
    apart: float,
    position: Position = log_position,
) -> list[float]:
    """The values between the ends of an axis, without those too close to one before them."""
    low, high = ends
    kept: list[float] = []
    for value in values:
        place = position(value)
        if not low <= place <= high:
            continue
        if kept and place - position(kept[-1]) < apart * (high - low):
            continue
        kept.append(value)
    return kept


def positions(values: Sequence[float]) -> list[float]:
    """Where each value stands on a logarithmic axis."""
    return [log_position(value) for value in values]
