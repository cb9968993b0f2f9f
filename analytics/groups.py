"""What every group of customers has, whether rules made it or an algorithm found it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Group:
    """Some of the customers under a name: an RFM segment, or a cluster of a run.

    Attributes
    ----------
    key : str
        By which requests name it: a segment's key, a cluster's number.
    label : str
        By which people name it, another for each group.
    customers : int
    share : float
        Of all customers that were grouped, 0 to 1.
    revenue : float or None
        Currency units, exact to the cent; groups add up to the whole. None where nobody knows
        what was paid.
    revenue_share : float or None
        Of all revenue of theirs, 0 to 1.
    median_recency : float or None
        Days since the last purchase. None where nobody knows of any.
    median_frequency : float or None
        Purchase orders per customer.
    median_monetary : float or None
        Currency units per customer.
    """

    key: str
    label: str
    customers: int
    share: float
    revenue: float | None
    revenue_share: float | None
    median_recency: float | None
    median_frequency: float | None
    median_monetary: float | None

    @property
    def weight(self) -> tuple[float, int]:
        """What ranks a group before others: its revenue, or where nobody knows of any, its size."""
        return self.revenue or 0.0, self.customers
