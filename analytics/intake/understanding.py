"""How a file is to be read, as far as its rows tell."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from babel.numbers import get_currency_precision

from analytics.intake.columns import (
    Sheet,
    by_layout,
    by_name,
    counts_something,
    date_columns,
    day_number_column,
    guess,
    is_one_for_each,
    order_number_column,
    pieces_column,
    possible,
    rivals,
    row_number_column,
    row_numbers,
    unassigned,
    unread_column,
)
from analytics.intake.currencies import foreign_country, in_header, is_written_with_point, told
from analytics.intake.customers import (
    FEW_ORDERS,
    ComingBack,
    CustomerIds,
    Nobody,
    StandIns,
    candidates,
    may_name_people,
    other_customers,
    rather_names_others,
)
from analytics.intake.date_evidence import DateBasis, DateEvidence, DateFinding
from analytics.intake.dates import DateOrder
from analytics.intake.filling import FillDown, stand_once
from analytics.intake.findings import (
    CurrencyFinding,
    CustomersOrOrders,
    MissingColumns,
    Understanding,
    WhichCustomer,
)
from analytics.intake.grain import (
    Columns,
    Grain,
    LineOrOrder,
    are_of_orders,
    grain,
    piece_or_row,
)
from analytics.intake.headers import HeaderNames
from analytics.intake.joined import Joined
from analytics.intake.marks import doubtful_marks, explained, mark_columns, with_marks
from analytics.intake.numbers import (
    DecimalEvidence,
    DecimalFinding,
    DecimalMark,
    numbers,
    without_percent,
)
from analytics.intake.order_numbers import order_numbers
from analytics.intake.paid import MoneyColumns, Paid
from analytics.intake.reading import MONEY, MONEY_OF_ROWS, Mark, Reading, Role
from analytics.intake.totals import customer_totals, say_how_often
from analytics.intake.words import FileWords
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import OrderPart, RowKind

_ONE_ROW_EACH = 0.95
_NEARLY_ALL = 0.9
_FEW_PIECES = 20
_TAXED = 1.5
# Those who serve are far fewer than those who buy.
_FAR_FEWER = 10
_ENOUGH_TO_RANK = 20
_GROWS_WITH = 0.3
_OTHER = {Role.AMOUNT: Role.TOTAL, Role.TOTAL: Role.AMOUNT}
_NOT_PAID = ("of_the_shop", "discount", "tax", "shipping")


@dataclass(frozen=True)
class Told:
    """What somebody said of a file's columns, and no more than that.

    Attributes
    ----------
    columns : mapping
        Role to header.
    kind : RowKind or None
        What one row is.
    order_key : tuple of OrderPart
        What tells orders apart beside their number, as far as it is known.
    priced : bool
        False: no column says what was paid.
    by_number : bool
        Each number is one order, on whatever days its rows are.
    """

    columns: Mapping[Role, str] = field(default_factory=dict)
    kind: RowKind | None = None
    order_key: tuple[OrderPart, ...] = ()
    priced: bool = True
    by_number: bool = False

    def among(self, guessed: Columns) -> Columns:
        """The columns with what was said in place of what they were taken for.

        Where somebody said what the money is, no other column is.
        """
        settled = {*self.columns, *(MONEY_OF_ROWS if self.says_money or not self.priced else ())}
        free = {
            role: header
            for role, header in guessed.items()
            if header not in self.columns.values() and role not in settled
        }
        return {**free, **self.columns}

    @property
    def says_money(self) -> bool:
        """Whether a column of money was named."""
        return not MONEY_OF_ROWS.isdisjoint(self.columns)

    def grain(self, found: Grain) -> Grain:
        """What one row is, as far as it was said."""
        if self.kind is not None:
            return Grain(self.kind, found.columns)
        if not self.says_money:
            return found
        whole = Role.TOTAL in self.columns and Role.AMOUNT not in self.columns
        by_line = {Role.QUANTITY, Role.PRICE} & self.columns.keys() or not whole
        return Grain(RowKind.LINES if by_line else RowKind.ORDERS, found.columns)


NOTHING_TOLD = Told()


def understand(
    sample: pd.DataFrame,
    words: FileWords,
    told: Told = NOTHING_TOLD,
    *,
    today: dt.date,
    currency: str,
    is_whole: bool = True,
    joined: Joined | None = None,
) -> Understanding:
    """Propose how to read a table, from its headers and its first rows.

    Parameters
    ----------
    sample : DataFrame of str
        The first rows, under the file's headers; a few thousand are plenty.
    words : FileWords
        What columns may be called, and what stands in them.
    told : Told
        What somebody said of them.
    today : date
        Dates after the day after are in the future.
    currency : str
        ISO code of the workspace's currency.
    is_whole : bool
        The sample is all that there is.
    joined : Joined, optional
        The tables that its rows are put together from.
    """
    sheet, header_names = Sheet(sample), words.headers
    layout = None if joined else header_names.layout(sheet.names)
    if joined:
        columns = told.among(joined.columns())
    else:
        columns = told.among(by_layout(sheet, layout) if layout else by_name(sheet, header_names))
    if told.kind is RowKind.CUSTOMERS and (each_row := _row_each(sheet, columns, told)):
        return _of_customers(sheet, each_row, words, today, currency)
    if layout is None and told.kind is None and told.columns.keys() <= {Role.CUSTOMER}:
        customers = _customers(sheet, columns, words, today, currency)
        if customers is not None:
            return customers
    if layout is None:
        columns = with_marks(sheet, columns, words, said=told.columns)
    of_customers = {*joined.of_customers} - {*columns.values()} if joined else set()
    of_sales = Sheet(sample.drop(columns=[*of_customers])) if of_customers else sheet
    missing = _complete(of_sales, columns, header_names)
    if missing and told.kind is RowKind.CUSTOMERS:
        # Of customers alone neither days nor money are needed.
        proposed: Columns = {r: n for r, n in missing.proposed.items() if r is Role.CUSTOMER}
        missing = replace(missing, roles=(Role.CUSTOMER,), proposed=proposed)
    priced = told.priced
    if missing and missing.roles == (Role.PRICE,):
        may_be = bool(missing.proposed) or _may_be_paid(sheet, columns, header_names)
        priced = priced and may_be
        missing = missing if priced else None
    if layout is None:
        columns = _with_order_number(sheet, columns, told)
    ids = _ids(sheet, columns, header_names, few_orders=2 if joined else FEW_ORDERS)
    if ids is not None and Role.CUSTOMER not in told.columns:
        columns[Role.CUSTOMER] = ids.column
    guesses = layout is None and not told.says_money
    of_orders = joined.of_orders if joined else []
    pieces = guesses and _pieces(sheet, columns, header_names, of_orders)
    paid, money = Paid(columns), None
    if guesses:
        money = MoneyColumns(sheet, columns, header_names, _reader(sheet, columns))
    if joined and guesses:
        known = (_of_parts if joined.are_parts else _grain)(sheet, columns, is_whole=is_whole)
    elif money is not None:
        paid = money.paid(_orders(sheet, columns))
        columns = paid.columns
        known = _grain(
            sheet, columns, certain=paid.certain, is_whole=is_whole, by_number=told.by_number
        )
        known = _with_refunds(sheet, known, mark_columns(sheet, columns, words))
        known = _in_one_currency(sheet, known, header_names, currency)
    else:
        known = Grain(layout.kind if layout else RowKind.LINES, columns)
    unsure = known.unsure
    if (pieces or (known.unsure is None and _may_be_of_row(sheet, known))) and not known.growing:
        unsure = piece_or_row(columns, _reader(sheet, columns), _products(sheet, columns))
    known = told.grain(known)
    if known.kind is RowKind.ORDERS and Role.INVOICE not in known.columns:
        number = row_number_column(sheet, known.columns)
        numbered: Columns = {Role.INVOICE: number} if number else {}
        known = replace(known, columns=numbered | known.columns)
    reading = Reading(known.kind, known.columns, order_key=told.order_key, priced=priced)
    discount = None
    if layout is not None:
        reading = replace(
            reading,
            statuses=layout.statuses,
            discount=layout.discount,
        )
    if money is not None and priced:
        off, form, asked = money.discount(known, paid, _orders(sheet, columns))
        if off and off not in of_orders:
            discounted = {**known.columns, Role.DISCOUNT: off}
            reading = replace(reading, columns=discounted, discount=form)
            discount = asked
    found = with_columns(sample, reading, words, today=today, currency=currency)
    whose = None
    if layout is None and not joined and not told.columns.keys() & {Role.CUSTOMER}:
        whose = _other_customers(sheet, columns, words) if ids is not None else None
    if whose and missing and missing.roles[0] is Role.CUSTOMER:
        # The same is asked once, and what else is missing once that is answered.
        missing = None
    doubts = tuple(doubt for doubt in (missing, whose, unsure if not told.kind else None) if doubt)
    return replace(
        found,
        columns=doubts,
        layout=layout.name if layout else "",
        customers=ids if Role.CUSTOMER not in told.columns else None,
        growing=known.growing,
        others=paid.named,
        discount=discount,
    )


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
    reading = Reading(
        known.kind,
        ordered,
        order_key=known.order_key,
        priced=known.priced,
        discount=known.discount,
        statuses=known.statuses,
    )
    sheet = Sheet(sample)
    if known.kind is RowKind.CUSTOMERS:
        if Role.CUSTOMER not in known.columns:
            return Understanding(known)
        return _of_customers(sheet, known.columns[Role.CUSTOMER], words, today, currency)
    marks = mark_columns(sheet, ordered, words)
    doubtful = doubtful_marks(sheet, marks, ordered, words)
    if words.headers.layout(sheet.names):
        # What else a known program's export has is known, too.
        marks, doubtful = {name: marks[name] for name in marks if name not in doubtful}, ()
    reading = replace(reading, marks=marks, doubtful=doubtful)
    likely = DateOrder.MONTH_FIRST if currency == "USD" else DateOrder.DAY_FIRST
    if all(in_header(ordered[role]) for role in MONEY if role in ordered):
        # Amounts that stand under their currency are in that, whatever others of the row are in.
        ordered.pop(Role.CURRENCY, None)
        reading = replace(reading, columns=ordered)
    writing = _Writing(ordered, today, likely)
    writing.add(sheet.rows)
    dates, decimals = writing.dates.finding(), writing.decimals.finding()
    if not dates.is_certain:
        dates = _as_beside(sheet, ordered, dates, today, likely)
    seen = _currency(sheet, ordered, decimals, currency)
    decimals = _in_currency(sheet, ordered, decimals, seen.seen or currency)
    reading = replace(
        reading,
        dates=dates.form,
        decimal=decimals.mark,
        currency=seen.seen,
        marked_invoices=_marks_invoices(sheet, ordered),
    )
    reading = replace(reading, in_blocks=stand_once(sheet.rows, reading))
    reading = replace(reading, nobody=_stand_ins(sheet, reading, words.nobody))
    filled = FillDown(reading)(sheet.rows)
    reading = explained(filled, reading, words)
    orders = order_numbers(filled, reading)
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
    money = next((each for each in found.columns if isinstance(each, LineOrOrder)), None)
    if dates is None or decimals is None:
        return found
    if dates.is_certain and not decimals.is_open and not rivals and not money:
        return found
    writing = _Writing(reading.columns, today, reading.dates.order)
    taken = reading.columns.get(Role.CUSTOMER, "")
    people = ComingBack((taken, *rivals), reading.columns.get(Role.INVOICE))
    known, repeats = None, False
    for chunk in chunks:
        writing.add(chunk)
        if rivals:
            people.add(chunk)
        if money and known is None and (invoice := reading.columns.get(Role.INVOICE)):
            numbered = chunk[invoice].astype("str")
            values = numbers(chunk[money.header].astype("str"), reading.decimal)
            known = money.settled(numbered, values)
            repeats |= bool(numbered[numbered.str.strip() != ""].duplicated().any())
        if (
            (dates.is_certain or writing.dates.is_told)
            and (not decimals.is_open or writing.decimals.is_told)
            and (not rivals or people.is_told)
            and (not money or known is not None)
        ):
            break
    dates = dates if dates.is_certain else writing.dates.finding()
    decimals = writing.decimals.finding() if decimals.is_open else decimals
    doubts = found.columns
    if money and (known is not None or not repeats):
        # Where each order has one row, it is the same either way.
        known = known or money.by_line
        reading = replace(reading, kind=known.kind, columns=known.columns)
        doubts = tuple(each for each in doubts if each is not money)
    columns = dict(reading.columns)
    if rivals:
        ids = people.finding()
        columns[Role.CUSTOMER] = ids.column
    reading = replace(reading, columns=columns, dates=dates.form, decimal=decimals.mark)
    return replace(
        found, reading=reading, dates=dates, decimals=decimals, customers=ids, columns=doubts
    )


def _as_beside(
    sheet: Sheet,
    columns: Mapping[Role, str],
    found: DateFinding,
    today: dt.date,
    likely: DateOrder,
) -> DateFinding:
    """How other columns of dates are written, where the orders' own dates don't tell."""
    for name in date_columns(sheet, columns):
        beside = DateEvidence(today, likely)
        beside.add(sheet.rows[name])
        finding = beside.finding()
        if finding.basis is DateBasis.DAY_ABOVE_12 and not finding.against:
            return finding
    return found


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


def _of_customers(
    sheet: Sheet, customer: str, words: FileWords, today: dt.date, currency: str
) -> Understanding:
    """How a table of customers is read: what it says of all their orders together, and the rest."""
    totals = customer_totals(sheet, customer, words.totals)
    likely = DateOrder.MONTH_FIRST if currency == "USD" else DateOrder.DAY_FIRST
    dates, decimals = DateEvidence(today, likely), DecimalEvidence()
    for name, headers in totals.items():
        for header in headers:
            if name.endswith("_order"):
                dates.add(sheet.rows[header])
            else:
                decimals.add(sheet.rows[header])
    reading = Reading(RowKind.CUSTOMERS, {Role.CUSTOMER: customer}, totals=totals)
    if not totals:
        return Understanding(reading)
    written, marked = dates.finding(), decimals.finding()
    reading = replace(reading, dates=written.form, decimal=marked.mark)
    dated = {"first_order", "last_order"} & totals.keys()
    return Understanding(reading, dates=written if dated else None)


def _customers(
    sheet: Sheet, columns: Columns, words: FileWords, today: dt.date, currency: str
) -> Understanding | None:
    """A file about customers: one row each, and nothing that makes a purchase, or how often each
    ordered and when last."""
    trades = {Role.INVOICE, Role.PRODUCT, Role.QUANTITY, Role.PRICE} & columns.keys()
    sells = Role.TIME in columns and (
        {Role.AMOUNT, Role.TOTAL, Role.DESCRIPTION} & columns.keys() or len(sheet.names) == 2
    )
    customer = _row_each(sheet, columns)
    if customer is None or len(sheet.names) < 2:
        return None
    found = _of_customers(sheet, customer, words, today, currency)
    if say_how_often(found.reading.totals):
        return found
    # Somebody who is told by the looks of a column alone may as well be a product or a sale.
    says_more = columns.keys() & {Role.TIME, Role.AMOUNT, Role.TOTAL, Role.DESCRIPTION}
    is_guess = Role.CUSTOMER not in columns
    if trades or sells or (is_guess and (says_more or _is_headless(sheet))):
        return None
    rest = unassigned(sheet, {Role.CUSTOMER: customer})
    dated = [
        name
        for name in rest
        if sheet.content(name).written_dates >= 0.8
        # A birthday is no order's day.
        and not words.headers.speaks_of(name, "birth")
    ]
    # Where the rows are numbered beside the customers, they may be orders of whatever words.
    numbers = [name for name in rest if name not in dated and _is_new(sheet, name)]
    numbered = not is_guess and len(numbers) > 1
    paid = [
        name
        for name in rest
        if sheet.content(name).distinct > 1
        and (
            sheet.content(name).decimals >= 0.2
            or words.headers.speaks_of_money(name)
            or name in (columns.get(role) for role in MONEY_OF_ROWS)
            or (numbered and sheet.content(name).measures and not sheet.content(name).counts_on)
        )
    ]
    if is_guess and dated and paid:
        return None
    of_people = any(words.headers.speaks_of(name, "birth", "of_people") for name in rest)
    if not dated or not paid or of_people:
        return found
    return replace(found, columns=(CustomersOrOrders(customer, dated[0], paid[0]),))


def _row_each(sheet: Sheet, columns: Columns, told: Told = NOTHING_TOLD) -> str | None:
    """The column of the customers where each has one row, or was said to."""
    if Role.CUSTOMER in told.columns:
        return told.columns[Role.CUSTOMER]
    if Role.CUSTOMER in columns:
        customer = columns[Role.CUSTOMER]
        return customer if told.kind is RowKind.CUSTOMERS or _is_new(sheet, customer) else None
    numbers = row_numbers(sheet, columns)
    if told.kind is RowKind.CUSTOMERS:
        # Of several that number them alike, only a person knows.
        numbers = [each for each in numbers if _is_new(sheet, each)]
        return numbers[0] if len(numbers) == 1 else None
    return next((each for each in numbers[:1] if _is_new(sheet, each)), None)


def _is_new(sheet: Sheet, name: str) -> bool:
    """Whether nearly every row has another value."""
    ids = as_identifiers(sheet.rows[name]).dropna()
    return not ids.empty and ids.nunique() >= _ONE_ROW_EACH * len(ids)


def _with(columns: Columns, role: Role, header: str | None) -> Columns:
    return {role: header, **columns} if header else columns


def stand_ins(headers: Iterable[str], reading: Reading, nobody: Nobody) -> StandIns | None:
    """What gathers who is nobody in a file with these headers; None where it names no customers."""
    customer = reading.columns.get(Role.CUSTOMER)
    if customer is None:
        return None
    free = [name for name in headers if name not in reading.columns.values()]
    return StandIns(customer, [*filter(may_name_people, free)], nobody)


def _with_order_number(sheet: Sheet, columns: Columns, told: Told) -> Columns:
    """The number of the order where no name tells it, or where the one that does is new in every
    row, as a line's own number is."""
    number = columns.get(Role.INVOICE)
    rest: Columns = {each: name for each, name in columns.items() if each is not Role.INVOICE}
    if number is not None:
        ids = as_identifiers(sheet.rows[number]).dropna()
        if Role.INVOICE in told.columns or ids.duplicated().any():
            return columns
    found = order_number_column(sheet, rest)
    return columns if found in (None, number) else {Role.INVOICE: found, **rest}


