"""The answers that a person can choose from when a file can be read in more than one way."""

from collections.abc import Iterator, Mapping, Sequence

from analytics.intake.date_evidence import DateFinding
from analytics.intake.dates import DateOrder
from analytics.intake.discounts import DiscountOrNot
from analytics.intake.findings import (
    CurrencyFinding,
    CustomersOrOrders,
    Doubt,
    MissingColumns,
    UnknownStatuses,
    WhichCustomer,
)
from analytics.intake.grain import LineOrOrder, PieceOrRow
from analytics.intake.numbers import DecimalFinding, DecimalMark
from analytics.intake.order_numbers import OrderNumbers
from analytics.intake.reading import Role
from analytics.vocabulary.rows import RowKind
from analytics.vocabulary.wording import listed
from bot.services.intake.question import Choice
from bot.services.intake.wording import DISCOUNTS

#: So many of the likeliest are proposed; a form has the others.
_MOST = 10
_MONEY = (Role.QUANTITY, Role.PRICE, Role.AMOUNT, Role.TOTAL)
_QUOTED_WIDTH = 40


def choices(doubt: Doubt, currencies: Sequence[str] = ()) -> tuple[Choice, ...]:
    """The answers to what isn't certain, the likeliest first; empty where there are none to offer.

    Parameters
    ----------
    doubt : Doubt
    currencies : sequence of str
        ISO codes that amounts may be in, where that is what isn't certain.
    """
    match doubt:
        case MissingColumns():
            found = [*_columns(doubt)]
        case WhichCustomer(counts=counts):
            found = [Choice(_quoted(name), {"customer": name}) for name in counts]
        case PieceOrRow(header, pieces):
            found = [
                Choice("The price of one piece", {"price": header, "quantity": pieces}),
                Choice("What was paid for the row", {"amount": header, "quantity": pieces}),
            ]
        case LineOrOrder(_, by_line, by_order):
            found = [
                Choice("The amount of each row", _money(by_line.columns)),
                Choice("The total of the whole order", _money(by_order.columns)),
            ]
        case CustomersOrOrders(customer, date, money):
            orders = {"customer": customer, "date": date, "total": money, "kind": RowKind.ORDERS}
            people = {"customer": customer, "kind": RowKind.CUSTOMERS}
            found = [
                Choice("What is known of customers", people),
                Choice("Their orders, one a row", orders),
            ]
        case DateFinding():
            found = [*_dates(doubt)]
        case DecimalFinding(meanings=meanings):
            found = [
                Choice(f"Point ({meanings[DecimalMark.POINT]:,.15g})", {"decimals": "point"}),
                Choice(f"Comma ({meanings[DecimalMark.COMMA]:,.15g})", {"decimals": "comma"}),
            ]
        case CurrencyFinding():
            found = [*_currencies(doubt, currencies)]
        case OrderNumbers():
            found = [
                Choice("One order", {"orders": "number"}),
                Choice("One order a day", {"orders": "day"}),
            ]
        case DiscountOrNot(sums=sums):
            found = [Choice(_capital(DISCOUNTS[form]), {"discount": form}) for form in sums]
        case UnknownStatuses():
            found = [*_statuses(doubt)]
    return tuple(found[:_MOST])


def are_all(doubt: Doubt) -> bool:
    """Whether nothing else than the choices can be the answer: it is the one or the other."""
    return isinstance(
        doubt,
        PieceOrRow | LineOrOrder | CustomersOrOrders | DateFinding | DecimalFinding | OrderNumbers,
    )


def _columns(found: MissingColumns) -> Iterator[Choice]:
    role, *_ = found.roles
    for name in found.possible:
        match role:
            case Role.TIME:
                yield Choice(_quoted(name), {"date": name})
            case Role.CUSTOMER:
                yield Choice(_quoted(name), {"customer": name})
            case Role.QUANTITY:
                yield Choice(
                    f"{_quoted(name)} says how many", {"quantity": name, "price": found.price}
                )
            case _:
                yield from _paid(name, found)
    if role is Role.QUANTITY:
        yield Choice(f"{_quoted(found.price)} was paid for the row", {"amount": found.price})
    if role is Role.PRICE:
        yield Choice("No column says what was paid", {"money": "none"})


def _paid(name: str, found: MissingColumns) -> Iterator[Choice]:
    """What a column of money may be."""
    if found.pieces == name:
        return
    if name in found.of_orders:
        yield Choice(f"{_quoted(name)} for the whole order", {"total": name})
        return
    if found.pieces:
        yield Choice(
            f"{_quoted(name)} for each of “{found.pieces[:_QUOTED_WIDTH]}”",
            {"price": name, "quantity": found.pieces},
        )
    yield Choice(f"{_quoted(name)} for the row", {"amount": name})
    if found.orders_repeat:
        yield Choice(f"{_quoted(name)} for the whole order", {"total": name})


def _money(columns: Mapping[Role, str]) -> dict[str, str]:
    return {role.value: columns[role] for role in _MONEY if role in columns}


def _dates(found: DateFinding) -> Iterator[Choice]:
    for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST):
        meant = found.meanings.get(order)
        example = f" ({meant.day} {meant:%B %Y})" if meant else ""
        yield Choice(f"{_capital(order)}{example}", {"dates": order})


def _currencies(found: CurrencyFinding, currencies: Sequence[str]) -> Iterator[Choice]:
    for code in dict.fromkeys(each for each in currencies if each != "any"):
        others = len(found.rows) > 1 or (found.rows and code not in found.rows)
        yield Choice(f"Only the rows in {code}" if others else code, {"currency": code})
    if found.rows:
        yield Choice("All, as they stand", {"currency": "any"})


def _statuses(found: UnknownStatuses) -> Iterator[Choice]:
    """All are sales, none is, all but one, or all give money back; a form tells the rest."""
    unknown = dict.fromkeys(word for _, word in found.unknown)
    out = dict.fromkeys(word for _, word in found.left_out)
    sayable = not any("," in word for word in (*unknown, *out))
    one = len(unknown) == 1
    yield Choice("All are sales", {"unpaid": "none"})
    if not sayable:
        return
    beside = {"unpaid": ", ".join(out)} if out else {}
    if out:
        yield Choice(f"All but {listed(map(_quoted, out))} are sales", beside)
    no_sales = ", ".join({**unknown, **out})
    yield Choice("It is no sale" if one else "None is a sale", {"unpaid": no_sales})
    back = "It gives money back" if one else "They give money back"
    yield Choice(back, {"refunds": ", ".join(unknown), **beside})
    for word in unknown if not one else ():
        but = {**{word: None}, **out}
        label = f"All but {listed(map(_quoted, but))} are sales"
        yield Choice(label, {"unpaid": ", ".join(but)})


def _quoted(text: str) -> str:
    return f"“{text[:_QUOTED_WIDTH]}”"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
