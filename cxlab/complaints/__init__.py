"""Complaints: which causes, how often, since when, where, what they cost, and what to do first."""

from .change import ChangeAttribution, attribute_change, localise_change
from .charts import ControlChart, control_chart
from .driver_residuals import cause_by_driver
from .hot_spots import hot_spots
from .impact import CauseImpact, cause_impact
from .pareto import pareto
from .rates import cause_rates, complaint_counts
from .recovery import ServiceRecovery, service_recovery
from .root_causes import RootCauses, draft_causes, link_findings, load_causes, write_proposals
from .sla import sla_breaches

__all__ = [
    "CauseImpact",
    "ChangeAttribution",
    "ControlChart",
    "RootCauses",
    "ServiceRecovery",
    "attribute_change",
    "cause_by_driver",
    "cause_impact",
    "cause_rates",
    "complaint_counts",
    "control_chart",
    "draft_causes",
    "hot_spots",
    "link_findings",
    "load_causes",
    "localise_change",
    "pareto",
    "service_recovery",
    "sla_breaches",
    "write_proposals",
]
