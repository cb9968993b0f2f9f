"""Which clusters of an earlier run go on: those whose people do."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd


def going_on(before: "pd.Series[int]", after: "pd.Series[int]") -> Mapping[int, int]:
    """Find which cluster of an earlier run each cluster goes on from.

    It does where most of its customers were in that one, and most of that one's are in it; so no
    cluster goes on from two, and no two from one. Customers who are new, or gone, count as
    members whom the two don't share.

    Parameters
    ----------
    before, after : Series of int, indexed by ``customer_id``
        Each customer's cluster number in either run.

    Returns
    -------
    Mapping of int to int
        Number in the later run to number in the earlier; clusters that are new are absent.
    """
    sizes_before, sizes_after = before.value_counts(), after.value_counts()
    return {
        now: was
        for (now, was), shared in shared_members(before, after).items()
        if 2 * shared > sizes_after[now] and 2 * shared > sizes_before[was]
    }


def gone_into(before: "pd.Series[int]", after: "pd.Series[int]", cluster: int) -> int | None:
    """The later cluster that most customers of an earlier one are in; None where none is."""
    shares = {
        now: shared
        for (now, was), shared in shared_members(before, after).items()
        if was == cluster
    }
    return max(shares, key=lambda now: (shares[now], -now), default=None)


def shared_members(
    before: "pd.Series[int]", after: "pd.Series[int]"
) -> Mapping[tuple[int, int], int]:
    """How many customers each later cluster shares with each earlier one, where it shares any."""
    both = pd.DataFrame({"after": after, "before": before}).dropna().astype("int64")
    return Counter(zip(both["after"].tolist(), both["before"].tolist(), strict=True))
