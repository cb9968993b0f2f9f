"""Campaigns that can be read since a digest, each with its result in a line."""

from dataclasses import dataclass
from datetime import date

from bot.language.commands.campaign import CampaignResults
from bot.services.answer import Answer, Line, NextStep
from bot.services.campaign.results import results
from bot.services.context import Context

_MOST = 2


@dataclass(frozen=True)
class Ended:
    """A campaign whose last day the data have reached.

    Attributes
    ----------
    number : int
    answer : Answer
        As `/campaign results` tells it.
    """

    number: int
    answer: Answer

    @property
    def line(self) -> Line:
        """Who bought, and whether that is more than chance."""
        first, second = self.answer.reading[:2]
        text = f"{first.text} {second.lead}: {second.text}"
        return Line(text, lead=f"Campaign {self.number} ended", caveat=True)

    @property
    def step(self) -> NextStep:
        """A button that shows all of it."""
        line = CampaignResults(number=self.number).text()
        return NextStep(f"Results of campaign {self.number}", line)


def ended(context: Context, earlier: date, later: date) -> tuple[Ended, ...]:
    """Those that ended between two as-of dates, the latest first, of many the last two."""
    found = [
        each
        for each in context.store.campaigns.all()
        if each.begins <= each.until and earlier <= each.until < later
    ]
    return tuple(
        Ended(each.id, results(CampaignResults(number=each.id), context)) for each in found[:_MOST]
    )
