"""What of a shop people may name in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Shop:
    """The names that a shop's own data have.

    Attributes
    ----------
    as_of : date
        The day after the last order; periods count back from it.
    segments : tuple of str
        Of the RFM rule pack in use, as the language writes them.
    packs : tuple of str
        Names of rule packs.
    groups : mapping of str to str
        The names of the latest run's groups to their numbers.
    countries : mapping of str to str
        What a country may be called, in small letters, to its name in the data.
    values : mapping of str to tuple of (attribute, value)
        What attributes may be, in small letters.
    uploads : mapping of str to int
        What files that were taken in are called to the number of the latest of that name.
    numbers : tuple of str
        Attributes that are numbers, and features.
    is_customer : callable
        Whether there is a customer of this id; gives the id as it is written in the data.
    """

    as_of: date
    segments: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    uploads: Mapping[str, int] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    is_customer: Callable[[str], str | None] = lambda _: None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of attributes that are texts."""
        return tuple(dict.fromkeys(name for each in self.values.values() for name, _ in each))
