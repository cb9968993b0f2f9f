"""Groups that are known because the shop was made up, beside those that are found in it."""

import pandas as pd
from sklearn.metrics import adjusted_rand_score

from analytics.selftest.comparison import Comparison, compared_figures

GROUPS_OFF = 1
ADJUSTED_RAND = 0.8
"""The least agreement with the truth; 1 is the same groups, 0 what chance would give."""


def compare_groups(labels: "pd.Series[int]", truth: "pd.Series[str]") -> tuple[Comparison, ...]:
    """Hold groups of a number that was found, too, against the truth.

    Parameters
    ----------
    labels, truth : Series, indexed by ``customer_id``
        The group that each customer was found in, and the one they were made for.
    """
    against = "the groups it was made up of"
    both = pd.DataFrame({"found": labels, "true": truth})
    # Who is missing in either is a group of their own, so that it tells.
    both = both.astype(object).fillna("nobody").astype(str)
    return (
        compared_figures(
            "number of groups chosen for the made-up shop",
            against,
            {"groups": labels.nunique()},
            {"groups": truth.nunique()},
            GROUPS_OFF,
        ),
        compared_figures(
            "adjusted Rand index of these groups, 1 for the same ones",
            against,
            {"adjusted_rand": float(adjusted_rand_score(both["true"], both["found"]))},
            {"adjusted_rand": 1.0},
            1 - ADJUSTED_RAND,
        ),
    )
