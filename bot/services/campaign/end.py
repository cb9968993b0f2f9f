"""End a campaign before its day."""

from datetime import timedelta

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.campaign import CampaignEnd, CampaignList, CampaignResults
from bot.services.answer import Answer, Caveat, Line, NextStep
from bot.services.campaign.stored import called, days_words, find_campaign
from bot.services.context import Context
from bot.services.selection.selection import whole_shop
from storage.records.campaigns import Campaign


def end(request: CampaignEnd, context: Context) -> Answer:
    """Count no order after those that the data have, and let others write to whom it held out;
    first without `sure`, to say so."""
    campaign = find_campaign(context, request.number)
    if campaign.ended_at:
        return _ended(campaign)
    last = whole_shop(context).as_of - timedelta(days=1)
    if campaign.until <= last:
        raise SegbotError(
            f"Campaign {campaign.id} is over: its last day was {day(campaign.until)}.",
            f"`/campaign results {campaign.id}` reads it.",
        )
    if request.sure == "yes":
        context.store.campaigns.end(campaign.id, last)
        return _ended(find_campaign(context, campaign.id))
    counting = (
        f"orders up to {day(last)}, the last day in the data, count instead of up to "
        f"{day(campaign.until)}. Upload newer ones first if they are to count."
        if campaign.begins <= last
        else f"nothing will ever be read of it: no order since {day(campaign.begins)} is in the "
        "data yet. Upload them first if they are to count."
    )
    return Answer(
        title=f"End campaign {campaign.id}?",
        reading=(
            Line(f"{called(campaign)}.", lead=f"Campaign {campaign.id}"),
            Line(counting, lead="If it ends now"),
            Line(
                f"{counted(campaign.held_out, 'customer')} who were held out may be written to by "
                "other campaigns.",
            ),
        ),
        notes=(Caveat("Nothing has changed yet; the same with `sure=yes` ends it."),),
        metrics=_metrics(campaign),
        next_steps=(
            NextStep("Yes, end it", CampaignEnd(number=campaign.id, sure="yes").text()),
            NextStep("No, go on", CampaignList().text()),
        ),
    )


def _ended(campaign: Campaign) -> Answer:
    counting = (
        f"{days_words(campaign.begins, campaign.until)}."
        if campaign.begins <= campaign.until
        else "none: it ended before its first day, so nothing can be read of it."
    )
    return Answer(
        title=f"Campaign {campaign.id} has ended",
        reading=(
            Line(f"{called(campaign)}.", lead=f"Campaign {campaign.id}"),
            Line(counting, lead="Orders count"),
        ),
        metrics=_metrics(campaign),
        next_steps=(
            NextStep("Results", CampaignResults(number=campaign.id).text()),
            NextStep("All campaigns", CampaignList().text()),
        ),
    )


def _metrics(campaign: Campaign) -> dict[str, object]:
    return {
        "campaign": campaign.id,
        "control": campaign.held_out,
        "until": campaign.until.isoformat(),
    }
