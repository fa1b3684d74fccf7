"""Customer journeys: funnels with unfinished journeys, paths, rework, friction, moments that matter."""

from .channels import channel_consistency, differing_channels
from .defaults import (
    TICKET_DATES,
    anyone_at_landmark,
    bad_score,
    best_customers,
    group_column,
    order_column,
    solved_for_good,
    usual_days,
)
from .events_of_journeys import events_of_journeys
from .friction import friction
from .funnel import Funnel, funnel
from .milestones import milestones
from .moments_that_matter import moments_that_matter
from .process_edges import process_edges
from .processes import with_owners
from .rework import rework
from .steps_of_best import steps_of_best
from .suggest import require_events, suggest_exits, suggest_steps
from .suggest_window import SuggestedWindow, suggest_window
from .transitions import transitions
from .variants import variants

__all__ = [
    "TICKET_DATES",
    "Funnel",
    "SuggestedWindow",
    "anyone_at_landmark",
    "bad_score",
    "best_customers",
    "channel_consistency",
    "differing_channels",
    "events_of_journeys",
    "friction",
    "funnel",
    "group_column",
    "milestones",
    "moments_that_matter",
    "order_column",
    "process_edges",
    "require_events",
    "rework",
    "solved_for_good",
    "steps_of_best",
    "suggest_exits",
    "suggest_steps",
    "suggest_window",
    "transitions",
    "usual_days",
    "variants",
    "with_owners",
]
