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


def status(request: DataStatus, context: Context) -> Answer:
    """What is stored: how many customers, orders and lines, and the days they span."""
    context.require_data()
    totals = context.store.shop_totals(request.returns)
    metrics: dict[str, Any] = {
        name: value[:10] if value and "_order" in name else value for name, value in totals.items()
    }
    revenue = context.formats.cell(metrics["revenue"], Format.MONEY)
    returns = "after returns" if request.returns == "net" else "returns left out"
    names = ("customers", "orders", "lines", "revenue")
    formats = (Format.COUNT, Format.COUNT, Format.COUNT, Format.MONEY)
    table = Table(
        title="What is stored",
        columns=(
            Column("Purchases"),
            *(Column(name.capitalize(), kind) for name, kind in zip(names, formats, strict=True)),
        ),
        rows=(
            ("By known customers", *(metrics[name] for name in names)),
            ("All", None, *(metrics[f"{name}_all"] for name in names[1:])),
        ),
    )
    lead = f"{counted(metrics['customers'], 'customer')}, {counted(metrics['orders'], 'order')}"
    when = span(metrics["first_order"], metrics["last_order"])
    uploads = context.store.uploads.all()
    files = "1 file" if len(uploads) == 1 else f"{len(uploads)} files"
    return Answer(
        title="What is stored",
        reading=(Line(f"{revenue} {returns}, {when}.", lead=lead),),
        tables=(table,),
        notes=(
            f"From {files}. Orders without a customer are in All, and never in a segment.",
            counted_in(context),
        ),
        metrics={**metrics, "currency": context.formats.currency},
        next_steps=(*FIRST_QUESTIONS, NextStep("Uploads", "/data uploads")),
    )
