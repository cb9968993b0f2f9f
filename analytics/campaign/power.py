"""What a campaign could see before it starts: how much more would have to happen."""

from scipy.optimize import brentq
from scipy.stats import norm

#: How often chance alone may look like an effect.
ALPHA = 0.05
#: How often an effect of the size that is said to be seen is seen.
POWER = 0.8
#: The share of buyers more that the smallest control group worth having sees.
WANTED = 0.25
#: Control groups that are drawn unasked, in hundredths.
PERCENTS = range(10, 51)


def smallest_lift(people: int, share: float, base: float) -> float | None:
    """By which share buyers must become more, so that four of five such campaigns show it.

    The usual formula for two shares (Fleiss, Levin and Paik 2003, chapter 4) without the
    correction for continuity, at a level of 5% from both sides.

    Parameters
    ----------
    people : int
        Of both groups.
    share : float
        Of them who are held out.
    base : float
        The share of people who buy anyway.

    Returns
    -------
    float or None
        0.15 is 15% more buyers than without; None where not even everybody's buying would show.
    """
    held_out = round(people * share)
    if not 0 < held_out < people or not 0 < base < 1:
        return None

    def excess(other: float) -> float:
        """How far a share of buyers is beyond the smallest that would be seen."""
        parts = 1 / held_out, 1 / (people - held_out)
        pooled = (base * held_out + other * (people - held_out)) / people
        alike = (pooled * (1 - pooled) * sum(parts)) ** 0.5
        unlike = (base * (1 - base) * parts[0] + other * (1 - other) * parts[1]) ** 0.5
        needed = norm.ppf(1 - ALPHA / 2) * alike + norm.ppf(POWER) * unlike
        return float(other - base - needed)

    if excess(1) < 0:
        return None
    return float(brentq(excess, base, 1)) / base - 1


def smallest_share(people: int, base: float) -> float | None:
    """The smallest control group of 10 to 50% that sees a quarter more buyers; None if none."""
    for percent in PERCENTS:
        lift = smallest_lift(people, percent / 100, base)
        if lift is not None and lift <= WANTED:
            return percent / 100
    return None
