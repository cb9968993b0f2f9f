"""RFM: recency, frequency and money as scores, and the segments they make."""

from analytics.rfm.edges import Edges, quantile_edges
from analytics.rfm.scores import Rfm, score_rfm
from analytics.rfm.summary import SegmentSummary

__all__ = ["Edges", "Rfm", "SegmentSummary", "quantile_edges", "score_rfm"]
