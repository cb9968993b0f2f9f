"""Where a table's header row is, and what headers may be called.

In ten languages, and in the exports of shops.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from analytics.intake.currencies import without_currency
from analytics.intake.dates import DateForm, DateOrder, times
from analytics.intake.numbers import readings
from analytics.intake.reading import DiscountForm, Outcome, Role
from analytics.vocabulary.rows import RowKind

# A row this share as wide as the widest may be a header; titles above a table are narrow.
_WIDE_ENOUGH = 0.6
# A word this short is found in others by chance.
_SHORT = 4

TOGETHER = " + "
"""Stands between the headers of columns that are put together."""
_WHERE_CASE_CHANGES = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}")
_HUNDREDTHS = re.compile(
    r"(?i)(?<![^\W_])(?<!per )(?<!per_)(?:in[\s_]+)?"
    r"(?:cents?|pence|minor(?:[\s_]units?)?|centimes|centavos|c[ée]ntimos|centesimi|[øö]re|groszy?)"
    r"(?![^\W_])"
)
_MULTIPLES = re.compile(
    r"(?i)(?<![^\W_])(?:in[\s_]+)?(?:(?:€|\$|£|eur|usd|gbp|chf) ?)?(?:"
    r"[kt] ?[€$£]|k ?(?:eur|usd|gbp|chf)|t ?(?:eur|kr|sek|nok|dkk)|m[€$£]"
    r"|[€$£] ?(?:k|m|mn|mm)|(?:eur|usd|gbp|chf) ?(?:k|mn|mm)|(?:1[.,’' ]?|[’'])?000(?:'?s)?"
    r"|thousands?|tsd\.?|tausend|milliers|miles|migliaia|duizend|tusen|тыс\.?|[千万][円元]|lakhs?|crores?"
    r"|millions?|mio\.?|mln\.?|millones|milioni|miljoen|млн\.?|百万円)(?![^\W_])"
)
_MEASURES = {
    *("g", "gr", "kg", "mg", "gram", "grams", "gramm", "oz", "lb", "lbs", "ml", "cl", "l", "ltr"),
    *("liter", "litre", "liters", "litres", "cm", "mm", "m2", "qm", "km", "kwh", "h", "hours"),
    *("min", "mins", "minutes", "pcs", "pieces", "units", "items", "stk", "stück", "st", "szt"),
    *("piezas", "unidades", "pièces", "adet", "шт", "個", "件"),
}
_SUMS = {Role.AMOUNT, Role.TOTAL}
_PAID = {*_SUMS, Role.PRICE}
_LETTERS_WITHOUT_BASE = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d"})


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """A word without case, accents, spaces and punctuation, so that spellings compare equal."""
    return snake_case(text).replace("_", "")


def snake_case(text: str) -> str:
    """A header as a name that can be typed: ``Birth Year`` is ``birth_year``."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS_WITHOUT_BASE)
    return re.sub(r"[\W_]+", "_", "".join(c for c in plain if not unicodedata.combining(c))).strip(
        "_"
    )


def without_brackets(header: str) -> str:
    """A header without what stands in brackets, where more stands there: ``Income (k$)``."""
    bare = _BRACKETED.sub(" ", header)
    return bare if snake_case(bare) else header


def without_hundredths(header: str) -> str:
    """A header without the word for hundredths, where more stands there: ``Price (cents)``."""
    rest, said = _HUNDREDTHS.subn(" ", _WHERE_CASE_CHANGES.sub(" ", header))
    return rest if said and key(rest) else header


def multiple(header: str) -> str:
    """The word of a header that says that its amounts are in thousands or millions, such as ``k€``;
    empty where none does."""
    found = _MULTIPLES.search(header)
    return found.group().strip() if found and key(_MULTIPLES.sub(" ", header)) else ""


def is_measured(header: str) -> bool:
    """Whether a header names a unit of something else than money: ``Amount (g)``."""
    units = re.findall(r"[(\[]([^)\]]*)[)\]]", header)
    return any(unit.strip(" .").casefold() in _MEASURES for unit in units)


def words_of(header: str) -> frozenset[str]:
    """The words of a header: ``TRAN_AMOUNT`` has two."""
    return frozenset(snake_case(header).split("_"))


@dataclass(frozen=True)
class Layout:
    """The export of one program, known by its headers.

    Attributes
    ----------
    name : str
        What people call it.
    kind : RowKind
        What one of its rows is.
    signature : frozenset of str
        Keys of headers that only this export has together.
    columns : mapping
        Role to the keys of its headers, the best first.
    statuses : mapping
        Keys of words of statuses and types that mean something else here than elsewhere.
    discount : DiscountForm
        How a column of discounts is meant, where there is one to be taken off.
    """

    name: str
    kind: RowKind
    signature: frozenset[str]
    columns: Mapping[Role, tuple[str, ...]]
    statuses: Mapping[str, Outcome]
    discount: DiscountForm


