"""Header cells as column names."""

from collections.abc import Sequence

from analytics.vocabulary.rows import UNWRITTEN


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Name every column, uniquely: an empty header becomes ``column 3``, a second
    ``Price`` becomes ``Price (2)``."""
    names: dict[str, None] = {}
    copies: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        wanted = cell.strip() or f"column {position}"
        name, copy = wanted, copies.get(wanted, 1)
        while name in names or name in UNWRITTEN:
            copy += 1
            name = f"{wanted} ({copy})"
        copies[wanted] = copy
        names[name] = None
    return tuple(names)
