"""Slack's own blocks for numbers: a table, one that its reader sorts and pages, and a chart whose
bars are touched."""

from math import isfinite
from typing import Any

from bot.render import limits
from bot.render.slack_text import shorten
from bot.services.answer import Bars, Cell, Column, Table
from bot.services.formats import NUMERIC, Formats

_CELL = 300


def table_block(table: Table, formats: Formats) -> dict[str, Any]:
    """A table whose rows are all seen at once, as many as Slack takes."""
    columns = table.columns[: limits.TABLE_COLUMNS]
    settings = [
        {
            "align": "right" if column.format in NUMERIC else "left",
            # Figures have no spaces to break at, but their headings have.
            "is_wrapped": True,
        }
        for column in columns
    ]
    rows = [
        [_words(formats.cell(value, column.format)) for value, column in row]
        for row in _rows(table, columns, limits.TABLE_ROWS)
    ]
    return {
        "type": "table",
        "column_settings": settings,
        "rows": _that_fit([_headings(columns), *rows], limits.TABLE_TEXT),
    }


def data_table(table: Table, formats: Formats, at_once: int) -> dict[str, Any] | None:
    """A list that its reader sorts and pages, as many rows of it as Slack takes.

    Returns
    -------
    dict or None
        None where it serves nobody: where there is nothing to page, and where sorting would
        mislead, since Slack sorts figures as words where one of them isn't known.
    """
    columns = table.columns[: limits.TABLE_COLUMNS]
    shown = _rows(table, columns, limits.DATA_TABLE_ROWS)
    figures = [value for row in shown for value, column in row if column.format in NUMERIC]
    if len(table.rows) <= at_once or not all(_is_figure(each) for each in figures):
        return None
    rows = [
        [
            {"type": "raw_number", "value": value, "text": formats.cell(value, column.format)}
            if column.format in NUMERIC
            else _words(formats.cell(value, column.format))
            for value, column in row
        ]
        for row in shown
    ]
    return {
        "type": "data_table",
        "caption": shorten(table.title, limits.HEADER_TEXT),
        "page_size": at_once,
        "rows": _that_fit([_headings(columns), *rows], limits.DATA_TABLE_TEXT),
    }


def chart_block(bars: Bars) -> dict[str, Any] | None:
    """A chart whose bars say their value when they are touched; None where there are none, or more
    than Slack takes, or with longer names."""
    longest = max(map(len, bars.names), default=0)
    if not bars.series or len(bars.names) > limits.CHART_NAMES or longest > limits.CHART_NAME:
        return None
    return {
        "type": "data_visualization",
        "title": shorten(bars.title, limits.CHART_TITLE),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(bars.names, values, strict=True)
                    ],
                }
                for name, values in bars.series
            ],
            "axis_config": {
                "categories": list(bars.names),
                "x_label": shorten(bars.across, limits.CHART_TITLE),
                "y_label": shorten(bars.upward, limits.CHART_TITLE),
            },
        },
    }


def _headings(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    return [_words(column.name) for column in columns]


def _rows(table: Table, columns: tuple[Column, ...], most: int) -> list[list[tuple[Cell, Column]]]:
    """The first rows, each value with its column."""
    return [list(zip(row, columns, strict=False)) for row in table.rows[:most]]


def _that_fit(rows: list[list[dict[str, Any]]], room: int) -> list[list[dict[str, Any]]]:
    """The first rows, as many as Slack takes the characters of."""
    kept = []
    for row in rows:
        room -= sum(len(cell["text"]) for cell in row)
        if room < 0:
            break
        kept.append(row)
    return kept


def _is_figure(value: Cell) -> bool:
    return isinstance(value, int | float) and isfinite(value)


def _words(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": shorten(text, _CELL)}