@dataclass(frozen=True)
class HeaderNames:
    """What headers may be called.

    Attributes
    ----------
    synonyms : mapping
        Role to its headers as people write them, the likeliest first.
    layouts : tuple of Layout
        Tried in this order before the synonyms.
    words : mapping
        What a header may speak of to the keys of words that say so.
    """

    synonyms: Mapping[Role, tuple[str, ...]]
    layouts: tuple[Layout, ...]
    words: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        columns: Mapping[str, Sequence[str]],
        layouts: Mapping[str, Any],
        words: Mapping[str, Sequence[str]],
    ) -> "HeaderNames":
        """Build from ``columns.toml``, ``layouts.toml`` and ``header_words.toml`` of config/."""
        synonyms = {Role(role): tuple(names) for role, names in columns.items()}
        spoken = {of: frozenset(map(key, some)) for of, some in words.items()}
        return cls(
            MappingProxyType(synonyms),
            tuple(map(_layout, layouts["layouts"])),
            MappingProxyType(spoken),
        )

    def layout(self, names: Sequence[str]) -> Layout | None:
        """The export that has these headers, if it is one we know."""
        keys = {key(name) for name in names}
        return next((each for each in self.layouts if each.signature <= keys), None)

    def roles(self, names: Sequence[str]) -> dict[Role, tuple[str, ...]]:
        """The headers that can stand for each role, the likeliest first."""
        spellings = (
            lambda name: (name,),
            # What stands in brackets says more of it: “Order Total (inc tax)”.
            lambda name: (without_brackets(name),),
            # And so does a currency: “Umsatz in €”.
            lambda name: (_BRACKETED.sub(" ", without_currency(name)),),
            # Or cents: “amount_cents”.
            lambda name: (without_hundredths(name),),
            # That all is in it: “Amount incl. tax”.
            self._all_included,
            # And either word will do: “Country/Region”.
            lambda name: name.split("/") if "/" in name else (),
        )
        ranked: dict[Role, list[tuple[int, str]]] = {role: [] for role in self.synonyms}
        for spelt in spellings:
            for name in names:
                for word in spelt(name):
                    for role, rank in self._ranks.get(key(word), ()):
                        if role not in _SUMS or not is_measured(name):
                            ranked[role].append((rank, name))
        return {
            role: tuple(dict.fromkeys(name for _, name in sorted(found, key=lambda each: each[0])))
            for role, found in ranked.items()
            if found
        }

    def _all_included(self, name: str) -> tuple[str, ...]:
        """What is left of a header of money without the words that say that all is in it."""
        words = snake_case(name).split("_")
        rest = [each for each in words if each not in self.words["whole"] | self.words["tax"]]
        bare = " ".join(rest)
        roles = {role for role, _ in self._ranks.get(key(bare), ())}
        says_so = not self.words["whole"].isdisjoint(words)
        return (bare,) if says_so and roles and roles <= _PAID else ()

    @cached_property
    def _ranks(self) -> dict[str, list[tuple[Role, int]]]:
        """Key of a synonym to the roles that it stands for, and how likely it is of each's."""
        ranks: dict[str, list[tuple[Role, int]]] = {}
        for role, words in self.synonyms.items():
            for rank, word in enumerate(words):
                ranks.setdefault(key(word), []).append((role, rank))
        return ranks

    def speaks_of(self, name: str, *what: str) -> bool:
        """Whether a header has a word for one of these, as ``Rabattbetrag`` has for a discount."""
        whole, parts = key(name), words_of(name) | words_of(_WHERE_CASE_CHANGES.sub(" ", name))
        return any(
            word in parts or (word in whole and (len(word) > _SHORT or not word.isascii()))
            for of in what
            for word in self.words[of]
        )

    def dates_apart(self, names: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
        """The headers of a year, a month and a day that are of one date, as ``order_year``,
        ``order_month`` and ``order_day`` are; those of birthdays aside."""
        years, months, days = (self._beside(names, of) for of in ("year", "month", "day"))
        return tuple(
            (years[rest], months[rest], days[rest])
            for rest in years
            if rest in months and rest in days and not self.speaks_of(years[rest], "birth")
        )

    def _beside(self, names: Sequence[str], what: str) -> dict[str, str]:
        """What headers that begin or end with such a word have beside it, and the headers."""
        found: dict[str, str] = {}
        for name in names:
            whole = key(without_brackets(name))
            for word in self.words[what]:
                if whole.startswith(word):
                    found.setdefault(whole.removeprefix(word), name)
                elif whole.endswith(word):
                    found.setdefault(whole.removesuffix(word), name)
        return found

    def is_all(self, name: str, *what: str) -> bool:
        """Whether a header has no word but such as speak of one of these, endings aside, as
        ``Storniert am`` and ``Zahlungsstatus`` have none of orders."""
        known = frozenset().union(*(self.words[of] for of in what))
        if key(name) in known:
            return True
        # What is written in capitals alone has no words by their cases.
        spelt = name if name.isupper() else _WHERE_CASE_CHANGES.sub(" ", name)
        return all(_is_made_of(word, known) for word in words_of(spelt) - {""})

    def is_just(self, name: str, what: str) -> bool:
        """Whether a header is but such a word, as ``Is paid`` is."""
        return key(name).removeprefix("is").removeprefix("was") in self.words[what]

    def speaks_of_price(self, name: str) -> bool:
        """Whether a header has a word for a price in it, as ``Final Price`` has."""
        bare = key(without_brackets(name))
        amounts = self._words(Role.AMOUNT) | self._words(Role.TOTAL)
        return bare not in amounts and any(
            word in bare and (len(word) > _SHORT or not word.isascii())
            for word in self._words(Role.PRICE)
        )

    def speaks_of_money(self, name: str) -> bool:
        """Whether a header has a word for money in it, as ``TRAN_AMOUNT`` has."""
        return not is_measured(name) and any(word in key(name) for word in self._of_money)

    @cached_property
    def _of_money(self) -> frozenset[str]:
        roles = (Role.PRICE, Role.AMOUNT, Role.TOTAL)
        return frozenset(word for role in roles for word in self._words(role) if len(word) > 4)

    def _words(self, role: Role) -> set[str]:
        return {key(word) for word in self.synonyms[role]}


def _is_made_of(word: str, known: frozenset[str]) -> bool:
    if word in known:
        return True
    starts = [each for each in known if len(each) > 1 and word.startswith(each)]
    for start in starts:
        rest = word[len(start) :]
        is_ending = len(start) > _SHORT and len(rest) <= _SHORT
        if is_ending or any(_is_made_of(each, known) for each in {rest, rest.removeprefix("s")}):
            return True
    return False


_TOLD_BY = {"sale": Outcome.SALE, "no_sale": Outcome.UNPAID, "not_a_sale": Outcome.OTHER}


def _layout(told: Mapping[str, Any]) -> Layout:
    return Layout(
        told["name"],
        RowKind(told["kind"]),
        frozenset(map(key, told["signature"])),
        MappingProxyType(
            {Role(role): tuple(map(key, names)) for role, names in told["columns"].items()}
        ),
        {key(word): each for name, each in _TOLD_BY.items() for word in told.get(name, ())},
        DiscountForm(told.get("discount", DiscountForm.ROW)),
    )


def find_header(head: Sequence[tuple[str, ...]], header_names: HeaderNames) -> int | None:
    """Find the header among the first rows of a table.

    The row with most words that stand for columns is it, if there are two such words. Else it is
    the first row about as wide as the table (titles above a table are narrow), unless it has
    numbers or dates in it as data has.

    Parameters
    ----------
    head : sequence of tuple of str
        The first rows, raw.
    header_names : HeaderNames

    Returns
    -------
    int or None
        Its position in ``head``; None where the table has no header row.
    """
    roles = [len(header_names.roles(cells)) for cells in head]
    widths = [sum(bool(cell.strip()) for cell in cells) for cells in head]
    if not head or not max(widths):
        return None
    best = max(range(len(head)), key=lambda at: (roles[at], widths[at], -at))
    if roles[best] >= 2 or header_names.layout(head[best]):
        return best
    wide = next(at for at, width in enumerate(widths) if width >= _WIDE_ENOUGH * max(widths))
    return None if _is_data(head[wide]) and not roles[wide] else wide


def _is_data(cells: Sequence[str]) -> bool:
    texts = pd.Series([cell.strip() for cell in cells if cell.strip()], dtype="str")
    dated = ~np.isnat(times(texts, DateForm(DateOrder.DAY_FIRST))) | ~np.isnat(
        times(texts, DateForm(DateOrder.MONTH_FIRST))
    )
    # Not what starts with letters: "Col1" could be an amount with its currency, too.
    return bool(dated.any()) or any(readings(each) for each in texts if not each[0].isalpha())
