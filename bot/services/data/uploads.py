"""The files that were taken in: the list, taking one back, and its rejected rows."""

from collections.abc import Sequence

from analytics.intake.reading import Reading, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.identifiers import identifier
from analytics.vocabulary.rows import Fate
from analytics.vocabulary.wording import counted
from bot.language.commands.data import DataRejects, DataUndo, DataUploads
from bot.services.answer import Answer, Caveat, Column, Export, Format, Line, NextStep, Table
from bot.services.campaign.list import running
from bot.services.context import Context
from bot.services.intake.corrections import LINE, OUR_COLUMNS, REASON, UPLOAD, built_upon
from bot.services.intake.wording import reason_words
from bot.services.moments import clock_note, clock_of, moment
from storage.ledger.undo import UndoEffect
from storage.ledger.uploads import LeftOutRow, Upload

_HOW_TO_MEND = (
    "Mend them and post the file again; its last columns say why each was rejected, and let me "
    "put it back where it belongs."
)


def uploads(request: DataUploads, context: Context) -> Answer:
    """The files that were taken in, newest first."""
    found = context.store.uploads.all()
    if not found:
        context.require_data()
    clock = clock_of(context)
    rows = tuple(
        (
            each.id,
            each.filename,
            moment(each.at, clock),
            context.outside.name_of(each.user) if each.user else None,
            each.rows_kept,
            sum(each.rows_set_aside.values()),
            sum(each.rows_rejected.values()),
        )
        for each in found
    )
    kept = sum(each.rows_kept for each in found)
    return Answer(
        title=counted(len(found), "upload"),
        reading=(Line(f"{kept:,} rows kept in all.", lead="Uploads"),),
        tables=(
            Table(
                title="Uploads",
                columns=(
                    Column("No.", Format.WHOLE),
                    Column("File"),
                    Column("On"),
                    Column("By"),
                    Column("Kept", Format.COUNT),
                    Column("Set aside", Format.COUNT),
                    Column("Rejected", Format.COUNT),
                ),
                rows=rows,
            ).known(),
        ),
        notes=("Take one back with `/data undo` and its number.", clock_note(clock)),
        metrics={"uploads": len(found), "rows_kept": kept},
        next_steps=(
            NextStep("What is stored", "/data status"),
            NextStep("Look at the latest", "/data quality"),
            *([NextStep("Take the latest back", f"/data undo {found[0].id}")] if found else []),
        ),
    )


def find_upload(context: Context, number: int | None) -> Upload:
    """An upload by its number, or the latest.

    Raises
    ------
    SegbotError
        If there is none.
    """
    found = context.store.uploads.all()
    if not found:
        context.require_data()
    chosen = [each for each in found if number in (None, each.id)]
    if not chosen:
        raise SegbotError(
            f"There is no upload with the number {number}.",
            "`/data uploads` lists them; it may have been taken back.",
        )
    return chosen[0]


def undo(request: DataUndo, context: Context) -> Answer:
    """Take a file back out; first without `sure`, to say what that changes."""
    upload = find_upload(context, request.upload)
    mended = built_upon(upload, context.store.uploads.all())
    whose = Line(_whose(upload, context), lead=f"Upload {upload.id}")
    if request.sure == "no":
        effect = context.store.uploads.undo_effect(upload.id, mended)
        also = counted(len(mended), "upload")
        return Answer(
            title=f"Take {upload.filename} back?",
            reading=(whose, *_effect(effect, context)),
            notes=(
                *([f"With it goes {also} of rows that were mended in it."] if mended else ()),
                *_campaigns(context),
                Caveat("Nothing has changed yet."),
            ),
            metrics={"upload": upload.id, **_figures(effect)},
            next_steps=(
                NextStep("Yes, take it back", f"/data undo {upload.id} sure=yes"),
                NextStep("No, keep it", "/data uploads"),
            ),
        )
    effect = context.store.undo(upload.id, mended)
    return Answer(
        title=f"{upload.filename} is taken back",
        reading=(whose, *_effect(effect, context)),
        notes=("Everything is as if it had never been uploaded. Post it again to have it back.",),
        metrics={"upload": upload.id, **_figures(effect)},
        next_steps=(NextStep("What is stored", "/data status"),),
    )


