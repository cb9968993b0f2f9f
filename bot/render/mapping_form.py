"""The form that asks what a file's columns mean, and the answer that comes back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analytics.intake.dates import DateForm, DateOrder
from analytics.intake.findings import Topic
from analytics.intake.numbers import DecimalMark
from analytics.intake.reading import MONEY, DiscountForm, Reading, Role
from analytics.vocabulary.rows import OrderPart, RowKind
from bot.render import limits
from bot.render.form import FormError
from bot.render.message import section
from bot.render.slack_text import escape, plain_text, shorten
from bot.services.formats import is_currency
from bot.services.intake.options import Duplicates, ReadingOptions
from bot.services.intake.question import FileQuestion, incomplete

Option = dict[str, Any]

#: The ``callback_id`` of the form.
MAPPING_CALLBACK = "mapping_form"
_NONE = "none"
#: An option that says "Not in this file" comes first.
_MOST_COLUMNS = limits.OPTIONS - 1
_MOST_WITH_EXAMPLES = 30
_WIDEST_COLUMN, _WIDEST_EXAMPLES = 40, 60
#: How much is said of each column, from the most to the least: Slack limits a form's size.
_WAYS_TO_FIT = ((limits.OPTION_TEXT, True), (30, True), (40, False), (20, False), (8, False))
# Not "currency", which is the column that says it row by row.
_AMOUNTS_IN = "amounts_in"

_KINDS = {
    RowKind.LINES: "An item of an order",
    RowKind.ORDERS: "A whole order",
    RowKind.CUSTOMERS: "A customer, with what is known of them",
}
_ROLES = {
    Role.CUSTOMER: ("The customer", "An id or an e-mail address; the same in every file."),
    Role.TIME: ("The date of the order", ""),
    Role.CLOCK: ("The time of day", "If it has a column of its own."),
    Role.INVOICE: (
        "The number of the order, invoice or receipt",
        "Without one, what a customer bought at one moment is an order.",
    ),
    Role.PRODUCT: ("The product's code", ""),
    Role.DESCRIPTION: ("The product's name", ""),
    Role.QUANTITY: ("How many were bought", ""),
    Role.PRICE: ("The price of one", ""),
    Role.AMOUNT: ("The amount of the line", "Instead of how many and the price of one."),
    Role.TOTAL: ("The total of the order", "For files with a row for each order."),
    Role.DISCOUNT: ("A discount to be taken off", "Unless prices and amounts are after it."),
    Role.REFUNDED: ("Money paid back", ""),
    Role.REFUND_OF: ("The order of a refund", "If the refund has a number of its own."),
    Role.STATUS: ("The order's state", "Such as paid or cancelled."),
    Role.TYPE: ("The kind of transaction", "Such as sale, refund or payout."),
    Role.COUNTRY: ("The country", ""),
    Role.CURRENCY: ("The currency", "If it has a column of its own."),
    Role.STORE: ("The store or till", "Where each numbers its own orders."),
}
_ORDERS_OF_DATES = {
    DateOrder.DAY_FIRST: "Day first: 31/12/2025",
    DateOrder.MONTH_FIRST: "Month first: 12/31/2025",
    DateOrder.YEAR_FIRST: "Year first: 2025-12-31",
}
_DECIMAL_MARKS = {
    DecimalMark.POINT: "A point: 1,234.50",
    DecimalMark.COMMA: "A comma: 1.234,50",
}
_OTHER_CURRENCY = (
    "Amounts are counted in {currency} here. Convert the file first, set another currency with "
    "/data currency, or leave this empty to count every amount as it stands."
)
_NO_CURRENCY = "That is no currency that I know. Write its three letters, such as EUR."
_FOUND_OUT = "found"
_PARTS = {
    OrderPart.DAY: "the day",
    OrderPart.STORE: "the store or till",
    OrderPart.CUSTOMER: "the customer",
}
_ORDERS: Mapping[str, str] = {
    "number": "Their number alone",
    **{part: f"Their number and {name}" for part, name in _PARTS.items()},
}
_KEYS: Mapping[str, tuple[OrderPart, ...]] = {
    "number": (),
    **{part: (part,) for part in _PARTS},
}
_MONEY = {"stated": "In the columns above", "none": "Nowhere in this file"}
_OF_MONEY = {*MONEY, Role.DISCOUNT}
_GUESTS = {"nobody": "Nobody", "customers": "Customers"}
_DISCOUNTS = {
    DiscountForm.ROW: "Money off the row",
    DiscountForm.PIECE: "Money off each piece",
    DiscountForm.ORDER: "Money off the whole order, once",
    DiscountForm.PERCENT: "Per cent",
    DiscountForm.SHARE: "A share: 0.1 is a tenth",
    DiscountForm.INCLUDED: "Taken off already",
}
_DUPLICATES = {Duplicates.KEEP: "Keep both", Duplicates.DROP: "Keep one of them"}


def mapping_form(question: FileQuestion, carried: Mapping[str, str | None]) -> dict[str, Any]:
    """A modal with one menu for each thing that a column can be, filled in with the best guess.

    Parameters
    ----------
    question : FileQuestion
    carried : mapping
        What the submission needs to know of where the form was opened.
    """
    for longest, with_examples in _WAYS_TO_FIT:
        columns = _columns(question, longest, with_examples=with_examples)
        view = _view(question, columns, carried)
        if len(json.dumps(view)) <= limits.VIEW_BYTES:
            break
    return view


def _view(
    question: FileQuestion, columns: Mapping[str, Option], carried: Mapping[str, str | None]
) -> dict[str, Any]:
    reading = question.reading
    return {
        "type": "modal",
        "callback_id": MAPPING_CALLBACK,
        "private_metadata": json.dumps(carried),
        "title": plain_text("What the columns mean"),
        "submit": plain_text("Read the file"),
        "close": plain_text("Not now"),
        "blocks": [
            section(_introduction(question)),
            # What is asked comes before what is understood already.
            *([_orders(question)] if Topic.ORDERS in question.open else []),
            *([_discount(question)] if Topic.DISCOUNT in question.open else []),
            *(_words(question) if question.statuses else []),
            section(_contents(question)),
            _menu("kind", "Each row of the file is", _KINDS, reading.kind),
            *(_role(role, columns, reading) for role in _ROLES),
            _menu(
                "dates",
                "Dates are written",
                _ORDERS_OF_DATES,
                None if Topic.DATES in question.open else reading.dates.order,
            ),
            _menu(
                "decimals",
                "Decimals come after",
                _DECIMAL_MARKS,
                None if Topic.DECIMALS in question.open else reading.decimal,
            ),
            _currency(question),
            *([] if Topic.ORDERS in question.open else [_orders(question)]),
            *([] if Topic.DISCOUNT in question.open else [_discount(question)]),
            _menu("money", "What was paid stands", _MONEY, "stated" if reading.priced else "none"),
            _menu(
                "guests",
                "Ids such as 0 or Guest are",
                _GUESTS,
                "nobody" if _guests_are_nobody(question) else "customers",
            ),
            _menu(
                "duplicates", "Where a row is there twice", _DUPLICATES, question.told.duplicates
            ),
        ],
    }


def read_mapping_form(
    view: Mapping[str, Any], question: FileQuestion, currency: str | None
) -> ReadingOptions:
    """What a submitted form says about how the file is to be read.

    Parameters
    ----------
    view : mapping
        As Slack sends it back.
    question : FileQuestion
    currency : str or None
        The one that amounts must be in, if any.

    Raises
    ------
    FormError
        If the columns chosen don't make a file that can be read.
    """
    chosen = {
        block: state[block]["selected_option"]["value"]
        for block, state in view["state"]["values"].items()
        if state[block].get("selected_option")
    }
    columns = {
        role: question.columns[int(chosen[role.value])].header
        for role in _ROLES
        if chosen.get(role.value, _NONE) != _NONE
    }
    # What a known export says and nobody is asked.
    columns |= {r: h for r, h in question.reading.columns.items() if r not in _ROLES}
    if chosen["money"] == "none":
        columns = {role: name for role, name in columns.items() if role not in _OF_MONEY}
    reading = Reading(
        kind=RowKind(chosen["kind"]),
        columns=columns,
        dates=DateForm(DateOrder(chosen["dates"])),
        decimal=DecimalMark(chosen["decimals"]),
        currency=_amounts_in(view, question),
        discount=DiscountForm(chosen["discount_form"]),
        priced=chosen["money"] == "stated",
    )
    errors = dict(_errors(reading, currency))
    if errors:
        raise FormError(errors)
    unpaid, refunds = (
        _chosen(view, block, question.statuses) if question.statuses else None
        for block in ("unpaid", "refunds")
    )
    explained = {*(unpaid or ()), *(refunds or ())}
    return ReadingOptions(
        reading=reading,
        order_key=_KEYS.get(chosen["orders"]),
        guests_are_nobody=chosen["guests"] == "nobody",
        unpaid=unpaid,
        sales=tuple(word for word in question.left_out if word not in explained),
        refunds=refunds,
        duplicates=Duplicates(chosen["duplicates"]),
    )


def _amounts_in(view: Mapping[str, Any], question: FileQuestion) -> str | None:
    """What was written; empty where a proposal was taken out, None where there was none."""
    written = _written(view, _AMOUNTS_IN).upper()
    return written or ("" if question.reading.currency is not None else None)


def _chosen(view: Mapping[str, Any], block: str, statuses: Sequence[str]) -> tuple[str, ...]:
    state = view["state"]["values"].get(block, {}).get(block, {})
    return tuple(statuses[int(each["value"])] for each in state.get("selected_options") or ())


def _errors(reading: Reading, currency: str | None) -> Iterator[tuple[str, str]]:
    columns = reading.columns
    meant: dict[str, Role] = {}
    for role, header in columns.items():
        if meant.setdefault(header, role) is not role:
            yield role.value, f"“{shorten(header, 40)}” is chosen for “{_ROLES[meant[header]][0]}”."
    if reading.currency and not is_currency(reading.currency):
        yield _AMOUNTS_IN, _NO_CURRENCY
    elif reading.currency and currency and reading.currency != currency:
        yield _AMOUNTS_IN, _OTHER_CURRENCY.format(currency=currency)
    yield from ((role.value, text) for role, text in incomplete(reading).items())


def _written(view: Mapping[str, Any], block: str) -> str:
    return str(view["state"]["values"].get(block, {}).get(block, {}).get("value") or "").strip()


def _introduction(question: FileQuestion) -> str:
    asked = [f"• {escape(each)}" for each in question.questions]
    if len(question.columns) > _MOST_COLUMNS:
        asked.append(
            f"• Slack shows no more than {_MOST_COLUMNS} columns; empty ones are left out."
        )
    return shorten("\n".join([f"*{escape(question.filename)}*", *asked]), limits.SECTION_TEXT)


def _contents(question: FileQuestion) -> str:
    """The file's columns with a few of their values, as many as one reads."""
    lines = [
        f"*{escape(shorten(column.header, _WIDEST_COLUMN))}*: "
        + escape(shorten(" · ".join(column.examples) or "empty", _WIDEST_EXAMPLES))
        for column in question.columns[:_MOST_WITH_EXAMPLES]
    ]
    return shorten("\n".join(["What is in it:", *lines]), limits.SECTION_TEXT)


