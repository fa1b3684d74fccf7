"""Survival and churn: how long customers stay, why they leave, how groups differ."""

from .competing.gray import incidence_compare
from .competing.incidence import competing_risks
from .contacts.drivers import ChurnDrivers, churn_drivers
from .cox_model.cox import cox
from .cox_model.result import CoxResult
from .curves.cohorts import cohorts
from .curves.curves import conditional_survival, cumulative_hazard, survival_curve
from .curves.hazard import piecewise_hazard
from .curves.logrank import survival_compare
from .curves.tenure import median_survival, rmst, survival_difference
from .forecast.risk_list import churn_risk, expected_churn
from .forecast.splits import landmark_sample, random_split, temporal_split
from .forecast.validation import RiskValidation, risk_validation
from .lifetimes.durations import durations
from .lifetimes.inactivity import inactivity_durations, inactivity_sensitivity
from .lifetimes.observation_window import observation_window
from .lifetimes.start_stop import exposure_spans, split_by_exposure
from .parametric.aft import AftResult, aft

__all__ = [
    "AftResult",
    "ChurnDrivers",
    "CoxResult",
    "RiskValidation",
    "aft",
    "churn_drivers",
    "churn_risk",
    "cohorts",
    "competing_risks",
    "conditional_survival",
    "cox",
    "cumulative_hazard",
    "durations",
    "expected_churn",
    "exposure_spans",
    "inactivity_durations",
    "inactivity_sensitivity",
    "incidence_compare",
    "landmark_sample",
    "median_survival",
    "observation_window",
    "piecewise_hazard",
    "random_split",
    "risk_validation",
    "rmst",
    "split_by_exposure",
    "survival_compare",
    "survival_curve",
    "survival_difference",
    "temporal_split",
]
