"""Figures: a tidy metric frame in, matplotlib Axes out, texts and numbers in the current language."""

from .companies import company_scores
from .control_chart import control_chart
from .distribution import bands, score_distribution
from .dots import estimates
from .fishbone import fishbone
from .forest import calibration, forest
from .funnel import funnel
from .importance_performance import importance_performance
from .in_words import describe, tell
from .pareto import pareto
from .penalty_reward import penalty_reward
from .priorities import priorities
from .process_map import process_map
from .small_multiples import small_multiples
from .style import settings, theme
from .survival import hazards, incidence, survival
from .time_to_step import time_to_step
from .trend import over_time
from .triangle import retention_triangle
from .waterfall import waterfall

__all__ = [
    "bands",
    "calibration",
    "company_scores",
    "control_chart",
    "describe",
    "estimates",
    "fishbone",
    "forest",
    "funnel",
    "hazards",
    "importance_performance",
    "incidence",
    "over_time",
    "pareto",
    "penalty_reward",
    "priorities",
    "process_map",
    "retention_triangle",
    "score_distribution",
    "settings",
    "small_multiples",
    "survival",
    "tell",
    "theme",
    "time_to_step",
    "waterfall",
]
