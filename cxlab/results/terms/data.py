"""Columns and metrics of what loaders tell: tables, files, checks."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS: dict[str, Column] = {}
METRICS = {
    "findings": Metric(N_("Findings to settle"), "count", "low", counts=N_("Rows")),
    "share_linked": Metric(N_("Share of rows that link"), "share", "high", counts=N_("Rows")),
}
