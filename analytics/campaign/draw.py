"""Who is held out of a campaign: drawn by lot, alike in what they spend and when they last came."""

import math
from hashlib import blake2b

import numpy as np
import pandas as pd

#: As many people of the smaller group as a stratum must have on average.
_FEWEST_IN_STRATUM = 5
#: Into how many parts value and recency are cut each, where there are people enough.
_PARTS = (3, 2)
_BYTES = 8


def draw(customers: pd.DataFrame, share: float, key: bytes) -> pd.DataFrame:
    """Draw a control group.

    People are put into strata by what they spent and how long ago they came last, and within each
    into the order of a hash that nobody can foresee without the key. As many are held out as
    ``share`` of all is, rounded. Going through them in that order, everyone at whom the count of
    people times that part of them passes a whole number is held out, from a random start: each is
    so with the same chance, and each stratum has its part to less than one person.

    Parameters
    ----------
    customers : DataFrame, one row per customer
        ``customer_id``; ``contact``, a text that two rows of the same person have alike, missing
        where it isn't known; ``recency`` in days and ``monetary``, both missing where unknown.
    share : float
        Of people to be held out.
    key : bytes
        The campaign's own, at most 64 of them: the same key gives the same draw.

    Returns
    -------
    DataFrame, one row per customer, people in the order of their hashes
        ``customer_id``, ``person`` (a number from 0), ``stratum`` (a number) and ``control``.
    """
    own, person = customers["customer_id"], persons(customers)
    theirs = customers.groupby(person)
    people = pd.DataFrame(
        {
            "recency": theirs["recency"].min(),
            "monetary": theirs["monetary"].sum(min_count=1),
            "lot": [_lot(str(each), key) for each in theirs.groups],
        }
    )
    parts = _parts(round(len(people) * min(share, 1 - share)))
    people["stratum"] = _part(people["monetary"], parts) * parts + _part(people["recency"], parts)
    people = people.sort_values(["stratum", "lot"])
    # In whole numbers, so that not one more or fewer is drawn than was said beforehand.
    start = (_lot("", key) * len(people)) >> (8 * _BYTES)
    passed = (np.arange(len(people) + 1) * round(len(people) * share) + start) // len(people)
    people["control"] = np.diff(passed) > 0
    people = people.sort_values("lot")
    people["person"] = np.arange(len(people))
    drawn = {name: person.map(people[name]) for name in ("person", "stratum", "control")}
    found = pd.DataFrame({"customer_id": own, **drawn})
    return found.sort_values(["person", "customer_id"], ignore_index=True)


def persons(customers: pd.DataFrame) -> "pd.Series[str]":
    """Who each customer is: the first of the ids of those who have one contact.

    Parameters
    ----------
    customers : DataFrame
        As :func:`draw` takes it.
    """
    own = customers["customer_id"]
    return own.groupby(customers["contact"]).transform("min").fillna(own).rename("who")


def _lot(name: str, key: bytes) -> int:
    return int.from_bytes(blake2b(name.encode(), key=key, digest_size=_BYTES).digest(), "big")


def _parts(fewest: int) -> int:
    return next((each for each in _PARTS if fewest >= _FEWEST_IN_STRATUM * each**2), 1)


def _part(values: "pd.Series[float]", parts: int) -> "pd.Series[int]":
    """In which part of equal size each value is; equal values are in the same one."""
    rank = values.rank(pct=True).fillna(1)
    return (rank * parts).map(math.ceil) - 1
