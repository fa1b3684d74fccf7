"""What a churn analysis says, in words.

Frames are those of `cxlab.survival`; shares are 0..1 and tenures in months. None stands for what the pot has
no data for: the reading then says so.
"""

from .alts import alt, title
from .drivers import driver_names, drivers
from .forecast import expected, forecast_cards, lift_view, next_customers, quality
from .model import constant_effects, effects, effects_view, how_sure
from .reasons import reasons
from .stay import bands, cards, curve, cut, groups, phases, window
from .steps import next_steps

__all__ = [
    "alt",
    "bands",
    "cards",
    "constant_effects",
    "curve",
    "cut",
    "driver_names",
    "drivers",
    "effects",
    "effects_view",
    "expected",
    "forecast_cards",
    "groups",
    "how_sure",
    "lift_view",
    "next_customers",
    "next_steps",
    "phases",
    "quality",
    "reasons",
    "title",
    "window",
]
