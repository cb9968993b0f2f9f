"""An answer as a Slack message, from rich to plain: Slack may refuse what it took yesterday."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.render import actions, limits
from bot.render.plain import grid, is_a_list_of_words, listing, summary
from bot.render.slack_text import escape, shorten
from bot.services.answer import Answer, Line, Picture, Table
from bot.services.formats import NUMERIC, Formats

Block = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """What chat.postMessage and chat.update take.

    Attributes
    ----------
    text : str
        The whole point in words, for notifications and screen readers.
    blocks : list of dict
        Block Kit; empty where the text is all.
    """

    text: str
    blocks: list[Block]


@dataclass(frozen=True)
class Shown:
    """A picture that Slack holds: its file id."""

    picture: Picture
    file_id: str


def plainer(message: Message) -> Iterator[Message]:
    """A short message, then its words alone: Slack may refuse even the plainest block."""
    yield message
    if message.blocks:
        yield Message(message.text, [])


def pictures(shown: tuple[Shown, ...]) -> Message:
    """Pictures alone, for where they can't be added to the message that has the words."""
    text = "\n".join(escape(each.picture.chart.title) for each in shown)
    return Message(shorten(text, limits.MESSAGE_TEXT), [_image(each) for each in shown])


def versions(
    answer: Answer, asked: str = "", shown: tuple[Shown, ...] = (), buttons: tuple[Block, ...] = ()
) -> Iterator[Message]:
    """The message from its best form to its plainest, to be tried in this order.

    With pictures and tables; without pictures; with tables as text; text alone.

    Parameters
    ----------
    answer : Answer
    asked : str
        Who asked what, as mrkdwn; empty to leave it out.
    shown : tuple of Shown
        The answer's pictures that have been uploaded.
    buttons : tuple of dict
        After those of the next steps.
    """
    text = shorten(escape(summary(answer)), limits.MESSAGE_TEXT)
    formats = Formats.of(answer)
    if shown:
        yield Message(text, _blocks(answer, formats, asked, shown, buttons, rich=True))
    yield Message(text, _blocks(answer, formats, asked, (), buttons, rich=True))
    yield Message(text, _blocks(answer, formats, asked, (), buttons, rich=False))
    yield Message(text, [])


def _blocks(
    answer: Answer,
    formats: Formats,
    asked: str,
    shown: tuple[Shown, ...],
    buttons: tuple[Block, ...],
    *,
    rich: bool,
) -> list[Block]:
    blocks = [_header(answer.title), *_reading(answer.reading)]
    notes = [escape(note) for note in (answer.age, *answer.notes) if note]
    first, others = answer.tables[:1], answer.tables[1:]
    # Slack takes one table block in a message; the others become text, below the pictures.
    for table in first:
        if rich:
            block = _table(table, formats)
            heading = [] if table.whole else _context([f"*{escape(table.title)}*"])
            blocks += [*heading, block]
            notes = [*_left_out(len(block["rows"]) - 1, len(table.rows)), *notes]
        else:
            blocks += _as_text(table, formats)
    blocks += [_image(each) for each in shown]
    for table in others:
        blocks += _as_text(table, formats)
    blocks += _context([*notes, asked] if asked else notes)
    steps = actions.buttons(answer.next_steps)
    clickable = [*actions.menu(answer.about), *steps, *buttons]
    if not clickable:
        return blocks[: limits.BLOCKS]
    last = {"type": "actions", "elements": clickable[: limits.ACTIONS]}
    return [*blocks[: limits.BLOCKS - 1], last]


def _header(title: str) -> Block:
    text = shorten(title, limits.HEADER_TEXT)
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _reading(lines: tuple[Line, ...]) -> list[Block]:
    if not lines:
        return []
    words = [
        f"*{escape(line.lead)}:* {escape(line.text)}" if line.lead else escape(line.text)
        for line in lines
    ]
    return [section("\n".join(words))]


def section(mrkdwn: str) -> Block:
    """A section block; ``mrkdwn`` is escaped already."""
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": shorten(mrkdwn, limits.SECTION_TEXT)},
    }


def _table(table: Table, formats: Formats) -> Block:
    columns = table.columns[: limits.TABLE_COLUMNS]
    rows = [[_cell(column.name) for column in columns]]
    written = sum(len(cell["text"]) for cell in rows[0])
    for row in table.rows[: limits.TABLE_ROWS - 1]:
        cells = [
            _cell(formats.cell(value, column.format))
            for value, column in zip(row, columns, strict=False)
        ]
        written += sum(len(cell["text"]) for cell in cells)
        if written > limits.TABLE_TEXT:
            break
        rows.append(cells)
    settings = [
        {
            "align": "right" if column.format in NUMERIC else "left",
            # Figures have no spaces to break at, but their headings have.
            "is_wrapped": True,
        }
        for column in columns
    ]
    return {"type": "table", "column_settings": settings, "rows": rows}


def _left_out(shown: int, rows: int) -> list[str]:
    return [f"The first {shown:,} of {rows:,} rows; Slack shows no more."] if shown < rows else []


def _cell(text: str) -> dict[str, str]:
    return {"type": "raw_text", "text": shorten(text, 300)}


def _as_text(table: Table, formats: Formats) -> list[Block]:
    if not is_a_list_of_words(table, formats):
        return _grid(table, formats)
    lines = [
        f"*{escape(about)}:* {escape(rest)}".replace("`", "'")
        for about, rest in listing(table, formats)
    ]
    title = shorten(escape(table.title.replace("`", "'")), limits.HEADER_TEXT)
    return [section("\n".join([f"*{title}*", *lines]))]


def _grid(table: Table, formats: Formats) -> list[Block]:
    rows = len(table.rows)
    text = escape(grid(table, formats, rows))
    # Backticks in it would open a code block of their own.
    title = shorten(escape(table.title.replace("`", "'")), limits.HEADER_TEXT)
    room = limits.SECTION_TEXT - len(f"*{title}*\n```\n\n```")
    while len(text) > room and rows > 1:
        rows //= 2
        text = escape(grid(table, formats, rows))
    return [section(f"*{title}*\n```\n{shorten(text, room)}\n```")]


def _image(shown: Shown) -> Block:
    return {
        "type": "image",
        "slack_file": {"id": shown.file_id},
        "alt_text": shorten(shown.picture.chart.alt, limits.ALT_TEXT),
    }


def _context(lines: list[str]) -> list[Block]:
    if not lines:
        return []
    elements = [
        {"type": "mrkdwn", "text": shorten(line, limits.SECTION_TEXT)}
        for line in lines[: limits.CONTEXT_ELEMENTS]
    ]
    return [{"type": "context", "elements": elements}]
