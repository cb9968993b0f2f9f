"""All segments at once: the map, who pays the bills, and what to do about each."""

from analytics.charts.rfm_distributions import rfm_distributions
from analytics.charts.rfm_map import rfm_map
from analytics.charts.segment_bars import segment_bars
from analytics.vocabulary.wording import counted
from bot.language.commands.rfm import RfmExport, RfmOverview, RfmPlay, RfmSegments, RfmTop
from bot.services.about import about_segments
from bot.services.answer import Answer, Column, Format, NextStep, Table, picture
from bot.services.context import Context
from bot.services.rfm.scoring import scored
from bot.services.rfm.wording import (
    by_what_they_are_best,
    empty_segments,
    metrics,
    notes,
    reading,
    score_table,
    segment_table,
    sources,
)

_NOBODY = "Nobody is in it."


def overview(request: RfmOverview, context: Context) -> Answer:
    """The map of segments, and who pays the bills."""
    found = scored(context, request)
    rfm = found.rfm
    first = found.rules.rules[0]
    symbol, source = context.formats.symbol, found.source
    return Answer(
        title=f"RFM overview of {counted(rfm.customers, 'customer')}",
        reading=(*reading(rfm.segments), *by_what_they_are_best(found)),
        tables=(segment_table(rfm.segments), score_table(found, context.formats)),
        pictures=(
            picture(segment_bars, rfm.segments, currency=symbol, source=source),
            picture(rfm_map, rfm, found.rules, source=source),
            picture(rfm_distributions, rfm, symbol, source=source),
        ),
        notes=(*empty_segments(found, context.formats), *sources(found)),
        metrics=metrics(found),
        about=about_segments(request, rfm.segments),
        next_steps=(
            NextStep(
                f"Who are the {first.label.lower()}?",
                RfmTop(segment_=first.label, **request.population()).text(),
            ),
            NextStep("What to do about each", RfmSegments(**request.population()).text()),
            NextStep("Export CSV", RfmExport(**request.population()).text()),
        ),
    )


def segments(request: RfmSegments, context: Context) -> Answer:
    """Every segment with its play in a line."""
    found = scored(context, request)
    rfm = found.rfm
    plays = {rule.key: rule.play for rule in found.rules.rules}
    table = Table(
        title="Segments and what to do about them",
        columns=(
            Column("Segment"),
            Column("What to do"),
            Column("Customers", Format.COUNT),
            Column("Share", Format.SHARE),
            Column("Revenue", Format.MONEY),
        ),
        rows=tuple(
            (
                each.label,
                plays[each.key] if each.customers else _NOBODY,
                each.customers,
                each.share,
                each.revenue,
            )
            for each in rfm.segments
        ),
        whole=True,
    ).known()
    biggest = max(rfm.segments, key=lambda each: each.weight)
    return Answer(
        title=f"RFM segments of {counted(rfm.customers, 'customer')}",
        reading=(*reading(rfm.segments), *by_what_they_are_best(found)),
        tables=(table,),
        notes=(*empty_segments(found, context.formats), *notes(found, context.formats)),
        metrics=metrics(found),
        about=about_segments(request, rfm.segments),
        next_steps=(
            NextStep(
                f"The play for {biggest.label}",
                RfmPlay(segment_=biggest.label, **request.population()).text(),
            ),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
            NextStep("Export CSV", RfmExport(**request.population()).text()),
        ),
    )
