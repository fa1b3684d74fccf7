"""Customer journeys: funnels with unfinished journeys, paths, rework, friction, moments that matter."""

from .channels import channel_consistency
from .friction import friction
from .funnel import Funnel, funnel
from .milestones import milestones
from .moments import moments
from .processes import with_owners
from .rework import rework
from .suggest import known_events, suggest_exits, suggest_steps
from .transitions import transitions
from .variants import missed_steps, variants

__all__ = [
    "Funnel",
    "channel_consistency",
    "friction",
    "funnel",
    "known_events",
    "milestones",
    "missed_steps",
    "moments",
    "rework",
    "suggest_exits",
    "suggest_steps",
    "transitions",
    "variants",
    "with_owners",
]
