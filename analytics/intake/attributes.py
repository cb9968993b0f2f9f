"""What a file says about customers, as attributes with names that can be typed.

Rows of orders say it too, in columns that have one value for each customer: a gender, an age, a
home store, an e-mail address. What varies within customers and has one value for each order (a
channel, a campaign) is an attribute of orders.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.columns import numbers_something
from analytics.intake.dates import DateForm, times
from analytics.intake.headers import snake_case, without_brackets
from analytics.intake.numbers import DecimalMark, numbers
from analytics.intake.reading import Reading, Role
from analytics.intake.totals import stated
from analytics.vocabulary.identifiers import as_identifiers, as_values, is_email
from analytics.vocabulary.rows import SURPLUS, TOTALS, UNWRITTEN, Reason

_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_VARIES = 0.05
"""As many customers may have had another value at another time; and orders, among their rows."""
_FEW, _SHARED = 5, 0.5
_MOSTLY = 0.9
_LONGEST = 60
_ENOUGH = 1_000
"""So many customers tell already what the others will be like."""
_DIGITS = 4
_MOST_VALUES = 200
"""Of an attribute of orders: the stores of a chain, and no texts that somebody wrote."""
_UNKNOWN, _SEVERAL = -1, -2
_BEYOND = float("inf")
EMAIL = "email"
"""The name of an attribute."""


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
    passed = {reading.columns[Role.CUSTOMER], *UNWRITTEN, *alone}
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


@dataclass(frozen=True, eq=False)
class OrderColumn:
    """What a column says of orders.

    Attributes
    ----------
    name, label : str
        As it is typed, and as the file heads it.
    values : DataFrame, one row per order that has a value
        ``order_id`` and ``value`` (a category).
    mixed : int
        Orders whose rows have several values; they have none then.
    varies : bool
        Whether it is no attribute of customers, who have one now and another then.
    """

    name: str
    label: str
    values: pd.DataFrame
    mixed: int
    varies: bool


@dataclass(frozen=True, eq=False)
class RowAttributes:
    """What rows of orders say beside.

    Attributes
    ----------
    of_customers : DataFrame
        As the values of :class:`Attributes`; each customer's value of their latest order.
    of_orders : tuple of OrderColumn
        Also of columns that are the customers', where other files may have them vary.
    addresses : tuple of str
        Headers of the columns that hold the customers' e-mail addresses.
    others_addresses : tuple of str
        Headers of those that hold addresses which aren't one customer's each.
    """

    of_customers: pd.DataFrame
    of_orders: tuple[OrderColumn, ...]
    addresses: tuple[str, ...] = ()
    others_addresses: tuple[str, ...] = ()


class OrderRowAttributes:
    """Finds, among the columns of rows of orders, those with one value for each customer, and
    those with one of some values for each order.

    A column that nearly every customer has a value of their own in (a name, a street, a row's
    number) describes nobody, unless it measures something; dates and long texts don't either.
    E-mail addresses that are one customer's each are kept, to write to: each customer's latest.
    Of orders only words tell, and numbers of stores.

    Parameters
    ----------
    headers : iterable of str
        The columns to look at.
    money : collection of str
        Those whose headers speak of money: numbers in them are no attribute.
    store : str, optional
        The column of stores or tills.
    """

    def __init__(
        self, headers: Iterable[str], money: Collection[str] = (), store: str | None = None
    ) -> None:
        self._columns = {
            header: _Column(
                _OrderValues(is_store=header == store, is_code=numbers_something(header)),
                is_money=header in money,
                is_code=numbers_something(header),
            )
            for header in headers
        }
        self._addresses: dict[str, _Addresses] = {}

    def add(
        self,
        customers: "pd.Categorical[str]",
        orders: npt.NDArray[np.int64],
        times: npt.NDArray[np.datetime64],
        chunk: pd.DataFrame,
    ) -> None:
        """Take notice of some rows.

        Parameters
        ----------
        customers : Categorical of str
            Whose each row is, missing where nobody knows.
        orders : array of int64
            Which order each row is of, by an id that rises with new orders; 0 for none.
        times : array of datetime64
            When each row was bought.
        chunk : DataFrame of str, the same rows
        """
        for header in [*self._addresses, *self._columns]:
            if header not in chunk:
                continue
            codes, texts = pd.factorize(chunk[header])
            # Trimmed, two texts may be one value.
            told, values = pd.factorize(as_values(pd.Series(texts, dtype="str")))
            codes = np.append(told, -1)[codes]
            if header in self._columns and _are_addresses(values):
                del self._columns[header]
                self._addresses[header] = _Addresses()
            if header in self._addresses:
                self._addresses[header].add(customers, times, codes, list(values))
                continue
            column = self._columns[header]
            column.add(customers, orders, times, codes, list(values))
            if not column.may_tell:
                del self._columns[header]

    def found(
        self, came_back: Callable[[], int], known_of_orders: Collection[str] = ()
    ) -> RowAttributes:
        """What the columns came to.

        Parameters
        ----------
        came_back : callable
            How many customers have several orders: only theirs show whether a value is the
            customer's or the order's. Asked where there is a doubt.
        known_of_orders : collection of str
            Names of attributes that are the orders' in other files.
        """
        addresses = [header for header, each in self._addresses.items() if each.are_theirs]
        doubtful = any(0 < each.several < _BEYOND for each in self._columns.values())
        most = _VARIES * came_back() if doubtful else 0.0
        spelt = dict(zip(self._columns, attribute_names(list(self._columns)), strict=True))
        varying = {
            header
            for header, each in self._columns.items()
            if each.several > most or spelt[header] in known_of_orders
        }
        theirs = [
            header
            for header, each in self._columns.items()
            if header not in varying and each.tells_of_customers
        ]
        of_orders = [
            header
            for header, each in self._columns.items()
            if each.of_orders.tells and (header in varying or header in theirs)
        ]
        # What stands in brackets is said only where it tells those apart that are there.
        told = [header for header in self._columns if header in theirs or header in of_orders]
        names = dict(zip(told, attribute_names(told), strict=True))
        # One that stands alone is the e-mail address, as a file of customers has it.
        called = (EMAIL,) if len(addresses) == 1 else attribute_names(addresses)
        names |= dict(zip(addresses, called, strict=True))
        last_values = {header: self._columns[header].last_values for header in theirs}
        last_values |= {header: self._addresses[header].last_values for header in addresses}
        pieces = [
            values.assign(name=names[header], label=header)
            for header, values in last_values.items()
        ]
        columns = ["customer_id", "name", "label", "value"]
        empty = pd.DataFrame(columns=columns, dtype="str")
        return RowAttributes(
            pd.concat(pieces, ignore_index=True)[columns] if pieces else empty,
            tuple(
                OrderColumn(
                    names[header],
                    header,
                    self._columns[header].of_orders.frame(),
                    self._columns[header].of_orders.mixed,
                    header in varying,
                )
                for header in of_orders
            ),
            tuple(addresses),
            tuple(header for header in self._addresses if header not in addresses),
        )


_NOBODY = pd.DataFrame(
    {
        "customer_id": pd.Series([], dtype="str"),
        "value": pd.Series([], dtype="str"),
        "at": pd.Series([], dtype="datetime64[us]"),
    }
)


class _Column:
    """What one column holds by now."""

    def __init__(self, of_orders: "_OrderValues", *, is_money: bool, is_code: bool) -> None:
        self.of_orders = of_orders
        self.several: float = 0
        """Values that customers have beside the first; beyond counting where most have some."""
        self._is_money = is_money
        self._is_code = is_code
        self._pairs = _NOBODY

    def add(
        self,
        customers: "pd.Categorical[str]",
        orders: npt.NDArray[np.int64],
        times: npt.NDArray[np.datetime64],
        codes: npt.NDArray[np.int64],
        values: list[str],
    ) -> None:
        self.of_orders.add(orders, codes, values)
        if self.several == _BEYOND:
            return
        now = _pairs(customers, times, codes, values)
        pairs = pd.concat([self._pairs, now], ignore_index=True) if len(self._pairs) else now
        self._pairs = _latest(pairs, ["customer_id", "value"])
        count = self._pairs["customer_id"].nunique()
        self.several = len(self._pairs) - count
        if self.several > _VARIES * count:
            self.several, self._pairs = _BEYOND, self._pairs[:0]

    @property
    def may_tell(self) -> bool:
        """Whether it may still be an attribute of anything."""
        if self.of_orders.may_tell:
            return True
        if self.several == _BEYOND:
            return False
        if self._pairs["value"].str.len().max() > _LONGEST:
            return False
        return self._pairs["customer_id"].nunique() < _ENOUGH or self.tells_of_customers

    @property
    def last_values(self) -> pd.DataFrame:
        """Each customer's value in the latest of their orders that has one."""
        return _latest(self._pairs, ["customer_id"])[["customer_id", "value"]]

    @property
    def tells_of_customers(self) -> bool:
        """Whether values are shared by customers, or are numbers; and are no days."""
        if self._pairs.empty or self._is_code:
            return False
        values = self._pairs["value"].drop_duplicates()
        if values.str.len().max() > _LONGEST:
            return False
        measured = ~np.isnan(numbers(values, DecimalMark.POINT))
        dated = ~np.isnat(times(values, DateForm())) & ~measured
        if dated.mean() >= _MOSTLY or (self._is_money and measured.mean() >= _MOSTLY):
            return False
        if len(values) <= max(_FEW, self._pairs["customer_id"].nunique() * _SHARED):
            return True
        # Numbers of one length, each somebody's own, number people: a phone, a card.
        of_one_length = values.str.len().nunique() == 1 and values.str.len().iloc[0] > _DIGITS
        return bool(measured.mean() >= _MOSTLY) and not of_one_length


