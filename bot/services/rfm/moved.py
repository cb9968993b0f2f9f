"""Who came to another segment since a day, and what they spend."""

from datetime import date

import pandas as pd

from analytics.movement.moves import Movement, movement
from analytics.rfm.scores import segments_by
from bot.services.movement.days import money_of
from bot.services.rfm.scoring import ScoredCustomers, since_they_began
from bot.services.selection.selection import Selection

NOBODY = pd.Series([], pd.Index([], name="customer_id"), dtype="str")


def moved_since(found: ScoredCustomers, earlier: date) -> Movement:
    """From where customers were, by the orders and the limits of then, to where they are."""
    among, after = found.among(found.customers), found.rfm.scores["segment"]
    then = since_they_began(_as_of(among, earlier))
    before = kept = NOBODY
    if len(then):
        edges = found.edges_among(then)
        before = segments_by(edges, then, found.rules)
        kept = segments_by(edges, since_they_began(among), found.rules)
    before = before[before.index.isin(after.index)]
    keys = [rule.key for rule in found.rules.rules]
    return movement(before, after, kept, keys, yearly(found.customers, earlier))


def _as_of(people: Selection, earlier: date) -> Selection:
    """The same as of a day, of as long a time before it where that was asked for."""
    last = people.population.last
    asked = people.asking(since=last.before(earlier), last=None) if last else people
    return asked.on(earlier)


def yearly(people: Selection, earlier: date) -> pd.DataFrame:
    """What customers spend a year, as of a day and as of now."""
    spent = {"money_before": money_of(people, earlier)}
    return pd.DataFrame({**spent, "money_after": money_of(people, people.as_of)}).fillna(0.0)
