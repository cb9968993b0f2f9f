"""The segmentations that were made."""

from analytics.vocabulary.wording import counted
from bot.language.commands.segment import SegmentHistory, SegmentShow
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.moments import clock_note, clock_of, moment
from bot.services.segment import stored as runs
from bot.services.segment.stored import Segmentation

_MOST_BUTTONS = 5


def history(request: SegmentHistory, context: Context) -> Answer:
    """The latest runs, the last one first."""
    latest = runs.load(context, None)
    shown = runs.history(context, request.n)
    total = context.store.runs.count()
    names = {user: context.outside.name_of(user) for user in {each.user for each in shown} if user}
    clock = clock_of(context)
    listed = "All of them" if len(shown) == total else f"The latest {len(shown)} of {total:,}"
    return Answer(
        title=f"{counted(total, 'segmentation')} so far",
        reading=(Line(f"{listed}. The latest, run {latest.number}, has {_groups(latest)}."),),
        tables=(
            Table(
                title="Segmentations",
                columns=(
                    Column("Run", Format.COUNT),
                    Column("Made"),
                    Column("By"),
                    Column("How"),
                    Column("Groups", Format.COUNT),
                    Column("Silhouette", Format.DECIMAL),
                ),
                rows=tuple(
                    (
                        each.number,
                        moment(each.created_at, clock),
                        names.get(each.user, each.user) or None,
                        _how(each),
                        len(each.profiles),
                        each.quality.silhouette,
                    )
                    for each in shown
                ),
            ).known(),
        ),
        notes=("Silhouette: 1 means groups clearly apart, 0 overlapping.", clock_note(clock)),
        metrics={"runs": total, "latest": latest.number},
        next_steps=tuple(
            NextStep(f"Show run {each.number}", SegmentShow(run=each.number).text())
            for each in shown[:_MOST_BUTTONS]
        ),
    )


def _groups(made: Segmentation) -> str:
    return f"{len(made.profiles)} groups of {counted(made.customers, 'customer')}"


def _how(made: Segmentation) -> str:
    """What was asked for, as one would write it, but for the number of groups."""
    text = made.request.with_values({"k": None}).text()
    return text.removeprefix("/segment run").strip() or "rfm, kmeans"
