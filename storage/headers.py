"""Header cells as column names."""

from collections.abc import Sequence


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Name every column, uniquely: an empty header becomes ``column 3``, a second
    ``Price`` becomes ``Price (2)``."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        wanted = cell.strip() or f"column {position}"
        name, copy = wanted, 2
        while name in names:
            name, copy = f"{wanted} ({copy})", copy + 1
        names.append(name)
    return tuple(names)
