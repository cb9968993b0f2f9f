"""What comes by itself: scheduled digests, each delivered exactly once, results and alerts."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from bot.alerts import Alerts
from bot.conversation.delivery import Delivery, Place
from bot.conversation.refusals import NO_TOKEN, may_be_done, reason
from bot.conversation.work import Kind
from bot.language.commands.digest import DigestNow
from bot.owners import REFUSALS, Owners
from bot.readouts import ReadOuts
from bot.render.parts import whole_part
from bot.services.answer import Answer, Line
from bot.services.context import Context
from bot.services.digest import digest
from bot.services.digest.occasions import latest_occasion, timing_of
from bot.services.digest.timetable import Timetable, moments_words
from bot.services.dispatch import Services
from bot.tries import Tries
from storage.records.claims import Claim
from storage.records.digests import Due, Pause, Schedule
from storage.store import Store

_log = structlog.get_logger()
_TICK_SECONDS = 20
_DRAWN_AT_ONCE = 10
#: What is posted so long after it was due says when that was.
_LATE = timedelta(minutes=15)


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
        self._owners = Owners(delivery)
        self._looks = Tries("digest not looked at", NO_TOKEN)
        self._posts = Tries("digest not delivered", NO_TOKEN)
        self._overdue = Tries("owner not told", NO_TOKEN)
        self._paused = Tries("owner not told of a pause", NO_TOKEN)
        self._told: set[Due] = set()
        #: Moments of which Slack's clock said that they have come.
        self._come: set[datetime] = set()
        self._pictures: list[Callable[[], None]] = []
        self._all = Tries("nothing can be posted")
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to look, now and from now on."""
        looks = (
            lambda: self.deliver_due(datetime.now(UTC)),
            lambda: self._all.run("results", self._read_outs.deliver_due),
            lambda: self._all.run("alerts", lambda: self._alerts.look(datetime.now(UTC))),
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
        tried again, less and less often. Without a token none is tried."""
        self._all.run("digests", partial(self._look_at_all, now))

    def _look_at_all(self, now: datetime) -> None:
        drawn = 0
        for schedule in self._store.digests.all():
            if not schedule.paused:
                self._looks.run(schedule.id, partial(self._look, schedule, now))
            elif schedule.untold_since:
                key = schedule.id, schedule.untold_since
                self._paused.run(key, partial(self._tell_paused, schedule))
            # What these show is there for the others; beyond, nobody's words wait for another's
            # pictures, of which Slack takes few a minute.
            while self._pictures and drawn < _DRAWN_AT_ONCE:
                self._pictures.pop()()
                drawn += 1
        while self._pictures:
            self._pictures.pop()()

    def _look(self, schedule: Schedule, now: datetime) -> None:
        """See to it that a schedule's latest digest is delivered."""
        occasion = latest_occasion(schedule, self._store, now)
        if occasion is None or occasion.since < schedule.since:
            return
        at = occasion.at
        due = Due(schedule.id, occasion.name, schedule.channel, at.isoformat())
        if self._store.digests.is_open(due) and not self._is_to_wait(schedule):
            # Each anew: whatever was wrong last week, this one is tried at once.
            self._posts.run(due, partial(self._settle, schedule, due, now))
            error = self._posts.error(due)
            if error and now - at >= _LATE and due not in self._told:
                self._overdue.run(due, partial(self._tell_overdue, schedule, due, error))

    def _is_to_wait(self, schedule: Schedule) -> bool:
        """Whether a file is still to be read of those that a digest is to tell of."""
        if isinstance(timing_of(schedule.spec), Timetable):
            return False
        return any(Kind(each.kind).is_intake for each in self._store.requests.open())

    def _tell_overdue(self, schedule: Schedule, due: Due, error: Exception) -> None:
        self._owners.tell_overdue(schedule, due, error)
        self._told.add(due)

    def _tell_paused(self, schedule: Schedule) -> None:
        if schedule.paused is Pause.PERSON:
            self._owners.tell_paused(schedule)
        elif last := self._store.digests.last_delivery(schedule.id):
            due = Due(schedule.id, last.occasion, last.channel, last.slot)
            self._owners.tell_refused(schedule, due, last.error or "", schedule.untold_since)
        self._store.digests.mark_told(schedule)

    def _tell_refused(self, schedule: Schedule, due: Due, error: str, cut_off: str | None) -> bool:
        """Whether they heard it; where Slack takes nothing for them either, that is for later."""
        try:
            self._owners.tell_refused(schedule, due, error, cut_off)
        except SlackApiError as refused:
            if may_be_done(refused):
                raise
            _log.warning("owner not told", schedule=schedule.id, error=reason(refused))
            return False
        return True

    def _settle(self, schedule: Schedule, due: Due, now: datetime) -> None:
        at = datetime.fromisoformat(due.slot)
        if at not in self._come:
            self._delivery.require_come(at)
            self._come.add(at)
        context = self._services.context(
            self._store, schedule.user, schedule.channel, outside=self._delivery
        )
        with context.until_answered:
            # Before it is claimed: it may take a while, and a claim lasts for minutes.
            answer = self._answer(schedule, context)
            if now - at >= _LATE:
                zone = timing_of(schedule.spec).zone
                was_due = Line(f"Was due {moments_words((at,), zone)}.", caveat=True)
                answer = replace(answer, reading=(was_due, *answer.reading))
            cut_off = self._store.digests.cut_off(due)
            claim = self._store.digests.claim(due)
            if claim is not Claim.TAKEN and self._deliver(schedule, due, answer, claim, cut_off):
                with suppress(SegbotError):
                    digest.remember(context)

    def _answer(self, schedule: Schedule, context: Context) -> Answer:
        try:
            return self._services.ask(DigestNow(number=schedule.id).text(), context)
        except SegbotError as error:
            # No digest is news too: silence would be taken for "nothing changed".
            return Answer(f"Digest: {error.message}", (Line(error.hint),))

    def _deliver(
        self, schedule: Schedule, due: Due, answer: Answer, claim: Claim, cut_off: str | None
    ) -> bool:
        """Post its words; tells whether they are there, or else the channel takes nothing."""
        place = Place(schedule.channel, schedule.user)
        # By the word of earlier versions, whose posts may yet have to be found.
        event = {"schedule": schedule.id, "day": due.occasion}
        metadata = {"event_type": "segbot_digest", "event_payload": event}
        since = datetime.fromisoformat(due.slot).timestamp()
        is_posting = False
        try:
            ts = self._delivery.find(place, event, since) if claim is Claim.AGAIN else None
            if ts is None:
                is_posting = True
                posted = self._delivery.post_words(place, whole_part(answer), metadata)
                ts = posted.ts
                if posted.left:
                    self._pictures.append(
                        partial(self._delivery.illustrate, place, ts, posted.left)
                    )
        except Exception as error:
            # Where it can't be looked for nobody knows whether it is there.
            refused = is_posting and reason(error) in REFUSALS
            try:
                if refused:
                    _log.warning("digest refused", schedule=schedule.id, error=reason(error))
                    told = self._tell_refused(schedule, due, reason(error), cut_off)
                    self._store.digests.pause(schedule.id, Pause.REFUSAL, untold=not told)
            finally:
                self._store.digests.release(due, reason(error))
            if not refused:
                raise
            return False
        self._store.digests.mark_sent(due, ts)
        _log.info("digest delivered", schedule=schedule.id, occasion=due.occasion)
        return True
