"""What people write in files: headers, words for nobody, words for what became of an order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.intake.customers import Nobody
from analytics.intake.headers import HeaderNames, key


@dataclass(frozen=True)
class Statuses:
    """Keys of words in a status column.

    Attributes
    ----------
    sale, no_sale, refunded : frozenset of str
        The money stayed, was never paid, or went back.
    """

    sale: frozenset[str]
    no_sale: frozenset[str]
    refunded: frozenset[str]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Statuses":
        """Build from ``config/order_status.toml`` as it was loaded."""
        return cls(**{name: frozenset(map(key, words)) for name, words in config.items()})

    @property
    def known(self) -> frozenset[str]:
        """All of them."""
        return self.sale | self.no_sale | self.refunded


@dataclass(frozen=True)
class FileWords:
    """The words that files are understood by.

    Attributes
    ----------
    headers : HeaderNames
    nobody : Nobody
    statuses : Statuses
    """

    headers: HeaderNames
    nobody: Nobody
    statuses: Statuses

    @classmethod
    def of(cls, load: Callable[[str], dict[str, Any]]) -> "FileWords":
        """Build from config/, each of whose files `load` gives by its name."""
        return cls(
            HeaderNames.of(load("columns"), load("layouts")),
            Nobody.of(load("nobody")),
            Statuses.of(load("order_status")),
        )
