"""What every RFM answer says the same way: segments in a line and a table, scores, edges."""

from collections.abc import Sequence
from itertools import pairwise
from math import floor

from analytics.rfm import Edges, SegmentSummary
from bot.services.answer import Column, Format, Line, Table
from bot.services.formats import Formats
from bot.services.groups import group_line
from bot.services.rfm.scoring import ScoredCustomers

#: Segments whose customers used to be worth more: the first to write to.
_LEAVING = ("cannot_lose", "at_risk", "need_attention", "about_to_sleep")
NOBODY = "nobody"


def reading(summaries: tuple[SegmentSummary, ...]) -> tuple[Line, ...]:
    """The two segments to know about: the one that pays the bills, and the money that is leaving.

    Every figure is taken from the segment table.
    """
    ranked = sorted(summaries, key=lambda each: each.revenue, reverse=True)
    lines = [group_line(ranked[0])]
    leaving = [each for each in ranked[1:] if each.key in _LEAVING and each.customers]
    if leaving:
        lines.append(group_line(leaving[0]))
    elif len(ranked) > 1 and ranked[1].customers:
        lines.append(group_line(ranked[1]))
    return tuple(lines)


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
            (each.label, each.customers, each.share, each.revenue, each.revenue_share)
            for each in summaries
        ),
    )


def score_table(scored: ScoredCustomers, formats: Formats) -> Table:
    """What each score means in days, orders and money, best first."""
    lowest, highest = scored.rules.scores
    days, orders, money = score_ranges(scored.rfm.edges, formats)
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
                range(highest, lowest - 1, -1), days, orders[::-1], money[::-1], strict=True
            )
        ),
    )


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
    return (
        f"Scores {lowest} to {highest}, split after {recency} days since the last purchase, "
        f"{frequency} orders and {monetary} spent; {highest} is best."
    )


def notes(scored: ScoredCustomers, formats: Formats) -> tuple[str, ...]:
    """The small print of an answer without `score_table`: the edges, and where all comes from."""
    return (edges_note(scored, formats), *sources(scored))


def sources(scored: ScoredCustomers) -> tuple[str, ...]:
    """Where the edges come from, which rules name segments, and whose orders count."""
    return (
        *scored.made,
        f"Segments by the rule pack {scored.rules.name}. {scored.customers.note}",
    )


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
        "monetary_edges": list(rfm.edges.monetary),
        **{f"customers_{each.key}": each.customers for each in rfm.segments},
    }
