"""What is stored, and taking files in."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.cleaning import Reason
from analytics.features import Returns, shop_totals
from bot.language.commands import DataSample, DataStatus, DataUploads
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.customers import day, require_data
from bot.services.errors import ServiceError
from bot.services.formats import counted
from bot.services.intake import ImportReport, import_file
from bot.services.intake import Progress as ImportProgress
from bot.services.sample import FILENAME, load_sample

_REASONS = {reason.value: reason for reason in Reason}
_FIRST_QUESTIONS = (
    NextStep("RFM overview", "/rfm overview"),
    NextStep("Group my customers", "/segment run"),
    NextStep("See champions", "/rfm top champions"),
)


def status(request: DataStatus, context: Context) -> Answer:
    """What is stored: how many customers, orders and lines, and the days they span."""
    require_data(context)
    with context.store.tables() as tables:
        totals = shop_totals(tables.orders, Returns(request.returns)).execute().iloc[0]
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
    span = _span(metrics["first_order"], metrics["last_order"])
    uploads = context.store.uploads.all()
    files = "1 file" if len(uploads) == 1 else f"{len(uploads)} files"
    return Answer(
        title="What is stored",
        reading=(Line(f"{revenue} {returns}, {span}.", lead=lead),),
        tables=(table,),
        notes=(f"From {files}. Orders without a customer are in All, and never in a segment.",),
        metrics=metrics,
        next_steps=(*_FIRST_QUESTIONS, NextStep("Uploads", "/data uploads")),
    )


def uploads(request: DataUploads, context: Context) -> Answer:
    """The files that were taken in, newest first."""
    found = context.store.uploads.all()
    if not found:
        require_data(context)
    rows = tuple(
        (
            each.filename,
            day(datetime.fromisoformat(each.at).date()),
            each.rows_kept,
            sum(each.rows_set_aside.values()),
            sum(each.rows_rejected.values()),
            each.orders_new,
        )
        for each in found
    )
    kept = sum(each.rows_kept for each in found)
    return Answer(
        title="1 upload" if len(found) == 1 else f"{len(found)} uploads",
        reading=(Line(f"{kept:,} rows kept in all.", lead="Uploads"),),
        tables=(
            Table(
                title="Uploads",
                columns=(
                    Column("File"),
                    Column("On"),
                    Column("Kept", Format.COUNT),
                    Column("Set aside", Format.COUNT),
                    Column("Rejected", Format.COUNT),
                    Column("New orders", Format.COUNT),
                ),
                rows=rows,
            ),
        ),
        metrics={"uploads": len(found), "rows_kept": kept},
        next_steps=(NextStep("What is stored", "/data status"),),
    )


def sample(request: DataSample, context: Context) -> Answer:
    """Load the made-up shop; never on top of real data, which it would spoil."""
    real = [each for each in context.store.uploads.all() if each.filename != FILENAME]
    if real:
        raise ServiceError(
            "There is real data here, and made-up customers would mix with it.",
            "See what is stored with `/data status`.",
        )
    context.progress("making up a shop")
    report = load_sample(
        context.store, user=context.user, channel=context.channel, progress=_teller(context)
    )
    return import_answer(report, context)


def take_in(path: Path, name: str, context: Context, max_bytes: int) -> Answer:
    """Store a transactions file and say what became of it.

    Raises
    ------
    AnalyticsError, StorageError
        Where the file can't be taken in; nothing of it is stored.
    """
    report = import_file(
        context.store,
        path,
        name,
        today=context.today,
        user=context.user,
        channel=context.channel,
        progress=_teller(context),
        max_bytes=max_bytes,
    )
    return import_answer(report, context)


def _teller(context: Context) -> ImportProgress:
    def tell(stage: str, rows: int) -> None:
        context.progress(f"{stage}, {rows:,} rows so far" if rows else stage)

    return tell


def import_answer(report: ImportReport, context: Context) -> Answer:
    """What was understood of a file, what was kept, set aside and rejected, what to ask next."""
    if report.already_imported:
        return Answer(
            title=f"I already have {report.file}",
            reading=(
                Line("These are the very bytes of an earlier upload, so nothing has changed."),
            ),
            metrics=report.as_json(),
            next_steps=_FIRST_QUESTIONS,
        )
    aside, rejected = sum(report.rows_set_aside.values()), sum(report.rows_rejected.values())
    revenue = context.formats.cell(report.revenue_cents / 100, Format.MONEY)
    lead = f"{counted(report.customers, 'customer')}"
    return Answer(
        title=f"{report.file} is in" if report.rows_kept else f"Nothing of {report.file} is usable",
        reading=(
            Line(f"{revenue} of purchases, {_report_span(report)}.", lead=lead),
            Line(
                f"{report.rows_kept:,} kept, {aside:,} set aside, {rejected:,} rejected.",
                lead=f"{report.rows_read:,} rows",
            ),
        ),
        tables=(_account(report),),
        notes=(_understood(report), _versions(report)),
        metrics=report.as_json(),
        next_steps=_FIRST_QUESTIONS,
    )


def _account(report: ImportReport) -> Table:
    """Every row of the file in exactly one place; the counts first, for narrow screens."""
    kept = report.kept
    rows = [
        (kept.purchases_known, "Kept: purchases"),
        (kept.purchases_unknown, "Kept: purchases without a customer"),
        (kept.returns_known, "Kept: returns"),
        (kept.returns_unknown, "Kept: returns without a customer"),
    ]
    for fate, reasons in (("Set aside", report.rows_set_aside), ("Rejected", report.rows_rejected)):
        rows += [
            (count, f"{fate}: {_lowered(_REASONS[reason].sentence)}")
            for reason, count in reasons.items()
        ]
    return Table(
        title="What became of each row",
        columns=(Column("Rows", Format.COUNT), Column("What became of them")),
        rows=tuple(row for row in rows if row[0]),
    )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _understood(report: ImportReport) -> str:
    columns = ", ".join(f"{name} from “{header}”" for name, header in report.columns.items())
    return f"What I understood: {columns}. Dates: {report.date_order}."


def _versions(report: ImportReport) -> str:
    words = [f"{report.orders_new:,} orders are new"]
    if report.orders_changed:
        words.append(f"{report.orders_changed:,} replace an earlier version")
    if report.orders_same:
        words.append(f"{report.orders_same:,} were here already")
    if report.duplicates:
        words.append(f"{report.duplicates:,} lines repeat another one exactly and were kept")
    return "; ".join(words) + "."


def _report_span(report: ImportReport) -> str:
    return _span(report.first_order, report.last_order)


def _span(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return "no purchases"
    return f"{day(date.fromisoformat(first[:10]))} to {day(date.fromisoformat(last[:10]))}"


def _plain(value: Any) -> Any:
    """A figure as JSON can hold it; moments as days."""
    if pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
