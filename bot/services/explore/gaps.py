"""How long customers stay away before they come back, overall and segment by segment."""

from analytics.charts.return_curve import return_curve
from analytics.explore.gaps import SHARES, gaps_by_group
from analytics.explore.gaps import gaps as gaps_of
from analytics.features.customers import midnight
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.explore import ExploreGaps, ExploreOverview
from bot.language.commands.rfm import RfmPreview
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import time_words
from bot.services.rfm.scoring import scored

#: Fewer gaps say little about when people come back.
_FEWEST = 30
_HOW = (
    "From one day on which a customer bought to the next; who hasn't come back yet isn't in it, so "
    "the true gaps are longer."
)


def gaps(request: ExploreGaps, context: Context) -> Answer:
    """The day by which half, four in five and nine in ten of those who come back have done so."""
    context.require_orders()
    found = scored(context, request)
    selection = found.customers
    orders = selection.orders.filter(selection.orders.ordered_at < midnight(selection.as_of))
    everybody = gaps_of(orders)
    if not everybody.total:
        raise SegbotError(
            "Nobody came back on another day within these limits, so there are no gaps to measure.",
            "Widen a limit or leave it out.",
        )
    half, most, nearly = (everybody.by_day(share) for share in SHARES)
    segments = found.rfm.scores["segment"]
    of_segments = gaps_by_group(orders, segments)
    labels = {each.key: each.label for each in found.rules.rules}
    rows = [("All", everybody)]
    rows += [
        (labels[each.key], of_segments[each.key])
        for each in found.rfm.segments
        if each.key in of_segments
    ]
    thin = [name for name, each in rows if each.total < _FEWEST]
    return Answer(
        title=f"Time between orders, {time_words(selection)}",
        reading=(
            Line(
                f"within {counted(half or 0, 'day')} half of the time, within {most} in 80%, "
                f"within {nearly} in 90%.",
                lead="The next order came",
            ),
            Line(
                f"later than {nearly} days; nine in ten who came back were back by then.",
                lead="Lapsed",
            ),
        ),
        tables=(
            Table(
                "Days until they were back",
                (
                    Column("Segment"),
                    Column("50%", Format.COUNT),
                    Column("80%", Format.COUNT),
                    Column("90%", Format.COUNT),
                    Column("Came back", Format.COUNT),
                    Column("Times", Format.COUNT),
                ),
                tuple(
                    (name, *(each.by_day(share) for share in SHARES), each.customers, each.total)
                    for name, each in rows
                ),
            ),
        ),
        pictures=(picture(return_curve, everybody, source=selection.source),),
        notes=(
            _HOW,
            "Segments are those of today: who is often here is put there by it.",
            *((f"Few times: {', '.join(thin)}.",) if thin else ()),
            selection.note,
        ),
        metrics={
            "gaps": everybody.total,
            "customers": everybody.customers,
            "median_gap_days": everybody.median,
            "days_50": half,
            "days_80": most,
            "days_90": nearly,
        },
        next_steps=(
            NextStep("Score recency by it", RfmPreview(edges="gap").text()),
            NextStep("Overview", ExploreOverview(**request.population()).text()),
        ),
    )
