"""What owners of digests and alerts are told where none comes, once, with what mends it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from bot.conversation.delivery import Delivery, Place
from bot.conversation.refusals import CALL_FAILED, may_be_done, reason
from bot.language.commands.alerts import DigestAlertsList, DigestAlertsRemove
from bot.language.commands.digest import DigestEdit, DigestRemove
from bot.render import notices
from bot.render.slack_text import escape
from bot.services.answer import NextStep
from bot.services.digest.occasions import timing_of
from bot.services.digest.timetable import moments_words
from bot.services.digest.wording import rest_step
from storage.records.alerts import Alert
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
    """Tells owners where they alone read it, unless all who read the digest are to know; what was
    told already is looked for there first.

    Parameters
    ----------
    delivery : Delivery
    """

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def tell_refused(self, schedule: Schedule, due: Due, error: str, since: str | None) -> None:
        """A channel takes nothing, so that the digest is paused.

        ``since`` is when somebody began with it who was cut off before that was noted; None where
        nobody was.
        """
        cause, mend = REFUSALS[error]
        text = (
            f"I couldn't post digest {schedule.id} to {_channel(schedule)}: {cause}. I paused "
            f"it; others go on. {mend}"
        )
        steps = (
            rest_step(replace(schedule, paused=Pause.REFUSAL)),
            NextStep("Have it come to me", DigestEdit(number=schedule.id, to="me").text()),
            NextStep("Stop it", DigestRemove(number=schedule.id).text()),
        )
        event = _event("refused", schedule, due)
        self._tell(_alone(schedule.user), event, since, text, steps)

    def tell_overdue(self, schedule: Schedule, due: Due, error: Exception) -> None:
        """A digest couldn't be posted yet."""
        zone = timing_of(schedule.spec).zone
        at = moments_words((datetime.fromisoformat(due.slot),), zone)
        text = (
            f"Digest {schedule.id} for {_channel(schedule)} was due {at}, and I couldn't post it "
            f"yet: {escape(_cause(error))}. I go on trying, at least once an hour."
        )
        event = _event("overdue", schedule, due)
        self._tell(_alone(schedule.user), event, due.slot, text, (rest_step(schedule),))

    def tell_unsaid(self, alert: Alert, words: str, batch: int, since: str, error: str) -> None:
        """A channel takes nothing of what there is to say of an alert; who left can't be told."""
        cause, _ = REFUSALS.get(error, (f"Slack refuses it (“{error.replace('_', ' ')}”)", ""))
        text = (
            f"I couldn't post an alert to <#{alert.channel}>: {cause}. It says: {escape(words)} "
            "I'll say it there once I may; or stop it, and add it where I may post."
        )
        steps = (
            NextStep("All alerts", DigestAlertsList().text()),
            NextStep("Stop it", DigestAlertsRemove(number=alert.id).text()),
        )
        with _unless_gone():
            self._tell(_alone(alert.user), {"unsaid": batch}, since, text, steps)

    def tell_paused(self, schedule: Schedule) -> None:
        """Somebody else paused a digest: the channel that waits for it hears so and its owner with
        it, who hears it alone where the channel takes nothing."""
        who = escape(self._delivery.name_of(schedule.paused_by or ""))
        text = (
            f"<@{schedule.user}>, {who} paused digest {schedule.id}, which you scheduled for "
            f"<#{schedule.channel}>. It won't be posted until somebody resumes it."
        )
        since, steps = schedule.untold_since, (rest_step(schedule),)
        event = {"paused": schedule.id, "since": since}
        try:
            self._tell(Place(schedule.channel, schedule.user), event, since, text, steps)
        except SlackApiError as error:
            if may_be_done(error):
                raise
            self._tell(_alone(schedule.user), event, since, text, steps)

    def _tell(
        self,
        where: Place,
        event: dict[str, Any],
        since: str | None,
        text: str,
        steps: tuple[NextStep, ...],
    ) -> None:
        """Unless it was told since a moment, where there is one."""
        place = self._delivery.reachable(where)
        began = datetime.fromisoformat(since).timestamp() if since else None
        if began is None or self._delivery.find(place, event, began) is None:
            metadata = {"event_type": "segbot_owner", "event_payload": event}
            self._delivery.post(place, notices.with_steps(text, steps), metadata)


@contextmanager
def _unless_gone() -> Iterator[None]:
    """Let it be where Slack takes nothing for that person."""
    try:
        yield
    except SlackApiError as refused:
        if may_be_done(refused):
            raise
        _log.warning("owner not told", error=reason(refused))


def _channel(schedule: Schedule) -> str:
    """Of one's own direct messages Slack shows no name."""
    own = schedule.channel.startswith("D")
    return "your direct messages" if own else f"<#{schedule.channel}>"


def _alone(user: str) -> Place:
    return Place(user, user)


def _event(what: str, schedule: Schedule, due: Due) -> dict[str, Any]:
    return {what: schedule.id, "day": due.occasion, "of": due.channel}


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
