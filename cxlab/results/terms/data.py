"""Columns and metrics of what loaders tell: tables, files, checks."""

from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS: dict[str, Column] = {}
METRICS: dict[str, Metric] = {}
