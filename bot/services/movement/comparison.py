"""Two states of the same customers, with the names that people know their segments by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from analytics.movement.chance import Chance
from analytics.movement.moves import BY_THEMSELVES, GONE, NEW, Direction, Movement
from bot.services.groups import find_group


@dataclass(frozen=True)
class Words:
    """How people speak of what is compared.

    Attributes
    ----------
    noun : str
        What customers move between: segment or group.
    worse : str
        What a way down leads to.
    redrawn : str
        Why somebody moved who did nothing: what it was that changed.
    not_yet, no_longer : str
        Where somebody was who isn't in the earlier state, or is who isn't in the later.
    came, went : str
        What they are, to follow "is" or "are".
    """

    noun: str
    worse: str
    redrawn: str
    not_yet: str = "No order then"
    no_longer: str = "No order now"
    came: str = "new since then"
    went: str = "left with no order in the days that count"


class _Named(NamedTuple):
    key: str
    label: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """Who moved, in a marketer's words.

    Attributes
    ----------
    movement : Movement
    names, colours : mapping of str
        By the segments' keys.
    when : (str, str)
        What is compared: two days, or two runs.
    words : Words
    source : str
        The line below a chart.
    notes : tuple of str
        Small print.
    chance : Chance or None
        What chance alone would have moved; None where that can't be told.
    """

    movement: Movement
    names: Mapping[str, str]
    colours: Mapping[str, str]
    when: tuple[str, str]
    words: Words
    source: str
    notes: tuple[str, ...]
    chance: Chance | None = None

    @property
    def at_stake(self) -> float | None:
        """What those who slipped will spend less in a year, beyond what chance explains.

        As those did who slipped in the span before; None where nothing shows that there is such a
        loss, or nothing tells how large it is.
        """
        chance = self.chance
        if chance is None or chance.lost is None or chance.beyond is not Direction.DOWN:
            return None
        slipped = self.movement.of(*BY_THEMSELVES).going(Direction.DOWN)
        return round(slipped.money_before * chance.lost, 2)

    @property
    def sizes(self) -> dict[str, int]:
        """How many are in each segment now, of those who count, by its key; the best first."""
        now = self.movement.matrix().sum()
        return {key: int(now[key]) for key in self.names}

    @property
    def labels(self) -> Mapping[str, str]:
        """What segments are called, and what stands where there is none."""
        return {NEW: self.words.not_yet, GONE: self.words.no_longer, **self.names}

    def narrowed(self, left: str | None, joined: str | None) -> "Comparison":
        """The same with those only who left one segment or joined another, named by people.

        Raises
        ------
        SegbotError
            If there is no such segment.
        """
        if left is None and joined is None:
            return self
        sides = (self.named(left) if left else None, self.named(joined) if joined else None)
        # Chance is known of all who moved, not of those who went one way.
        return replace(self, movement=self.movement.between(*sides), chance=None)

    def named(self, words: str) -> str:
        """The key of the segment that a person's words name, by its name or number."""
        groups = [_Named(key, name) for key, name in self.names.items()]
        return find_group(words, groups, self.words.noun).key