class _Addresses:
    """Who has which e-mail addresses, by one column."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add(
        self,
        customers: "pd.Categorical[str]",
        times: npt.NDArray[np.datetime64],
        codes: npt.NDArray[np.int64],
        values: list[str],
    ) -> None:
        self._parts.append(_pairs(customers, times, codes, values))
        # Each time there are twice as many, so that each pair is looked at a few times only.
        if sum(map(len, self._parts[1:])) > max(_ENOUGH, len(self._parts[0])):
            self._put_together()

    def _put_together(self) -> pd.DataFrame:
        """Each customer and address once, and when that was last."""
        if len(self._parts) > 1:
            self._parts = [_latest(pd.concat(self._parts), ["customer_id", "value"])]
        return self._parts[0]

    @property
    def are_theirs(self) -> bool:
        """Whether most customers have one of their own: a shop's clerks and those who are given
        presents are other people than the customers."""
        pairs = self._put_together()
        customers, own = pairs["customer_id"].nunique(), pairs["value"].nunique()
        several = len(pairs) - customers
        valid = pairs["value"].map(is_email).sum()
        return bool(
            2 * own > customers and 2 * several < customers and valid >= _MOSTLY * len(pairs)
        )

    @property
    def last_values(self) -> pd.DataFrame:
        """Each customer's address in the latest of their orders that has one."""
        pairs = self._put_together()
        addresses = pairs[pairs["value"].map(is_email).astype(bool)]
        return _latest(addresses, ["customer_id"])[["customer_id", "value"]]


