"""What is bought by those who bought other things: a ridge regression for each product.

EASE (Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data, WWW '19) with one change: it
predicts who bought a product lately rather than ever, so that what is in season comes first without
a weight of its own.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg.lapack import spotrf, spotri
from threadpoolctl import threadpool_limits

from analytics.recommend.history import FEWEST_BUYERS, History, Places

#: The most bought products, by which customers are compared: a matrix of them is inverted.
MOST_PRODUCTS = 2_000
#: After so many days a purchase says half as much about what is bought now.
HALF_LIFE = 45
#: What is added to the diagonal; Steck's values for larger shops are 200 to 1,000.
RIDGE = 500.0
#: So many columns of a product of sparse matrices are made dense at once.
_AT_ONCE = 250

Floats: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Model:
    """How much each product that a customer has speaks for each that may be recommended.

    Attributes
    ----------
    inputs, targets : array of int
        Places of products; targets are among the inputs, best sellers of the last four weeks
        first.
    weights : array of float, shape (inputs, targets)
        A product says nothing of itself.
    """

    inputs: Places
    targets: Places
    weights: Floats

    def scores(self, bought: sparse.csr_array) -> Floats:
        """How much customers' purchases speak for each target they don't have.

        Parameters
        ----------
        bought : csr_array, shape (customers, products)
        """
        found: Floats = bought[:, self.inputs] @ self.weights
        return found


def fit(history: History) -> Model | None:
    """Learn from what customers had bought; None where nothing may be recommended."""
    known = np.flatnonzero(history.buyers >= FEWEST_BUYERS)
    inputs = np.sort(known[np.argsort(-history.buyers[known], kind="stable")[:MOST_PRODUCTS]])
    targets = best_sellers(history)
    targets = targets[np.isin(targets, inputs)]
    if not len(targets):
        return None
    lately = history.matrix(0.5 ** (history.last / HALF_LIFE).astype(np.float32))
    own = np.searchsorted(inputs, targets)
    weights = ridge(history.bought[:, inputs], lately[:, targets], own, RIDGE)
    return Model(inputs, targets, weights)


def best_sellers(history: History) -> Places:
    """What may be recommended, by customers who bought it in the last four weeks, then by code."""
    offered = np.flatnonzero(history.offered)
    return offered[np.argsort(-history.recent[offered], kind="stable")]


def ridge(
    inputs: sparse.csr_array, targets: sparse.csr_array, own: Places, penalty: float
) -> Floats:
    """Regress each target on all inputs but its own column, by ridge regression.

    With P the inverse of XᵀX + penalty, the coefficients of target y are P(Xᵀy − γe), where e
    picks the column that must have none, and γ makes it so: γ = (PXᵀy)ₑ / Pₑₑ.

    Parameters
    ----------
    inputs : csr_array, shape (rows, columns)
    targets : csr_array, shape (rows, targets)
    own : array of int, shape (targets,)
        Each target's column among the inputs.
    penalty : float
        Above 0.

    Returns
    -------
    array of float, shape (columns, targets)
    """
    matrix = _crossed(inputs, inputs, upper=True)
    matrix[np.diag_indices_from(matrix)] += penalty
    # OpenBLAS shares this out so finely among threads that they mostly wait for each other: one
    # by itself takes a tenth of the time.
    with threadpool_limits(limits=1, user_api="blas"):
        # LAPACK wants columns next to each other: of a symmetric matrix, those are its rows.
        factor, failed = spotrf(matrix.T, lower=1, overwrite_a=1)
        assert not failed
        inverse, failed = spotri(factor, lower=1, overwrite_c=1)
        assert not failed
    # One triangle is computed, of the other half nothing is said.
    inverse = np.where(np.tri(len(inverse), dtype=bool), inverse, inverse.T)
    weights: Floats = inverse @ _crossed(inputs, targets)
    each = np.arange(len(own))
    weights -= inverse[own].T * (weights[own, each] / inverse[own, own])
    weights[own, each] = 0
    return weights


def _crossed(left: sparse.csr_array, right: sparse.csr_array, *, upper: bool = False) -> Floats:
    """The dense product of one's transpose with the other, made in parts so that it is never there
    as a sparse one, which takes twice as much room; with ``upper`` nothing is said of what lies
    below the diagonal."""
    turned, columns = left.T.tocsr(), right.tocsc()
    found = np.zeros((left.shape[1], right.shape[1]), dtype=np.float32)

    def fill(start: int) -> None:
        end = start + _AT_ONCE
        rows = slice(end if upper else None)
        found[rows, start:end] = (turned[rows] @ columns[:, start:end].tocsr()).toarray()

    # A sparse product lets other threads go on meanwhile.
    with ThreadPoolExecutor() as threads:
        list(threads.map(fill, range(0, right.shape[1], _AT_ONCE)))
    return found