def rejects(request: DataRejects, context: Context) -> Answer:
    """The rows of a file that couldn't be read, as a file to mend and to upload again."""
    upload = find_upload(context, request.upload)
    rows = list(context.store.uploads.left_out(upload.id, Fate.REJECTED))
    if not rows:
        return Answer(
            title=f"No row of {upload.filename} was rejected",
            reading=(Line("There is nothing to mend.", lead=f"Upload {upload.id}"),),
            next_steps=(NextStep("Look closer", f"/data quality {upload.id}"),),
        )
    headers = list(dict.fromkeys(name for row in rows for name in row.cells))
    table = Table(
        title=f"Rejected rows of {upload.filename}",
        columns=tuple(Column(name) for name in (*headers, *OUR_COLUMNS)),
        rows=tuple(
            (
                *(row.cells.get(name, "") for name in headers),
                *_ours(upload, row.line, row.reason),
            )
            for row in rows
        ),
    )
    name = f"rejected-rows-of-upload-{upload.id}.csv"
    return Answer(
        title=f"Rejected rows of {upload.filename}",
        reading=(Line(_HOW_TO_MEND, lead="What to do"),),
        exports=(Export(name, table, _named(upload, rows), "row", _HOW_TO_MEND),),
        metrics={"upload": upload.id, "rows": len(rows)},
    )


def _named(upload: Upload, rows: Sequence[LeftOutRow]) -> tuple[str, ...]:
    header = Reading.from_json(upload.notes["reading"]).columns[Role.CUSTOMER]
    return tuple({identifier(row.cells.get(header, "")) for row in rows} - {""})


def _ours(upload: Upload, line: int, reason: str) -> tuple[str, ...]:
    values = {UPLOAD: str(upload.id), LINE: str(line), REASON: reason_words(reason)}
    return tuple(values[name] for name in OUR_COLUMNS)


def _whose(upload: Upload, context: Context) -> str:
    who = f"from {context.outside.name_of(upload.user)} on " if upload.user else ""
    when = moment(upload.at, clock_of(context))
    return f"{upload.filename}, {counted(upload.rows_kept, 'row')} kept, {who}{when}."


def _effect(effect: UndoEffect, context: Context) -> tuple[Line, ...]:
    before, after = (
        context.formats.cell(cents / 100, Format.MONEY)
        for cents in (effect.revenue_before_cents, effect.revenue_after_cents)
    )
    lines = [
        Line(
            f"{counted(effect.orders_vanish, 'order')} gone, {effect.orders_return:,} back to an "
            f"earlier version, {effect.orders_stay:,} as they are.",
            lead="Orders, returns among them",
        ),
        Line(f"{counted(effect.customers_vanish, 'customer')} without any order.", lead="Gone"),
    ]
    if effect.revenue_before_cents or effect.revenue_after_cents:
        lines.append(Line(f"{before} before, {after} after.", lead="Purchases less returns"))
    if effect.attributes_vanish or effect.attributes_return:
        lines.append(
            Line(
                f"{effect.attributes_vanish:,} values gone, {effect.attributes_return:,} back to "
                "what an earlier file says.",
                lead="Attributes",
            )
        )
    return tuple(lines)


def _campaigns(context: Context) -> tuple[Caveat, ...]:
    """Which campaigns run on the data that change."""
    return tuple(
        Caveat(
            f"Campaign {each.id} ({each.name}) is running: whom it is for stays as it was drawn, "
            "and its results will count the orders that are left."
        )
        for each in running(context)
    )


def _figures(effect: UndoEffect) -> dict[str, int]:
    return {
        "orders_vanish": effect.orders_vanish,
        "orders_return": effect.orders_return,
        "orders_stay": effect.orders_stay,
        "customers_vanish": effect.customers_vanish,
        "revenue_before_cents": effect.revenue_before_cents,
        "revenue_after_cents": effect.revenue_after_cents,
    }
