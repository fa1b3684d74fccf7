"""Columns and metrics of the room drivers, and what aspects are called."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

QUADRANTS = {
    "keep_up": N_("keep up"),
    "concentrate": N_("improve first"),
    "overkill": N_("better than needed"),
    "low_priority": N_("low priority"),
    "undecided": N_("undecided"),
}
KINDS = {
    "dissatisfier": N_("disappoints where it fails"),
    "delighter": N_("delights where it is good"),
    "proportional": N_("works both ways"),
    "undecided": N_("undecided"),
}
COLUMNS = {
    "r2_part": Column(N_("Part of the variance"), "share", technical=True),
    "correlation": Column(N_("Correlation with the outcome"), "number", technical=True),
    "importance": Column(N_("Importance"), "share"),
    "performance": Column(N_("Mean rating"), "score"),
    "importance_cut": Column(N_("Mean importance"), "share", technical=True),
    "performance_cut": Column(N_("Mean of all ratings"), "score", technical=True),
    "quadrant": Column(N_("Quadrant"), "text", words=QUADRANTS),
    "penalty": Column(N_("Bad rating costs"), "metric"),
    "reward": Column(N_("Top rating gains"), "metric"),
    "effect_kind": Column(N_("How it works"), "text", words=KINDS),
    "linear": Column(N_("Linear"), "number"),
    "ordinal": Column(N_("Ordered logit"), "number"),
    "priority": Column(N_("Priority"), "number", technical=True),
}
METRICS = {
    "driver_importance": Metric(N_("Importance"), "share", counts=N_("Ratings")),
    "driver_effect": Metric(N_("Effect of one point more"), "number", counts=N_("Ratings")),
    "nps_per_point": Metric(N_("NPS points per point of rating"), "points", counts=N_("Ratings")),
    "reward_contrast": Metric(N_("Reward minus penalty, per point"), "number", counts=N_("Ratings")),
    "belief_gap": Metric(N_("Employees' belief minus customers' rating"), "score", "low"),
    "r2": Metric(N_("Explained by all factors"), "share", counts=N_("Answers")),
}
