"""What came of a campaign, from the orders that were uploaded since."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import pandas as pd

from analytics.campaign.outcome import Arm, Lift, Outcome, outcome
from analytics.campaign.revenue import MeanDifference
from analytics.features.customers import in_time
from analytics.vocabulary.wording import counted, day
from bot.language.commands.campaign import CampaignFiles, CampaignList, CampaignResults
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.campaign.effects import effect_lines, effect_pictures, is_seen
from bot.services.campaign.stored import days_words, find_campaign, groups_line
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.selection.selection import Selection, whole_shop
from storage.records.campaigns import Campaign

_CENTS = 100
_METHOD = (
    "Between the two figures lies what is so, in 95 of 100 such campaigns: by Newcombe's interval "
    "for buyers, by drawing the groups again and again for money."
)


def results(request: CampaignResults, context: Context) -> Answer:
    """Who bought and what they spent, beside those who were held out; nothing before its day."""
    campaign = find_campaign(context, request.number)
    shop = whole_shop(context)
    if campaign.until < campaign.begins or shop.as_of <= campaign.until:
        return _too_early(campaign, shop)
    groups = _groups(campaign, shop, context)
    left = groups.people
    if not 0 < left["control"].sum() < len(left):
        return _nobody_left(campaign, groups)
    share = campaign.held_out / campaign.people
    return _read_out(campaign, groups, outcome(left, share, campaign.id), shop, context)


@dataclass(frozen=True, eq=False)
class _Groups:
    """Who is left of a campaign's people, and what they did.

    Attributes
    ----------
    people : DataFrame, one row per person of whom an order is known, whenever it was
        ``control``, ``stratum``, ``bought`` and ``cents``.
    gone : int
        Of whom none is known any more: forgotten, or in a file that was taken back.
    """

    people: pd.DataFrame
    gone: int


def _groups(campaign: Campaign, shop: Selection, context: Context) -> _Groups:
    drawn = context.store.campaigns.customers(campaign.id)
    orders = shop.orders.filter(shop.orders.customer_id.notnull())
    during = in_time(orders, campaign.begins, campaign.until)
    cents = (during.purchase_cents - during.returned_cents).sum()
    found = (
        during.group_by("customer_id")
        .aggregate(orders=(during.purchase_lines > 0).sum(), cents=cents)
        .execute()
        .set_index("customer_id")
    )
    drawn = drawn.assign(
        known=drawn["customer_id"].isin(context.store.customer_ids()),
        bought=drawn["customer_id"].map(found["orders"]).fillna(0) > 0,
        cents=drawn["customer_id"].map(found["cents"]).fillna(0).astype("int64"),
    )
    people = drawn.groupby("person").agg(
        control=("control", "first"),
        stratum=("stratum", "first"),
        known=("known", "any"),
        bought=("bought", "any"),
        cents=("cents", "sum"),
    )
    return _Groups(people[people["known"]], int((~people["known"]).sum()))


def _too_early(campaign: Campaign, shop: Selection) -> Answer:
    if campaign.until < campaign.begins:
        why = "it ended before its first day, so nothing will ever be read of it."
    elif shop.as_of <= campaign.begins:
        why = (
            f"no order since {day(campaign.begins)} is in the data yet. Upload those up to "
            f"{day(campaign.until)}, and I'll read it."
        )
    else:
        why = (
            f"the data end before {day(shop.as_of)}, and it is to be read once they reach "
            f"{day(campaign.until)}: who looks before sees what chance does."
        )
    return Answer(
        title=f"Campaign {campaign.id}: too early",
        reading=(groups_line(campaign), Line(why, lead="Too early")),
        notes=(shop.note,),
        metrics={
            **_of_campaign(campaign),
            "verdict": "too early",
            "as_of": shop.as_of.isoformat(),
        },
        next_steps=(NextStep("All campaigns", CampaignList().text()),),
    )


def _nobody_left(campaign: Campaign, groups: _Groups) -> Answer:
    return Answer(
        title=f"Campaign {campaign.id}: no verdict",
        reading=(
            groups_line(campaign),
            Line(
                f"{counted(groups.gone, 'customer')} of {campaign.people:,} aren't in the data any "
                "more, and one group has nobody left to compare.",
                lead="No verdict",
            ),
        ),
        metrics={**_of_campaign(campaign), "verdict": "stopped", "gone": groups.gone},
        next_steps=(NextStep("All campaigns", CampaignList().text()),),
    )


def _read_out(
    campaign: Campaign, groups: _Groups, found: Outcome, shop: Selection, context: Context
) -> Answer:
    paid = shop.has_money
    reading = [_bought(found)]
    if not found.is_sound:
        reading.append(_stopped(campaign, found))
    else:
        reading += effect_lines(found, context.formats, paid=paid)
    return Answer(
        title=f"Results of campaign {campaign.id}: {campaign.name}",
        reading=tuple(reading),
        tables=(_table(found, context.formats, paid=paid),),
        pictures=effect_pictures(campaign, found, shop, context.formats),
        notes=tuple(_notes(campaign, groups, found, shop)),
        metrics={
            **_of_campaign(campaign),
            "verdict": _verdict(found),
            "arms": {"campaign": found.messaged.people, "control": found.control.people},
            **_figures(found, paid=paid),
            "gone": groups.gone,
        },
        next_steps=(
            NextStep("Files", CampaignFiles(number=campaign.id).text()),
            NextStep("All campaigns", CampaignList().text()),
        ),
    )


def _bought(found: Outcome) -> Line:
    parts = [
        f"{Formats().cell(each.share, Format.SHARE)} of {each.people:,} {who}"
        for each, who in ((found.messaged, "written to"), (found.control, "held out"))
    ]
    return Line(f"{' and '.join(parts)} bought.", lead="Who bought")


def _stopped(campaign: Campaign, found: Outcome) -> Line:
    return Line(
        f"of {campaign.people - campaign.held_out:,} written to {found.messaged.people:,} are left "
        f"in the data, of {campaign.held_out:,} held out {found.control.people:,}. Chance parts "
        "them so unevenly less than once in a thousand campaigns, so something else took people "
        "out of one group: a file that was taken back, other customer ids, or who was erased.",
        lead="No verdict",
    )


def _verdict(found: Outcome) -> str:
    if not found.is_sound:
        return "stopped"
    lift = found.buyers
    if lift is None or not is_seen(lift.low, lift.high):
        return "no effect seen"
    return "more buyers" if lift.low > 0 else "fewer buyers"


def _table(found: Outcome, formats: Formats, *, paid: bool) -> Table:
    columns = (
        Column("Group"),
        Column("Customers", Format.COUNT),
        Column("Bought", Format.COUNT),
        Column("Share who bought", Format.SHARE),
        *((Column("Brought", Format.MONEY), Column("A head", Format.MONEY)) if paid else ()),
    )
    groups = (("Written to", found.messaged), ("Held out", found.control))
    rows = tuple(_row(name, arm, paid=paid) for name, arm in groups)
    return Table("Both groups", columns, rows)


def _row(name: str, arm: Arm, *, paid: bool) -> tuple[str | int | float, ...]:
    brought = (arm.cents / _CENTS, round(arm.cents / _CENTS / arm.people, 2)) if paid else ()
    return (name, arm.people, arm.buyers, arm.share, *brought)


def _notes(campaign: Campaign, groups: _Groups, found: Outcome, shop: Selection) -> Iterator[str]:
    yield f"Orders of {days_words(campaign.begins, campaign.until)}, returned goods subtracted."
    if found.is_sound:
        yield _METHOD
    if campaign.ended_at:
        yield "It was ended before the day that was set."
    if groups.gone:
        yield (
            f"{counted(groups.gone, 'customer')} of {campaign.people:,} aren't in the data any "
            "more and count in neither group."
        )
    yield f"Data version {shop.data_version}."


def _figures(found: Outcome, *, paid: bool) -> dict[str, Any]:
    """The outcome for machines; ends that are infinite are None, and so is all that a mismatch of
    the groups stops."""
    lift = found.buyers if found.is_sound else None
    difference = found.revenue if found.is_sound and paid else None
    return {
        "messaged_buyers": found.messaged.buyers,
        "control_buyers": found.control.buyers,
        "messaged_share": found.messaged.share,
        "control_share": found.control.share,
        **_ends_of("buyers", lift, 1),
        **_ends_of("revenue", difference, _CENTS),
        "srm_p": found.ratio_p,
    }


def _ends_of(name: str, effect: Lift | MeanDifference | None, per: int) -> dict[str, float | None]:
    if effect is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    figures = {name: effect.estimate, f"{name}_low": effect.low, f"{name}_high": effect.high}
    return {each: value / per if isfinite(value) else None for each, value in figures.items()}


def _of_campaign(campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign.id,
        "people": campaign.people,
        "written_to": campaign.people - campaign.held_out,
        "control": campaign.held_out,
        "begins": campaign.begins.isoformat(),
        "until": campaign.until.isoformat(),
    }
