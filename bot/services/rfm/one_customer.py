"""Where one customer was: their segment at the start of each month of the last year."""

from datetime import date, timedelta

from analytics.movement.history import activity, states
from analytics.vocabulary.wording import day
from bot.services.rfm.scoring import ScoredCustomers

#: How far back to look, in months.
_MONTHS = 12


def monthly_segments(found: ScoredCustomers, wanted: str) -> dict[date, str]:
    """The customer's segment at the start of each month of the last year, and now; oldest first."""
    days = _month_starts(found.customers.as_of)
    among = found.among(found.customers)
    summed = activity(among.orders, days).execute()
    then = {
        when: found.segments_among(features).get(wanted)
        for when, features in states(summed, days, among.returns)
    }
    return {when: str(segment) for when, segment in then.items() if segment is not None}


def past_words(then: dict[date, str], found: ScoredCustomers, wanted: str) -> str:
    """Where the customer was before, by looking at the first day of each month."""
    now = list(then.values())[-1]
    label = found.rules.rule(now).label
    others = [when for when, key in then.items() if key != now]
    if not others:
        since = next(iter(then))
        if len(then) == 1:
            this_month = found.customers.as_of.replace(day=1)
            began = found.customers.as_of - timedelta(days=int(found.of(wanted)["tenure"]))
            why = "they are new this month" if began >= this_month else "no earlier order counts"
            return f"{why}, so there is no earlier segment."
        return f"in {label} at the start of each month since {day(since)}."
    last = others[-1]
    since = next(when for when in then if when > last)
    return f"{found.rules.rule(then[last]).label} until {day(last)}, {label} from {day(since)} on."


def _month_starts(until: date) -> tuple[date, ...]:
    """The first days of the last months, and the day itself; oldest first."""
    found = [until]
    while len(found) <= _MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(found))