def _are_addresses(values: "pd.Index[str]") -> bool:
    """Whether nearly all of some values are e-mail addresses."""
    few = list(values[:_ENOUGH])
    return bool(few) and sum(map(is_email, few)) >= _MOSTLY * len(few)


class _OrderValues:
    """One of some values for each order, by its place among the orders of a file."""

    def __init__(self, *, is_store: bool, is_code: bool) -> None:
        self._is_store = is_store
        self._few = 0 if is_code else _FEW
        self._codes_of: dict[str, int] = {}
        self._codes = np.array([], dtype=np.int16)
        self._first: int | None = None
        self.may_tell = True

    def add(
        self, orders: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], values: list[str]
    ) -> None:
        if not self.may_tell:
            return
        for value in values:
            self._codes_of.setdefault(value, len(self._codes_of))
        if len(self._codes_of) > _MOST_VALUES or not self._are_words(values):
            self._give_up()
            return
        known = (orders > 0) & (codes >= 0)
        if not known.any():
            return
        own = np.array([self._codes_of[value] for value in values], dtype=np.int16)[codes[known]]
        if self._first is None:
            self._first = int(orders[known].min())
        place = orders[known] - self._first
        missing = int(place.max()) + 1 - len(self._codes)
        self._codes = np.append(self._codes, np.full(max(missing, 0), _UNKNOWN, dtype=np.int16))
        fresh = self._codes[place] == _UNKNOWN
        self._codes[place[fresh]] = own[fresh]
        before = self._codes[place]
        self._codes[place[(before >= 0) & (before != own)]] = _SEVERAL
        if self.mixed > _VARIES * self._known:
            self._give_up()

    @property
    def mixed(self) -> int:
        """Orders that have several values."""
        return int((self._codes == _SEVERAL).sum())

    @property
    def tells(self) -> bool:
        """Whether there are several values, and orders share them."""
        if not self.may_tell:
            return False
        uses = np.bincount(self._codes[self._codes >= 0])
        uses = uses[uses > 0]
        most = max(self._few, _SHARED * uses.sum())
        return 1 < len(uses) <= most and bool(uses.max() > 1)

    def frame(self) -> pd.DataFrame:
        """``order_id`` and ``value`` of the orders that have one."""
        has_one = self._codes >= 0
        values = pd.Categorical.from_codes(
            self._codes[has_one].astype(int), pd.Index(list(self._codes_of), dtype="str")
        )
        return pd.DataFrame(
            {"order_id": np.flatnonzero(has_one) + (self._first or 0), "value": values}
        )

    @property
    def _known(self) -> int:
        return int((self._codes != _UNKNOWN).sum())

    def _are_words(self, values: list[str]) -> bool:
        """Whether none is a long text or an address, and few are numbers or days."""
        if not values:
            return True
        texts = pd.Series(values, dtype="str")
        if (texts.str.len() > _LONGEST).any() or texts.str.contains("@").any():
            return False
        if self._is_store:
            return True
        # Letters before a number may be a currency, but here they name things: SPRING24.
        lettered = texts.str.contains(r"[^\W\d_]").to_numpy(dtype=bool)
        measured = ~np.isnan(numbers(texts, DecimalMark.POINT)) & ~lettered
        return bool((measured | ~np.isnat(times(texts, DateForm()))).mean() < _MOSTLY)

    def _give_up(self) -> None:
        self.may_tell = False
        self._codes = self._codes[:0]


