"""The campaigns that there are."""

from datetime import date

from analytics.vocabulary.wording import day
from bot.language.commands.campaign import CampaignList, CampaignResults, CampaignStart
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.selection.selection import whole_shop
from storage.records.campaigns import Campaign


def list_(request: CampaignList, context: Context) -> Answer:
    """Every campaign, the last one first."""
    known = context.store.campaigns.all()
    if not known:
        return Answer(
            title="There is no campaign yet",
            reading=(
                Line("Start one with /campaign start champions: it shows what it could see."),
            ),
            metrics={"campaigns": 0, "running": 0},
            next_steps=(NextStep("Start one…", CampaignStart.examples[0], form=True),),
        )
    today = whole_shop(context).as_of
    states = [_state(each, today) for each in known]
    shown = min(request.n, len(known))
    rows = tuple(
        (
            each.id,
            each.name,
            each.audience,
            state,
            day(each.begins),
            day(each.until),
            each.people,
            each.held_out,
        )
        for each, state in zip(known[:shown], states, strict=False)
    )
    many = states.count(_RUNNING)
    readable = next(
        (each for each, state in zip(known, states, strict=True) if state == _OVER), None
    )
    more = (
        f" These are the last {shown:,}; n={len(known):,} shows all." if shown < len(known) else ""
    )
    return Answer(
        title="Campaigns",
        reading=(Line(f"{len(known):,}, of which {many:,} running.{more}", lead="Campaigns"),),
        tables=(
            Table(
                title="Campaigns",
                columns=(
                    Column("No.", Format.WHOLE),
                    Column("Name"),
                    Column("For"),
                    Column("State"),
                    Column("From"),
                    Column("Until"),
                    Column("Customers", Format.COUNT),
                    Column("Held out", Format.COUNT),
                ),
                rows=rows,
            ),
        ),
        notes=(f"The data end before {day(today)}.",),
        metrics={"campaigns": len(known), "running": many, "shown": shown},
        next_steps=(
            *(
                [NextStep("Results", CampaignResults(number=readable.id).text())]
                if readable
                else []
            ),
            NextStep("Start another…", CampaignStart.examples[0], form=True),
        ),
    )


def running(context: Context) -> list[Campaign]:
    """The campaigns whose last day the data don't have yet, the last one first."""
    known = context.store.campaigns.all()
    if not known:
        return []
    today = whole_shop(context).as_of
    return [each for each in known if _state(each, today) == _RUNNING]


_RUNNING, _OVER = "running", "can be read"


def _state(campaign: Campaign, today: date) -> str:
    if campaign.until < campaign.begins:
        return "ended before it began"
    if today > campaign.until:
        return _OVER
    return "ended, not in the data yet" if campaign.ended_at else _RUNNING
