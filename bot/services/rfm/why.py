"""One customer: the reasons for their segment, what comes next, what was before."""

from datetime import date
from itertools import islice
from math import isinf
from typing import Any

from analytics.rfm.outlook import MOST_ORDERS, Step, Values, by_ordering, by_waiting
from analytics.rfm.rules import Cell, RulePack, SegmentRule
from analytics.vocabulary.wording import counted, day
from bot.language.commands.rfm import RfmPlay, RfmTop, RfmWhy
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.rfm.one_customer import monthly_segments, past_words
from bot.services.rfm.scoring import ScoredCustomers, scored
from bot.services.rfm.wording import (
    NOBODY,
    ago,
    metrics,
    needs_words,
    notes,
    score_ranges,
)
from bot.services.selection.people import find_customer

_AT_THE_TIME = (
    "Earlier segments are those of their days, by the limits of then and what had been bought by "
    "then. What comes next holds as long as the limits of now stay."
)


def why(request: RfmWhy, context: Context) -> Answer:
    """Why a customer is in their segment, what would change that, and where they were."""
    context.require_orders()
    found = scored(context, request)
    wanted = find_customer(request.customer, context, found.customers)
    who = found.of(wanted)
    rule = found.rules.rule(who["segment"])
    values = Values(
        recency=who["recency"],
        frequency=who["frequency"],
        monetary=who["monetary"] or 0.0,
        average_order=(who["monetary"] or 0.0) / who["frequency"],
        orders_ever=who["orders_ever"],
        tenure=who["tenure"],
    )
    more = by_ordering(values, found.rules, found.rfm.edges)
    fewer = by_waiting(values, found.rules, found.rfm.edges)
    then = monthly_segments(found, wanted)
    return Answer(
        title=f"Why customer {wanted} is in {rule.label}",
        reading=(
            Line(f"{rule.label}. {rule.description}", lead="Segment"),
            Line(_rule_words(found.rules, who), lead="Rule"),
            Line(_next_words(rule, more, fewer, values, context.formats), lead="What comes next"),
            Line(past_words(then, found, wanted), lead="Before"),
        ),
        tables=(_score_table(found, who, context.formats), _history_table(then, found)),
        notes=(
            _AT_THE_TIME,
            *notes(found, context.formats),
        ),
        metrics={
            **_metrics(found, wanted, who),
            "next_by_ordering": more.rule.key if more else None,
            "orders_needed": more.amount if more else None,
            "next_by_waiting": fewer.rule.key if fewer else None,
            "days_left": fewer.amount if fewer else None,
            "history": {day_.isoformat(): key for day_, key in then.items()},
        },
        next_steps=(
            NextStep(
                f"What to send {rule.label}",
                RfmPlay(segment_=rule.label, **request.population()).text(),
            ),
            NextStep(
                f"See {rule.label}", RfmTop(segment_=rule.label, **request.population()).text()
            ),
        ),
        private=True,
    )


def _metrics(found: ScoredCustomers, wanted: str, who: dict[str, Any]) -> dict[str, Any]:
    names = ("segment", "recency", "frequency", "monetary", "r", "f", "m")
    return {**metrics(found), "customer": wanted, **{name: who[name] for name in names}}


def _rule_words(rules: RulePack, who: dict[str, Any]) -> str:
    """Which part of a rule a customer's scores fit, and whether they meet what else it needs."""
    cell = who["r"], who["f"], who["m"]
    by_scores = rules.rule_for(cell)
    if by_scores is None or by_scores.needs is None:
        return f"{_scores_words(rules.rule(who['segment']), cell)}."
    needed = f"It takes only customers who {needs_words(by_scores.needs)}"
    orders, tenure = int(who["orders_ever"]), who["tenure"]
    began = "" if isinf(tenure) else ago(int(tenure))
    theirs = f"this customer has {counted(orders, 'order')}"
    if began:
        theirs += f", placed {began}" if orders == 1 else f", the first of them {began}"
    words = f"{_scores_words(by_scores, cell)}. {needed}; {theirs}"
    if by_scores.key == who["segment"]:
        return f"{words}."
    return f"{words}, so they are in {rules.rule(who['segment']).label}."


def _scores_words(rule: SegmentRule, cell: Cell) -> str:
    scores = "-".join(map(str, cell))
    if rule.cells:
        return (
            f"{rule.label} is {counted(len(rule.cells), 'combination')} of recency, frequency and "
            f"money scores; this customer's {scores} is one of them"
        )
    names = ("recency", "frequency", "money")
    ranges = [
        f"{name} {limits[0]}" + (f" to {limits[1]}" if limits[1] > limits[0] else "")
        for name, limits in zip(names, rule.ranges, strict=True)
        if limits
    ]
    words = " and ".join(ranges) if ranges else "whatever scores no rule before it takes"
    return f"{rule.label} takes {words}; this customer has {scores}"


def _next_words(
    rule: SegmentRule, more: Step | None, fewer: Step | None, values: Values, formats: Formats
) -> str:
    """The nearest segments: the one that orders lead to, and the one that waiting does."""
    going = f"without an order they go to {fewer.rule.label} in {_days(fewer)}" if fewer else ""
    if more is None and not fewer:
        return f"neither time nor up to {MOST_ORDERS} more orders would move them."
    if more is None:
        return f"more orders keep them where they are; {going}."
    orders = "one more order" if more.amount == 1 else f"{more.amount} more orders"
    if values.average_order:
        # Nothing is usual where everything went back.
        orders += f" of their usual {formats.cell(values.average_order, Format.MONEY)}"
    puts = "puts" if more.amount == 1 else "put"
    within = f" within {_days(fewer)}" if fewer else ""
    otherwise = going or f"without one they stay in {rule.label}"
    return f"{orders}{within} {puts} them in {more.rule.label}; {otherwise}."


def _days(step: Step) -> str:
    return counted(step.amount, "day")


def _score_table(found: ScoredCustomers, who: dict[str, Any], formats: Formats) -> Table:
    """Each value, its score, and what the score and the next better one mean."""
    lowest, highest = found.rules.scores
    days, orders, money = score_ranges(found.rfm.edges, formats)
    rows = []
    values = (
        f"{counted(who['recency'], 'day')} since the last purchase",
        counted(who["frequency"], "order"),
        f"{formats.cell(who['monetary'], Format.MONEY)} spent",
    )
    told = zip(values, ("r", "f", "m"), (days[::-1], orders, money), strict=True)
    for value, score, ranges in islice(told, 3 if found.rfm.has_money else 2):
        place = who[score] - lowest
        better = [each for each in ranges[place + 1 :] if each != NOBODY]
        rows.append((value, who[score], ranges[place], better[0] if better else None))
    return Table(
        title="Scores",
        columns=(
            Column("Value"),
            Column(f"Score, of {highest}", Format.COUNT),
            Column("What that score takes"),
            Column("The next better takes"),
        ),
        rows=tuple(rows),
    )


def _history_table(then: dict[date, str], found: ScoredCustomers) -> Table:
    return Table(
        title="Segment at the start of each month, newest first",
        columns=(Column("Day"), Column("Segment")),
        rows=tuple(
            (day(when), found.rules.rule(key).label) for when, key in reversed(then.items())
        ),
    )
