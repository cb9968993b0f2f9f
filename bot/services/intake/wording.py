"""Sentences about files, for the people who brought them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import config
from analytics.intake.attributes import RowAttributes
from analytics.intake.date_evidence import DateBasis, DateFinding
from analytics.intake.dates import DateOrder
from analytics.intake.discounts import DiscountOrNot
from analytics.intake.findings import (
    CurrencyFinding,
    CustomersOrOrders,
    Doubt,
    MissingColumns,
    RowsAndMoney,
    Topic,
    Understanding,
    UnknownStatuses,
    WhichCustomer,
)
from analytics.intake.grain import LineOrOrder, PieceOrRow
from analytics.intake.headers import HeaderNames
from analytics.intake.lookups import Lookup
from analytics.intake.numbers import DecimalFinding, DecimalMark
from analytics.intake.order_numbers import OrderNumbers
from analytics.intake.reading import MONEY_OF_ROWS, DiscountForm, Reading, Role
from analytics.intake.words import FileWords
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import OrderPart, Reason, RowKind
from analytics.vocabulary.wording import counted, listed
from storage.ledger.refunds import NamedOrders

_ROLES = {
    Role.INVOICE: "the invoice number",
    Role.TIME: "the date",
    Role.CLOCK: "the time of day",
    Role.CUSTOMER: "the customer",
    Role.PRODUCT: "the product code",
    Role.DESCRIPTION: "the product's name",
    Role.QUANTITY: "the quantity",
    Role.PRICE: "the unit price",
    Role.AMOUNT: "the amount of each row",
    Role.TOTAL: "the total of the order",
    Role.DISCOUNT: "the discount",
    Role.REFUNDED: "the money refunded of the order",
    Role.REFUND_OF: "the order that a refund is of",
    Role.STATUS: "the status of the order",
    Role.TYPE: "the kind of transaction",
    Role.COUNTRY: "the country",
    Role.CURRENCY: "the currency",
    Role.STORE: "the store or till",
}
_REASONS: Mapping[str, str] = {
    Reason.TOO_MANY_CELLS: "the row has more cells than the file has headers",
    Reason.UNPAID_ORDER: "the order was cancelled, failed or not paid",
    Reason.NOT_A_SALE: "no sale of its own: a quote, a payment, a fee or the like",
    Reason.SUM: "the row sums up others, or carries a balance",
    Reason.OTHER_CURRENCY: "the amount is in another currency",
    Reason.NO_ORDER: "its order isn't in the table of orders",
    Reason.MISSING_INVOICE: "the row has no invoice number",
    Reason.MISSING_PRODUCT: "the row has neither a product code nor a name",
    Reason.MISSING_CUSTOMER: "the row doesn't say which customer it is about",
    Reason.CUT_ID: "a spreadsheet cut its customer or order number short, as in 4.47701E+11",
    Reason.TOO_LONG: "a code or number is longer than 200 characters",
    Reason.BAD_QUANTITY: "the quantity isn't a number",
    Reason.BAD_PRICE: "the price or amount isn't a number",
    Reason.BAD_DATE: "the date can't be read, or there is no such day",
    Reason.IMPOSSIBLE_DATE: "the date is before 1990 or in the future",
    Reason.ZERO_QUANTITY: "the quantity is zero",
    Reason.TOO_LARGE: "the quantity or the price is too large to be true",
    Reason.ADJUSTMENT: "the invoice is a bookkeeping adjustment (A…), not a sale",
    Reason.NEGATIVE_PRICE: "the price is below zero: a correction, not a sale",
    Reason.ZERO_PRICE: "the price is zero: a gift, a sample or a stock correction",
    Reason.DUPLICATE: "the row repeats an earlier one exactly",
    Reason.SHEET_OF_NO_SALES: "its sheet holds no sales, by its name",
    Reason.IN_EARLIER_SHEET: "an earlier sheet has the very same row",
}
# What columns are taken for is called as the settings that say so are.
_TAKEN_FOR = {
    Role.TIME: "date",
    Role.REFUNDED_TO: "customer of a refund",
    Role.REFUND_OF: "order of a refund",
}
_TOTALS = {
    "recency": "days since the last order",
    "frequency": "number of orders",
    "monetary": "money spent",
    "first_order": "first order",
    "last_order": "last order",
}
_SHOWN_COLUMNS = 20
# What rounding may take of money in silence.
_TELLING = 0.001
_SHOWN_NOBODIES = 3
_SHOWN_TABLES = 12
_SHOWN_STATUSES = 8
_SHOWN_CURRENCIES = 5


def nothing_usable(filename: str, rejected: Mapping[str, int]) -> SegbotError:
    """Why a file is refused of which each row is rejected."""
    reasons = sorted(rejected, key=lambda each: rejected[each], reverse=True)
    listed_ = "; ".join(f"{counted(rejected[each], 'row')}: {_REASONS[each]}" for each in reasons)
    if reasons[0] == Reason.CUT_ID:
        hint = "Format that column as text where the numbers are whole, and export it again."
    else:
        hint = "If I took a column for what it isn't, say what it holds, and post the file again."
    return SegbotError(f"I can't use any row of {filename}. {listed_}.", hint)


def nobody_words(rows: Mapping[str, int]) -> tuple[str, ...]:
    """Which customers of a file are none, and in how many of its rows; empty = all are some."""
    if not rows:
        return ()
    most = sorted(rows, key=lambda each: rows[each], reverse=True)[:_SHOWN_NOBODIES]
    listed_ = listed(f"“{each}” ({counted(rows[each], 'row')})" for each in most)
    meant = f"Nobody is meant by {listed_}: counted in revenue, in no segment."
    otherwise = (
        "Are they customers? Take the file back and post it with the words guests=customers."
    )
    return (f"{meant} {otherwise}",)


def refund_words(named: NamedOrders) -> tuple[str, ...]:
    """What became of refunds that name their order in place of their customer."""
    found = (
        f"{counted(named.found, 'refund')} without a customer ({named.found_cents / 100:,.2f}):"
        " counted for the customers of the orders that they name."
    )
    lost = (
        f"{counted(named.lost, 'refund')} ({named.lost_cents / 100:,.2f}) of orders that I don't"
        " have: nobody's, and in no segment."
    )
    return (*([found] if named.found else []), *([lost] if named.lost else []))


def no_dates(filename: str, day_number: str) -> SegbotError:
    """Why a file is refused that numbers its days."""
    return SegbotError(
        f"“{day_number}” in {filename} numbers days, and nothing says which day was the first, so"
        " nobody can tell who came lately.",
        "Put the dates in its place, counted from the day that you know was the first, and post the"
        " file again.",
    )


def rounded_words(cents: int, off: float) -> tuple[str, ...]:
    """What rounding each row to the hundredth does to a file's purchases; empty = hardly anything.

    Parameters
    ----------
    cents : int
        What they come to, in hundredths.
    off : float
        What they would come to beyond that.
    """
    if abs(off) <= max(_TELLING * cents, 1):
        return ()
    exact = (cents + off) / 100
    sentence = (
        "Amounts are finer than a hundredth, and I round each row: purchases come to"
        f" {cents / 100:,.2f}, and exactly to {exact:,.4f}. If prices are scaled down, multiply"
        " them and post the file again."
    )
    return (sentence,)


def hundredths_words(headers: Iterable[str]) -> tuple[str, ...]:
    """Which columns write their amounts in hundredths; empty = none does."""
    names = [f"“{each}”" for each in headers]
    if not names:
        return ()
    verb = "is" if len(names) == 1 else "are"
    return (f"{listed(names)} {verb} in hundredths: I read 2118 as 21.18.",)


@cache
def file_words() -> FileWords:
    """The words that files are understood by, from config/."""
    return FileWords.of(config.load)


def columns_words(reading: Reading, unused: Sequence[str]) -> tuple[str, ...]:
    """What every column of a file was taken for, and which ones for nothing."""
    taken = ", ".join(
        f"{_TAKEN_FOR.get(role, role.value)} from “{header}”"
        for role, header in reading.columns.items()
    )
    for name in reading.certain_marks:
        if name not in reading.columns.values():
            taken += f", what is no sale from “{name}”"
    for name, parts in reading.totals.items():
        taken += f", {_TOTALS[name]} from {' + '.join(f'“{part}”' for part in parts)}"
    understood = f"What I understood: {taken}."
    if not unused:
        return (understood,)
    shown = [f"“{header[:40]}”" for header in unused[:_SHOWN_COLUMNS]]
    rest = len(unused) - len(shown)
    return understood, f"Not used: {listed([*shown, f'{rest} more'] if rest else shown)}."


def addresses_words(found: RowAttributes) -> tuple[str, ...]:
    """What became of columns of e-mail addresses."""
    kept = tuple(
        f"“{header[:40]}” is the customer's e-mail address; of several, that of the latest order."
        for header in found.addresses
    )
    passed = tuple(
        f"“{header[:40]}” has e-mail addresses, but not one for each customer, so that nobody's is"
        " kept. A file with customer id and e-mail adds them."
        for header in found.others_addresses
    )
    return (*kept, *passed)


def mixed_words(orders: Mapping[str, int]) -> tuple[str, ...]:
    """Which columns of orders have several values in some order, by their headers."""
    return tuple(
        f"The rows of {counted(number, 'order')} disagree on “{header[:40]}”, which isn't known"
        " there."
        for header, number in orders.items()
        if number
    )


def reason_words(reason: str) -> str:
    """Why a row was left out, to stand within a sentence."""
    return _REASONS[reason]


def doubt_words(doubt: Doubt, names: HeaderNames) -> str:
    """What a person is asked, in one or two sentences with the evidence."""
    match doubt:
        case MissingColumns():
            return _missing(doubt, names)
        case PieceOrRow():
            return (
                f"“{doubt.header}” could be the price of one piece, of which “{doubt.pieces}” says"
                f" how many, or what was paid for the row: {doubt.of_pieces:,.2f} or"
                f" {doubt.of_rows:,.2f} in the rows that I looked at."
            )
        case WhichCustomer(counts):
            most = [f"{counted(many, 'customer')} by “{name}”" for name, many in counts.items()]
            return (
                "Which column is the customer? In the rows that I looked at there are"
                f" {listed(most)}."
            )
        case LineOrOrder(header):
            return (
                f"“{header}” could be the amount of each row or the total of the whole order, and"
                " the orders that have several rows don't tell."
            )
        case CustomersOrOrders(customer, date, money):
            return (
                f"There is one row for each “{customer}”, with a date (“{date}”) and an amount"
                f" (“{money}”). Are the rows what is known of customers, or their orders?"
            )
        case DateFinding():
            return _dates(doubt)
        case DecimalFinding():
            return _decimals(doubt)
        case CurrencyFinding():
            return currencies_words(doubt)
        case OrderNumbers():
            return _order_numbers(doubt)
        case DiscountOrNot():
            return _discount(doubt)
        case UnknownStatuses():
            beside = f" I'd leave out {_words(doubt.left_out)}." if doubt.left_out else ""
            return (
                f"I can't tell whether these are sales: {_words(doubt.unknown)}.{beside} Which of"
                " them were called off, never paid, or are sales that another row says too, and"
                " which give money back?"
            )


def how_to_say(topic: Topic, currency: str = "") -> str:
    """Where there is no form to fill in: the words that answer what is asked."""
    return f"Say it beside the file: {_HOW_TO_SAY[topic].format(currency=currency)}."


_HOW_TO_SAY = {
    Topic.COLUMNS: (
        "--column customer=HEADER (or date, invoice, product, quantity, price, amount, total …),"
        " --kind lines, orders or customers, --money none where nothing says what was paid"
    ),
    Topic.ORDERS: "--orders number or day",
    Topic.DATES: "--dates day-first, month-first or year-first",
    Topic.DECIMALS: "--decimals point or comma",
    Topic.CURRENCY: "--currency {currency}",
    Topic.DISCOUNT: "--discount row, piece, order, percent or share, or included",
    Topic.STATUSES: (
        '--unpaid "one word, another" for no sales, --refunds "a word" for money back (of a column'
        " of yes and no, its name), or --unpaid none where all are sales"
    ),
}


def another_currency(seen: str, expected: str) -> str:
    """The question whether a currency that isn't the shop's is meant."""
    return f"The amounts are in {seen}, but everything here is counted in {expected}."


def doubtful_currency(found: CurrencyFinding) -> str:
    """The question what money is in where only signs speak against the expected currency."""
    signs = [
        *([f"a decimal comma (“{found.decimals}”)"] if found.decimals else []),
        *([f"only rows from abroad, most from {found.country},"] if found.country else []),
    ]
    return (
        f"The file doesn't say what its money is in, and {listed(signs)} would be unusual for"
        f" {found.expected}. Which currency is it?"
    )


def evidence(found: Understanding, reading: Reading) -> tuple[str, ...]:
    """Why a file is read so, a sentence each; what it left open, somebody said."""
    named = f"This is an export of the kind “{found.layout}”. " if found.layout else ""
    unpaid = "" if reading.priced else _NO_MONEY
    return tuple(
        text for text in (named + _kind(reading), unpaid, *_writing(found, reading)) if text
    )


_NO_MONEY = (
    "No column says what was paid, so customers are known by when and how often they bought, not "
    "by what they spent."
)


def _writing(found: Understanding, reading: Reading) -> Iterator[str]:
    if found.dates is not None:
        said = f"Dates are written {reading.dates.order}, as you said."
        yield said if Topic.DATES in found.doubts else _dates(found.dates)
    ids = found.customers
    if ids is not None and ids.passed_over and reading.columns.get(Role.CUSTOMER) == ids.column:
        yield (
            f"“{ids.passed_over}” is new with every order, so the customer is “{ids.column}”,"
            " which comes back."
        )
    if found.growing and found.growing == reading.columns.get(Role.AMOUNT):
        yield f"“{found.growing}” grows with the quantity, so it is what was paid for the row."
    yield from _money_words(found, reading)
    if found.orders is not None and found.orders.example:
        taken = reading.order_key == found.orders.key and not found.orders.is_open
        yield _order_numbers(found.orders) if taken else _as_said(reading.order_key)
    elif reading.order_key:
        yield f"A number and its {_together(reading.order_key)} are one order, as in earlier files."
    if reading.currency == "" and found.currency and found.currency.others:
        others = listed(found.currency.others)
        yield f"Amounts in {others} count as they stand, as you said: nothing was converted."
    if found.decimals is not None:
        said = f"Decimals come after “{reading.decimal}”, as you said."
        yield said if Topic.DECIMALS in found.doubts else _decimals(found.decimals)


def _order_numbers(found: OrderNumbers) -> str:
    if found.is_open:
        return (
            f"Order “{found.example}” has rows of {found.days} days. Are they one order, or one a"
            f" day? That is {counted(found.numbers, 'order')} by number alone, or {found.orders:,}"
            " by number and day."
        )
    one = f"a number and its {_together(found.key)} are one order"
    if found.elsewhere:
        return f"The order numbers of “{found.elsewhere}” come again for others, so {one}."
    whose = f"{counted(found.customers, 'customer')} on {counted(found.days, 'day')}"
    return (
        f"Order “{found.example}” would be of {whose}, so {one}: in the rows that tell,"
        f" {counted(found.orders, 'order')} under {counted(found.numbers, 'number')}."
    )


def in_multiples(header: str, said: str) -> SegbotError:
    """That a column of money isn't in the units that money is counted in."""
    return SegbotError(
        f"“{header}” is in thousands or millions, as “{said}” says, and I count money as it stands:"
        " every sum would be too small by as much.",
        f"Multiply the column out, leave “{said}” out of its name, and post the file again.",
    )


