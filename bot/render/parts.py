"""What of an answer is on the first screen, and what is a click away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analytics.vocabulary.wording import counted, listed
from bot.render import limits
from bot.render.actions import Action, button
from bot.render.message import Block, Message, Shown, versions
from bot.render.plain import line_text
from bot.render.slack_text import shorten
from bot.services.answer import Answer, Caveat, Cell, Column, Format, Table
from bot.services.formats import Formats

_LINES = 2
_ROWS = 10
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
    """

    answer: Answer
    asked: str = ""
    buttons: tuple[Block, ...] = ()

    def forms(self, shown: tuple[Shown, ...] = ()) -> Iterator[Message]:
        """The message from its best form to its plainest, as ``versions`` gives them."""
        return versions(self.answer, self.asked, shown, self.buttons)

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
    left = rest(answer)
    buttons = (
        *(button(each.label, Action.TURN, each.command, n) for n, each in enumerate(answer.pages)),
        *((button(_contents(answer, left), Action.MORE, line),) if left else ()),
        *((button("Share", Action.SHARE, line),) if shareable else ()),
    )
    return Part(_first(answer), asked, buttons)


def rest(answer: Answer) -> Answer | None:
    """What isn't on the first screen; None where all is."""
    tables, first = answer.tables, _first(answer)
    if _is_whole(answer, first):
        tables = tables[1:]
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


def _first(answer: Answer) -> Answer:
    caveats = tuple(each for each in answer.reading[_LINES:] if each.caveat)
    first = replace(
        answer,
        reading=(*answer.reading[:_LINES], *caveats),
        pictures=tuple(each for each in answer.pictures if not each.detail)[:1],
        notes=tuple(each for each in answer.notes if isinstance(each, Caveat)),
    )
    formats, room = Formats.of(answer), _room(first)
    return replace(first, tables=tuple(_brief(each, formats, room) for each in answer.tables[:1]))


def _is_whole(answer: Answer, first: Answer) -> bool:
    """Whether a first screen leaves no row and no column of its table out."""
    pairs = zip(answer.tables[:1], first.tables, strict=True)
    return all(
        len(whole.rows) == len(short.rows) and len(whole.columns) == len(short.columns)
        for whole, short in pairs
    )


def _room(first: Answer) -> int:
    """What a first screen leaves to the rows of its table, in pixels."""
    reading = sum(-(-len(line_text(each)) // _READING) for each in first.reading)
    return _TALL - _AROUND - _LINE * reading - (_CHART if first.pictures else 0)


def _brief(table: Table, formats: Formats, room: int) -> Table:
    """The first rows of a table and the columns that fit beside each other on a phone.

    Columns are taken in their order, details last; large amounts without pennies. Rows are taken as
    there is room on a desk; where they make a whole, up to ten of them in any case.
    """
    columns = tuple(
        _without_pennies(each, [row[place] for row in table.rows[:_ROWS]])
        for place, each in enumerate(table.columns)
    )
    words = [
        [formats.cell(value, column.format) for value, column in zip(row, columns, strict=True)]
        for row in table.rows[:_ROWS]
    ]
    places = _that_fit(columns, words)
    rows = len(words) if table.whole else _that_stand(words, places, room)
    cut = rows < len(table.rows)
    return replace(
        table,
        title=f"{table.title} ({rows} of {len(table.rows):,})" if cut else table.title,
        columns=tuple(columns[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows[:rows]),
    )


def _contents(answer: Answer, left: Answer) -> str:
    """What the rest holds, for the button that shows it."""
    rows, shown = (
        len(each.tables[0].rows) if each.tables else 0 for each in (answer, _first(answer))
    )
    others = len(answer.tables) - 1
    words = [
        *(["the details"] if any(not each.caveat for each in left.reading) else []),
        *([f"all {rows:,} rows"] if rows > shown else []),
        *([counted(others, "more table")] if others > 0 else []),
        *([counted(len(left.pictures), "more chart")] if left.pictures else []),
    ]
    text = listed(words or ["all columns" if left.tables else "small print"])
    return shorten(text[:1].upper() + text[1:], limits.BUTTON_TEXT)


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
