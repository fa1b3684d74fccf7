"""Results: what the columns of a result count, and which of its figures may be shown.

Every metric, and every table, figure and recorded row of a report, hides here what speaks of too few people.
"""

from .differencing import rounded_counts, whole_periods
from .findings import CERTAINTY, Finding, certainty_of, findings_frame, ranked
from .hiding import NOTHING_HIDDEN, hide, is_hidden, note_of
from .protection import parts_protected, protected, protected_rows, small_parts
from .registry import all_columns, all_metrics, column_of, metric_of
from .small_groups import k_rule, suppress, suppress_like
from .term import Column, Metric
from .vocabulary import PARTS, PEOPLE, Part

__all__ = [
    "CERTAINTY",
    "NOTHING_HIDDEN",
    "PARTS",
    "PEOPLE",
    "Column",
    "Finding",
    "Metric",
    "Part",
    "all_columns",
    "all_metrics",
    "certainty_of",
    "column_of",
    "findings_frame",
    "hide",
    "is_hidden",
    "k_rule",
    "metric_of",
    "note_of",
    "parts_protected",
    "protected",
    "protected_rows",
    "ranked",
    "rounded_counts",
    "small_parts",
    "suppress",
    "suppress_like",
    "whole_periods",
]
