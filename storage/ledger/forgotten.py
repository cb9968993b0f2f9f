"""Customers who asked to be forgotten, known by nothing but a hash that is this store's own."""

from collections.abc import Hashable, Mapping
from hashlib import blake2b
from typing import Any

import pandas as pd
from sqlite_utils import Database

from storage import facts
from storage.ledger.naming import identifier

_HASH_BYTES = 16


class ForgottenCustomers:
    """Keeps out of a file whoever was forgotten before it came.

    Attributes
    ----------
    met : bool
        Whether somebody was kept out by now, so that the file's own bytes name them.
    """

    def __init__(self, db: Database) -> None:
        self._salt = facts.salt(db)
        self._hashes = {bytes(row[0]) for row in db.execute("SELECT hash FROM forgotten_customers")}
        self.met = False

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def includes(self, customer_id: str) -> bool:
        """Whether this customer is to stay forgotten."""
        found = bool(self._hashes) and hashed(customer_id, self._salt) in self._hashes
        self.met |= found
        return found

    def without(self, kept: pd.DataFrame) -> pd.DataFrame:
        """The lines with nobody in the place of forgotten customers.

        Parameters
        ----------
        kept : DataFrame
            With ``customer_id`` as categories.
        """
        if not self._hashes:
            return kept
        customers = kept["customer_id"].cat.remove_unused_categories()
        out = [each for each in customers.cat.categories if self.includes(each)]
        return kept.assign(customer_id=customers.cat.remove_categories(out)) if out else kept

    def rows_left(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows that belong to no forgotten customer; ``customer_id`` is text."""
        if not self._hashes:
            return frame
        out = [each for each in frame["customer_id"].unique() if self.includes(each)]
        return frame[~frame["customer_id"].isin(out)]

    def cells_left(self, cells: Mapping[Hashable, Any]) -> Mapping[Hashable, Any]:
        """A row's cells, or none of them if one is a forgotten customer."""
        if self._hashes and any(self.includes(identifier(str(cell))) for cell in cells.values()):
            return {}
        return cells


def hashed(customer_id: str, salt: bytes) -> bytes:
    """A customer as the store remembers to forget them."""
    return blake2b(customer_id.encode(), key=salt, digest_size=_HASH_BYTES).digest()
