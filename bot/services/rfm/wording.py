"""What every RFM answer says the same way: segments in a line and a table, scores, edges."""

from collections.abc import Sequence
from itertools import pairwise
from math import floor

from analytics.rfm import Edges, SegmentSummary
from analytics.rfm.absence import Absence, Cause, why_nobody
from analytics.rfm.rules import Needs, SegmentRule
from analytics.vocabulary.wording import counted, listed
from bot.services.answer import Column, Format, Line, Table
from bot.services.formats import Formats
from bot.services.groups import group_line
from bot.services.rfm.scoring import ScoredCustomers

#: Segments whose customers used to be worth more: the first to write to.
_LEAVING = ("cannot_lose", "at_risk", "need_attention", "about_to_sleep")
NOBODY = "nobody"
#: Of so many who spent most it is said where they are.
_SPENDERS = 10


def reading(summaries: tuple[SegmentSummary, ...]) -> tuple[Line, ...]:
    """The two segments to know about: the one that pays the bills, and the money that is leaving.

    Every figure is taken from the segment table.
    """
    ranked = sorted(summaries, key=lambda each: each.weight, reverse=True)
    lines = [group_line(ranked[0])]
    leaving = [each for each in ranked[1:] if each.key in _LEAVING and each.customers]
    if leaving:
        lines.append(group_line(leaving[0]))
    elif len(ranked) > 1 and ranked[1].customers:
        lines.append(group_line(ranked[1]))
    return tuple(lines)


def by_what_they_are_best(scored: ScoredCustomers) -> tuple[Line, ...]:
    """Why the best segment doesn't bring most, where its rules don't look at money."""
    best = scored.rfm.summary(scored.rules.rules[0].key)
    first = max(scored.rfm.segments, key=lambda each: each.weight)
    if first.key == best.key or not first.revenue or scored.rules.goes_by_money:
        return ()
    return (
        Line(
            f"{best.label} order most lately and often; what they spend doesn't count here.",
            caveat=True,
        ),
    )


def where_spenders_are(scored: ScoredCustomers) -> tuple[Line, ...]:
    """In which segments those of the ten who spent most are who aren't in the best one, since its
    rules don't look at money; nothing in a shop of hardly more customers."""
    few = len(scored.rfm.scores) < 2 * _SPENDERS
    if few or scored.rules.goes_by_money or not scored.rfm.has_money:
        return ()
    # Of equal money whoever comes first by id.
    most = scored.rfm.scores.sort_index().nlargest(_SPENDERS, "monetary")["segment"]
    elsewhere = most[most != scored.rules.rules[0].key].value_counts()
    if elsewhere.empty:
        return ()
    named = listed(
        [f"{many} in {scored.rfm.summary(str(key)).label}" for key, many in elsewhere.items()]
    )
    return (
        Line(
            f"Of the {_SPENDERS} customers who spent most, some are elsewhere: {named}.",
            caveat=True,
        ),
    )


def segment_table(summaries: tuple[SegmentSummary, ...]) -> Table:
    """The segments side by side; few enough columns for a phone."""
    return Table(
        title="Segments",
        columns=(
            Column("Segment"),
            Column("Customers", Format.COUNT),
            Column("Share", Format.SHARE, detail=True),
            Column("Revenue", Format.MONEY),
            Column("Revenue share", Format.SHARE),
        ),
        rows=tuple(
            (each.label, each.customers, each.share, each.revenue, each.revenue_share)
            for each in summaries
        ),
        whole=True,
    ).known()


def score_table(scored: ScoredCustomers, formats: Formats) -> Table:
    """What each score means in days, orders and money, best first."""
    lowest, highest = scored.rules.scores
    days, orders, money = score_ranges(scored.rfm.edges, formats)
    spent = money[::-1] if scored.rfm.has_money else [None] * len(money)
    return Table(
        title="What the scores mean",
        columns=(
            Column("Score"),
            Column("Days since"),
            Column("Orders"),
            Column("Spent"),
        ),
        rows=tuple(
            (str(score), *ranges)
            for score, *ranges in zip(
                range(highest, lowest - 1, -1), days, orders[::-1], spent, strict=True
            )
        ),
    ).known()


def score_ranges(edges: Edges, formats: Formats) -> tuple[list[str], list[str], list[str]]:
    """The days, orders and money between edges, from small values to large."""
    return (
        _whole_ranges(edges.recency, 0),
        _whole_ranges(edges.frequency, 1),
        _money_ranges(edges.monetary, formats),
    )


def _whole_ranges(edges: Sequence[float], first: int) -> list[str]:
    starts = [first, *(max(first, floor(edge) + 1) for edge in edges)]
    ends = [floor(edge) for edge in edges]
    closed = [
        NOBODY if end < start else f"{start:,}" if end == start else f"{start:,}–{end:,}"
        for start, end in zip(starts, ends, strict=False)
    ]
    return [*closed, f"{starts[-1]:,}+"]


def _money_ranges(edges: Sequence[float], formats: Formats) -> list[str]:
    amounts = [formats.cell(edge, Format.MONEY) for edge in edges]
    between = [NOBODY if low == high else f"{low}–{high}" for low, high in pairwise(amounts)]
    return [f"up to {amounts[0]}", *between, f"over {amounts[-1]}"]


