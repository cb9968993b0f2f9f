"""Campaigns as they are stored, found by their numbers."""

from datetime import date

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day
from bot.services.answer import Line
from bot.services.context import Context
from storage.records.campaigns import Campaign


def find_campaign(context: Context, number: int | None) -> Campaign:
    """A campaign by its number, or the latest.

    Raises
    ------
    SegbotError
        If there is none.
    """
    known = context.store.campaigns.all()
    if not known:
        raise SegbotError(
            "There is no campaign yet.", "Start one: `/campaign start champions` shows it first."
        )
    found = next((each for each in known if number in (None, each.id)), None)
    if found is None:
        raise SegbotError(
            f"There is no campaign with the number {number}.",
            f"`/campaign list` has their numbers; the latest is {known[0].id}.",
        )
    return found


def groups_line(campaign: Campaign) -> Line:
    """How many are written to and how many are held out."""
    written_to = campaign.people - campaign.held_out
    return Line(
        f"{campaign.people:,}, of whom {written_to:,} to write to and {campaign.held_out:,} held "
        "out.",
        lead=campaign.audience,
    )


def called(campaign: Campaign) -> str:
    """Its name, and whom it is for where the name doesn't begin with that."""
    if campaign.name.startswith(campaign.audience):
        return campaign.name
    return f"{campaign.name}, for {campaign.audience}"


def days_words(begins: date, until: date) -> str:
    """The days whose orders count."""
    return f"{day(begins)} to {day(until)}"
