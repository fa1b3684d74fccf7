"""Customer-experience metrics: any frame in, one tidy pandas frame out."""

from .change import nps_change
from .compare import nps_compare
from .nps import nps, nps_by_account, nps_sample_size, score_distribution

__all__ = ["nps", "nps_by_account", "nps_change", "nps_compare", "nps_sample_size", "score_distribution"]
