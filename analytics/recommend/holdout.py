"""How good recommendations are: the last four weeks held out, beside what sold best before."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.stats import norm

from analytics.intervals import wilson
from analytics.recommend import lists
from analytics.recommend.history import Flags, Places, Purchases
from analytics.recommend.model import fit

#: Of customers whom only one of two lists served, how sure it must be that it wasn't chance.
LEVEL = 0.95
#: Fewer customers to measure by measure nothing.
FEWEST_CUSTOMERS = 20


@dataclass(frozen=True)
class Trial:
    """A list of ten for each customer, beside the ten best sellers, against what they then bought.

    Attributes
    ----------
    customers : int
        Who had bought before and, in the four weeks, bought something that counts.
    hits, hits_recent : int
        Of them, for whom one at least of the ten came true; of the best sellers.
    recall, recall_recent : float
        Which share of what they bought was among the ten, on average over customers.
    only, only_recent : int
        For whom this list alone, or the best sellers alone, came true.
    """

    customers: int
    hits: int
    hits_recent: int
    recall: float
    recall_recent: float
    only: int
    only_recent: int

    @property
    def told(self) -> bool:
        """Whether there are enough customers to tell."""
        return self.customers >= FEWEST_CUSTOMERS

    @property
    def hit_rate(self) -> float:
        """Share of customers for whom it came true."""
        return self.hits / self.customers

    @property
    def hit_rate_recent(self) -> float:
        """The same of the best sellers."""
        return self.hits_recent / self.customers

    @property
    def wins(self) -> bool:
        """Whether more customers are served than by the best sellers, be it by chance."""
        return self.told and self.hits > self.hits_recent

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval for the share of customers that this list served, of those whom only
        one of the two did: above a half it is better by more than chance (McNemar 1947)."""
        tries = self.only + self.only_recent
        if not tries:
            return 0.0, 1.0
        return wilson(float(self.only), float(tries), float(norm.ppf((1 + LEVEL) / 2)))

    @property
    def surely(self) -> bool:
        """Whether it serves more by more than chance."""
        return self.wins and self.interval[0] > 0.5


@dataclass(frozen=True)
class Holdout:
    """How good both lists were for the last four weeks, made of what was known before.

    Attributes
    ----------
    new, again : Trial
        Counted are products that were sold before; for ``new`` those new to the customer.
    """

    new: Trial
    again: Trial


def hold_out(purchases: Purchases) -> Holdout:
    """Make both lists as of four weeks ago, and see what customers bought since."""
    before = purchases.before
    began = np.bincount(before.who, minlength=len(before.customers)) > 0
    known = before.buyers > 0
    bought = sparse.csr_array(purchases.since.multiply(known))
    bought.eliminate_zeros()
    unseen = sparse.csr_array(bought - bought.multiply(before.bought))
    unseen.eliminate_zeros()
    rows = _rows(bought, began)
    again = _trial(bought, rows, lists.again(before, rows), lists.best(before, rows, new=False))
    rows, model = _rows(unseen, began), fit(before)
    recent = lists.best(before, rows, new=True)
    ours = recent if model is None else lists.new(before, model, rows)
    return Holdout(_trial(unseen, rows, ours, recent), again)


def _rows(bought: sparse.csr_array, began: Flags) -> Places:
    return np.flatnonzero((np.diff(bought.indptr) > 0) & began)


def _trial(bought: sparse.csr_array, rows: Places, ours: Places, recent: Places) -> Trial:
    many = np.diff(bought.indptr)[rows]
    found, found_recent = (_found(bought, rows, each) for each in (ours, recent))
    hit, hit_recent = found > 0, found_recent > 0
    return Trial(
        customers=len(rows),
        hits=int(hit.sum()),
        hits_recent=int(hit_recent.sum()),
        recall=float((found / many).mean()) if len(rows) else 0.0,
        recall_recent=float((found_recent / many).mean()) if len(rows) else 0.0,
        only=int((hit & ~hit_recent).sum()),
        only_recent=int((hit_recent & ~hit).sum()),
    )


def _found(bought: sparse.csr_array, rows: Places, listed: Places) -> Places:
    """How many of each customer's list they bought."""
    place, _ = np.nonzero(listed != lists.NOTHING)
    what = listed[listed != lists.NOTHING]
    who, which = (each.astype(np.int64) for each in bought.nonzero())
    came = np.isin(rows[place] * bought.shape[1] + what, who * bought.shape[1] + which)
    return np.bincount(place[came], minlength=len(rows))
