"""What a journey analysis says, in words: funnel, groups, paths, friction, moments that matter, service.

Frames are those of `cxlab.funnel`, `cxlab.friction`, `cxlab.moments_that_matter` and their kin; what is said
of them are sentences and findings.
"""

from .answer import headline
from .captions import title
from .friction import friction, rework, rules_of_friction
from .funnel import disagreement, exits, narrowest, reach, rising
from .groups import groups, nobody_stuck, stuck_at, stuck_first
from .method import chosen, left_out_sections, needs, semantics
from .moments import basis_of_moments, moments, nothing_confirmed
from .paths import best_steps, paths, readable
from .service import channels, milestones, process, rules_of_channels

__all__ = [
    "basis_of_moments",
    "best_steps",
    "channels",
    "chosen",
    "disagreement",
    "exits",
    "friction",
    "groups",
    "headline",
    "left_out_sections",
    "milestones",
    "moments",
    "narrowest",
    "needs",
    "nobody_stuck",
    "nothing_confirmed",
    "paths",
    "process",
    "reach",
    "readable",
    "rework",
    "rising",
    "rules_of_channels",
    "rules_of_friction",
    "semantics",
    "stuck_at",
    "stuck_first",
    "title",
]
