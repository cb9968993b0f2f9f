"""Who a customer column means: nobody, in places; and which of several columns comes back."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.headers import key, snake_case, words_of
from analytics.intake.identifiers import distinct
from analytics.vocabulary.identifiers import as_identifiers, identifier

# All nines, or a zero before a one, is nobody where it is by far the best customer.
_BY_FAR = 3
_LARGE = 0.05
_ONE_DIGIT = re.compile(r"[^0-9@]*([0-9])(?:[\W_]*\1){2,}[\W_]*")
_BY_CHANCE = 2
_FEW = 0.2
FEW_ORDERS = 5
"""Fewer orders than these don't tell who comes back, in a table that stands alone."""
_ENOUGH_TO_SEE_SHAPE = 5
_NEARLY_ALL = 0.9
_PEOPLE = {
    *("customer", "client", "buyer", "user", "member", "shopper", "account", "contact"),
    *("household", "kunde", "kunden", "cliente", "acheteur", "klant", "klient", "kund", "card"),
}
_IDS = {
    *("id", "no", "nr", "number", "code", "ref", "reference", "key", "uid", "uuid", "guid"),
    *("hash", "unique", "email", "mail", "emailaddress", "phone", "mobile", "epost"),
    *("courriel", "correo", "correoelectronico", "emailadresse", "adresemail", "emailadres"),
    *("nummer", "numero", "codigo", "codice"),
}
_NO_IDS = {"gift", "credit", "of", "count", "total", "per", "type", "since"}
_NAMES = {"name", "nom", "nombre", "nome", "naam", "namn", "navn", "nazwa", "имя"}
_PARTS_OF_NAMES = {"first", "last", "full", "sur", "family", "given", "display", "billing"}
# Half of a name is many people's.
_FIRST = {
    *("first", "given", "firstname", "forename", "vorname", "prenom", "voornaam", "fornamn"),
    *("fornavn", "imie"),
}
_LAST = {
    *("last", "sur", "family", "surname", "lastname", "nachname", "apellido", "apellidos"),
    *("cognome", "achternaam", "efternamn", "etternavn", "efternavn", "nazwisko", "фамилия"),
}
# Where the other half has a column of its own.
_EITHER = {"nom", "nombre", "nome"}
# Who orders for a company, or the company: beside a customer, either may be the one to count.
_OF_BUSINESS = {
    *("contact", "person", "company", "firm", "firma", "organisation", "organization", "societe"),
    *("entreprise", "empresa", "azienda", "bedrijf", "foretag", "virksomhed", "ansprechpartner"),
}
# Who sells, or what was paid with.
_OF_CARDS = {"loyalty", "member", "membership", "customer", "client", "club", "bonus"}
# An id has so many orders at most where it may be a customer's beside others.
_MANY_ORDERS = 10
# Two people may share an address, and one have two.
_ALIKE = 1.3


@dataclass(frozen=True)
class Nobody:
    """What stands in a customer column where nobody is known.

    Attributes
    ----------
    words : frozenset of str
        Keys of words such as Guest.
    inside : pattern
        Finds words that say so within a longer text, in a text as `snake_case` has it.
    perhaps : pattern
        Finds those of ``words`` within a longer text, where they may be somebody's name as well.
    mailboxes : frozenset of str
        Keys of what stands before or behind the @ of such an address.
    ids, zeros : frozenset of str
        Such as -1; and such as 0, which may be the first of the customers.
    """

    words: frozenset[str]
    inside: re.Pattern[str]
    perhaps: re.Pattern[str]
    mailboxes: frozenset[str]
    ids: frozenset[str]
    zeros: frozenset[str]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Nobody":
        """Build from ``config/nobody.toml`` as it was loaded."""
        return cls(
            frozenset(map(key, config["words"])),
            _within(config["inside"]),
            _within([*config["words"], *config["inside"]]),
            frozenset(map(key, config["mailboxes"])),
            frozenset(map(identifier, config["ids"])),
            frozenset(map(identifier, config["zeros"])),
        )

    def includes(self, customer_id: str) -> bool:
        """Whether an id stands for nobody, for certain."""
        if customer_id in self.ids:
            return True
        # A number is no word, and there may be many of them.
        if customer_id.isdigit() or not any(map(str.isalpha, customer_id)):
            return False
        name, at, domain = customer_id.partition("@")
        if at:
            boxes = key(name.partition("+")[0]), key(domain.partition(".")[0])
            return not self.mailboxes.isdisjoint(boxes)
        return key(customer_id) in self.words or bool(self.inside.search(snake_case(customer_id)))

    def may_include(self, customer_id: str) -> bool:
        """Whether an id may stand for nobody, if it has by far the most orders."""
        return _is_one_digit(customer_id) or bool(self.perhaps.search(snake_case(customer_id)))


