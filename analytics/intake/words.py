"""What people write in files: headers, words for nobody, words for what became of an order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analytics.intake.customers import Nobody
from analytics.intake.headers import HeaderNames, key, snake_case
from analytics.intake.reading import Outcome
from analytics.vocabulary.rows import TOTALS


@dataclass(frozen=True)
class Statuses:
    """Keys of words for what became of an order.

    Attributes
    ----------
    called_off, no_sale, waiting, refunded, sale : frozenset of str
        It was called off, never paid, has something still to come, was paid back, or stands.
    """

    called_off: frozenset[str]
    no_sale: frozenset[str]
    waiting: frozenset[str]
    refunded: frozenset[str]
    sale: frozenset[str]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Statuses":
        """Build from ``config/order_status.toml`` as it was loaded."""
        return cls(**{name: frozenset(map(key, words)) for name, words in config.items()})

    @property
    def unpaid(self) -> frozenset[str]:
        """Those by which no money stayed, if nothing else is said."""
        return self.called_off | self.no_sale | self.waiting | self.refunded

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What each of them means."""
        return {
            **dict.fromkeys(self.sale, Outcome.SALE),
            **dict.fromkeys(self.waiting, Outcome.WAITING),
            **dict.fromkeys(self.refunded, Outcome.REFUNDED),
            **dict.fromkeys(self.called_off | self.no_sale, Outcome.UNPAID),
        }


@dataclass(frozen=True)
class TotalNames:
    """What columns of totals are called.

    Attributes
    ----------
    names : mapping
        Each of ``TOTALS`` to its headers, as tuples of words.
    beside : frozenset of str
        Words that may stand beside these.
    """

    names: Mapping[str, tuple[tuple[str, ...], ...]]
    beside: frozenset[str]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "TotalNames":
        """Build from ``config/customer_totals.toml`` as it was loaded."""
        names = {name: tuple(map(_words_in, config[name])) for name in TOTALS}
        return cls(names, frozenset(config["beside"]))

    def _told(self, name: str, header: str) -> tuple[str, ...] | None:
        """What a header is called without the words beside, if that is a name of a total."""
        words = tuple(word for word in _words_in(header) if word not in self.beside)
        known = {
            tuple(word for word in each if word not in self.beside) for each in self.names[name]
        }
        return words if words and words in known else None

    def columns(self, name: str, headers: Sequence[str]) -> tuple[str, ...]:
        """The columns that make a total: the one that is called so, or all its parts."""
        exactly = [each for each in headers if _words_in(each) in self.names[name]]
        if exactly:
            return (exactly[0],)
        told = {each: self._told(name, each) for each in headers}
        first = next((words for words in told.values() if words), None)
        return tuple(each for each, words in told.items() if words and words == first)


@dataclass(frozen=True)
class RowTypes:
    """Keys of words for the kind of document or transaction that a row is.

    Attributes
    ----------
    steps : mapping
        The steps of a sale, that which counts before the others first, to their words.
    refund, other : frozenset of str
        Money went back, or the row is no sale.
    codes : mapping
        The same, short: a step, ``refund`` or ``other`` to letters.
    """

    steps: Mapping[str, frozenset[str]]
    refund: frozenset[str]
    other: frozenset[str]
    codes: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "RowTypes":
        """Build from ``config/row_types.toml`` as it was loaded."""
        words = {
            name: frozenset(map(key, each)) for name, each in config.items() if name != "codes"
        }
        codes = {name: frozenset(map(key, each)) for name, each in config["codes"].items()}
        steps = {name: words.pop(name) for name in list(words) if name not in ("refund", "other")}
        return cls(steps, words["refund"], words["other"], codes)

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What each word means."""
        return {
            **dict.fromkeys(frozenset[str]().union(*self.steps.values()), Outcome.SALE),
            **dict.fromkeys(self.refund, Outcome.BACK),
            **dict.fromkeys(self.other, Outcome.OTHER),
        }

    @cached_property
    def short(self) -> Mapping[str, Outcome]:
        """What each code means."""
        meant = {"refund": Outcome.BACK, "other": Outcome.OTHER}
        return {
            code: meant.get(name, Outcome.SALE)
            for name, codes in self.codes.items()
            for code in codes
        }

    def step(self, word: str) -> str | None:
        """The step of a sale that a word, or a code, stands for."""
        return next(
            (
                name
                for name, words in self.steps.items()
                if word in words or word in self.codes.get(name, ())
            ),
            None,
        )


@dataclass(frozen=True)
class FileWords:
    """The words that files are understood by.

    Attributes
    ----------
    headers : HeaderNames
    nobody : Nobody
    statuses : Statuses
    totals : TotalNames
    types : RowTypes
    """

    headers: HeaderNames
    nobody: Nobody
    statuses: Statuses
    totals: TotalNames
    types: RowTypes

    @classmethod
    def of(cls, load: Callable[[str], dict[str, Any]]) -> "FileWords":
        """Build from config/, each of whose files `load` gives by its name."""
        return cls(
            HeaderNames.of(load("columns"), load("layouts"), load("header_words")),
            Nobody.of(load("nobody")),
            Statuses.of(load("order_status")),
            TotalNames.of(load("customer_totals")),
            RowTypes.of(load("row_types")),
        )


def _words_in(header: str) -> tuple[str, ...]:
    return tuple(snake_case(header).split("_"))
