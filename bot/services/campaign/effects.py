"""What a campaign changed, in sentences and as a chart."""

from collections.abc import Iterator
from math import isfinite

from analytics.campaign.outcome import Lift, Outcome
from analytics.campaign.revenue import MeanDifference
from analytics.charts.effects import Effect, effects
from bot.services.answer import Line, Picture, picture
from bot.services.campaign.stored import days_words
from bot.services.campaign.wording import money, percent
from bot.services.formats import Formats
from bot.services.selection.selection import Selection
from storage.records.campaigns import Campaign

_CENTS = 100


def effect_lines(found: Outcome, formats: Formats, *, paid: bool) -> Iterator[Line]:
    """By how much buyers and money differ, and between which figures that lies."""
    yield Line(_buyers_words(found), lead="Buyers")
    if not paid or found.buyers is None:
        return
    difference = found.revenue
    if difference is None:
        few = "too few people, or amounts too much alike, to tell a difference from chance."
        yield Line(few, lead="Money")
    else:
        between = _money_between(difference, formats)
        if not is_seen(difference.low, difference.high):
            yield Line(f"no effect seen ({between} a head).", lead="Money")
        else:
            told = money(difference.estimate / _CENTS, formats)
            yield Line(f"{told} a head ({between}).", lead="Money")


def _buyers_words(found: Outcome) -> str:
    lift = found.buyers
    if lift is None:
        return "nobody bought, so there is nothing to compare."
    if not isfinite(lift.high):
        few = "too few of those held out bought to say how much at most"
        if lift.low > 0:
            return f"more of them: {percent(lift.low)} at least; {few}."
        return f"no effect seen ({percent(lift.low)} or more; {few})."
    if not is_seen(lift.low, lift.high):
        return f"no effect seen ({_buyers_between(lift)} buyers)."
    return f"{percent(lift.estimate)} ({_buyers_between(lift)})."


def _buyers_between(lift: Lift) -> str:
    if not isfinite(lift.high):
        return f"{percent(lift.low)} or more"
    return f"between {percent(lift.low)} and {percent(lift.high)}"


def _money_between(difference: MeanDifference, formats: Formats) -> str:
    low, high = (money(each / _CENTS, formats) for each in (difference.low, difference.high))
    if not isfinite(difference.low):
        return f"{high} or less" if isfinite(difference.high) else "any amount"
    return f"between {low} and {high}" if isfinite(difference.high) else f"{low} or more"


def is_seen(low: float, high: float) -> bool:
    """Whether what is so lies on one side of no effect."""
    return not low <= 0 <= high


def effect_pictures(
    campaign: Campaign, found: Outcome, shop: Selection, formats: Formats
) -> tuple[Picture, ...]:
    """Both effects with their intervals; nothing where there is no verdict."""
    lift, difference = found.buyers, found.revenue
    if not found.is_sound or lift is None:
        return ()
    drawn = [
        Effect(
            "Buyers",
            lift.estimate,
            lift.low,
            lift.high,
            words=_estimate(lift, percent(lift.estimate) if isfinite(lift.estimate) else ""),
            between=_buyers_between(lift),
        )
    ]
    if shop.has_money and difference is not None:
        drawn.append(
            Effect(
                "Money a head",
                difference.estimate,
                difference.low,
                difference.high,
                words=_estimate(difference, money(difference.estimate / _CENTS, formats)),
                between=_money_between(difference, formats),
            )
        )
    (first, *_) = drawn
    seen = f"{first.words} buyers" if first.words else "More buyers"
    return (
        picture(
            effects,
            drawn,
            f"{seen if first.is_seen else 'No effect on buyers seen'}: {first.between}",
            "Written to beside held out: the dot is what was seen, the bar what may be so",
            source=(
                f"Campaign {campaign.id}, orders of {days_words(campaign.begins, campaign.until)}. "
                f"Data version {shop.data_version}."
            ),
        ),
    )


def _estimate(effect: Lift | MeanDifference, words: str) -> str:
    return words if is_seen(effect.low, effect.high) else "no effect seen"
