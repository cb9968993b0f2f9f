"""When those who come back have come back: their share by day."""

from itertools import accumulate

from matplotlib.ticker import MaxNLocator

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.explore.gaps import SHARES, Gaps

_PLOT = 3.3
_FOOT = 0.85
_AXIS = 0.95
_LINE = "#0B4F86"


def return_curve(gaps: Gaps, *, source: str = "") -> Chart:
    """Draw the share of gaps that are over by each day, and where half, 80 and 90% are.

    Parameters
    ----------
    gaps : Gaps
        At least one.
    source : str
        What it was made from.
    """
    by_day = [(share, gaps.by_day(share) or 0) for share in SHARES]
    with style.drawing(height=_PLOT + _FOOT) as figure:
        axes = style.panel(figure, _AXIS, 0.15, style.WIDTH - _AXIS - 0.3, _PLOT)
        shares = [reached / gaps.total for reached in accumulate(gaps.counts)]
        axes.step([0, *gaps.days], [0.0, *shares], where="post", color=_LINE, linewidth=2.5)
        for share, day in by_day:
            axes.plot([0, day, day], [share, share, 0], color=style.QUIET, linewidth=1)
            axes.text(day, share - 0.02, f" {day:,}", va="top", size=style.SMALL, weight="bold")
        axes.set_xlim(0, gaps.days[-1] * 1.02)
        axes.set_ylim(0, 1.02)
        axes.yaxis.set_major_formatter(lambda value, _: style.percent(value))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        axes.set_xlabel("days since the order before")
        axes.grid(axis="y")
        axes.tick_params(length=0)
        half, _, nearly = (day for _, day in by_day)
        title = (
            f"The next order comes within {style.counted(half, 'day')} half of the time, "
            f"within {nearly:,} in 90%"
        )
        alt = style.listed(
            "A curve of the share of those who came back, by days since the order before.",
            (f"{style.percent(share)} within {day:,} days" for share, day in by_day),
        )
        lead = f"{style.counted(gaps.total, 'time')} that a customer came back on another day"
        return style.finish(figure, title, alt, source, lead)
