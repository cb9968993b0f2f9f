"""Cohorts side by side: a row each, a square for every period since, the darker the more."""

from collections.abc import Callable, Sequence

from matplotlib.colors import LinearSegmentedColormap

from analytics.charts import style
from analytics.charts.style import Chart

_ROW = 0.4
_HEAD = 0.45
_NAMES = 1.75
_PALE_TO_DARK = LinearSegmentedColormap.from_list("few to many", ["#F1F6FA", "#0B4F86"])


def cohort_grid(
    names: Sequence[str],
    values: Sequence[Sequence[float | None]],
    word: Callable[[float], str],
    title: str,
    lead: str,
    *,
    first: int = 0,
    source: str = "",
) -> Chart:
    """Draw a triangle of squares; one that isn't over stays empty.

    Parameters
    ----------
    names : sequence of str
        Of the cohorts, at least one.
    values : sequence of sequences of float or None
        For each cohort a value per period since it began.
    word : callable
        A value as it stands in its square.
    title, lead : str
        The finding, and what the squares show.
    first : int
        What the first column is called; the others go on from there.
    source : str
        What it was made from.
    """
    columns = max(1, *(len(each) for each in values))
    known = [value for each in values for value in each if value is not None]
    most = max((value for value in known if value > 0), default=1.0)
    left = style.MARGIN + _NAMES
    width = (style.WIDTH - style.MARGIN - left) / columns
    size = min(style.NOTE, _size(known, word, width))
    with style.drawing(height=_HEAD + _ROW * len(names)) as figure:
        sheet = style.sheet(figure)
        for column in range(columns):
            sheet.text(
                left + (column + 0.5) * width,
                _HEAD / 2,
                f"{column + first}",
                ha="center",
                va="center",
                size=style.NOTE,
                color=style.QUIET,
            )
        for row, (name, cells) in enumerate(zip(names, values, strict=True)):
            top = _HEAD + row * _ROW
            said = style.fitted(name, _NAMES - 0.1, style.NOTE)
            sheet.text(style.MARGIN, top + _ROW / 2, said, va="center", size=style.NOTE)
            for column, value in enumerate(cells):
                if value is None:
                    continue
                fill = _PALE_TO_DARK(max(value, 0) / most)[:3]
                style.box(sheet, left + column * width, top, width - 0.03, _ROW - 0.03, fill)
                sheet.text(
                    left + (column + 0.5) * width - 0.015,
                    top + _ROW / 2,
                    word(value),
                    ha="center",
                    va="center",
                    size=size,
                    color=style.ink_on(fill),
                )
        alt = style.listed(
            f"A triangle of squares: {lead}.",
            (
                f"{style.clean(name)}: "
                + ", ".join("not over" if value is None else word(value) for value in cells)
                for name, cells in zip(names, values, strict=True)
            ),
        )
        return style.finish(figure, title, alt, source, lead)


def _size(values: Sequence[float], word: Callable[[float], str], width: float) -> float:
    """The font size at which every value fits its square."""
    widest = max((style.text_width(word(each), style.NOTE) for each in values), default=0.1)
    return style.NOTE * min(1.0, (width - 0.06) / widest)
