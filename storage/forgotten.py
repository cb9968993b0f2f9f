"""Customers who asked to be forgotten, and where a text names one of them."""

import json
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd
from sqlite_utils import Database

from analytics.vocabulary.identifiers import identifier, tidied

_HASH_BYTES = 16
# A shorter id may be any number of a text: only a cell of its own names the customer.
_TELLING_LENGTH = 4
_PART = re.compile(r"\w+|[^\w\s]")
_TEXTS_REMEMBERED = 50_000
_HIDDEN = "…"
_WORD = re.compile(r"[^\s=,\[\]\"'“”`]+")


class Naming:
    """Finds ids in texts, in whatever spelling makes the same `identifier`.

    Parameters
    ----------
    is_one : callable
        Whether an id is looked for.
    sizes : set of int
        Of how many `parts` such ids are.
    """

    def __init__(self, is_one: Callable[[str], bool], sizes: set[int]) -> None:
        self._is_one = is_one
        self._sizes = sorted(sizes, reverse=True)
        self.in_text = lru_cache(_TEXTS_REMEMBERED)(self._in_text)

    def in_cell(self, cell: str) -> bool:
        """Whether a cell is such an id, or has one in it."""
        return self._is_one(identifier(cell)) or any(True for _ in self._spans(tidied(cell)))

    def hidden(self, text: str, instead: Callable[[str], str] = lambda _: _HIDDEN) -> str:
        """The text with something else in the place of each id but bare numbers."""
        text = tidied(text)
        pieces, end = [], 0
        for start, stop in self._spans(text):
            if not text[start:stop].isdigit():
                pieces += [text[end:start], instead(text[start:stop])]
                end = stop
        return "".join([*pieces, text[end:]])

    def in_command(self, text: str, shortest: int = 1) -> bool:
        """Whether a word of a command is such an id, be it a bare number, or has one in it."""
        words = [identifier(word) for word in _WORD.findall(text)]
        return self.in_text(text) or any(
            len(word) >= shortest and self._is_one(word) for word in words
        )

    def in_rows(self, rows: pd.DataFrame, ids: Collection[str]) -> bool:
        """Whether a cell has such an id in it, or, in columns of `ids`, is one, be it a number."""
        return any(
            (self.in_cell if name in ids else self.in_text)(text)
            for name in rows
            for text in rows[name].unique()
        )

    def _in_text(self, text: str) -> bool:
        """Whether a text has such an id in it; a bare number may count anything."""
        text = tidied(text)
        return any(not text[start:stop].isdigit() for start, stop in self._spans(text))

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where ids stand as words of their own, the longest of those that overlap."""
        found = [match.span() for match in _PART.finditer(text)]
        first = 0
        while first < len(found):
            for last in (first + size - 1 for size in self._sizes if first + size <= len(found)):
                start, stop = found[first][0], found[last][1]
                if stop - start >= _TELLING_LENGTH and self._is_one(identifier(text[start:stop])):
                    yield start, stop
                    first = last
                    break
            first += 1


def naming_of(customer_id: str) -> Naming:
    """Finds one customer's id in texts."""
    return Naming(lambda id_: id_ == customer_id, {parts(customer_id)})


