"""Inserting many rows with few statements."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

# Twice as fast as one row a statement, and other threads get their turn.
_ROWS_A_STATEMENT = 500


def statements(sql: str, columns: Sequence[list[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Statements with their values, for `sql` with ``{places}`` after its ``VALUES``.

    The rows come as `columns`, all of one length: laid out so they need no tuple each.

    There are but two sizes of them: SQLite keeps each that it meets, and a long one takes as
    much memory as the rows of it.
    """
    width = len(columns)
    values: list[Any] = [None] * (width * len(columns[0]))
    for place, column in enumerate(columns):
        values[place::width] = column
    step = width * _ROWS_A_STATEMENT
    whole = len(values) - len(values) % step
    for start in range(0, whole, step):
        yield _statement(sql, _ROWS_A_STATEMENT, width), values[start : start + step]
    for start in range(whole, len(values), width):
        yield _statement(sql, 1, width), values[start : start + width]


@cache
def _statement(sql: str, rows: int, width: int) -> str:
    row = f"({', '.join('?' * width)})"
    return sql.format(places=", ".join([row] * rows))
