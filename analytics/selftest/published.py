"""Results that others published, as the tables of a reference folder, and how to read them.

The R package rfm 0.3 (its orders, its customers, and what it makes of them), a small shop of
pymc-marketing's tests, and six published rule packs. They are no part of this project.
"""

from dataclasses import dataclass

import pandas as pd

from analytics.vocabulary.schema import Features

COLUMNS = {
    "rfm_orders": "customer_id order_date revenue",
    "rfm_orders_expected": "customer_id recency_days transaction_count amount recency_score "
    "frequency_score monetary_score rfm_score segment_v03 segment_v02",
    "rfm_customers": "customer_id recency_days number_of_orders revenue",
    "rfm_customers_expected": "customer_id recency_score frequency_score monetary_score rfm_score "
    "segment",
    "rfm_thresholds_expected": "data recency_lower frequency_lower monetary_lower",
    "rfm_segment_summary_expected": "case segment customers orders revenue aov median_recency "
    "median_frequency median_monetary",
    "rfm_heatmap_expected": "data frequency_score recency_score customers mean_monetary",
    "segment_rule_packs": "pack priority segment r_lo r_hi f_lo f_hi m_lo m_hi cells",
    "tiny_transactions": "customer_id date amount",
    "tiny_expected": "customer_id rfm_recency rfm_frequency rfm_monetary quartile_score "
    "pymc_segment",
}
"""The columns that are read of each table."""


@dataclass(frozen=True, eq=False)
class Published:
    """The tables, each named after its file.

    Attributes
    ----------
    rfm_orders : DataFrame, one row per order
        ``customer_id``, ``order_date`` (text), ``revenue``.
    rfm_orders_expected : DataFrame, one row per customer
        Their figures, scores, ``segment_v03`` and ``segment_v02``.
    rfm_customers : DataFrame, one row per customer
        ``customer_id``, ``recency_days``, ``number_of_orders``, ``revenue``.
    rfm_customers_expected : DataFrame, one row per customer
        Their scores and ``segment``.
    rfm_thresholds_expected : DataFrame, one row per data and score
        The lowest values of the scores.
    rfm_segment_summary_expected : DataFrame, one row per data, pack and segment
    rfm_heatmap_expected : DataFrame, one row per data, frequency and recency score
        ``customers`` and ``mean_monetary``.
    segment_rule_packs : DataFrame, one row per rule
    tiny_transactions : DataFrame, one row per purchase
        ``customer_id``, ``date`` (text), ``amount``.
    tiny_expected : DataFrame, one row per customer
    """

    rfm_orders: pd.DataFrame
    rfm_orders_expected: pd.DataFrame
    rfm_customers: pd.DataFrame
    rfm_customers_expected: pd.DataFrame
    rfm_thresholds_expected: pd.DataFrame
    rfm_segment_summary_expected: pd.DataFrame
    rfm_heatmap_expected: pd.DataFrame
    segment_rule_packs: pd.DataFrame
    tiny_transactions: pd.DataFrame
    tiny_expected: pd.DataFrame

    @property
    def orders(self) -> Features:
        """Recency, frequency and money of the orders' customers, summed up as the package does."""
        rows = self.rfm_orders.assign(day=pd.to_datetime(self.rfm_orders["order_date"]))
        grouped = rows.groupby("customer_id")
        return pd.DataFrame(
            {
                "recency": (pd.Timestamp("2006-12-31") - grouped["day"].max()).dt.days,
                "frequency": grouped.size(),
                "monetary": grouped["revenue"].sum().astype(float),
            }
        ).reset_index()

    @property
    def customers(self) -> Features:
        """Recency, frequency and money of the customers, as they are given."""
        return pd.DataFrame(
            {
                "customer_id": self.rfm_customers["customer_id"],
                "recency": self.rfm_customers["recency_days"],
                "frequency": self.rfm_customers["number_of_orders"],
                "monetary": self.rfm_customers["revenue"].astype(float),
            }
        )

    def features(self, data: str) -> Features:
        """Those of ``rfm_orders`` or of ``rfm_customers``."""
        return self.orders if data == "rfm_orders" else self.customers

    @property
    def tiny_days(self) -> pd.DataFrame:
        """The small shop's purchases, those of a customer and day in one."""
        return self.tiny_transactions.groupby(["customer_id", "date"])["amount"].sum().reset_index()
