"""Reading an upload once more, in place of the first reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.data import DataReread
from bot.services.answer import Answer, Column, Format, Table
from bot.services.context import Context
from bot.services.data.uploads import find_upload
from bot.services.intake.answer import import_answer
from bot.services.intake.corrections import built_upon
from bot.services.intake.importing import ImportReport, import_file
from bot.services.intake.options import ReadingOptions
from bot.services.intake.question import AmbiguousFile
from storage.ledger.uploads import Upload


def reread(request: DataReread, context: Context) -> Answer:
    """Read the latest upload's own bytes again as the words say; what it was stays where that
    can't be done."""
    return read_again(request.upload, ReadingOptions.of(request), context)


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
