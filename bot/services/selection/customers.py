"""Days as people read them."""

from datetime import date

from analytics.vocabulary.wording import day


def span(first: str | None, last: str | None) -> str:
    """From when to when, of ISO texts; None where there is nothing."""
    if first is None or last is None:
        return "no purchases"
    days = [day(date.fromisoformat(each[:10])) for each in (first, last)]
    return " to ".join(dict.fromkeys(days))