def _stand_ins(sheet: Sheet, reading: Reading, nobody: Nobody) -> tuple[str, ...]:
    gathered = stand_ins(sheet.names, reading, nobody)
    if gathered is None:
        return ()
    gathered.add(sheet.rows)
    return gathered.finding()


def _ids(
    sheet: Sheet, columns: Columns, header_names: HeaderNames, *, few_orders: int
) -> CustomerIds | None:
    if Role.CUSTOMER not in columns:
        return None
    named = header_names.roles(sheet.names).get(Role.CUSTOMER, ())
    taken = as_identifiers(sheet.rows[columns[Role.CUSTOMER]]).nunique()
    free = [
        name
        for name in unassigned(sheet, columns)
        if (name in named and not rather_names_others(name))
        or _FAR_FEWER * as_identifiers(sheet.rows[name]).nunique() > taken
    ]
    among = candidates(columns[Role.CUSTOMER], named, free)
    people = ComingBack(among, columns.get(Role.INVOICE))
    people.add(sheet.rows)
    return people.finding(few_orders)


def _other_customers(sheet: Sheet, columns: Columns, words: FileWords) -> WhichCustomer | None:
    """The columns that tell other customers apart than the one taken, if there are any."""
    taken, invoice = columns[Role.CUSTOMER], columns.get(Role.INVOICE)

    def ids(header: str) -> "pd.Series[str]":
        found = as_identifiers(sheet.rows[header])
        nobody = [each for each in found.dropna().unique() if words.nobody.includes(each)]
        return found.mask(found.isin(nobody))

    orders = as_identifiers(sheet.rows[invoice]) if invoice else sheet.rows.index.to_series()
    others = {name: ids(name) for name in rivals(sheet, columns, words.headers)}
    found = other_customers(ids(taken), others, orders)
    if not found:
        return None
    ours = max(taken_ for taken_, _ in found.values())
    return WhichCustomer({taken: ours, **{name: theirs for name, (_, theirs) in found.items()}})


