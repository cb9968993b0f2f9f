"""The elbow of a falling curve.

Satopää, Albrecht, Irwin and Raghavan (2011), "Finding a 'Kneedle' in a Haystack: Detecting Knee
Points in System Behavior". Without their smoothing and sensitivity, which are for noisy and for
growing curves: inertia over a handful of k is neither.
"""

from collections.abc import Sequence

import numpy as np


def knee(ks: Sequence[int], inertias: Sequence[float]) -> int:
    """The k at which the falling curve is farthest below the line from its first to its last point.

    Parameters
    ----------
    ks : sequence of int, ascending, at least one
    inertias : sequence of float
    """
    across = np.array(ks, dtype="float64")
    down = np.array(inertias, dtype="float64")
    if len(ks) < 3 or down[0] <= down[-1]:
        return ks[0]
    across = (across - across[0]) / (across[-1] - across[0])
    down = (down - down[-1]) / (down[0] - down[-1])
    return ks[int(np.argmax((1 - across) - down))]
