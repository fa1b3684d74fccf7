"""Survival and churn: how long customers stay, why they leave, how groups differ."""

from .cohorts import cohorts
from .compare import compare_survival
from .competing import competing_risks
from .cox import CoxResult, cox
from .curves import conditional_survival, cumulative_hazard, hazard_rates, survival_curve
from .durations import durations
from .gray import compare_incidence
from .inactivity import inactivity_durations, inactivity_sensitivity
from .tenure import median_survival, restricted_mean, survival_difference

__all__ = [
    "CoxResult",
    "cohorts",
    "compare_incidence",
    "compare_survival",
    "competing_risks",
    "conditional_survival",
    "cox",
    "cumulative_hazard",
    "durations",
    "hazard_rates",
    "inactivity_durations",
    "inactivity_sensitivity",
    "median_survival",
    "restricted_mean",
    "survival_curve",
    "survival_difference",
]
