"""Colours and shapes that stay with what they stand for, and stay apart for colour-blind readers.

Within each of the two schemes any two colours differ by at least 15 (CIE 1976 colour difference),
as seen with full colour vision and with each of the three kinds of colour blindness.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from matplotlib.colors import to_rgb

from analytics.movement.moves import Direction

INK = "#222222"
QUIET = "#5F5F5F"
FAINT = "#D9D9D9"

MOVING: Mapping[Direction, str] = MappingProxyType(
    {
        Direction.UP: "#0072B2",
        Direction.DOWN: "#D55E00",
        Direction.STAY: "#8C8C8C",
        Direction.ASIDE: "#5F5F5F",
    }
)
"""Blue leads up and orange down, which colour-blind readers tell apart; the rest is grey."""

# Paul Tol's "muted" scheme, made for colour-blind readers: champions green, leavers grey.
_SEGMENT_COLOURS = {
    "champions": "#117733",
    "loyal_customers": "#44AA99",
    "potential_loyalists": "#88CCEE",
    "new_customers": "#332288",
    "promising": "#AA4499",
    "need_attention": "#DDCC77",
    "about_to_sleep": "#999933",
    "at_risk": "#CC6677",
    "cannot_lose": "#882255",
    "hibernating": "#C8C8C8",
    "lost": "#222222",
    "others": "#7777DD",
}
# What other packs call the same segments.
_SAME_SEGMENT = {
    "loyal": "loyal_customers",
    "potential_loyalist": "potential_loyalists",
    "new": "new_customers",
    "recent_customers": "new_customers",
    "needs_attention": "need_attention",
    "cant_lose": "cannot_lose",
    "cant_lose_them": "cannot_lose",
    "cannot_lose_them": "cannot_lose",
    "hibernating_customers": "hibernating",
    "lost_customers": "lost",
    "other": "others",
}
# Okabe and Ito's scheme for colour-blind readers, and more that keep apart in lightness.
_CLUSTER_COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#222222",
    "#882255",
    "#666633",
    "#332288",
    "#F0E442",
    "#C4C4C4",
)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "d")


def segment_colours(keys: Sequence[str]) -> Mapping[str, str]:
    """The colour of each segment of a rule pack.

    Segments of our own pack, and those of others that mean the same, have a colour for good; the
    rest of a pack takes the colours left over, in the pack's order. From the thirteenth segment
    on colours come again, so that charts always name segments too.

    Parameters
    ----------
    keys : sequence of str
        All of the pack, in its order.
    """
    found = {key: colour for key in keys if (colour := _SEGMENT_COLOURS.get(_known(key)))}
    # Two of one pack can mean the same of ours: the first keeps the colour.
    fixed = {colour: key for key, colour in reversed(found.items())}
    free = [colour for colour in _SEGMENT_COLOURS.values() if colour not in fixed]
    others = [key for key in keys if fixed.get(found.get(key, "")) != key]
    pool = free or list(_SEGMENT_COLOURS.values())
    left = {key: pool[place % len(pool)] for place, key in enumerate(others)}
    return {key: left.get(key) or found[key] for key in keys}


def segment_colour(key: str, place: int) -> str:
    """The colour of one segment; ``place`` in its pack decides for segments of other packs."""
    return _SEGMENT_COLOURS.get(_known(key), cluster_colour(place + 1))


def cluster_colour(number: int) -> str:
    """The colour of a cluster, numbered from 1; the thirteenth is the first again."""
    return _CLUSTER_COLOURS[(number - 1) % len(_CLUSTER_COLOURS)]


def cluster_marker(number: int) -> str:
    """The marker shape of a cluster, numbered from 1."""
    return _MARKERS[(number - 1) % len(_MARKERS)]


def ink_on(background: str | tuple[float, float, float]) -> str:
    """Dark or white text, whichever stands out more (WCAG 2 contrast)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(background)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if luminance > 0.2 else "white"


def tint(colour: str, strength: float) -> tuple[float, float, float]:
    """A colour mixed with white; ``strength`` from 0, white, to 1, the colour itself."""
    red, green, blue = (1 - strength + strength * part for part in to_rgb(colour))
    return red, green, blue


def _known(key: str) -> str:
    return _SAME_SEGMENT.get(key, key)
