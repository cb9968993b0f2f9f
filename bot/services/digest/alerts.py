"""`/digest alerts`: what people want to be told of, where it stands, and what is said of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.alerts import (
    DigestAlertsAcknowledge,
    DigestAlertsAdd,
    DigestAlertsList,
    DigestAlertsRemove,
)
from bot.language.commands.data import DataStatus
from bot.language.commands.rfm import RfmChanges, RfmOverview, RfmPlay, RfmTop
from bot.language.watching import Measure, Watch, read_watch
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.digest.standing import (
    Standing,
    figure,
    has_new_rules,
    limit_words,
    promise,
    seen_in,
    segment_meant,
    standing,
    why_moved,
)
from bot.services.rfm.scoring import scored
from bot.services.rfm.wording import segment_table
from storage.records.alerts import Alert, Kind, News, Reading, State

_MOST_ALERTS = 50
_ALL = NextStep("All alerts", DigestAlertsList().text())
_REMINDED_AFTER = timedelta(days=1)
_NEW_RULES = (
    "Since then somebody changed how segments are made (`/rfm settings`): customers changed "
    "segment who did nothing."
)


def alerts_add(request: DigestAlertsAdd, context: Context) -> Answer:
    """Tell this channel of something when it happens."""
    if not context.channel:
        raise SegbotError(
            "An alert needs a channel to be posted to.", "Add it from Slack, in that channel."
        )
    stood = standing(request.condition, context)
    condition = str(stood.watch)
    here = [each for each in context.store.alerts.all() if each.channel == context.channel]
    same = [each for each in here if each.condition == condition and each.user == context.user]
    if not same and len(here) >= _MOST_ALERTS:
        raise SegbotError(
            f"There are {_MOST_ALERTS} alerts here already.",
            "Stop one first: `/digest alerts list`, then `/digest alerts remove`.",
        )
    zone = _zone(context)
    first = _reading(stood, context)
    number = (
        same[0].id
        if same and same[0].quiet == request.quiet
        else context.store.alerts.add(
            context.channel, context.user, condition, request.quiet, zone, first
        )
    )
    for each in same:
        if each.id != number:
            # The same with other quiet hours takes its place.
            context.store.alerts.remove(each.id)
    return Answer(
        title=f"Alert {number}: {condition}",
        reading=(
            Line(f"{stood.words}. {_will(stood, context)}"),
            Line(_when(request.quiet, zone), lead="When"),
        ),
        metrics={"alert": number, "value": stood.value, "over": stood.is_over},
        next_steps=(_ALL, NextStep("Stop it", DigestAlertsRemove(number=number).text())),
    )


def alerts_list(request: DigestAlertsList, context: Context) -> Answer:
    """What is watched, as far as the person who asks may see it."""
    alerts = visible(context)
    if not alerts:
        return Answer(
            title="There are no alerts",
            reading=(Line(f"Add one, as in {DigestAlertsAdd.examples[0]}."),),
            next_steps=(NextStep("Add one…", DigestAlertsAdd.examples[0], form=True),),
        )
    rows = tuple(
        (
            each.id,
            each.condition,
            stands(each, context),
            _said(each, context),
            context.outside.name_of(each.user),
            "here" if each.channel == context.channel else "elsewhere",
        )
        for each in alerts
    )
    columns = (
        Column("Number", Format.COUNT),
        Column("Alert"),
        Column("Now"),
        Column("Last said"),
        Column("Whose"),
        Column("Where", detail=True),
    )
    standing_over = [each for each in alerts if each.last.state is State.OVER]
    over = f" {len(standing_over)} across the line now." if standing_over else ""
    return Answer(
        title="Alerts",
        reading=(Line(f"{counted(len(alerts), 'alert')}.{over}"),),
        tables=(Table("Alerts", columns, rows),),
        metrics={"alerts": len(alerts), "over": len(standing_over)},
        next_steps=(
            *(_acknowledge(each.id) for each in standing_over if not each.acknowledged_by),
            NextStep("Add one…", DigestAlertsAdd.examples[0], form=True),
        )[:5],
    )


def alerts_acknowledge(request: DigestAlertsAcknowledge, context: Context) -> Answer:
    """Stop the reminders of what stands."""
    alert = _numbered(request.number, context)
    if alert.last.state is not State.OVER:
        raise SegbotError(
            f"Alert {alert.id} isn't across its line.", "There is nothing to acknowledge."
        )
    context.store.alerts.acknowledge(alert.id, context.user)
    alert = _numbered(request.number, context)
    who = context.outside.name_of(alert.acknowledged_by or context.user)
    return Answer(
        title=f"{who} acknowledged alert {alert.id}",
        reading=(
            Line(
                f"No more reminders of “{alert.condition}”. I'll still say when it is over, and "
                "when it happens again."
            ),
        ),
        next_steps=(_ALL,),
        metrics={"alert": alert.id},
    )


def alerts_remove(request: DigestAlertsRemove, context: Context) -> Answer:
    """Stop an alert."""
    alert = _numbered(request.number, context)
    context.store.alerts.remove(alert.id)
    return Answer(
        title=f"Alert {alert.id} is stopped",
        reading=(Line(f"I no longer watch “{alert.condition}”."),),
        next_steps=(NextStep("What else is watched?", DigestAlertsList().text()),),
    )


def visible(context: Context) -> list[Alert]:
    """The alerts that the person who asks may see: not those in others' direct messages."""
    return [
        each
        for each in context.store.alerts.all()
        if not each.channel.startswith("D") or each.user == context.user
    ]


