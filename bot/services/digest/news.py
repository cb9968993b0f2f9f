"""What is found of an alert, and what is said of that."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.rfm import SegmentSummary
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day
from bot.language.commands.alerts import (
    DigestAlertsAcknowledge,
    DigestAlertsList,
    DigestAlertsRemove,
)
from bot.language.commands.data import DataStatus
from bot.language.commands.rfm import RfmChanges, RfmOverview, RfmPlay, RfmTop
from bot.language.kinds import time_zones
from bot.language.watching import Measure, Watch, read_watch
from bot.services.answer import Answer, Line, NextStep
from bot.services.context import Context
from bot.services.digest.standing import (
    Standing,
    back_words,
    figure,
    limit_words,
    seen_in,
    segment_meant,
    standing,
    why_moved,
)
from bot.services.rfm.scoring import scored
from bot.services.rfm.wording import segment_table
from storage.records.alerts import Alert, Kind, News, Reading, Saying, State

#: What is said of something that is across its line.
_ACROSS = (Kind.CROSSED, Kind.REMINDER)
_REMINDED_AFTER = timedelta(days=1)
_NEW_RULES = (
    "Since then somebody changed how segments are made (`/rfm settings`): customers changed "
    "segment who did nothing."
)


def look(alert: Alert, context: Context, now: datetime) -> tuple[Reading, Saying | None]:
    """What is found of an alert, and what there is to say of that.

    Each crossing is said once, and so is its end; what stands unacknowledged, once a day. What
    wasn't said yet is said as it is now.
    """
    watch = read_watch(alert.condition)
    last, seen = alert.last, seen_in(watch, context)
    told = context.store.alerts.last_told(alert.id)
    if seen == last.seen and not _is_to_be_reminded(alert, told, now):
        return last, None
    try:
        stood = standing(watch, context)
    except SegbotError as error:
        words = f"I can't watch “{alert.condition}” now. {error.message} {error.hint}".strip()
        found = replace(last, seen=seen, is_blind=True)
        return found, None if last.is_blind else Saying(Kind.BLIND, words)
    found = reading_of(stood, context)
    if found.state is not last.state:
        kind = Kind.CROSSED if found.state is State.OVER else Kind.RECOVERED
        earlier = _earlier(last, found, stood, context)
        why = _why(last, found, stood, context) if kind is Kind.CROSSED else ""
        words = "\n".join(filter(None, (_words(kind, stood, context, earlier), why)))
        return found, Saying(kind, words)
    if told is not None and told.ts is None and told.claimed_at is None:
        return found, Saying(told.kind, _words(told.kind, stood, context), told.id)
    if _is_to_be_reminded(alert, told, now):
        return found, Saying(Kind.REMINDER, _words(Kind.REMINDER, stood, context))
    return found, None


def told(news: list[tuple[Alert, News]], context: Context) -> Answer:
    """What one message says of alerts: the reason first, then where things stand."""
    (alert, first), *others = sorted(news, key=lambda each: each[1].kind not in _ACROSS)
    reason, *more = first.words.split("\n")
    watch = read_watch(alert.condition)
    segments, notes = _watched([read_watch(each.condition) for each, _ in news], context)
    ids = dict.fromkeys(each.id for each, _ in news)
    owners = dict.fromkeys(context.outside.name_of(each.user) for each, _ in news)
    conditions = dict.fromkeys(f"{each.id}, “{each.condition}”" for each, _ in news)
    reminded = [each for each, one in news if one.kind in _ACROSS and not each.acknowledged_by]
    whose = " and ".join(owners)
    return Answer(
        title=reason.removesuffix("."),
        reading=(
            *(Line(each, caveat=True) for each in more),
            *(Line(each, caveat=True) for _, one in others for each in one.words.split("\n")),
            Line(
                f"{'; '.join(conditions)}. Asked for by {whose}.",
                lead="Alert" if len(ids) == 1 else "Alerts",
            ),
        ),
        tables=(segment_table(segments),) if segments else (),
        notes=notes,
        metrics={"alerts": list(ids)},
        next_steps=(
            *(acknowledge_step(each, len(ids) > 1) for each in _standing(reminded)),
            *(_steps(watch, segments) if len(ids) == 1 else ()),
            NextStep("Stop this alert", DigestAlertsRemove(number=alert.id).text())
            if len(ids) == 1
            else NextStep("All alerts", DigestAlertsList().text()),
        ),
    )


def is_quiet(alert: Alert, now: datetime) -> bool:
    """Whether it is to be held back at a moment."""
    if alert.quiet == "no":
        return False
    begins, ends = alert.quiet.split("-")
    # This machine's list of zones may be older than the one that it was added by.
    zone = alert.zone if alert.zone in time_zones() else "UTC"
    at = f"{now.astimezone(ZoneInfo(zone)):%H:%M}"
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def reading_of(stood: Standing, context: Context) -> Reading:
    """Where something stands, as it is kept."""
    state = State.OVER if stood.is_over else State.UNDER
    return Reading(state, stood.value, stood.as_of.isoformat(), seen_in(stood.watch, context))


def acknowledge_step(number: int, named: bool = True) -> NextStep:
    """A button that stops the reminders of an alert."""
    label = f"Acknowledge {number}" if named else "Acknowledge"
    return NextStep(label, DigestAlertsAcknowledge(number=number).text())


def _words(kind: Kind, stood: Standing, context: Context, earlier: str = "") -> str:
    """Where it stands, in a sentence."""
    if kind is Kind.RECOVERED:
        return f"{stood.words}, {back_words(stood.watch, context)}{earlier}."
    words = f"{stood.words}, {limit_words(stood.watch, context)}{earlier}."
    return f"Still: {_lower(words)}" if kind is Kind.REMINDER else words


def _is_to_be_reminded(alert: Alert, told: News | None, now: datetime) -> bool:
    if alert.last.state is not State.OVER or alert.last.is_blind or alert.acknowledged_by:
        return False
    # Where it stood so already when it was added, nothing was said and nothing is reminded of.
    if told is None or told.sent_at is None:
        return False
    return now - datetime.fromisoformat(told.sent_at) >= _REMINDED_AFTER


def _earlier(last: Reading, found: Reading, stood: Standing, context: Context) -> str:
    """What it was when it was looked at before; a change says so by itself, and so does age."""
    if last.value is None or last.on is None or stood.watch.way.is_change:
        return ""
    if stood.watch.measure is Measure.AGE:
        return ""
    was = figure(stood.watch, last.value, context)
    when = "before" if last.on == found.on else f"on {day(date.fromisoformat(last.on))}"
    return f" ({was} {when})"


def _why(last: Reading, found: Reading, stood: Standing, context: Context) -> str:
    """What else than what customers did there is to say of a crossing."""
    if stood.segment and last.seen.rules != found.seen.rules:
        return _NEW_RULES
    return why_moved(stood, date.fromisoformat(last.on), context) if last.on else ""


def _lower(words: str) -> str:
    return (
        words[:1].lower() + words[1:] if words.startswith(("There", "What", "Revenue")) else words
    )


def _standing(alerts: list[Alert]) -> list[int]:
    return [*dict.fromkeys(each.id for each in alerts if each.last.state is State.OVER)]


def _watched(
    watches: Sequence[Watch], context: Context
) -> tuple[tuple[SegmentSummary, ...], tuple[str, ...]]:
    """The segments that are watched, and as of when, where that can be told."""
    names = {each.segment for each in watches if each.segment}
    labels: set[str] = set()
    try:
        found = scored(context, RfmOverview()) if names else None
    except SegbotError:
        found = None
    if found is None:
        return (), ()
    for each in names:
        with suppress(SegbotError):
            labels.add(segment_meant(found, each).label)
    segments = tuple(each for each in found.rfm.segments if each.label in labels)
    return segments, (found.customers.note,)


def _steps(watch: Watch, segments: tuple[SegmentSummary, ...]) -> tuple[NextStep, ...]:
    if segments:
        label = segments[0].label
        who, what = RfmTop(segment_=label).text(), RfmPlay(segment_=label).text()
        return (
            NextStep("Who they are", who),
            NextStep("What to do", what),
            NextStep("All segments", RfmOverview().text()),
        )
    if watch.measure is Measure.AGE:
        return (NextStep("What is stored", DataStatus().text()),)
    if watch.measure is Measure.REVENUE:
        return (NextStep("Revenue over time", "/explore revenue"),)
    return (NextStep("Who moved?", RfmChanges().text()),)
