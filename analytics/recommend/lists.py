"""Each customer's own lists: what they buy again, what is new to them, and what sells best."""

import numpy as np

from analytics.recommend.history import History, Places
from analytics.recommend.model import Floats, Model, best_sellers

#: How long a customer's list is, by which recommendations are measured.
LENGTH = 10
#: Stands where a list has ended.
NOTHING = -1
_AT_ONCE = 500
#: Scores that agree to five digits are the same; which of two is larger by less depends on the
#: order in which a machine adds.
_DIGITS = 1e5


def again(history: History, rows: Places, length: int = LENGTH) -> Places:
    """What customers may buy again: what they bought on the most days, weighed by how many
    customers buy it now.

    Parameters
    ----------
    rows : array of int
        The customers' places.

    Returns
    -------
    array of int, shape (rows, length)
        Places of products, the best first; ``NOTHING`` where there are no more.
    """
    asked = np.full(len(history.customers), NOTHING)
    asked[rows] = np.arange(len(rows))
    kept = (asked[history.who] != NOTHING) & history.offered[history.what]
    who, what = asked[history.who[kept]], history.what[kept]
    score = history.days[kept] * np.log1p(history.recent[what] + 0.5)
    order = np.lexsort((what, history.last[kept], -np.round(score, 5), who))
    who, what = who[order], what[order]
    place = np.arange(len(who)) - np.searchsorted(who, who)
    found = np.full((len(rows), length), NOTHING)
    first = place < length
    found[who[first], place[first]] = what[first]
    return found


def new(history: History, model: Model, rows: Places, length: int = LENGTH) -> Places:
    """What customers may buy who never did, by what they bought; as :func:`again` gives it."""
    bought = history.bought
    parts = []
    for start in range(0, len(rows), _AT_ONCE):
        theirs = bought[rows[start : start + _AT_ONCE]]
        scores = model.scores(theirs)
        scores[theirs[:, model.targets].nonzero()] = -np.inf
        parts.append(_first(scores, model.targets, length))
    return np.vstack(parts) if parts else np.empty((0, length), dtype=np.int64)


def best(history: History, rows: Places, length: int = LENGTH, *, new: bool) -> Places:
    """The best sellers of the last four weeks, the same for everybody; with ``new`` without what
    each of them has; as :func:`again` gives it."""
    sellers = best_sellers(history)
    if not new:
        found = np.full((len(rows), length), NOTHING)
        found[:, : len(sellers)] = sellers[:length]
        return found
    bought = history.bought
    parts = []
    for start in range(0, len(rows), _AT_ONCE):
        theirs = bought[rows[start : start + _AT_ONCE]]
        # Who has so many products lacks some of the first sellers that are that many more.
        first = sellers[: length + int(np.diff(theirs.indptr).max())]
        have = theirs[:, first].toarray() > 0
        parts.append(_first(np.where(have, np.float32(-np.inf), np.float32(0)), first, length))
    return np.vstack(parts) if parts else np.empty((0, length), dtype=np.int64)


def _first(scores: Floats, targets: Places, length: int) -> Places:
    """The targets of the highest scores of each row, of equal ones those that stand first."""
    many = len(targets)
    if not many:
        return np.full((len(scores), length), NOTHING)
    never = np.isneginf(scores)
    whole = np.round(np.where(never, 0, scores).astype(np.float64) * _DIGITS).astype(np.int64)
    keys = whole * many - np.arange(many)
    keys[never] = np.iinfo(np.int64).min + 1
    shown = min(length, many)
    part = np.argpartition(-keys, shown - 1, axis=1)[:, :shown] if shown < many else None
    if part is None:
        part = np.broadcast_to(np.arange(many), keys.shape)
    order = np.argsort(-np.take_along_axis(keys, part, axis=1), axis=1, kind="stable")
    columns = np.take_along_axis(part, order, axis=1)
    places = np.where(np.take_along_axis(never, columns, axis=1), NOTHING, targets[columns])
    found = np.full((len(scores), length), NOTHING)
    found[:, :shown] = places
    return found
