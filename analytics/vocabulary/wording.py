"""Numbers, lists and days as sentences have them."""

from collections.abc import Iterable
from datetime import date


def counted(number: int, noun: str) -> str:
    """A number of things, in words that agree with it.

    >>> counted(1, "customer"), counted(5000, "customer"), counted(2, "country"), counted(3, "day")
    ('1 customer', '5,000 customers', '2 countries', '3 days')
    """
    if number == 1:
        return f"{number:,} {noun}"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}s"


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as a sentence has them.

    >>> listed(["recency"]), listed(["recency", "frequency", "tenure"])
    ('recency', 'recency, frequency and tenure')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def day(value: date) -> str:
    """A day as people write it.

    >>> day(date(2011, 12, 9))
    '9 Dec 2011'
    """
    return f"{value.day} {value:%b %Y}"
