"""The marketing plays of segments, as config/plays.toml has them."""

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

import config
from analytics.movement.moves import Direction


class Play(BaseModel):
    """A segment's play, as config/plays.toml has it; figures stand in braces.

    Attributes
    ----------
    action : str
        What to do, in a few words.
    suits : str or None
        Whether the action is for those alone who rose to the segment, or who slipped to it.
    send, when, avoid : str
    late : str or None
        In place of ``when``, where the segment's last orders are usually longer ago than its usual
        time between two orders.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: str
    suits: Literal["rose", "slipped"] | None = None
    send: str
    when: str
    late: str | None = None
    avoid: str

    def suits_who_went(self, direction: Direction) -> bool:
        """Whether the action is for those who came this way."""
        return direction in _WAYS and self.suits in (None, _WAYS[direction])


@cache
def plays() -> dict[str, Play]:
    """The plays of config/plays.toml, by the keys of their segments."""
    return {key: Play.model_validate(each) for key, each in config.load("plays").items()}


def action_for(key: str, direction: Direction) -> str:
    """What to do, in a few words, about those who came to a segment this way."""
    play = plays().get(key)
    return play.action if play and play.suits_who_went(direction) else BY_DIRECTION[direction]


#: What to do about those whom no play is for.
BY_DIRECTION = {
    Direction.DOWN: "Ask what is missing, show what is new",
    Direction.UP: "Thank them, show what goes with it",
    Direction.ASIDE: "Welcome them, then what goes well with it",
}
_WAYS = {Direction.UP: "rose", Direction.DOWN: "slipped"}