def _is_headless(sheet: Sheet) -> bool:
    return all(name == f"column {at}" for at, name in enumerate(sheet.names, start=1))


def _may_say_how_many(sheet: Sheet, columns: Columns, header_names: HeaderNames) -> bool:
    """Whether a column may count pieces, by what it holds or by its name alone."""
    named = header_names.roles(sheet.names).get(Role.QUANTITY, ())
    return bool(named) or guess(Role.QUANTITY, sheet, columns, header_names) is not None


def _complete(sheet: Sheet, columns: Columns, header_names: HeaderNames) -> MissingColumns | None:
    """Take or propose columns for the roles that no name tells; None where all are told."""
    unpriced = not {Role.AMOUNT, Role.TOTAL, Role.QUANTITY} & columns.keys()
    if Role.PRICE in columns and unpriced:
        pieces = pieces_column(sheet, columns, header_names)
        if pieces is not None:
            columns[Role.QUANTITY] = pieces
        elif not _may_say_how_many(sheet, columns, header_names):
            # Nothing says how many: the price is what was paid for the row.
            columns[Role.AMOUNT] = columns.pop(Role.PRICE)
    dated = date_columns(sheet, columns)
    if Role.TIME not in columns and len(dated) == 1:
        columns[Role.TIME] = dated[0]
    missing = _missing(columns)
    if not missing:
        return None
    offered = {role: tuple(possible(role, sheet, columns, header_names)) for role in missing}
    # What can't be answered is said before anything is asked.
    absent = {role for role in (Role.TIME, Role.CUSTOMER) if not offered.get(role, True)}
    missing = tuple(sorted(missing, key=lambda role: role not in absent))
    among = offered[missing[0]]
    proposed: dict[Role, str] = {}
    price = columns.get(Role.PRICE, "")
    numbered = columns.get(Role.INVOICE)
    repeat = numbered is not None and bool(
        as_identifiers(sheet.rows[numbered]).dropna().duplicated().any()
    )
    for role in missing:
        header = guess(role, sheet, columns, header_names)
        # A price alone is what was paid for the row.
        if header is None and role is Role.QUANTITY:
            columns[Role.AMOUNT] = proposed[Role.AMOUNT] = columns.pop(Role.PRICE)
        elif header is not None:
            paid = role
            if role is Role.PRICE and is_one_for_each(sheet, header, numbered):
                paid = Role.TOTAL
            elif role is Role.PRICE and Role.QUANTITY not in columns:
                paid = Role.AMOUNT
            columns[paid] = proposed[paid] = header
    undated = Role.TIME in missing and not dated
    unread = unread_column(missing[0], sheet, columns, header_names)
    pieces = columns.get(Role.QUANTITY) or guess(Role.QUANTITY, sheet, columns, header_names) or ""
    return MissingColumns(
        missing,
        tuple(sheet.names),
        proposed,
        _is_headless(sheet),
        day_number_column(sheet, columns) if undated else "",
        possible=among,
        pieces=pieces,
        price=price,
        orders_repeat=repeat,
        of_orders=tuple(name for name in among if is_one_for_each(sheet, name, numbered)),
        unread=unread,
        example=sheet.content(unread).example if unread else "",
    )


