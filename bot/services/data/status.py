"""What is stored."""

from datetime import datetime
from typing import Any

import pandas as pd

from analytics.features.customers import shop_totals
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.data import DataSample, DataStatus
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.data.sample import FILENAME, load_sample
from bot.services.intake.answer import FIRST_QUESTIONS, import_answer
from bot.services.selection.customers import span
from bot.services.selection.selection import whole_shop


def status(request: DataStatus, context: Context) -> Answer:
    """What is stored: how many customers, orders and lines, and the days they span."""
    shop = whole_shop(context, request.returns)
    totals = shop_totals(shop.orders, shop.returns).execute().iloc[0]
    metrics = {str(name): _plain(value) for name, value in totals.items()}
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
        notes=(f"From {files}. Orders without a customer are in All, and never in a segment.",),
        metrics=metrics,
        next_steps=(*FIRST_QUESTIONS, NextStep("Uploads", "/data uploads")),
    )


def sample(request: DataSample, context: Context) -> Answer:
    """Load the made-up shop; never on top of real data, which it would spoil."""
    real = [each for each in context.store.uploads.all() if each.filename != FILENAME]
    if real:
        raise SegbotError(
            "There is real data here, and made-up customers would mix with it.",
            "See what is stored with `/data status`.",
        )
    context.progress("making up a shop")
    report = load_sample(
        context.store, user=context.user, channel=context.channel, progress=context.progress
    )
    return import_answer(report, context)


def _plain(value: Any) -> Any:
    """A figure as JSON can hold it; moments as days."""
    if pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
