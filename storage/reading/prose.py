"""Whether a text is a table: people post notes as well."""

from itertools import islice
from pathlib import Path

from storage.reading.dialect import find_dialect, records
from storage.reading.encoding import encoding_of

_LINES = 30
_FEWEST_LINES, _FEWEST_CELLS = 2, 3
_ALIKE = 0.8


def may_be_a_table(path: Path) -> bool:
    """Whether the first lines of a text fall into cells, as many in most of them.

    What this takes for a table may turn out to be none; what it doesn't isn't one.
    """
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as handle:
        lines = [line for line in islice(handle, _LINES) if line.strip()]
    if len(lines) < _FEWEST_LINES:
        return False
    delimiter = find_dialect(lines).delimiter
    widths = [len(cells) for cells in records(lines, delimiter)]
    usual = max(set(widths), key=widths.count)
    return usual >= _FEWEST_CELLS and widths.count(usual) >= _ALIKE * len(widths)