def _missing(columns: Columns) -> tuple[Role, ...]:
    missing = [role for role in (Role.TIME, Role.CUSTOMER) if role not in columns]
    if Role.AMOUNT not in columns and Role.TOTAL not in columns:
        if Role.PRICE not in columns:
            missing.append(Role.PRICE)
        elif Role.QUANTITY not in columns:
            missing.append(Role.QUANTITY)
    return tuple(missing)


def _may_be_paid(sheet: Sheet, columns: Columns, header_names: HeaderNames) -> bool:
    """Whether a column without a role may say what was paid, by its header or by what it holds."""
    return any(
        header_names.speaks_of_money(name) or counts_something(sheet, name)
        for name in unassigned(sheet, columns)
    )


def _pieces(
    sheet: Sheet, columns: Columns, header_names: HeaderNames, of_orders: Sequence[str]
) -> bool:
    """Take an amount that counts pieces for what it is, where money stands in another column."""
    if Role.QUANTITY in columns or Role.PRICE in columns:
        return False
    read = _reader(sheet, columns)
    for role in (Role.AMOUNT, Role.TOTAL):
        if role not in columns or columns[role] in of_orders:
            continue
        counted = read(columns[role])
        if sheet.content(columns[role]).has_cents:
            continue
        other = columns.get(_OTHER[role], "")
        is_money = header_names.speaks_of(columns[role], "before", "whole", "paid")
        beside = [other] if other and not is_money and sheet.content(other).decimals else []
        whole = counted == np.rint(counted)
        small = whole & (np.abs(counted) <= _FEW_PIECES)
        paid = [
            name
            for name in [*unassigned(sheet, columns), *beside]
            if name not in of_orders
            and sheet.content(name).numbers >= _NEARLY_ALL
            and header_names.speaks_of_money(name)
            and not header_names.speaks_of(name, *_NOT_PAID)
            and np.nanmedian(read(name)) > np.nanmedian(counted)
        ]
        known = ~np.isnan(counted)
        if paid and (
            small[known].mean() >= _NEARLY_ALL
            or (whole[known].all() and _sells(sheet, columns, header_names, paid[0], read, counted))
        ):
            columns[Role.QUANTITY], columns[Role.PRICE] = columns.pop(role), paid[0]
            if columns.get(_OTHER[role]) == paid[0]:
                del columns[_OTHER[role]]
            return True
    return False