def edges_words(edges: Edges, formats: Formats) -> tuple[str, str, str]:
    """The last day, order and amount of each score but the last, in a list."""
    return (
        ", ".join(f"{floor(edge):,}" for edge in edges.recency),
        ", ".join(f"{floor(edge):,}" for edge in edges.frequency),
        ", ".join(formats.cell(edge, Format.MONEY) for edge in edges.monetary),
    )


def edges_note(scored: ScoredCustomers, formats: Formats) -> str:
    """The edges in a sentence."""
    lowest, highest = scored.rules.scores
    recency, frequency, monetary = edges_words(scored.rfm.edges, formats)
    split = [f"{recency} days since the last purchase", f"{frequency} orders"]
    if scored.rfm.has_money:
        split.append(f"{monetary} spent")
    return f"Scores {lowest} to {highest}, split after {listed(split)}; {highest} is best."


def notes(scored: ScoredCustomers, formats: Formats) -> tuple[str, ...]:
    """The small print of an answer without `score_table`: the edges, and where all comes from."""
    return (edges_note(scored, formats), *sources(scored))


def sources(scored: ScoredCustomers) -> tuple[str, ...]:
    """Where the edges come from, which rules name segments, and whose orders count."""
    return (
        *scored.made,
        f"{scored.rules.description} Rule pack {scored.rules.name}.".lstrip(),
        scored.customers.note,
    )


def needs_words(needs: Needs) -> str:
    """What a segment needs of a customer beside the scores: "customers who …", in the past."""
    words = []
    if needs.orders is not None:
        fewest, most = needs.orders
        if most == 1:
            words.append("placed just one order ever")
        else:
            between = "exactly" if fewest == most else f"{fewest} to"
            words.append(f"placed {between} {counted(most, 'order')}")
    if needs.days is not None:
        words.append(f"began in the last {counted(needs.days, 'day')}")
    return " and ".join(words)


def ago(days: int) -> str:
    """How long ago something was."""
    return f"{counted(days, 'day')} ago" if days else "less than a day ago"


def nobody_words(scored: ScoredCustomers, rule: SegmentRule, formats: Formats) -> str:
    """Why nobody is in a segment, in a sentence."""
    return f"Nobody is in {rule.label}: {_why_nobody(scored, rule, formats)}."


def empty_segments(scored: ScoredCustomers, formats: Formats) -> tuple[str, ...]:
    """Why segments have nobody, in one sentence; none where it just happens so."""
    alike: dict[str, list[str]] = {}
    for each in scored.rfm.segments:
        rule = scored.rules.rule(each.key)
        if not each.customers and _absence(scored, rule).cause is not Cause.COMBINATION:
            alike.setdefault(_why_nobody(scored, rule, formats), []).append(rule.label)
    if not alike:
        return ()
    reasons = "; nor in ".join(f"{listed(labels)}: {why}" for why, labels in alike.items())
    return (f"Nobody is in {reasons}.",)


def _absence(scored: ScoredCustomers, rule: SegmentRule) -> Absence:
    return why_nobody(scored.rfm, scored.rules, rule)


def _why_nobody(scored: ScoredCustomers, rule: SegmentRule, formats: Formats) -> str:
    found = _absence(scored, rule)
    if found.measure is None:
        if rule.needs is None or found.cause is Cause.COMBINATION:
            return "none of these customers has its scores together now"
        needs = {
            Cause.ORDERS: rule.needs.model_copy(update={"days": None}),
            Cause.DAYS: rule.needs.model_copy(update={"orders": None}),
        }.get(found.cause, rule.needs)
        return f"none of these customers {needs_words(needs)}"
    if found.value is None:
        scores = listed(map(str, found.scores))
        which = f"one of the scores {scores}" if len(found.scores) > 1 else f"the score {scores}"
        return f"none of these customers has {which} for {_MEASURES[found.measure]}"
    value = {
        "recency": f"last bought {ago(int(found.value))}",
        "frequency": f"has ordered {_times(int(found.value))}",
        "monetary": f"has spent {formats.cell(found.value, Format.MONEY)}",
    }[found.measure]
    return f"everybody {value}, so nobody stands out by {_STANDING_OUT[found.measure]}"


_MEASURES = {"recency": "recency", "frequency": "frequency", "monetary": "money"}
_STANDING_OUT = {
    "recency": "how long ago that was",
    "frequency": "how often they order",
    "monetary": "what they spend",
}


def _times(orders: int) -> str:
    return {1: "once", 2: "twice"}.get(orders, f"{orders:,} times")


def metrics(scored: ScoredCustomers) -> dict[str, object]:
    """The key figures of an answer."""
    rfm = scored.rfm
    return {
        "customers": rfm.customers,
        "revenue": rfm.revenue,
        "as_of": scored.customers.as_of.isoformat(),
        "pack": scored.rules.name,
        "bins": scored.rules.bins,
        "recency_edges": list(rfm.edges.recency),
        "frequency_edges": list(rfm.edges.frequency),
        "monetary_edges": list(rfm.edges.monetary) if rfm.has_money else [],
        **{f"customers_{each.key}": each.customers for each in rfm.segments},
    }
