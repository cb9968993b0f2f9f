"""What became of a file, in words."""

from collections.abc import Mapping, Sequence

from analytics.intake.attributes import EMAIL
from analytics.vocabulary.rows import TOTALS, Fate, RowKind
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.data import DataReread
from bot.language.commands.segment import SegmentRun
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.data.currency import counted_in
from bot.services.data.status import FIRST_QUESTIONS, NOT_KNOWN, WITHOUT_ORDERS
from bot.services.intake.importing import ImportReport
from bot.services.intake.sample import FILENAME as SAMPLE
from bot.services.intake.wording import columns_words, reason_words
from bot.services.selection.consent import opted_out_by
from bot.services.selection.customers import span
from bot.services.selection.strangers import nobody_ordered
from storage.ledger.attributes import OrderAttribute
from storage.ledger.uploads import Upload

_SHOWN_NAMES = 12
_SHOWN_VALUES = 3
_WIDEST_VALUE = 30
_FATES = {Fate.SET_ASIDE: "Set aside", Fate.REJECTED: "Rejected"}


def import_answer(report: ImportReport, context: Context) -> Answer:
    """What was understood of a file, what was kept, set aside and rejected, what to ask next."""
    if report.already_imported:
        is_latest = context.store.uploads.all()[0].id == report.id
        otherwise = (
            'say how: `/data reread customer="Loyalty card"`, or orders=day, dates=day-first …'
            if is_latest
            else "take it back first and post it again."
        )
        return Answer(
            title=f"I already have {report.file}",
            reading=(
                Line(
                    "These are the very bytes of an earlier upload, so nothing has changed. To have"
                    f" it read differently, {otherwise}"
                ),
            ),
            metrics=report.as_json(),
            next_steps=(
                *([differently(report.id)] if is_latest else []),
                NextStep("Take it back", f"/data undo {report.id}"),
                *FIRST_QUESTIONS,
            ),
        )
    about_customers = report.reading.kind is RowKind.CUSTOMERS
    aside, rejected = sum(report.rows_set_aside.values()), sum(report.rows_rejected.values())
    return Answer(
        title=f"{report.file} is in" if report.rows_kept else f"{report.file} has no sale in it",
        reading=(
            *_mixed(report, context),
            _attributes_line(report) if about_customers else _purchases_line(report, context),
            *_strangers(report, context),
            Line(
                f"{report.rows_kept:,} kept, {aside:,} set aside, {rejected:,} rejected.",
                lead=counted(report.rows_read, "row"),
            ),
        ),
        tables=(account(report),),
        notes=tuple(note for note in _notes(report, context) if note),
        metrics=report.as_json(),
        next_steps=_next_steps(report, context),
    )


def _mixed(report: ImportReport, context: Context) -> tuple[Line, ...]:
    """That made-up people count beside a shop's own, before any figure is read."""
    made_up = _made_up(context)
    if made_up is None or report.file == SAMPLE:
        return ()
    return (
        Line(
            f"the made-up shop's {counted(made_up.customers, 'customer')} are still here and count "
            "in every answer. Take them out first.",
            lead="Mixed",
        ),
    )


def _made_up(context: Context) -> Upload | None:
    return next((each for each in context.store.uploads.all() if each.filename == SAMPLE), None)


def _strangers(report: ImportReport, context: Context) -> tuple[Line, ...]:
    """That a file of customers is about nobody who ordered, which is seldom meant."""
    about_customers = report.reading.kind is RowKind.CUSTOMERS
    if not about_customers or not nobody_ordered(list(report.of_customers.values()), context):
        return ()
    return (
        Line(
            "none of these customers has an order here. Perhaps another column has the ids that "
            "orders have, or they are written otherwise there; “Read it differently” asks.",
            lead="Nobody in common",
        ),
    )


def differently(upload_id: int) -> NextStep:
    """The button that opens the form of how an upload is to be read."""
    return NextStep("Read it differently", f"/data reread {upload_id}", form=True)


def account(upload: Upload, examples: Mapping[str, str] | None = None) -> Table:
    """Every row of a file in exactly one place; the counts first, for narrow screens.

    ``examples`` has a few rows for each reason, for a column of their own.
    """
    kept = upload.notes["kept"]
    rows = [
        (kept["purchases_known"], "Kept: purchases", ""),
        (kept["purchases_unknown"], "Kept: purchases without a customer", ""),
        (kept["returns_known"], "Kept: returns", ""),
        (kept["returns_unknown"], "Kept: returns without a customer", ""),
        (upload.rows_kept - sum(kept.values()), "Kept: customers", ""),
    ]
    for fate, reasons in (
        (Fate.SET_ASIDE, upload.rows_set_aside),
        (Fate.REJECTED, upload.rows_rejected),
    ):
        rows += [
            (count, f"{_FATES[fate]}: {reason_words(name)}", (examples or {}).get(name, ""))
            for name, count in reasons.items()
        ]
    columns = (
        Column("Rows", Format.COUNT),
        Column("What became of them"),
        Column("Such as", detail=True),
    )
    shown = len(columns) if examples else len(columns) - 1
    return Table(
        title="What became of each row",
        columns=columns[:shown],
        rows=tuple(row[:shown] for row in rows if row[0]),
    )


