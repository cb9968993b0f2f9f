"""What a file says about customers, as attributes with names that can be typed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.intake.headers import snake_case
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.identifiers import as_identifiers, as_values
from analytics.vocabulary.rows import SURPLUS, Reason


@dataclass(frozen=True)
class Attributes:
    """A chunk of customers' rows.

    Attributes
    ----------
    values : DataFrame, one row per customer and attribute, indexed by line number
        ``customer_id``, ``name`` (as it is typed: ``birth_year``), ``label`` (the file's header),
        ``value``; empty values are left out.
    rejected : DataFrame, indexed by line number
        ``reason``: the row doesn't name a customer, or can't be read.
    """

    values: pd.DataFrame
    rejected: pd.DataFrame


def attributes(chunk: pd.DataFrame, reading: Reading) -> Attributes:
    """Take each column but the customer's as an attribute.

    Parameters
    ----------
    chunk : DataFrame of str, one row per row of the file, under the file's headers
    reading : Reading
        Of the kind ``CUSTOMERS``.
    """
    customers = as_identifiers(chunk[reading.columns[Role.CUSTOMER]])
    surplus = (chunk[SURPLUS] != "").to_numpy() if SURPLUS in chunk else np.zeros(len(chunk), bool)
    too_long = (customers.str.len() > 200).to_numpy(dtype=bool, na_value=False)
    unknown = customers.isna().to_numpy()
    reasons = np.select(
        [surplus, unknown, too_long],
        [
            reason.value
            for reason in (Reason.TOO_MANY_CELLS, Reason.MISSING_CUSTOMER, Reason.TOO_LONG)
        ],
        default="",
    ).astype(object)
    sound = reasons == ""
    headers = [str(name) for name in chunk if name not in (reading.columns[Role.CUSTOMER], SURPLUS)]
    pieces = [
        pd.DataFrame(
            {
                "customer_id": customers[sound],
                "name": name,
                "label": header,
                "value": as_values(chunk.loc[sound, header]),
            }
        ).dropna(subset="value")
        for header, name in zip(headers, attribute_names(headers), strict=True)
    ]
    empty = pd.DataFrame(columns=["customer_id", "name", "label", "value"], dtype="str")
    values = pd.concat(pieces).sort_index(kind="stable") if pieces else empty
    rejected = pd.DataFrame({"reason": reasons}, index=chunk.index)[~sound]
    return Attributes(values, rejected)


def attribute_names(headers: Sequence[str]) -> tuple[str, ...]:
    """Each header as a name that can be typed in a command, unlike all the others."""
    names: list[str] = []
    for header in headers:
        wanted = snake_case(header) or "attribute"
        name, copy = wanted, 2
        while name in names:
            name, copy = f"{wanted}_{copy}", copy + 1
        names.append(name)
    return tuple(names)