class ForgottenCustomers:
    """Keeps out of the store whoever was forgotten before.

    They are known by nothing but a hash that is this store's own, and by how many words and marks
    their id has: that many are looked at in a text.

    Attributes
    ----------
    met : bool
        Whether somebody was kept out by now, so that the file's own bytes name them.
    """

    def __init__(self, db: Database) -> None:
        self._salt = salt(db)
        rows = db.execute("SELECT hash, parts FROM forgotten_customers").fetchall()
        self._hashes = {bytes(hash_) for hash_, _ in rows}
        self._naming = Naming(self.includes, {size for _, size in rows})
        self.met = False

    def includes(self, customer_id: str) -> bool:
        """Whether this customer is to stay forgotten."""
        found = bool(self._hashes) and hashed(customer_id, self._salt) in self._hashes
        self.met |= found
        return found

    @property
    def are_some(self) -> bool:
        """Whether anybody was forgotten."""
        return bool(self._hashes)

    def look_through(self, rows: pd.DataFrame, ids: Collection[str] = ()) -> None:
        """Find out whether cells that nothing is made of name somebody; in columns of `ids` a cell
        that is a bare number does so, too."""
        if self._hashes:
            self.met |= self._naming.in_rows(rows, ids)

    def without(self, kept: pd.DataFrame) -> pd.DataFrame:
        """The lines with nobody in the place of forgotten customers, neither as the customer of
        an order nor in its number, nor as an address in what was bought.

        Parameters
        ----------
        kept : DataFrame
            With ``customer_id``, ``invoice``, ``product_code`` and ``description`` as categories.
        """
        if not self._hashes:
            return kept
        customers = kept["customer_id"].cat.remove_unused_categories()
        out = [each for each in customers.cat.categories if self.includes(each)]
        for name in ("product_code", "description"):
            wordings = {
                each: self._naming.hidden(each) for each in kept[name].cat.categories if "@" in each
            }
            kept = kept.assign(**{name: _renamed(kept[name], wordings)})
        if not out:
            return kept
        theirs = kept.loc[customers.isin(out), ["invoice", "customer_id"]].drop_duplicates()
        numbers = {
            invoice: invoice_without(str(invoice), str(customer), self._salt)
            for invoice, customer in theirs.itertuples(index=False)
        }
        return kept.assign(
            customer_id=customers.cat.remove_categories(out),
            invoice=_renamed(kept["invoice"], numbers),
        )

    def invoices(self, invoices: Iterable[str]) -> set[str]:
        """Invoice numbers, also as they are where they name somebody."""
        return {
            spelling
            for each in invoices
            for spelling in (each, self._naming.hidden(each, lambda id_: _mark(id_, self._salt)))
        }

    def rows_left(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The attributes that belong to no forgotten customer, and name none."""
        if not self._hashes:
            return frame
        out = [each for each in frame["customer_id"].unique() if self.includes(each)]
        telling = [each for each in frame["value"].unique() if self._naming.in_text(each)]
        return frame[~frame["customer_id"].isin(out) & ~frame["value"].isin(telling)]

    def named_in(self, value: str) -> bool:
        """Whether a value of orders is somebody's id, or has it in it."""
        if not self._hashes:
            return False
        return self.includes(identifier(value)) or self._naming.in_text(value)

    def cells_left(self, cells: Mapping[Hashable, Any]) -> Mapping[Hashable, Any]:
        """A row's cells, or none of them if one names a forgotten customer."""
        if self._hashes and any(self._naming.in_cell(str(cell)) for cell in cells.values()):
            return {}
        return cells

    def members_left(self, members: pd.Series) -> pd.Series:
        """Who is left of members, indexed by ``customer_id``."""
        if not self._hashes:
            return members
        return members[[not self.includes(each) for each in members.index]]

    def hidden(self, text: str) -> str:
        """A text for people without the ids of forgotten customers."""
        return self._naming.hidden(text) if self._hashes else text

    def hidden_in_json(self, text: str) -> str:
        """JSON with texts that name nobody; an example cell may be an id and nothing else."""
        if not self._hashes:
            return text

        def left(value: Any) -> Any:
            if isinstance(value, str):
                return _HIDDEN if self.includes(identifier(value)) else self.hidden(value)
            if isinstance(value, list):
                return [left(each) for each in value]
            if isinstance(value, dict):
                return {key: left(each) for key, each in value.items()}
            return value

        return json.dumps(left(json.loads(text)), ensure_ascii=False)

    def in_command(self, command: str) -> bool:
        """Whether a command is about somebody."""
        return bool(self._hashes) and self._naming.in_command(command, _TELLING_LENGTH)


def parts(customer_id: str) -> int:
    """How many words and marks an id has."""
    return len(_PART.findall(customer_id))


def salt(db: Database) -> bytes:
    """Random bytes, made once for this store."""
    (value,) = db.execute("SELECT value FROM facts WHERE name = 'salt'").fetchone()
    return bytes(value)


def hashed(customer_id: str, salt: bytes) -> bytes:
    """A customer as the store remembers to forget them."""
    return blake2b(customer_id.encode(), key=salt, digest_size=_HASH_BYTES).digest()


def invoice_without(invoice: str, customer_id: str, salt: bytes) -> str:
    """The number of a forgotten customer's order: a file without invoice numbers makes them of
    moment and customer. The same order in a later file has the same number."""
    words = re.compile(rf"(?<!\w){re.escape(customer_id)}(?!\w)", re.IGNORECASE)
    return words.sub(_mark(customer_id, salt), invoice)


def _mark(id_: str, salt: bytes) -> str:
    return f"FORGOTTEN-{hashed(identifier(id_), salt).hex()[:12].upper()}"


def _renamed(column: "pd.Series[str]", names: Mapping[str, str]) -> "pd.Series[str]":
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return column
    categories = column.cat.categories
    codes, spelt = pd.factorize(pd.Index([changed.get(each, each) for each in categories]))
    # The code -1 of a missing cell finds the one at the end.
    of_rows = np.append(codes, -1)[column.cat.codes.to_numpy()]
    return pd.Series(pd.Categorical.from_codes(of_rows, spelt), index=column.index)
