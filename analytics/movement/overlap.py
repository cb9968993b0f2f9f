"""How far two groupings of the same customers agree, whatever their groups are called."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from scipy.optimize import linear_sum_assignment
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
    continues : mapping
        The earlier group that each later one continues: pairs are chosen so that as many
        customers as possible are in both groups of a pair. Groups without a partner are absent.
    """

    customers: int
    rand: float | None
    continues: Mapping[int, int]


def overlap(before: "pd.Series[int]", after: "pd.Series[int]") -> Overlap:
    """Compare two groupings, each customer's group number indexed by ``customer_id``."""
    both = pd.DataFrame({"before": before, "after": after}).dropna().astype("int64").sort_index()
    if both.empty:
        return Overlap(0, None, {})
    shared = both.groupby(["after", "before"]).size().unstack(fill_value=0).astype("int64")
    rows, columns = linear_sum_assignment(shared.to_numpy(), maximize=True)
    return Overlap(
        customers=len(both),
        rand=float(adjusted_rand_score(both["before"], both["after"])),
        continues={
            int(shared.index[row]): int(shared.columns[column])
            for row, column in zip(rows, columns, strict=True)
            if shared.iat[int(row), int(column)]
        },
    )
