"""How customers can be reached, by what was uploaded of them."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.vocabulary.identifiers import is_email
from bot.services.context import Context
from bot.services.selection.consent import OptedOut, opted_out
from bot.services.selection.contacts import all_known, contacts_of
from bot.services.selection.selection import Selection

_FROM_ABROAD = re.compile(r"(?:\+|00)\s*([1-9][0-9\s().\-/]{6,})")
#: Of a number with its country's code (ITU-T E.164 has the most).
_FEWEST_DIGITS, _MOST_DIGITS = 8, 15


@dataclass(frozen=True)
class Reach:
    """How customers can be reached.

    Attributes
    ----------
    email, phone, first_name, last_name : Series of str, indexed by ``customer_id``
        Addresses in small letters, and numbers as digits with their country's code, both missing
        where there is no whole one.
    """

    email: "pd.Series[str]"
    phone: "pd.Series[str]"
    first_name: "pd.Series[str]"
    last_name: "pd.Series[str]"


def reach(context: Context, people: Selection, customers: Sequence[str]) -> Reach:
    """How these customers can be reached; an id that is an e-mail address counts as one."""
    known = all_known(context, people, customers).reached
    names, ids = contacts_of(context.store.attributes.names()), known.index.to_series()

    def read(name: str | None, how: Callable[[str], str | None]) -> "pd.Series[str]":
        if name not in known:
            return pd.Series(None, known.index, dtype="object")
        return known[name].astype("object").map(how, na_action="ignore")

    return Reach(
        read(names.email, _address).fillna(ids.astype("object").map(_address)),
        read(names.phone, _number),
        read(names.first_name, str),
        read(names.last_name, str),
    )


def among(
    customers: Collection[str], email: "pd.Series[str]", context: Context, people: Selection
) -> "pd.Series[bool]":
    """Whether people are among some customers, by their id or their address.

    Parameters
    ----------
    email : Series of str, indexed by ``customer_id``
        Theirs, as ``reach`` gives it.
    """
    addresses = reach(context, people, sorted(customers)).email.dropna()
    return email.index.to_series().isin(customers) | email.isin(addresses)


def who_opted_out(context: Context, people: Selection) -> OptedOut:
    """Those of the whole shop who don't want to be written to."""
    return opted_out(context.store.attributes.names(), people.attributes)


def _address(text: str) -> str | None:
    """An e-mail address in small letters; None where it is none.

    >>> _address(" Ada@Shop.com "), _address("none")
    ('ada@shop.com', None)
    """
    tidy = text.strip().lower()
    return tidy if is_email(tidy) else None


def _number(text: str) -> str | None:
    """A phone number's digits with its country's code; None where the code isn't there.

    >>> _number("+44 (0)20 7946-0958"), _number("0044 20 79460958"), _number("020 7946 0958")
    ('442079460958', '442079460958', None)
    """
    found = _FROM_ABROAD.fullmatch(text.strip().replace("(0)", ""))
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return digits if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS else None
