"""What other tables tell of the rows that name theirs.

No row is ever multiplied: a table is looked up only by a column that each of its rows has another
value in, and of the payments of an order it is their sum.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.intake.columns import Sheet
from analytics.intake.headers import key
from analytics.intake.identifiers import distinct
from analytics.intake.links import Link, Named
from analytics.intake.marks import flag
from analytics.intake.numbers import DecimalEvidence, DecimalMark, numbers
from analytics.intake.reading import Mark, Role
from analytics.intake.words import Statuses
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import NO_PARTNER

_STATED = (Role.TOTAL, Role.AMOUNT)
_GOODS = {Role.PRODUCT, Role.DESCRIPTION, Role.QUANTITY}
# What tables of customers and products may tell; a birthday is no day of an order.
_TOLD = {
    Role.CUSTOMER: {Role.CUSTOMER, Role.COUNTRY},
    Role.PRODUCT: {Role.PRODUCT, Role.DESCRIPTION, Role.PRICE},
}
_MATCHING = 0.5
_WENT_BACK = {Mark.CALLED_OFF, Mark.GIVEN_BACK, Mark.RETURN}


class Lookup:
    """What another table tells of each row that names one of its own.

    Attributes
    ----------
    table : str
        Its name.
    link : Link
    added : tuple of str
        Headers of the columns that it adds.
    days, roles, meanings
        Of these columns, as of a `Named`.
    stated : Role or None
        What its one column says of a whole order, where it is a sum.
    is_needed : bool
        A row whose order isn't in it has no day or no customer.
    names_few : bool
        It lists but the orders that came to nothing: most rows name none of it.
    without : int
        Rows by now that name no row of it.
    """

    def __init__(
        self,
        table: Named,
        link: Link,
        rows: pd.DataFrame,
        added: Mapping[str, str],
        *,
        padded: bool = False,
        stated: Role | None = None,
        names_few: bool = False,
    ) -> None:
        self.table = table.name
        self.link = link
        self.added = tuple(added.values())
        self.stated = stated
        self.names_few = names_few
        self.days = tuple(added[each] for each in table.days if each in added)
        self.roles = {role: added[name] for role, name in table.roles.items() if name in added}
        self.meanings = {
            added[each]: table.meanings[each] for each in table.headers if each in added
        }
        self.is_needed = True
        self._own_status, self._off = "", frozenset[str]()
        self._padded = padded
        self._keys = pd.Index(_spelt(rows[link.key], padded=padded))
        # The place -1 of a row that isn't there finds the empty one at the end.
        self._cells = {
            name: pd.Categorical([*rows[header].astype("str"), ""])
            for header, name in added.items()
        }
        self.restart()

    def restart(self) -> None:
        """Begin to count again."""
        self.without = 0
        self._named = np.zeros(len(self._keys), dtype=np.bool_)

    def yield_to(self, status: str, off: frozenset[str]) -> None:
        """Let a row's own status stand in place of its order's where it says that nothing was paid:
        a payment may fail of an order that is complete.

        Parameters
        ----------
        status : str
            The header of the rows' own.
        off : frozenset of str
            Keys of words that say so.
        """
        self._own_status, self._off = status, off

    @property
    def unnamed(self) -> int:
        """Its own rows that no row has named by now."""
        return int((~self._named).sum())

    def __call__(self, chunk: pd.DataFrame) -> pd.DataFrame:
        """The rows with what they are told; it doesn't change those given."""
        codes, texts = distinct(chunk[self.link.column])
        ids = _spelt(texts, padded=self._padded)
        places = self._keys.get_indexer(pd.Index(ids))[codes]
        lost = (places < 0) & ids.notna().to_numpy()[codes]
        self.without += int(lost.sum())
        self._named[places[places >= 0]] = True
        told = {name: pd.Series(cells[places], chunk.index) for name, cells in self._cells.items()}
        if self._own_status and Role.STATUS in self.roles:
            own = chunk[self._own_status].astype("str")
            is_off, of_order = own.map(key).isin(self._off), self.roles[Role.STATUS]
            told[of_order] = told[of_order].astype("str").mask(is_off, own)
        if self.stated or (self.link.subject is Role.INVOICE and not self.is_needed):
            # Not every order is paid in parts, and few come back.
            return chunk.assign(**told)
        before = chunk.get(NO_PARTNER, pd.Series("", chunk.index, dtype=object))
        told[NO_PARTNER] = before.mask(lost & (before == ""), self.link.subject.value)
        return chunk.drop(columns=NO_PARTNER, errors="ignore").assign(**told)


