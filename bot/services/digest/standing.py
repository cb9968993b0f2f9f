"""Where what is watched stands: the number that an alert goes by, and the words for it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.movement.moves import BY_THEMSELVES, Direction, Why
from analytics.rfm.rules import SegmentRule
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.money import cents, units
from analytics.vocabulary.wording import counted, day
from bot.language.commands.explore import ExploreOverview
from bot.language.commands.rfm import RfmChanges, RfmOverview
from bot.language.watching import Measure, Watch, Way
from bot.services.context import Context
from bot.services.explore.overview import overview
from bot.services.rfm.changes import compared
from bot.services.rfm.packs import segment_rule
from bot.services.rfm.scoring import ScoredCustomers, scored, since_they_began
from bot.services.selection.selection import last_day
from storage.records.alerts import Seen

_DAY = timedelta(days=1)
#: How finely a share is told at most.
_PLACES = 6


@dataclass(frozen=True)
class Standing:
    """Where what is watched stands.

    Attributes
    ----------
    watch : Watch
        Its segment by the name that it has.
    value : float
        In the unit of the watch's number; of a change, up is more than zero.
    as_of : date
    words : str
        It in a clause: "At risk is 23.1% of customers".
    segment : str
        Which segment, by its label; empty for everybody.
    """

    watch: Watch
    value: float
    as_of: date
    words: str
    segment: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it is across the line."""
        match self.watch.way:
            case Way.ABOVE:
                return self.value > self.watch.number
            case Way.BELOW:
                return self.value < self.watch.number
            case Way.UP:
                return self.value >= self.watch.number
            case Way.DOWN:
                return -self.value >= self.watch.number


def seen_in(watch: Watch, context: Context) -> Seen:
    """What a standing follows from."""
    decision = context.store.rfm_settings.latest()
    today = context.today.isoformat() if watch.measure is Measure.AGE else None
    return Seen(context.store.data_version(), decision.number if decision else None, today)


def standing(watch: Watch, context: Context) -> Standing:
    """Where it stands now.

    Raises
    ------
    SegbotError
        If that can't be told: there are no orders, no such segment, or nothing to compare with.
    """
    if watch.measure is Measure.AGE:
        return _age(watch, context)
    if watch.measure in (Measure.SLIPPED, Measure.ROSE):
        return _movers(watch, context)
    if watch.measure is Measure.REVENUE and not watch.segment:
        return _revenue(watch, context)
    return _segment(watch, context)


def why_moved(stood: Standing, since: date, context: Context) -> str:
    """Whom of those who came into a segment and left it since a day only its limits moved; empty
    where that is nobody, or nothing tells."""
    if not stood.segment or since >= stood.as_of:
        return ""
    try:
        found = compared(RfmChanges(from_=since), context)
    except SegbotError:
        return ""
    key = next((each for each, label in found.names.items() if label == stood.segment), None)
    if key is None:
        return ""
    came, left = found.movement.between(after=key), found.movement.between(before=key)
    redrawn = came.count(Why.BOUNDARY) + left.count(Why.BOUNDARY)
    if not redrawn:
        return ""
    return (
        f"Since {day(since)}, {came.count():,} came into {stood.segment} and {left.count():,} "
        f"left; {redrawn:,} of them changed nothing in what they do: the limits between segments "
        "moved."
    )


def limit_words(watch: Watch, context: Context) -> str:
    """The line that was asked for, after where it stands: "above your 20%"."""
    if watch.way.is_change:
        return f"and you asked to hear of {watch.way} {_percent(watch.number)} or more"
    if watch.measure is Measure.AGE:
        return f"more than your {counted(int(watch.number), 'day')}"
    return f"{watch.way} your {figure(watch, watch.number, context)}"


def back_words(watch: Watch, context: Context) -> str:
    """The same where it is no longer beyond it: "no longer above your 20%"."""
    if watch.way.is_change:
        return f"no longer {watch.way} {_percent(watch.number)} or more"
    return f"no longer {limit_words(watch, context)}"


def promise(watch: Watch, context: Context) -> str:
    """When it is told: "when that is above 20%"."""
    if watch.way.is_change:
        return f"when that is {watch.way} {_percent(watch.number)} or more"
    if watch.measure is Measure.AGE:
        return f"when that is more than {counted(int(watch.number), 'day')}"
    return f"when that is {watch.way} {figure(watch, watch.number, context)}"


def figure(watch: Watch, value: float, context: Context) -> str:
    """A value of what is watched, with its unit."""
    if watch.way.is_change:
        return f"{value:+.1f}%"
    match watch.measure:
        case Measure.SHARE:
            return _percent(value, watch.number)
        case Measure.REVENUE:
            return context.formats.about(value)
        case Measure.AGE:
            return counted(int(value), "day")
        case _:
            return f"{value:,.10g}"


def _percent(value: float, line: float | None = None) -> str:
    """A share or a change to a tenth; finer where it would seem to be on the line beside it."""
    places = 1
    while line is not None and value != line and places < _PLACES:
        if round(value, places) != round(line, places):
            break
        places += 1
    whole = f"{value:.{places}f}"
    return f"{whole.rstrip('0').rstrip('.')}%"


def _age(watch: Watch, context: Context) -> Standing:
    context.require_orders()
    last = last_day(context)
    if last is None:
        raise SegbotError("There is no purchase in the data.", "Upload a file of orders.")
    age = max((context.today - last).days, 0)
    words = f"There is no new data since {day(last)}: {counted(age, 'day')}"
    return Standing(watch, age, context.today, words)


