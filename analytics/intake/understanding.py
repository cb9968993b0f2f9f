"""What a file says, and what only a person can know."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake import wording
from analytics.intake.date_evidence import DateEvidence
from analytics.intake.findings import Evidence, Question, Topic, Understanding
from analytics.intake.grain import Columns, Grain, grain
from analytics.intake.matching import (
    Sheet,
    by_layout,
    by_name,
    date_columns,
    guess,
    unassigned,
)
from analytics.intake.numbers import DecimalEvidence, numbers
from analytics.intake.reading import MONEY, Reading, Role
from analytics.intake.vocabulary import Vocabulary
from analytics.intake.writing import doubts, look, with_columns
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import RowKind

_ONE_ROW_EACH = 0.95


def understand(
    sample: pd.DataFrame, vocabulary: Vocabulary, *, today: dt.date, currency: str
) -> Understanding:
    """Propose how to read a table, from its headers and its first rows.

    Parameters
    ----------
    sample : DataFrame of str
        The first rows, under the file's headers; a few thousand are plenty.
    vocabulary : Vocabulary
        What columns may be called.
    today : date
        Dates after the day after are in the future.
    currency : str
        ISO code of the workspace's currency.
    """
    sheet = Sheet(sample)
    layout = vocabulary.layout(sheet.names)
    columns = by_layout(sheet, layout) if layout else by_name(sheet, vocabulary)
    if layout is None and (customers := _customers(sheet, columns, vocabulary)):
        return customers
    questions, missing = _complete(sheet, columns, vocabulary)
    known = Grain(layout.kind, columns) if layout else _grain(sheet, columns)
    if known.doubt:
        questions.append(Question(Topic.COLUMNS, known.doubt))
    named = f"This is an export of the kind “{layout.name}”. " if layout else ""
    found = with_columns(sample, known.kind, known.columns, today=today, currency=currency)
    return replace(
        found,
        questions=(*questions, *found.questions),
        evidence=replace(found.evidence, kind=named + found.evidence.kind),
        missing=missing,
    )


def settle(
    understanding: Understanding, chunks: Iterable[pd.DataFrame], *, today: dt.date
) -> Understanding:
    """Look through the whole file for what the sample left open about dates and decimals.

    Parameters
    ----------
    chunks : iterable of DataFrame of str
        The file's rows from the first on; no more are read than the questions need.
    """
    reading = understanding.reading
    asked = {question.topic for question in understanding.questions}
    if not asked & {Topic.DATES, Topic.DECIMALS}:
        return understanding
    dates, decimals = DateEvidence(today, reading.date_order), DecimalEvidence()
    for chunk in chunks:
        look(chunk, reading.columns, dates, decimals)
        if (dates.is_told or Topic.DATES not in asked) and (
            decimals.certain_of or Topic.DECIMALS not in asked
        ):
            break
    open_doubts = doubts(dates if dates.makes_a_difference else None, decimals)
    others = [each for each in understanding.questions if not _is_about_writing(each)]
    return replace(
        understanding,
        reading=replace(reading, date_order=dates.order, decimal=decimals.mark),
        questions=(*others, *(each for each in open_doubts if each.topic in asked)),
        evidence=replace(
            understanding.evidence, dates=dates.sentence(), decimals=decimals.sentence()
        ),
    )


def _customers(sheet: Sheet, columns: Columns, vocabulary: Vocabulary) -> Understanding | None:
    """A file about customers: one row each, and nothing that makes a purchase."""
    trades = {Role.INVOICE, Role.PRODUCT, Role.QUANTITY, Role.PRICE} & columns.keys()
    sells = Role.TIME in columns and {Role.AMOUNT, Role.TOTAL} & columns.keys()
    if Role.CUSTOMER not in columns or trades or sells or len(sheet.names) < 2:
        return None
    customers = as_identifiers(sheet.rows[columns[Role.CUSTOMER]]).dropna()
    if customers.nunique() < _ONE_ROW_EACH * len(customers) or customers.empty:
        return None
    reading = Reading(RowKind.CUSTOMERS, MappingProxyType({Role.CUSTOMER: columns[Role.CUSTOMER]}))
    rest = unassigned(sheet, {Role.CUSTOMER: columns[Role.CUSTOMER]})
    dated = [name for name in rest if sheet.content(name).written_dates >= 0.8]
    paid = [
        name
        for name in rest
        if sheet.content(name).decimals >= 0.2 or vocabulary.speaks_of_money(name)
    ]
    questions: tuple[Question, ...] = ()
    if dated and paid:
        text = wording.attributes_or_orders(columns[Role.CUSTOMER], dated[0], paid[0])
        questions = (Question(Topic.COLUMNS, text),)
    return Understanding(reading, questions, Evidence(kind=wording.kind_sentence(reading)))


def _complete(
    sheet: Sheet, columns: Columns, vocabulary: Vocabulary
) -> tuple[list[Question], tuple[Role, ...]]:
    """Take or propose columns for the roles that no name tells; ask about what isn't certain."""
    dated = date_columns(sheet, columns)
    if Role.TIME not in columns and len(dated) == 1:
        columns[Role.TIME] = dated[0]
    missing = _missing(columns)
    headless = all(name == f"column {at}" for at, name in enumerate(sheet.names, start=1))
    if not missing:
        return [], ()
    proposed: dict[Role, str] = {}
    for role in missing:
        header = guess(role, sheet, columns)
        # A price alone is what was paid for the row.
        if header is None and role is Role.QUANTITY:
            columns[Role.AMOUNT] = proposed[Role.AMOUNT] = columns.pop(Role.PRICE)
        elif header is not None:
            paid = Role.AMOUNT if role is Role.PRICE and Role.QUANTITY not in columns else role
            columns[paid] = proposed[paid] = header
    text = wording.missing(missing, sheet.names, vocabulary.synonyms, proposed, headless)
    return [Question(Topic.COLUMNS, text)], missing


def _missing(columns: Columns) -> tuple[Role, ...]:
    missing = [role for role in (Role.TIME, Role.CUSTOMER) if role not in columns]
    if Role.AMOUNT not in columns and Role.TOTAL not in columns:
        if Role.PRICE not in columns:
            missing.append(Role.PRICE)
        elif Role.QUANTITY not in columns:
            missing.append(Role.QUANTITY)
    return tuple(missing)


def _grain(sheet: Sheet, columns: Columns) -> Grain:
    decimals = DecimalEvidence()
    for role in MONEY:
        if role in columns:
            decimals.add(sheet.rows[columns[role]])

    def read(header: str) -> npt.NDArray[np.float64]:
        return numbers(sheet.rows[header].astype("str"), decimals.mark)

    invoice = columns.get(Role.INVOICE)
    return grain(columns, None if invoice is None else sheet.rows[invoice], read)


def _is_about_writing(question: Question) -> bool:
    return question.topic in (Topic.DATES, Topic.DECIMALS)
