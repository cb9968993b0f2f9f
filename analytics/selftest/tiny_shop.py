"""The six customers of pymc-marketing's tests: RFM of days rather than of orders."""

import pandas as pd

from analytics.rfm import score_rfm
from analytics.rfm.edges import MEASURES
from analytics.selftest.comparison import Comparison, compared
from analytics.selftest.published import Published
from analytics.selftest.published_packs import published_pack
from analytics.selftest.r_scoring import with_others
from analytics.vocabulary.schema import Features

AS_OF = pd.Timestamp("2015-02-07").date()
_PACK = "pymc_marketing_1_to_4"


def as_file(published: Published) -> pd.DataFrame:
    """The shop as a file holds it, an order for each customer and day."""
    days = published.tiny_days
    return pd.DataFrame(
        {
            "Invoice": [str(number) for number in range(1, len(days) + 1)],
            "StockCode": "A1",
            "Quantity": 1,
            "InvoiceDate": days["date"],
            "Price": days["amount"].map("{:.2f}".format),
            "Customer ID": days["customer_id"],
        }
    )


def compare_tiny_shop(found: Features, published: Published) -> Comparison:
    """Hold figures, quartile scores and segments against the published ones.

    Parameters
    ----------
    found : DataFrame, columns as in ``schema.FEATURES``
        As of ``AS_OF``; its orders are days, and the published money is the mean of a day.
    published : Published
    """
    rules = with_others(published_pack(published.segment_rule_packs, _PACK))
    scores = score_rfm(found.assign(monetary=found["average_order"]), rules).scores
    labels = {**{rule.key: rule.label for rule in rules.rules}, "others": "Other"}
    ours = pd.DataFrame(
        {
            **{f"rfm_{measure}": scores[measure] for measure in MEASURES},
            "quartile_score": 100 * scores["r"] + 10 * scores["f"] + scores["m"],
            "pymc_segment": scores["segment"].map(labels),
        }
    )
    theirs = published.tiny_expected.set_index("customer_id")[list(ours.columns)]
    subject = f"figures, quartile scores and segments of {len(theirs)} customers, imported"
    return compared(subject, "pymc-marketing's tests", ours, theirs)
