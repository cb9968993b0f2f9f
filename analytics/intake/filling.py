"""The facts of an order that only its first row states, put on its other rows."""

import numpy as np
import pandas as pd

from analytics.intake.reading import Reading, Role
from analytics.vocabulary.rows import RowKind

_FACTS = (
    *(Role.CUSTOMER, Role.TIME, Role.CLOCK, Role.COUNTRY, Role.CURRENCY, Role.STATUS),
    # The first row may be set aside, so its money is put on each.
    *(Role.TOTAL, Role.REFUNDED),
)
_ORDER_LEVEL = {Role.TOTAL, Role.REFUNDED, Role.STATUS}


class FillDown:
    """Fills gaps in an order's later rows from its first one, chunk after chunk.

    Only files of lines that state facts of whole orders (a total, a refund, a status) are filled:
    there a row below the first leaves out what was said. Anywhere else a gap is just unknown.
    Rows of an order are those that follow each other with the same invoice.
    """

    def __init__(self, reading: Reading) -> None:
        self._invoice = reading.columns.get(Role.INVOICE, "")
        self._facts = [reading.columns[role] for role in _FACTS if role in reading.columns]
        states_orders = not _ORDER_LEVEL.isdisjoint(reading.columns)
        self._fills = bool(reading.kind is RowKind.LINES and self._invoice and states_orders)
        self._last_invoice = ""
        self._first_row: dict[str, str] = {}

    def __call__(self, chunk: pd.DataFrame) -> pd.DataFrame:
        """The chunk with its gaps filled; chunks must come in the order of the file.

        Parameters
        ----------
        chunk : DataFrame of str, one row per row of the file, under the file's headers
            It is not changed.
        """
        if not self._fills or chunk.empty:
            return chunk
        invoices = chunk[self._invoice].str.strip().to_numpy(dtype=object)
        previous = np.concatenate([[self._last_invoice], invoices[:-1]])
        starts = (invoices != previous) | (invoices == "")
        # The place of each row's first row; -1 where it came in an earlier chunk.
        first = np.maximum.accumulate(np.where(starts, np.arange(len(invoices)), -1))
        filled = chunk.copy()
        carried: dict[str, str] = {}
        for name in self._facts:
            if name not in chunk:
                continue
            texts = chunk[name].to_numpy(dtype=object)
            stated = np.append(texts, self._first_row.get(name, ""))[first]
            blank = (chunk[name].str.strip() == "").to_numpy(dtype=bool)
            filled[name] = np.where(blank, stated, texts)
            carried[name] = str(stated[-1])
        self._last_invoice, self._first_row = str(invoices[-1]), carried
        return filled
