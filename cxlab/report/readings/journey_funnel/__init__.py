"""What a journey analysis says, in words: funnel, paths, friction, moments that matter, the service process.

Frames are those of `cxlab.funnel`, `cxlab.transitions`, `cxlab.variants`, `cxlab.friction`, `cxlab.moments`
and their kin. A frame that is None stands for data the pot does not have: the reading then says so.
"""

from .alts import alt, titles
from .friction import friction, rework
from .funnel import cards, groups, semantics, steps, times
from .moments import moments
from .paths import missed, transitions, variants
from .service import channels, milestones, process
from .todo import next_steps
from .views import (
    channel_view,
    difference_view,
    friction_view,
    funnel_view,
    missed_view,
    moment_view,
    rework_view,
    variant_view,
)

__all__ = [
    "alt",
    "cards",
    "channel_view",
    "channels",
    "difference_view",
    "friction",
    "friction_view",
    "funnel_view",
    "groups",
    "milestones",
    "missed",
    "missed_view",
    "moment_view",
    "moments",
    "next_steps",
    "process",
    "rework",
    "rework_view",
    "semantics",
    "steps",
    "times",
    "titles",
    "transitions",
    "variant_view",
    "variants",
]
