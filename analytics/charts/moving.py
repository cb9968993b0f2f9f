"""What the charts of movement have in common: the colour of a direction."""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.movement.moves import Direction

COLOURS: Mapping[Direction, str] = MappingProxyType(
    {
        Direction.UP: "#0072B2",
        Direction.DOWN: "#D55E00",
        Direction.STAY: "#8C8C8C",
        Direction.ASIDE: "#5F5F5F",
    }
)
"""Blue leads up and orange down, which colour-blind readers tell apart; the rest is grey."""
