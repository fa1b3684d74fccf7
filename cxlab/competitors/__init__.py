"""Competitors: scores per company and aspect from reviews, complaint registers and benchmarks."""

from .aspects import aspects_by_keyword, keywords
from .benchmark_scores import benchmark_scores
from .register_scores import register_mix, register_peers, register_scores
from .review_scores import review_scores
from .scales import one_scale, rating_scales
from .scores import CompanyScores
from .selection import reviewer_selection

__all__ = [
    "CompanyScores",
    "aspects_by_keyword",
    "benchmark_scores",
    "keywords",
    "one_scale",
    "rating_scales",
    "register_mix",
    "register_peers",
    "register_scores",
    "review_scores",
    "reviewer_selection",
]