def _sells(
    sheet: Sheet,
    columns: Columns,
    header_names: HeaderNames,
    paid: str,
    read: Callable[[str], npt.NDArray[np.float64]],
    counted: npt.NDArray[np.float64],
) -> bool:
    """Whether money over whole numbers makes prices: the money has cents, is no order's, is called
    what money is called, and is no such numbers with a tax or less a discount."""
    named = header_names.roles([paid]).keys() & MONEY_OF_ROWS
    orders = _orders(sheet, columns)
    of_orders = orders is not None and are_of_orders(read(paid), orders)
    if not named or of_orders or not sheet.content(paid).has_cents:
        return False
    with np.errstate(divide="ignore", invalid="ignore"):
        each = read(paid) / counted
    each = each[np.isfinite(each)]
    prices = len(each) > 0 and np.quantile(each, 0.1) > _TAXED
    return bool(prices) and len(np.unique(each.round(2))) > 1


def _may_be_of_row(sheet: Sheet, known: Grain) -> bool:
    """Whether nothing says what was bought, and prices are the higher the more pieces there are."""
    columns = known.columns
    told = {Role.AMOUNT, Role.TOTAL, Role.PRODUCT, Role.DESCRIPTION} & columns.keys()
    if told or not {Role.PRICE, Role.QUANTITY} <= columns.keys():
        return False
    read = _reader(sheet, columns)
    pieces, price = (pd.Series(read(columns[each])) for each in (Role.QUANTITY, Role.PRICE))
    enough = len(sheet.rows) >= _ENOUGH_TO_RANK and pieces.nunique() > 1
    return enough and bool(pieces.corr(price, method="spearman") > _GROWS_WITH)