def _within(words: Iterable[str]) -> re.Pattern[str]:
    """Finds words that stand by themselves, or with a number behind them, in ``snake_case``."""
    phrases = {snake_case(word).replace("_", "_?") for word in words}
    return re.compile(rf"(?:^|_)(?:{'|'.join(sorted(phrases, key=len))})(?=[0-9]*(?:_|$))")


class StandIns:
    """Which ids stand for nobody though they look like any other, gathered piece by piece.

    A number of nines with three times the rows of anybody else, or among ids of another shape
    (K12345); zeros, but where a one stands beside them and they have no such share; an id that
    always stands beside a word for nobody; and one with a word like these within, or of one and
    the same digit, that has three times the rows of anybody else and more than one in twenty.

    Parameters
    ----------
    customer : str
        The header of the customer column.
    texts : sequence of str
        Those of columns that may have the customers' names.
    nobody : Nobody
    """

    def __init__(self, customer: str, texts: Sequence[str], nobody: Nobody) -> None:
        self._customer = customer
        self._texts = texts
        self._nobody = nobody
        self._rows: Counter[str] = Counter()
        self._named: dict[str, Counter[str]] = {name: Counter() for name in texts}
        self._perhaps: dict[str, Counter[str]] = {name: Counter() for name in texts}
        self._known: dict[str, tuple[bool, bool]] = {}

    def add(self, rows: pd.DataFrame) -> None:
        """Look at a piece of the file."""
        codes, texts = distinct(rows[self._customer])
        self._count(self._rows, codes, texts)
        for name in self._texts:
            if name not in rows:
                continue
            beside, names = distinct(rows[name])
            said = np.array([self._says(text) for text in names], dtype=np.bool_).reshape(-1, 2)
            for which, counter in enumerate((self._named[name], self._perhaps[name])):
                if said[:, which].any():
                    self._count(counter, codes[said[beside, which]], texts)

    def _count(
        self, counter: Counter[str], codes: npt.NDArray[np.int64], texts: "pd.Series[str]"
    ) -> None:
        many = np.bincount(codes[codes >= 0], minlength=len(texts))
        met = np.flatnonzero(many)
        counter.update(dict(zip(texts.to_numpy()[met].tolist(), many[met].tolist(), strict=True)))

    def _says(self, text: str) -> tuple[bool, bool]:
        if text not in self._known:
            id_ = identifier(text)
            sure = bool(id_) and self._nobody.includes(id_)
            letters = any(map(str.isalpha, id_))
            self._known[text] = sure, sure or (letters and self._nobody.may_include(id_))
        return self._known[text]

    def finding(self) -> tuple[str, ...]:
        """The ids, and every zero that is none of the customers."""
        zeros, every = self._nobody.zeros, _by_id(self._rows)
        counts = Counter({id_: n for id_, n in every.items() if not self._nobody.includes(id_)})
        best = [many for _, many in counts.most_common(2)]
        others = Counter(_shape(id_) for id_ in counts if not _is_nines(id_))
        usual, alike = others.most_common(1)[0] if others else ("", 0)
        told = alike >= max(_ENOUGH_TO_SEE_SHAPE, _NEARLY_ALL * others.total())
        by_far = {id_ for id_, many in counts.items() if many >= _BY_FAR * best[-1]}
        odd = {id_ for id_ in counts if told and _is_nines(id_) and _shape(id_) != usual}
        found = [id_ for id_ in by_far | odd if _is_nines(id_) and len(best) > 1]
        first = {id_ for id_ in counts if _is_zeros(id_) and f"{id_[:-1]}1" in counts}
        first |= counts.keys() & zeros if "1" in counts else set()
        found += sorted((zeros | {*filter(_is_zeros, counts)}) - (first - by_far))
        large = {id_ for id_ in by_far if counts[id_] > _LARGE * every.total()}
        if len(best) > 1:
            found += [id_ for id_ in large if self._nobody.may_include(id_)]
        for named, among in ((self._named, counts.keys()), (self._perhaps, large)):
            for column in named.values():
                beside = _by_id(column)
                found += [n for n in beside if n in among and beside[n] == counts[n] > 1]
        return tuple(dict.fromkeys(found))

    def without_zeros(self, known: Collection[str]) -> tuple[tuple[str, str], ...]:
        """Ids of the pieces that are others' but for leading zeros, which a spreadsheet takes.

        Parameters
        ----------
        known : collection of str
            Ids of earlier files.

        Returns
        -------
        tuple of (str, str)
            An id of the pieces and that of the earlier files; empty where that is chance, or where
            either has both.
        """
        ours = {id_ for id_ in _by_id(self._rows) if id_.isdigit()}
        theirs = {id_.lstrip("0"): id_ for id_ in known if id_.isdigit()}
        digits = sum(map(str.isdigit, known))
        if len({id_.lstrip("0") for id_ in ours}) < len(ours) or len(theirs) < digits:
            return ()
        found = [(id_, theirs.get(id_.lstrip("0"), id_)) for id_ in sorted(ours)]
        pairs = tuple((one, other) for one, other in found if one != other)
        return pairs if len(pairs) > max(_BY_CHANCE, _FEW * len(ours)) else ()

    def differs_from(self, known: Sequence[str]) -> bool:
        """Whether the pieces tell somebody else to be nobody than what was known."""
        return bool(({*known} ^ {*self.finding()}) & _by_id(self._rows).keys())


