"""An answer as a Slack message, from rich to plain: Slack may refuse what it took yesterday."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, auto
from typing import Any

from bot.render import actions, limits
from bot.render.numbers import chart_block, data_table, table_block
from bot.render.plain import grid, is_a_list_of_words, listing, summary
from bot.render.slack_text import escape, formatted_text, shorten
from bot.services.answer import Answer, Line, Picture, Table
from bot.services.formats import Formats

Block = dict[str, Any]
#: How many rows of a long table are seen at once.
AT_ONCE = 10


class Form(IntEnum):
    """How rich a message is, in the order in which Slack is tried: it may refuse a block that a
    workspace doesn't know, or all of them, and what it took yesterday."""

    #: Charts are for their reader to touch, and as below.
    CHARTS = auto()
    #: Long tables are for their reader to sort and to page; charts are pictures.
    DATA_TABLES = auto()
    #: Tables whose rows are all seen.
    TABLES = auto()
    #: Tables as text.
    TEXT = auto()
    #: No blocks.
    WORDS = auto()


@dataclass(frozen=True)
class Message:
    """What chat.postMessage and chat.update take.

    Attributes
    ----------
    text : str
        The whole point in words, for notifications and screen readers.
    blocks : list of dict
        Block Kit; empty where the text is all.
    form : Form
        How rich it is.
    """

    text: str
    blocks: list[Block]
    form: Form = Form.WORDS


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
    answer: Answer,
    asked: str = "",
    shown: tuple[Shown, ...] = (),
    buttons: tuple[Block, ...] = (),
    *,
    rows: int | None = None,
    richest: Form = Form.CHARTS,
) -> Iterator[Message]:
    """The message in each form that differs, from its best to its plainest.

    Parameters
    ----------
    answer : Answer
    asked : str
        Who asked what, as mrkdwn; empty to leave it out.
    shown : tuple of Shown
        The answer's pictures that have been uploaded.
    buttons : tuple of dict
        After those of the next steps.
    rows : int or None
        How many rows of its first table there is room for; None = for all.
    richest : Form
        The first that is tried.
    """
    text = shorten(escape(summary(answer)), limits.MESSAGE_TEXT)
    before = None
    for form in Form:
        if form < richest:
            continue
        blocks = (
            []
            if form is Form.WORDS
            else _blocks(answer, asked, shown, buttons, rows=rows, form=form)
        )
        # What was refused once is refused again.
        if blocks != before:
            yield Message(text, blocks, form)
        before = blocks


def as_charts(answer: Answer, form: Form) -> dict[int, Block]:
    """The charts that a form of the message has, by the place of the picture that says the same."""
    if form is not Form.CHARTS:
        return {}
    found = [
        (place, block)
        for place, each in enumerate(answer.pictures)
        if each.bars is not None and (block := chart_block(each.bars))
    ]
    return dict(found[: limits.CHARTS])


def _blocks(
    answer: Answer,
    asked: str,
    shown: tuple[Shown, ...],
    buttons: tuple[Block, ...],
    *,
    rows: int | None,
    form: Form,
) -> list[Block]:
    formats = Formats.of(answer)
    blocks = [_header(answer.title), *_reading(answer.reading)]
    notes = [escape(note) for note in (answer.age, *answer.notes) if note]
    first, others = answer.tables[:1], answer.tables[1:]
    # Slack takes one table block in a message; the others become text, below the pictures.
    for table in first:
        found, left_out = _first_table(table, formats, rows, form)
        blocks += found
        notes = [*left_out, *notes]
    blocks += as_charts(answer, form).values()
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


def _first_table(
    table: Table, formats: Formats, rows: int | None, form: Form
) -> tuple[list[Block], list[str]]:
    """The blocks of the table that answers the question, and what of it they leave out."""
    if form <= Form.DATA_TABLES:
        paged = data_table(table, formats, rows or AT_ONCE)
        if paged:
            return [paged], _left_out(paged, table)
    short = _cut(table, rows)
    if form is Form.TEXT:
        return _as_text(short, formats), []
    block = table_block(short, formats)
    heading = [] if short.whole else _context([f"*{escape(short.title)}*"])
    return [*heading, block], _left_out(block, short)


def _cut(table: Table, rows: int | None) -> Table:
    """The first rows of a table, whose title says of how many they are."""
    if rows is None or len(table.rows) <= rows:
        return table
    title = f"{table.title} ({rows} of {len(table.rows):,})"
    return replace(table, title=title, rows=table.rows[:rows])


def _left_out(block: Block, table: Table) -> list[str]:
    shown, rows = len(block["rows"]) - 1, len(table.rows)
    return [f"The first {shown:,} of {rows:,} rows; Slack shows no more."] if shown < rows else []


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
    return {"type": "section", "text": formatted_text(shorten(mrkdwn, limits.SECTION_TEXT))}


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
        formatted_text(shorten(line, limits.SECTION_TEXT))
        for line in lines[: limits.CONTEXT_ELEMENTS]
    ]
    return [{"type": "context", "elements": elements}]
