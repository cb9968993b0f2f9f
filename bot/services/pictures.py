"""Charts as an answer's pictures."""

from analytics.charts.style import Chart
from bot.services.answer import Picture


def picture(name: str, chart: Chart) -> Picture:
    """A chart under its file name: that of its module in analytics/charts, with `.png`."""
    return Picture(name=name, title=chart.title, alt=chart.alt, png=chart.png)
