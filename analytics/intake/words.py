"""What people write in files: headers, words for nobody, words for what became of an order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.intake.customers import Nobody
from analytics.intake.headers import HeaderNames, key, snake_case
from analytics.vocabulary.rows import TOTALS


@dataclass(frozen=True)
class Statuses:
    """Keys of words in a status column.

    Attributes
    ----------
    sale, no_sale, refunded : frozenset of str
        The money stayed, was never paid, or went back.
    waiting : frozenset of str
        Something is still to come, if nothing else is said, the money: no sale, either.
    """

    sale: frozenset[str]
    no_sale: frozenset[str]
    waiting: frozenset[str]
    refunded: frozenset[str]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Statuses":
        """Build from ``config/order_status.toml`` as it was loaded."""
        words = {name: frozenset(map(key, some)) for name, some in config.items()}
        return cls(**(words | {"no_sale": words["no_sale"] | words["waiting"]}))

    @property
    def known(self) -> frozenset[str]:
        """All of them."""
        return self.sale | self.no_sale | self.refunded


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
    """Keys of words for the kind of transaction that a row is.

    Attributes
    ----------
    sale, refund, other : frozenset of str
        Money came, money went back, or the row is neither.
    """

    sale: frozenset[str]
    refund: frozenset[str]
    other: frozenset[str]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "RowTypes":
        """Build from ``config/row_types.toml`` as it was loaded."""
        return cls(**{name: frozenset(map(key, words)) for name, words in config.items()})


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
