"""What is known of customers beside their orders, and in which ways they are grouped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from analytics.explore.attributes import (
    FEWEST_EXPECTED,
    MOST_VALUES,
    Association,
    Meeting,
    Values,
)
from analytics.features.attributes import attribute_numbers
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import TOTALS
from analytics.vocabulary.wording import day, listed
from bot.language.commands.population import Population
from bot.language.words import find, nearest
from bot.services.context import Context
from bot.services.rfm.scoring import in_force, score
from bot.services.segment.stored import load
from bot.services.selection.attributes import find_attribute
from bot.services.selection.features import is_measure
from bot.services.selection.selection import Selection
from storage.ledger.attributes import Attribute

#: As many attributes are looked at, those known of most customers first.
MOST_ATTRIBUTES = 40
COUNTRY = "country"
SEGMENT = "segment"
UPLOAD = (
    "Upload a file with a customer id and columns such as tier, city or birth year to see more."
)
#: A value that is by less than this part more or less frequent isn't told, whatever chance says.
_TRIFLE = 0.1
#: A number with as few values, such as children, is looked at value by value.
_FEW = 5


@dataclass(frozen=True, eq=False)
class Known:
    """One attribute.

    Attributes
    ----------
    name, label : str
    values : Series, indexed by ``customer_id``
        Texts or floats, of those of whom it is known.
    """

    name: str
    label: str
    values: Values

    @property
    def median(self) -> float | None:
        """Of a number; None of a text."""
        if not is_numeric_dtype(self.values):
            return None
        return float(np.median(self.values.to_numpy(dtype="float64")))

    @property
    def shared(self) -> "pd.Series[int]":
        """The values that several customers share, as many as make no one of them known, and how
        many do: the most frequent first, of equally frequent ones as sorted."""
        counts = self.values.value_counts().sort_index()
        counts = counts.sort_values(ascending=False, kind="stable")
        return counts[counts >= FEWEST_EXPECTED].head(MOST_VALUES)


@dataclass(frozen=True, eq=False)
class Grouping:
    """One way in which customers are grouped.

    Attributes
    ----------
    title : str
        What its groups are: "segment", or "group of run 3".
    groups : Series of str, indexed by ``customer_id``
    order : tuple of str
        The groups, as they are shown.
    """

    title: str
    groups: "pd.Series[str]"
    order: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Beside:
    """An attribute beside a grouping."""

    known: Known
    grouping: Grouping
    found: Association

    @property
    def told(self) -> list[Meeting]:
        """What is more than chance and than a trifle, for each group the largest difference, the
        largest first."""
        first: dict[str, Meeting] = {}
        for each in self.found.meetings:
            if each.beyond_chance and abs(each.times - 1) >= _TRIFLE:
                first.setdefault(each.group, each)
        return list(first.values())


def stored_attributes(context: Context) -> list[Attribute]:
    """The attributes that may be looked at: what files state of customers' orders is none."""
    return [each for each in context.store.attributes.names() if each.name not in TOTALS]


def named_attribute(name: str, stored: Sequence[Attribute], selection: Selection) -> str:
    """The attribute that a person's word names."""
    known = {each.name: each for each in stored}
    found = find_attribute(name, known)
    if found is None and find(name, [COUNTRY]) and selection.features["country"].notna().any():
        return COUNTRY
    if found is None:
        names = [*known, *([COUNTRY] if selection.features["country"].notna().any() else [])]
        close = nearest(name, names)
        is_ = "is" if len(names) == 1 else "are"
        there_are = f"There {is_} {listed(f'`{each}`' for each in names)}." if names else UPLOAD
        raise SegbotError(
            f"Customers have no attribute `{name.replace('`', chr(39))[:60]}`.",
            f"Did you mean `{close}`?" if close else there_are,
        )
    return found


def known_attributes(
    stored: Sequence[Attribute], selection: Selection, wanted: str | None
) -> Iterator[Known]:
    """The attributes that some of these customers have, with their values."""
    customers = selection.features["customer_id"]
    ranked = sorted(stored, key=lambda each: (each.name != wanted, -each.customers, each.name))
    for each in ranked[:MOST_ATTRIBUTES]:
        of_name = selection.attributes.filter(selection.attributes.name == each.name)
        rows = of_name.select("customer_id", "value").execute().set_index("customer_id")
        texts = rows["value"].astype("str").reindex(customers).dropna().rename(each.name)
        if is_measure(each) and each.distinct > _FEW:
            numbers = pd.Series(attribute_numbers(texts), texts.index, name=each.name).dropna()
            if len(numbers):
                yield Known(each.name, each.label, numbers)
        elif len(texts):
            yield Known(each.name, each.label, texts)
    countries = selection.features.set_index("customer_id")["country"].dropna()
    if len(countries) and COUNTRY not in [each.name for each in stored]:
        yield Known(COUNTRY, "Country", countries.astype("str"))


def segments_of(request: Population, context: Context, selection: Selection) -> Grouping | None:
    """The segments of these customers; None where they can't be scored, or are all in one.

    Raises
    ------
    RulesNeedMoney
        If segments go by money and none is known.
    """
    if selection.features[["recency", "frequency"]].isna().all().any():
        return None
    found = score(context, selection, in_force(context, request))
    labels = {each.key: each.label for each in found.rules.rules}
    segments = found.rfm.scores["segment"].map(labels)
    if segments.nunique() < 2:
        return None
    return Grouping(SEGMENT, segments, tuple(labels.values()))


def latest_groups(context: Context, selection: Selection) -> Grouping | None:
    """The groups of the latest run; None where there is none, or where they are all in one."""
    if context.store.runs.latest() is None:
        return None
    run = load(context, None)
    names = {each.number: f"{each.number} {each.label}" for each in run.profiles}
    groups = context.store.runs.assignments(run.number).map(names)
    theirs = groups[groups.index.isin(selection.features["customer_id"])].dropna()
    if theirs.nunique() < 2:
        return None
    return Grouping(f"group made {day(run.made)}", theirs, tuple(names.values()))
