"""Lines of a chunk added up by invoice."""

import numpy as np
import numpy.typing as npt
import pandas as pd

# A sum of row hashes doesn't depend on their order; 48 bits leave room to add a chunk's worth.
DIGEST_MASK = (1 << 48) - 1
# Weights are kept to the gram: sums of whole thousandths don't depend on the order of rows.
_PARTS_OF_A_UNIT = 1000


# What the rows of one order may disagree on; both bits may be set.
OF_CUSTOMERS, OF_DAYS = 1, 2


def thousandths(quantity: "pd.Series[float]") -> npt.NDArray[np.int64]:
    """Quantities as whole thousandths."""
    return np.rint(quantity.to_numpy(np.float64) * _PARTS_OF_A_UNIT).astype(np.int64)


def rounded(quantity: "pd.Series[float]") -> npt.NDArray[np.float64]:
    """Quantities to three decimals."""
    return thousandths(quantity) / _PARTS_OF_A_UNIT


def roll_up(kept: pd.DataFrame) -> pd.DataFrame:
    """One row per invoice of a chunk, in the order of the columns of ``order_versions``.

    Plain array sums by position: what ``groupby`` would do takes twice as long here.
    """
    position, invoices = pd.factorize(kept["invoice"].cat.codes.to_numpy())
    # An invoice's rows mostly stand together, and such a sort is quick.
    order = np.argsort(position, kind="stable")
    starts = np.searchsorted(position[order], np.arange(len(invoices)))

    def total(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.add.reduceat(values[order], starts, dtype=np.int64)

    is_return = kept["is_return"].to_numpy()
    cents = kept["amount_cents"].to_numpy()
    moments = kept["ordered_at"].to_numpy("datetime64[s]")
    first = np.minimum.reduceat(moments[order], starts)
    # What comes back may do so on any day.
    sold = position[~is_return]
    days = moments[~is_return].astype("datetime64[D]")
    customers = kept["customer_id"].cat.codes.to_numpy()[~is_return].astype(np.int64)
    of_customers = _disagree(customers, sold, len(invoices))
    of_days = _disagree(np.asarray(days.astype(np.int64)), sold, len(invoices))
    return pd.DataFrame(
        {
            "customer_id": _least(kept["customer_id"], order, starts),
            "country": _least(kept["country"], order, starts),
            "ordered_at": [
                moment.replace("T", " ") for moment in np.datetime_as_string(first).tolist()
            ],
            # What only lowers the order has no pieces.
            "purchase_lines": total(~is_return & (kept["quantity"].to_numpy() != 0)),
            "return_lines": total(is_return),
            "units": total(np.where(is_return, 0, thousandths(kept["quantity"])))
            / _PARTS_OF_A_UNIT,
            "purchase_cents": total(np.where(is_return, 0, cents)),
            "returned_cents": total(np.where(is_return, -cents, 0)),
            "digest": total(
                (kept["fingerprint"].to_numpy() & np.uint64(DIGEST_MASK)).astype(np.int64)
            )
            & DIGEST_MASK,
            "mixed": OF_CUSTOMERS * of_customers + OF_DAYS * of_days,
        },
        index=kept["invoice"].cat.categories[invoices],
        dtype=object,
    )


def _disagree(
    values: npt.NDArray[np.int64], position: npt.NDArray[np.int64], orders: int
) -> npt.NDArray[np.bool_]:
    """Of each order, whether its rows have different values; those below zero are missing."""
    known = values >= 0
    one = np.full(orders, -1, dtype=np.int64)
    one[position[known]] = values[known]
    differ = np.zeros(orders, dtype=np.bool_)
    differ[position[known][one[position[known]] != values[known]]] = True
    return differ


def _least(
    values: "pd.Series[str]", order: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """The one value that an invoice has, or the first of the alphabet where a file gives it
    several, so that the order of rows doesn't matter; None where it has none."""
    categories = values.cat.categories.to_numpy(dtype=object)
    alphabet = np.sort(categories)
    rank = np.append(np.searchsorted(alphabet, categories), len(alphabet))
    least = np.minimum.reduceat(rank[values.cat.codes.to_numpy()][order], starts)
    named: npt.NDArray[np.object_] = np.array([*alphabet, None], dtype=object)
    return np.asarray(named[least], dtype=object)
