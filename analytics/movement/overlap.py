"""How far two groupings of the same customers agree, whatever their groups are called."""

from dataclasses import dataclass

import pandas as pd
from sklearn.metrics import adjusted_rand_score


@dataclass(frozen=True)
class Overlap:
    """What two groupings have in common.

    Attributes
    ----------
    customers : int
        Those in both.
    rand : float or None
        Adjusted Rand index (Hubert and Arabie 1985): 1 for the same groups, about 0 for groups
        that agree no more than by chance; None where no customer is in both.
    """

    customers: int
    rand: float | None


def overlap(before: "pd.Series[int]", after: "pd.Series[int]") -> Overlap:
    """Compare two groupings, each customer's group number indexed by ``customer_id``."""
    both = pd.DataFrame({"before": before, "after": after}).dropna().astype("int64").sort_index()
    if both.empty:
        return Overlap(0, None)
    return Overlap(len(both), float(adjusted_rand_score(both["before"], both["after"])))
