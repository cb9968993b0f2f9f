"""Inserting many rows with few statements."""

from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from typing import Any

# Twice as fast as one row a statement, and other threads get their turn.
_ROWS_A_STATEMENT = 500


def statements(sql: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, list[Any]]]:
    """Statements with their values, for `sql` with ``{places}`` after its ``VALUES``.

    There are but two sizes of them: SQLite keeps each that it meets, and a long one takes as
    much memory as the rows of it.
    """
    while batch := list(islice(rows, _ROWS_A_STATEMENT)):
        if len(batch) == _ROWS_A_STATEMENT:
            yield _statement(sql, len(batch), len(batch[0])), list(chain.from_iterable(batch))
        else:
            for row in batch:
                yield _statement(sql, 1, len(row)), list(row)


@cache
def _statement(sql: str, rows: int, width: int) -> str:
    row = f"({', '.join('?' * width)})"
    return sql.format(places=", ".join([row] * rows))
