"""What an NPS analysis says, in words.

Frames are those of `cxlab.nps`, `cxlab.nps_compare`, `cxlab.nps_change` and their kin, on -100..100.
A frame that is None stands for data the pot does not have: the reading then says so.
"""

from .alts import alt, table_caption, title
from .comments import band_caption, comments, quotes
from .groups import channels, group_table, segments, stands_out
from .score import accounts, cards, distribution, sample_size, score, side_by_side, weights
from .steps import next_steps
from .time import TWELVE_MONTHS, change, named_years, trend, two_years, year, year_in_short

__all__ = [
    "TWELVE_MONTHS",
    "accounts",
    "alt",
    "band_caption",
    "cards",
    "change",
    "channels",
    "comments",
    "distribution",
    "group_table",
    "named_years",
    "next_steps",
    "quotes",
    "sample_size",
    "score",
    "segments",
    "side_by_side",
    "stands_out",
    "table_caption",
    "title",
    "trend",
    "two_years",
    "weights",
    "year",
    "year_in_short",
]
