"""Each customer's previous segment, and since when they have been in the one they are in."""

from collections.abc import Callable

import pandas as pd

from analytics.features import Returns
from analytics.movement.history import activity, last_changes, states, weekly
from analytics.rfm import Rfm
from analytics.schema import Features
from bot.services.context import Context
from bot.services.customers import Customers, orders_of


def segment_history(
    context: Context, customers: Customers, score: Callable[[Features], Rfm]
) -> pd.DataFrame:
    """Where customers were, week by week through the year before their as-of date.

    Parameters
    ----------
    customers : Customers
        Whose history is wanted: those of its population, up to its as-of date.
    score : callable
        Puts customers into segments; given those of one week at a time.

    Returns
    -------
    DataFrame
        As :func:`analytics.movement.history.last_changes`.
    """
    days = weekly(customers.as_of)
    population = customers.population
    with context.store.tables() as tables:
        summed = activity(orders_of(tables, population), days).execute()
    weeks = states(summed, days, Returns(population.returns))
    return last_changes((day, score(features).scores["segment"]) for day, features in weeks)
