"""Columns and metrics of the room metrics."""

from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS: dict[str, Column] = {}
METRICS: dict[str, Metric] = {}
