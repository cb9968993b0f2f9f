"""What comes by itself: scheduled digests, each delivered exactly once, and campaigns' results."""

from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from bot.conversation.delivery import Delivery, Place
from bot.language.commands.digest import DigestNow
from bot.readouts import ReadOuts
from bot.render import notices
from bot.services.digest import digest
from bot.services.digest.timetable import Weekly
from bot.services.dispatch import Services
from storage.records.digests import DeliveryStatus, Schedule
from storage.store import Store

_log = structlog.get_logger()
_TICK_SECONDS = 20
#: Trying again can't help: somebody has to do something.
_PERMANENT = {
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "missing_scope",
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
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to look, now and from now on."""
        looks = (lambda: self.deliver_due(datetime.now(UTC)), self._read_outs.deliver_due)
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
        """Deliver what is due and wasn't delivered."""
        for schedule in self._store.digests.all():
            slot = Weekly.from_spec(schedule.spec).last_before(now)
            if slot >= datetime.fromisoformat(schedule.created_at):
                self._settle(schedule, slot.isoformat())

    def _settle(self, schedule: Schedule, slot: str) -> None:
        """See to it that one period's digest is delivered, or known to be undeliverable."""
        last = self._store.digests.last_delivery(schedule.id)
        if last and last.slot == slot and last.status is not DeliveryStatus.CLAIMED:
            return
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
            self._failed(schedule, slot, str(error.response["error"]))
        except Exception:
            # Left claimed: the next look finds out whether it arrived, and tries again if not.
            _log.exception("digest not delivered", schedule=schedule.id, slot=slot)
        else:
            self._store.digests.mark_sent(schedule.id, slot, ts)
            _log.info("digest delivered", schedule=schedule.id, slot=slot)

    def _find(self, place: Place, event: dict[str, Any], slot: str) -> str | None:
        return self._delivery.find(place, event, datetime.fromisoformat(slot).timestamp())

    def _post(self, place: Place, metadata: dict[str, Any]) -> str:
        context = self._services.context(self._store, place.user, place.channel)
        try:
            answer = self._services.ask(DigestNow().text(), context)
        except SegbotError as error:
            # No digest is news too: silence would be taken for "nothing changed".
            message = notices.problem(f"Weekly digest: {error.message}", error.hint)
            return self._delivery.post(place, message, metadata)
        ts = self._delivery.post_answer(place, answer, metadata)
        with context.until_answered:
            digest.remember(context)
        return ts

    def _failed(self, schedule: Schedule, slot: str, error: str) -> None:
        _log.warning("digest refused", schedule=schedule.id, slot=slot, error=error)
        if error not in _PERMANENT:
            return
        self._store.digests.mark_failed(schedule.id, slot, error)
        owner = self._delivery.reachable(Place(schedule.user, schedule.user))
        self._delivery.post(owner, notices.digest_failed(schedule.channel, schedule.id))
