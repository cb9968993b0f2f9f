"""Customers and days as people read them: lists, lines about a part, when."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.vocabulary.wording import counted, day
from bot.services.answer import Column, Format, Line, Table
from bot.services.formats import Formats


@dataclass(frozen=True)
class Buyer:
    """One customer in a list.

    Attributes
    ----------
    customer_id : str
    recency : int
        Days since the last purchase.
    frequency : int
        Purchase orders.
    monetary : float
        Money spent.
    """

    customer_id: str
    recency: int
    frequency: int
    monetary: float


def best_first(frame: pd.DataFrame) -> list[Buyer]:
    """The customers of a frame indexed by ``customer_id``: who spent most first, then by id."""
    ordered = frame.sort_index().sort_values("monetary", ascending=False, kind="stable")
    columns = (ordered[name].tolist() for name in ("recency", "frequency", "monetary"))
    return [Buyer(*each) for each in zip(ordered.index.tolist(), *columns, strict=True)]


def buyer_table(name: str, buyers: list[Buyer], most: int) -> Table:
    """The first of a list of customers; few enough columns for a phone."""
    shown = buyers[:most]
    return Table(
        title=f"{name}: top {len(shown)} of {len(buyers):,} by money spent",
        columns=(
            Column("Customer"),
            Column("Spent", Format.MONEY),
            Column("Orders", Format.COUNT),
            Column("Days since last", Format.WHOLE),
        ),
        rows=tuple(
            (each.customer_id, each.monetary, each.frequency, each.recency) for each in shown
        ),
    )


def part_line(name: str, customers: int, share: float, revenue_share: float) -> Line:
    """A part of the customers in one line, its figures worded as tables word them."""
    bring = "brings" if customers == 1 else "bring"
    of_all, of_revenue = (Formats().cell(each, Format.SHARE) for each in (share, revenue_share))
    return Line(
        f"{counted(customers, 'customer')}, {of_all}, {bring} {of_revenue} of revenue.", lead=name
    )


def span(first: str | None, last: str | None) -> str:
    """From when to when, of ISO texts; None where there is nothing."""
    if first is None or last is None:
        return "no purchases"
    days = [day(date.fromisoformat(each[:10])) for each in (first, last)]
    return " to ".join(dict.fromkeys(days))
