"""What the owner of a digest is told where it doesn't come, once, with what mends it."""

from dataclasses import replace
from datetime import datetime

import structlog
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from bot.conversation.delivery import Delivery, Place
from bot.conversation.refusals import CALL_FAILED, may_be_done, reason
from bot.language.commands.digest import DigestEdit, DigestRemove
from bot.render import notices
from bot.render.slack_text import escape
from bot.services.answer import NextStep
from bot.services.digest.timetable import Timetable, moments_words
from bot.services.digest.wording import rest_step
from storage.records.digests import Due, Pause, Schedule

_log = structlog.get_logger()
_INVITE = "I'm not in that channel", "Invite me there and resume it, or have it come elsewhere."
_FEW = "only some people may post there", "Have it come elsewhere, or let me post and resume it."
#: Why a channel takes nothing, and what to do: trying again can't help.
REFUSALS = {
    "channel_not_found": _INVITE,
    "not_in_channel": _INVITE,
    "is_archived": (
        "the channel is archived",
        "Have it come elsewhere, or unarchive the channel and resume it.",
    ),
    "restricted_action": _FEW,
    "restricted_action_read_only_channel": _FEW,
    "restricted_action_thread_only_channel": _FEW,
    "restricted_action_non_threadable_channel": _FEW,
    "team_access_not_granted": (
        "I wasn't given access to that workspace",
        "Have it come elsewhere, or ask an admin to give me access and resume it.",
    ),
    "missing_scope": (
        "I lack a permission",
        "Whoever installed me can give it to me by installing me again; then resume it.",
    ),
    "message_limit_exceeded": (
        "your workspace has used up its messages",
        "Once it takes messages again, resume it.",
    ),
    "user_disabled": ("that person's account is deactivated", "Have it come elsewhere."),
    "cannot_dm_bot": ("it would go to another bot", "Have it come elsewhere."),
    "messages_tab_disabled": (
        "my direct messages are switched off",
        "Have it come to a channel, or ask an admin to switch them on and resume it.",
    ),
}


class Owners:
    """Tells owners in their direct messages; what was told already is looked for there first.

    Parameters
    ----------
    delivery : Delivery
    """

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def tell_refused(self, schedule: Schedule, due: Due, error: str) -> None:
        """A channel takes nothing, so that the digest is paused; who left can't be told."""
        cause, mend = REFUSALS[error]
        text = (
            f"I couldn't post digest {schedule.id} to <#{schedule.channel}>: {cause}. I paused "
            f"it; others go on. {mend}"
        )
        steps = (
            rest_step(replace(schedule, paused=Pause.REFUSAL)),
            NextStep("Have it come to me", DigestEdit(number=schedule.id, to="me").text()),
            NextStep("Stop it", DigestRemove(number=schedule.id).text()),
        )
        try:
            self._tell(schedule, due, "refused", text, steps)
        except SlackApiError as refused:
            if may_be_done(refused):
                raise
            _log.warning("owner not told", schedule=schedule.id, error=reason(refused))

    def tell_overdue(self, schedule: Schedule, due: Due, error: Exception) -> None:
        """A digest couldn't be posted yet."""
        zone = Timetable.from_spec(schedule.spec).zone
        at = moments_words((datetime.fromisoformat(due.slot),), zone)
        text = (
            f"Digest {schedule.id} for <#{schedule.channel}> was due {at}, and I couldn't post it "
            f"yet: {escape(_cause(error))}. I go on trying, at least once an hour."
        )
        self._tell(schedule, due, "overdue", text, (rest_step(schedule),))

    def _tell(
        self, schedule: Schedule, due: Due, what: str, text: str, steps: tuple[NextStep, ...]
    ) -> None:
        place = self._delivery.reachable(Place(schedule.user, schedule.user))
        event = {what: schedule.id, "day": due.day.isoformat(), "of": due.channel}
        since = datetime.fromisoformat(due.slot).timestamp()
        if what == "refused" or self._delivery.find(place, event, since) is None:
            metadata = {"event_type": "segbot_digest_owner", "event_payload": event}
            self._delivery.post(place, notices.with_steps(text, steps), metadata)


def _cause(error: Exception) -> str:
    """In a person's words."""
    if isinstance(error, SegbotError):
        return error.message.rstrip(".")
    if isinstance(error, SlackApiError):
        if reason(error) == "ratelimited":
            return "Slack takes no more messages from me for now"
        if may_be_done(error):
            return "Slack is out of order"
        return f"Slack refuses it (“{reason(error).replace('_', ' ')}”)"
    if isinstance(error, CALL_FAILED):
        return "I can't reach Slack"
    return "something went wrong on my side, which the log of whoever runs me explains"