def several_orders(header: str) -> SegbotError:
    """That a row stands for several orders, whose days and money nobody knows."""
    return SegbotError(
        f"A row of this file isn't one order: “{header}” says how many it stands for, and I would"
        " count each row as one.",
        "Post the orders themselves, a row each or a row for each line. If a row is an order"
        " nevertheless, say kind=orders beside the file.",
    )


def apart(filename: str, main: str, paying: Sequence[str]) -> SegbotError:
    """Why a file is refused whose orders stand in one table and their money in another."""
    tables = listed(f"“{name}”" for name in paying)
    has, belongs = ("has", "belongs") if len(paying) == 1 else ("have", "belong")
    return SegbotError(
        f"In {filename}, “{main}” has no money; {tables} {has}, but I find no column by which it"
        f" {belongs} to these orders.",
        f"Give both the same order numbers, or post “{main}” by itself to read it without money.",
    )


def sheets_words(
    names: Sequence[str], rows: Sequence[int], cents: Sequence[int]
) -> tuple[str, ...]:
    """Which tables were read as one, each with its rows and their money; empty = there is one."""
    if len(names) < 2:
        return ()
    each = [
        f"“{name[:40]}” ({counted(many, 'row')}{f', {money / 100:,.2f}' if money else ''})"
        for name, many, money in zip(names, rows, cents, strict=True)
    ]
    rest = len(each) - _SHOWN_TABLES
    shown = [*each[:_SHOWN_TABLES], *([f"{rest} more"] if rest > 0 else [])]
    return (f"I read {len(names)} tables as one: {listed(shown)}.",)


