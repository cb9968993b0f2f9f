"""What changed, in sentences: what is at stake first, then what was won, then what was neither."""

from analytics.movement.moves import (
    BY_THEMSELVES,
    MOVED,
    Direction,
    Movement,
    Why,
)
from analytics.vocabulary.wording import counted
from bot.services.answer import Line
from bot.services.formats import Formats
from bot.services.movement.comparison import Comparison


def reading(compared: Comparison, formats: Formats) -> tuple[Line, ...]:
    """Two or three sentences for a marketer; each figure is in the table or the metrics."""
    movement = compared.movement
    if not movement.count():
        return (Line(f"Nobody did, between {_between(compared)}."),)
    if movement.count(Why.NEW) == movement.count():
        return (_all_new(compared),)
    if movement.count(Why.STAYED) == movement.count():
        noun = compared.words.noun
        return (Line(f"Nobody changed {noun} between {_between(compared)}, and nobody is new."),)
    own = movement.of(*BY_THEMSELVES)
    lines = (
        _down(own.going(Direction.DOWN), compared, formats),
        _up(own.going(Direction.UP), compared, formats),
        _rest(compared),
    )
    return tuple(line for line in lines if line)


def _down(down: Movement, compared: Comparison, formats: Formats) -> Line | None:
    if not down.count():
        if not compared.movement.count(*MOVED):
            return None
        return Line(
            f"nobody slipped to {compared.words.worse} by their own behaviour.", lead="At stake"
        )
    return Line(
        f"{formats.about(down.money_before)} a year. {counted(down.count(), 'customer')} slipped "
        f"to {compared.words.worse} by their own behaviour"
        f"{_most(compared, down, formats)}.",
        lead="At stake",
    )


def _up(up: Movement, compared: Comparison, formats: Formats) -> Line | None:
    if not up.count():
        return None
    verb = "spends" if up.count() == 1 else "spend"
    return Line(
        f"{counted(up.count(), 'customer')}, who now {verb} {formats.about(up.money_after)} a year "
        f"({formats.about(up.money_before)} before)"
        f"{_most(compared, up, formats)}.",
        lead="On the way up",
    )


def _most(compared: Comparison, moved: Movement, formats: Formats) -> str:
    """The path of most money, beside the others."""
    paths = moved.paths()
    most = paths[0]
    way = f"from {compared.labels[most.before]} to {compared.labels[most.after]}"
    if len(paths) == 1:
        return f", {'all ' if moved.count() > 1 else ''}{way}"
    half = 2 * most.money > sum(each.money for each in paths)
    return (
        f", {'most of the money' if half else 'the largest part'} {way} "
        f"({counted(most.customers, 'customer')}, {formats.about(most.money)})"
    )


def _rest(compared: Comparison) -> Line | None:
    words = compared.words
    boundary, unknown, new, gone = (
        compared.movement.count(why) for why in (Why.BOUNDARY, Why.UNKNOWN, Why.NEW, Why.GONE)
    )
    parts = []
    if boundary:
        parts.append(
            f"{_are(boundary)} in another {words.noun} only because {words.redrawn}, not because "
            "of anything they did"
        )
    if unknown:
        parts.append(f"{_are(unknown)} in another {words.noun}; why can't be told")
    if new:
        parts.append(f"{_are(new)} {words.came}")
    if gone:
        parts.append(f"{_are(gone)} {words.went}")
    if not parts:
        return None
    return Line(". ".join(parts) + ".", lead="Not their doing" if boundary else "Beside that")


def _are(number: int) -> str:
    return f"{counted(number, 'customer')} {'is' if number == 1 else 'are'}"


def _all_new(compared: Comparison) -> Line:
    number = compared.movement.count()
    who = "The only customer is new" if number == 1 else f"All {number:,} customers are new"
    return Line(f"{who}: nobody had bought anything before {compared.when[0]}.")


def _between(compared: Comparison) -> str:
    return f"{compared.when[0]} and {compared.when[1]}"
