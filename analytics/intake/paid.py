"""Which columns of money a table has, and which of them was paid."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.adding_up import (
    CENT,
    FORMS,
    PRICED,
    Parts,
    Step,
    are_equal,
    most_complete,
    steps,
    taken_off,
)
from analytics.intake.columns import Sheet, numbers_something
from analytics.intake.discounts import Discounted, DiscountOrNot, is_in_it
from analytics.intake.grain import Columns, Grain
from analytics.intake.headers import HeaderNames
from analytics.intake.reading import DiscountForm, Role
from analytics.vocabulary.rows import RowKind

Floats = npt.NDArray[np.float64]
Read = Callable[[str], Floats]
_NEARLY_ALL = 0.9
# The most telling first; what none of them says stands between the second and the third.
_WORDS = ("paid", "whole", "before", "unpaid")
_SILENT = 1.5


@dataclass(frozen=True)
class Paid:
    """What was paid, among a table's columns.

    Attributes
    ----------
    columns : dict
        Role to header, its money settled.
    certain : frozenset of Role
        Whose columns are what they are for certain: an amount the row's, a total the order's.
    discounted : bool
        A discount was taken off it already.
    named : tuple of str
        Every column that looks like what was paid.
    """

    columns: Columns
    certain: frozenset[Role] = frozenset()
    discounted: bool = False
    named: tuple[str, ...] = ()


class MoneyColumns:
    """The columns of a sheet that speak of money, each read once.

    Parameters
    ----------
    sheet : Sheet
    columns : dict
        Role to header, as far as names tell.
    header_names : HeaderNames
    read : callable
        A header to its numbers.
    """

    def __init__(
        self, sheet: Sheet, columns: Columns, header_names: HeaderNames, read: Read
    ) -> None:
        self._columns, self._words, self._sheet, self._read = columns, header_names, sheet, read
        taken = {h for r, h in columns.items() if r not in (Role.AMOUNT, Role.TOTAL)}
        numeric = [n for n in sheet.names if n not in taken and sheet.content(n).is_money]
        self._prices = self._prices_of_pieces(numeric)
        if self._prices:
            self._columns = {**columns, Role.PRICE: self._prices[0]}
        balances = self._balances(numeric)
        self._columns = {role: n for role, n in self._columns.items() if n not in balances}
        columns = self._columns
        numeric = [n for n in numeric if n not in {*balances, *self._prices}]
        roles = header_names.roles(numeric)
        self._named = {role: roles.get(role, ()) for role in (Role.TOTAL, Role.AMOUNT)}
        named = [*self._named[Role.TOTAL], *self._named[Role.AMOUNT]]
        parts = {
            what: [
                n
                for n in numeric
                if n not in named
                and header_names.speaks_of(n, *words)
                and not numbers_something(n)
                and not sheet.content(n).is_flag
            ]
            for what, words in (("off", ("discount",)), ("on", ("tax", "shipping", "extra")))
        }
        also = [
            n
            for n in numeric
            if n not in parts["on"]
            and (header_names.speaks_of_money(n) or sheet.content(n).has_cents)
            and not header_names.speaks_of(n, "of_the_shop")
        ]
        self._money = {name: read(name) for name in dict.fromkeys([*named, *also])}
        pieces = np.ones(len(sheet.rows))
        if Role.QUANTITY in columns:
            pieces = np.abs(read(columns[Role.QUANTITY]))
        added = {n: read(n) for n in parts["on"] if not header_names.speaks_of(n, "percent")}
        self._discounts = {name: read(name) for name in parts["off"] if name not in parts["on"]}
        self._parts = Parts(self._discounts, added, pieces)
        self._priced: Floats | None = None
        if Role.PRICE in columns and Role.QUANTITY in columns:
            self._priced = pieces * np.abs(read(columns[Role.PRICE]))

    def paid(self, orders: "pd.Series[str] | None") -> Paid:
        """Settle which of them was paid for the row, and which for the order.

        Parameters
        ----------
        orders : Series of str or None
            What tells each row's order apart; empty where nothing does.
        """
        found = dict(self._columns)
        for role, names in self._named.items():
            if role in found:
                found[role] = min(
                    (n for n in names if self._is_filled(n)), key=self._rank, default=found[role]
                )
        self._prefer_paid(found)
        certain, discounted, used = set[Role](), False, set[str]()
        if found.get(Role.AMOUNT) in self._words.roles(self._sheet.names).get(Role.PRICE, ()):
            # A price is never of a whole order.
            certain.add(Role.AMOUNT)
        if self._priced is not None:
            money = {**self._money, PRICED: self._priced}
            way = most_complete(PRICED, money, self._parts)
            if way:
                certain.add(Role.AMOUNT)
                discounted = any(step.discount for step in way)
                used = {step.upper for step in way}
                used |= {n for n, v in self._money.items() if are_equal(v, self._priced)}
                for role in self._named:
                    if found.get(role) in used:
                        del found[role]
                found[Role.AMOUNT] = way[-1].upper
        for role in self._named:
            if role in found and found[role] not in used:
                rest = {n: v for n, v in self._money.items() if n not in used}
                if found[role] in rest:
                    further: tuple[Step, ...] = most_complete(found[role], rest, self._parts)
                    discounted |= any(step.discount for step in further)
                    found[role] = further[-1].upper if further else found[role]
        if found.get(Role.AMOUNT) == found.get(Role.TOTAL, ""):
            del found[Role.AMOUNT]
        if self._priced is not None and orders is not None:
            lines = self._read(found[Role.AMOUNT]) if certain else self._priced
            total = next(self._totals_of(orders, lines, used), None)
            if total is not None:
                for role in [r for r in self._named if found.get(r) == total]:
                    del found[role]
                found[Role.TOTAL] = total
                certain.add(Role.TOTAL)
        named = [*self._prices, *self._named[Role.TOTAL], *self._named[Role.AMOUNT]]
        return Paid(found, frozenset(certain), discounted, tuple(dict.fromkeys(named)))

    def discount(
        self, known: Grain, paid: Paid, orders: "pd.Series[str] | None"
    ) -> tuple[str, DiscountForm, DiscountOrNot | None]:
        """The discount that has to be taken off what a row says; an empty header where none has.

        Parameters
        ----------
        known, paid
            What a row is, and which of the columns was paid.
        orders : Series of str or None
            As for :meth:`paid`.

        Returns
        -------
        header, form, doubt
        """
        nothing = ("", DiscountForm.ROW, None)
        stated = known.kind is RowKind.LINES and Role.TOTAL in known.columns
        off = [n for n, v in self._discounts.items() if np.nan_to_num(v).any()]
        if paid.discounted or stated or not off:
            return nothing
        header = off[0]
        role = Role.TOTAL if known.kind is RowKind.ORDERS else Role.AMOUNT
        money = known.columns.get(role)
        in_it: bool | None = False
        before = self._priced
        if money is not None:
            before = np.abs(self._read(money))
            # A price that grows with the pieces, whatever the discount, is before it.
            if not known.growing:
                in_it = self._is_in_it(money, role, header)
        if before is None or in_it:
            return nothing
        texts = self._sheet.rows[header].astype("str")
        of = orders if known.kind is RowKind.LINES else None
        rows = Discounted(header, texts, self._discounts[header], before, self._parts.pieces, of)
        forms = rows.forms(self._words)
        if not forms:
            return nothing
        if len(forms) == 1 and in_it is False:
            return header, forms[0], None
        sums = {form: rows.sum(form) for form in forms}
        if in_it is None:
            sums[DiscountForm.INCLUDED] = float(np.nansum(before))
        shown = money or known.columns[Role.PRICE]
        return header, forms[0], DiscountOrNot(header, shown, sums)

    def _totals_of(
        self, orders: "pd.Series[str]", lines: Floats, used: Collection[str]
    ) -> Iterator[str]:
        """The columns that state of each order of several rows what its lines come to, with or
        without their discounts, and with what else is stated of the order."""
        numbered = (orders != "").to_numpy()
        names = orders[numbered].to_numpy()
        columns = {**self._discounts, **self._parts.added, **self._money}
        frame = pd.DataFrame(columns, index=range(len(orders)))[numbered]
        each = frame.groupby(names)
        several = each.size().index[(each.size() > 1).to_numpy()]
        if several.empty or frame.columns.empty:
            return
        alike = (each.nunique() <= 1).loc[several].all()
        first = each.first().loc[several]
        stated = {name: first[name].to_numpy(np.float64) for name in columns if bool(alike[name])}
        parts = Parts(
            {n: v for n, v in stated.items() if n in self._discounts},
            {n: v for n, v in stated.items() if n in self._parts.added},
            np.ones(len(several)),
        )
        totals = {n: v for n, v in stated.items() if n in self._money and n not in used}
        off = [
            taken_off(form, values, lines, self._parts.pieces)
            for values in self._discounts.values()
            for form in FORMS
        ]
        for less in [np.zeros(len(lines)), *off]:
            sums = pd.Series(lines - less)[numbered].groupby(names).sum()
            made = np.asarray(sums.loc[several].to_numpy(), dtype=np.float64)
            way = most_complete(PRICED, {**totals, PRICED: made}, parts)
            if way:
                yield way[-1].upper
            yield from (n for n, v in totals.items() if len(v) > 1 and are_equal(v, made))

    def _prices_of_pieces(self, numeric: Sequence[str]) -> list[str]:
        """The headers of the prices of a piece, the one that was paid first: what says so goes
        before others, and a price that is lower in places and nowhere higher has a discount in
        it."""
        best = self._columns.get(Role.PRICE)
        if best is None or Role.QUANTITY not in self._columns:
            return []
        others = [
            name
            for name in numeric
            if self._words.speaks_of_price(name) and not self._words.speaks_of(name, "of_the_shop")
        ]
        found = [best]
        for name in others:
            high, low = np.abs(self._read(best)), np.abs(self._read(name))
            both = ~np.isnan(high) & ~np.isnan(low)
            same = np.mean(np.abs(high - low)[both] <= CENT) if both.any() else 0.0
            lower = bool((low[both] <= high[both] + CENT).all()) and 1 - _NEARLY_ALL <= same < 1
            if self._words.speaks_of(name, "discount") and not (lower and low[both].all()):
                continue
            says, said = self._says(name), self._says(best)
            if says < said or (says == said and lower):
                best = name
            found.append(name)
        return sorted(found, key=lambda name: name != best)

    def _balances(self, numeric: Sequence[str]) -> set[str]:
        """The totals that go on from row to row, of a customer or of all, and are no money paid."""
        amounts = [n for n in numeric if n == self._columns.get(Role.AMOUNT)]
        totals = self._words.roles(numeric).get(Role.TOTAL, ())
        whose = self._columns.get(Role.CUSTOMER)
        found = set[str]()
        for amount, total in product(amounts, totals):
            each, stated = pd.Series(np.abs(self._read(amount))), np.abs(self._read(total))
            ways = [each, each[::-1]]
            sums = [way.cumsum() for way in ways]
            if whose is not None:
                customers = self._sheet.rows[whose].reset_index(drop=True)
                sums += [way.groupby(customers).cumsum() for way in ways]
            told = [np.asarray(way.sort_index(), dtype=np.float64) for way in (each, *sums)]
            if not are_equal(told[0], stated) and any(are_equal(way, stated) for way in told[1:]):
                found.add(total)
        return found

    def _is_made_of_another(self, money: str, discount: str) -> bool:
        """Whether a discount makes money of another column: gross, less discount, is net."""
        every = {**self._money, money: np.abs(self._read(money))}
        return any(
            step.discount == discount
            for other in every
            if other != money
            for step in steps(other, money, every, self._parts)
        )

    def _is_in_it(self, money: str, role: Role, header: str) -> bool | None:
        discounts = self._discounts[header]
        if self._priced is not None and role is Role.AMOUNT:
            told = is_in_it(self._read(money), self._priced, discounts)
            if told is not None:
                return told
        if self._is_made_of_another(money, header):
            return True
        if self._words.speaks_of(money, "before"):
            return False
        # Per cent of an amount says nothing of whether they are taken off it.
        percent = "%" in header or self._words.speaks_of(header, "percent")
        whole = role is Role.TOTAL and (not percent or money in self._named[Role.TOTAL])
        after = whole or self._words.speaks_of(money, "paid", "whole")
        return True if after else None

    def _prefer_paid(self, found: Columns) -> None:
        """Of an order's money, the column that says that it was paid."""
        both = Role.AMOUNT in found and Role.TOTAL in found
        if not both or Role.PRODUCT in found or self._priced is not None:
            return
        if self._rank(found[Role.AMOUNT])[0] == 0 < self._rank(found[Role.TOTAL])[0]:
            found[Role.TOTAL] = found.pop(Role.AMOUNT)

    def _is_filled(self, name: str) -> bool:
        return self._sheet.content(name).filled >= _NEARLY_ALL * len(self._sheet.rows) / 2

    def _says(self, name: str) -> float:
        says = [at for at, what in enumerate(_WORDS) if self._words.speaks_of(name, what)]
        return max(says) if says else _SILENT

    def _rank(self, name: str) -> tuple[float, int]:
        names = [*self._named[Role.TOTAL], *self._named[Role.AMOUNT]]
        return self._says(name), names.index(name) if name in names else len(names)
