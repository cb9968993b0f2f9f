"""Reading an upload once more, in place of the first reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.intake.reading import Reading
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.data import DataReread
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.data.uploads import find_upload
from bot.services.intake.answer import differently, import_answer
from bot.services.intake.corrections import built_upon
from bot.services.intake.importing import ImportReport, import_file
from bot.services.intake.options import ReadingOptions
from bot.services.intake.question import AmbiguousFile, FileQuestion
from bot.services.intake.reading import question_about
from bot.services.intake.wording import columns_words
from storage.ledger.uploads import Upload
from storage.reading.source import open_source


def reread(request: DataReread, context: Context) -> Answer:
    """Read the latest upload's own bytes again as the words say; what it was stays where that
    can't be done."""
    if request.with_values({"upload": None}) == DataReread():
        return _how(latest(request.upload, context))
    return read_again(request.upload, ReadingOptions.of(request), context)


def question(number: int | None, context: Context) -> FileQuestion:
    """What a form asks about an upload that is to be read differently, filled in with how it was
    read.

    Raises
    ------
    SegbotError
        If it can't be read again.
    """
    upload = latest(number, context)
    with kept_bytes(upload, context) as path, open_source(path, upload.filename) as source:
        return question_about(source, Reading.from_json(upload.notes["reading"]))


_WHAT_TO_SAY = (
    'Say what is otherwise, such as `/data reread customer="Loyalty card"`, orders=day or'
    " dates=day-first. Nothing has changed yet."
)


def _how(upload: Upload) -> Answer:
    """How it was read, and how to say that it is to be read differently."""
    taken, *unused = columns_words(
        Reading.from_json(upload.notes["reading"]), upload.notes["unused"]
    )
    return Answer(
        title=f"Read {upload.filename} differently?",
        reading=(Line(taken), *(Line(each) for each in unused)),
        notes=(_WHAT_TO_SAY,),
        metrics={"upload": upload.id},
        next_steps=(differently(upload.id), NextStep("Look closer", f"/data quality {upload.id}")),
    )


def read_again(number: int | None, told: ReadingOptions, context: Context) -> Answer:
    """Read an upload again in place of what it was, and say what that changed.

    Raises
    ------
    SegbotError
        If it can't be read so, or isn't the latest; nothing has changed then.
    """
    upload = latest(number, context)
    along = built_upon(upload, context.store.uploads.all())
    before = context.store.shop_totals("net")
    try:
        with kept_bytes(upload, context) as path:
            report = import_file(
                context.store,
                path,
                upload.filename,
                today=context.today,
                user=context.user,
                channel=context.channel,
                progress=context.progress,
                currency=context.formats.currency,
                options=told,
                instead_of=(upload.id, *along),
            )
    except AmbiguousFile as unclear:
        raise SegbotError(
            f"{unclear.message} {upload.filename} stays as it was read before.",
            "Say it in the command, such as "
            + " or ".join(f"`/data reread {each}`" for each in unclear.examples)
            + ".",
        ) from unclear
    except SegbotError as error:
        raise SegbotError(
            f"{error.message} {upload.filename} stays as it was read before.", error.hint
        ) from error
    context = context.counted_now()
    after = context.store.shop_totals("net")
    answer = import_answer(report, context)
    mended = f"With it went {counted(len(along), 'upload')} of rows that were mended in it."
    return replace(
        answer,
        title=f"{upload.filename} is read again",
        tables=(_change(upload, report, before, after), *answer.tables),
        notes=(*([mended] if along else []), *answer.notes),
        currency=context.formats.currency,
    )


def latest(number: int | None, context: Context) -> Upload:
    """The upload of this number, or the latest, if it can be read again.

    Raises
    ------
    SegbotError
        If a later one came after it: orders of the later one are in place of its own.
    """
    upload = find_upload(context, number)
    newest = context.store.uploads.all()[0]
    if upload.id != newest.id:
        raise SegbotError(
            f"{newest.filename} came after {upload.filename}, and only the latest file can be read"
            " again.",
            f"Take the later one back with `/data undo {newest.id}`, or take back"
            f" `/data undo {upload.id}` and post the file again.",
        )
    return upload


@contextmanager
def kept_bytes(upload: Upload, context: Context) -> Iterator[Path]:
    """The bytes of an upload as a file, as long as the block lasts.

    Raises
    ------
    SegbotError
        If they weren't kept.
    """
    with TemporaryDirectory(prefix="segbot-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as file:
            for part in context.store.uploads.content(upload.id):
                file.write(part)
        if upload.bytes and not path.stat().st_size:
            raise SegbotError(
                f"I no longer have the bytes of {upload.filename}: a customer in it was forgotten.",
                f"Take it back with `/data undo {upload.id}` and post the file again.",
            )
        yield path


def _change(
    upload: Upload, report: ImportReport, before: dict[str, object], after: dict[str, object]
) -> Table:
    """The file and the shop before and after."""
    orders = [each.orders_new + each.orders_changed + each.orders_same for each in (upload, report)]
    return Table(
        title="Before and after",
        columns=(
            Column("Reading"),
            Column("Customers", Format.COUNT),
            Column("Orders", Format.COUNT),
            Column("Purchases", Format.MONEY),
        ),
        rows=(
            ("The file before", upload.customers, orders[0], upload.revenue_cents / 100),
            ("The file now", report.customers, orders[1], report.revenue_cents / 100),
            ("The shop before", *_totals(before)),
            ("The shop now", *_totals(after)),
        ),
    )


def _totals(shop: dict[str, object]) -> tuple[int, int, float]:
    return (
        int(str(shop["customers"])),
        int(str(shop["orders_all"])),
        float(str(shop["revenue_all"])),
    )
