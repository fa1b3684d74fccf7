"""Results: what their columns and metrics are, how these are written, and which figures may be shown.

Every metric, and every table, figure and recorded row of a report, hides here what speaks of too few people.
"""

from .differencing import rounded_counts, whole_periods
from .findings import (
    CERTAINTY,
    Finding,
    certainty_of,
    checked_findings,
    direction_of,
    findings_frame,
    latest,
    ranked,
)
from .hiding import NOTHING_HIDDEN, hide, is_hidden, note_of
from .kinds import fault_of, is_comparison, kinds_of
from .options import check_correction, check_options
from .protection import parts_protected, protected, protected_rows, small_parts
from .registry import all_columns, all_metrics, column_of, metric_of
from .small_groups import quotable, suppress, suppress_like
from .term import Column, Kind, Metric
from .vocabulary import BANDS, NOT_OF_PEOPLE, PARTS, PEOPLE, Part
from .wording import digits_of, label, level_text, metric_label, money, text_of, written

__all__ = [
    "BANDS",
    "CERTAINTY",
    "NOTHING_HIDDEN",
    "NOT_OF_PEOPLE",
    "PARTS",
    "PEOPLE",
    "Column",
    "Finding",
    "Kind",
    "Metric",
    "Part",
    "all_columns",
    "all_metrics",
    "certainty_of",
    "check_correction",
    "check_options",
    "checked_findings",
    "column_of",
    "digits_of",
    "direction_of",
    "fault_of",
    "findings_frame",
    "hide",
    "is_comparison",
    "is_hidden",
    "kinds_of",
    "label",
    "latest",
    "level_text",
    "metric_label",
    "metric_of",
    "money",
    "note_of",
    "parts_protected",
    "protected",
    "protected_rows",
    "quotable",
    "ranked",
    "rounded_counts",
    "small_parts",
    "suppress",
    "suppress_like",
    "text_of",
    "whole_periods",
    "written",
]
