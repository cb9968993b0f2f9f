"""Where scores change: equal shares of the customers, the shop's rhythm, a day, or own limits."""

from dataclasses import replace
from datetime import date

import pandas as pd

from analytics.features.customers import as_of_date
from analytics.rfm import Edges, quantile_edges
from analytics.rfm.edges import FEWEST_RETURNED, MEASURES, rhythm_edges
from analytics.rfm.limits import Limits
from analytics.rfm.rhythm import latest_gaps
from analytics.rfm.rules import RulePack
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.rfm import GAP, Scoring
from bot.services.selection.selection import Selection

_NAMES = {"recency": "days", "frequency": "orders", "monetary": "money"}
_RHYTHM = ("recency", GAP)
_SHARES = ("half", "three quarters", "seven eighths")


def edges_of(among: Selection, chosen: Scoring, rules: RulePack) -> tuple[Edges, str]:
    """The edges to score by, and where they come from in words.

    Where they are shares, of whom is for the caller to say.

    A person's own limits go before those of the pack, and these before edges that are found;
    naming edges puts the pack's limits aside.

    Raises
    ------
    SegbotError
        If edges are to be kept from a day on which there were no customers, or that is to come.
    """
    edges, sources = _found_edges(among, chosen, rules.bins)
    fixed = rules.limits if chosen.edges is None else Limits()
    own = Limits(**{name: getattr(chosen, name) for name in MEASURES})
    for limits, source in ((fixed, f"those of the rule pack {rules.name}"), (own, "set by hand")):
        edges = edges.with_limits(limits)
        sources |= dict.fromkeys(limits.given, source)
    return edges, _in_words(sources)


def measures_that_stay(chosen: Scoring, rules: RulePack) -> tuple[str, ...]:
    """The measures whose edges are the same whichever day's customers are scored."""
    if isinstance(chosen.edges, date):
        return MEASURES
    fixed = rules.limits if chosen.edges is None else Limits()
    given = {*fixed.given, *(each for each in MEASURES if getattr(chosen, each) is not None)}
    return tuple(each for each in MEASURES if each in given or (each, chosen.edges) == _RHYTHM)


def _found_edges(among: Selection, chosen: Scoring, bins: int) -> tuple[Edges, dict[str, str]]:
    """Edges that nobody set, and the source of each measure's."""
    if isinstance(chosen.edges, date):
        then = _features_on(among, chosen.edges)
        source = (
            f"those of {day(chosen.edges)}, when they parted {counted(len(then), 'customer')} "
            f"into {bins} shares as equal as ties allow"
        )
        return quantile_edges(then, bins), dict.fromkeys(MEASURES, source)
    edges = quantile_edges(among.features, bins)
    which = "all" if among.is_everyone else "these"
    whom = f"{which} {counted(len(among), 'customer')}" if len(among) > 1 else "the one customer"
    sources = dict.fromkeys(MEASURES, f"{bins} shares of {whom}, as equal as ties allow")
    if chosen.edges != GAP:
        return edges, sources
    gaps = _gaps(among)
    found = rhythm_edges(gaps, bins)
    if found is None:
        few = (
            f"too few for the shop's rhythm, {counted(len(gaps), 'customer')} ever came back on "
            f"another day and it takes {FEWEST_RETURNED}; so {sources['recency']}"
        )
        return edges, sources | {"recency": few}
    shares = ", ".join(
        f"{share} within {counted(int(days), 'day')}"
        for share, days in zip(_SHARES, found, strict=False)
    )
    rhythm = (
        f"the shop's own rhythm, of {counted(len(gaps), 'customer')} who came back {shares} of "
        "the visit before"
    )
    return replace(edges, recency=found), sources | {"recency": rhythm}


def _in_words(sources: dict[str, str]) -> str:
    """Each source once, with the measures that have it."""
    alike: dict[str, list[str]] = {}
    for measure in MEASURES:
        alike.setdefault(sources[measure], []).append(_NAMES[measure])
    return " ".join(
        f"Limits: {source}."
        if len(names) == len(MEASURES)
        else f"Limits of {' and '.join(names)}: {source}."
        for source, names in alike.items()
    )


def _features_on(among: Selection, when: date) -> pd.DataFrame:
    """The same customers as they stood at the start of a day."""
    # How long after that day one looks has nothing to do with the edges of that day.
    until_now = among.asking(until=None)
    latest = pd.Timestamp(as_of_date(until_now.everyone.orders).execute()).date()
    if when > latest:
        raise SegbotError(
            f"Edges can't be kept from {day(when)}: the orders end before that day.",
            f"The latest that works is `edges={latest}`.",
        )
    found = until_now.on(when).features
    if found.empty:
        first = pd.Timestamp(among.features["first_order"].min()).date()
        raise SegbotError(
            f"Nobody had bought before {day(when)}, so there are no edges to keep from then.",
            f"The first of these customers bought on {day(first)}: name a day well after that.",
        )
    return found


def _gaps(among: Selection) -> pd.Series:
    """How long customers stayed away: those of the whole shop, whatever part is asked about."""
    orders = among.of_all_time.orders
    found: pd.Series = latest_gaps(orders).execute()["gap"]
    return found
