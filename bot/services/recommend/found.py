"""What both answers rest on: who bought what, the lists made of it, and how good they were."""

from dataclasses import dataclass, replace
from functools import cached_property

from analytics.recommend import lists
from analytics.recommend.history import History, Places, purchases
from analytics.recommend.holdout import Holdout, hold_out
from analytics.recommend.model import Model, fit
from bot.services.context import Context
from bot.services.selection.selection import Selection


@dataclass(frozen=True, eq=False)
class Learned:
    """What the shop's sales say by a day, whoever is asked about.

    Attributes
    ----------
    history : History
    holdout : Holdout
    model : Model or None
        By which lists of new products are made; None where best sellers are shown, since nothing
        better is known to work here.
    """

    history: History
    holdout: Holdout
    model: Model | None


@dataclass(frozen=True, eq=False)
class Found:
    """Lists for the customers of a selection, made of all that the shop ever sold.

    Attributes
    ----------
    selection : Selection
    learned : Learned
    rows : array of int
        The places of the selection's customers who ever bought goods.
    length : int
        How many products each customer's lists have.
    """

    selection: Selection
    learned: Learned
    rows: Places
    length: int = lists.LENGTH

    @property
    def history(self) -> History:
        """Who bought what."""
        return self.learned.history

    @property
    def holdout(self) -> Holdout:
        """How often both lists came true."""
        return self.learned.holdout

    @property
    def model(self) -> Model | None:
        """By which the lists of new products are made."""
        return self.learned.model

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

    def name(self, product: int) -> str:
        """What a product is called."""
        return str(self.history.names[product])


def find(context: Context, selection: Selection) -> Found:
    """Count who bought what, hold out the last four weeks, and learn what to recommend now."""
    rests_on = (selection.data_version, selection.as_of)
    learned = context.store.kept.get("recommend", rests_on, lambda: _learn(context, selection))
    rows = learned.history.places(selection.features["customer_id"])
    return Found(selection, learned, rows)


def _learn(context: Context, selection: Selection) -> Learned:
    context.progress("counting who bought what")
    bought = purchases(selection.of_all_time.lines, selection.tables.products, selection.as_of)
    context.progress("trying it on the last four weeks")
    holdout = hold_out(bought)
    model = fit(bought.now) if holdout.new.wins else None
    return Learned(bought.now, holdout, model)
