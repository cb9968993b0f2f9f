"""What customers are compared by: computed features and uploaded numbers, by their names."""

from collections.abc import Iterable, Mapping
from datetime import date

import ibis.expr.types as ir
import pandas as pd

from analytics.features.attributes import attribute_numbers
from analytics.features.behaviour import basket_habits, order_habits
from analytics.features.names import FEATURES, SETS, Feature, Source, uploaded
from analytics.intake.headers import words_of
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import TOTALS
from bot.language.commands.segment import MOST_FEATURES, Comparison, SegmentRun
from bot.language.declaration import Request
from bot.language.words import nearest
from bot.services.context import Context
from bot.services.selection.attributes import find_attribute
from storage.ledger.attributes import Attribute

#: Of the values of an attribute that is no number, as many as one reads in an error.
_FEW_VALUES = 3
_TWO = 2
_NEARLY_ALL = 0.9
#: Words in headers of numbers that measure nothing.
_NUMBERING = {"id", "phone", "telephone", "mobile", "zip", "postcode", "postal", "plz"}
_STATED_AS = {
    "recency": ("recency", "last_order"),
    "frequency": ("frequency",),
    "monetary": ("monetary",),
    "tenure": ("first_order",),
}


def with_known_features(request: Request, context: Context) -> Request:
    """The request with its features named as the store names them.

    Raises
    ------
    SegbotError
        As `chosen`.
    """
    if not isinstance(request, Comparison):
        return request
    if request.features == Comparison.features and not isinstance(request, SegmentRun):
        # What isn't said is no setting, so that a stored run can be judged as it was made.
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


def known_numbers(names: Iterable[str], context: Context) -> tuple[Feature, ...]:
    """What is known of customers as numbers: those of these computed features that files tell, and
    every uploaded number that measures something."""
    known = {each.name: each for each in context.store.attributes.names()}
    if context.store.has_orders():
        has_money = context.store.has_money()
        told = [name for name in names if has_money or not FEATURES[name].of_money]
    else:
        told = [name for name in names if any(each in known for each in _STATED_AS.get(name, ()))]
    numbers = [name for name, each in known.items() if name not in TOTALS and is_measure(each)]
    return (
        *(FEATURES[name] for name in told),
        *(uploaded(name, known[name].label) for name in numbers),
    )


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
    # Of an empty store all that is missing is a file.
    has_orders = context.store.has_orders() or context.store.is_empty()
    has_money = context.store.has_money()
    if has_orders and has_money and all(name in SETS or name in FEATURES for name in names):
        return [(name, _computed(name)) for name in names]
    known = {each.name: each for each in context.store.attributes.names()}
    resolved: list[tuple[str, tuple[Feature, ...]]] = []
    for name in names:
        attribute = find_attribute(name, known)
        if not has_orders and (name in SETS or name in FEATURES):
            resolved += [(each.name, (each,)) for each in _without_orders(name, known)]
        elif name in SETS or name in FEATURES:
            found = _computed(name) if has_money else _without_money(name)
            resolved.append((name, found))
        elif attribute is None:
            raise _unknown(name, known.values())
        elif not _is_numeric(known[attribute]):
            raise _no_number(known[attribute], known.values())
        else:
            resolved.append((attribute, (uploaded(attribute, known[attribute].label),)))
    return resolved


def _computed(name: str) -> tuple[Feature, ...]:
    return tuple(FEATURES[each] for each in SETS.get(name, (name,)))


def _without_orders(name: str, known: Mapping[str, Attribute]) -> tuple[Feature, ...]:
    """What a name stands for where there are no orders: as much of it as files state of all the
    orders of a customer; a set of which they state nothing stands for the numbers in them."""
    stated = tuple(
        FEATURES[each]
        for each in SETS.get(name, (name,))
        if any(total in known for total in _STATED_AS.get(each, ()))
    )
    if stated:
        return stated
    if name in FEATURES:
        raise SegbotError(
            f"There are no orders here yet, so `{name}` isn't known of anybody.",
            f"Numbers that you uploaded: {_listed(_telling(known.values()))}.",
        )
    numbers = _telling(known.values())
    if not numbers:
        raise SegbotError(
            "Nothing that is known of customers is a number, so they can't be compared yet.",
            "Upload a file with numbers, such as an age, or a file of orders.",
        )
    return tuple(uploaded(each, known[each].label) for each in numbers[:MOST_FEATURES])


def _without_money(name: str) -> tuple[Feature, ...]:
    """What a name stands for where no file says what was paid."""
    found = tuple(each for each in _computed(name) if not each.of_money)
    if not found:
        raise SegbotError(
            f"No file here says what was paid, so `{name}` isn't known of anybody.",
            "Compare by when and how often they bought: `features=recency,frequency`.",
        )
    return found


def _telling(known: Iterable[Attribute]) -> list[str]:
    """The attributes that are numbers and known of nearly everybody, without those that only
    number things, and rather those with more than two values."""
    known = list(known)
    most = max((each.customers for each in known), default=0)
    numeric = [each for each in known if each.customers >= _NEARLY_ALL * most and is_measure(each)]
    finer = [each for each in numeric if each.distinct > _TWO]
    return [each.name for each in finer or numeric]


def is_measure(attribute: Attribute) -> bool:
    """Whether it is a number that isn't the same for all and doesn't only number things."""
    varies = attribute.distinct > 1 and not _NUMBERING & words_of(attribute.label)
    return varies and _is_numeric(attribute)


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
    name, values = attribute.name, [each.replace("`", "'")[:40] for each in attribute.values]
    numeric = [each.name for each in known if _is_numeric(each)]
    instead = f"Numbers that you uploaded: {_listed(numeric)}. " if numeric else ""
    if attribute.tells_apart:
        # Whoever reads along learns nobody's address.
        is_, such = "", "…"
    else:
        more = " and so on" if attribute.distinct > _FEW_VALUES else ""
        is_, such = f": it is {', '.join(values[:_FEW_VALUES])}{more}", values[0]
    return SegbotError(
        f"Customers can't be compared by `{name}`, which isn't a number{is_}.",
        f"{instead}`/explore attributes {name}` shows who has which; to look at some of the "
        f'customers only, write `{name}="{such}"`.',
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in names)
