"""What customers are compared by: computed features and uploaded numbers, by their names."""

from collections.abc import Iterable
from datetime import date

import ibis.expr.types as ir
import pandas as pd

from analytics.features.attributes import attribute_numbers
from analytics.features.behaviour import basket_habits, order_habits
from analytics.features.names import FEATURES, SETS, Feature, Source, uploaded
from analytics.vocabulary.errors import SegbotError
from bot.language.commands.segment import Comparison
from bot.language.declaration import Request
from bot.language.words import find, nearest
from bot.services.context import Context
from storage.ledger.attributes import Attribute

#: Of the values of an attribute that is no number, as many as one reads in an error.
_FEW_VALUES = 3


def with_known_features(request: Request, context: Context) -> Request:
    """The request with its features named as the store names them.

    Raises
    ------
    SegbotError
        As `chosen`.
    """
    if not isinstance(request, Comparison):
        return request
    names = dict.fromkeys(name for name, _ in _resolved(request.features, context))
    return request.with_values({"features": ",".join(names)})


def chosen(features: str, context: Context) -> tuple[Feature, ...]:
    """The features that ``features=`` names, each once, in the order of their naming.

    Raises
    ------
    SegbotError
        If there is no such feature, or if it is an uploaded attribute that isn't a number.
    """
    found = [each for _, several in _resolved(features, context) for each in several]
    return tuple({each.name: each for each in found}.values())


def widened(
    frame: pd.DataFrame,
    features: Iterable[Feature],
    orders: ir.Table,
    lines: ir.Table,
    attributes: ir.Table,
    as_of: date,
) -> pd.DataFrame:
    """Add the features that take more than sums of orders, reading what these need and no more.

    Parameters
    ----------
    frame : DataFrame, one row per customer, columns as in ``analytics.vocabulary.schema.FEATURES``
    features : iterable of Feature
    orders, lines : Table
        Those that count.
    attributes : Table
        Everybody's.
    as_of : date

    Returns
    -------
    DataFrame, the same rows
        And the columns of ``HABITS`` and ``BASKETS`` in ``analytics.vocabulary.schema``, where
        some of them is wanted; and one column of floats per attribute. Missing where unknown.
    """
    sources = {each.source for each in features}
    if Source.HABITS in sources:
        frame = frame.merge(order_habits(orders, as_of).execute(), "left", "customer_id")
    if Source.BASKETS in sources:
        frame = frame.merge(basket_habits(lines, as_of).execute(), "left", "customer_id")
    for each in features:
        if each.source is Source.ATTRIBUTES:
            frame = frame.merge(_attribute(each.name, attributes), "left", "customer_id")
    return frame


def _attribute(name: str, attributes: ir.Table) -> pd.DataFrame:
    """One row per customer who has the attribute: ``customer_id`` and a float, named as it is."""
    of_name = attributes.filter(attributes.name == name)
    values = of_name.select("customer_id", "value").execute()
    numbers = attribute_numbers(values["value"].astype("str"))
    return pd.DataFrame({"customer_id": values["customer_id"], name: numbers})


def _resolved(features: str, context: Context) -> list[tuple[str, tuple[Feature, ...]]]:
    """Each name as it is spelt properly, with the features it stands for."""
    names = features.split(",")
    if all(name in SETS or name in FEATURES for name in names):
        return [(name, _computed(name)) for name in names]
    known = {each.name: each for each in context.store.attributes.names()}
    resolved = []
    for name in names:
        attribute = find(name, known)
        if name in SETS or name in FEATURES:
            resolved.append((name, _computed(name)))
        elif attribute is None:
            raise _unknown(name, known.values())
        elif not _is_numeric(known[attribute]):
            raise _no_number(known[attribute], known.values())
        else:
            resolved.append((attribute, (uploaded(attribute, known[attribute].label),)))
    return resolved


def _computed(name: str) -> tuple[Feature, ...]:
    return tuple(FEATURES[each] for each in SETS.get(name, (name,)))


def _is_numeric(attribute: Attribute) -> bool:
    """Whether most of its frequent values are numbers."""
    readable = pd.notna(attribute_numbers(pd.Series(attribute.values, dtype="str")))
    return bool(readable.sum() * 2 > len(readable))


def _unknown(name: str, known: Iterable[Attribute]) -> SegbotError:
    numeric = [each.name for each in known if _is_numeric(each)]
    close = nearest(name, [*SETS, *FEATURES, *numeric])
    if close:
        hint = f"Did you mean `{close}`?"
    else:
        of_yours = f"; and of what you uploaded, {_listed(numeric)}" if numeric else ""
        hint = f"There are {_listed(SETS)} for several at once; {_listed(FEATURES)}{of_yours}."
    return SegbotError(f"There is no feature `{name[:60]}`.", hint)


def _no_number(attribute: Attribute, known: Iterable[Attribute]) -> SegbotError:
    values = [each.replace("`", "'")[:40] for each in attribute.values[:_FEW_VALUES]]
    numeric = [each.name for each in known if _is_numeric(each)]
    instead = f"Numbers that you uploaded: {_listed(numeric)}. " if numeric else ""
    return SegbotError(
        f"Customers can't be compared by `{attribute.name}`, which isn't a number: "
        f"it is {', '.join(values)}{' and so on' if attribute.distinct > len(values) else ''}.",
        f'{instead}To look at some of the customers only, write `{attribute.name}="{values[0]}"`.',
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in names)
