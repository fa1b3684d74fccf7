"""Competitors: scores per company and aspect from reviews, complaint registers and benchmarks."""

from .aspects import aspects_by_keyword, keywords, with_aspects
from .benchmark_scores import benchmark_scores
from .own_company import own_company
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
    "own_company",
    "rating_scales",
    "register_mix",
    "register_peers",
    "register_scores",
    "review_scores",
    "reviewer_selection",
    "with_aspects",
]
