"""Customer-experience metrics: any frame in, one tidy pandas frame out."""

from .accounts import nps_by_account
from .ces import ces
from .change import nps_change
from .compare import nps_compare
from .csat import csat
from .event_rate import customer_years, event_rate
from .kano import kano
from .nps import nps, score_distribution
from .periods import assign_periods, has_dates, headline_periods, survey_span, trend_period
from .planning import nps_sample_size
from .response_rate import (
    happened_before,
    match_responses,
    response_compare,
    response_rate,
    response_weights,
)
from .retention import retention_rate
from .service import first_contact_resolution, response_time
from .servqual import expectation_gap
from .trend import nps_trend
from .ux import sus, sus_scores, task_success, umux_lite, umux_lite_scores

__all__ = [
    "assign_periods",
    "ces",
    "csat",
    "customer_years",
    "event_rate",
    "expectation_gap",
    "first_contact_resolution",
    "happened_before",
    "has_dates",
    "headline_periods",
    "kano",
    "match_responses",
    "nps",
    "nps_by_account",
    "nps_change",
    "nps_compare",
    "nps_sample_size",
    "nps_trend",
    "response_compare",
    "response_rate",
    "response_time",
    "response_weights",
    "retention_rate",
    "score_distribution",
    "survey_span",
    "sus",
    "sus_scores",
    "task_success",
    "trend_period",
    "umux_lite",
    "umux_lite_scores",
]
