"""What the check of a data pot says, in words that the owner of the data understands.

Frames are those of `DataPot`: `check().table`, `files()`, `links()`, `orphans()`, `freshness()`,
`duplicates()` and `impossible_dates()`.
"""

from .results import results
from .sentences import dates, duplicates, faults, freshness, links, verdict
from .steps import next_steps
from .tables import (
    date_rows,
    duplicate_rows,
    fault_rows,
    file_rows,
    fresh_rows,
    headings,
    link_rows,
    orphan_rows,
)

__all__ = [
    "date_rows",
    "dates",
    "duplicate_rows",
    "duplicates",
    "fault_rows",
    "faults",
    "file_rows",
    "fresh_rows",
    "freshness",
    "headings",
    "link_rows",
    "links",
    "next_steps",
    "orphan_rows",
    "results",
    "verdict",
]
