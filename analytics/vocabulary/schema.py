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
        "product_id": "int64",
        "product_code": "string",
        "description": "string",
        "merchandise": "int64",
        "quantity": "float64",
        "unit_price": "float64",
        "amount_cents": "int64",
    }
)
"""One row per line of an invoice; a return has ``quantity`` < 0 and ``amount_cents`` <= 0.

``product_id`` is that of ``PRODUCTS``, whose other columns stand here too. ``merchandise`` is 1 for
goods and 0 for postage, fees and the like.
Where the file states an order's total or refund, a line of product ``ORDER ADJUSTMENT`` or
``REFUND`` with ``quantity`` 0 makes up for what the other lines don't say; it isn't merchandise.
"""

PRODUCTS = ibis.schema(
    {
        "id": "int64",
        "product_code": "string",
        "description": "string",
        "merchandise": "int64",
    }
)
"""One row per code, description and kind that any file had; a code may have several."""

CUSTOMERS = ibis.schema({"customer_id": "string", "country": "string"})
"""One row per known customer."""

ATTRIBUTES = ibis.schema({"customer_id": "string", "name": "string", "value": "string"})
"""One row per customer and attribute that was uploaded; names in lower case with underscores."""

ORDER_ATTRIBUTES = ibis.schema({"order_id": "int64", "name": "string", "value": "string"})
"""One row per order and attribute that stands on its rows; names as in ``ATTRIBUTES``."""

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
"""One row per customer with a purchase order; see
:func:`analytics.features.customers.customer_features`."""

HABITS = ibis.schema(
    {
        "customer_id": "string",
        "units_per_order": "float64",
        "gap_mean": "float64",
        "gap_spread": "float64",
        "weekend_share": "float64",
        "morning_share": "float64",
        "evening_share": "float64",
        "trend": "float64",
    }
)
"""One row per customer with a purchase order; see
:func:`analytics.features.behaviour.order_habits`."""

BASKETS = ibis.schema(
    {
        "customer_id": "string",
        "products_per_order": "float64",
        "top_product_share": "float64",
    }
)
"""One row per customer who bought merchandise; see
:func:`analytics.features.behaviour.basket_habits`."""

BEHAVIOUR = ibis.schema(
    {name: kind for part in (FEATURES, HABITS, BASKETS) for name, kind in part.items()}
)
"""One row per customer with a purchase order, everything that is computed of them."""

Features: TypeAlias = pd.DataFrame
"""A frame with the columns of ``FEATURES``, fetched."""
