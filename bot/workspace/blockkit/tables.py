"""The three blocks that carry numbers: ``table``, ``data_table``, ``data_visualization``."""

from collections.abc import Iterator
from typing import Any

from bot.workspace import limits
from bot.workspace.blockkit.checks import (
    Check,
    Json,
    Problem,
    array,
    boolean,
    by_type,
    choice,
    integer,
    number,
    shape,
    string,
    unique,
)
from bot.workspace.blockkit.rich_text import RICH_TEXT

_BLOCK_ID = {"block_id": string(limits.IDENTIFIER)}
_RAW_TEXT = shape({"text": string(limits.TABLE_TOTAL)})
_RAW_NUMBER = shape({"value": number(), "text": string(limits.TABLE_TOTAL)})
_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT})
_HEADER_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER})


def cell_characters(block: Json) -> int:
    """Count the characters in a table's cells; a well-formed table is expected."""
    return sum(_characters(cell) for row in block["rows"] for cell in row)


def _characters(node: Any) -> int:
    if isinstance(node, list):
        return sum(map(_characters, node))
    if isinstance(node, dict):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + _characters(node.get("elements", []))
    return 0


def _at_most(characters: int) -> Check:
    def rule(block: Json, pointer: str) -> Iterator[Problem]:
        if cell_characters(block) > characters:
            yield Problem(f"must be less than {characters + 1} characters", f"{pointer}/rows")

    return rule


def _column_setting(value: Any, pointer: str) -> Iterator[Problem]:
    if value is not None:
        yield from shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})(
            value, pointer
        )


TABLE = shape(
    {"rows": array(array(_CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS)},
    {"column_settings": array(_column_setting, limits.TABLE_COLUMNS, least=0), **_BLOCK_ID},
    _at_most(limits.TABLE_TOTAL),
)


def _rectangle(block: Json, pointer: str) -> Iterator[Problem]:
    rows = block["rows"]
    width = len(rows[0])
    for index, row in enumerate(rows):
        if len(row) != width:
            yield Problem("all rows must have the same number of cells", f"{pointer}/rows/{index}")
    for index, cell in enumerate(rows[0]):
        yield from _HEADER_CELL(cell, f"{pointer}/rows/0/{index}")
    if block.get("row_header_column_index", 0) >= width:
        yield Problem(
            f"must be less than or equal to {width - 1}", f"{pointer}/row_header_column_index"
        )


DATA_TABLE = shape(
    {
        "caption": string(limits.TEXT),
        "rows": array(array(_CELL, limits.TABLE_COLUMNS), limits.DATA_TABLE_ROWS, least=2),
    },
    {
        "page_size": integer(1, limits.DATA_TABLE_PAGE),
        "row_header_column_index": integer(0, limits.TABLE_COLUMNS - 1),
        **_BLOCK_ID,
    },
    _rectangle,
    _at_most(limits.DATA_TABLE_TOTAL),
)

_LABEL = string(limits.CHART_LABEL)
_AXIS_LABEL = string(limits.CHART_TITLE)


def _positive(value: Any, pointer: str) -> Iterator[Problem]:
    yield from number()(value, pointer)
    if isinstance(value, int | float) and value <= 0:
        yield Problem("must be greater than 0", pointer)


def _one_point_per_category(chart: Json, pointer: str) -> Iterator[Problem]:
    categories = chart["axis_config"]["categories"]
    if not unique(categories):
        yield Problem("items must be unique", f"{pointer}/axis_config/categories")
    if not unique([series["name"] for series in chart["series"]]):
        yield Problem("series names must be unique", f"{pointer}/series")
    for index, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(categories):
            yield Problem("must have one point for each category", f"{pointer}/series/{index}/data")


_PIE = shape(
    {
        "segments": array(shape({"label": _LABEL, "value": _positive}), limits.CHART_SERIES),
    }
)
_AXES = shape(
    {
        "series": array(
            shape(
                {
                    "name": _LABEL,
                    "data": array(shape({"label": _LABEL, "value": number()}), limits.CHART_POINTS),
                }
            ),
            limits.CHART_SERIES,
        ),
        "axis_config": shape(
            {"categories": array(_LABEL, limits.CHART_POINTS)},
            {"x_label": _AXIS_LABEL, "y_label": _AXIS_LABEL},
        ),
    },
    {},
    _one_point_per_category,
)

DATA_VISUALIZATION = shape(
    {
        "title": string(limits.CHART_TITLE),
        "chart": by_type({"pie": _PIE, "bar": _AXES, "line": _AXES, "area": _AXES}),
    },
    _BLOCK_ID,
)
