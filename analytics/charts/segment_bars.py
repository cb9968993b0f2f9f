"""Who pays the bills: each segment's share of customers beside its share of revenue."""

from collections.abc import Sequence

from matplotlib.patches import Patch

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.movement.sizes import SegmentChanges
from analytics.rfm import SegmentSummary

TITLE = "Customers and revenue by segment"
_BAR = 0.44


def segment_bars(
    segments: Sequence[SegmentSummary],
    changes: SegmentChanges | None = None,
    currency: str = "£",
) -> Chart:
    """Draw two bars for each segment, in the order given.

    Parameters
    ----------
    segments : sequence of SegmentSummary
    changes : SegmentChanges, optional
        If given, each segment's customers are followed by how many more or fewer that is.
    currency : str
        Symbol put before amounts.
    """
    net = {change.segment: change.net for change in changes.segments} if changes else {}
    with style.drawing(height=1.15 + 0.47 * len(segments)) as figure:
        axes = figure.add_subplot()
        for row, segment in enumerate(segments):
            colour = style.segment_colour(segment.key, row)
            bars = (
                (row - _BAR / 2, segment.customer_share, 0.4),
                (row + _BAR / 2, segment.revenue_share, 1.0),
            )
            for height, share, alpha in bars:
                axes.barh(height, share, _BAR, color=colour, alpha=alpha)
                axes.annotate(
                    style.percent(share),
                    (share, height),
                    xytext=(4, 0),
                    textcoords="offset points",
                    in_layout=False,
                    va="center",
                    fontsize=style.SMALL,
                )
        names = [f"{style.line(each.label, 24)}  {_count(each, net)}" for each in segments]
        axes.set_yticks(range(len(segments)), names)
        axes.set_ylim(len(segments) - 0.5, -0.5)
        widest = max((max(s.customer_share, s.revenue_share) for s in segments), default=0)
        axes.set_xlim(0, max(widest, 0.05) * 1.12)
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
        axes.legend(
            handles=[
                Patch(color=style.QUIET, alpha=0.4, label="share of customers"),
                Patch(color=style.QUIET, label="share of revenue"),
            ],
            loc="lower right",
            bbox_to_anchor=(1, 1),
            ncols=2,
            borderaxespad=0,
        )
        return style.finish(figure, TITLE, _alt(segments, net, currency))


def _count(segment: SegmentSummary, net: dict[str, int]) -> str:
    change = net.get(segment.key)
    return f"{segment.customers:,}" + ("" if change is None else f" ({_signed(change)})")


def _signed(change: int) -> str:
    return "no change" if change == 0 else f"{change:+,}".replace("-", "−")


def _alt(segments: Sequence[SegmentSummary], net: dict[str, int], currency: str) -> str:
    figures = "; ".join(
        f"{segment.label} {_count(segment, net)}, {style.percent(segment.customer_share)} of "
        f"customers, {style.percent(segment.revenue_share)} of revenue"
        for segment in sorted(segments, key=lambda segment: -segment.revenue)
    )
    revenue = style.money(sum(segment.revenue for segment in segments), currency)
    return f"Bars of customers and revenue by segment, {revenue} in all. {figures}."
