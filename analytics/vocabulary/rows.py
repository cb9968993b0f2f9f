"""What one row of a file is, and what becomes of it."""

from enum import StrEnum

SURPLUS = "cells beyond the last header"
"""The column in which a reader puts the first cell that no header stands above."""


class RowKind(StrEnum):
    """What one row is."""

    LINES = "lines"
    """A line of an order."""
    ORDERS = "orders"
    """A whole order."""
    CUSTOMERS = "customers"
    """A customer, with what is known of them."""


class Fate(StrEnum):
    """What became of a row that isn't among the lines."""

    SET_ASIDE = "set_aside"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a row isn't among the lines, most basic first; a row has the first that applies."""

    sentence: str
    rejected: bool

    def __new__(cls, value: str, rejected: bool, sentence: str) -> "Reason":
        member = str.__new__(cls, value)
        member._value_ = value
        member.rejected = rejected
        member.sentence = sentence
        return member

    TOO_MANY_CELLS = "too_many_cells", True, "The row has more cells than the file has headers."
    UNPAID_ORDER = "unpaid_order", False, "The order was cancelled, failed or not paid."
    OTHER_CURRENCY = "other_currency", False, "The amount is in another currency."
    MISSING_INVOICE = "missing_invoice", True, "The row has no invoice number."
    MISSING_PRODUCT = "missing_product", True, "The row has neither a product code nor a name."
    MISSING_CUSTOMER = "missing_customer", True, "The row doesn't say which customer it is about."
    TOO_LONG = "too_long", True, "A code or number is longer than 200 characters."
    BAD_QUANTITY = "bad_quantity", True, "The quantity isn't a number."
    BAD_PRICE = "bad_price", True, "The price or amount isn't a number."
    BAD_DATE = "bad_date", True, "The date can't be read, or there is no such day."
    IMPOSSIBLE_DATE = "impossible_date", True, "The date is before 1990 or in the future."
    ZERO_QUANTITY = "zero_quantity", True, "The quantity is zero."
    TOO_LARGE = "too_large", True, "The quantity or the price is too large to be true."
    ADJUSTMENT = "adjustment", False, "The invoice is a bookkeeping adjustment (A…), not a sale."
    NEGATIVE_PRICE = "negative_price", False, "The price is below zero: a correction, not a sale."
    ZERO_PRICE = "zero_price", False, "The price is zero: a gift, a sample or a stock correction."
    DUPLICATE = "duplicate", False, "The row repeats an earlier one exactly."
    IN_EARLIER_SHEET = "in_earlier_sheet", False, "An earlier sheet has the very same row."
