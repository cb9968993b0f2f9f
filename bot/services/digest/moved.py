"""Who moved since a digest, as `/rfm changes` tells it of the same days, in a line each."""

from analytics.movement.moves import BY_THEMSELVES, Direction, Movement, Why
from analytics.vocabulary.wording import listed
from bot.services.answer import Line
from bot.services.formats import Formats
from bot.services.movement.answering import measures
from bot.services.movement.comparison import Comparison

#: The segments to watch: the best, and the first of these that there is.
_LEAVING = ("at_risk", "cannot_lose", "need_attention", "about_to_sleep")
_BY_CHANCE = {
    Direction.DOWN: "On balance that is worse than chance.",
    Direction.UP: "On balance that is better than chance.",
    Direction.STAY: "On balance that is no more than chance.",
}


def moved_lines(compared: Comparison, formats: Formats) -> tuple[Line, ...]:
    """What changed and what it is worth, then who came into the segments to watch and left them."""
    lead = f"Since {compared.when[0]}"
    if compared.movement.count(Why.NEW) == compared.movement.count():
        return (Line("all customers are new.", lead=lead),)
    segments = (_segment_line(key, compared, formats) for key in _watched(compared))
    return (
        Line(_what_changed(compared, formats), lead=lead),
        *(each for each in segments if each),
    )


def moved_metrics(compared: Comparison) -> dict[str, object]:
    """The movement in figures, for machines: of everybody, and of the segments to watch."""
    slipped, rose, new = _went(compared)
    found: dict[str, object] = {
        **measures(compared),
        "slipped_money": slipped.money,
        "rose_money": rose.money,
        "new_money": new.money,
    }
    for key in _watched(compared):
        came, left = _came(key, compared), _left(key, compared)
        found |= {
            f"came_{key}": came.count(),
            f"came_{key}_money": came.money,
            f"left_{key}": left.count(),
            f"left_{key}_money": left.money,
            f"redrawn_into_{key}": _redrawn(compared).between(after=key).count(),
            f"redrawn_out_of_{key}": _redrawn(compared).between(before=key).count(),
        }
    return found


def _went(compared: Comparison) -> tuple[Movement, Movement, Movement]:
    """Who slipped and rose by their own behaviour, and who is new."""
    own = compared.movement.of(*BY_THEMSELVES)
    new = compared.movement.of(Why.NEW)
    return own.going(Direction.DOWN), own.going(Direction.UP), new


def _what_changed(compared: Comparison, formats: Formats) -> str:
    slipped, rose, new = _went(compared)
    parts = []
    if slipped.count():
        until_then = _worth(slipped, formats, " until then")
        parts.append(f"{slipped.count():,} slipped by their own behaviour{until_then}")
    if rose.count():
        parts.append(f"{rose.count():,} rose{_worth(rose, formats)}")
    if new.count():
        are = "is" if new.count() == 1 else "are"
        parts.append(f"{new.count():,} {are} new{_worth(new, formats)}")
    if not slipped.count() and not rose.count():
        return f"{listed(['nobody changed segment by their own behaviour', *parts])}."
    return f"{listed(parts)}. {_by_chance(compared, formats)}"


def _by_chance(compared: Comparison, formats: Formats) -> str:
    """What of it chance explains, and what is at stake where it doesn't."""
    if compared.chance is None:
        return "How many chance alone moves isn't known."
    words = _BY_CHANCE[compared.chance.beyond]
    if compared.at_stake:
        words += f" At stake is about {formats.about(compared.at_stake)} a year."
    return words


def _segment_line(key: str, compared: Comparison, formats: Formats) -> Line | None:
    """Who came into a segment and left it; none where nobody did."""
    came, left = _came(key, compared), _left(key, compared)
    redrawn = _redrawn(compared)
    into, out = (redrawn.between(after=key).count(), redrawn.between(before=key).count())
    parts = []
    if came.count() or left.count():
        parts.append(
            f"{_many(came)} came by their own behaviour{_worth(came, formats)} and "
            f"{_many(left)} left{_worth(left, formats)}"
        )
    if into or out:
        ways = [f"{each:,} {way}" for each, way in ((into, "in"), (out, "out")) if each]
        parts.append(f"moved limits alone took {listed(ways)}")
    return Line(f"{'; '.join(parts)}.", lead=compared.names[key], caveat=True) if parts else None


def _watched(compared: Comparison) -> tuple[str, ...]:
    best, *others = compared.names
    return (best, *[key for key in _LEAVING if key in others][:1])


def _came(key: str, compared: Comparison) -> Movement:
    return compared.movement.of(*BY_THEMSELVES, Why.NEW).between(after=key)


def _left(key: str, compared: Comparison) -> Movement:
    return compared.movement.of(*BY_THEMSELVES, Why.GONE).between(before=key)


def _redrawn(compared: Comparison) -> Movement:
    return compared.movement.of(Why.BOUNDARY)


def _many(moved: Movement) -> str:
    return f"{moved.count():,}" if moved.count() else "nobody"


def _worth(moved: Movement, formats: Formats, when: str = "") -> str:
    """What they spend; nothing where that isn't known."""
    return f" ({formats.about(moved.money)} a year{when})" if moved.money else ""