def _grain(
    sheet: Sheet,
    columns: Columns,
    *,
    is_whole: bool,
    certain: frozenset[Role] = frozenset(),
    by_number: bool = False,
) -> Grain:
    return grain(
        columns,
        _orders(sheet, columns, (Role.STATUS, Role.TYPE)) if by_number else _orders(sheet, columns),
        _reader(sheet, columns),
        _kinds_of_product(sheet, columns),
        is_whole=is_whole,
        certain=certain,
    )


def _of_parts(sheet: Sheet, columns: Columns, *, is_whole: bool) -> Grain:
    """Rows that are parts of orders: what is said of a whole order comes from elsewhere."""
    parts: Columns = {role: name for role, name in columns.items() if role is not Role.TOTAL}
    total: Columns = {Role.TOTAL: columns[Role.TOTAL]} if Role.TOTAL in columns else {}
    if not {Role.PRICE, Role.QUANTITY} <= parts.keys():
        return Grain(RowKind.LINES, parts | total)
    known = _grain(sheet, parts, is_whole=is_whole)
    found = dict(known.columns)
    if Role.TOTAL in found:
        found[Role.AMOUNT] = found.pop(Role.TOTAL)
    return Grain(RowKind.LINES, found | total, growing=known.growing)


def _with_refunds(sheet: Sheet, known: Grain, marks: Mapping[str, Mark]) -> Grain:
    """Take rows for movements of money where a refund stands under the number of its order: then
    no row states what the whole order came to."""
    columns = known.columns
    if known.kind is not RowKind.ORDERS or not {Role.INVOICE, Role.TOTAL} <= columns.keys():
        return known
    total = _reader(sheet, columns)(columns[Role.TOTAL])
    numbered = as_identifiers(sheet.rows[columns[Role.INVOICE]])
    back = set(numbered[total < 0].dropna())
    gives_back = {Mark.TYPE, Mark.RETURN} & set(marks.values())
    if not gives_back and not (back & set(numbered[total > 0].dropna())):
        return known
    rest: Columns = {role: header for role, header in columns.items() if role is not Role.TOTAL}
    return replace(known, kind=RowKind.LINES, columns={**rest, Role.AMOUNT: columns[Role.TOTAL]})


