"""Figures: a tidy metric frame in, matplotlib Axes out, texts and numbers in the current language."""

from .distribution import bands, score_distribution
from .dots import estimates, weighted_pair
from .style import settings, theme
from .trend import over_time
from .waterfall import waterfall

__all__ = [
    "bands",
    "estimates",
    "over_time",
    "score_distribution",
    "settings",
    "theme",
    "waterfall",
    "weighted_pair",
]
