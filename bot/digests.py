"""What comes by itself: scheduled digests, each delivered exactly once, results and alerts."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from bot.alerts import Alerts
from bot.conversation.delivery import Delivery, Place, reason
from bot.language.commands.digest import DigestNow
from bot.readouts import ReadOuts
from bot.render import notices
from bot.services.digest import digest
from bot.services.digest.timetable import Timetable
from bot.services.dispatch import Services
from bot.tries import Tries
from storage.records.digests import DeliveryStatus, Schedule
from storage.store import Store

_log = structlog.get_logger()
_TICK_SECONDS = 20
#: Trying again can't help: somebody has to do something there, or the digest has to go elsewhere.
_PERMANENT = {
    *("channel_not_found", "not_in_channel", "is_archived", "restricted_action"),
    *("restricted_action_read_only_channel", "restricted_action_thread_only_channel"),
    *("restricted_action_non_threadable_channel", "team_access_not_granted", "missing_scope"),
    *("message_limit_exceeded", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"),
}


class Digests:
    """Looks every few seconds for digests that are due and delivers each once.

    What is due follows from the stored schedules and the stored deliveries alone, so a restart
    loses nothing, and a digest that was missed while the bot was down is caught up, once.

    Parameters
    ----------
    store, services, delivery
        Where schedules are, who makes a digest, who posts it.
    """

    def __init__(self, store: Store, services: Services, delivery: Delivery) -> None:
        self._store = store
        self._services = services
        self._delivery = delivery
        self._read_outs = ReadOuts(store, services, delivery)
        self._alerts = Alerts(store, services, delivery)
        self._looks = Tries("digest not looked at")
        self._posts = Tries("digest not delivered")
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to look, now and from now on."""
        looks = (
            lambda: self.deliver_due(datetime.now(UTC)),
            self._read_outs.deliver_due,
            lambda: self._alerts.look(datetime.now(UTC)),
        )
        for look in looks:
            self._scheduler.add_job(
                look,
                "interval",
                seconds=_TICK_SECONDS,
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Stop looking."""
        self._scheduler.shutdown(wait=False)

    def deliver_due(self, now: datetime) -> None:
        """Deliver what is due and wasn't delivered; none that fails holds up the others, and it is
        tried again, less and less often."""
        for schedule in self._store.digests.all():
            if not schedule.paused:
                self._looks.run(schedule.id, partial(self._look, schedule, now))

    def _look(self, schedule: Schedule, now: datetime) -> None:
        """See to it that a schedule's latest digest is delivered, or known to be undeliverable."""
        due = Timetable.from_spec(schedule.spec).last_before(now)
        slot, last = due.isoformat(), self._store.digests.last_delivery(schedule.id)
        # A clock that was set back makes no digest due again.
        is_over = last is not None and (
            slot < last.slot or (slot == last.slot and last.status is not DeliveryStatus.CLAIMED)
        )
        if not is_over and due >= schedule.since:
            # Each slot anew: whatever was wrong last week, this one is tried at once.
            self._posts.run((schedule.id, slot), partial(self._settle, schedule, due))

    def _settle(self, schedule: Schedule, due: datetime) -> None:
        self._delivery.require_come(due)
        slot = due.isoformat()
        # One that fails is left claimed: a later look finds out whether it arrived.
        mine = self._store.digests.claim(schedule.id, slot)
        self._deliver(schedule, slot, certainly_new=mine)

    def _deliver(self, schedule: Schedule, slot: str, *, certainly_new: bool) -> None:
        place = Place(schedule.channel, schedule.user)
        event = {"schedule": schedule.id, "slot": slot}
        metadata = {"event_type": "segbot_digest", "event_payload": event}
        try:
            # A claim without an outcome: the bot stopped between posting and noting it, or before.
            posted = None if certainly_new else self._find(place, event, slot)
            ts = posted or self._post(place, metadata)
        except SlackApiError as error:
            if reason(error) not in _PERMANENT:
                raise
            _log.warning("digest refused", schedule=schedule.id, slot=slot, error=reason(error))
            self._store.digests.mark_failed(schedule.id, slot, reason(error))
            owner = self._delivery.reachable(Place(schedule.user, schedule.user))
            self._delivery.post(owner, notices.digest_failed(schedule.channel, schedule.id))
        else:
            self._store.digests.mark_sent(schedule.id, slot, ts)
            _log.info("digest delivered", schedule=schedule.id, slot=slot)

    def _find(self, place: Place, event: dict[str, Any], slot: str) -> str | None:
        return self._delivery.find(place, event, datetime.fromisoformat(slot).timestamp())

    def _post(self, place: Place, metadata: dict[str, Any]) -> str:
        context = self._services.context(
            self._store, place.user, place.channel, outside=self._delivery
        )
        try:
            answer = self._services.ask(DigestNow().text(), context)
        except SegbotError as error:
            # No digest is news too: silence would be taken for "nothing changed".
            message = notices.problem(f"Digest: {error.message}", error.hint)
            return self._delivery.post(place, message, metadata)
        ts = self._delivery.post_answer(place, answer, metadata)
        with context.until_answered:
            digest.remember(context)
        return ts
