"""Customer journeys: funnels with unfinished journeys, paths, rework, friction, moments that matter."""

from .funnel import Funnel, funnel
from .transitions import transitions
from .variants import missed_steps, variants

__all__ = ["Funnel", "funnel", "missed_steps", "transitions", "variants"]