def unsold_sheets_words(cents: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Which tables hold no sales by their names, each with its rows and their money in hundredths;
    empty = none."""
    for name, (rows, money) in cents.items():
        yield (
            f"“{name[:40]}” holds no sales, by its name, so I left out {counted(rows, 'row')}"
            f" of it ({money / 100:,.2f}). Are they sales? Rename it and post the file again."
        )


def filled_words(days: int, customers: int) -> tuple[str, ...]:
    """How many rows say nothing of their day, or of their customer; empty = none."""
    order = f"{counted(days, 'row')} without a date: I took it from the first row of the order."
    block = (
        f"{counted(customers, 'row')} without a customer: each stands once, at the top of their"
        " rows, so I took the one above."
    )
    return (*([order] if days else []), *([block] if customers else []))


#: How a discount can be meant, to stand within a sentence.
DISCOUNTS = {
    DiscountForm.ROW: "money off each row",
    DiscountForm.PIECE: "money off each piece",
    DiscountForm.ORDER: "money off the whole order, once",
    DiscountForm.PERCENT: "per cent",
    DiscountForm.SHARE: "a share, 1 being all",
    DiscountForm.INCLUDED: "already taken off",
}


def _discount(found: DiscountOrNot) -> str:
    ways = "; ".join(f"{DISCOUNTS[form]}: {sum_:,.2f}" for form, sum_ in found.sums.items())
    return (
        f"How is “{found.header}” meant, beside “{found.money}”? The rows that I looked at come"
        f" to: {ways}."
    )


def _money_words(found: Understanding, reading: Reading) -> Iterator[str]:
    """What was taken off, and which column of money was passed over for which."""
    roles = (Role.TOTAL, Role.AMOUNT, Role.PRICE)
    paid = next((reading.columns[role] for role in roles if role in reading.columns), None)
    off = reading.columns.get(Role.DISCOUNT)
    if off is not None:
        said = ", as you said" if found.discount is not None else ""
        if reading.discount is DiscountForm.INCLUDED:
            yield f"“{off}” is taken off already{said}."
        else:
            yield f"“{off}” is {DISCOUNTS[reading.discount]}, and I took it off{said}."
    others = [name for name in found.others if name not in reading.columns.values()]
    if others and paid:
        verb = "isn't" if len(others) == 1 else "aren't"
        yield f"{listed(f'“{name}”' for name in others)} {verb} counted: “{paid}” was paid."


def twice_words(before: Reading, after: Reading) -> str:
    """That a file was read twice, and what its later rows showed of which columns."""
    roles = [{name: role for role, name in each.columns.items()} for each in (before, after)]
    changed = [
        f"by its first rows, “{name}” would be"
        f" {_ROLES[roles[0][name]] if name in roles[0] else 'nothing that counts'}; later rows"
        f" show that it is {_ROLES[roles[1][name]] if name in roles[1] else 'not'}."
        for name in dict.fromkeys([*roles[0], *roles[1]])
        if roles[0].get(name) != roles[1].get(name)
    ]
    return f"I read the file twice: {' '.join(changed)}"


def rewritten_words(before: Reading, after: Reading) -> str:
    """That a file was read twice, and which of its texts later rows showed to mean otherwise."""
    changed = [
        *(["dates"] if before.dates != after.dates else []),
        *(["decimals"] if before.decimal != after.decimal else []),
    ]
    return f"I read the file twice: only its later rows show how its {listed(changed)} are written."


def dates_turn(filename: str, found: DateFinding) -> SegbotError:
    """That a file is two whose dates are written in another order each."""
    return SegbotError(
        f"Dates of {filename} are in two orders, one after the other: “{found.example}” can only be"
        f" {found.order} and “{found.other}” can't, and from about row {found.turns_at:,} on they"
        " are all the other way. Those that could be either would land on wrong days.",
        "Split the file there and post its parts one after the other.",
    )


def joined_words(
    table: str, lookups: Sequence[Lookup], lost_cents: Mapping[Role, int]
) -> tuple[str, ...]:
    """By which keys the rows of a table were joined to others, and what found no partner, in
    either; empty = they stand alone."""
    if not lookups:
        return ()
    told = listed(
        f"{'the sums of ' if each.stated else ''}“{each.table}” by “{each.link.column}”"
        for each in lookups
    )
    found = [f"I joined “{table}” to {told}."]
    for each in lookups:
        subject = _SUBJECTS[each.link.subject]
        money = "" if each.stated else _money_of(lost_cents.get(each.link.subject, 0))
        if each.names_few or each.stated is Role.REFUNDED:
            continue
        if each.without:
            rows = counted(each.without, "row")
            found.append(f"{rows} of “{table}”{money} found no partner in “{each.table}”.")
        if each.unnamed:
            have = "has" if each.unnamed == 1 else "have"
            unnamed = counted(each.unnamed, subject)
            found.append(f"{unnamed} of “{each.table}” {have} no row in “{table}”.")
    return tuple(found)


def came_back_words(headers: Iterable[str]) -> Iterator[str]:
    """That pieces which came back by a column of their own are counted as bought."""
    for header in headers:
        yield (
            f"“{header}” says how many pieces came back, and I didn't take them off: money and"
            " pieces are before returns. Post a row below zero for each return to have them taken"
            " off."
        )


def other_sales_words(selling: Mapping[str, bool], left_out: Sequence[str]) -> tuple[str, ...]:
    """What becomes of the money in tables that were left out.

    Parameters
    ----------
    selling : mapping
        Names of tables with money, and whether it is the money of the rows that are read.
    left_out : sequence of str
        Names of the tables that aren't read.
    """
    return tuple(
        f"The money in “{name}” isn't read, so that nothing counts twice."
        if is_same
        else f"“{name}” has sales of its own: post it by itself to have them too."
        for name, is_same in selling.items()
        if name in left_out
    )


_SUBJECTS = {Role.INVOICE: "order", Role.CUSTOMER: "customer", Role.PRODUCT: "product"}


def _money_of(cents: int) -> str:
    return f" ({cents / 100:,.2f})" if cents else ""


def statuses_words(found: UnknownStatuses) -> tuple[str, ...]:
    """Which status words nobody knows, and what they come to; empty = none."""
    if not found.unknown:
        return ()
    return (f"Words that I don't know count as sales: {_words(found.unknown)}.",)


def told_words(what: str, words: Mapping[tuple[str, str], RowsAndMoney]) -> tuple[str, ...]:
    """By which words of which columns rows are something, and what these come to."""
    return (f"{what}: {_words(words)}.",) if words else ()


def _words(words: Mapping[tuple[str, str], RowsAndMoney]) -> str:
    """Words by their columns; a column of yes and no has none."""
    found: dict[str, list[str]] = {}
    for (header, word), of in words.items():
        size = f"({counted(of.rows, 'row')}, {of.cents / 100:,.2f})"
        found.setdefault(header, []).append(size if word == header else f"“{word}” {size}")
    return "; ".join(f"by “{header}” {_some(each)}" for header, each in found.items())


def _some(each: Sequence[str]) -> str:
    rest = len(each) - _SHOWN_STATUSES
    return listed([*each[:_SHOWN_STATUSES], *([f"{rest} more"] if rest > 0 else [])])


def _as_said(key: Sequence[OrderPart]) -> str:
    if not key:
        return "Each order number is one order, as you said."
    return f"A number and its {_together(key)} are one order, as you said."


def _together(key: Sequence[OrderPart]) -> str:
    return listed([part.value for part in key])


def _kind(reading: Reading) -> str:
    if reading.kind is RowKind.CUSTOMERS:
        all_orders = " and what all their orders come to" if reading.totals else ""
        return f"Each row is what is known of a customer{all_orders}."
    row = "a whole order" if reading.kind is RowKind.ORDERS else "a line of an order"
    if Role.INVOICE in reading.columns:
        return f"Each row is {row}."
    return (
        f"Each row is {row}; there are no invoice numbers, so what a customer bought at one moment"
        " is one order."
    )


def _missing(found: MissingColumns, names: HeaderNames) -> str:
    """The first thing that no column's name tells, or all of them where no column may be it."""
    taken = {_called(role): name for role, name in found.proposed.items()}
    lacking = [role for role in found.roles if _called(role) not in taken]
    sentences = ["The file has no header row."] if found.headless else []
    if found.unread:
        return " ".join([*sentences, _unread(found)])
    if {Role.TIME, Role.CUSTOMER} <= {*lacking}:
        sentences.append("I see neither dates nor customers: this is no file of orders.")
    if found.possible:
        role = found.roles[0]
        sentences.append(f"I can't tell which column is {_called(role)}.")
        if _called(role) in taken:
            likely = next(each for each in found.proposed if _called(each) == _called(role))
            name = found.proposed[likely][:40]
            sentences.append(f"By its values, I would take “{name}” for {_ROLES[likely]}.")
        return " ".join(sentences)
    wanted = listed(
        _called(role) if role in MONEY_OF_ROWS else f"{_ROLES[role]} (such as “{first}”)"
        for role in lacking
        for first in names.synonyms[role][:1]
    )
    which = "column is" if len(lacking) == 1 else "columns are"
    shown = ", ".join(f"“{name[:40]}”" for name in found.names[:_SHOWN_COLUMNS])
    rest = len(found.names) - _SHOWN_COLUMNS
    more = f" and {rest} more" if rest > 0 else ""
    sentences.append(f"I can't tell which {which} {wanted}. The columns are: {shown}{more}.")
    return " ".join(sentences)


def _called(role: Role) -> str:
    if role in MONEY_OF_ROWS:
        return "the money (a unit price, the amount of a row, or the total of an order)"
    return _ROLES[role]


def _unread(found: MissingColumns) -> str:
    """What to do about a column that is called so, but whose values can't be read."""
    of_money = found.roles[0] in MONEY_OF_ROWS
    what, like = ("numbers", "1234.50") if of_money else ("dates", "2025-12-31")
    instead = ", or take another column" if found.possible else ""
    return (
        f"I can't read “{found.unread[:40]}”: “{found.example[:40]}” is none of the {what} that I"
        f" know. Write them like {like} and post the file again{instead}."
    )


def _dates(found: DateFinding) -> str:
    match found.basis:
        case DateBasis.UNMISTAKABLE:
            if found.periods is None:
                return ""
            return f"“{found.example}” is a {found.periods}: each counts as its first day."
        case DateBasis.BY_MARK:
            return (
                f"Dates are in two orders: “{found.example}” is {found.order}, and"
                f" “{found.other}”, with another mark, isn't. I read each by its mark."
            )
        case DateBasis.TURNED:
            return (
                "A spreadsheet turned dates round: all that it took for dates are of the first"
                f" twelve days of a month, all that it left as texts, such as “{found.example}”,"
                " of later ones. I turned them back."
            )
        case DateBasis.SHORT_YEARS:
            return f"Dates begin with the year, as in “{found.example}”: its last number varies."
        case DateBasis.MIXED:
            either = f", such as “{found.either}”" if found.either else ""
            return (
                f"Dates are in two orders: “{found.example}” can only be {found.order}, and"
                f" “{found.other}” can't. In which order are those that could be either{either}?"
            )
        case DateBasis.DAY_ABOVE_12:
            but = f"; {found.against} written the other way can't be read" if found.against else ""
            return f"Dates are {found.order}, as “{found.example}” shows{but}."
        case DateBasis.DOTS:
            return "Dates are day first, as dates with dots are."
        case DateBasis.FUTURE:
            other = "day" if found.order is DateOrder.MONTH_FIRST else "month"
            return f"Dates are {found.order}: {other} first, some would be in the future."
        case DateBasis.TIME_ORDER:
            return f"Dates are {found.order}: only so are the rows in time order."
        case DateBasis.SAME_EITHER_WAY:
            return "In every date, day and month are the same number."
        case DateBasis.NOTHING:
            day, month = (
                f"{meant.day} {meant:%B %Y}"
                for meant in (
                    found.meanings[DateOrder.DAY_FIRST],
                    found.meanings[DateOrder.MONTH_FIRST],
                )
            )
            return f"“{found.either}” could be {day} or {month}, and no other date settles it."


def _decimals(found: DecimalFinding) -> str:
    if not found.example:
        return ""
    if not found.is_open:
        name = "point" if found.mark is DecimalMark.POINT else "comma"
        return f"Decimals have a {name}, as in “{found.example}”."
    point, comma = found.meanings[DecimalMark.POINT], found.meanings[DecimalMark.COMMA]
    return (
        f"“{found.example}” could be {point:,.15g} (decimal point)"
        f" or {comma:,.15g} (decimal comma), and the other numbers don't tell."
    )


def currencies_words(found: CurrencyFinding) -> str:
    """That amounts are in another currency than the shop's, or in several."""
    if len(found.rows) == 1:
        return another_currency(str(found.seen), found.expected)
    shown = list(found.rows.items())[:_SHOWN_CURRENCIES]
    listed = ", ".join(f"{code} in {counted(rows, 'row')}" for code, rows in shown)
    if found.expected in found.rows:
        left_out = f"Rows in any but {found.expected} would be set aside."
    else:
        left_out = f"Everything here is counted in {found.expected}."
    return f"The amounts are in several currencies: {listed}. {left_out}"
