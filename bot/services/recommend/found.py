"""What both answers rest on: who bought what, the lists made of it, and how good they were."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analytics.recommend import lists
from analytics.recommend.history import History, Places, names, purchases
from analytics.recommend.holdout import Holdout, hold_out
from analytics.recommend.model import Model, fit
from bot.services.context import Context
from bot.services.selection.selection import Selection


@dataclass(frozen=True, eq=False)
class Found:
    """Lists for the customers of a selection, made of all that the shop ever sold.

    Attributes
    ----------
    selection : Selection
    history : History
    holdout : Holdout
    model : Model or None
        By which the list of new products is made; None where best sellers are shown, since
        nothing better is known to work here.
    rows : array of int
        The places of the selection's customers who ever bought goods.
    length : int
        How many products each customer's lists have.
    """

    selection: Selection
    history: History
    holdout: Holdout
    model: Model | None
    rows: Places
    length: int = lists.LENGTH

    @cached_property
    def new(self) -> Places:
        """What each customer never bought and may."""
        if self.model is None:
            return lists.best(self.history, self.rows, self.length, new=True)
        return lists.new(self.history, self.model, self.rows, self.length)

    @cached_property
    def again(self) -> Places:
        """What each customer bought before and may again."""
        return lists.again(self.history, self.rows, self.length)

    def only(self, rows: Places, length: int) -> "Found":
        """The same for some customers alone, with lists of another length."""
        return replace(self, rows=rows, length=length)

    def code(self, product: int) -> str:
        """A product's code."""
        return str(self.history.products[product])

    def names(self, products: Iterable[int]) -> dict[int, str]:
        """What products are called."""
        codes = {int(each): self.code(each) for each in products if each != lists.NOTHING}
        called = names(self.selection.of_all_time.lines, sorted(set(codes.values())))
        return {place: called[code] for place, code in codes.items()}


def find(context: Context, selection: Selection) -> Found:
    """Count who bought what, hold out the last four weeks, and learn what to recommend now."""
    context.progress("counting who bought what")
    bought = purchases(selection.of_all_time.lines, selection.as_of)
    context.progress("trying it on the last four weeks")
    holdout = hold_out(bought)
    ids = selection.features["customer_id"].to_numpy(dtype=object)
    return Found(
        selection=selection,
        history=bought.now,
        holdout=holdout,
        model=fit(bought.now) if holdout.new.wins else None,
        rows=np.flatnonzero(np.isin(bought.now.customers, ids)),
    )
