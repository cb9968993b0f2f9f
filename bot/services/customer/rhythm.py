"""How long a customer usually stays away, and whether this time it is longer than that."""

from dataclasses import dataclass

from analytics.explore.gaps import Gaps
from analytics.vocabulary.wording import counted

#: Longer away than this share of times is overdue.
_NEARLY = 0.9
#: Fewer gaps of one customer are no rhythm of theirs; fewer of a shop none of the shop's.
_FEWEST_OWN, _FEWEST = 3, 30


@dataclass(frozen=True)
class Rhythm:
    """A customer's times between days on which they bought, beside everybody's.

    Attributes
    ----------
    own, shop : Gaps
    away : int
        Days since the last purchase.
    """

    own: Gaps
    shop: Gaps
    away: int

    @property
    def is_their_own(self) -> bool:
        """Whether they came back often enough to be measured by themselves."""
        return self.own.total >= _FEWEST_OWN

    @property
    def late_after(self) -> int | None:
        """The days within which they came back in nine of ten times, or where these are few, within
        which the shop's customers did; None where that isn't known either."""
        if self.is_their_own:
            return self.own.by_day(_NEARLY)
        return self.shop.by_day(_NEARLY) if self.shop.total >= _FEWEST else None

    @property
    def is_overdue(self) -> bool | None:
        """Whether they are away for longer than that; None where it isn't known."""
        return None if self.late_after is None else self.away > self.late_after


def rhythm_words(rhythm: Rhythm) -> str:
    """The usual gap, and whether this one is longer."""
    own, late_after = rhythm.own, rhythm.late_after
    away = f"Away for {counted(rhythm.away, 'day')}"
    verdict = {True: f"{away} now: overdue.", False: f"{away} now: not overdue.", None: f"{away}."}
    now = verdict[rhythm.is_overdue]
    if rhythm.is_their_own:
        usual = f"they came back {counted(own.total, 'time')}, usually after {_days(own.median)}"
        longest = late_after == own.days[-1]
        within = "never after more than" if longest else "in 90% within"
        return f"{usual}, {within} {counted(late_after or 0, 'day')}. {now}"
    back = "they never came back on another day"
    if own.total:
        times = {1: "once", 2: "twice"}[own.total]
        back = f"they came back on another day {times}, too seldom for a rhythm of their own"
    if late_after is None:
        return f"{back}. {now}"
    days = counted(late_after, "day")
    return f"{back}; when this shop's customers come back, 90% do within {days}. {now}"


def _days(median: float | None) -> str:
    days = median or 0.0
    return counted(int(days), "day") if days.is_integer() else f"{days:.1f} days"
