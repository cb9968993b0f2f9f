"""What can be said beside a file about how it is to be read: ``duplicates=drop``."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from bot.language.declaration import Parameter, Request
from bot.language.kinds import Choice, Words

COLUMN = Parameter(
    Words("a column's name", "Loyalty card", 200), "the column that holds it, as the file spells it"
)


@dataclass(frozen=True, kw_only=True)
class FileOptions(Request):
    """Settings in the comment of a posted file; no command of its own."""

    command = "import"
    verb = "FILE"
    summary = "Say how a file is to be read, where it doesn't show."
    examples: ClassVar[tuple[str, ...]] = (
        "duplicates=drop",
        "dates=day-first",
        "currency=EUR",
        'customer="Loyalty card"',
    )

    duplicates: Annotated[
        str, Parameter(Choice(("keep", "drop")), "what happens to rows that are there twice")
    ] = "keep"
    dates: Annotated[
        str | None,
        Parameter(Choice(("day first", "month first", "year first")), "how dates are written"),
    ] = None
    decimals: Annotated[
        str | None, Parameter(Choice(("point", "comma")), "what decimals come after")
    ] = None
    currency: Annotated[
        str | None,
        Parameter(
            Words("three letters", "EUR", 3),
            "what amounts are in; any counts them all, whatever the file writes",
        ),
    ] = None
    orders: Annotated[
        str | None,
        Parameter(
            Choice(("number", "day", "store", "customer", "sheet")),
            "what tells orders apart: their number alone, or each day's, store's, customer's or "
            "sheet's own",
        ),
    ] = None
    discount: Annotated[
        str | None,
        Parameter(
            Choice(("row", "piece", "order", "percent", "share", "included")),
            "what a column of discounts takes off; included where prices are after it",
        ),
    ] = None
    unpaid: Annotated[
        str | None,
        Parameter(
            Words("status words", "on hold, quote", 1_000),
            "words of a status or a type that are no sales, parted by commas; none where all others"
            " are",
        ),
    ] = None
    refunds: Annotated[
        str | None,
        Parameter(
            Words("words of a type", "credit note, CN", 1_000),
            "words of a status or a type, or letters before a number, by which a row gives money"
            " back, parted by commas",
        ),
    ] = None
    kind: Annotated[
        str | None,
        Parameter(Choice(("lines", "orders", "customers")), "what each row of the file is"),
    ] = None
    customer: Annotated[str | None, COLUMN] = None
    date: Annotated[str | None, COLUMN] = None
    clock: Annotated[str | None, COLUMN] = None
    invoice: Annotated[str | None, COLUMN] = None
    product: Annotated[str | None, COLUMN] = None
    description: Annotated[str | None, COLUMN] = None
    quantity: Annotated[str | None, COLUMN] = None
    price: Annotated[str | None, COLUMN] = None
    amount: Annotated[str | None, COLUMN] = None
    total: Annotated[str | None, COLUMN] = None
    refunded: Annotated[str | None, COLUMN] = None
    status: Annotated[str | None, COLUMN] = None
    country: Annotated[str | None, COLUMN] = None
    store: Annotated[str | None, COLUMN] = None
    money: Annotated[
        str,
        Parameter(
            Choice(("stated", "none")),
            "none where no column says what was paid: orders then count without their money",
        ),
    ] = "stated"
    guests: Annotated[
        str | None,
        Parameter(
            Choice(("nobody", "customers")), "what ids such as 0 or Guest in a customer column are"
        ),
    ] = None
