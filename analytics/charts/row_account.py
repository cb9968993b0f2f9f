"""What became of a file's rows: kept, set aside and rejected, reason by reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from analytics.charts import style
from analytics.charts.style import Chart

_LEAST_VISIBLE = 0.004


class Fate(StrEnum):
    """What can become of a row."""

    KEPT = "kept"
    SET_ASIDE = "set aside"
    REJECTED = "rejected"


# Okabe and Ito's green, orange and vermilion: apart for colour-blind readers too.
_COLOURS = {Fate.KEPT: "#009E73", Fate.SET_ASIDE: "#E69F00", Fate.REJECTED: "#D55E00"}


@dataclass(frozen=True)
class RowGroup:
    """Rows of a file to which the same happened."""

    fate: Fate
    label: str
    rows: int


def row_account(groups: Sequence[RowGroup]) -> Chart:
    """Draw a bar for each group of rows; together they are all rows of the file.

    Parameters
    ----------
    groups : sequence of RowGroup
        In the order in which they are shown.
    """
    total = sum(group.rows for group in groups)
    longest = max((group.rows for group in groups), default=0)
    with style.drawing(height=1.25 + 0.62 * len(groups)) as figure:
        axes = figure.add_subplot()
        for place, group in enumerate(groups):
            # A few rows among a million still deserve a bar that one can see.
            length = max(group.rows, longest * _LEAST_VISIBLE)
            axes.barh(place, length, 0.62, color=_COLOURS[group.fate])
            axes.annotate(
                f"{group.rows:,}  ({style.percent(group.rows / total)})",
                (length, place),
                xytext=(5, 0),
                textcoords="offset points",
                in_layout=False,
                va="center",
                fontsize=style.SMALL,
            )
        names = [style.wrapped(f"{group.fate.capitalize()}: {group.label}", 32) for group in groups]
        axes.set_yticks(range(len(groups)), names)
        axes.set_ylim(len(groups) - 0.5, -0.5)
        axes.set_xlim(0, max(longest, 1) * 1.75)
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
        return style.finish(figure, _title(groups, total), _alt(groups, total))


def _title(groups: Sequence[RowGroup], total: int) -> str:
    kept = sum(group.rows for group in groups if group.fate is Fate.KEPT)
    if kept == total:
        return f"All of {total:,} rows kept"
    # Never rounded up to all of them.
    return f"{floor(kept / total * 1000) / 10:g}% of {total:,} rows kept"


def _alt(groups: Sequence[RowGroup], total: int) -> str:
    figures = "; ".join(f"{group.fate}: {group.label}, {group.rows:,}" for group in groups)
    return f"Bars of what became of {total:,} rows. {figures}."
