"""How things stand in a workspace, for one person: what there is, what changed, what to do."""

from collections.abc import Callable
from datetime import date, datetime

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.alerts import DigestAlertsAdd, DigestAlertsList
from bot.language.commands.campaign import CampaignResults, CampaignStart
from bot.language.commands.data import DataStatus
from bot.language.commands.digest import DigestSchedule
from bot.language.commands.rfm import RfmToday
from bot.services.answer import Format, Line, NextStep
from bot.services.campaign.list import running
from bot.services.campaign.stored import called
from bot.services.context import Context
from bot.services.data.status import UPLOADS, status
from bot.services.digest.alerts import stands
from bot.services.digest.wording import comes_words
from bot.services.home.parts import MyDigest, Part
from bot.services.rfm.today import week
from bot.services.segment import stored as runs

_SHOWN_SEGMENTS, _SHOWN_FILES, _SHOWN = 5, 3, 5


def page(context: Context) -> tuple[Part, ...]:
    """The parts of the App Home of the person who asks; none where nothing is stored yet."""
    if context.store.is_empty():
        return ()
    parts = (_data, _segments, _groups, _campaigns, _digests, _alerts)
    return tuple(_said(part, context) for part in parts)


def _said(part: Callable[[Context], Part], context: Context) -> Part:
    """A part, or why there is none: one that can't be told takes nothing from the others."""
    try:
        return part(context)
    except SegbotError as error:
        title = _TITLES[part.__name__]
        return Part(title, (Line(f"{error.message} {error.hint}".strip()),), ())


_TITLES = {
    "_data": "Your data",
    "_segments": "Whom to write to",
    "_groups": "Groups",
    "_campaigns": "Campaigns",
    "_digests": "Your digests",
    "_alerts": "Your alerts",
}


def _data(context: Context) -> Part:
    answer = status(DataStatus(), context)
    files = context.store.uploads.all()
    shown = (
        Line(
            f"{counted(each.rows_kept, 'row')}, {day(datetime.fromisoformat(each.at).date())}.",
            lead=each.filename,
        )
        for each in files[:_SHOWN_FILES]
    )
    last = answer.metrics.get("last_order")
    return Part(
        _TITLES["_data"],
        (*answer.reading, *([_age(last, context)] if last else []), *shown),
        (
            NextStep("What is stored", DataStatus().text()),
            NextStep("How it was read", "/data quality"),
            UPLOADS,
        ),
    )


def _age(last_order: str, context: Context) -> Line:
    last = date.fromisoformat(last_order)
    days = (context.today - last).days
    if days <= 1:
        return Line(f"on {day(last)}.", lead="The last order")
    return Line(f"on {day(last)}, {counted(days, 'day')} ago.", lead="The last order")


def _segments(context: Context) -> Part:
    now = week(RfmToday(), context)
    others = [each for each in now.arrivals if each.slipped][1:_SHOWN_SEGMENTS]
    lines = tuple(
        Line(f"{each.words(counted(each.path.customers, 'customer'))}. {each.action}.")
        for each in others
    )
    return Part(
        _TITLES["_segments"],
        (*now.finding(context.formats), *lines),
        (
            NextStep("Whom to write to, and with what", RfmToday().text()),
            NextStep("RFM overview", "/rfm overview"),
            NextStep("What changed in 90 days", "/rfm changes"),
        ),
    )


def _groups(context: Context) -> Part:
    if context.store.runs.latest() is None:
        return Part(
            _TITLES["_groups"],
            (Line("None were made yet."),),
            (NextStep("Group my customers", "/segment run"),),
        )
    run = runs.load(context, None)
    share = context.formats.cell(max(each.share for each in run.profiles), Format.SHARE)
    largest = max(run.profiles, key=lambda each: each.customers)
    return Part(
        _TITLES["_groups"],
        (
            Line(
                f"{counted(len(run.profiles), 'group')} of {counted(run.customers, 'customer')}. "
                f"The largest is {largest.label}, {share}.",
                lead=f"Made {day(run.made)}",
            ),
        ),
        (
            NextStep("Show the groups", "/segment show"),
            NextStep("Who moved?", "/segment changes"),
            NextStep("Group again", "/segment run"),
        ),
    )


def _campaigns(context: Context) -> Part:
    found = running(context)
    lines = tuple(
        Line(
            f"until {day(each.until)}; {each.held_out:,} of "
            f"{counted(each.people, 'customer')} held out.",
            lead=f"{each.id} {called(each)}",
        )
        for each in found[:_SHOWN]
    )
    results = tuple(
        NextStep(f"Results of {each.id}", CampaignResults(number=each.id).text())
        for each in found[:_SHOWN]
    )
    return Part(
        _TITLES["_campaigns"],
        lines or (Line("None is running."),),
        (*results, NextStep("Start one…", CampaignStart.examples[0], form=True)),
    )


def _digests(context: Context) -> Part:
    mine = [
        MyDigest(
            comes_words(each, context),
            each.channel,
        )
        for each in context.store.digests.all()
        if each.user == context.user
    ]
    return Part(
        _TITLES["_digests"],
        () if mine else (Line("You have none: a digest says every week what changed."),),
        (
            *([NextStep("All digests", "/digest list")] if mine else []),
            NextStep("Schedule one…", DigestSchedule.examples[0], form=True),
        ),
        tuple(mine[:_SHOWN]),
    )


def _alerts(context: Context) -> Part:
    mine = [each for each in context.store.alerts.all() if each.user == context.user]
    return Part(
        _TITLES["_alerts"],
        tuple(
            Line(f"{stands(each, context)}.", lead=f"{each.id} {each.condition}")
            for each in mine[-_SHOWN:]
        )
        or (Line("You have none: an alert says at once when something crosses a line."),),
        (
            *([NextStep("All alerts", DigestAlertsList().text())] if mine else []),
            NextStep("Add one…", DigestAlertsAdd.examples[0], form=True),
        ),
    )
