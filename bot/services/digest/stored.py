"""The digests and alerts that there are, as far as the person who asks may know of them."""

from analytics.vocabulary.errors import SegbotError
from bot.services.context import Context
from storage.records.alerts import Alert
from storage.records.digests import Schedule


def visible(context: Context) -> list[Schedule]:
    """Every scheduled digest but those in others' direct messages, oldest first."""
    return [
        each for each in context.store.digests.all() if context.may_see(each.channel, each.user)
    ]


def watched(context: Context) -> list[Alert]:
    """Every alert but those in others' direct messages, oldest first."""
    return [each for each in context.store.alerts.all() if context.may_see(each.channel, each.user)]


def here(context: Context) -> tuple[Schedule, ...]:
    """Those that come to the channel and aren't paused: the asker's own, or else others'."""
    found = [
        each
        for each in context.store.digests.all()
        if context.channel and each.channel == context.channel and not each.paused
    ]
    return tuple([each for each in found if each.user == context.user] or found)


def numbered(number: int, context: Context) -> Schedule:
    """The digest of a number.

    Raises
    ------
    SegbotError
        If there is none, or none that is the asker's business.
    """
    found = next((each for each in visible(context) if each.id == number), None)
    if found is None:
        raise SegbotError(
            f"There is no scheduled digest with the number {number}.",
            "See the numbers with `/digest list`.",
        )
    return found
