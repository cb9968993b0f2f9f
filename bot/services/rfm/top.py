"""The customers of a segment: the best of them, or all of them as a file."""

from dataclasses import replace

import pandas as pd

from analytics.charts.segment_bars import segment_bars
from analytics.movement.history import activity, last_changes, states, weekly
from analytics.rfm import Rfm
from analytics.rfm.rules import SegmentRule
from analytics.vocabulary.wording import counted
from bot.language.commands.rfm import RfmExport, RfmOverview, RfmPlay, RfmTop
from bot.language.words import find
from bot.services.about import about_segments
from bot.services.answer import Answer, Column, Format, Line, NextStep, picture
from bot.services.context import Context
from bot.services.groups import best_first, buyer_table, customers_file, group_line, pages
from bot.services.rfm.scoring import ScoredCustomers, scored
from bot.services.rfm.wording import metrics, nobody_words, notes, where_spenders_are


def top(request: RfmTop, context: Context) -> Answer:
    """The customers of one segment who spend most."""
    found = scored(context, request)
    rfm, rule = found.rfm, found.segment(request.segment_)
    summary = rfm.summary(rule.key)
    buyers = best_first(members(rfm, rule))
    bars = picture(segment_bars, rfm.segments, currency=context.formats.symbol, source=found.source)
    return Answer(
        title=f"Top {rule.label}",
        reading=(
            group_line(summary),
            Line(rule.play, lead="What to do")
            if buyers
            else Line(nobody_words(found, rule, context.formats)),
            Line(rule.description),
            *(where_spenders_are(found) if rule == found.rules.rules[0] else ()),
        ),
        tables=(buyer_table(rule.label, buyers, request.n, context, found.customers, request.page),)
        if buyers
        else (),
        about=about_segments(request, [summary]),
        pages=pages(request, buyers, request.n, request.page),
        # It is about all segments.
        pictures=(replace(bars, detail=True),),
        notes=notes(found, context.formats),
        metrics={
            **metrics(found),
            "segment": rule.key,
            "segment_customers": summary.customers,
            "segment_revenue": summary.revenue,
        },
        next_steps=(
            NextStep(
                "What to send them", RfmPlay(segment_=rule.label, **request.population()).text()
            ),
            NextStep("Export CSV", RfmExport(segment_=rule.label, **request.population()).text()),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
        ),
    )


def export(request: RfmExport, context: Context) -> Answer:
    """A segment's customers, or everybody's, as a file."""
    found = scored(context, request)
    everybody = find(request.segment_, ["all"]) is not None
    rule = None if everybody else found.segment(request.segment_)
    who = members(found.rfm, rule)
    paid = found.rfm.has_money
    before = _history(context, found).reindex(who.index)
    labels = {each.key: each.label for each in found.rules.rules}
    whom = found.customers.belonging
    others = f"{whom.words[:1].upper()}{whom.words[1:]}" if whom else "All segments"
    name, key = (rule.label, rule.key) if rule else (others, "chosen" if whom else "all")
    filename = f"rfm_{key}_{found.customers.as_of.isoformat()}.csv"
    file = customers_file(
        filename,
        who,
        {Column("segment"): who["segment"].map(labels)},
        {Column(score, Format.COUNT): who[score] for score in ("r", "f", "m")[: 3 if paid else 2]}
        | {
            Column("previous_segment"): before["previous"].map(lambda key: labels.get(key, "")),
            Column("segment_since"): before["since"].map(lambda day: str(day or "")),
        },
        context=context,
        people=found.customers,
    )
    nobody = "" if rule is None or len(who) else f" {nobody_words(found, rule, context.formats)}"
    return Answer(
        title=f"{name} as a file",
        reading=(
            Line(f"{counted(len(who), 'customer')} in {filename}.{nobody} {file.note}".strip()),
        ),
        exports=(file,),
        notes=(
            *([_HISTORY] if context.store.has_orders() else []),
            *notes(found, context.formats),
        ),
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


def _history(context: Context, found: ScoredCustomers) -> pd.DataFrame:
    """Each customer's last change of segment, looking once a week through a year."""
    if not context.store.has_orders():
        return pd.DataFrame(columns=["previous", "since"])
    context.progress("looking up when each customer changed segment")
    days, people = weekly(found.customers.as_of), found.among(found.customers)
    summed = activity(people.orders, days).execute()
    known = states(summed, days, people.returns)
    return last_changes((day, found.segments_among(features)) for day, features in known)
