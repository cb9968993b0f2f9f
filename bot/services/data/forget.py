"""Erasing a customer."""

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.identifiers import identifier
from analytics.vocabulary.wording import counted
from bot.language.commands.data import DataForget
from bot.services.answer import Answer, Line, NextStep
from bot.services.context import Context, Outside
from storage.ledger.forgetting import Forgotten
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
    effect = context.store.forget_effect(customer)
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
            notes=("This can't be undone. Nothing has changed yet.",),
            next_steps=(NextStep("Yes, erase them", again.text()),),
            private=True,
        )
    effect = context.store.forget(customer)
    left = delete_recalled(context.store, context.outside)
    not_yet = f"Slack didn't let me delete {counted(left, 'file')} now; I'll try again."
    return Answer(
        title="The customer is erased",
        reading=_where(effect),
        notes=(*((not_yet,) if left else ()), _WHAT_STAYS, _WHAT_IS_OUT_OF_REACH),
        metrics={"orders": effect.orders, "exports": len(effect.exports)},
        private=True,
    )


def delete_recalled(store: Store, outside: Outside) -> int:
    """Delete posted files that list somebody who was erased; returns how many are still there."""
    recalled = store.exports.recalled()
    deleted = [each.file_id for each in recalled if outside.delete_file(each.file_id)]
    for file_id in deleted:
        store.exports.finish(file_id)
    return len(recalled) - len(deleted)


def _is_anywhere(effect: Forgotten) -> bool:
    places = (effect.orders, effect.attributes, effect.runs, effect.digests, effect.uploads)
    return any(places) or bool(effect.left_out_rows or effect.exports)


def _where(effect: Forgotten) -> tuple[Line, ...]:
    places = (
        (effect.attributes, "attribute"),
        (effect.runs, "segmentation"),
        (effect.digests, "digest"),
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
