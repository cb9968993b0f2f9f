"""An answer in a terminal, and as JSON for machines."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.vocabulary.wording import listed
from bot.render.csv_file import to_csv
from bot.render.parts import first_part
from bot.render.plain import line_text, summary
from bot.services.answer import Answer, Table
from bot.services.formats import NUMERIC, Formats

if TYPE_CHECKING:
    from rich.table import Table as RichTable


def show(answer: Answer, files: Sequence[Path]) -> None:
    """Print an answer as a person reads it."""
    from rich.console import Console
    from rich.markup import escape as escape_markup

    console, formats = Console(), Formats.of(answer)
    console.print(f"[bold]{escape_markup(answer.title)}[/bold]")
    for line in answer.reading:
        console.print(escape_markup(line_text(line)))
    for table in answer.tables:
        console.print(_table(table, formats))
    for note in filter(None, (answer.age, *answer.notes)):
        console.print(f"[dim]{escape_markup(note)}[/dim]")
    for path in files:
        console.print(f"[dim]{escape_markup(str(path))}[/dim]", soft_wrap=True)


def show_what_next(answer: Answer, out: Path | None, db: Path) -> None:
    """Print what buttons would offer, and how to have the files of which an answer speaks."""
    from rich.console import Console
    from rich.markup import escape as escape_markup

    console = Console()
    if answer.exports and out is None:
        names = listed(export.name for export in answer.exports)
        console.print(f"Not written: add --out FOLDER to have {escape_markup(names)}.")
    for step in answer.next_steps:
        if step.form:
            continue
        line = f"segbot ask {shlex.quote(step.command)} --db {shlex.quote(str(db))}"
        words = f"{step.label}: {line}"
        console.print(f"[dim]{escape_markup(words)}[/dim]", soft_wrap=True, highlight=False)


def as_json(answer: Answer, files: Sequence[Path], command: str = "") -> dict[str, Any]:
    """An answer as plain values: unformatted cells, and the blocks of the first screen in Slack.

    Parameters
    ----------
    command : str
        The line that was answered.
    """
    return {
        "command": command,
        "text": summary(answer),
        "tables": [
            {
                "title": table.title,
                "columns": [column.name for column in table.columns],
                "rows": [list(row) for row in table.rows],
            }
            for table in [*answer.tables, *(export.table for export in answer.exports)]
        ],
        "metrics": answer.metrics,
        "files": [str(path) for path in files],
        "blocks": next(first_part(answer, answer.again or command).forms()).blocks,
    }


def save_files(answer: Answer, folder: Path) -> list[Path]:
    """Write an answer's pictures and exports into a folder; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {picture.name: picture.chart.png for picture in answer.pictures}
    contents |= {export.name: to_csv(export.table) for export in answer.exports}
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def _table(table: Table, formats: Formats) -> "RichTable":
    from rich.markup import escape as escape_markup
    from rich.table import Table as RichTable

    shown = RichTable(title=escape_markup(table.title), title_justify="left")
    for column in table.columns:
        shown.add_column(
            escape_markup(column.name), justify="right" if column.format in NUMERIC else "left"
        )
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        shown.add_row(
            *(escape_markup(formats.cell(value, column.format)) for value, column in cells)
        )
    return shown
