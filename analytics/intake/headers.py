"""Where a table's header row is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.intake.dates import DateOrder, times
from analytics.intake.numbers import readings
from analytics.intake.vocabulary import Vocabulary

_WIDE_ENOUGH = 0.6


def find_header(head: Sequence[tuple[str, ...]], vocabulary: Vocabulary) -> int | None:
    """Find the header among the first rows of a table.

    The row with most words that stand for columns is it, if there are two such words. Else it is
    the first row about as wide as the table (titles above a table are narrow), unless it has
    numbers or dates in it as data has.

    Parameters
    ----------
    head : sequence of tuple of str
        The first rows, raw.
    vocabulary : Vocabulary

    Returns
    -------
    int or None
        Its position in ``head``; None where the table has no header row.
    """
    roles = [len(vocabulary.roles(cells)) for cells in head]
    widths = [sum(bool(cell.strip()) for cell in cells) for cells in head]
    if not head or not max(widths):
        return None
    best = max(range(len(head)), key=lambda at: (roles[at], widths[at], -at))
    if roles[best] >= 2 or vocabulary.layout(head[best]):
        return best
    wide = next(at for at, width in enumerate(widths) if width >= _WIDE_ENOUGH * max(widths))
    return None if _is_data(head[wide]) and not roles[wide] else wide


def _is_data(cells: Sequence[str]) -> bool:
    texts = pd.Series([cell.strip() for cell in cells if cell.strip()], dtype="str")
    dated = ~np.isnat(times(texts, DateOrder.DAY_FIRST)) | ~np.isnat(
        times(texts, DateOrder.MONTH_FIRST)
    )
    # Not what starts with letters: "Col1" could be an amount with its currency, too.
    return bool(dated.any()) or any(readings(each) for each in texts if not each[0].isalpha())