def _pairs(
    customers: "pd.Categorical[str]",
    times: npt.NDArray[np.datetime64],
    codes: npt.NDArray[np.int64],
    values: list[str],
) -> pd.DataFrame:
    """Who has which value, each pair once, and when that was last."""
    known = (customers.codes >= 0) & (codes >= 0)
    pairs = pd.DataFrame({"who": customers.codes[known], "what": codes[known], "at": times[known]})
    last = _latest(pairs, ["who", "what"])
    ids = np.asarray(customers.categories, dtype=object)
    own = np.array(values, dtype=object)
    return pd.DataFrame(
        {
            "customer_id": pd.Series(ids[last["who"]], dtype="str"),
            "value": pd.Series(own[last["what"]], dtype="str"),
            "at": last["at"].to_numpy(),
        }
    )


def _latest(pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row of each, the one of the latest moment; of equal moments that which comes last."""
    if not pairs["at"].is_monotonic_increasing:
        pairs = pairs.sort_values("at", kind="stable")
    return pairs.drop_duplicates(by, keep="last")


def attribute_names(headers: Sequence[str]) -> tuple[str, ...]:
    """Each header as a name that can be typed in a command, unlike all the others, and unlike what
    all orders of a customer come to; what stands in brackets, a unit mostly, only where it tells
    headers apart."""
    names: list[str] = []
    bare = [snake_case(_PARTS.sub(" ", without_brackets(header))) for header in headers]
    # Whether files spell it E-Mail or Email, it is the same.
    bare = [EMAIL if each.replace("_", "") == EMAIL else each for each in bare]
    for header, short in zip(headers, bare, strict=True):
        wanted = (short if bare.count(short) == 1 else snake_case(header)) or "attribute"
        name, copy = wanted, 2
        while name in names or name in TOTALS:
            name, copy = f"{wanted}_{copy}", copy + 1
        names.append(name)
    return tuple(names)
