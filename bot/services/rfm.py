"""RFM: who bought lately, often and for how much, and what to do about them."""

from math import floor

import pandas as pd

import config
from analytics.charts.rfm_map import rfm_map
from analytics.charts.segment_bars import segment_bars
from analytics.intake.identifiers import identifier
from analytics.rfm import Rfm, SegmentSummary, score_rfm
from analytics.rules import RulePack, SegmentRule
from bot.language.commands import (
    Population,
    RfmCustomer,
    RfmExport,
    RfmOverview,
    RfmSegments,
    RfmTop,
)
from bot.language.words import find, nearest
from bot.services.answer import Answer, Column, Export, Format, Line, NextStep, Table
from bot.services.attributes import known_of
from bot.services.context import Context
from bot.services.customers import Customers, best_first, buyer_table, fetch_customers, part_line
from bot.services.errors import ServiceError
from bot.services.formats import counted
from bot.services.pictures import picture


def rule_pack() -> RulePack:
    """The segments of config/rfm_segments.toml."""
    return RulePack.model_validate(config.load("rfm_packs/grid10"))


def scored(context: Context, population: Population) -> tuple[Customers, Rfm]:
    """Fetch customers and score them."""
    customers = fetch_customers(context, population)
    context.progress(f"scoring {counted(len(customers), 'customer')}")
    return customers, score_rfm(customers.features, rule_pack())


def overview(request: RfmOverview, context: Context) -> Answer:
    """The map of segments, and who pays the bills."""
    customers, rfm = scored(context, request)
    context.progress("drawing")
    return Answer(
        title=f"RFM overview of {counted(rfm.customers, 'customer')}",
        reading=reading(rfm.segments),
        tables=(segment_table(rfm.segments),),
        pictures=(
            picture("rfm_map.png", rfm_map(rfm, rule_pack())),
            picture("rfm_revenue.png", segment_bars(rfm.segments, currency=context.formats.symbol)),
        ),
        notes=(_edges_note(rfm, context), customers.note),
        metrics=_metrics(customers, rfm),
        next_steps=(
            NextStep("Who are the champions?", "/rfm top champions"),
            NextStep("What to do about each", "/rfm segments"),
            NextStep("Export CSV", RfmExport(**request.population()).text()),
        ),
    )


def segments(request: RfmSegments, context: Context) -> Answer:
    """Every segment with its play."""
    customers, rfm = scored(context, request)
    plays = {rule.key: rule.play for rule in rule_pack().rules}
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
            (each.label, plays[each.key], each.customers, each.customer_share, each.revenue)
            for each in rfm.segments
        ),
    )
    biggest = max(rfm.segments, key=lambda each: each.revenue)
    return Answer(
        title=f"RFM segments of {counted(rfm.customers, 'customer')}",
        reading=reading(rfm.segments),
        tables=(table,),
        notes=(_edges_note(rfm, context), customers.note),
        metrics=_metrics(customers, rfm),
        next_steps=(
            NextStep(f"See {biggest.label}", f"/rfm top {biggest.label}"),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
            NextStep("Export CSV", RfmExport(**request.population()).text()),
        ),
    )


def top(request: RfmTop, context: Context) -> Answer:
    """The customers of one segment who spend most."""
    rule = _rule(request.segment)
    customers, rfm = scored(context, request)
    summary = next(each for each in rfm.segments if each.key == rule.key)
    buyers = best_first(_members(rfm, rule))
    return Answer(
        title=f"Top {rule.label}",
        reading=(
            _segment_line(summary),
            Line(rule.description),
            Line(rule.play, lead="What to do")
            if buyers
            else Line("Nobody is in this segment now."),
        ),
        tables=(buyer_table(rule.label, buyers, request.n),) if buyers else (),
        pictures=(
            picture(
                "segments.png",
                segment_bars(rfm.segments, currency=context.formats.symbol),
            ),
        ),
        notes=(customers.note,),
        metrics={
            **_metrics(customers, rfm),
            "segment": rule.key,
            "segment_customers": summary.customers,
            "segment_revenue": summary.revenue,
        },
        next_steps=(
            NextStep("Export CSV", RfmExport(segment=rule.label, **request.population()).text()),
            NextStep("All segments", RfmSegments(**request.population()).text()),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
        ),
    )


def customer(request: RfmCustomer, context: Context) -> Answer:
    """One customer's scores, and why they are where they are."""
    customers, rfm = scored(context, request)
    # Ids are stored in one spelling, however a file or a person writes them.
    wanted = identifier(request.customer)
    if wanted not in rfm.scores.index:
        raise ServiceError(
            f"There is no customer `{request.customer.replace('`', chr(39))}` with a purchase.",
            "`/rfm export all` sends you the list of all customers.",
        )
    who = rfm.scores.loc[[wanted]].to_dict("records")[0]
    rule = next(each for each in rule_pack().rules if each.key == who["segment"])
    table = Table(
        title=f"Customer {wanted}",
        columns=(
            Column("Days since last purchase", Format.WHOLE),
            Column("Orders", Format.COUNT),
            Column("Money spent", Format.MONEY),
        ),
        rows=((who["recency"], who["frequency"], who["monetary"]),),
    )
    return Answer(
        title=f"Customer {wanted}",
        reading=(
            Line(f"{rule.label}. {rule.description}", lead="Segment"),
            Line(
                f"recency {who['r']}, frequency {who['f']}, money {who['m']}; 5 is best.",
                lead="Scores",
            ),
            Line(rule.play, lead="What to do"),
        ),
        tables=(table, *known_of(context, wanted)),
        notes=(_edges_note(rfm, context), customers.note),
        metrics={
            **_metrics(customers, rfm),
            "customer": wanted,
            "segment": rule.key,
            **{name: who[name] for name in ("recency", "frequency", "monetary", "r", "f", "m")},
        },
        next_steps=(NextStep(f"See {rule.label}", f"/rfm top {rule.label}"),),
    )


