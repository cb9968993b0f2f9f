"""How old the data are: what is said of today is of the day on which they end."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date

from analytics.vocabulary.wording import counted, day
from bot.services.context import Context
from bot.services.selection.selection import last_day

#: A shop has orders every day and uploads them once a month or more often.
_OLD_DAYS = 31


def age(context: Context) -> str:
    """When the data end, in a sentence, where that is long ago; empty where it isn't, and where
    there are no orders."""
    with ExitStack() as opened:
        last = last_day(replace(context, until_answered=opened))
    if last is None or not is_old(last, context.today):
        return ""
    return f"The data end on {day(last)}, {counted((context.today - last).days, 'day')} ago."


def is_old(last: date, today: date) -> bool:
    """Whether data that end on a day are old on another."""
    return (today - last).days > _OLD_DAYS
