"""Columns and metrics of the room metrics."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS: dict[str, Column] = {}
METRICS = {
    "nps": Metric("NPS", "points", "high"),
    "nps_difference": Metric(N_("Difference in NPS"), "points", "high"),
}
