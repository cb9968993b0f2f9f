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
        "units": "int64",
        "purchase_cents": "int64",
        "returned_cents": "int64",
    }
)
"""One row per invoice; adjustments are not in it.

``customer_id`` and ``country`` are null where unknown. ``ordered_at`` is the invoice's earliest
line. ``units`` are units bought. ``purchase_cents`` and ``returned_cents`` are money of purchase
and of return lines in exact hundredths of the currency, both >= 0. A *purchase order* has
``purchase_lines`` > 0.
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
        "quantity": "int64",
        "unit_price": "float64",
        "amount_cents": "int64",
    }
)
"""One row per line of an invoice; a return has ``quantity`` < 0 and ``amount_cents`` <= 0."""

CUSTOMERS = ibis.schema({"customer_id": "string", "country": "string"})
"""One row per known customer."""

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
        "units": "int64",
        "return_rate": "float64",
    }
)
"""One row per customer with a purchase order; see :func:`analytics.features.customer_features`."""

Features: TypeAlias = pd.DataFrame
"""A frame with the columns of ``FEATURES``, fetched."""