def _orders(
    sheet: Sheet,
    columns: Columns,
    beside: Sequence[Role] = (Role.TIME, Role.CUSTOMER, Role.STORE),
) -> "pd.Series[str] | None":
    """What tells each row's order apart: its number, with all that may have to stand beside it;
    None in a file without numbers.

    What became of an order that is one by its number alone isn't more of what was paid for it.
    """
    if Role.INVOICE not in columns:
        return None
    number = sheet.rows[columns[Role.INVOICE]].astype("str").str.strip()
    orders = number
    for role in beside:
        header = columns.get(role)
        # What only the first row of an order states tells nothing apart.
        if header is not None and sheet.content(header).filled == len(sheet.rows):
            orders = orders + " " + sheet.rows[header].astype("str")
    return orders.mask(number == "", "")


def _reader(sheet: Sheet, columns: Columns) -> Callable[[str], npt.NDArray[np.float64]]:
    decimals = DecimalEvidence()
    for role in MONEY:
        if role in columns:
            decimals.add(sheet.rows[columns[role]])
    mark = decimals.finding().mark
    return lambda header: numbers(without_percent(sheet.rows[header].astype("str")), mark)


def _kinds_of_product(sheet: Sheet, columns: Columns) -> "list[pd.Series[str]]":
    """What each row sold, as far as a column may tell: the product, or else its category."""
    products = _products(sheet, columns)
    if products is not None:
        return [products]
    free = [(name, sheet.content(name)) for name in unassigned(sheet, columns)]
    return [
        sheet.rows[name]
        for name, content in free
        if 2 <= content.distinct * 2 <= len(sheet.rows) and not content.numbers
    ]


