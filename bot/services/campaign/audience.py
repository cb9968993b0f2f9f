"""Whom a campaign is for: a segment's customers as they are now, and as it was at other times."""

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.features.customers import in_time
from bot.language.commands.campaign import CampaignStart
from bot.language.commands.population import Population
from bot.services.context import Context
from bot.services.segment import stored as runs
from bot.services.selection.selection import Selection, select, select_on


@dataclass(frozen=True, eq=False)
class Audience:
    """Customers who are to be written to.

    Attributes
    ----------
    customers : Selection
    context : Context
        To look at them as they were earlier.
    """

    customers: Selection
    context: Context

    @property
    def name(self) -> str:
        """What their segment is called."""
        segment, belonging = self.customers.population.segment, self.customers.belonging
        if segment is None or belonging is None:
            return "All customers"
        if segment.run is None:
            return segment.name
        return belonging.words[:1].upper() + belonging.words[1:]

    @property
    def begins(self) -> date:
        """The first day of which no order is known yet."""
        return self.customers.of_all_time.as_of

    def bought_before(self, days: int) -> tuple[int, int] | None:
        """Of those who were in the segment so many days ago how many there were, and how many of
        them bought in those days; None where the data don't go back that far."""
        earlier, whole = self.begins - timedelta(days=days), self.customers.of_all_time
        if earlier <= whole.days[0]:
            return None
        theirs = self._then(earlier)
        orders = in_time(whole.orders, earlier, None)
        bought = orders.filter(orders.purchase_lines > 0, orders.customer_id.notnull())
        buyers = bought.select("customer_id").distinct().execute()["customer_id"]
        return len(theirs), len(theirs & set(buyers))

    def _then(self, day: date) -> set[str]:
        """The ids of those who were in the segment on an earlier day, as the filters say."""
        population = self.customers.population
        segment = population.segment
        if segment is None or segment.run is None:
            return set(select_on(self.context, population, day).features["customer_id"])
        # A run's group has those who are in it now: its model tells who would have been.
        run = runs.load(self.context, segment.run)
        features = select_on(self.context, run.request, day, run.request.features).features
        if features.empty:
            return set()
        groups = run.model.assign(features)
        left = select_on(self.context, population.with_values({"segment": None}), day)
        theirs = groups.index[groups == int(segment.name)]
        return set(theirs) & set(left.features["customer_id"])


def audience(request: CampaignStart, context: Context) -> Audience:
    """The customers who are in a segment now, and as the filters say.

    Raises
    ------
    SegbotError
        If nobody is.
    """
    context.require_orders()
    return Audience(select(context, Population(**request.chosen())), context)
