"""What is stored."""

from typing import Any

from analytics.vocabulary.wording import counted
from bot.language.commands.data import DataStatus
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.data.currency import counted_in
from bot.services.selection.customers import span

#: What one asks first of a shop that one doesn't know.
FIRST_QUESTIONS = (
    NextStep("RFM overview", "/rfm overview"),
    NextStep("Group my customers", "/segment run"),
    NextStep("See champions", "/rfm top champions"),
)

#: And of people of whom no order is known.
WITHOUT_ORDERS = (
    NextStep("Group my customers", "/segment run"),
    NextStep("What is known of them", "/data status"),
)
NOT_KNOWN = "what they paid isn't known"
UPLOADS = NextStep("Uploads", "/data uploads")
_SHOWN_VALUES = 3


def status(request: DataStatus, context: Context) -> Answer:
    """What is stored: how many customers, orders and lines, and the days they span."""
    context.require_data()
    if not context.store.has_orders():
        return _customers_alone(context)
    totals = context.store.shop_totals(request.returns)
    metrics: dict[str, Any] = {
        name: value[:10] if value and "_order" in name else value for name, value in totals.items()
    }
    paid = context.store.has_money()
    if not paid:
        metrics |= {"revenue": None, "revenue_all": None}
    revenue = context.formats.cell(metrics["revenue"], Format.MONEY)
    returns = "after returns" if request.returns == "net" else "returns left out"
    names = ("customers", "orders", "lines", "revenue")
    formats = (Format.COUNT, Format.COUNT, Format.COUNT, Format.MONEY)
    table = Table(
        title="What is stored",
        columns=(
            Column("Purchases"),
            *(
                Column(name.capitalize(), kind, detail=name in ("customers", "lines"))
                for name, kind in zip(names, formats, strict=True)
            ),
        ),
        rows=(
            ("By known customers", *(metrics[name] for name in names)),
            ("All", None, *(metrics[f"{name}_all"] for name in names[1:])),
        ),
    ).known()
    lead = f"{counted(metrics['customers'], 'customer')}, {counted(metrics['orders'], 'order')}"
    when = span(metrics["first_order"], metrics["last_order"])
    return Answer(
        title="What is stored",
        reading=(
            Line(f"{revenue} {returns}, {when}." if paid else f"{when}; {NOT_KNOWN}.", lead=lead),
        ),
        tables=(table,),
        notes=(
            f"From {_files(context)}.",
            "Orders without a customer are in All, and never in a segment.",
            *([counted_in(context)] if paid else []),
        ),
        metrics={**metrics, "currency": context.formats.currency},
        next_steps=(*FIRST_QUESTIONS, UPLOADS),
    )


def _customers_alone(context: Context) -> Answer:
    """What is stored where there are no orders: what is known of customers, an attribute a row."""
    known = context.store.attributes.names()
    customers = context.store.attributes.customers()
    has_totals = any(each.name == "frequency" for each in known)
    table = Table(
        title="What is known of them",
        columns=(
            Column("Name"),
            Column("Customers", Format.COUNT),
            Column("Values", Format.COUNT),
            Column("Most frequent"),
        ),
        rows=tuple(
            (
                each.name,
                each.customers,
                each.distinct,
                None if each.tells_apart else ", ".join(each.values[:_SHOWN_VALUES]),
            )
            for each in known
        ),
    )
    return Answer(
        title="What is stored",
        reading=(
            Line(
                "no orders, but what all of theirs come to." if has_totals else "no orders yet.",
                lead=counted(customers, "customer"),
            ),
        ),
        tables=(table,),
        notes=(f"From {_files(context)}.",),
        metrics={"customers": customers, "orders": 0},
        next_steps=(
            *(FIRST_QUESTIONS if has_totals else WITHOUT_ORDERS[:1]),
            UPLOADS,
        ),
    )


def _files(context: Context) -> str:
    return counted(len(context.store.uploads.all()), "file")
