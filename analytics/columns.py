"""Which column of a file holds what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from analytics.errors import AnalyticsError

_REQUIRED = {
    "invoice": "the invoice number",
    "product": "the product code",
    "quantity": "the quantity",
    "time": "the date",
    "price": "the unit price",
    "customer": "the customer",
}
_OPTIONAL = ("description", "country")
_SHOWN = 20


@dataclass(frozen=True)
class Columns:
    """What each header of a file was understood as.

    Attributes
    ----------
    headers : mapping
        Our name of a column (``invoice``, ``price`` ...) to the file's header for it.
    """

    headers: Mapping[str, str]


def match_columns(names: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> Columns:
    """Recognise a file's columns by their headers.

    Parameters
    ----------
    names : sequence of str
        The file's headers, in its order.
    synonyms : mapping
        Our name of a column to the headers it may have, the likeliest first. Case, spaces
        and punctuation don't matter.

    Raises
    ------
    AnalyticsError
        If a column that can't be done without is missing; it names the column and what was found.
    """
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(_key(name), name)
    headers: dict[str, str] = {}
    for column in (*_REQUIRED, *_OPTIONAL):
        found = next((by_key[key] for key in map(_key, synonyms[column]) if key in by_key), None)
        if found is not None:
            headers[column] = found
    missing = [column for column in _REQUIRED if column not in headers]
    if missing:
        raise _missing(missing, names, synonyms)
    return Columns(MappingProxyType(headers))


def _missing(
    missing: Sequence[str], names: Sequence[str], synonyms: Mapping[str, Sequence[str]]
) -> AnalyticsError:
    wanted = " and ".join(
        f"{_REQUIRED[column]} (such as “{synonyms[column][0]}”)" for column in missing
    )
    found = ", ".join(f"“{name[:40]}”" for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return AnalyticsError(
        f"The file has no column for {wanted}. Its columns are: {found}{more}.",
        "Name the column in the first row of the file and upload it again.",
    )


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
