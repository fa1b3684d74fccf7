"""Figures: a tidy metric frame in, matplotlib Axes out, texts and numbers in the current language."""

from .distribution import bands, score_distribution
from .dots import estimates, weighted_pair
from .theme import settings, theme

__all__ = ["bands", "estimates", "score_distribution", "settings", "theme", "weighted_pair"]