def lookup(main: Named, other: Named, rows: pd.DataFrame, link: Link) -> Lookup | None:
    """The other table as one that is looked up.

    Parameters
    ----------
    main, other : Named
    rows : DataFrame of str
        All rows of the other one.
    link : Link

    Returns
    -------
    Lookup or None
        None where two of its rows have the same key, or few of the keys are named.
    """
    rows = rows[as_identifiers(rows[link.key]).notna()].drop_duplicates()
    for padded in (False, True):
        keys, named = (
            _spelt(each, padded=padded) for each in (rows[link.key], main.ids(link.column))
        )
        if named.empty or not keys.is_unique:
            return None
        found = named.isin(keys)
        names_few = bool(found.any()) and _says_what_went_back(other, link)
        if names_few or found.mean() >= _MATCHING:
            added = {
                name: name if name not in main.rows else f"{name} ({other.name})"
                for name in _headers_told(other, link)
            }
            return Lookup(other, link, rows, added, padded=padded, names_few=names_few)
    return None


def _says_what_went_back(other: Named, link: Link) -> bool:
    """Whether a table names the few orders that were called off or came back: “Order ID” and
    “Returned”, which is yes."""
    rest = [name for name in other.headers if name != link.key]
    return link.subject is Role.INVOICE and any(
        flag(Sheet(other.rows), name, other.names) in _WENT_BACK for name in rest
    )


def _headers_told(other: Named, link: Link) -> list[str]:
    headers = [name for name in other.headers if name != link.key]
    if link.subject not in _TOLD:
        return headers
    told = {None, *_TOLD[link.subject]}
    known = other.names.roles(headers).items()
    roles = {name: role for role, names in known for name in names}
    return [name for name in headers if roles.get(name) in told and name not in other.days]


def _spelt(texts: "pd.Series[str]", *, padded: bool) -> "pd.Series[str]":
    """Ids; where some are padded with zeros, without these."""
    ids = as_identifiers(texts)
    return ids.str.replace(r"^0+(?=[0-9]+$)", "", regex=True) if padded else ids


def sums(
    main: Named, other: Named, rows: pd.DataFrame, order: str, stated: Role, statuses: Statuses
) -> Lookup | None:
    """What the rows of another table come to for each order: its payments, or its refunds.

    Those that failed or went back count for nothing.

    Parameters
    ----------
    main, other : Named
        ``main`` has orders, or their lines.
    rows : DataFrame of str
        All rows of the other one.
    order : str
        The header of the order's number in ``main``.
    stated : Role
        What the sum says of the order: ``TOTAL`` or ``REFUNDED``.
    statuses : Statuses

    Returns
    -------
    Lookup or None
        None where the other table has goods in it, no money, or few of the orders.
    """
    roles = other.roles
    money = next((roles[role] for role in (stated, *_STATED) if role in roles), None)
    if money is None or _GOODS & roles.keys():
        return None
    meant = {*main.meanings[order], Role.INVOICE}
    keys = [each for each in other.headers if meant & other.meanings[each]]
    for key_ in sorted(keys, key=lambda each: key(each) != key(order)):
        ids = as_identifiers(rows[key_])
        named = main.ids(order)
        known = ids.isin(named) if stated is Role.REFUNDED else named.isin(ids)
        if named.empty or known.mean() < _MATCHING:
            continue
        paid = ids.notna()
        if Role.STATUS in roles:
            paid &= ~rows[roles[Role.STATUS]].map(key).isin(statuses.unpaid)
        evidence = DecimalEvidence()
        evidence.add(rows[money])
        mark = evidence.finding().mark
        cents = pd.Series(np.rint(numbers(rows[money], mark) * 100), index=rows.index)
        each = cents[paid].groupby(ids[paid]).sum(min_count=1).dropna()
        texts = [_written(int(value), mark) for value in each]
        added = pd.DataFrame({key_: each.index.to_numpy(), money: texts}, dtype="str")
        name = money if money not in main.rows else f"{money} ({other.name})"
        link = Link(order, key_, Role.INVOICE)
        return Lookup(other, link, added, {money: name}, stated=stated)
    return None


def _written(cents: int, mark: DecimalMark) -> str:
    """An amount as a file with this mark has it; two decimals have no other meaning."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}{mark.value}{rest:02}"
