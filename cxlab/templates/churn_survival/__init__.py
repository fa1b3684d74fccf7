"""What a churn analysis says, in words, and what the pot at hand allows to be analysed.

Frames are those of `cxlab.survival`; shares are 0..1 and tenures in months. None stands for what the pot has
no data for: the reading then says so.
"""

from .alts import alt, title
from .cohorts import cohorts, every
from .drivers import driver_names, drivers
from .forecast import expected, lift_view, next_customers, quality, who
from .industry import horizon
from .model import constant_effects, effects, effects_view, how_sure
from .models import contact_tables, contacts, fitted, shown_ids, tested, with_changes
from .observed import Observed, observe
from .reasons import reason_time, reasons
from .stay import bands, curve, cut, groups, phases
from .steps import next_steps
from .summary import brief, cards, headline
from .value import Worth, worth
from .window import gap_sensitivity, gap_view, gaps, window

__all__ = [
    "Observed",
    "Worth",
    "alt",
    "bands",
    "brief",
    "cards",
    "cohorts",
    "constant_effects",
    "contact_tables",
    "contacts",
    "curve",
    "cut",
    "driver_names",
    "drivers",
    "effects",
    "effects_view",
    "every",
    "expected",
    "fitted",
    "gap_sensitivity",
    "gap_view",
    "gaps",
    "groups",
    "headline",
    "horizon",
    "how_sure",
    "lift_view",
    "next_customers",
    "next_steps",
    "observe",
    "phases",
    "quality",
    "reason_time",
    "reasons",
    "shown_ids",
    "tested",
    "title",
    "who",
    "window",
    "with_changes",
    "worth",
]