def stands(alert: Alert, context: Context) -> str:
    """Where an alert stood when the data last changed."""
    if alert.last.value is None:
        return "can't be told"
    now = figure(read_watch(alert.condition), alert.last.value, context)
    if alert.last.state is not State.OVER:
        return now
    return f"{now}, acknowledged" if alert.acknowledged_by else f"{now}, across the line"


def look(alert: Alert, context: Context, now: datetime) -> tuple[Reading, Kind | None, str]:
    """What is found of an alert, and what there is to say of that.

    Each crossing is said once, and so is its end; what stands unacknowledged, once a day.
    """
    watch = read_watch(alert.condition)
    last = alert.last
    if seen_in(watch, context) == last.seen and not _is_to_be_reminded(alert, context, now):
        return last, None, ""
    try:
        stood = standing(watch, context)
    except SegbotError as error:
        found = Reading(State.BLIND, None, None, seen_in(watch, context))
        words = f"I can't watch “{alert.condition}” now. {error.message} {error.hint}".strip()
        return found, None if last.state is State.BLIND else Kind.BLIND, words
    found = _reading(stood, context)
    limit, earlier = limit_words(stood.watch, context), _earlier(last, found, stood, context)
    if found.state is last.state or (last.state is State.BLIND and found.state is State.UNDER):
        if not _is_to_be_reminded(alert, context, now) or found.state is not State.OVER:
            return found, None, ""
        return found, Kind.REMINDER, f"Still: {_lower(stood.words)}, {limit}."
    if found.state is State.UNDER:
        return found, Kind.RECOVERED, f"{stood.words}: no longer {stood.watch}{earlier}."
    why = _why(last, found, stood, context)
    return found, Kind.CROSSED, "\n".join(filter(None, (f"{stood.words}, {limit}{earlier}.", why)))


def told(news: list[tuple[Alert, News]], context: Context) -> Answer:
    """What one message says of alerts: the reason first, then where things stand."""
    (alert, first), *others = news
    reason, *more = first.words.split("\n")
    watch = read_watch(alert.condition)
    label, tables, notes = _table(watch, context)
    ids = dict.fromkeys(each.id for each, _ in news)
    owners = dict.fromkeys(context.outside.name_of(each.user) for each, _ in news)
    stop = " or ".join(f"/digest alerts remove {each}" for each in ids)
    conditions = dict.fromkeys(f"{each.id}, “{each.condition}”" for each, _ in news)
    reminded = [each for each, one in news if one.kind in (Kind.CROSSED, Kind.REMINDER)]
    whose = " and ".join(owners)
    return Answer(
        title=reason.removesuffix("."),
        reading=(
            *(Line(each, caveat=True) for each in more),
            *(Line(each, caveat=True) for _, one in others for each in one.words.split("\n")),
            Line(
                f"{'; '.join(conditions)}. Asked for by {whose}. To stop: {stop}.",
                lead="Alert" if len(ids) == 1 else "Alerts",
            ),
        ),
        tables=tables,
        notes=notes,
        metrics={"alerts": list(ids)},
        next_steps=(
            *(_acknowledge(each, len(ids) > 1) for each in _standing(reminded)),
            *_steps(watch, label),
            NextStep("Stop this alert", DigestAlertsRemove(number=alert.id).text()),
        ),
    )


