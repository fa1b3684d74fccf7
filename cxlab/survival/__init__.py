"""Survival and churn: how long customers stay, why they leave, how groups differ."""

from .aft import AftResult, aft
from .cohorts import cohorts
from .compare import compare_survival
from .competing import competing_risks
from .cox import cox
from .cox_result import CoxResult
from .curves import conditional_survival, cumulative_hazard, survival_curve
from .drivers import ChurnDrivers, churn_drivers
from .durations import durations
from .exposure import exposure_spans, split_by_exposure
from .gray import compare_incidence
from .hazard import hazard_rates
from .inactivity import inactivity_durations, inactivity_sensitivity
from .risk_list import churn_risk, expected_churn
from .split import at_landmarks, holdout, out_of_time
from .tenure import median_survival, restricted_mean, survival_difference
from .validate import RiskValidation, risk_validation
from .window import observation_window

__all__ = [
    "AftResult",
    "ChurnDrivers",
    "CoxResult",
    "RiskValidation",
    "aft",
    "at_landmarks",
    "churn_drivers",
    "churn_risk",
    "cohorts",
    "compare_incidence",
    "compare_survival",
    "competing_risks",
    "conditional_survival",
    "cox",
    "cumulative_hazard",
    "durations",
    "expected_churn",
    "exposure_spans",
    "hazard_rates",
    "holdout",
    "inactivity_durations",
    "inactivity_sensitivity",
    "median_survival",
    "observation_window",
    "out_of_time",
    "restricted_mean",
    "risk_validation",
    "split_by_exposure",
    "survival_curve",
    "survival_difference",
]
