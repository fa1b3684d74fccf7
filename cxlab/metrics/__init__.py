"""Customer-experience metrics: any frame in, one tidy pandas frame out."""

from .accounts import nps_by_account
from .change import nps_change
from .compare import nps_compare
from .csat import ces, csat
from .kano import kano
from .nps import nps, score_distribution
from .planning import nps_sample_size
from .retention import retention_rate
from .service import first_contact_resolution, response_time
from .servqual import expectation_gap

__all__ = [
    "ces",
    "csat",
    "expectation_gap",
    "first_contact_resolution",
    "kano",
    "nps",
    "nps_by_account",
    "nps_change",
    "nps_compare",
    "nps_sample_size",
    "response_time",
    "retention_rate",
    "score_distribution",
]