def _columns(question: FileQuestion, longest: int, *, with_examples: bool) -> dict[str, Option]:
    """The columns that can be chosen, by their headers, in the file's order."""
    proposed = set(question.reading.columns.values())
    places = sorted(
        range(len(question.columns)),
        # Where there are too many, those that hold something.
        key=lambda place: (
            question.columns[place].header not in proposed,
            not question.columns[place].examples,
            place,
        ),
    )
    shown = [(place, question.columns[place]) for place in sorted(places[:_MOST_COLUMNS])]
    return {
        column.header: _option(
            shorten(column.header, longest),
            str(place),
            shorten(" · ".join(column.examples), longest) if with_examples else "",
        )
        for place, column in shown
    }


def _role(role: Role, columns: Mapping[str, Option], reading: Reading) -> dict[str, Any]:
    label, hint = _ROLES[role]
    absent = _option("Not in this file", _NONE)
    proposed = columns.get(reading.columns.get(role, ""), absent)
    return _input(role.value, label, [absent, *columns.values()], proposed, hint)


def _menu(block: str, label: str, options: Mapping[Any, str], chosen: str | None) -> dict[str, Any]:
    shown = {value: _option(text, value) for value, text in options.items()}
    return _input(block, label, list(shown.values()), shown.get(chosen))


