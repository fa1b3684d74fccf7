"""Customer journeys: funnels with unfinished journeys, paths, rework, friction, moments that matter."""

from .channels import channel_consistency
from .friction import friction
from .funnel import Funnel, funnel
from .milestones import milestones
from .moments_that_matter import moments_that_matter
from .processes import with_owners
from .rework import rework
from .steps_of_best import steps_of_best
from .suggest import require_events, suggest_exits, suggest_steps
from .transitions import transitions
from .variants import variants

__all__ = [
    "Funnel",
    "channel_consistency",
    "friction",
    "funnel",
    "milestones",
    "moments_that_matter",
    "require_events",
    "rework",
    "steps_of_best",
    "suggest_exits",
    "suggest_steps",
    "transitions",
    "variants",
    "with_owners",
]
