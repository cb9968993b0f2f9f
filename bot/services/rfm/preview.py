"""Who would be in another segment under other rules or limits, before these are used."""

import pandas as pd

from analytics.movement.moves import Path, movement
from analytics.rfm.rules import RulePack
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.rfm import RfmPreview, RfmUse
from bot.services.answer import Answer, Caveat, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.rfm.scoring import ScoredCustomers, decided, in_force, score, scored_within
from bot.services.rfm.wording import edges_words, metrics
from bot.services.selection.selection import select

_MOST_MOVES = 15


def preview(request: RfmPreview, context: Context) -> Answer:
    """Compare how customers stand now with how they would under the request's settings."""
    if not any(value is not None for value in request.scoring().values()):
        raise SegbotError(
            "Say what you would change: the rule pack, the number of scores, or their limits.",
            f"For example `{RfmPreview.examples[0]}` or `{RfmPreview.examples[-1]}`.",
        )
    kept, decision = decided(context)
    wanted = in_force(context, request)
    customers = select(context, request)
    now, then = (score(context, customers, each, scored_within(request)) for each in (kept, wanted))
    found = _moves(now, then)
    use = RfmUse(**wanted.scoring(), after=decision.number if decision else 0)
    moved = sum(each.customers for each in found)
    return Answer(
        title=f"{counted(moved, 'customer')} of {now.rfm.customers:,} would change segment",
        reading=_reading(found, now, then, context.formats),
        tables=(
            *((_moves_table(found, now, then),) if found else ()),
            _sizes_table(now, then),
            _limits_table(now, then, context.formats),
        ),
        notes=(
            f"Now: {_called(now.rules)}. {' '.join(now.made)}",
            f"With these: {_called(then.rules)}. {' '.join(then.made)}",
            customers.note,
            Caveat("Nothing has changed yet."),
        ),
        metrics={
            **metrics(then),
            "moved": moved,
            "moved_revenue": sum(round(each.money * 100) for each in found) / 100,
            "pack_now": now.rules.name,
        },
        next_steps=(
            NextStep("Use these from now on", use.text()),
            NextStep("What is used now", "/rfm settings"),
        ),
    )


def _called(rules: RulePack) -> str:
    """A rule pack in words, and by its name."""
    return f"{rules.label} (rule pack {rules.name})" if rules.label else f"rule pack {rules.name}"


def _moves(now: ScoredCustomers, then: ScoredCustomers) -> tuple[Path, ...]:
    before, after = (each.rfm.scores["segment"] for each in (now, then))
    spent = dict.fromkeys(("money_before", "money_after"), now.rfm.scores["monetary"])
    keys = [rule.key for rule in then.rules.rules]
    return movement(before, after, before, keys, pd.DataFrame(spent)).paths()


def _reading(
    found: tuple[Path, ...], now: ScoredCustomers, then: ScoredCustomers, formats: Formats
) -> tuple[Line, ...]:
    if not found:
        return (Line("Everybody would stay in the segment that they are in."),)
    moved = sum(each.customers for each in found)
    spent = sum(round(each.money * 100) for each in found) / 100
    share = spent / now.rfm.revenue if now.rfm.revenue else 0.0
    of_all = formats.cell(moved / now.rfm.customers, Format.SHARE)
    largest = max(found, key=lambda each: (each.customers, each.money))
    return (
        Line(
            f"{counted(moved, 'customer')}, {of_all}, who spent "
            f"{formats.cell(spent, Format.MONEY)}, {formats.cell(share, Format.SHARE)} of revenue.",
            lead="Would move",
        ),
        Line(
            f"{counted(largest.customers, 'customer')} from {_was(largest, now)} to "
            f"{_becomes(largest, then)}.",
            lead="Most of them",
        ),
    )


def _moves_table(found: tuple[Path, ...], now: ScoredCustomers, then: ScoredCustomers) -> Table:
    shown = found[:_MOST_MOVES]
    title = "Who would move" if len(shown) == len(found) else f"The {len(shown)} largest moves"
    return Table(
        title=f"{title}, most money first",
        columns=(
            Column("From"),
            Column("To"),
            Column("Customers", Format.COUNT, detail=True),
            Column("Spent", Format.MONEY),
        ),
        rows=tuple(
            (_was(each, now), _becomes(each, then), each.customers, each.money) for each in shown
        ),
    )


def _sizes_table(now: ScoredCustomers, then: ScoredCustomers) -> Table:
    """Each segment's customers now and with these rules; blank where only one has the segment."""
    sizes = {each.key: (each.label, each.customers) for each in now.rfm.segments}
    later = {each.key: (each.label, each.customers) for each in then.rfm.segments}
    keys = [*later, *(key for key in sizes if key not in later)]
    return Table(
        title="Segments now, and with these rules",
        columns=(
            Column("Segment"),
            Column("Now", Format.COUNT),
            Column("With these", Format.COUNT),
        ),
        rows=tuple(
            (
                (later.get(key) or sizes[key])[0],
                sizes[key][1] if key in sizes else None,
                later[key][1] if key in later else None,
            )
            for key in keys
        ),
    )


def _limits_table(now: ScoredCustomers, then: ScoredCustomers, formats: Formats) -> Table:
    names = ("Days since last purchase", "Orders", "Money spent")
    before, after = (edges_words(each.rfm.edges, formats) for each in (now, then))
    rows: list[tuple[str, str]] = []
    for name, was, becomes in zip(names, before, after, strict=True):
        if was == becomes:
            rows.append((f"{name}, as now", was))
        else:
            rows += [(f"{name}, now", was), (f"{name}, with these", becomes)]
    return Table(
        title="Scores change after",
        columns=(Column("Limits of"), Column("Scores change after")),
        rows=tuple(rows),
    )


def _was(move: Path, now: ScoredCustomers) -> str:
    return now.rules.rule(move.before).label


def _becomes(move: Path, then: ScoredCustomers) -> str:
    return then.rules.rule(move.after).label