def _orders(question: FileQuestion) -> dict[str, Any]:
    """What tells orders apart; unless somebody says it, it is found out, also from later rows."""
    label = "What tells orders apart"
    if Topic.ORDERS in question.open:
        return _menu("orders", label, _ORDERS, None)
    found = {_FOUND_OUT: "What the file shows"}
    return _menu("orders", label, {**found, **_ORDERS}, _FOUND_OUT)


def _discount(question: FileQuestion) -> dict[str, Any]:
    asked = Topic.DISCOUNT in question.open
    chosen = None if asked else question.reading.discount
    return _menu("discount_form", "A discount is", _DISCOUNTS, chosen)


def _guests_are_nobody(question: FileQuestion) -> bool:
    said = question.told.guests_are_nobody
    return question.reading.nobody is not None if said is None else said


def _words(question: FileQuestion) -> list[dict[str, Any]]:
    words = question.statuses
    return [
        _some_words("unpaid", "Words that are no sales", words, question.left_out),
        _some_words("refunds", "Words by which money goes back", words, ()),
    ]


def _some_words(
    block: str, label: str, words: Sequence[str], chosen: Sequence[str]
) -> dict[str, Any]:
    options = [
        _option(shorten(word, limits.OPTION_TEXT), str(place))
        for place, word in enumerate(words[: limits.OPTIONS])
    ]
    initial = [each for each, word in zip(options, words, strict=False) if word in chosen]
    return {
        "type": "input",
        "block_id": block,
        "optional": True,
        "label": plain_text(label),
        "hint": plain_text("Rows with another of these words count as sales."),
        "element": {
            "type": "multi_static_select",
            "action_id": block,
            "options": options,
            **({"initial_options": initial} if initial else {}),
        },
    }


def _currency(question: FileQuestion) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": _AMOUNTS_IN,
        "max_length": 3,
    }
    if question.reading.currency:
        element["initial_value"] = question.reading.currency
    asked = question.reading.currency is None and Topic.CURRENCY in question.open
    return {
        "type": "input",
        "block_id": _AMOUNTS_IN,
        "optional": not asked,
        "label": plain_text("Amounts are in"),
        "hint": plain_text(
            "Three letters, such as EUR; rows in another are set aside."
            + ("" if asked else " Empty: every row counts.")
        ),
        "element": element,
    }


def _input(
    block: str,
    label: str,
    options: list[Option],
    initial: Option | None,
    hint: str = "",
) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "static_select",
        "action_id": block,
        "options": options,
    }
    if initial is not None:
        element["initial_option"] = initial
    built = {"type": "input", "block_id": block, "label": plain_text(label), "element": element}
    return {**built, "hint": plain_text(hint)} if hint else built


def _option(text: str, value: str, description: str = "") -> Option:
    option = {"text": plain_text(text), "value": value}
    return {**option, "description": plain_text(description)} if description else option
