"""Columns and metrics of the room survival."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS: dict[str, Column] = {}
METRICS = {
    "retention_rate_12_months": Metric(
        N_("Still there after 12 months"), "share", "high", counts=N_("Customers")
    ),
    "expected_leavers": Metric(N_("Expected leavers"), "count", "low", counts=N_("Customers")),
    "value_at_risk": Metric(N_("Value at risk"), "money", "low", counts=N_("Customers")),
}
