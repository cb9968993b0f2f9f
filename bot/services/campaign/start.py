"""Start a campaign: say what it could see, then fix whom it is for and whom it holds out."""

import math
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.campaign.draw import draw, persons
from analytics.campaign.power import PERCENTS, WANTED, smallest_lift, smallest_share
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day, listed
from bot.language.commands.campaign import (
    CampaignFiles,
    CampaignList,
    CampaignResults,
    CampaignStart,
)
from bot.language.commands.rfm import RfmOverview
from bot.language.segments import Segment
from bot.services.answer import Answer, Caveat, Column, Format, Instead, Line, NextStep, Table
from bot.services.campaign.audience import Audience, audience
from bot.services.campaign.contacts import among, reach, who_opted_out
from bot.services.campaign.files import TOOLS, campaign_files, needed, reachable
from bot.services.campaign.stored import days_words, find_campaign, groups_line
from bot.services.campaign.wording import percent
from bot.services.context import Context
from bot.services.rfm.scoring import scored
from bot.services.selection.consent import OptedOut
from bot.services.selection.contacts import ADDS_EMAILS
from storage.records.campaigns import Campaign, NewCampaign

_DAYS = 28
FEWEST = 20
"""Customers, to be parted into two groups that tell anything."""
_FEWEST_IN_GROUP = 2
_MOST_LARGE = 5
_SHOWN = (10, 20, 30, 40, 50)
_OLD_DAYS = 7
_KEY_BYTES = 16


@dataclass(frozen=True, eq=False)
class _Plan:
    """A campaign that hasn't started.

    Attributes
    ----------
    audience : Audience
    customers : DataFrame, one row per customer who may be drawn
        As :func:`analytics.campaign.draw.draw` takes it.
    people : int
        Who they are, two ids with one address being one.
    held_elsewhere, refusing, out_of_reach : int
        Customers of the segment who may not; those who refuse opted out.
    opted_out : OptedOut
    until : date
    before : (int, int) or None
        Of those who were in the segment a campaign's length ago how many there were, and how many
        bought in the meantime; None where that isn't known, or nobody was.
    share : float
        Of people to be held out.
    """

    audience: Audience
    customers: pd.DataFrame
    people: int
    held_elsewhere: int
    refusing: int
    out_of_reach: int
    opted_out: OptedOut
    until: date
    before: tuple[int, int] | None
    share: float

    @property
    def begins(self) -> date:
        return self.audience.begins

    @property
    def days(self) -> int:
        return (self.until - self.begins).days + 1

    @property
    def held_out(self) -> int:
        return round(self.people * self.share)

    @property
    def base(self) -> float | None:
        """The share of customers who buy anyway; None where that can't be told."""
        if self.before is None or not 0 < self.before[1] < self.before[0]:
            return None
        return self.before[1] / self.before[0]

    def lift(self, share: float) -> float | None:
        """The smallest lift that is seen if this share is held out, up to the next whole percent
        so that no more is promised than is so; None where none would be."""
        lift = None if self.base is None else smallest_lift(self.people, share, self.base)
        return None if lift is None else math.ceil(round(lift * 100, 6)) / 100


def start(request: CampaignStart, context: Context) -> Answer:
    """Fix an audience and draw its control group; first without `sure`, to say what that could
    show."""
    found = audience(request, context)
    same = _running_already(request, found.begins, context)
    if same is not None:
        return _started(same, context, ("It is running already, so nobody was drawn anew.",))
    plan = _plan(request, found, context)
    if request.sure == "no":
        return _asked(request, plan, context)
    drawn = draw(plan.customers, plan.share, key := secrets.token_bytes(_KEY_BYTES))
    number = context.store.campaigns.start(
        NewCampaign(
            user=context.user,
            channel=context.channel,
            thread=context.thread,
            command=_command(request),
            name=request.name or f"{found.name}, {day(found.begins)}",
            audience=found.name,
            target=request.for_,
            share=plan.share,
            key=key,
            begins=plan.begins,
            until=plan.until,
        ),
        drawn,
        overlap=request.overlap == "yes",
    )
    refusing = (Caveat(_refusing(plan)),) if plan.refusing else ()
    notes = (*refusing, found.customers.note)
    return _started(find_campaign(context, number), context, notes)


def _command(request: CampaignStart) -> str:
    return request.with_values({"sure": "no"}).text()


def _running_already(request: CampaignStart, begins: date, context: Context) -> Campaign | None:
    """The campaign that the very same words have started, of the same data."""
    same = (
        each
        for each in context.store.campaigns.all()
        if each.command == _command(request) and each.begins == begins and not each.ended_at
    )
    return next(same, None)


