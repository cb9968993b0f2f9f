"""Sentences about a file, for the people who brought it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from analytics.intake.reading import Reading, Role
from analytics.vocabulary.rows import RowKind

NAME_THE_COLUMN = "Name the column in the first row of the file and upload it again."
NAMES = {
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
    Role.REFUNDED: "the money refunded of the order",
    Role.STATUS: "the status of the order",
    Role.COUNTRY: "the country",
    Role.CURRENCY: "the currency",
}
"""What each role is called when speaking of a file."""
_SHOWN = 20


def missing(
    roles: Sequence[Role],
    names: Sequence[str],
    synonyms: Mapping[Role, Sequence[str]],
    proposed: Mapping[Role, str],
    headless: bool,
) -> str:
    """Which columns weren't found, what was, and what each might be."""
    wanted = ", ".join(f"{NAMES[role]} (such as “{synonyms[role][0]}”)" for role in roles)
    which = "column is" if len(roles) == 1 else "columns are"
    found = ", ".join(f"“{name[:40]}”" for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    sentences = ["The file has no header row."] if headless else []
    sentences.append(f"I can't tell which {which} {wanted}. The columns are: {found}{more}.")
    if proposed:
        guesses = " and ".join(
            f"“{name[:40]}” for {NAMES[role]}" for role, name in proposed.items()
        )
        sentences.append(f"By what they hold, I would take {guesses}.")
    return " ".join(sentences)


def attributes_or_orders(customer: str, date: str, amount: str) -> str:
    """The question whether a file is about customers or about what they bought."""
    return (
        f"There is one row for each “{customer}”, with a date (“{date}”) and an amount"
        f" (“{amount}”). Are the rows what is known of customers, or their orders?"
    )


def several_currencies(counts: Counter[str], expected: str) -> str:
    """The question which of several currencies counts."""
    listed = ", ".join(f"{code} in {rows:,} rows" for code, rows in counts.most_common(5))
    if expected in counts:
        left_out = f"Rows in any but {expected} would be set aside."
    else:
        left_out = f"Everything here is counted in {expected}."
    return f"The amounts are in several currencies: {listed}. {left_out}"


def another_currency(seen: str, expected: str) -> str:
    """The question whether a currency that isn't the workspace's is meant."""
    return f"The amounts are in {seen}, but everything here is counted in {expected}."


def kind_sentence(reading: Reading) -> str:
    """What one row of the file is."""
    if reading.kind is RowKind.CUSTOMERS:
        return "Each row is what is known of a customer."
    if reading.kind is RowKind.ORDERS:
        return "Each row is a whole order."
    if Role.INVOICE in reading.columns:
        return "Each row is a line of an order."
    return (
        "Each row is a line of an order; there are no invoice numbers, so what a customer bought"
        " at one moment is one order."
    )
