"""Drivers: what moves satisfaction, how much a point more is worth, and where inside and outside disagree."""

from .importance_performance import importance_performance
from .inside_outside import inside_outside
from .items import item_matrix, overall_items, rating_ends, same_aspects, suggest_items
from .key_drivers import KeyDrivers, key_drivers
from .ordinal_effects import ordinal_effects
from .penalty_reward import penalty_reward
from .promise_gap import experience_effects, promise_gap, suggest_promises
from .stability import driver_changes

__all__ = [
    "KeyDrivers",
    "driver_changes",
    "experience_effects",
    "importance_performance",
    "inside_outside",
    "item_matrix",
    "key_drivers",
    "ordinal_effects",
    "overall_items",
    "penalty_reward",
    "promise_gap",
    "rating_ends",
    "same_aspects",
    "suggest_items",
    "suggest_promises",
]