def _plan(request: CampaignStart, found: Audience, context: Context) -> _Plan:
    usual = found.begins + timedelta(days=_DAYS - 1)
    until = request.until or usual
    if until < found.begins:
        raise SegbotError(
            f"`until` ({day(until)}) is over: a campaign counts orders from {day(found.begins)} "
            "on, the first day that the data don't have.",
            f"Leave it out for four weeks, or take a later day: `until={usual}`.",
        )
    members = found.customers.features.set_index("customer_id")
    reached = reach(context, found.customers, members.index.tolist())
    free = _free(request, reached.email, found, context)
    can = reachable(request.for_, reached)
    out = who_opted_out(context, found.customers)
    willing = pd.Series(True, members.index)
    if request.optouts == "no":
        willing = ~among(out.customers, reached.email, context, found.customers)
    left = free & willing & can
    customers = pd.DataFrame(
        {
            "customer_id": members.index,
            "contact": reached.email.to_numpy(),
            "recency": members["recency"].to_numpy("float64"),
            "monetary": members["monetary"].to_numpy("float64"),
        }
    )[left.to_numpy()].reset_index(drop=True)
    if can.sum() == 0:
        raise SegbotError(
            f"{TOOLS[request.for_]} can reach nobody of {found.name}: no {needed(request.for_)} is "
            "known.",
            "Post a file of customers with their addresses, or leave `for` out.",
        )
    people = persons(customers).nunique() if len(customers) else 0
    if people < FEWEST:
        large = _large(request, context)
        named = [f"{each} ({many:,})" for each, many in large]
        raise Instead(
            f"{counted(people, 'customer')} can't be parted into two groups that tell anything"
            + (f"; left out {out.words(refusing)}." if (refusing := (~willing).sum()) else "."),
            f"A campaign takes {FEWEST} or more: "
            + (f"choose {listed(named)}" if named else "choose a larger segment")
            + (", or `overlap=yes`." if not free.all() else "."),
            tuple(request.with_values({"segment": Segment(each)}) for each, _ in large),
        )
    days = (until - found.begins).days + 1
    before = found.bought_before(days)
    plan = _Plan(
        audience=found,
        customers=customers,
        people=people,
        held_elsewhere=int((~free).sum()),
        refusing=int((free & ~willing).sum()),
        out_of_reach=int((free & willing & ~can).sum()),
        opted_out=out,
        until=until,
        before=before,
        share=(request.control or PERCENTS[-1]) / 100,
    )
    return _with_share(request, plan)


def _large(request: CampaignStart, context: Context) -> tuple[tuple[str, int], ...]:
    """The segments that have enough customers, beside the one that has not, the largest first."""
    if request.segment is None or request.segment.is_a_group:
        return ()
    whole = RfmOverview(**{**request.chosen(), "segment": None})
    found = [each for each in scored(context, whole).rfm.segments if each.customers >= FEWEST]
    found.sort(key=lambda each: -each.customers)
    asked = str(request.segment).casefold()
    others = [(each.label, each.customers) for each in found if each.label.casefold() != asked]
    return tuple(others[:_MOST_LARGE])


def _free(
    request: CampaignStart, email: "pd.Series[str]", found: Audience, context: Context
) -> "pd.Series[bool]":
    """Whether customers are held out of no running campaign, by their id or their address."""
    if request.overlap == "yes":
        return pd.Series(True, email.index)
    held = context.store.campaigns.held_out(found.begins)
    return ~among(held, email, context, found.customers)


def _with_share(request: CampaignStart, plan: _Plan) -> _Plan:
    """The plan with as few held out as show what is wanted, unless somebody said how many."""
    if request.control is None:
        if plan.base is None:
            raise SegbotError(
                f"I can't tell how many to hold out: {_why_unknown(plan)}.",
                "Say it yourself, such as `control=20%`.",
            )
        share = smallest_share(plan.people, plan.base) or PERCENTS[-1] / 100
        plan = _Plan(**{**vars(plan), "share": share})
    if min(plan.held_out, plan.people - plan.held_out) < _FEWEST_IN_GROUP:
        raise SegbotError(
            f"{plan.share:.0%} of {counted(plan.people, 'customer')} is "
            f"{plan.held_out:,}: too few to tell anything.",
            "Hold out more of them: `control=20%`.",
        )
    return plan


def _why_unknown(plan: _Plan) -> str:
    if plan.before is None:
        return f"the data don't go back the {plan.days} days that it takes"
    customers, buyers = plan.before
    if not customers:
        return f"nobody was in this segment {plan.days} days ago"
    who = "nobody" if not buyers else "everybody"
    return f"of those who were in this segment {plan.days} days ago {who} bought since"


