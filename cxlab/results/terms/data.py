"""Columns and metrics of what loaders tell: tables, files, checks."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS = {
    "age_days": Column(N_("Age in days"), "count"),
    "ambiguous": Column(N_("Several candidates"), "count"),
    "column": Column(N_("Column"), "text"),
    "columns": Column(N_("Columns"), "text"),
    "distinct_values": Column(N_("Different values"), "count"),
    "effect": Column(N_("Effect"), "text", words={"excluded": N_("left out"), "missing": N_("missing")}),
    "example_rows": Column(N_("Rows of the file, e.g."), "text"),
    "rows_excluded": Column(N_("Left out"), "count"),
    "filled": Column(N_("Filled"), "share"),
    "file": Column(N_("File"), "text"),
    "in_file": Column(N_("In the file"), "text"),
    "key": Column(N_("By"), "text"),
    "kind": Column(N_("Kind"), "text"),
    "linked": Column(N_("Linked"), "count"),
    "meaning": Column(N_("Meaning"), "column"),
    "missing_key": Column(N_("No key given"), "count"),
    "newest": Column(N_("Newest date"), "date"),
    "oldest": Column(N_("Oldest date"), "date"),
    "other_spelling": Column(N_("Other spelling"), "count"),
    "reason": Column(N_("Reason"), "text"),
    "reasons": Column(N_("Reasons"), "text"),
    "refresh_days": Column(N_("Agreed interval in days"), "count"),
    "remedy": Column(N_("What to do"), "text"),
    "severity": Column(N_("Severity"), "text"),
    "sha256": Column(N_("Checksum (SHA-256)"), "id"),
    "state": Column(N_("State"), "text"),
    "table": Column(N_("Table"), "text"),
    "target": Column(N_("Linked to"), "text"),
    "unknown_key": Column(N_("Key unknown"), "count"),
    "values": Column(N_("Values"), "text"),
}
METRICS = {
    "findings": Metric(N_("Findings to settle"), "count", "low"),
    "rows": Metric(N_("Rows concerned"), "count", "low"),
    "share_linked": Metric(N_("Share of rows that link"), "share", "high"),
}
