"""Revenue of the last period that is over, in a line of a digest."""

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.explore.periods import Unit
from analytics.explore.revenue import Takings, takings
from analytics.vocabulary.wording import day
from bot.language.commands.explore import ExploreRevenue
from bot.services.answer import Line
from bot.services.context import Context
from bot.services.explore.wording import change, change_words
from bot.services.formats import Formats
from bot.services.selection.selection import select_orders

_CENTS = 100
#: A digest that comes once a month is about months.
_MONTH = timedelta(days=28)


@dataclass(frozen=True)
class Revenue:
    """What the last whole period of the data brought, as `/explore revenue` counts it.

    Attributes
    ----------
    now, before : Takings
        Of it and of the one before it.
    last_day : date
        On which the data end.
    """

    now: Takings
    before: Takings
    last_day: date

    def line(self, formats: Formats) -> Line:
        """Both, with their dates, and that a period which isn't over doesn't count."""
        now, before = (formats.about(each.cents / _CENTS) for each in (self.now, self.before))
        name, unit = self.now.period.name, self.now.period.unit
        share = change(self.now.cents, self.before.cents)
        words = f"{now} in the {name}" if unit is Unit.WEEK else f"{now} in {name}"
        if share is None:
            words += f"; the {unit} before {before}."
        else:
            words += f", {change_words(share)} on the {unit} before ({before})."
        if self.last_day > self.now.period.last:
            end = day(self.last_day)
            words += f" The data end on {end}, in the middle of a {unit} that doesn't count yet."
        return Line(words, lead="Revenue", caveat=True)

    @property
    def metrics(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "period": self.now.period.name,
            "period_revenue": self.now.cents / _CENTS,
            "period_revenue_before": self.before.cents / _CENTS,
            "period_change": change(self.now.cents, self.before.cents),
        }


def revenue_since(context: Context, earlier: date, later: date) -> Revenue | None:
    """Revenue of the last week, or month, of the data that was over on one as-of date and wasn't
    on an earlier; None where none was, and where nothing tells what was paid.

    It is about months where one went by between the two.
    """
    unit = Unit.MONTH if later - earlier >= _MONTH else Unit.WEEK
    last = unit.number(later) - 1
    begins, ends = unit.first_day(last - 1), unit.first_day(last + 1)
    if ends <= earlier:
        return None
    orders = select_orders(context, ExploreRevenue(since=begins))
    if not orders.has_money:
        return None
    ever, returns = orders.of_all_time.orders, orders.returns
    series = takings(orders.orders, ever, unit, *orders.days, returns)
    found = {each.period.number: each for each in series if each.period.is_whole}
    if last not in found or last - 1 not in found:
        return None
    return Revenue(found[last], found[last - 1], later - timedelta(days=1))
