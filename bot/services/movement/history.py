"""Each customer's previous segment, and since when they have been in the one they are in."""

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from analytics.features.customers import Returns
from analytics.movement.history import activity, last_changes, states
from analytics.rfm import Rfm
from analytics.vocabulary.schema import Features
from bot.services.context import Context
from bot.services.selection.customers import Customers, orders_of


def segment_history(
    context: Context,
    customers: Customers,
    days: Sequence[date],
    score: Callable[[Features], Rfm],
) -> pd.DataFrame:
    """Walk through some days, and find each customer's last change of segment.

    Parameters
    ----------
    customers : Customers
        Who is walked with.
    days : sequence of date, ascending
    score : callable
        Puts customers into segments; given those of one day at a time.

    Returns
    -------
    DataFrame
        As :func:`analytics.movement.history.last_changes`.
    """
    context.progress("looking up when each customer changed segment")
    population = customers.population
    with context.store.tables() as tables:
        summed = activity(orders_of(tables, population), days).execute()
    summed = summed[summed["customer_id"].isin(customers.features["customer_id"])]
    known = states(summed, days, Returns(population.returns))
    return last_changes((day, score(features).scores["segment"]) for day, features in known)
