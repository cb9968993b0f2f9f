"""How a file is to be read, as far as its rows tell."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.columns import Sheet, by_layout, by_name, date_columns, guess, unassigned
from analytics.intake.currencies import told
from analytics.intake.customers import ComingBack, CustomerIds, Nobody, candidates
from analytics.intake.date_evidence import DateEvidence
from analytics.intake.dates import DateOrder
from analytics.intake.filling import FillDown
from analytics.intake.findings import (
    CurrencyFinding,
    CustomersOrOrders,
    LineOrOrder,
    MissingColumns,
    Understanding,
)
from analytics.intake.grain import Columns, Grain, grain
from analytics.intake.headers import HeaderNames, key
from analytics.intake.numbers import DecimalEvidence, numbers
from analytics.intake.order_numbers import order_numbers
from analytics.intake.reading import MONEY, OrderPart, Reading, Role
from analytics.intake.words import FileWords, Statuses
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import RowKind

_ONE_ROW_EACH = 0.95
_NEARLY_ALL = 0.9


def understand(
    sample: pd.DataFrame,
    words: FileWords,
    *,
    today: dt.date,
    currency: str,
    order_key: tuple[OrderPart, ...] = (),
) -> Understanding:
    """Propose how to read a table, from its headers and its first rows.

    Parameters
    ----------
    sample : DataFrame of str
        The first rows, under the file's headers; a few thousand are plenty.
    words : FileWords
        What columns may be called, and what stands in them.
    today : date
        Dates after the day after are in the future.
    currency : str
        ISO code of the workspace's currency.
    order_key : tuple of OrderPart
        What is known to tell orders apart beside their number.
    """
    sheet, header_names = Sheet(sample), words.headers
    layout = header_names.layout(sheet.names)
    columns = by_layout(sheet, layout) if layout else by_name(sheet, header_names)
    if layout is None and (customers := _customers(sheet, columns, header_names)):
        return customers
    if Role.STATUS not in columns and (status := _status(sheet, columns, words.statuses)):
        columns[Role.STATUS] = status
    missing = _complete(sheet, columns)
    ids = _ids(sheet, columns, header_names)
    if ids is not None:
        columns[Role.CUSTOMER] = ids.column
    known = Grain(layout.kind, columns) if layout else _grain(sheet, columns)
    unsure = LineOrOrder(known.unsure_of) if known.unsure_of else None
    reading = Reading(known.kind, known.columns, order_key=order_key)
    found = with_columns(sample, reading, words, today=today, currency=currency)
    doubts = tuple(doubt for doubt in (missing, unsure) if doubt)
    return replace(found, columns=doubts, layout=layout.name if layout else "", customers=ids)


def with_columns(
    sample: pd.DataFrame, known: Reading, words: FileWords, *, today: dt.date, currency: str
) -> Understanding:
    """Understand how dates, numbers, money and orders are written where the columns are known.

    For the columns that a person has named, too; nothing is asked about them.

    Parameters
    ----------
    sample : DataFrame of str
        The first rows, under the file's headers.
    known : Reading
        Its kind, its columns and its key of orders; the rest is found out.
    words, today, currency
        As for :func:`understand`.
    """
    ordered = {role: known.columns[role] for role in Role if role in known.columns}
    reading = Reading(known.kind, ordered, order_key=known.order_key)
    if known.kind is RowKind.CUSTOMERS:
        return Understanding(reading)
    sheet = Sheet(sample)
    likely = DateOrder.MONTH_FIRST if currency == "USD" else DateOrder.DAY_FIRST
    writing = _Writing(ordered, today, likely)
    writing.add(sheet.rows)
    dates, decimals = writing.dates.finding(), writing.decimals.finding()
    seen = _currency(sheet, ordered, currency)
    reading = replace(
        reading,
        dates=dates.form,
        decimal=decimals.mark,
        currency=seen.seen,
        marked_invoices=_marks_invoices(sheet, ordered),
    )
    reading = replace(reading, nobody=_stand_ins(sheet, reading, words.nobody))
    orders = order_numbers(FillDown(reading)(sheet.rows), reading)
    return Understanding(
        replace(reading, order_key=orders.key), dates, decimals, seen, orders=orders
    )


def settle(
    found: Understanding, chunks: Iterable[pd.DataFrame], *, today: dt.date
) -> Understanding:
    """Look through the whole file for what the sample left open about dates, decimals and who
    comes back.

    Parameters
    ----------
    chunks : iterable of DataFrame of str
        The file's rows from the first on; no more are read than the questions need.
    """
    reading, dates, decimals, ids = found.reading, found.dates, found.decimals, found.customers
    rivals = ids.rivals if ids is not None else ()
    if dates is None or decimals is None:
        return found
    if dates.is_certain and not decimals.is_open and not rivals:
        return found
    writing = _Writing(reading.columns, today, reading.dates.order)
    taken = reading.columns.get(Role.CUSTOMER, "")
    people = ComingBack((taken, *rivals), reading.columns.get(Role.INVOICE))
    for chunk in chunks:
        writing.add(chunk)
        if rivals:
            people.add(chunk)
        if (
            (dates.is_certain or writing.dates.is_told)
            and (not decimals.is_open or writing.decimals.is_told)
            and (not rivals or people.is_told)
        ):
            break
    dates = dates if dates.is_certain else writing.dates.finding()
    decimals = writing.decimals.finding() if decimals.is_open else decimals
    columns = dict(reading.columns)
    if rivals:
        ids = people.finding()
        columns[Role.CUSTOMER] = ids.column
    reading = replace(reading, columns=columns, dates=dates.form, decimal=decimals.mark)
    return replace(found, reading=reading, dates=dates, decimals=decimals, customers=ids)


class _Writing:
    """The evidence on how a file writes dates and numbers, gathered piece by piece."""

    def __init__(self, columns: Mapping[Role, str], today: dt.date, likely: DateOrder) -> None:
        self._columns = columns
        self.dates = DateEvidence(today, likely)
        self.decimals = DecimalEvidence()

    def add(self, rows: pd.DataFrame) -> None:
        if Role.TIME in self._columns:
            self.dates.add(rows[self._columns[Role.TIME]])
        for role in (*MONEY, Role.QUANTITY):
            if role in self._columns:
                self.decimals.add(rows[self._columns[role]])


def _customers(sheet: Sheet, columns: Columns, header_names: HeaderNames) -> Understanding | None:
    """A file about customers: one row each, and nothing that makes a purchase."""
    trades = {Role.INVOICE, Role.PRODUCT, Role.QUANTITY, Role.PRICE} & columns.keys()
    sells = Role.TIME in columns and {Role.AMOUNT, Role.TOTAL} & columns.keys()
    if Role.CUSTOMER not in columns or trades or sells or len(sheet.names) < 2:
        return None
    customer = columns[Role.CUSTOMER]
    customers = as_identifiers(sheet.rows[customer]).dropna()
    if customers.nunique() < _ONE_ROW_EACH * len(customers) or customers.empty:
        return None
    rest = unassigned(sheet, {Role.CUSTOMER: customer})
    dated = [name for name in rest if sheet.content(name).written_dates >= 0.8]
    paid = [
        name
        for name in rest
        if sheet.content(name).decimals >= 0.2 or header_names.speaks_of_money(name)
    ]
    doubts = (CustomersOrOrders(customer, dated[0], paid[0]),) if dated and paid else ()
    reading = Reading(RowKind.CUSTOMERS, {Role.CUSTOMER: customer})
    return Understanding(reading, columns=doubts)


def _status(sheet: Sheet, columns: Columns, statuses: Statuses) -> str | None:
    """A column that holds little but words for what became of an order, whatever it is called."""
    for name in unassigned(sheet, columns):
        texts = sheet.rows[name].str.strip()
        words = {key(text) for text in texts.unique() if text}
        if len(words & statuses.known) > _NEARLY_ALL * len(words) and words & statuses.known:
            return name
    return None


def _stand_ins(sheet: Sheet, reading: Reading, nobody: Nobody) -> tuple[str, ...]:
    header = reading.columns.get(Role.CUSTOMER)
    if header is None:
        return ()
    names = [
        sheet.rows[name]
        for name in unassigned(sheet, reading.columns)
        if not sheet.content(name).numbers
    ]
    return nobody.stand_ins(sheet.rows[header], names)


def _ids(sheet: Sheet, columns: Columns, header_names: HeaderNames) -> CustomerIds | None:
    if Role.CUSTOMER not in columns:
        return None
    named = header_names.roles(sheet.names).get(Role.CUSTOMER, ())
    free = [name for name in unassigned(sheet, columns) if sheet.content(name).filled]
    among = candidates(columns[Role.CUSTOMER], named, free)
    people = ComingBack(among, columns.get(Role.INVOICE))
    people.add(sheet.rows)
    return people.finding()


def _complete(sheet: Sheet, columns: Columns) -> MissingColumns | None:
    """Take or propose columns for the roles that no name tells; None where all are told."""
    dated = date_columns(sheet, columns)
    if Role.TIME not in columns and len(dated) == 1:
        columns[Role.TIME] = dated[0]
    missing = _missing(columns)
    if not missing:
        return None
    headless = all(name == f"column {at}" for at, name in enumerate(sheet.names, start=1))
    proposed: dict[Role, str] = {}
    for role in missing:
        header = guess(role, sheet, columns)
        # A price alone is what was paid for the row.
        if header is None and role is Role.QUANTITY:
            columns[Role.AMOUNT] = proposed[Role.AMOUNT] = columns.pop(Role.PRICE)
        elif header is not None:
            paid = Role.AMOUNT if role is Role.PRICE and Role.QUANTITY not in columns else role
            columns[paid] = proposed[paid] = header
    return MissingColumns(missing, tuple(sheet.names), proposed, headless)


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
    mark = decimals.finding().mark

    def read(header: str) -> npt.NDArray[np.float64]:
        return numbers(sheet.rows[header].astype("str"), mark)

    invoice = columns.get(Role.INVOICE)
    return grain(columns, None if invoice is None else sheet.rows[invoice], read)


def _currency(sheet: Sheet, columns: Mapping[Role, str], expected: str) -> CurrencyFinding:
    stated = [Role.CURRENCY] if Role.CURRENCY in columns else [r for r in MONEY if r in columns]
    counts: Counter[str] = Counter()
    for role in stated:
        counts += told(sheet.rows[columns[role]].astype("str"), expected)
    return CurrencyFinding(expected, dict(counts.most_common()))


def _marks_invoices(sheet: Sheet, columns: Mapping[Role, str]) -> bool:
    """Whether a C or an A before an invoice's number sets it apart from most."""
    if Role.INVOICE not in columns:
        return False
    invoices = as_identifiers(sheet.rows[columns[Role.INVOICE]]).dropna().drop_duplicates()
    shares = [invoices.str.match(rf"{letter}[0-9]").mean() for letter in "AC"]
    return len(invoices) < 2 or bool(max(shares) <= 0.5)