def _products(sheet: Sheet, columns: Columns) -> "pd.Series[str] | None":
    header = columns.get(Role.PRODUCT, columns.get(Role.DESCRIPTION))
    return None if header is None else sheet.rows[header]


def currencies(rows: pd.DataFrame, reading: Reading, expected: str) -> Mapping[str, int]:
    """Which currencies rows tell, and how many of them each; as for :func:`understand`."""
    return _currency(Sheet(rows), reading.columns, DecimalFinding(reading.decimal), expected).rows


def _currency(
    sheet: Sheet, columns: Mapping[Role, str], decimals: DecimalFinding, expected: str
) -> CurrencyFinding:
    money = [columns[role] for role in MONEY if role in columns]
    counts: Counter[str] = Counter()
    for header in [columns[Role.CURRENCY]] if Role.CURRENCY in columns else money:
        counts += told(sheet.rows[header].astype("str"), expected)
    for codes in filter(None, map(in_header, money)):
        likeliest = next((code for code in (expected, *counts) if code in codes), codes[0])
        counts[likeliest] += len(sheet.rows)
    if counts:
        return CurrencyFinding(expected, dict(counts.most_common()))
    commas = decimals.mark is DecimalMark.COMMA and is_written_with_point(expected)
    where = columns.get(Role.COUNTRY)
    abroad = foreign_country(sheet.rows[where].astype("str"), expected) if where else ("", "")
    return CurrencyFinding(expected, {}, decimals.example if commas else "", *abroad)


def _in_one_currency(sheet: Sheet, known: Grain, header_names: HeaderNames, expected: str) -> Grain:
    """Take the column of money whose header names a currency, where the other's rows are in
    several: “Total” beside “Total (GBP)”."""
    paid = [role for role in MONEY_OF_ROWS if role in known.columns]
    if Role.CURRENCY not in known.columns or len(paid) != 1:
        return known
    taken, written = known.columns[paid[0]], sheet.rows[known.columns[Role.CURRENCY]]
    if in_header(taken) or len(told(written.astype("str"), expected)) < 2:
        return known
    converted = [
        name
        for name in unassigned(sheet, known.columns)
        if in_header(name)
        and header_names.speaks_of_money(name)
        and not header_names.speaks_of(name, *_NOT_PAID)
        and sheet.content(name).is_money
    ]
    if len(converted) != 1:
        return known
    return replace(known, columns={**known.columns, paid[0]: converted[0]})


def _in_currency(
    sheet: Sheet, columns: Mapping[Role, str], found: DecimalFinding, currency: str
) -> DecimalFinding:
    """What the currency tells of how decimals are written, where the numbers don't."""
    if not found.is_open:
        return found
    amounts = DecimalEvidence()
    for role in MONEY:
        if role in columns:
            amounts.add(sheet.rows[columns[role]])
    told_by = amounts.finding().settled_by(get_currency_precision(currency))
    return found if told_by.is_open or not told_by.example else told_by


def _marks_invoices(sheet: Sheet, columns: Mapping[Role, str]) -> bool:
    """Whether a C or an A before an invoice's number sets it apart from most."""
    if Role.INVOICE not in columns:
        return False
    invoices = as_identifiers(sheet.rows[columns[Role.INVOICE]]).dropna().drop_duplicates()
    shares = [invoices.str.match(rf"{letter}[0-9]").mean() for letter in "AC"]
    return len(invoices) < 2 or bool(max(shares) <= 0.5)
