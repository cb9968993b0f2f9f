"""What a file says about customers, as attributes with names that can be typed.

Rows of orders say it too, in columns that have one value for each customer: a gender, an age, a
home store.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.dates import DateForm, times
from analytics.intake.headers import snake_case, without_brackets
from analytics.intake.numbers import DecimalMark, numbers
from analytics.intake.reading import Reading, Role
from analytics.intake.totals import stated
from analytics.vocabulary.identifiers import as_identifiers, as_values
from analytics.vocabulary.rows import NO_PARTNER, SURPLUS, TOTALS, Reason

_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_VARIES = 0.05
"""As many customers of a hundred may have had another value at another time."""
_FEW, _SHARED = 5, 0.5
_MOSTLY = 0.9
_LONGEST = 60
_ENOUGH = 1_000
"""So many customers tell already what the others will be like."""
_DIGITS = 4


@dataclass(frozen=True)
class Attributes:
    """A chunk of customers' rows.

    Attributes
    ----------
    values : DataFrame, one row per customer and attribute, indexed by line number
        ``customer_id``, ``name`` (as it is typed: ``birth_year``), ``label`` (the file's header),
        ``value``; empty values are left out.
    rejected : DataFrame, indexed by line number
        ``reason``: the row doesn't name a customer, or can't be read.
    """

    values: pd.DataFrame
    rejected: pd.DataFrame


def attributes(chunk: pd.DataFrame, reading: Reading) -> Attributes:
    """Take each column but the customer's as an attribute; what all orders of a customer come to,
    under the names of ``TOTALS``, as plain numbers and ISO dates.

    Parameters
    ----------
    chunk : DataFrame of str, one row per row of the file, under the file's headers
    reading : Reading
        Of the kind ``CUSTOMERS``.
    """
    customers = as_identifiers(chunk[reading.columns[Role.CUSTOMER]])
    surplus = (chunk[SURPLUS] != "").to_numpy() if SURPLUS in chunk else np.zeros(len(chunk), bool)
    too_long = (customers.str.len() > 200).to_numpy(dtype=bool, na_value=False)
    unknown = customers.isna().to_numpy()
    reasons = np.select(
        [surplus, unknown, too_long],
        [
            reason.value
            for reason in (Reason.TOO_MANY_CELLS, Reason.MISSING_CUSTOMER, Reason.TOO_LONG)
        ],
        default="",
    ).astype(object)
    sound = reasons == ""
    alone = {each[0] for each in reading.totals.values() if len(each) == 1}
    passed = {reading.columns[Role.CUSTOMER], SURPLUS, NO_PARTNER, *alone}
    headers = [str(name) for name in chunk if name not in passed]
    known = [
        (name, header, as_values(chunk.loc[sound, header]))
        for header, name in zip(headers, attribute_names(headers), strict=True)
    ]
    known += [
        (name, " + ".join(parts), stated(chunk[sound], name, parts, reading.dates, reading.decimal))
        for name, parts in reading.totals.items()
    ]
    pieces = [
        pd.DataFrame(
            {"customer_id": customers[sound], "name": name, "label": header, "value": values}
        ).dropna(subset="value")
        for name, header, values in known
    ]
    empty = pd.DataFrame(columns=["customer_id", "name", "label", "value"], dtype="str")
    values = pd.concat(pieces).sort_index(kind="stable") if pieces else empty
    rejected = pd.DataFrame({"reason": reasons}, index=chunk.index)[~sound]
    return Attributes(values, rejected)


class OrderRowAttributes:
    """Finds, among the columns of rows of orders, those with one value for each customer.

    A column that nearly every customer has a value of their own in (a name, an address, a row's
    number) describes nobody, unless it measures something; dates and long texts don't either.

    Parameters
    ----------
    headers : iterable of str
        The columns to look at.
    """

    def __init__(self, headers: Iterable[str]) -> None:
        self._found = {header: _pairs([], []) for header in headers}

    def add(self, customers: "pd.Categorical[str]", chunk: pd.DataFrame) -> None:
        """Take notice of some rows.

        Parameters
        ----------
        customers : Categorical of str
            Whose each row is, missing where nobody knows.
        chunk : DataFrame of str, the same rows
        """
        known = customers.codes >= 0
        ids = np.asarray(customers)[known]
        for header, before in list(self._found.items()):
            if header not in chunk:
                continue
            now = _pairs(ids, as_values(chunk.loc[known, header]))
            pairs = pd.concat([before, now], ignore_index=True).drop_duplicates(
                ["customer_id", "value"], keep="last"
            )
            if self._can_be(pairs):
                self._found[header] = pairs
            else:
                del self._found[header]

    def values(self) -> pd.DataFrame:
        """The attributes found, as :class:`Attributes` has them; each customer's last value."""
        found = {
            header: pairs.drop_duplicates("customer_id", keep="last")
            for header, pairs in self._found.items()
            if self._tells(pairs)
        }
        names = attribute_names(list(found))
        pieces = [
            pairs.assign(name=name, label=header)
            for (header, pairs), name in zip(found.items(), names, strict=True)
        ]
        columns = ["customer_id", "name", "label", "value"]
        empty = pd.DataFrame(columns=columns, dtype="str")
        return pd.concat(pieces, ignore_index=True)[columns] if pieces else empty

    @staticmethod
    def _can_be(pairs: pd.DataFrame) -> bool:
        """Whether as good as all customers have one value by now, and none is a long text."""
        if pairs.empty:
            return True
        customers = pairs["customer_id"].nunique()
        several = len(pairs) - customers
        steady = several <= _VARIES * customers and pairs["value"].str.len().max() <= _LONGEST
        return steady and (customers < _ENOUGH or OrderRowAttributes._tells(pairs))

    @staticmethod
    def _tells(pairs: pd.DataFrame) -> bool:
        """Whether values are shared by customers, or are numbers; and are no days."""
        if pairs.empty:
            return False
        values = pairs["value"].drop_duplicates()
        customers = pairs["customer_id"].nunique()
        found = numbers(values, DecimalMark.POINT)
        dated = ~np.isnat(times(values, DateForm())) & np.isnan(found)
        if dated.mean() >= _MOSTLY:
            return False
        if len(values) <= max(_FEW, customers * _SHARED):
            return True
        measured = ~np.isnan(found)
        # Numbers of one length, each somebody's own, number people: a phone, a card.
        of_one_length = values.str.len().nunique() == 1 and values.str.len().iloc[0] > _DIGITS
        return bool(measured.mean() >= _MOSTLY) and not of_one_length


def _pairs(customers: npt.ArrayLike, values: "pd.Series[str] | Sequence[str]") -> pd.DataFrame:
    pairs = pd.DataFrame(
        {
            "customer_id": pd.Series(customers, dtype="str"),
            "value": pd.Series(np.asarray(values, dtype=object), dtype="str"),
        }
    )
    return pairs.dropna().drop_duplicates(keep="last")


def attribute_names(headers: Sequence[str]) -> tuple[str, ...]:
    """Each header as a name that can be typed in a command, unlike all the others, and unlike what
    all orders of a customer come to; what stands in brackets, a unit mostly, only where it tells
    headers apart."""
    names: list[str] = []
    bare = [snake_case(_PARTS.sub(" ", without_brackets(header))) for header in headers]
    for header, short in zip(headers, bare, strict=True):
        wanted = (short if bare.count(short) == 1 else snake_case(header)) or "attribute"
        name, copy = wanted, 2
        while name in names or name in TOTALS:
            name, copy = f"{wanted}_{copy}", copy + 1
        names.append(name)
    return tuple(names)
