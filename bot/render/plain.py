"""An answer as plain text: for notifications, and where blocks are refused."""

from bot.services.answer import Answer, Line, Table
from bot.services.formats import NUMERIC, Formats

# A wider line wraps on a phone and the columns are lost.
_WIDEST_CELL = 26
# More than this is no list that one reads.
_MOST_COLUMNS, _MOST_LINES = 4, 12


def summary(answer: Answer) -> str:
    """The point of the answer in a line or two, unescaped."""
    return "\n".join([answer.title, *(line_text(line) for line in answer.reading)])


def line_text(line: Line) -> str:
    """One line of the reading without its emphasis."""
    return f"{line.lead}: {line.text}" if line.lead else line.text


def grid(table: Table, formats: Formats, most: int = 30) -> str:
    """A table in columns of equal width, for a fixed-width typeface."""
    shown = [[column.name for column in table.columns]]
    shown += [
        [
            formats.cell(value, column.format)
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows[:most]
    ]
    shown = [[_clip(cell) for cell in row] for row in shown]
    widths = [max(len(row[place]) for row in shown) for place in range(len(table.columns))]
    lines = [
        "  ".join(
            cell.rjust(width) if column.format in NUMERIC else cell.ljust(width)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        ).rstrip()
        for row in shown
    ]
    if len(table.rows) > most:
        lines.append(f"… and {len(table.rows) - most} more")
    return "\n".join(lines)


def is_a_list_of_words(table: Table, formats: Formats) -> bool:
    """Whether a table is short, and so wordy that a grid would cut its words off."""
    if len(table.columns) > _MOST_COLUMNS or len(table.rows) > _MOST_LINES:
        return False
    return any(
        len(formats.cell(value, column.format)) > _WIDEST_CELL
        for row in table.rows
        for value, column in zip(row[1:], table.columns[1:], strict=True)
    )


def listing(table: Table, formats: Formats) -> list[tuple[str, str]]:
    """A table as lines: what each row is about, and the rest of it, figures named and last."""
    lines = []
    for row in table.rows:
        about, *cells = (
            formats.cell(value, column.format)
            for value, column in zip(row, table.columns, strict=True)
        )
        words, figures = [], []
        for cell, value, column in zip(cells, row[1:], table.columns[1:], strict=True):
            if column.format not in NUMERIC:
                words.append(cell)
            elif value is not None:
                figures.append(f"{column.name.lower()} {cell}")
        rest = ", ".join(words)
        lines.append((about, f"{rest} ({', '.join(figures)})" if figures else rest))
    return lines


def _clip(cell: str) -> str:
    # A fence of backticks inside a cell would end the code block that the grid stands in.
    cell = cell.replace("`", "'").replace("\n", " ")
    return cell if len(cell) <= _WIDEST_CELL else cell[: _WIDEST_CELL - 1] + "…"
