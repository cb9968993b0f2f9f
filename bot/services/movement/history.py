"""Each customer's previous segment, and since when they have been in the one they are in."""

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from analytics.movement.history import activity, last_changes, states
from analytics.vocabulary.schema import Features
from bot.services.context import Context
from bot.services.selection.selection import Selection


def segment_history(
    context: Context,
    people: Selection,
    days: Sequence[date],
    segments: Callable[[Features], pd.Series],
) -> pd.DataFrame:
    """Walk through some days, and find each customer's last change of segment.

    Parameters
    ----------
    people : Selection
        Who is walked with.
    days : sequence of date, ascending
    segments : callable
        Puts customers into segments; given those of one day at a time.

    Returns
    -------
    DataFrame
        As :func:`analytics.movement.history.last_changes`.
    """
    context.progress("looking up when each customer changed segment")
    summed = activity(people.orders, days).execute()
    known = states(summed, days, people.returns)
    return last_changes((day, segments(features)) for day, features in known)
