"""The answers about movement: for everybody, for those who went one way, and as a file."""

from collections.abc import Mapping

import pandas as pd

from analytics.charts.segment_flow import segment_flow
from analytics.charts.segment_matrix import segment_matrix
from analytics.movement.moves import BY_THEMSELVES, MOVED, Direction, Why
from analytics.vocabulary.wording import counted
from bot.language.commands.days import Days
from bot.services.answer import Answer, Line, NextStep, Picture, picture
from bot.services.context import Context
from bot.services.movement.comparison import Comparison
from bot.services.movement.tables import movers_file, paths_table, people_table
from bot.services.movement.wording import reading
from bot.services.selection.selection import Selection


def changes_answer(
    request: Days,
    compared: Comparison,
    context: Context,
    people: Selection,
    metrics: Mapping[str, object],
    next_steps: tuple[NextStep, ...],
) -> Answer:
    """Who moved between two days; where the request names a segment, who left or joined it.

    Parameters
    ----------
    people : Selection
        Of whom it is told.
    metrics : mapping
        Beside those of the movement.
    next_steps : tuple of NextStep
        The first exports the movers.
    """
    chosen = compared.narrowed(request.left, request.joined)
    metrics = {**metrics, **measures(chosen)}
    if chosen is not compared:
        whole = request.with_values({"left": None, "joined": None})
        return Answer(
            title=who(request, compared),
            reading=reading(chosen, context.formats),
            tables=(*people_table(chosen, context, people), *paths_table(chosen)),
            notes=compared.notes,
            metrics=metrics,
            next_steps=(*next_steps[:1], NextStep("All changes", whole.text())),
        )
    return Answer(
        title=f"What changed from {compared.when[0]} to {compared.when[1]}",
        reading=reading(compared, context.formats),
        tables=paths_table(compared),
        pictures=charts(compared),
        notes=compared.notes,
        metrics=metrics,
        next_steps=(*_narrower(request, compared), *next_steps),
    )


def movers_answer(
    request: Days,
    compared: Comparison,
    context: Context,
    people: Selection,
    name: str,
    since: pd.Series,
) -> Answer:
    """Those who moved, as a file for the person who asked.

    Parameters
    ----------
    people : Selection
        Of whom it is told.
    name : str
        What comes before the days in the file's name.
    since : Series of date or None, indexed by ``customer_id``
        When each came into the segment of now.
    """
    chosen = compared.narrowed(request.left, request.joined)
    noun = compared.words.noun
    explained = (
        f"{noun}_since is the first day, looking once a week, on which they were in the {noun} of "
        "now."
    )
    export = movers_file(chosen, f"{name}.csv", since, context, people)
    many = counted(len(export.customers), "customer")
    return Answer(
        title=f"{who(request, compared)}, as a file",
        reading=(Line(f"{many} in {export.name}. {export.note}".strip()),),
        exports=(export,),
        notes=(explained, *compared.notes),
        metrics={**measures(chosen), "exported": len(export.customers)},
        private=True,
    )


def charts(compared: Comparison) -> tuple[Picture, ...]:
    """The flow and the full matrix."""
    movement, labels, when = compared.movement, compared.labels, compared.when
    return (
        picture(segment_flow, movement, labels, compared.colours, when, source=compared.source),
        picture(segment_matrix, movement, labels, when, source=compared.source),
    )


def measures(compared: Comparison) -> dict[str, object]:
    """The movement in figures, for machines."""
    movement, chance = compared.movement, compared.chance
    own = movement.of(*BY_THEMSELVES)
    down, up = own.going(Direction.DOWN), own.going(Direction.UP)
    return {
        "customers": movement.count() - movement.count(Why.GONE),
        "customers_then": movement.count() - movement.count(Why.NEW),
        "stayed": movement.count(Why.STAYED),
        "moved": movement.count(*MOVED),
        "own_behaviour": movement.count(Why.OWN),
        "boundary_moved": movement.count(Why.BOUNDARY),
        "both": movement.count(Why.BOTH),
        "new": movement.count(Why.NEW),
        "gone": movement.count(Why.GONE),
        "slipped": down.count(),
        "slipped_by_chance": round(chance.slipped, 1) if chance else None,
        "rose": up.count(),
        "rose_by_chance": round(chance.rose, 1) if chance else None,
        "beyond_chance": chance.beyond.value if chance else None,
        "at_stake": compared.at_stake,
    }


def who(request: Days, compared: Comparison) -> str:
    """Whom an answer is about."""
    words = []
    if request.left:
        words.append(f"left {compared.names[compared.named(request.left)]}")
    if request.joined:
        words.append(f"joined {compared.names[compared.named(request.joined)]}")
    return f"Who {' and '.join(words) or 'moved'} from {compared.when[0]} to {compared.when[1]}"


def _narrower(request: Days, compared: Comparison) -> tuple[NextStep, ...]:
    """Who left the segment that most money left, and who joined the one that most money joined."""
    own = compared.movement.of(*BY_THEMSELVES)
    steps = []
    for down in own.going(Direction.DOWN).paths()[:1]:
        name = compared.names[down.before]
        steps.append(NextStep(f"Who left {name}?", request.with_values({"left": name}).text()))
    for up in own.going(Direction.UP).paths()[:1]:
        name = compared.names[up.after]
        steps.append(NextStep(f"Who joined {name}?", request.with_values({"joined": name}).text()))
    return tuple(steps)
