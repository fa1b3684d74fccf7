"""Columns that results of every room have."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS = {
    "metric": Column(N_("Measure"), "text"),
    "estimate": Column(N_("Estimate"), "metric"),
    "low": Column(N_("Lower limit"), "metric"),
    "high": Column(N_("Upper limit"), "metric"),
    "se": Column(N_("Standard error"), "metric"),
    "value": Column(N_("Value"), "metric"),
    "value_versus": Column(N_("Compared with"), "metric"),
    "n": Column(N_("Answers"), "count"),
    "n_versus": Column(N_("Answers compared with"), "count"),
    "n_eff": Column(N_("Effective answers"), "count"),
    "clusters": Column(N_("Clusters"), "count"),
    "missing": Column(N_("No valid answer"), "count"),
    "p": Column(N_("p"), "p"),
    "p_adjusted": Column(N_("p, corrected"), "p"),
    "note": Column(N_("Note"), "text"),
    "method": Column(N_("Method"), "text"),
    "level": Column(N_("Confidence level"), "share"),
}
METRICS: dict[str, Metric] = {}
