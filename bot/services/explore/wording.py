"""What every exploration says the same way: which time it is about, and the time before."""

from collections.abc import Callable

from analytics.vocabulary.wording import counted, day
from bot.services.answer import Caveat
from bot.services.selection.selection import Selection

#: Months in each.
_QUARTER, _YEAR = 3, 12


def time_words(selection: Selection) -> str:
    """The days that are summed up: 1 Dec 2010 to 9 Dec 2011."""
    first, last = selection.days
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def whom_words(selection: Selection) -> str:
    """The same, or of a shop of customers without orders how many they are."""
    if selection.tables.has_orders:
        return time_words(selection)
    return counted(len(selection), "customer")


def how_long(selection: Selection) -> str:
    """The same as a length: 90 days; of whole months a month, a quarter, a year, 5 months."""
    first, last = selection.days
    months = selection.whole_months
    if not months:
        return counted((last - first).days + 1, "day")
    is_quarter = months == _QUARTER and first.month % _QUARTER == 1
    is_year = months == _YEAR and first.month == 1
    if is_quarter or is_year or months == 1:
        return "quarter" if is_quarter else "year" if is_year else "month"
    return counted(months, "month")


def time_notes(selection: Selection) -> tuple[str, ...]:
    """Where the time asked about isn't over, or nothing is known of the time before."""
    asked, (_, last) = selection.population, selection.days
    notes: list[str] = []
    if asked.until is not None and asked.until > last:
        notes.append(
            Caveat(f"The data end on {day(last)}, so the time up to {day(asked.until)} isn't over.")
        )
    if selection.since is not None and selection.before is None:
        began, _ = selection.of_all_time.days
        notes.append(
            f"The data begin on {day(began)}, too late for an equally long time before to compare "
            "with."
        )
    return tuple(notes)


def change(now: float | None, before: float | None) -> float | None:
    """By which share something grew; None where it can't be said."""
    return now / before - 1 if now is not None and before and before > 0 else None


def change_words(share: float, say: Callable[[float], str] = "{:.0%}".format) -> str:
    """A change in words: up 12%, down 3%, unchanged."""
    said = say(abs(share))
    if said == say(0):
        return "unchanged"
    return f"{'up' if share > 0 else 'down'} {said}"
