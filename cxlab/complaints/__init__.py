"""Complaints: which causes, how often, since when, where, what they cost, and what to do first."""

from .change import ChangeAttribution, attribute_change, localise_change
from .charts import ControlChart, control_chart
from .driver_residuals import cause_by_driver
from .evidence import link_findings, write_proposals
from .handling import (
    complaint_costs,
    complaint_recovery,
    complaint_sla,
    in_whole_days,
    process_targets,
    solved_within,
)
from .hot_spots import hot_spots
from .impact import CauseImpact, cause_impact
from .observed_complaints import ObservedComplaints, observed_complaints
from .pareto import pareto
from .rates import cause_rates, complaint_counts
from .rates_by_place import rates_by_place
from .recovery import ServiceRecovery, service_recovery
from .root_causes import RootCauses, causes_of, draft_causes, load_causes
from .sla import sla_breaches
from .what_rose import (
    compared_spans,
    complaint_change,
    complaint_chart,
    complaint_rate,
    complaint_rises,
)

__all__ = [
    "CauseImpact",
    "ChangeAttribution",
    "ControlChart",
    "ObservedComplaints",
    "RootCauses",
    "ServiceRecovery",
    "attribute_change",
    "cause_by_driver",
    "cause_impact",
    "cause_rates",
    "causes_of",
    "compared_spans",
    "complaint_change",
    "complaint_chart",
    "complaint_costs",
    "complaint_counts",
    "complaint_rate",
    "complaint_recovery",
    "complaint_rises",
    "complaint_sla",
    "control_chart",
    "draft_causes",
    "hot_spots",
    "in_whole_days",
    "link_findings",
    "load_causes",
    "localise_change",
    "observed_complaints",
    "pareto",
    "process_targets",
    "rates_by_place",
    "service_recovery",
    "sla_breaches",
    "solved_within",
    "write_proposals",
]
