"""The facts of an order that only its first row states, put on its other rows."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.identifiers import distinct
from analytics.intake.reading import Mark, Reading, Role
from analytics.intake.rows import Rows, moments
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import RowKind

_FACTS = (
    *(Role.CUSTOMER, Role.TIME, Role.CLOCK, Role.COUNTRY, Role.CURRENCY, Role.STATUS),
    # The first row may be set aside, so its money is put on each.
    *(Role.TOTAL, Role.REFUNDED),
)
# What a row must have to be a line of the order above.
_SOLD = (frozenset({Role.QUANTITY, Role.PRICE}), frozenset({Role.AMOUNT}))
SUMS = frozenset(
    {
        *("total", "totals", "grand total", "subtotal", "sub-total", "sum", "summe", "gesamt"),
        *("gesamtsumme", "zwischensumme", "totale", "totaal", "suma", "razem", "summa", "итого"),
        *("toplam", "total general", "sous-total", "total général", "合计", "合計"),
        *("opening balance", "closing balance", "balance brought forward", "brought forward"),
        *("carried forward", "anfangsbestand", "anfangssaldo", "saldovortrag", "übertrag", "saldo"),
        *("saldo inicial", "saldo iniziale", "report à nouveau", "solde initial"),
    }
)
"""Words that stand where others have a customer or goods, in a row that sums up others."""
_FEWEST = 3
_RARELY = 0.05
_ORDER_LEVEL = {Role.TOTAL, Role.REFUNDED, Role.STATUS}


def stand_once(rows: pd.DataFrame, reading: Reading) -> bool:
    """Whether the customers stand once each, at the top of their rows, as where cells were merged
    downward or in a pivot table.

    Guests leave gaps as well: theirs are scattered over rows in order of time, between customers
    who come back. Here the rows go back in time (or not) with each customer, and only there; or
    the customers are in the order of the alphabet, while the rows aren't in that of time.

    Parameters
    ----------
    rows : DataFrame of str
        The first rows of the file, under its headers.
    reading : Reading
        Of them, with the form of its dates.
    """
    if not {Role.CUSTOMER, Role.TIME} <= reading.columns.keys():
        return False
    read = Rows(rows, reading)
    when = moments(read)
    dated = ~np.isnat(when)
    stated = as_identifiers(read.column(Role.CUSTOMER))[dated]
    named, who = stated.notna().to_numpy(), stated.dropna()
    gaps = len(stated) - len(who)
    if min(len(who), gaps) < _FEWEST or not named[0] or who.duplicated().any():
        return False
    steps = np.diff(when[dated].astype(np.int64)).astype(np.int64)
    if _one_way(steps):
        return False
    return _one_way(steps[~named[1:]]) or who.is_monotonic_increasing


def _one_way(steps: npt.NDArray[np.int64]) -> bool:
    """Whether nearly all steps in time go the same way."""
    forth, back = int((steps > 0).sum()), int((steps < 0).sum())
    return min(forth, back) <= _RARELY * (forth + back)


class FillDown:
    """Fills gaps in an order's later rows from its first one, chunk after chunk.

    Rows of an order are those that follow each other with the same invoice; a row with goods and
    money that has neither invoice nor day belongs to the one above, as where cells were merged.
    Files of lines that state facts of whole orders (a total, a refund, a status) are filled: there
    a row below the first leaves out what was said. Other files are where rows have no day. Anywhere
    else a gap is just unknown.

    Where the customers stand once each, at the top of their rows, all rows below are theirs.

    Attributes
    ----------
    rows : int
        How many have a day by now that stands in a row above.
    customers : int
        And how many a customer.
    """

    def __init__(self, reading: Reading) -> None:
        columns = reading.columns
        self._invoice = columns.get(Role.INVOICE, "")
        self._time = columns.get(Role.TIME, "")
        sold = next((each for each in _SOLD if each <= columns.keys()), frozenset[Role]())
        goods = [role for role in (Role.PRODUCT, Role.DESCRIPTION) if role in columns][:1]
        self._is_sold = bool(sold and goods)
        self._sold = [columns[role] for role in (*goods, *sold)]
        self._facts = [columns[role] for role in _FACTS if role in columns]
        # The kind of a row, and that it gives money back, is its own.
        of_rows = (Mark.TYPE, Mark.RETURN, Mark.GIVEN_BACK, Mark.SERIES)
        self._marks = [
            name
            for name, mark in reading.all_marks.items()
            if mark not in of_rows and name not in self._facts
        ]
        stated = (Role.TIME, Role.TOTAL, Role.STATUS)
        self._stated = [columns[role] for role in stated if role in columns]
        self._states_orders = not _ORDER_LEVEL.isdisjoint(columns)
        self._fills = bool(reading.kind is RowKind.LINES and self._invoice)
        self._last_invoice = ""
        self._first_row: dict[str, str] = {}
        self._customer = columns[Role.CUSTOMER] if reading.in_blocks else ""
        self._last_customer = ""
        self.rows = self.customers = 0

    def __call__(self, chunk: pd.DataFrame) -> pd.DataFrame:
        """The chunk with its gaps filled; chunks must come in the order of the file.

        Parameters
        ----------
        chunk : DataFrame of str, one row per row of the file, under the file's headers
            It is not changed.
        """
        if self._customer and not chunk.empty:
            chunk = self._with_customers(chunk)
        if not self._fills or chunk.empty:
            return chunk
        if not (self._states_orders or self._lacks_days(chunk)):
            self._last_invoice = str(chunk[self._invoice].iloc[-1]).strip()
            self._first_row = {name: str(chunk[name].iloc[-1]) for name in self._known(chunk)}
            return chunk
        invoices = self._invoices(chunk)
        previous = np.concatenate([[self._last_invoice], invoices[:-1]])
        starts = (invoices != previous) | (invoices == "")
        # The place of each row's first row; -1 where it came in an earlier chunk.
        first = np.maximum.accumulate(np.where(starts, np.arange(len(invoices)), -1))
        filled = chunk.copy()
        filled[self._invoice] = invoices
        carried: dict[str, str] = {}
        leaves_out = np.zeros(len(chunk), dtype=bool)
        for name in [name for name in self._stated if name in chunk]:
            leaves_out |= (chunk[name].str.strip() == "").to_numpy(dtype=bool)
        for name in self._known(chunk):
            texts = chunk[name].to_numpy(dtype=object)
            stated = np.append(texts, self._first_row.get(name, ""))[first]
            blank = (chunk[name].str.strip() == "").to_numpy(dtype=bool)
            if name in self._marks:
                # An empty mark says no, but where the row leaves out other facts of its order.
                blank = blank & leaves_out
            filled[name] = np.where(blank, stated, texts)
            if name == self._time:
                self.rows += int((blank & (stated != "")).sum())
            carried[name] = str(stated[-1])
        self._last_invoice, self._first_row = str(invoices[-1]), carried
        return filled

    def _with_customers(self, chunk: pd.DataFrame) -> pd.DataFrame:
        stated = chunk[self._customer].astype("str").str.strip().to_numpy(dtype=object)
        above = pd.Series([self._last_customer, *stated], dtype="str")
        whose = above.mask(above == "").ffill().fillna("").iloc[1:].to_numpy(dtype=object)
        self.customers += int(((stated == "") & (whose != "")).sum())
        self._last_customer = str(whose[-1])
        return chunk.assign(**{self._customer: whose})

    def _known(self, chunk: pd.DataFrame) -> list[str]:
        return [name for name in (*self._facts, *self._marks) if name in chunk]

    def _lacks_days(self, chunk: pd.DataFrame) -> bool:
        if not self._time:
            return False
        texts = distinct(chunk[self._time])[1].iloc[:-1]
        return bool((texts.str.strip() == "").any())

    def _invoices(self, chunk: pd.DataFrame) -> npt.NDArray[np.object_]:
        """The invoice of each row, that of the row above where cells were merged."""
        invoices = chunk[self._invoice].str.strip().astype(object)
        if not self._time or not self._is_sold:
            return invoices.to_numpy()
        goes_on = (invoices == "") & (chunk[self._time].str.strip() == "")
        for name in self._sold:
            goes_on &= ~chunk[name].str.strip().str.casefold().isin({"", *SUMS})
        # What begins a chunk may go on from the last one.
        above = pd.Series([self._last_invoice, *invoices.mask(goes_on)]).ffill().iloc[1:]
        return above.to_numpy(dtype=object)