def export(request: RfmExport, context: Context) -> Answer:
    """A segment's customers, or everybody's, as a file."""
    everybody = find(request.segment, ["all"]) is not None
    rule = None if everybody else _rule(request.segment)
    customers, rfm = scored(context, request)
    members = _members(rfm, rule).sort_values("monetary", ascending=False, kind="stable")
    people = members.reset_index().to_dict("records")
    measures = ("recency", "frequency", "monetary", "r", "f", "m")
    labels = {each.key: each.label for each in rule_pack().rules}
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
        ),
        rows=tuple(
            (each["customer_id"], labels[each["segment"]], *(each[name] for name in measures))
            for each in people
        ),
    )
    filename = f"rfm_{rule.key if rule else 'all'}_{customers.as_of.isoformat()}.csv"
    return Answer(
        title=f"{name} as a file",
        reading=(Line(f"{counted(len(members), 'customer')} in {filename}."),),
        exports=(Export(filename, table, tuple(members.index)),),
        notes=(customers.note,),
        metrics={**_metrics(customers, rfm), "exported": len(members)},
        private=True,
    )


def reading(summaries: tuple[SegmentSummary, ...]) -> tuple[Line, ...]:
    """The two segments to know about: the one that pays the bills, and the money that is leaving.

    Every figure is taken from the segment table.
    """
    ranked = sorted(summaries, key=lambda each: each.revenue, reverse=True)
    lines = [_segment_line(ranked[0])]
    leaving = [each for each in ranked[1:] if each.key in _LEAVING and each.customers]
    if leaving:
        lines.append(_segment_line(leaving[0]))
    elif len(ranked) > 1 and ranked[1].customers:
        lines.append(_segment_line(ranked[1]))
    return tuple(lines)


#: Segments whose customers used to be worth more: the first to write to.
_LEAVING = ("cannot_lose", "at_risk", "need_attention", "about_to_sleep")


def segment_table(summaries: tuple[SegmentSummary, ...]) -> Table:
    """The segments side by side; few enough columns for a phone."""
    return Table(
        title="Segments",
        columns=(
            Column("Segment"),
            Column("Customers", Format.COUNT),
            Column("Share", Format.SHARE),
            Column("Revenue", Format.MONEY),
            Column("Revenue share", Format.SHARE),
        ),
        rows=tuple(
            (each.label, each.customers, each.customer_share, each.revenue, each.revenue_share)
            for each in summaries
        ),
    )


def _segment_line(each: SegmentSummary) -> Line:
    return part_line(each.label, each.customers, each.customer_share, each.revenue_share)


def _rule(name: str) -> SegmentRule:
    """The segment that a person's words name."""
    rules = {rule.key: rule for rule in rule_pack().rules}
    by_label = {rule.label: rule for rule in rules.values()}
    names = {**rules, **by_label}
    found = find(name, names)
    if found is None:
        close = nearest(name, by_label)
        listed = ", ".join(by_label)
        raise ServiceError(
            f"There is no RFM segment called `{name.replace('`', chr(39))[:60]}`.",
            f"Did you mean `{close}`? For example `/rfm top {close}`."
            if close
            else f"The segments are {listed}. For example `/rfm top champions`.",
        )
    return names[found]


def _members(rfm: Rfm, rule: SegmentRule | None) -> pd.DataFrame:
    """A segment's customers, or everybody, by id."""
    return rfm.scores if rule is None else rfm.scores[rfm.scores["segment"] == rule.key]


def _edges_note(rfm: Rfm, context: Context) -> str:
    recency = ", ".join(f"{floor(edge):,}" for edge in rfm.edges.recency)
    frequency = ", ".join(f"{floor(edge):,}" for edge in rfm.edges.frequency)
    monetary = ", ".join(context.formats.cell(edge, Format.MONEY) for edge in rfm.edges.monetary)
    return (
        f"Scores 1 to 5, split after {recency} days since the last purchase, {frequency} orders "
        f"and {monetary} spent; 5 is best."
    )


def _metrics(customers: Customers, rfm: Rfm) -> dict[str, object]:
    return {
        "customers": rfm.customers,
        "revenue": rfm.revenue,
        "as_of": customers.as_of.isoformat(),
        **{f"customers_{each.key}": each.customers for each in rfm.segments},
    }
