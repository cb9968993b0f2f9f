"""Erasing a customer."""

from contextlib import suppress

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.identifiers import identifier
from analytics.vocabulary.wording import counted
from bot.language.commands.data import DataForget
from bot.services.answer import Answer, Caveat, Line, NextStep
from bot.services.context import Context, Outside
from bot.services.data.reread import kept_bytes
from bot.services.intake.sheets import Sheet
from storage.forgotten import Naming, parts
from storage.ledger.forgetting import Forgotten
from storage.ledger.uploads import Upload
from storage.reading.source import open_source
from storage.store import Store

_WHAT_STAYS = (
    "Their orders stay without a name, so that totals hold. A later file that names them is "
    "stored without the name, and the file itself isn't kept."
)
_WHAT_IS_OUT_OF_REACH = (
    "Messages in Slack, downloads and the files that people posted are not mine to delete: look "
    "for the customer there."
)


def forget(request: DataForget, context: Context) -> Answer:
    """Erase a person everywhere; first without `sure`, to say what that erases."""
    customer = identifier(request.customer)
    beside = _uploads_beside(customer, context)
    effect = context.store.forget_effect(customer, beside)
    if not _is_anywhere(effect):
        raise SegbotError(
            f"Nothing is known of a customer `{request.customer.replace('`', chr(39))}`.",
            "`/rfm export all` sends you the list of all customers.",
        )
    if request.sure == "no":
        again = DataForget(customer=request.customer, sure="yes")
        return Answer(
            title="Erase this customer?",
            reading=(Line(customer, lead="Customer"), *_where(effect)),
            notes=(Caveat("This can't be undone. Nothing has changed yet."),),
            next_steps=(NextStep("Yes, erase them", again.text()),),
            private=True,
        )
    effect = context.store.forget(customer, beside)
    left = delete_recalled(context.store, context.outside)
    not_yet = f"Slack didn't let me delete {counted(left, 'file')} now; I'll try again."
    return Answer(
        title="The customer is erased",
        reading=_where(effect),
        notes=(*((not_yet,) if left else ()), _WHAT_STAYS, _WHAT_IS_OUT_OF_REACH),
        metrics={"orders": effect.orders, "exports": len(effect.exports)},
        private=True,
    )


def _uploads_beside(customer: str, context: Context) -> list[int]:
    """Uploads that have the customer in a table that nothing was stored of, such as a list of
    customers beside orders."""
    naming = Naming(lambda id_: id_ == customer, {parts(customer)})
    found = []
    for upload in context.store.uploads.all():
        # Bytes that can't be read any more can't be looked through.
        with suppress(SegbotError):
            if upload.notes.get("has_tables_beside") and _has(upload, naming, context):
                found.append(upload.id)
    return found


def _has(upload: Upload, naming: Naming, context: Context) -> bool:
    with kept_bytes(upload, context) as path, open_source(path, upload.filename) as source:
        sheets = [Sheet.of(table) for table in source.tables]
        return any(
            naming.in_rows(chunk, sheet.customer_ids)
            for sheet in sheets
            for chunk in sheet.chunks()
        )


def delete_recalled(store: Store, outside: Outside) -> int:
    """Delete posted files that list somebody who was erased; returns how many are still there."""
    recalled = store.exports.recalled()
    deleted = [each.file_id for each in recalled if outside.delete_file(each.file_id)]
    for file_id in deleted:
        store.exports.finish(file_id)
    return len(recalled) - len(deleted)


def _is_anywhere(effect: Forgotten) -> bool:
    places = (effect.orders, effect.attributes, effect.runs, effect.digests, effect.campaigns)
    return any(places) or bool(effect.uploads or effect.left_out_rows or effect.exports)


def _where(effect: Forgotten) -> tuple[Line, ...]:
    places = (
        (effect.attributes, "attribute"),
        (effect.runs, "segmentation"),
        (effect.digests, "digest"),
        (effect.campaigns, "campaign"),
        (effect.left_out_rows, "left-out row"),
        (effect.conversations, "conversation"),
        (effect.uploads, "kept upload"),
        (len(effect.exports), "exported file"),
    )
    found = [counted(number, what) for number, what in places if number]
    stay = Line(
        f"{counted(effect.orders, 'order')}, which stay without a name.",
        lead="Orders, returns among them",
    )
    if not found:
        return (stay,)
    return stay, Line(f"{', '.join(found)}.", lead="Erased from")
