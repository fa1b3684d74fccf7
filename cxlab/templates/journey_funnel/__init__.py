"""What a journey analysis says, in words: funnel, paths, friction, moments that matter, the service process.

Frames are those of `cxlab.funnel`, `cxlab.transitions`, `cxlab.variants`, `cxlab.friction`, `cxlab.moments`
and their kin. A frame that is None stands for data the pot does not have: the reading then says so.
"""

from .alts import alt, titles
from .choices import (
    anyone_at_landmark,
    best_customers,
    chosen_steps,
    dissatisfied_up_to,
    group_column,
    order_column,
    solved_for_good,
)
from .friction import friction, rework
from .funnel import cards, exits, semantics, steps, times
from .groups import groups
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
    service_view,
    variant_view,
)

__all__ = [
    "alt",
    "anyone_at_landmark",
    "best_customers",
    "cards",
    "channel_view",
    "channels",
    "chosen_steps",
    "difference_view",
    "dissatisfied_up_to",
    "exits",
    "friction",
    "friction_view",
    "funnel_view",
    "group_column",
    "groups",
    "milestones",
    "missed",
    "missed_view",
    "moment_view",
    "moments",
    "next_steps",
    "order_column",
    "process",
    "rework",
    "rework_view",
    "semantics",
    "service_view",
    "solved_for_good",
    "steps",
    "times",
    "titles",
    "transitions",
    "variant_view",
    "variants",
]
