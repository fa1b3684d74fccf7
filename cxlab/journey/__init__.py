"""Customer journeys: funnels with unfinished journeys, paths, rework, friction, moments that matter."""

from .friction import friction
from .funnel import Funnel, funnel
from .milestones import milestones
from .moments import moments
from .processes import channel_consistency, with_owners
from .rework import rework
from .transitions import transitions
from .variants import missed_steps, variants

__all__ = [
    "Funnel",
    "channel_consistency",
    "friction",
    "funnel",
    "milestones",
    "missed_steps",
    "moments",
    "rework",
    "transitions",
    "variants",
    "with_owners",
]
