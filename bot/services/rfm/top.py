"""The customers of a segment: the best of them, or all of them as a file."""

import pandas as pd

from analytics.charts.segment_bars import segment_bars
from analytics.movement.history import weekly
from analytics.rfm import Rfm
from analytics.rfm.rules import SegmentRule
from analytics.vocabulary.wording import counted
from bot.language.commands.rfm import RfmExport, RfmOverview, RfmPlay, RfmTop
from bot.language.words import find
from bot.services.answer import Answer, Column, Export, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.groups import best_first, buyer_table, group_line
from bot.services.movement.history import segment_history
from bot.services.pictures import picture
from bot.services.rfm.packs import segment_rule
from bot.services.rfm.scoring import standing
from bot.services.rfm.wording import metrics, notes


def top(request: RfmTop, context: Context) -> Answer:
    """The customers of one segment who spend most."""
    found = standing(context, request)
    rfm, rule = found.rfm, segment_rule(found.rules, request.segment)
    summary = rfm.summary(rule.key)
    buyers = best_first(members(rfm, rule))
    bars = segment_bars(rfm.segments, currency=context.formats.symbol, source=found.source)
    return Answer(
        title=f"Top {rule.label}",
        reading=(
            group_line(summary),
            Line(rule.description),
            Line(rule.play, lead="What to do")
            if buyers
            else Line("Nobody is in this segment now."),
        ),
        tables=(buyer_table(rule.label, buyers, request.n),) if buyers else (),
        pictures=(picture("segment_bars.png", bars),),
        notes=notes(found, context.formats),
        metrics={
            **metrics(found),
            "segment": rule.key,
            "segment_customers": summary.customers,
            "segment_revenue": summary.revenue,
        },
        next_steps=(
            NextStep(
                "What to send them", RfmPlay(segment=rule.label, **request.population()).text()
            ),
            NextStep("Export CSV", RfmExport(segment=rule.label, **request.population()).text()),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
        ),
    )


def export(request: RfmExport, context: Context) -> Answer:
    """A segment's customers, or everybody's, as a file."""
    found = standing(context, request)
    everybody = find(request.segment, ["all"]) is not None
    rule = None if everybody else segment_rule(found.rules, request.segment)
    who = members(found.rfm, rule).sort_values("monetary", ascending=False, kind="stable")
    days = weekly(found.customers.as_of)
    history = segment_history(context, found.among(found.customers), days, found.segments_among)
    people = who.join(history[["previous", "since"]]).reset_index().to_dict("records")
    measures = ("recency", "frequency", "monetary", "r", "f", "m")
    labels = {each.key: each.label for each in found.rules.rules}
    name = rule.label if rule else "All segments"
    table = Table(
        title=name,
        columns=(
            Column("customer_id"),
            Column("segment"),
            Column("recency_days", Format.COUNT),
            Column("orders", Format.COUNT),
            Column("spent", Format.MONEY),
            Column("r", Format.COUNT),
            Column("f", Format.COUNT),
            Column("m", Format.COUNT),
            Column("previous_segment"),
            Column("segment_since"),
        ),
        rows=tuple(
            (
                each["customer_id"],
                labels[each["segment"]],
                *(each[name] for name in measures),
                labels.get(each["previous"], ""),
                each["since"].isoformat() if each["since"] else "",
            )
            for each in people
        ),
    )
    filename = f"rfm_{rule.key if rule else 'all'}_{found.customers.as_of.isoformat()}.csv"
    return Answer(
        title=f"{name} as a file",
        reading=(Line(f"{counted(len(who), 'customer')} in {filename}."),),
        exports=(Export(filename, table, tuple(who.index)),),
        notes=(_HISTORY, *notes(found, context.formats)),
        metrics={**metrics(found), "exported": len(who)},
        private=True,
    )


_HISTORY = (
    "previous_segment is the last other one within a year, looking once a week with each week's "
    "limits; segment_since is the first week in the present one, empty where it is a year or more."
)


def members(rfm: Rfm, rule: SegmentRule | None) -> pd.DataFrame:
    """A segment's customers, or everybody, by id."""
    return rfm.scores if rule is None else rfm.scores[rfm.scores["segment"] == rule.key]
