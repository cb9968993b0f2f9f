"""What came of a campaign: who bought and what they spent, beside those who were held out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest, norm

from analytics.campaign.power import ALPHA
from analytics.campaign.revenue import MeanDifference, mean_difference
from analytics.intervals import ratio_of_shares

#: Below this the groups aren't those that were drawn, whatever they did: so seldom is chance alone
#: to blame (Fabijan et al. 2019, KDD, "Diagnosing sample ratio mismatch").
MISMATCH = 0.001


@dataclass(frozen=True)
class Arm:
    """One of the two groups.

    Attributes
    ----------
    people : int
    buyers : int
        Of them who bought.
    cents : int
        What all of them brought, in hundredths of the currency.
    """

    people: int
    buyers: int
    cents: int

    @property
    def share(self) -> float:
        """Of people who bought."""
        return self.buyers / self.people


@dataclass(frozen=True)
class Lift:
    """How many more bought than would have without the campaign.

    Attributes
    ----------
    estimate, low, high : float
        0.09 is 9% more buyers; 95% of such intervals have what is so between their ends. All are
        infinite where nobody who was held out bought, the high end also where hardly anybody did.
    """

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """What both groups did.

    Attributes
    ----------
    messaged, control : Arm
    ratio_p : float
        How often chance alone parts people as unevenly as those who are left of both groups.
    buyers : Lift or None
        None where nobody bought.
    revenue : MeanDifference or None
        Per head, in hundredths of the currency; None where all brought the same.
    """

    messaged: Arm
    control: Arm
    ratio_p: float
    buyers: Lift | None
    revenue: MeanDifference | None

    @property
    def is_sound(self) -> bool:
        """Whether the groups are as they were drawn, so that a verdict may be given."""
        return self.ratio_p >= MISMATCH


def outcome(people: pd.DataFrame, share: float, seed: int) -> Outcome:
    """Read a campaign out.

    Parameters
    ----------
    people : DataFrame, one row per person that is left, at least one of each group
        ``control``, ``stratum``, ``bought`` and ``cents``.
    share : float
        Of all who were drawn that were held out.
    seed : int
        The same seed gives the same intervals.
    """
    control = people["control"].to_numpy(bool)
    messaged, held_out = (
        Arm(len(each), int(each["bought"].sum()), int(each["cents"].sum()))
        for each in (people[~control], people[control])
    )
    return Outcome(
        messaged=messaged,
        control=held_out,
        ratio_p=float(binomtest(held_out.people, len(people), share).pvalue),
        buyers=_lift(messaged, held_out, worth(people["bought"], people["stratum"])),
        revenue=mean_difference(
            people["cents"].to_numpy("float64"), control, people["stratum"].to_numpy(), seed
        ),
    )


def worth(bought: "pd.Series[bool]", stratum: "pd.Series[int]") -> float:
    """For how many people each one counts, since groups were drawn within strata.

    What differs between strata differs between the groups no more, so that only the variance
    within them is left to chance (Cochran 1977, chapter 5): people count for as much more as that
    is less than the variance of all.
    """
    shares = bought.astype("float64").groupby(stratum).agg(["mean", "size"])
    within = float((shares["size"] * shares["mean"] * (1 - shares["mean"])).sum())
    everybody, apart = len(bought), len(bought) - len(shares)
    total = float(bought.mean() * (1 - bought.mean()))
    if within == 0 or apart <= 0:
        return 1.0
    return total / (everybody - 1) / (within / everybody / apart)


def _lift(messaged: Arm, control: Arm, counts_for: float) -> Lift | None:
    if not messaged.buyers + control.buyers:
        return None
    one, other = (
        (each.buyers * counts_for, each.people * counts_for) for each in (messaged, control)
    )
    low, high = ratio_of_shares(one, other, float(norm.ppf(1 - ALPHA / 2)))
    estimate = messaged.share / control.share if control.buyers else np.inf
    return Lift(estimate - 1, low - 1, high - 1)
