"""How evenly customers are spread over the groups."""

from dataclasses import dataclass

import numpy as np

from analytics.clusters.arrays import Labels


@dataclass(frozen=True)
class Balance:
    """Sizes of groups.

    Attributes
    ----------
    evenness : float
        Shannon's entropy of the shares over that of equal shares (Pielou 1966): 1 for groups of
        equal size, towards 0 where one group holds nearly everybody.
    smallest, largest : int
        Their labels; of equally large groups the lower.
    smallest_share, largest_share : float
        Of customers, 0 to 1.
    smallest_customers : int
    """

    evenness: float
    smallest: int
    largest: int
    smallest_share: float
    largest_share: float
    smallest_customers: int


def balance(labels: Labels) -> Balance:
    """Measure how even the sizes of groups are.

    Parameters
    ----------
    labels : array of int, shape (n_customers,), not empty
    """
    names, sizes = np.unique(labels, return_counts=True)
    shares = sizes / sizes.sum()
    entropy = float(-(shares * np.log(shares)).sum())
    least, most = int(sizes.argmin()), int(sizes.argmax())
    return Balance(
        evenness=entropy / float(np.log(len(names))) if len(names) > 1 else 0.0,
        smallest=int(names[least]),
        largest=int(names[most]),
        smallest_share=float(shares[least]),
        largest_share=float(shares[most]),
        smallest_customers=int(sizes[least]),
    )
