"""One customer on a page: who they are, what they buy, where they stand, whether they are late."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from analytics.explore.gaps import Gaps, gaps
from analytics.explore.periods import Unit
from analytics.explore.products import products
from analytics.explore.revenue import takings
from analytics.features.customers import midnight
from analytics.vocabulary.wording import day, listed
from bot.language.commands.customer import CustomerCard
from bot.language.commands.recommend import Customer, Recommend
from bot.language.commands.rfm import RfmTop, RfmWhy
from bot.services.answer import Answer, Column, Format, Line, NextStep, Picture, Table
from bot.services.context import Context
from bot.services.customer.rhythm import Rhythm, rhythm_words
from bot.services.explore.revenue import revenue_picture
from bot.services.formats import Formats
from bot.services.recommend.customer import on_their_card
from bot.services.rfm.one_customer import monthly_segments, past_words
from bot.services.rfm.scoring import ScoredCustomers, in_force, score, scored_within
from bot.services.rfm.wording import metrics, notes
from bot.services.selection.attributes import known_of
from bot.services.selection.contacts import all_known, contacts_of
from bot.services.selection.people import find_customer
from bot.services.selection.selection import Selection, select

_MOST_PRODUCTS = 5
_MOST_CAMPAIGNS = 3
_HISTORY = "Earlier segments are those of their days, by the limits of then."


def customer(request: CustomerCard, context: Context) -> Answer:
    """Everything that is known of one customer."""
    context.require_data()
    people = select(context, request)
    wanted = find_customer(request.customer, context, people)
    if not people.tables.has_orders and people.features["recency"].isna().all():
        return _of_files_alone(
            wanted, context, people, "There are no orders here yet, so no scores and no segment."
        )
    if wanted not in set(people.of_all_time.features["customer_id"]):
        return _of_files_alone(
            wanted, context, people, "No purchase is known of them, so no scores and no segment."
        )
    found = score(context, people, in_force(context, request), scored_within(request))
    who = found.of(wanted)
    rule = found.rules.rule(who["segment"])
    seen = _seen(found, wanted, who) if people.tables.has_orders else None
    may_buy, products = on_their_card(context, people, wanted) if seen else ((), ())
    return Answer(
        title=f"Customer {wanted}",
        reading=(
            *_who_line(wanted, context, people),
            Line(f"{rule.label}. {rule.description} {_scores_words(found, who)}", lead="Segment"),
            *(_seen_lines(seen, found, wanted) if seen else ()),
            *_campaigns(wanted, context),
            Line(rule.play, lead="What to do"),
            *may_buy,
        ),
        tables=(
            _figures(wanted, who),
            *(_favourites(seen) if seen else ()),
            *products,
            *known_of(context, wanted),
            *(_history_table(seen.history, found) if seen else ()),
        ),
        pictures=_months(wanted, people, context.formats),
        notes=(*([_HISTORY] if seen else []), *notes(found, context.formats)),
        metrics={
            **metrics(found),
            "customer": wanted,
            **{name: who[name] for name in _MEASURED},
            **(_habits(seen) if seen else {}),
        },
        next_steps=(
            NextStep("Why?", RfmWhy(customer=wanted, **request.population()).text()),
            *(
                [NextStep("What to recommend", Recommend(segment_=Customer(wanted)).text())]
                if products
                else []
            ),
            NextStep(
                f"See {rule.label}", RfmTop(segment_=rule.label, **request.population()).text()
            ),
        ),
        private=True,
    )


_MEASURED = ("segment", "recency", "frequency", "monetary", "r", "f", "m")


@dataclass(frozen=True)
class _Bought:
    """A product that somebody bought, in as many of their orders."""

    name: str
    orders: int
    spent: float | None


@dataclass(frozen=True)
class _Seen:
    """What a customer's orders show.

    Attributes
    ----------
    orders : int
        Of which they are.
    bought : tuple of _Bought
        In most orders first.
    history : dict of date to str
        Their segment at the start of each month.
    rhythm : Rhythm
    """

    orders: int
    bought: tuple[_Bought, ...]
    history: dict[date, str]
    rhythm: Rhythm


def _seen(found: ScoredCustomers, wanted: str, who: dict[str, Any]) -> _Seen:
    people = found.customers
    ever = people.of_all_time.orders
    goods = products(_of(people.lines, wanted), people.returns)
    goods = goods.sort_values(["orders", "cents"], ascending=False, kind="stable")
    most = goods.head(_MOST_PRODUCTS)
    spent = (most["cents"] / 100).tolist() if people.has_money else [None] * len(most)
    return _Seen(
        orders=who["frequency"],
        bought=tuple(
            _Bought(*each)
            for each in zip(
                most["name"].astype("str").tolist(),
                most["orders"].tolist(),
                spent,
                strict=True,
            )
        ),
        history=monthly_segments(found, wanted),
        rhythm=Rhythm(
            own=_gaps(_of(ever, wanted), people.as_of),
            shop=_gaps(ever, people.as_of),
            away=who["recency"],
        ),
    )


def _of(rows: ir.Table, customer: str) -> ir.Table:
    return rows.filter(rows.customer_id == customer)


def _gaps(orders: ir.Table, as_of: date) -> Gaps:
    return gaps(orders.filter(orders.ordered_at < midnight(as_of)))


def _who_line(wanted: str, context: Context, people: Selection) -> tuple[Line, ...]:
    """Their name, how to reach them, their country and since when they buy, as far as known."""
    contacts = contacts_of(context.store.attributes.names())
    told = all_known(context, people, [wanted]).reached.loc[wanted].dropna().to_dict()
    named = [str(told[each]) for each in contacts.called if each in told]
    reached = [str(told[each]) for each in (contacts.email, contacts.phone) if each in told]
    ever = people.of_all_time.features.set_index("customer_id").loc[wanted]
    parts = [*([" ".join(named)] if named else []), *reached]
    if pd.notna(ever["country"]):
        parts.append(str(ever["country"]))
    if pd.notna(ever["first_order"]):
        parts.append(f"customer since {day(ever['first_order'].date())}")
    return (Line(f"{', '.join(parts)}.", lead="Who"),) if parts else ()


def _campaigns(wanted: str, context: Context) -> tuple[Line, ...]:
    """The last campaigns that they were in, and on which side."""
    found = context.store.campaigns.of_customer(wanted)
    if not found:
        return ()
    sides = {False: "written to", True: "held out"}
    told = [
        f"{each.name} ({sides[is_held_out]}, from {day(each.begins)})"
        for each, is_held_out in found[:_MOST_CAMPAIGNS]
    ]
    more = [f"{len(found) - len(told)} before"] if len(found) > len(told) else []
    return (Line(f"{listed([*told, *more])}.", lead="Campaigns"),)


def _scores_words(found: ScoredCustomers, who: dict[str, Any]) -> str:
    scores = {"recency": who["r"], "frequency": who["f"]}
    if found.rfm.has_money:
        scores["money"] = who["m"]
    told = ", ".join(f"{name} {value}" for name, value in scores.items())
    return f"Scores: {told}; {found.rules.scores[1]} is best."


def _seen_lines(seen: _Seen, found: ScoredCustomers, wanted: str) -> tuple[Line, ...]:
    lines = [
        Line(past_words(seen.history, found, wanted), lead="Before"),
        Line(rhythm_words(seen.rhythm), lead="Rhythm"),
    ]
    if seen.bought and seen.bought[0].orders > 1:
        most = seen.bought[0]
        lines.append(Line(f"{most.name}, in {most.orders} of {seen.orders} orders.", "Favourite"))
    return tuple(lines)


def _figures(wanted: str, who: dict[str, Any]) -> Table:
    columns = (
        Column("Days since last purchase", Format.WHOLE),
        Column("Orders", Format.COUNT),
        Column("Money spent", Format.MONEY),
    )
    row = (who["recency"], who["frequency"], who["monetary"])
    return Table(f"Customer {wanted}", columns, (row,)).known()


def _favourites(seen: _Seen) -> tuple[Table, ...]:
    if not seen.bought:
        return ()
    table = Table(
        "What they buy most often",
        (
            Column("Product"),
            Column("Orders", Format.COUNT),
            Column("Spent", Format.MONEY),
        ),
        tuple((each.name, each.orders, each.spent) for each in seen.bought),
    )
    return (table.known(),)


def _history_table(history: dict[date, str], found: ScoredCustomers) -> tuple[Table, ...]:
    """When they came into each segment, looking once a month; nothing where there was just one."""
    seen = list(history.items())
    came = [seen[0], *(after for before, after in pairwise(seen) if before[1] != after[1])]
    if len(came) == 1:
        return ()
    rows = tuple((day(when), found.rules.rule(key).label) for when, key in reversed(came))
    title = "Segments, as first seen at the start of a month"
    return (Table(title, (Column("From"), Column("Segment")), rows),)


def _months(wanted: str, people: Selection, formats: Formats) -> tuple[Picture, ...]:
    """What they spent month by month, over all the days that are asked about."""
    if not (people.tables.has_orders and people.has_money):
        return ()
    theirs, ever = (_of(each.orders, wanted) for each in (people, people.of_all_time))
    series = takings(theirs, ever, Unit.MONTH, *people.days, people.returns)
    if not any(each.cents for each in series):
        return ()
    source = f"Customer {wanted}. {people.source}"
    return (revenue_picture(series, formats, source, "Spent"),)


def _habits(seen: _Seen) -> dict[str, object]:
    rhythm = seen.rhythm
    return {
        "gaps": rhythm.own.total,
        "usual_gap_days": rhythm.own.median,
        "overdue_after_days": rhythm.late_after,
        "overdue": rhythm.is_overdue,
        "favourites": [each.name for each in seen.bought],
        "history": {when.isoformat(): key for when, key in seen.history.items()},
    }


def _of_files_alone(wanted: str, context: Context, people: Selection, why: str) -> Answer:
    """What files of customers say, where no purchase is known."""
    return Answer(
        title=f"Customer {wanted}",
        reading=(Line(why),),
        tables=known_of(context, wanted),
        notes=(people.note,),
        metrics={"customer": wanted, "frequency": 0},
        private=True,
    )