def _by_id(texts: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text, many in texts.items():
        if id_ := identifier(text):
            found[id_] += many
    return found


def _shape(customer_id: str) -> str:
    """Where an id has letters, and where digits."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"[0-9]+", "9", customer_id))


def _is_nines(customer_id: str) -> bool:
    return _is_one_digit(customer_id, "9")


def _is_zeros(customer_id: str) -> bool:
    return _is_one_digit(customer_id, "0")


def _is_one_digit(customer_id: str, digit: str = "") -> bool:
    """Whether all digits of an id are one and the same, three of them at least, with no letter
    behind them: ``C00000``, and not what a hash happens to hold."""
    found = _ONE_DIGIT.fullmatch(customer_id)
    return found is not None and digit in ("", found[1])


@dataclass(frozen=True)
class CustomerIds:
    """Which of several columns that may name customers does.

    Attributes
    ----------
    column : str
        The one taken.
    passed_over : str
        One that was likelier by its name, but is new with every order; empty if there is none.
    rivals : tuple of str
        Columns that nobody comes back in either, as far as was looked.
    """

    column: str
    passed_over: str = ""
    rivals: tuple[str, ...] = ()


class ComingBack:
    """In which columns somebody comes back with another order, gathered piece by piece.

    Parameters
    ----------
    columns : sequence of str
        Headers of columns that may name customers, the likeliest first.
    invoice : str or None
        The header of the order's number; without one, every row is an order.
    """

    def __init__(self, columns: Sequence[str], invoice: str | None) -> None:
        self._columns = columns
        self._invoice = invoice
        self._orders: dict[str, dict[str, Any]] = {name: {} for name in columns}
        self._back: set[str] = set()
        self._seen = 0

    def add(self, rows: pd.DataFrame) -> None:
        """Look at a piece of the file."""
        order = (
            as_identifiers(rows[self._invoice])
            if self._invoice is not None
            else pd.Series(range(self._seen, self._seen + len(rows)), index=rows.index)
        )
        self._seen += len(rows)
        for name in self._columns:
            if name in self._back:
                continue
            known = self._orders[name]
            pairs = pd.DataFrame({"customer": as_identifiers(rows[name]), "order": order}).dropna()
            for customer, number in pairs.drop_duplicates().itertuples(index=False):
                if known.setdefault(customer, number) != number:
                    self._back.add(name)
                    known.clear()
                    break

    @property
    def is_told(self) -> bool:
        """Whether the likeliest column has somebody who comes back, so that it stays."""
        return self._columns[0] in self._back

    def finding(self, few_orders: int = FEW_ORDERS) -> CustomerIds:
        """What the pieces so far tell, unless they are of fewer orders than that."""
        first, *others = self._columns
        back = [name for name in others if name in self._back]
        if first in self._back or len(self._orders[first]) < few_orders:
            return CustomerIds(first)
        if back:
            return CustomerIds(back[0], passed_over=first)
        return CustomerIds(first, rivals=tuple(others))


def names_people(header: str, *, is_named: bool = False) -> bool:
    """Whether a header is that of an id of people, by its words: ``customer_unique_id``.

    People's names are none: two customers may have the same.
    """
    words = words_of(header)
    return bool(words & _IDS and (is_named or words & _PEOPLE) and not words & _NO_IDS)


def may_name_people(header: str) -> bool:
    """Whether a header is that of people's names: ``Customer``, ``Last Name``."""
    words = words_of(header)
    return bool(words & _PEOPLE or (words & _NAMES and words <= _NAMES | _PARTS_OF_NAMES))


def may_be_the_customer(header: str) -> bool:
    """Whether a header is that of whole names of people or firms, and nothing but that:
    ``Contact Person``, ``Client Name``."""
    words = words_of(header)
    whole = words <= _PEOPLE | _OF_BUSINESS | _NAMES | _PARTS_OF_NAMES
    return whole and bool(words & (_PEOPLE | _OF_BUSINESS)) and not is_half_a_name(header)


def is_half_a_name(header: str) -> bool:
    """Whether a header is that of first or of last names alone, which many people share."""
    words = words_of(header)
    return bool(words & _FIRST) != bool(words & _LAST)


def is_whole_name(header: str) -> bool:
    """Whether a header is that of first and last names together."""
    words = words_of(header)
    return bool(words & _FIRST and words & _LAST)


def halves_of_names(headers: Sequence[str]) -> tuple[str, str] | None:
    """The headers of the first and of the last names; None where there aren't one of each."""
    words = {name: words_of(name) for name in headers}
    names = _FIRST | _LAST | _NAMES | _PEOPLE | _PARTS_OF_NAMES
    halves = [name for name in headers if words[name] <= names and is_half_a_name(name)]
    either = [name for name in headers if words[name] <= _EITHER]
    firsts = [name for name in halves if words[name] & _FIRST]
    lasts = [name for name in halves if words[name] & _LAST]
    firsts, lasts = firsts or (lasts and either), lasts or (firsts and either)
    return (firsts[0], lasts[0]) if len(firsts) == len(lasts) == 1 else None


def rather_names_others(header: str) -> bool:
    """Whether a header is rather that of who sold, or of what was paid with, where another column
    has people: ``User``, ``Card Number``."""
    words = words_of(header)
    return words == {"user"} or ("card" in words and not words & _OF_CARDS)


def candidates(taken: str, named: Collection[str], free: Sequence[str]) -> tuple[str, ...]:
    """The columns that may name customers, the one that was taken first."""
    others = [name for name in free if names_people(name, is_named=name in named)]
    return (taken, *(name for name in others if name != taken))


def other_customers(
    taken: "pd.Series[str]", others: Mapping[str, "pd.Series[str]"], orders: "pd.Series[str]"
) -> dict[str, tuple[int, int]]:
    """Which columns tell other customers apart than the one taken, and how many either does.

    They do where the customers of one are split by the other's, and not by chance: a few people
    share an address, or have two. A column that has several values in an order, or a new one in
    nearly every order, names no customer where the one taken comes back as customers do.

    Parameters
    ----------
    taken : Series of str
        Ids by the column taken; missing where nobody is known.
    others : mapping
        Header to the same of another column.
    orders : Series of str
        The order of each row.

    Returns
    -------
    dict
        Header to the customers by the column taken, and by this one, in rows that have both.
    """
    found = {}
    for header, ids in others.items():
        rows = pd.DataFrame({"taken": taken, "other": ids, "order": orders})
        known = rows["other"].notna().sum()
        rows = rows.dropna().drop_duplicates()
        each = rows.groupby("order")["other"].nunique()
        if 2 * known < taken.notna().sum() or each.empty or (each > 1).mean() > 1 - _NEARLY_ALL:
            continue
        ours, theirs = rows["taken"].nunique(), rows["other"].nunique()
        pairs = len(rows[["taken", "other"]].drop_duplicates())
        comes_back = ours < _NEARLY_ALL * len(each) and ours * _MANY_ORDERS > len(each)
        if theirs > _NEARLY_ALL * len(each) and comes_back:
            continue
        fewest = min(ours, theirs)
        if pairs >= _ALIKE * fewest and pairs - fewest > 1:
            found[header] = (ours, theirs)
    return found
