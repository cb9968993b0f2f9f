"""Made-up files of any length, written block by block."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

_BLOCK = 100_000
_LINES_PER_ORDER = 20
_PRODUCTS = 4_000
_LINES_PER_CUSTOMER = 100
_GUESTS = 0.2
_FIRST_SECOND = np.datetime64("2015-01-01", "s")
_SECONDS_PER_ORDER = 600


def write_lines(path: Path, lines: int) -> None:
    """A CSV with the columns of Online Retail; twice the lines have twice the orders, twice the
    customers and the same products."""
    chance = np.random.default_rng(1)
    writer = None
    for start in range(0, lines, _BLOCK):
        batch = _block(chance, np.arange(start, min(start + _BLOCK, lines)), lines)
        writer = writer or csv.CSVWriter(path, batch.schema)
        writer.write_batch(batch)
    if writer:
        writer.close()


def _block(chance: np.random.Generator, numbers: np.ndarray, lines: int) -> pa.RecordBatch:
    size = len(numbers)
    order = numbers // _LINES_PER_ORDER
    product = chance.integers(0, _PRODUCTS, size)
    customers = max(lines // _LINES_PER_CUSTOMER, 1)
    # Scattered evenly: neighbouring orders are different people's.
    customer = 12_000 + order * 7_919 % customers
    guest = order * 31 % 100 < _GUESTS * 100
    placed = _FIRST_SECOND + order * _SECONDS_PER_ORDER % (10 * 365 * 86_400)
    columns = {
        "InvoiceNo": (order + 500_000).astype(str),
        "StockCode": np.char.add("P", (product + 10_000).astype(str)),
        "Description": np.char.add("A USEFUL AND LOVELY THING NO ", product.astype(str)),
        "Quantity": chance.integers(1, 25, size),
        "InvoiceDate": np.char.replace(np.datetime_as_string(placed), "T", " "),
        "UnitPrice": np.round(0.5 + product % 1_000 / 100, 2),
        "CustomerID": np.where(guest, "", customer.astype(str)),
        "Country": np.full(size, "United Kingdom"),
    }
    return pa.RecordBatch.from_pydict({name: pa.array(cells) for name, cells in columns.items()})
