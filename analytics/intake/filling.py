"""The facts of an order that only its first row states, put on its other rows."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.identifiers import distinct
from analytics.intake.reading import Reading, Role
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
_ORDER_LEVEL = {Role.TOTAL, Role.REFUNDED, Role.STATUS}


class FillDown:
    """Fills gaps in an order's later rows from its first one, chunk after chunk.

    Rows of an order are those that follow each other with the same invoice; a row with goods and
    money that has neither invoice nor day belongs to the one above, as where cells were merged.
    Files of lines that state facts of whole orders (a total, a refund, a status) are filled: there
    a row below the first leaves out what was said. Other files are where rows have no day. Anywhere
    else a gap is just unknown.

    Attributes
    ----------
    rows : int
        How many have a day by now that stands in a row above.
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
        self._facts += reading.outcomes
        self._states_orders = bool(not _ORDER_LEVEL.isdisjoint(columns) or reading.outcomes)
        self._fills = bool(reading.kind is RowKind.LINES and self._invoice)
        self._last_invoice = ""
        self._first_row: dict[str, str] = {}
        self.rows = 0

    def __call__(self, chunk: pd.DataFrame) -> pd.DataFrame:
        """The chunk with its gaps filled; chunks must come in the order of the file.

        Parameters
        ----------
        chunk : DataFrame of str, one row per row of the file, under the file's headers
            It is not changed.
        """
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
        for name in self._known(chunk):
            texts = chunk[name].to_numpy(dtype=object)
            stated = np.append(texts, self._first_row.get(name, ""))[first]
            blank = (chunk[name].str.strip() == "").to_numpy(dtype=bool)
            filled[name] = np.where(blank, stated, texts)
            if name == self._time:
                self.rows += int((blank & (stated != "")).sum())
            carried[name] = str(stated[-1])
        self._last_invoice, self._first_row = str(invoices[-1]), carried
        return filled

    def _known(self, chunk: pd.DataFrame) -> list[str]:
        return [name for name in self._facts if name in chunk]

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
