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
    revenue : float
        Currency units, exact to the cent; groups add up to the whole.
    revenue_share : float
        Of all revenue of theirs, 0 to 1.
    median_recency : float
        Days since the last purchase.
    median_frequency : float
        Purchase orders per customer.
    median_monetary : float
        Currency units per customer.
    """

    key: str
    label: str
    customers: int
    share: float
    revenue: float
    revenue_share: float
    median_recency: float
    median_frequency: float
    median_monetary: float
