"""The kinds of value that a parameter can have: each reads one word and says what it takes."""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from bot.language.words import find, nearest, plain


class Kind(Protocol):
    """Reads one value from text and describes what it accepts."""

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""

    @property
    def example(self) -> str:
        """A text that can be read."""

    def read(self, text: str) -> Any:
        """The value that ``text`` stands for.

        Raises
        ------
        ValueError
            If it stands for none; the message may carry a suggestion.
        """

    def write(self, value: Any) -> str:
        """The text that reads back as ``value``."""


#: The highest number of a list that only ever grows.
MANY = 10**9


@dataclass(frozen=True)
class WholeNumber:
    """A whole number within limits, or one special word that stands for None."""

    low: int
    high: int
    word: str | None = None

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        limits = (
            f", {self.low} or more" if self.high == MANY else f" from {self.low} to {self.high}"
        )
        suffix = f", or {self.word}" if self.word else ""
        return f"a whole number{limits}{suffix}"

    @property
    def example(self) -> str:
        """A text that can be read."""
        return str(self.low)

    def read(self, text: str) -> int | None:
        """The number, or None for the special word."""
        if self.word and find(text, [self.word]):
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,12}", text):
            raise ValueError
        number = int(text)
        if not self.low <= number <= self.high:
            raise ValueError
        return number

    def write(self, value: int | None) -> str:
        """The text that reads back as ``value``."""
        return str(self.word if value is None else value)


@dataclass(frozen=True)
class Percent:
    """A whole number of hundredths, or one special word that stands for None."""

    low: int
    high: int
    word: str

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        return f"whole percent from {self.low}% to {self.high}%, or {self.word}"

    @property
    def example(self) -> str:
        """A text that can be read."""
        return f"{self.high}%"

    def read(self, text: str) -> int | None:
        """The number, with or without its sign, or None for the special word."""
        return WholeNumber(self.low, self.high, self.word).read(text.removesuffix("%").rstrip())

    def write(self, value: int | None) -> str:
        """The text that reads back as ``value``."""
        return self.word if value is None else f"{value}%"


@dataclass(frozen=True)
class Choice:
    """One of a few words.

    Attributes
    ----------
    options : tuple of str
    labels : tuple of str
        What a form calls each of them; unless said, by its word.
    """

    options: tuple[str, ...]
    labels: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        if len(self.options) == 1:
            return self.options[0]
        return ", ".join(self.options[:-1]) + " or " + self.options[-1]

    @property
    def example(self) -> str:
        """A text that can be read."""
        return self.options[0]

    def read(self, text: str) -> str:
        """The option that was meant."""
        option = find(text, self.options)
        if option is None:
            suggestion = nearest(text, self.options)
            raise ValueError(f"did you mean `{suggestion}`?" if suggestion else "")
        return option

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return str(value).replace(" ", "-")


@dataclass(frozen=True)
class NumberOf:
    """One of a few whole numbers."""

    options: tuple[int, ...]

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        return Choice(tuple(map(str, self.options))).allowed

    @property
    def example(self) -> str:
        """A text that can be read."""
        return str(self.options[0])

    def read(self, text: str) -> int:
        """The number."""
        if text.strip() not in map(str, self.options):
            raise ValueError
        return int(text)

    def write(self, value: int | None) -> str:
        """The text that reads back as ``value``."""
        return "" if value is None else str(value)


@dataclass(frozen=True)
class RisingNumbers:
    """A few numbers, each larger than the one before: ``30,90,180,365``.

    Attributes
    ----------
    what : str
        What they are, such as "days".
    example : str
    decimals : int
        How many digits may follow the point.
    most : int
        How many numbers there may be.
    """

    what: str
    example: str
    decimals: int = 0
    most: int = 9

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        return f"{self.what}, rising and parted by commas without spaces, such as {self.example}"

    def read(self, text: str) -> tuple[float, ...]:
        """The numbers."""
        fraction = rf"(\.[0-9]{{1,{self.decimals}}})?" if self.decimals else ""
        words = [word.strip() for word in text.split(",")]
        if not all(re.fullmatch(rf"[0-9]{{1,9}}{fraction}", word) for word in words):
            raise ValueError
        numbers = tuple(map(float, words))
        for earlier, later in pairwise(numbers):
            if later <= earlier:
                raise ValueError(
                    f"could {self._written(later)} come before {self._written(earlier)}?"
                )
        if len(numbers) > self.most:
            raise ValueError
        return numbers

    def write(self, value: tuple[float, ...] | None) -> str:
        """The text that reads back as ``value``."""
        return ",".join(map(self._written, value or ()))

    def _written(self, number: float) -> str:
        return f"{number:.{self.decimals}f}".removesuffix(f".{'0' * self.decimals}")


@dataclass(frozen=True)
class WordOrDay:
    """One of a few words, or a calendar day, year first."""

    words: tuple[str, ...]
    example: str = "2011-12-09"

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        return f"{', '.join(self.words)}, or {Day().allowed}"

    def read(self, text: str) -> str | date:
        """The word or the day."""
        if text[:1].isdigit():
            return Day().read(text)
        return Choice(self.words).read(text)

    def write(self, value: str | date | None) -> str:
        """The text that reads back as ``value``."""
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Words:
    """Free text, kept as it was typed but for typographic quotes."""

    what: str
    example: str
    longest: int = 200

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        return f"{self.what} (at most {self.longest} characters)"

    def read(self, text: str) -> str:
        """The text, trimmed."""
        text = plain(text).strip()
        if not text or len(text) > self.longest:
            raise ValueError
        return text

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return value


