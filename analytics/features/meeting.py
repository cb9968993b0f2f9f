"""Who meets conditions on what is known of customers."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features.attributes import attribute_numbers
from analytics.features.behaviour import basket_habits, order_habits
from analytics.features.conditions import Comparison, Condition, Rule
from analytics.features.customers import alike
from analytics.features.names import FEATURES, Source

_COMPARE: Mapping[Comparison, Callable[[Any, Any], Any]] = {
    Comparison.AT_MOST: operator.le,
    Comparison.AT_LEAST: operator.ge,
    Comparison.LESS: operator.lt,
    Comparison.MORE: operator.gt,
    Comparison.EQUAL: operator.eq,
    Comparison.OTHER: operator.ne,
}


def meets(features: pd.DataFrame, rule: Rule) -> npt.NDArray[np.bool_]:
    """Whether each customer meets a rule of numbers.

    Parameters
    ----------
    features : DataFrame, one row per customer, a column for each of ``features_of(rule)``
    rule : Rule

    Returns
    -------
    array of bool, shape (n_customers,)
    """

    def met(condition: Condition) -> npt.NDArray[np.bool_]:
        values = features[condition.feature].to_numpy(dtype="float64", na_value=np.nan)
        compared: npt.NDArray[np.bool_] = _COMPARE[condition.comparison](values, condition.value)
        known: npt.NDArray[np.bool_] = ~np.isnan(values)
        return known & compared

    found: npt.NDArray[np.bool_] = np.zeros(len(features), dtype=bool)
    for part in rule:
        found |= reduce(operator.and_, map(met, part))
    return found


def meeting(
    customers: ir.Table,
    rule: Rule,
    orders: ir.Table,
    lines: ir.Table,
    attributes: ir.Table,
    as_of: date,
) -> ir.Table:
    """Keep the customers who meet a rule, as an expression.

    What takes more than sums of orders is looked up only where the rule asks for it.

    Parameters
    ----------
    customers : Table, one row per customer
        As :func:`analytics.features.customers.customer_features` gives it for this day.
    rule : Rule
        At least one part.
    orders, lines : Table
        Those that the features are of, as in ``schema.ORDERS`` and ``schema.LINES``.
    attributes : Table
        As in ``schema.ATTRIBUTES``; read once for each condition that compares one as a number.
    as_of : date
    """

    def met(condition: Condition) -> ir.BooleanValue:
        known = FEATURES.get(condition.feature)
        if known and known.source is Source.ORDERS:
            column = customers[condition.feature]
            return column.notnull() & _COMPARE[condition.comparison](column, condition.value)
        if known is None:
            having = _having(attributes, condition)
        else:
            habits = (
                order_habits(orders, as_of)
                if known.source is Source.HABITS
                else basket_habits(lines, as_of)
            )
            column = habits[condition.feature]
            having = habits.filter(_COMPARE[condition.comparison](column, condition.value))
        return customers.customer_id.isin(having.customer_id)

    parts = (reduce(operator.and_, map(met, each)) for each in rule)
    return customers.filter(reduce(operator.or_, parts))


def orders_meeting(orders: ir.Table, rule: Rule, attributes: ir.Table) -> ir.Table:
    """Keep the orders, or lines, of which a rule is true.

    Parameters
    ----------
    orders : Table
        As in ``schema.ORDERS`` or ``schema.LINES``.
    rule : Rule
        At least one part; by attributes of orders.
    attributes : Table
        As in ``schema.ORDER_ATTRIBUTES``; read as in :func:`meeting`.
    """

    def met(condition: Condition) -> ir.BooleanValue:
        return orders.order_id.isin(_having(attributes, condition).order_id)

    parts = (reduce(operator.and_, map(met, each)) for each in rule)
    return orders.filter(reduce(operator.or_, parts))


def _having(attributes: ir.Table, condition: Condition) -> ir.Table:
    """The rows of customers, or orders, whose attribute is as a condition says."""
    named = attributes.filter(attributes.name == condition.feature)
    if isinstance(condition.value, str):
        same = alike(named.value, condition.value)
        return named.filter(same if condition.comparison is Comparison.EQUAL else ~same)
    # How a file writes numbers shows in all of its values together, which no engine can tell.
    values = named.select("value").distinct().execute()["value"].astype("str")
    numbers = pd.DataFrame({condition.feature: attribute_numbers(values)})
    other = condition.comparison is Comparison.OTHER
    # A text that is no number is another value too.
    asked = replace(condition, comparison=Comparison.EQUAL) if other else condition
    found = values[meets(numbers, ((asked,),))].tolist()
    is_found = named.value.isin(found) if found else ibis.literal(False)
    return named.filter(~is_found if other else is_found)
