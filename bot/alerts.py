"""Alerts: looked at when the data have changed, and each piece of news said once."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby

import structlog
from slack_sdk.errors import SlackApiError

from bot.conversation.delivery import Delivery, Place
from bot.conversation.refusals import NO_TOKEN, may_be_done, reason
from bot.language.watching import Measure, read_watch
from bot.owners import Owners
from bot.services.context import Context
from bot.services.digest.news import is_quiet, look, told
from bot.services.dispatch import Services
from bot.tries import Tries
from storage.records.alerts import Alert, News
from storage.records.claims import Claim
from storage.store import Store

_log = structlog.get_logger()


class Alerts:
    """Watches what people asked to be told of.

    Where each stands is noted together with what there is to say of it, and what was said with the
    message that says it: a stop at any moment loses nothing and says nothing twice.

    Parameters
    ----------
    store, services, delivery
        Where alerts are, who tells where they stand, who posts it.
    """

    def __init__(self, store: Store, services: Services, delivery: Delivery) -> None:
        self._store = store
        self._services = services
        self._delivery = delivery
        self._owners = Owners(delivery)
        self._looks = Tries("alert not looked at", NO_TOKEN)
        self._posts = Tries("alert not delivered", NO_TOKEN)

    def look(self, now: datetime) -> None:
        """Look at every alert for which something has changed, and say what there is to say; none
        that fails holds up the others."""
        for alert in self._store.alerts.all():
            self._looks.run(alert.id, partial(self._note, alert, now))
        self._say(now)

    def _note(self, alert: Alert, now: datetime) -> None:
        context = self._context(alert, now)
        with context.until_answered:
            found, saying = look(alert, context, now)
        if found == alert.last and saying is None:
            return
        if saying is not None and read_watch(alert.condition).measure is Measure.AGE:
            self._delivery.require_come(now)
        self._store.alerts.note(alert, found, saying)

    def _say(self, now: datetime) -> None:
        """Post what wasn't said yet: what began to be posted as it was, all else that isn't held
        back as one message for each person and channel."""
        alerts = {each.id: each for each in self._store.alerts.all()}
        unsaid = self._store.alerts.unsaid()
        news = [(alerts[each.alert_id], each) for each in unsaid if each.alert_id in alerts]
        due = [
            (alert, one) for alert, one in news if one.batch is not None or not is_quiet(alert, now)
        ]
        for (_, _, batch), found in groupby(sorted(due, key=_message), key=_message):
            one_message = [*found]
            first = one_message[0][1].id
            self._posts.run(first, partial(self._post, one_message, batch or None, now))

    def _post(self, news: list[tuple[Alert, News]], batch: int | None, now: datetime) -> None:
        alert, first = news[0]
        number = batch or first.id
        claim = self._store.alerts.claim(number, [each.id for _, each in news])
        if claim is Claim.TAKEN:
            return
        event = {"alerts": number}
        try:
            place = self._delivery.reachable(Place(alert.channel, alert.user))
            since = datetime.fromisoformat(first.at).timestamp()
            posted = self._delivery.find(place, event, since) if claim is Claim.AGAIN else None
            ts = posted or self._say_one(place, news, event, now)
        except Exception as error:
            self._store.alerts.release(number)
            if isinstance(error, SlackApiError):
                self._refused(error, alert, news, number)
            raise
        self._store.alerts.mark_said(number, ts, now.isoformat())
        _log.info("alerts said", batch=number)

    def _say_one(
        self,
        place: Place,
        news: list[tuple[Alert, News]],
        event: dict[str, int],
        now: datetime,
    ) -> str:
        context = self._context(news[0][0], now)
        with context.until_answered:
            answer = told(news, context)
        answer = replace(answer, currency=context.formats.currency)
        metadata = {"event_type": "segbot_alerts", "event_payload": event}
        return self._delivery.post_answer(place, answer, metadata)

    def _refused(
        self, error: SlackApiError, alert: Alert, news: list[tuple[Alert, News]], number: int
    ) -> None:
        """Tell the owner once where Slack lets the bot say nothing there; it stays due."""
        is_known = any(each.error for _, each in news)
        if is_known or may_be_done(error) or reason(error) == "ratelimited":
            return
        words = " ".join(each.words.split("\n")[0] for _, each in news)
        since = news[0][1].at
        self._owners.tell_unsaid(alert, words, number, since, reason(error))
        self._store.alerts.mark_refused(number, reason(error))

    def _context(self, alert: Alert, now: datetime) -> Context:
        context = self._services.context(
            self._store, alert.user, alert.channel, outside=self._delivery
        )
        return replace(context, today=now.date())


def _message(each: tuple[Alert, News]) -> tuple[str, str, int]:
    """What is said in one message."""
    alert, news = each
    return alert.channel, alert.user, news.batch or 0