@dataclass(frozen=True)
class Names:
    """One or more names, between commas; kept as one text, so that they are compared as such.

    Attributes
    ----------
    options : tuple of str
        Names known beforehand; they may be cased and dashed as anybody likes.
    what : str
        What the names are of, in the plural.
    most : int
        How many may be given.
    labels : tuple of str
        What people call these names, in the same order, where they are all that there may be; or
        none, where only the store knows the others, so that an unknown one is taken as it is.
    """

    options: tuple[str, ...]
    what: str
    most: int
    labels: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What it takes, to follow "must be"."""
        listed = ", ".join(self.options)
        return f"one to {self.most} {self.what} with commas between: {listed}"

    @property
    def example(self) -> str:
        """A text that can be read."""
        return self.options[0]

    def read(self, text: str) -> str:
        """The names as the language spells them, each once, with commas between; in their own
        order where all are known."""
        names = dict.fromkeys(self._name(part) for part in plain(text).split(",") if part.strip())
        if not 0 < len(names) <= self.most:
            raise ValueError
        return ",".join(sorted(names, key=self.options.index) if self.labels else names)

    def _name(self, text: str) -> str:
        known = find(text, self.options)
        if known is None and self.labels:
            raise ValueError
        name = known or re.sub(r"[\s\-–—]+", "_", text.strip()).lower()
        if not re.fullmatch(r"\w{1,100}", name):
            raise ValueError
        return name

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return value


@dataclass(frozen=True)
class Day:
    """A calendar day, year first."""

    allowed: str = "a day written year-month-day, such as 2011-12-09"
    example: str = "2011-12-09"

    def read(self, text: str) -> date:
        """The day."""
        if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
            raise ValueError
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)

    def write(self, value: date) -> str:
        """The text that reads back as ``value``."""
        return value.isoformat()


@dataclass(frozen=True)
class TimeOfDay:
    """A time of day: ``17:30``, ``9``, ``9am``, ``5.30 pm``, ``noon``."""

    allowed: str = "a time on a 24-hour clock, such as 09:00, or one such as 9am"
    example: str = "09:00"

    def read(self, text: str) -> time:
        """The time."""
        said = text.casefold().strip()
        if said in _NAMED_TIMES:
            return _NAMED_TIMES[said]
        found = re.fullmatch(
            r"(\d{1,2})(?:[:.h](\d{2}))?(?: ?o.?clock| ?([ap])\.?m\.?)?", said, re.ASCII
        )
        if not found:
            raise ValueError
        hour = int(found[1])
        if found[3]:
            if not 1 <= hour <= _NOON:
                raise ValueError
            hour = hour % _NOON + (_NOON if found[3] == "p" else 0)
        return time(hour, int(found[2] or 0))

    def write(self, value: time) -> str:
        """The text that reads back as ``value``."""
        return value.strftime("%H:%M")


_NOON = 12
_NAMED_TIMES = {"noon": time(_NOON), "midday": time(_NOON), "midnight": time(0)}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


#: What a month's last day is called, whichever it is.
LAST = "last"
#: No month has more days.
_LONGEST_MONTH = 31


@dataclass(frozen=True)
class WeekdayOrDate:
    """A day of the week, by its first three letters, or of the month, by its number."""

    allowed: str = "a day of the week, such as mon, or of the month, such as 1st or last"
    example: str = "mon"

    def read(self, text: str) -> str:
        """Three letters, or a number, or ``last``."""
        said = text.casefold().strip()
        if said in (LAST, "last day"):
            return LAST
        if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", said, re.ASCII):
            if not 1 <= int(found[1]) <= _LONGEST_MONTH:
                raise ValueError
            return str(int(found[1]))
        return _weekday(said)

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return ordinal(int(value)) if value.isdigit() else value

    @property
    def options(self) -> tuple[str, ...]:
        """Every day that there is."""
        return (*WEEKDAYS, *map(str, range(1, _LONGEST_MONTH + 1)), LAST)


def _weekday(text: str) -> str:
    """A day's three-letter name."""
    short = text[:3]
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    whole = dict(zip(WEEKDAYS, names, strict=True)).get(short, "")
    if whole and (whole + "s").startswith(text):
        return short
    if whole and text.removesuffix("s") in {"tue", "wed", "thur"}:
        return short
    suggestion = nearest(text, names)
    raise ValueError(f"did you mean `{suggestion[:3]}`?" if suggestion else "")


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else ends.get(number % 10, 'th')}"


@cache
def time_zones() -> frozenset[str]:
    """The IANA names of all time zones."""
    return frozenset(zoneinfo.available_timezones())


@dataclass(frozen=True)
class TimeZone:
    """A place's time zone, by its IANA name."""

    allowed: str = "a time zone, such as Europe/London"
    example: str = "Europe/London"

    def read(self, text: str) -> str:
        """Its IANA name, cased as in the database."""
        by_name = {name.casefold(): name for name in time_zones()}
        by_city = {name.rsplit("/", 1)[-1].casefold(): name for name in sorted(time_zones())}
        wanted = text.strip().replace(" ", "_").casefold()
        name = by_name.get(wanted) or by_city.get(wanted)
        if name is None:
            suggestion = nearest(text, time_zones())
            raise ValueError(f"did you mean `{suggestion}`?" if suggestion else "")
        return name

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return value
