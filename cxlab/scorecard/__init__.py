"""Scorecard: every KPI of a pot with target, history, change and channels; and the measures taken."""

from .by_channel import by_channel
from .changes import changes
from .current import current_values, with_targets
from .find_kpis import find_kpis, lacking_kpis
from .history import history
from .kpi import Cell, Kpi
from .late_data import late_data
from .measure_effects import measure_effects
from .measures import Measure, load_measures
from .worth import people_better_off

__all__ = [
    "Cell",
    "Kpi",
    "Measure",
    "by_channel",
    "changes",
    "current_values",
    "find_kpis",
    "history",
    "lacking_kpis",
    "late_data",
    "load_measures",
    "measure_effects",
    "people_better_off",
    "with_targets",
]
