"""What can be said beside a file about how it is to be read: ``duplicates=drop``."""

from dataclasses import dataclass
from typing import Annotated

from bot.language.declaration import Parameter, Request
from bot.language.kinds import Choice, Words


@dataclass(frozen=True, kw_only=True)
class FileOptions(Request):
    """Settings in the comment of a posted file; no command of its own."""

    command = "import"
    verb = "FILE"
    summary = "Say how a file is to be read, where it doesn't show."
    examples = ("duplicates=drop", "dates=day-first", "currency=EUR", "orders=day")

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
            Choice(("number", "day", "store", "customer")),
            "what tells orders apart: their number alone, or each day's, store's or customer's own",
        ),
    ] = None
    unpaid: Annotated[
        str | None,
        Parameter(
            Words("status words", "on hold, quote", 1_000),
            "words of the status that are no sales, parted by commas; none where all others are",
        ),
    ] = None
    guests: Annotated[
        str,
        Parameter(
            Choice(("nobody", "customers")), "what ids such as 0 or Guest in a customer column are"
        ),
    ] = "nobody"
