"""Results: what the columns of a result count, and which of its figures may be shown.

Every metric, and every table, figure and recorded row of a report, hides here what speaks of too few people.
"""

from .differencing import rounded_counts, whole_periods
from .hiding import NOTHING_HIDDEN, hide, is_hidden, note_of
from .protection import parts_protected, protected, protected_rows, small_parts
from .small_groups import k_rule, suppress, suppress_like
from .vocabulary import PARTS, PEOPLE, Part

__all__ = [
    "NOTHING_HIDDEN",
    "PARTS",
    "PEOPLE",
    "Part",
    "hide",
    "is_hidden",
    "k_rule",
    "note_of",
    "parts_protected",
    "protected",
    "protected_rows",
    "rounded_counts",
    "small_parts",
    "suppress",
    "suppress_like",
    "whole_periods",
]
