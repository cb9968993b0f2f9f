"""`/digest alerts`: what people want to be told of, and where it stands."""

from datetime import UTC, datetime

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.alerts import (
    DigestAlertsAcknowledge,
    DigestAlertsAdd,
    DigestAlertsList,
    DigestAlertsRemove,
)
from bot.language.watching import Measure, read_watch
from bot.services.answer import About, Answer, Caveat, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.digest.destination import destination
from bot.services.digest.news import acknowledge_step, reading_of
from bot.services.digest.standing import Standing, figure, promise, standing
from bot.services.digest.stored import watched
from bot.services.moments import zone_of
from storage.records.alerts import Alert, State

_MOST_ALERTS = 50
#: Slack's menus have a hundred options: the two of so many alerts. Of the others, their numbers.
_IN_MENU = 50
_BY_NUMBER = (
    f"The menu has the first {_IN_MENU}; the others go by number: `/digest alerts remove 51`."
)
_ALL = NextStep("All alerts", DigestAlertsList().text())


def alerts_add(request: DigestAlertsAdd, context: Context) -> Answer:
    """Tell this channel of something when it happens."""
    channel = destination("here", context, "An alert")
    stood = standing(request.condition, context)
    condition = str(stood.watch)
    here = [each for each in context.store.alerts.all() if each.channel == channel]
    same = [each for each in here if each.condition == condition and each.user == context.user]
    if not same and len(here) >= _MOST_ALERTS:
        raise SegbotError(
            f"There are {_MOST_ALERTS} alerts here already.",
            "Stop one first: `/digest alerts list`, then `/digest alerts remove`.",
        )
    zone = zone_of(context)
    first = reading_of(stood, context)
    number = (
        same[0].id
        if same and same[0].quiet == request.quiet
        else context.store.alerts.add(channel, context.user, condition, request.quiet, zone, first)
    )
    for each in same:
        if each.id != number:
            # The same with other quiet hours takes its place.
            context.store.alerts.remove(each.id)
    return Answer(
        title=f"Alert {number}: {condition}",
        reading=(
            Line(f"{stood.words}. {_will(stood, context)}"),
            Line(_when(request.condition.measure, request.quiet, zone), lead="When"),
        ),
        metrics={"alert": number, "value": stood.value, "over": stood.is_over},
        next_steps=(_ALL, NextStep("Stop it", DigestAlertsRemove(number=number).text())),
    )


def alerts_list(request: DigestAlertsList, context: Context) -> Answer:
    """What is watched, as far as the person who asks may see it."""
    alerts = watched(context)
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
        Column("No.", Format.WHOLE),
        Column("Alert"),
        Column("Now"),
        Column("Last said"),
        Column("Whose"),
        Column("Where", detail=True),
    )
    standing_over = [each for each in alerts if _is_over(each)]
    many = f"{len(standing_over)} {'is' if len(standing_over) == 1 else 'are'}"
    over = f"{many if standing_over else 'None is'} across the line now."
    return Answer(
        title=counted(len(alerts), "alert"),
        reading=(Line(over),),
        tables=(Table("Alerts", columns, rows),),
        notes=(Caveat(_BY_NUMBER),) if len(alerts) > _IN_MENU else (),
        metrics={"alerts": len(alerts), "over": len(standing_over)},
        about=tuple(map(_what_to_do, alerts[:_IN_MENU])),
        next_steps=(
            *(acknowledge_step(each.id) for each in standing_over if not each.acknowledged_by),
            NextStep("Add one…", DigestAlertsAdd.examples[0], form=True),
        )[:5],
    )


def _what_to_do(alert: Alert) -> About:
    return About(
        f"Alert {alert.id}: {alert.condition}",
        (
            *([acknowledge_step(alert.id, named=False)] if _is_over(alert) else []),
            NextStep("Stop it", DigestAlertsRemove(number=alert.id).text()),
        ),
    )


def alerts_acknowledge(request: DigestAlertsAcknowledge, context: Context) -> Answer:
    """Stop the reminders of what stands."""
    alert = _numbered(request.number, context)
    if alert.last.state is not State.OVER:
        raise SegbotError(
            f"Alert {alert.id} isn't across its line.", "There is nothing to acknowledge."
        )
    is_first = context.store.alerts.acknowledge(alert.id, context.user)
    alert = _numbered(request.number, context)
    who = context.outside.name_of(alert.acknowledged_by or context.user)
    return Answer(
        title=f"{who} {'acknowledged' if is_first else 'had acknowledged'} alert {alert.id}"
        f"{'' if is_first else ' already'}",
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


def stands(alert: Alert, context: Context) -> str:
    """Where an alert stood when the data last changed."""
    if alert.last.is_blind or alert.last.value is None:
        return "can't be told"
    now = figure(read_watch(alert.condition), alert.last.value, context)
    if not _is_over(alert):
        return now
    return f"{now}, acknowledged" if alert.acknowledged_by else f"{now}, across the line"


def _is_over(alert: Alert) -> bool:
    return alert.last.state is State.OVER and not alert.last.is_blind


def _will(stood: Standing, context: Context) -> str:
    told_when = promise(stood.watch, context)
    if not stood.is_over:
        return f"I'll say so {told_when}."
    return "That is across your line already: I'll say when it no longer is, and when it is again."


def _when(measure: Measure, quiet: str, zone: str) -> str:
    often = "every day" if measure is Measure.AGE else "whenever the data change"
    looked = (
        f"I look {often}, say it once, and remind you once a day until somebody acknowledges it."
    )
    if quiet == "no":
        return looked
    return f"{looked} From {quiet.replace('-', ' to ')} ({zone}) I hold it back."


def _numbered(number: int, context: Context) -> Alert:
    found = next((each for each in watched(context) if each.id == number), None)
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
