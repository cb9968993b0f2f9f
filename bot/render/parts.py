"""What of an answer is on the first screen, and what is a click away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analytics.vocabulary.wording import counted, listed
from bot.render import limits
from bot.render.actions import Action, button
from bot.render.message import AT_ONCE, Block, Form, Message, Shown, as_charts, versions
from bot.render.plain import line_text
from bot.render.slack_text import shorten
from bot.services.answer import Answer, Caveat, Cell, Column, Format, Picture, Table
from bot.services.formats import Formats

_LINES = 2
_COLUMNS = 5
# What fits on a phone, in letters: beside each other, between columns, and at least of a sentence.
_PHONE, _BETWEEN, _SENTENCE = 37, 2, 12
# What fits on a desk, estimated in pixels: all of the first screen, a chart, what stands around, a
# line of words, what a row adds to its lines; and in letters, a line of the reading and of a cell.
_TALL, _CHART, _AROUND, _LINE, _ROW = 880, 370, 240, 22, 12
_READING, _CELL = 92, 48
_LARGE = 1_000


@dataclass(frozen=True)
class Part:
    """What one message says of an answer.

    Attributes
    ----------
    answer : Answer
        As much of it as that.
    asked : str
        Who asked what, as mrkdwn; empty to leave it out.
    buttons : tuple of dict
        After those of the next steps.
    rows : int or None
        How many rows of its first table there is room for; None = for all.
    richest : Form
        Richer ones are known to be refused.
    """

    answer: Answer
    asked: str = ""
    buttons: tuple[Block, ...] = ()
    rows: int | None = None
    richest: Form = Form.CHARTS

    def forms(self, shown: tuple[Shown, ...] = ()) -> Iterator[Message]:
        """The message from its best form to its plainest, as ``versions`` gives them."""
        return versions(
            self.answer,
            self.asked,
            shown,
            self.buttons,
            rows=self.rows,
            richest=self.richest,
        )

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Those that are to be drawn and added; in the place of the others it has charts."""
        charts = as_charts(self.answer, self.richest)
        return tuple(each for place, each in enumerate(self.answer.pictures) if place not in charts)

    def as_taken(self, form: Message) -> "Part":
        """The same, once Slack took one of its forms and none that is richer."""
        return replace(self, richest=form.form)

    def noting(self, note: str) -> "Part":
        """The same with a note that nobody overlooks."""
        return replace(self, answer=replace(self.answer, notes=(*self.answer.notes, Caveat(note))))


def first_part(answer: Answer, line: str, asked: str = "", *, shareable: bool = False) -> Part:
    """The first screen: what was found, one table, one chart, what to do, and buttons for the
    pages of its list and for the rest, where there are any.

    Parameters
    ----------
    line : str
        The command by which the rest can be asked for; empty where none shows it again, so that
        all is on the first screen.
    shareable : bool
        Whether it may be brought to the channel.
    """
    if not line:
        return Part(answer, asked)
    first, rows = _first(answer)
    left = rest(answer)
    buttons = (
        *(button(each.label, Action.TURN, each.command, n) for n, each in enumerate(answer.pages)),
        *((button(_contents(answer, left, rows), Action.MORE, line),) if left else ()),
        *((button("Share", Action.SHARE, line),) if shareable else ()),
    )
    return Part(first, asked, buttons, rows)


def whole_part(answer: Answer) -> Part:
    """All of an answer that nobody waits for, such as an alert, its tables as wide as a phone."""
    formats = Formats.of(answer)
    tables = tuple(_brief(each, formats, room=0)[0] for each in answer.tables)
    return Part(replace(answer, tables=tables))


def rest(answer: Answer) -> Answer | None:
    """What isn't on the first screen; None where all is."""
    first, rows = _first(answer)
    # What its reader can page stays to be had where pages are refused.
    cut = any(
        len(whole.rows) > rows or len(whole.columns) > len(short.columns)
        for whole, short in zip(answer.tables[:1], first.tables, strict=True)
    )
    tables = answer.tables if cut else answer.tables[1:]
    left = replace(
        answer,
        reading=answer.reading[_LINES:],
        tables=tables,
        pictures=tuple(each for each in answer.pictures if each not in first.pictures),
        exports=(),
        notes=tuple(each for each in answer.notes if not isinstance(each, Caveat)),
        next_steps=(),
        about=(),
        pages=(),
        age="",
    )
    told = [each for each in left.reading if not each.caveat]
    return left if any((told, left.tables, left.pictures, left.notes)) else None


