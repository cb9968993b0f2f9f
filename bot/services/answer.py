"""What a service gives back: plain values, which render turns into Slack messages or text."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ParamSpec

from analytics.vocabulary.errors import SegbotError
from bot.language.declaration import Request

if TYPE_CHECKING:
    from analytics.charts.style import Chart

P = ParamSpec("P")


class Instead(SegbotError):
    """A refusal, with what may be asked instead.

    Attributes
    ----------
    choices : tuple of Request
        The likeliest first.
    """

    def __init__(self, message: str, hint: str, choices: tuple[Request, ...] = ()) -> None:
        super().__init__(message, hint)
        self.choices = choices


Cell = str | int | float | None


class Format(StrEnum):
    """How a column's values are meant, so that render can word them."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    #: Money of which the pennies don't matter.
    ABOUT = "about"
    SHARE = "share"
    #: A figure whose fractions don't matter.
    WHOLE = "whole"
    DECIMAL = "decimal"
    #: A difference, with its sign.
    CHANGE = "change"


@dataclass(frozen=True)
class Column:
    """A table's column: its heading and what its values are.

    Attributes
    ----------
    detail : bool
        Whether a table that has room for a few columns goes without it.
    """

    name: str
    format: Format = Format.TEXT
    detail: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of unformatted values under described columns.

    Attributes
    ----------
    whole : bool
        Whether its rows make a whole, such as all segments, of which none should be missing.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    whole: bool = False

    def known(self) -> "Table":
        """Without the columns of which nothing is known, such as money where no file states any."""
        kept = [
            place
            for place in range(len(self.columns))
            if not self.rows or any(row[place] is not None for row in self.rows)
        ]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )


@dataclass(frozen=True)
class Line:
    """One line of the reading: a few words that stand out, and the rest.

    Attributes
    ----------
    caveat : bool
        Whether the others would be misread without it, so that it stays with the first.
    """

    text: str
    lead: str = ""
    caveat: bool = False


class Caveat(str):
    """A note without which the figures would be misread: it stays beside them, and is short."""


@dataclass(frozen=True)
class Bars:
    """Figures as bars that can be touched to read them, for where that serves better than a
    picture.

    Attributes
    ----------
    title : str
        The finding.
    names : tuple of str
        What each place on the axis is, in order.
    series : tuple of (str, tuple of float)
        What its bars are of, and one of them for each name.
    across, upward : str
        What the names are, and what the values are.
    """

    title: str
    names: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    across: str
    upward: str


@dataclass(frozen=True)
class Picture:
    """A chart, drawn when it is first looked at: by then the words are where they are read.

    Attributes
    ----------
    name : str
        Of its file.
    draw : callable
        Draws it from what is at hand; the data are no longer read by then.
    detail : bool
        Whether the first screen goes without it.
    bars : Bars or None
        What says the same where its values are read by touch.
    """

    name: str
    draw: Callable[[], "Chart"] = field(repr=False, compare=False)
    detail: bool = False
    bars: Bars | None = None

    @cached_property
    def chart(self) -> "Chart":
        """The picture, its title, and words for those who can't see it."""
        return self.draw()


def picture(draw: Callable[P, "Chart"], *args: P.args, **kwargs: P.kwargs) -> Picture:
    """The chart that a function of analytics/charts will draw of these."""
    return Picture(f"{draw.__name__}.png", partial(draw, *args, **kwargs))


@dataclass(frozen=True)
class Export:
    """A file about customers; it goes to the person who asked and to nobody else.

    Attributes
    ----------
    customers : tuple of str
        Whom it names, so that they can be erased there too.
    noun : str
        What one row is.
    note : str
        What to do with it, for the message that carries it.
    """

    name: str
    table: Table = field(repr=False)
    customers: tuple[str, ...] = field(repr=False)
    noun: str = "customer"
    note: str = ""


@dataclass(frozen=True)
class NextStep:
    """A button: what it says, and the command that it stands for."""

    label: str
    command: str
    #: Whether the settings are asked for in a form before it runs.
    form: bool = False


@dataclass(frozen=True)
class About:
    """A segment, a group or a digest, and what can be asked of it.

    Attributes
    ----------
    label : str
        What it is called.
    steps : tuple of NextStep
        Who is in it comes first.
    """

    label: str
    steps: tuple[NextStep, ...]


@dataclass(frozen=True)
class Answer:
    """Everything that is said in reply to one request.

    Attributes
    ----------
    title : str
        What this is, in a few words.
    reading : tuple of Line
        The result, the most important first: two lines and the caveats are on the first screen.
    tables, pictures, exports
        The first of each answer the question, the others are the evidence.
    notes : tuple of str
        Small print, and what the figures need beside them (`Caveat`): as of when, of whom.
    metrics : dict
        The key figures by name, for machines.
    next_steps : tuple of NextStep
        What one would naturally ask next.
    about : tuple of About
        The segments, groups or digests that it is about, each to be gone to from a menu.
    pages : tuple of NextStep
        Where the list goes on, and where it comes from.
    age : str
        How old the data are, where that is old.
    currency : str or None
        ISO code of what its amounts are in; None = the shop's, as whoever asked it fills in.
    private : bool
        Whether only the person who asked may see it.
    again : str
        The command that shows it once more, where asking the same would do it anew.
    """

    title: str
    reading: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    exports: tuple[Export, ...] = ()
    notes: tuple[str, ...] = ()
    metrics: dict[str, Any] = field(default_factory=dict)
    next_steps: tuple[NextStep, ...] = ()
    about: tuple[About, ...] = ()
    pages: tuple[NextStep, ...] = ()
    age: str = ""
    currency: str | None = None
    private: bool = False
    again: str = ""
