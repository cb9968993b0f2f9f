"""What changed, in sentences: what is at stake first, then who moved, then what was neither."""

from analytics.movement.moves import BY_THEMSELVES, Direction, Why
from analytics.vocabulary.wording import counted
from bot.services.answer import Format, Line
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
    lines = (*at_stake(compared, formats), _balance(compared), _rest(compared))
    return tuple(line for line in lines if line)


def at_stake(compared: Comparison, formats: Formats) -> tuple[Line, ...]:
    """What those who slipped will spend less, where the past tells; nothing where it doesn't."""
    money, chance = compared.at_stake, compared.chance
    if not money or chance is None or chance.lost is None:
        return ()
    lost = formats.cell(chance.lost, Format.SHARE)
    return (
        Line(
            f"about {formats.about(money)} a year, as those who slipped in as long a time before "
            f"went on to spend {lost} less than chance explains.",
            lead="At stake",
        ),
    )


_LEADS = {
    Direction.DOWN: "Worse than chance",
    Direction.UP: "Better than chance",
    Direction.STAY: "No more than chance",
}


def _balance(compared: Comparison) -> Line | None:
    """How many slipped and rose by what they did, and how many chance alone would have moved."""
    own = compared.movement.of(*BY_THEMSELVES)
    slipped, rose = (own.going(way).count() for way in (Direction.DOWN, Direction.UP))
    if not slipped and not rose:
        return None
    words = (
        f"{counted(slipped, 'customer')} slipped to {compared.words.worse} by their own behaviour "
        f"and {rose:,} rose"
    )
    chance = compared.chance
    if chance is None:
        return Line(f"{words}; how many chance alone moves isn't known.", lead="Up and down")
    return Line(
        f"{words}. Chance alone moves about {chance.slipped:,.0f} down and {chance.rose:,.0f} up, "
        "with everybody buying at a steady pace.",
        lead=_LEADS[chance.beyond],
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
