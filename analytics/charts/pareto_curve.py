"""How few products bring most of the revenue: their shares added up, the best first."""

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.explore.products import Pareto

_PLOT = 3.4
_FOOT = 0.85
_AXIS, _RIGHT = 1.0, 0.3
_LINE = "#0B4F86"
_MOST = 0.8


def pareto_curve(found: Pareto, *, source: str = "") -> Chart:
    """Draw the share of revenue that the best products bring together, over how many they are.

    Parameters
    ----------
    found : Pareto
    source : str
        What it was made from.
    """
    with style.drawing(height=_PLOT + _FOOT) as figure:
        axes = style.panel(figure, _AXIS, 0.1, style.WIDTH - _AXIS - _RIGHT, _PLOT)
        ranks = range(found.products + 1)
        axes.plot(ranks, [0.0, *found.curve], color=_LINE, linewidth=2.5)
        axes.plot(
            [0, found.needed, found.needed], [_MOST, _MOST, 0], color=style.QUIET, linewidth=1
        )
        axes.set_xlim(0, found.products)
        axes.set_ylim(0, 1.02)
        axes.yaxis.set_major_formatter(lambda value, _: style.percent(value))
        axes.xaxis.set_major_formatter(lambda value, _: style.number(value))
        axes.set_xlabel("products, the best first")
        axes.grid(axis="y")
        axes.tick_params(length=0, pad=6)
        share = found.needed / found.products
        title = (
            f"{style.counted(found.needed, 'product')} of {found.products:,} "
            f"({style.percent(share)}) {'brings' if found.needed == 1 else 'bring'} 80% of revenue"
        )
        alt = style.listed(
            f"A curve of the share of revenue that the best products bring together. {title}.",
            (
                f"the best {style.percent(part)} ({style.counted(many, 'product')}) bring "
                f"{style.percent(of_all)}"
                for part, many, of_all in found.shares
            ),
        )
        return style.finish(figure, title, alt, source, "Share of revenue")
