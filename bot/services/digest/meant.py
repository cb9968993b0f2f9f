"""Which digest or alert people mean who don't say its number."""

from analytics.vocabulary.errors import SegbotError
from bot.language.alerting import AlertWish
from bot.language.commands.digest import DigestSchedule, DigestTest
from bot.language.declaration import Request
from bot.language.wishing import DigestWish
from bot.language.words import normalise
from bot.services.context import Context
from bot.services.digest.occasions import timing_of
from bot.services.digest.stored import numbered, visible, watched
from storage.records.digests import Schedule

#: So many are offered to choose from.
_MOST = 5


def digests_meant(wish: DigestWish, context: Context) -> tuple[Request, ...]:
    """What may be meant, of each digest that fits; those of this channel before others.

    Raises
    ------
    SegbotError
        If there is no such digest.
    """
    if isinstance(wish.request, DigestSchedule):
        return (wish.request,)
    if wish.number is not None:
        numbered(wish.number, context)
        return (wish.request,)
    if isinstance(wish.request, DigestTest) and wish.which is None:
        return (DigestTest(),)
    found = [each for each in visible(context) if _fits(each, wish.which)]
    here = [each for each in found if each.channel == context.channel]
    if not found:
        raise SegbotError("There is no such digest.", "`/digest list` shows those that there are.")
    return tuple(wish.request.with_values({"number": each.id}) for each in (here or found)[:_MOST])


def told_apart(choices: tuple[Request, ...], context: Context) -> str:
    """How the digests differ that may be meant."""
    numbers = [getattr(each, "number", None) for each in choices]
    return (
        "; ".join(
            f"{each.id} comes {timing_of(each.spec)}"
            for each in visible(context)
            if each.id in numbers
        )
        + "."
    )


def alerts_meant(wish: AlertWish, context: Context) -> tuple[Request, ...]:
    """What may be meant, of each alert whose words are said; those of this channel before others.

    Raises
    ------
    SegbotError
        If there is no such alert.
    """
    said = {normalise(each) for each in wish.about.split()}
    found = [
        each
        for each in watched(context)
        if wish.number in (None, each.id)
        and said <= {normalise(word) for word in each.condition.split()}
    ]
    here = [each for each in found if each.channel == context.channel]
    if not found:
        raise SegbotError(
            "There is no such alert.", "`/digest alerts list` shows those that there are."
        )
    return tuple(wish.kind(number=each.id) for each in (here or found)[:_MOST])


def _fits(schedule: Schedule, which: DigestSchedule | None) -> bool:
    timing = timing_of(schedule.spec)
    return which is None or all(
        getattr(which, name) in (None, getattr(timing, name, None))
        for name in ("every", "day", "at", "zone", "after")
    )
