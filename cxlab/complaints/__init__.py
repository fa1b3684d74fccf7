"""Complaints: which causes, how often, since when, where, what they cost, and what to do first."""

from .charts import ControlChart, control_chart
from .driver_residuals import cause_by_driver
from .hot_spots import hot_spots
from .pareto import pareto
from .rates import cause_rates, complaint_counts

__all__ = [
    "ControlChart",
    "cause_by_driver",
    "cause_rates",
    "complaint_counts",
    "control_chart",
    "hot_spots",
    "pareto",
]
