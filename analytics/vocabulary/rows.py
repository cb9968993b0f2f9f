"""What one row of a file is, and what becomes of it."""

from enum import StrEnum

SURPLUS = "cells beyond the last header"
"""The column in which a reader puts the first cell that no header stands above."""
NO_PARTNER = "tables that have nothing of it"
"""The column that says of joined rows what they name and no other table has: an order ("invoice"),
a customer or a product."""
SHEET = "name of the sheet"
"""The column that says which of several sheets, or files of a zip, a row is from."""
UNWRITTEN = (SURPLUS, NO_PARTNER, SHEET)
"""The columns that stand in no file: readers, joins and sheets say so of its rows."""


class RowKind(StrEnum):
    """What one row is."""

    LINES = "lines"
    """A line of an order."""
    ORDERS = "orders"
    """A whole order."""
    CUSTOMERS = "customers"
    """A customer, with what is known of them."""


class OrderPart(StrEnum):
    """What may stand behind an order's number, after a space, to tell it from others."""

    DAY = "day"
    STORE = "store"
    CUSTOMER = "customer"
    SHEET = "sheet"


UNKNOWN = "UNKNOWN"
"""What stands in an order's number for a customer, or a store, that isn't known."""


class Fate(StrEnum):
    """What became of a row."""

    KEPT = "kept"
    SET_ASIDE = "set_aside"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a row isn't among the lines, most basic first; a row has the first that applies.

    Attributes
    ----------
    rejected : bool
        The row can't be read; else it is understood, but no trade.
    """

    rejected: bool

    def __new__(cls, value: str, rejected: bool) -> "Reason":
        member = str.__new__(cls, value)
        member._value_ = value
        member.rejected = rejected
        return member

    TOO_MANY_CELLS = "too_many_cells", True
    UNPAID_ORDER = "unpaid_order", False
    NOT_A_SALE = "not_a_sale", False
    SHEET_OF_NO_SALES = "sheet_of_no_sales", False
    SUM = "sum", False
    OTHER_CURRENCY = "other_currency", False
    NO_ORDER = "no_order", True
    MISSING_INVOICE = "missing_invoice", True
    MISSING_PRODUCT = "missing_product", True
    MISSING_CUSTOMER = "missing_customer", True
    CUT_ID = "cut_id", True
    TOO_LONG = "too_long", True
    BAD_QUANTITY = "bad_quantity", True
    BAD_PRICE = "bad_price", True
    BAD_DATE = "bad_date", True
    IMPOSSIBLE_DATE = "impossible_date", True
    ZERO_QUANTITY = "zero_quantity", True
    TOO_LARGE = "too_large", True
    ADJUSTMENT = "adjustment", False
    NEGATIVE_PRICE = "negative_price", False
    ZERO_PRICE = "zero_price", False
    DUPLICATE = "duplicate", False
    IN_EARLIER_SHEET = "in_earlier_sheet", False


TOTALS = ("recency", "frequency", "monetary", "first_order", "last_order")
"""What a file may state of all the orders of a customer together: days since the last one, how
many, currency units, and the days of the first and of the last."""