def _asked(request: CampaignStart, plan: _Plan, context: Context) -> Answer:
    again = request.with_values({"sure": "yes"})
    lift = plan.lift(plan.share)
    return Answer(
        title=f"{plan.audience.name}: start a campaign?",
        reading=(
            Line(
                f"{plan.people:,}, of whom {plan.people - plan.held_out:,} to write to and "
                f"{plan.held_out:,} held out ({plan.share:.0%}).",
                lead=plan.audience.name,
            ),
            Line(_sight(request, plan), lead="What it could see"),
            *_left_out(request, plan),
            Line(f"{days_words(plan.begins, plan.until)}; then it is read.", lead="Orders count"),
        ),
        tables=_choices(plan),
        notes=(
            Caveat(
                "Nobody is drawn and nothing is stored yet; the same with `sure=yes` starts it."
            ),
            *_old(plan, context),
            plan.audience.customers.note,
        ),
        metrics={
            "customers": len(plan.customers),
            "people": plan.people,
            "control": plan.held_out,
            "share": plan.share,
            "smallest_lift": lift,
            "days": plan.days,
            "base": plan.base,
            "held_elsewhere": plan.held_elsewhere,
            "opted_out": plan.refusing,
            "out_of_reach": plan.out_of_reach,
            "begins": plan.begins.isoformat(),
            "until": plan.until.isoformat(),
        },
        next_steps=(
            NextStep("Yes, start it", again.text()),
            NextStep("Change it…", request.text(), form=True),
        ),
    )


def _sight(request: CampaignStart, plan: _Plan) -> str:
    if plan.base is None:
        return f"nobody knows, since {_why_unknown(plan)}."
    before = (
        f"Of those who were in it {plan.days} days earlier, {plan.base:.0%} bought in these "
        f"{plan.days} days."
    )
    lift = plan.lift(plan.share)
    if lift is None:
        return f"nothing: not even if everybody bought. {before}"
    seen = f"{percent(lift)} buyers or more; less will look like nothing."
    if request.control is None and lift > WANTED:
        return f"even with half of them held out only {seen} {before}"
    return f"{seen} {before}"


def _left_out(request: CampaignStart, plan: _Plan) -> tuple[Line, ...]:
    """Who of the segment doesn't count, or not for themselves alone."""
    lines, parts = [], []
    if plan.held_elsewhere:
        parts.append(
            f"{counted(plan.held_elsewhere, 'customer')} whom a running campaign holds out"
        )
    if plan.out_of_reach:
        parts.append(f"{counted(plan.out_of_reach, 'customer')} without an {needed(request.for_)}")
    if parts:
        lines.append(Line(f"{' and '.join(parts)}.", lead="Left out"))
    if plan.refusing:
        lines.append(Line(f"{_refusing(plan)} `optouts=yes` takes them in.", caveat=True))
    unknown = int(plan.customers["contact"].isna().sum())
    if request.for_ == "csv" and unknown:
        told = (
            f"{unknown:,} of the {counted(len(plan.customers), 'customer')}."
            if unknown < len(plan.customers)
            else f"all of them. {ADDS_EMAILS}"
        )
        lines.append(Line(told, lead="Without an e-mail address", caveat=True))
    if plan.people < len(plan.customers):
        lines.append(
            Line(
                f"{len(plan.customers):,} customer ids are {plan.people:,} people by their e-mail "
                "addresses; who has two ids is on one side with both.",
                lead="Counted once",
            )
        )
    return tuple(lines)


def _refusing(plan: _Plan) -> str:
    """That nobody is written to who doesn't want that."""
    return f"Left out: {plan.opted_out.words(plan.refusing)}."


def _choices(plan: _Plan) -> tuple[Table, ...]:
    """What other control groups could see."""
    if plan.base is None:
        return ()
    columns = (
        Column("Held out", Format.SHARE),
        Column("Customers", Format.COUNT),
        Column("Sees buyers up by", Format.SHARE),
    )
    rows = tuple(
        (each / 100, round(plan.people * each / 100), plan.lift(each / 100)) for each in _SHOWN
    )
    return (Table("What could be seen", columns, rows),)


def _old(plan: _Plan, context: Context) -> tuple[str, ...]:
    """Where orders that nobody has uploaded yet came before anybody was written to."""
    if (context.today - plan.begins).days <= _OLD_DAYS:
        return ()
    told = (
        f"The data end before {day(plan.begins)}, and the orders since then count too, though "
        "nobody had heard from you: upload newer ones first, if there are any."
    )
    return (Caveat(told),)


def _started(campaign: Campaign, context: Context, notes: tuple[str, ...]) -> Answer:
    exports = campaign_files(campaign, context)
    return Answer(
        title=f"Campaign {campaign.id}: {campaign.name}",
        reading=(
            groups_line(campaign),
            Line(
                f"{days_words(campaign.begins, campaign.until)}. Upload the orders of these days, "
                "and the results come here.",
                lead="Orders count",
            ),
            Line(
                f"Two go to you alone: whom to write to, and a record of both groups. "
                f"{exports[0].note}",
                lead="Files",
                caveat=True,
            ),
        ),
        exports=exports,
        notes=notes,
        metrics={
            "campaign": campaign.id,
            "people": campaign.people,
            "control": campaign.held_out,
            "exported": len(exports[0].table.rows),
            "begins": campaign.begins.isoformat(),
            "until": campaign.until.isoformat(),
        },
        next_steps=(
            NextStep("Results", CampaignResults(number=campaign.id).text()),
            NextStep("Files again", CampaignFiles(number=campaign.id).text()),
            NextStep("All campaigns", CampaignList().text()),
        ),
    )
