"""Survival and churn: how long customers stay, why they leave, how groups differ."""

from .competing.gray import incidence_compare
from .competing.incidence import competing_risks
from .competing.leaving_reasons import leaving_reasons
from .contacts.drivers import ChurnDrivers, churn_drivers
from .contacts.pot_contacts import contact_drivers, contact_tables
from .cox_model.cox import cox
from .cox_model.result import CoxResult
from .curves.cohorts import cohort_change, cohorts
from .curves.curves import conditional_survival, cumulative_hazard, survival_curve
from .curves.hazard import piecewise_hazard
from .curves.logrank import survival_compare
from .curves.phases import phase_rates
from .curves.tenure import median_survival, rmst, survival_difference
from .follow_up.choices import cohort_period, forecast_horizon, gaps_to_try, reason_tenure, tenure_bands
from .follow_up.churn_by_category import churn_by_category
from .follow_up.churn_model import churn_model, forecast_cut, forecast_test, telling_traits, useful_references
from .follow_up.churn_rate import churn_rate, churn_rate_change, leavers_by_group
from .follow_up.customer_names import customer_names
from .follow_up.follow_up import FollowUp
from .follow_up.observed_customers import observed_customers
from .follow_up.value import CustomerValue, customer_value
from .forecast.risk_list import churn_risk, expected_churn
from .forecast.splits import landmark_sample, random_split, temporal_split
from .forecast.tested import highest_tested, top_holds_up, within_tested
from .forecast.validation import RiskValidation, risk_validation
from .lifetimes.durations import durations
from .lifetimes.inactivity import inactivity_durations, inactivity_sensitivity, repurchase
from .lifetimes.observation_window import observation_window
from .lifetimes.start_stop import exposure_spans, split_by_exposure
from .parametric.aft import AftResult, aft

__all__ = [
    "AftResult",
    "ChurnDrivers",
    "CoxResult",
    "CustomerValue",
    "FollowUp",
    "RiskValidation",
    "aft",
    "churn_by_category",
    "churn_drivers",
    "churn_model",
    "churn_rate",
    "churn_rate_change",
    "churn_risk",
    "cohort_change",
    "cohort_period",
    "cohorts",
    "competing_risks",
    "conditional_survival",
    "contact_drivers",
    "contact_tables",
    "cox",
    "cumulative_hazard",
    "customer_names",
    "customer_value",
    "durations",
    "expected_churn",
    "exposure_spans",
    "forecast_cut",
    "forecast_horizon",
    "forecast_test",
    "gaps_to_try",
    "highest_tested",
    "inactivity_durations",
    "inactivity_sensitivity",
    "incidence_compare",
    "landmark_sample",
    "leavers_by_group",
    "leaving_reasons",
    "median_survival",
    "observation_window",
    "observed_customers",
    "phase_rates",
    "piecewise_hazard",
    "random_split",
    "reason_tenure",
    "repurchase",
    "risk_validation",
    "rmst",
    "split_by_exposure",
    "survival_compare",
    "survival_curve",
    "survival_difference",
    "telling_traits",
    "temporal_split",
    "tenure_bands",
    "top_holds_up",
    "useful_references",
    "within_tested",
]
