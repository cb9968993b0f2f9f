"""How a segmentation places a customer: what an algorithm found, small enough to be stored.

Each way of placing is plain numbers that JSON holds to the last bit, so that a customer who comes
years later is placed exactly as those were whom the groups were found among.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.linalg import cho_solve, cholesky
from scipy.spatial.distance import cdist

from analytics.clusters.arrays import Floats, Labels

_CHUNK = 65_536
"""Rows placed at a time, so that memory doesn't grow with the customers."""


class Placing(Protocol):
    """Gives each row of a scaled matrix one of the labels 0 to k - 1."""

    kind: str

    def place(self, matrix: Floats) -> Labels:
        """Each row's label."""

    def to_json(self) -> dict[str, Any]:
        """Plain values, from which ``placing_from_json`` makes the same placing."""


@dataclass(frozen=True, eq=False)
class NearestCentre:
    """Each customer belongs to the nearest centre; of equally near ones, to the first.

    Attributes
    ----------
    centres : array, shape (k, n_columns)
    """

    centres: Floats
    kind = "centres"

    def place(self, matrix: Floats) -> Labels:
        """Each row's label."""
        return _in_chunks(matrix, lambda rows: cdist(rows, self.centres).argmin(axis=1))

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"kind": self.kind, "centres": self.centres.tolist()}


@dataclass(frozen=True, eq=False)
class LikeliestComponent:
    """Each customer belongs to the normal distribution that most likely made them.

    Attributes
    ----------
    weights : array, shape (k,)
        Share of customers that each distribution makes; they add up to 1.
    means : array, shape (k, n_columns)
    covariances : array, shape (k, n_columns, n_columns)
    """

    weights: Floats
    means: Floats
    covariances: Floats
    kind = "mixture"

    def place(self, matrix: Floats) -> Labels:
        """Each row's label."""
        return _in_chunks(matrix, lambda rows: self._log_likelihood(rows).argmax(axis=1))

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": self.kind,
            "weights": self.weights.tolist(),
            "means": self.means.tolist(),
            "covariances": self.covariances.tolist(),
        }

    def _log_likelihood(self, rows: Floats) -> Floats:
        """Log of weight times density, but for a constant that all components share."""
        parts = []
        for weight, mean, covariance in zip(
            self.weights, self.means, self.covariances, strict=True
        ):
            lower = cholesky(covariance, lower=True)
            away = rows - mean
            squared = (away * cho_solve((lower, True), away.T).T).sum(axis=1)
            parts.append(np.log(weight) - np.log(np.diag(lower)).sum() - squared / 2)
        return np.column_stack(parts)


@dataclass(frozen=True, eq=False)
class NearestExemplar:
    """Each customer belongs to the group of the nearest exemplar, unless that is out of reach.

    Attributes
    ----------
    exemplars : array, shape (n_exemplars, n_columns)
        Members of the groups.
    labels : array of int, shape (n_exemplars,)
    reach : array, shape (k,)
        Distance to the nearest exemplar of a group beyond which nobody belongs to it.
    noise : int or None
        The label of those out of reach; where None, the nearest exemplar counts however far.
    """

    exemplars: Floats
    labels: Labels
    reach: Floats
    noise: int | None
    kind = "exemplars"

    def place(self, matrix: Floats) -> Labels:
        """Each row's label."""
        return _in_chunks(matrix, self._nearest)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": self.kind,
            "exemplars": self.exemplars.tolist(),
            "labels": self.labels.tolist(),
            "reach": self.reach.tolist(),
            "noise": self.noise,
        }

    def _nearest(self, rows: Floats) -> Labels:
        if not len(self.exemplars):
            # No crowd was found, as in half of some customers: everybody is out of reach.
            return np.full(len(rows), self.noise, dtype="int64")
        distances = cdist(rows, self.exemplars)
        nearest = distances.argmin(axis=1)
        labels: Labels = self.labels[nearest]
        if self.noise is None:
            return labels
        out_of_reach = distances.min(axis=1) > self.reach[labels]
        return np.where(out_of_reach, np.int64(self.noise), labels)


def placing_from_json(stored: Mapping[str, Any]) -> Placing:
    """The placing that ``to_json`` wrote down."""
    match stored["kind"]:
        case NearestCentre.kind:
            return NearestCentre(_floats(stored["centres"]))
        case LikeliestComponent.kind:
            return LikeliestComponent(
                _floats(stored["weights"]), _floats(stored["means"]), _floats(stored["covariances"])
            )
        case NearestExemplar.kind:
            return NearestExemplar(
                _floats(stored["exemplars"]),
                np.array(stored["labels"], dtype="int64"),
                _floats(stored["reach"]),
                stored["noise"],
            )
    raise ValueError(f"unknown way of placing: {stored['kind']}")


def _in_chunks(matrix: Floats, place: Callable[[Floats], Labels]) -> Labels:
    parts = [place(matrix[start : start + _CHUNK]) for start in range(0, len(matrix), _CHUNK)]
    return np.concatenate(parts).astype("int64") if parts else np.empty(0, dtype="int64")


def _floats(values: Any) -> Floats:
    return np.array(values, dtype="float64")
