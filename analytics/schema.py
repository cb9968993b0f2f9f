"""What the tables hold: the columns that questions may rely on, and what one row is."""

from typing import TypeAlias

import ibis
import pandas as pd

ORDERS = ibis.schema(
    {
        "order_id": "int64",
        "invoice": "string",
        "customer_id": "string",
        "country": "string",
        "ordered_at": "timestamp",
        "purchase_lines": "int64",
        "return_lines": "int64",
        "units": "float64",
        "purchase_cents": "int64",
        "returned_cents": "int64",
    }
)
"""One row per invoice; adjustments are not in it.

``customer_id`` and ``country`` are null where unknown. ``ordered_at`` is the invoice's earliest
line. ``units`` are units bought, to three decimals, since some goods are weighed.
``purchase_cents`` and ``returned_cents`` are money of purchase and of return lines in exact
hundredths of the currency, both >= 0; where the file states what the whole order came to, they
are that, and their difference is always the sum of the order's lines. A *purchase order* has
``purchase_lines`` > 0, which counts rows of the file.
"""

LINES = ibis.schema(
    {
        "order_id": "int64",
        "invoice": "string",
        "customer_id": "string",
        "country": "string",
        "ordered_at": "timestamp",
        "product_code": "string",
        "description": "string",
        "quantity": "float64",
        "unit_price": "float64",
        "amount_cents": "int64",
    }
)
"""One row per line of an invoice; a return has ``quantity`` < 0 and ``amount_cents`` <= 0.

Where the file states an order's total or refund, a line of product ``ORDER ADJUSTMENT`` or
``REFUND`` with ``quantity`` 0 makes up for what the other lines don't say; it isn't merchandise.
"""

CUSTOMERS = ibis.schema({"customer_id": "string", "country": "string"})
"""One row per known customer."""

ATTRIBUTES = ibis.schema({"customer_id": "string", "name": "string", "value": "string"})
"""One row per customer and attribute that was uploaded; names in lower case with underscores."""

FEATURES = ibis.schema(
    {
        "customer_id": "string",
        "country": "string",
        "recency": "int64",
        "frequency": "int64",
        "monetary": "float64",
        "first_order": "timestamp",
        "last_order": "timestamp",
        "tenure": "int64",
        "average_order": "float64",
        "units": "float64",
        "return_rate": "float64",
    }
)
"""One row per customer with a purchase order; see :func:`analytics.features.customer_features`."""

Features: TypeAlias = pd.DataFrame
"""A frame with the columns of ``FEATURES``, fetched."""
