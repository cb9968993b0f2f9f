"""How a file whose columns are known writes its dates, numbers and money."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from analytics.intake import wording
from analytics.intake.currencies import told
from analytics.intake.date_evidence import DateEvidence
from analytics.intake.dates import DateOrder
from analytics.intake.findings import Evidence, Question, Topic, Understanding
from analytics.intake.matching import Sheet
from analytics.intake.numbers import DecimalEvidence
from analytics.intake.reading import MONEY, Reading, Role
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import RowKind


def with_columns(
    sample: pd.DataFrame,
    kind: RowKind,
    columns: Mapping[Role, str],
    *,
    today: dt.date,
    currency: str,
) -> Understanding:
    """Understand how dates, numbers and money are written where the columns are known.

    For the columns that a person has named, too; nothing is asked about them.

    Parameters
    ----------
    sample : DataFrame of str
        The first rows, under the file's headers.
    kind : RowKind
        What one row is.
    columns : mapping
        Role to header.
    today, currency
        As for :func:`understand`.
    """
    ordered = MappingProxyType({role: columns[role] for role in Role if role in columns})
    reading = Reading(kind, ordered)
    if kind is RowKind.CUSTOMERS:
        return Understanding(reading, (), Evidence(kind=wording.kind_sentence(reading)))
    sheet = Sheet(sample)
    likely = DateOrder.MONTH_FIRST if currency == "USD" else DateOrder.DAY_FIRST
    dates, decimals = DateEvidence(today, likely), DecimalEvidence()
    look(sheet.rows, ordered, dates, decimals)
    seen, doubt = _currency(sheet, ordered, currency)
    reading = replace(
        reading,
        date_order=dates.order,
        decimal=decimals.mark,
        currency=seen,
        marked_invoices=_marks_invoices(sheet, ordered),
    )
    questions = doubts(dates, decimals)
    questions += [Question(Topic.CURRENCY, doubt)] if doubt else []
    evidence = Evidence(wording.kind_sentence(reading), dates.sentence(), decimals.sentence())
    return Understanding(reading, tuple(questions), evidence)


def look(
    rows: pd.DataFrame,
    columns: Mapping[Role, str],
    dates: DateEvidence,
    decimals: DecimalEvidence,
) -> None:
    """Gather evidence from a piece of the file."""
    if Role.TIME in columns:
        dates.add(rows[columns[Role.TIME]])
    for role in (*MONEY, Role.QUANTITY):
        if role in columns:
            decimals.add(rows[columns[role]])


def doubts(dates: DateEvidence | None, decimals: DecimalEvidence) -> list[Question]:
    """What the evidence leaves open; without dates there is nothing to ask about them."""
    found = []
    if dates is not None and not dates.is_certain:
        found.append(Question(Topic.DATES, dates.sentence()))
    if not decimals.is_certain:
        found.append(Question(Topic.DECIMALS, decimals.sentence()))
    return found


def _currency(sheet: Sheet, columns: Mapping[Role, str], expected: str) -> tuple[str | None, str]:
    """The currency that the rows tell, rather the expected one, and what is doubtful about it."""
    stated = [Role.CURRENCY] if Role.CURRENCY in columns else [r for r in MONEY if r in columns]
    counts = sum(
        (told(sheet.rows[columns[role]].astype("str"), expected) for role in stated),
        start=told(pd.Series(dtype="str"), expected),
    )
    if not counts:
        return None, ""
    seen = expected if expected in counts else counts.most_common(1)[0][0]
    if len(counts) > 1:
        return seen, wording.several_currencies(counts, expected)
    return seen, "" if seen == expected else wording.another_currency(seen, expected)


def _marks_invoices(sheet: Sheet, columns: Mapping[Role, str]) -> bool:
    """Whether a C or an A before an invoice's number sets it apart from most."""
    if Role.INVOICE not in columns:
        return False
    invoices = as_identifiers(sheet.rows[columns[Role.INVOICE]]).dropna().drop_duplicates()
    shares = [invoices.str.match(rf"{letter}[0-9]").mean() for letter in "AC"]
    return len(invoices) < 2 or bool(max(shares) <= 0.5)
