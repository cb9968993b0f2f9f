"""A segmentation as it is stored: what it takes to put any customer into its groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.placing import Placing, placing_from_json
from analytics.clusters.find.preparation import Preparation
from analytics.vocabulary.schema import Features


@dataclass(frozen=True, eq=False)
class ClusterModel:
    """Groups that were found once, for customers of any day.

    Attributes
    ----------
    algorithm : Algorithm
    preparation : Preparation
        Fitted to the customers among whom the groups were found.
    placing : Placing
    numbers : tuple of int
        The cluster number of each label that ``placing`` gives.
    """

    algorithm: Algorithm
    preparation: Preparation
    placing: Placing
    numbers: tuple[int, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The features that it looks at."""
        return tuple(column.name for column in self.preparation.columns)

    def assign(self, features: Features) -> "pd.Series[int]":
        """Put customers into the groups.

        Those among whom the groups were found get the cluster they have, with k-means and Gaussian
        mixtures; with the other two, whose groups have no formula, nearly all of them do.

        Parameters
        ----------
        features : DataFrame, one row per customer
            ``customer_id`` and ``columns``; read, never written to.

        Returns
        -------
        Series of int, indexed by ``customer_id`` in ascending order
            Cluster numbers. Customers of whom a column isn't known are absent.
        """
        matrix = self.preparation.apply(features)
        return pd.Series(self._numbers(matrix.to_numpy()), matrix.index, name="cluster")

    def place(self, features: pd.DataFrame | Mapping[str, npt.NDArray[Any]]) -> Labels:
        """Put customers of whom everything is known into the groups, without naming them.

        Parameters
        ----------
        features : mapping of str to array of numbers, shape (n_customers,); or a DataFrame
            The ``columns``.

        Returns
        -------
        array of int, shape (n_customers,)
            Cluster numbers.
        """
        return self._numbers(np.column_stack([*self.preparation.scaled(features).values()]))

    def _numbers(self, matrix: Floats) -> Labels:
        labels = self.placing.place(matrix) if len(matrix) else np.empty(0, "int64")
        return np.array(self.numbers, dtype="int64")[labels]

    def most_typical(self, features: Features, most: int) -> list[str]:
        """Of the customers of one cluster, those nearest to the middle of them all.

        Parameters
        ----------
        features : DataFrame, one row per customer
            ``customer_id`` and ``columns``.
        most : int

        Returns
        -------
        list of str
            Ids, the nearest first; at equal distance in the order of the ids.
        """
        matrix = self.preparation.apply(features)
        away = ((matrix - matrix.mean()) ** 2).sum(axis=1)
        return away.sort_values(kind="stable").index[:most].tolist()

    def to_json(self) -> dict[str, Any]:
        """Plain values that JSON holds to the last bit."""
        return {
            "algorithm": self.algorithm.value,
            "preparation": self.preparation.to_json(),
            "placing": self.placing.to_json(),
            "numbers": list(self.numbers),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave."""
        return cls(
            Algorithm(stored["algorithm"]),
            Preparation.from_json(stored["preparation"]),
            placing_from_json(stored["placing"]),
            tuple(stored["numbers"]),
        )