def _first(answer: Answer) -> tuple[Answer, int]:
    """What is on the first screen, and for how many rows of its table there is room."""
    caveats = tuple(each for each in answer.reading[_LINES:] if each.caveat)
    first = replace(
        answer,
        reading=(*answer.reading[:_LINES], *caveats),
        pictures=tuple(each for each in answer.pictures if not each.detail)[:1],
        notes=tuple(each for each in answer.notes if isinstance(each, Caveat)),
    )
    formats, room = Formats.of(answer), _room(first)
    rows, tables = AT_ONCE, []
    for each in answer.tables[:1]:
        brief, rows = _brief(each, formats, room)
        tables.append(brief)
    return replace(first, tables=tuple(tables)), rows


def _room(first: Answer) -> int:
    """What a first screen leaves to the rows of its table, in pixels."""
    reading = sum(-(-len(line_text(each)) // _READING) for each in first.reading)
    return _TALL - _AROUND - _LINE * reading - (_CHART if first.pictures else 0)


def _brief(table: Table, formats: Formats, room: int) -> tuple[Table, int]:
    """The columns of a table that fit beside each other on a phone, and how many of its rows on a
    desk; where they make a whole, up to ten of them in any case.

    Columns are taken in their order, details last; large amounts without pennies.
    """
    columns = tuple(
        _without_pennies(each, [row[place] for row in table.rows[: limits.DATA_TABLE_ROWS]])
        for place, each in enumerate(table.columns)
    )
    # Sorted or paged, any of these may come to be seen.
    words = [
        [formats.cell(value, column.format) for value, column in zip(row, columns, strict=True)]
        for row in table.rows[: limits.DATA_TABLE_ROWS]
    ]
    places = _that_fit(columns, words)
    brief = replace(
        table,
        columns=tuple(columns[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows),
    )
    seen = words[:AT_ONCE]
    return brief, len(seen) if table.whole else _that_stand(seen, places, room)


def _contents(answer: Answer, left: Answer, shown: int) -> str:
    """What the rest holds, for the button that shows it."""
    rows = len(answer.tables[0].rows) if answer.tables else 0
    others = len(answer.tables) - 1
    words = [
        *(["the details"] if any(not each.caveat for each in left.reading) else []),
        *([_all_that_slack_shows(rows)] if rows > shown else []),
        *([counted(others, "more table")] if others > 0 else []),
        *([counted(len(left.pictures), "more chart")] if left.pictures else []),
    ]
    text = listed(words or ["all columns" if left.tables else "small print"])
    return shorten(text[:1].upper() + text[1:], limits.BUTTON_TEXT)


def _all_that_slack_shows(rows: int) -> str:
    most = limits.DATA_TABLE_ROWS
    return "the whole table" if rows <= most else f"the first {most} rows"


def _without_pennies(column: Column, values: list[Cell]) -> Column:
    """The column, without pennies where it has amounts that are large."""
    large = any(isinstance(each, int | float) and abs(each) >= _LARGE for each in values)
    if not large or column.format is not Format.MONEY:
        return column
    return replace(column, format=Format.ABOUT)


def _that_fit(columns: tuple[Column, ...], words: list[list[str]]) -> list[int]:
    """The places of the columns that fit on a phone, the first always among them."""
    by_rank = sorted(range(len(columns)), key=lambda place: bool(place) and columns[place].detail)
    places: list[int] = []
    taken = 0
    for place in by_rank:
        cells = [columns[place].name, *(row[place] for row in words)]
        width = _BETWEEN + max(map(_narrowest, cells))
        if not places or (len(places) < _COLUMNS and taken + width <= _PHONE):
            places.append(place)
            taken += width
    return sorted(places)


def _narrowest(cell: str) -> int:
    """To how few letters a cell can be squeezed, which wraps between words."""
    longest = max(map(len, cell.split()), default=0)
    return max(longest, _SENTENCE) if len(cell) > _CELL else longest


def _that_stand(words: list[list[str]], places: list[int], room: int) -> int:
    """How many rows there is room for, one at least."""
    taken = 0
    for number, row in enumerate(words):
        taken += _ROW + _LINE * max(-(-len(row[place]) // _CELL) for place in places)
        if number and taken > room:
            return number
    return len(words)