def is_quiet(alert: Alert, now: datetime) -> bool:
    """Whether it is to be held back at a moment."""
    if alert.quiet == "no":
        return False
    begins, ends = alert.quiet.split("-")
    at = f"{now.astimezone(ZoneInfo(alert.zone)):%H:%M}"
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def _is_to_be_reminded(alert: Alert, context: Context, now: datetime) -> bool:
    if alert.last.state is not State.OVER or alert.acknowledged_by:
        return False
    said = context.store.alerts.last_news(alert.id)
    # Where it stood so already when it was added, nothing was said and nothing is reminded of.
    if said is None or said.kind not in (Kind.CROSSED, Kind.REMINDER) or said.sent_at is None:
        return False
    return now - datetime.fromisoformat(said.sent_at) >= _REMINDED_AFTER


def _reading(stood: Standing, context: Context) -> Reading:
    state = State.OVER if stood.is_over else State.UNDER
    return Reading(state, stood.value, stood.as_of.isoformat(), seen_in(stood.watch, context))


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
    if stood.segment and has_new_rules(last.seen, found.seen):
        return _NEW_RULES
    return why_moved(stood, date.fromisoformat(last.on), context) if last.on else ""


def _will(stood: Standing, context: Context) -> str:
    told_when = promise(stood.watch, context)
    if not stood.is_over:
        return f"I'll say so {told_when}."
    return "That is across your line already: I'll say when it no longer is, and when it is again."


def _when(quiet: str, zone: str) -> str:
    looked = (
        "I look whenever the data change, say it once, and then once a day until somebody "
        "acknowledges it."
    )
    if quiet == "no":
        return looked
    return f"{looked} From {quiet.replace('-', ' to ')} ({zone}) I hold it back."


def _zone(context: Context) -> str:
    name = context.outside.zone_of(context.user)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError):
        return "UTC"
    return name


def _numbered(number: int, context: Context) -> Alert:
    found = next((each for each in visible(context) if each.id == number), None)
    if found is None:
        raise SegbotError(
            f"There is no alert with the number {number}.",
            "See the numbers with `/digest alerts list`.",
        )
    return found


def _said(alert: Alert, context: Context) -> str:
    last = context.store.alerts.last_news(alert.id)
    if last is None:
        return "never"
    if last.ts is None:
        return f"not posted: {last.error}" if last.error else "held back"
    return day(datetime.fromisoformat(last.sent_at or last.at).astimezone(UTC).date())


def _lower(words: str) -> str:
    return (
        words[:1].lower() + words[1:] if words.startswith(("There", "What", "Revenue")) else words
    )


def _standing(alerts: list[Alert]) -> list[int]:
    return [*dict.fromkeys(each.id for each in alerts if each.last.state is State.OVER)]


def _acknowledge(number: int, named: bool = True) -> NextStep:
    label = f"Acknowledge {number}" if named else "Acknowledge"
    return NextStep(label, DigestAlertsAcknowledge(number=number).text())


def _table(watch: Watch, context: Context) -> tuple[str, tuple[Table, ...], tuple[str, ...]]:
    """What a segment is called, all segments, and as of when, where that can be told."""
    if not watch.segment:
        return "", (), ()
    try:
        found = scored(context, RfmOverview())
        label = segment_meant(found, watch.segment).label
    except SegbotError:
        return "", (), ()
    return label, (segment_table(found.rfm.segments),), (found.customers.note,)


def _steps(watch: Watch, label: str) -> tuple[NextStep, ...]:
    if label:
        who, what = RfmTop(segment_=label).text(), RfmPlay(segment_=label).text()
        return NextStep("Who they are", who), NextStep("What to do", what)
    if watch.measure is Measure.AGE:
        return (NextStep("What is stored", DataStatus().text()),)
    if watch.measure is Measure.REVENUE:
        return (NextStep("Revenue over time", "/explore revenue"),)
    return (NextStep("Who moved?", RfmChanges().text()),)