def _movers(watch: Watch, context: Context) -> Standing:
    context.require_orders()
    as_of = scored(context, RfmOverview()).customers.as_of
    earlier = as_of - watch.days * _DAY
    moved = compared(RfmChanges(from_=earlier), context).movement
    way = Direction.DOWN if watch.measure is Measure.SLIPPED else Direction.UP
    many = moved.of(*BY_THEMSELVES).going(way).count()
    what = "slipped to a lower segment" if way is Direction.DOWN else "rose to a better segment"
    span = f"from {day(earlier)} to {day(as_of)}"
    words = f"{counted(many, 'customer')} {what} by what they did, {span}"
    return Standing(watch, many, as_of, words)


def _revenue(watch: Watch, context: Context) -> Standing:
    context.require_orders()
    last = last_day(context)
    if last is None:
        raise SegbotError("There is no purchase in the data.", "Upload a file of orders.")
    now = _revenue_of(last, watch.days, context)
    span = f"in the {counted(watch.days, 'day')} to {day(last)}"
    amount = context.formats.about(now)
    if not watch.way.is_change:
        return Standing(watch, now, last + _DAY, f"Revenue is {amount} {span}")
    before = _revenue_of(last - watch.days * _DAY, watch.days, context)
    change = _change(now, before)
    words = (
        f"Revenue is {_moved(change, watch)}: {amount} {span}, "
        f"{context.formats.about(before)} in the {watch.days} days before"
    )
    return Standing(watch, change, last + _DAY, words)


def _revenue_of(last: date, days: int, context: Context) -> float:
    """As `/explore overview` counts it, in so many days of which this is the last."""
    request = ExploreOverview(since=last - (days - 1) * _DAY, until=last)
    revenue = overview(request, context).metrics.get("revenue")
    if revenue is None:
        raise SegbotError("No file here says what was paid.", "Watch customers instead.")
    return float(revenue)


def _segment(watch: Watch, context: Context) -> Standing:
    context.require_orders()
    found = scored(context, RfmOverview())
    rule = segment_meant(found, watch.segment) if watch.segment else None
    label = rule.label if rule else ""
    watch = replace(watch, segment=label.lower())
    as_of = found.customers.as_of
    people, revenue, everybody = _of(found, rule, as_of)
    if watch.measure is Measure.REVENUE and revenue is None:
        raise SegbotError("No file here says what was paid.", "Watch customers instead.")
    if watch.measure is Measure.SHARE:
        share = 100 * people / everybody
        of_all = f"{label} is {_percent(share, watch.number)} of customers"
        return Standing(watch, share, as_of, of_all, label)
    now = float(people) if watch.measure is Measure.CUSTOMERS else float(revenue or 0)
    if not watch.way.is_change:
        return Standing(watch, now, as_of, _stands(watch, label, now, context), label)
    earlier = as_of - watch.days * _DAY
    people_then, revenue_then, _ = _of(found, rule, earlier)
    then = float(people_then) if watch.measure is Measure.CUSTOMERS else float(revenue_then or 0)
    change = _change(now, then)
    who = f"Customers in {label}" if label else "Customers"
    what = f"{who} are" if watch.measure is Measure.CUSTOMERS else f"Revenue of {label} is"
    then_words, now_words = (_amount(watch, each, context) for each in (then, now))
    words = (
        f"{what} {_moved(change, watch)}: {now_words} as of {day(as_of)}, {then_words} as of "
        f"{day(earlier)}"
    )
    return Standing(watch, change, as_of, words, label)


def segment_meant(found: ScoredCustomers, name: str) -> SegmentRule:
    """The segment that is meant: "loyal" of "loyal customers above 500" is Loyal customers."""
    full = f"{name} customers"
    labels = {each.label.casefold() for each in found.rules.rules}
    return segment_rule(found.rules, full if full.casefold() in labels else name)


def _of(
    found: ScoredCustomers, rule: SegmentRule | None, on: date
) -> tuple[int, float | None, int]:
    """Who is in a segment on a day, what they have spent until then, and how many there are."""
    if on == found.customers.as_of:
        segments, features = found.rfm.scores["segment"], found.rfm.scores
    else:
        then = since_they_began(found.customers.on(on))
        if then.empty:
            raise SegbotError(
                f"There are no purchases before {day(on)} to compare with.",
                "Watch a number instead, as in `champions customers below 500`.",
            )
        segments, features = found.segments_among(then), then.set_index("customer_id")
    theirs = segments == rule.key if rule else segments.notna()
    spent = features["monetary"][theirs.reindex(features.index, fill_value=False)]
    paid = units(cents(spent)) if features["monetary"].notna().any() else None
    return int(theirs.sum()), paid, len(segments)


def _stands(watch: Watch, label: str, now: float, context: Context) -> str:
    if watch.measure is Measure.REVENUE:
        return f"What {label} have spent is {context.formats.about(now)}"
    if not label:
        return f"There are {counted(int(now), 'customer')}"
    return f"{label} has {counted(int(now), 'customer')}"


def _amount(watch: Watch, value: float, context: Context) -> str:
    if watch.measure is Measure.REVENUE:
        return context.formats.about(value)
    return f"{int(value):,}"


def _change(now: float, before: float) -> float:
    """In per cent; a change from nothing is none that can be told."""
    if before <= 0:
        raise SegbotError(
            "There was nothing before, so that there is no change in per cent.",
            "Watch a number instead, as in `champions customers below 500`.",
        )
    return 100 * (now - before) / before


def _moved(change: float, watch: Watch) -> str:
    if not change:
        return "as they were" if watch.measure is Measure.CUSTOMERS else "as it was"
    return f"{'up' if change > 0 else 'down'} {_percent(abs(change), watch.number)}"
