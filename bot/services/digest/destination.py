"""Where what comes by itself is to come."""

from analytics.vocabulary.errors import SegbotError
from bot.services.context import Context


def destination(to: str, context: Context, what: str) -> str:
    """The channel that is meant by ``here``, or by ``me``.

    Parameters
    ----------
    what : str
        What comes there, with its article, for a refusal to begin with.

    Raises
    ------
    SegbotError
        If nothing could be posted there.
    """
    if to == "me" and (direct := context.outside.direct_of(context.user)):
        return direct
    if to == "me" or not context.channel:
        raise SegbotError(
            f"{what} needs a channel to be posted to.", "Ask for it from Slack, in that channel."
        )
    if not _is_there(context):
        raise SegbotError(
            "I'm not in this conversation, so nothing could be posted here.",
            "Invite me with /invite, or ask for it in your direct messages with me.",
        )
    return context.channel


def _is_there(context: Context) -> bool:
    channel, outside = context.channel, context.outside
    if channel.startswith("D"):
        # A command may be used in direct messages that the bot is no part of.
        return outside.direct_of(context.user) in ("", channel)
    return outside.can_post(channel)
