"""Complaints: which causes, how often, since when, where, what they cost, and what to do first."""

from .change import ChangeAttribution, attribute_change, localise_change
from .charts import ControlChart, control_chart
from .driver_residuals import cause_by_driver
from .hot_spots import hot_spots
from .pareto import pareto
from .rates import cause_rates, complaint_counts

__all__ = [
    "ChangeAttribution",
    "ControlChart",
    "attribute_change",
    "cause_by_driver",
    "cause_rates",
    "complaint_counts",
    "control_chart",
    "hot_spots",
    "localise_change",
    "pareto",
]
