"""Columns and metrics of the room journey."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS: dict[str, Column] = {}
METRICS = {
    "funnel_share_in_window": Metric(N_("Reach the last step within the window"), "share", "high"),
    "funnel_share_by_last_conversion": Metric(
        N_("Reach the last step until the last conversion"), "share", "high"
    ),
}