def _purchases_line(report: ImportReport, context: Context) -> Line:
    when = span(report.first_order, report.last_order)
    if not report.reading.priced:
        orders = report.orders_new + report.orders_changed + report.orders_same
        return Line(
            f"{counted(orders, 'order')}, {when}; {NOT_KNOWN}.",
            lead=counted(report.customers, "customer"),
        )
    unknown = report.unknown_revenue_cents
    known, rest = (
        context.formats.cell(cents / 100, Format.MONEY)
        for cents in (report.revenue_cents - unknown, unknown)
    )
    money = f"{known} of purchases" + (f", and {rest} more without a customer" if unknown else "")
    return Line(f"{money}, {when}.", lead=counted(report.customers, "customer"))


def _attributes_line(report: ImportReport) -> Line:
    known = report.customers_new + report.customers_changed + report.customers_same
    return Line(
        f"{report.customers_new:,} new, {report.customers_changed:,} changed, "
        f"{report.customers_same:,} the same.",
        lead=f"What is known of {counted(known, 'customer')}",
    )


def _notes(report: ImportReport, context: Context) -> list[str]:
    notes = [*columns_words(report.reading, report.unused), " ".join(report.evidence)]
    if report.left_out:
        listed = ", ".join(f"“{name}”" for name in report.left_out)
        notes.append(f"Not read, because these rows need nothing from there: {listed}.")
    of_orders = {each.name: each for each in context.store.attributes.of_orders()}
    of_customers = [
        f"customer_{name}" if name in of_orders else name for name in report.of_customers.values()
    ]
    if report.reading.kind is RowKind.CUSTOMERS:
        return [*notes, _known_words(of_customers), _consent_words(report, context)]
    unsure = report.reading.priced and context.store.currency.code() is None
    return [
        *notes,
        counted_in(context) if unsure else "",
        # Of addresses more is said above than how to filter by one.
        _known_words([name for name in of_customers if name != EMAIL]),
        _consent_words(report, context),
        _orders_words([of_orders[name] for name in report.of_orders.values()]),
        _versions(report),
        _repeats(report),
    ]


def _known_words(names: Sequence[str]) -> str:
    """What a file says of customers, and how to use it; empty where it says nothing."""
    names = [name for name in names if name not in TOTALS]
    if not names:
        return ""
    shown = [f"`{name}`" for name in names[:_SHOWN_NAMES]]
    rest = len(names) - len(shown)
    return (
        f"Known of customers now: {listed([*shown, f'{rest} more'] if rest else shown)}. Filter by"
        f" it: `/segment run {names[0]}=…`, or in `where`."
    )


def _consent_words(report: ImportReport, context: Context) -> str:
    """How many customers don't want to be written to, where a file says it."""
    names = {*report.of_customers.values()}
    out = opted_out_by(context, names)
    if not out.customers:
        return ""
    return f"Campaigns leave out {out.words(len(out.customers))}."


def _orders_words(known: Sequence[OrderAttribute]) -> str:
    """What a file says of orders, and how to use it; empty where it says nothing."""
    if not known:
        return ""
    shown = [f"`{each.name}` ({_few(each.values)})" for each in known[:_SHOWN_NAMES]]
    rest = len(known) - len(shown)
    first = SegmentRun(attributes=((known[0].name, known[0].values[0]),))
    return (
        f"Attributes of orders: {listed([*shown, f'{rest} more'] if rest else shown)}. Count only"
        f" the orders that have one: `{first.text()}`, or in `where`."
    )


def _few(values: Sequence[str]) -> str:
    shown = [value[:_WIDEST_VALUE].replace("`", "'") for value in values[:_SHOWN_VALUES]]
    rest = len(values) - len(shown)
    return listed([*shown, f"{rest} more"] if rest else shown)


def _versions(report: ImportReport) -> str:
    words = [f"{report.orders_new:,} new"]
    if report.orders_changed:
        words.append(f"{report.orders_changed:,} changed, in place of an earlier version")
    if report.orders_same:
        words.append(f"{report.orders_same:,} the same as before")
    returns = report.kept.returns_known + report.kept.returns_unknown
    what = "Orders, returns among them" if returns else "Orders"
    return f"{what}: {'; '.join(words)}."


def _repeats(report: ImportReport) -> str:
    if not report.duplicates:
        return ""
    return (
        f"Lines that repeat another one exactly: {report.duplicates:,}, which I kept: somebody may "
        "have bought the same thing twice."
    )


def _next_steps(report: ImportReport, context: Context) -> tuple[NextStep, ...]:
    made_up = _made_up(context)
    has_orders = context.store.has_orders() or bool(report.reading.totals)
    steps = []
    if made_up and report.file != SAMPLE:
        steps.append(NextStep("Take the made-up shop out", f"/data undo {made_up.id}"))
    steps += FIRST_QUESTIONS if has_orders else WITHOUT_ORDERS
    if report.rows_rejected:
        steps.append(NextStep("Get rejected rows", f"/data rejects {report.id}"))
    if report.rows_set_aside or report.rows_rejected:
        steps.append(NextStep("Look closer", f"/data quality {report.id}"))
    if report.duplicates and report.file != SAMPLE:
        without = DataReread(upload=report.id, duplicates="drop")
        steps.append(NextStep("Leave repeated lines out", without.text()))
    if report.file != SAMPLE:
        steps.append(differently(report.id))
    return tuple(steps)
