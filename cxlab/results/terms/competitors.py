"""Columns and metrics of the room competitors."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

CHECKS = {
    "extremes": N_("best or worst rating, all companies"),
    "extremes_of_company": N_("best or worst rating, per company"),
    "survey_mean": N_("own reviews against the survey: mean"),
    "survey_extremes": N_("own reviews against the survey: best or worst rating"),
    "place": N_("companies are reviewed in different places"),
}
COLUMNS = {
    "company": Column(N_("Company"), "own"),
    "shrunk": Column(N_("Best guess"), "metric"),
    "shrunk_low": Column(N_("Best guess: lower limit"), "metric"),
    "shrunk_high": Column(N_("Best guess: upper limit"), "metric"),
    "own_weight": Column(N_("Weight of the own reviews"), "share", technical=True),
    "smallest": Column(N_("Smallest"), "number"),
    "largest": Column(N_("Largest"), "number"),
    "scale_top": Column(N_("Scale ends at"), "count"),
    "beyond": Column(N_("Beyond the scale"), "count"),
    "check": Column(N_("Compared"), "text", words=CHECKS),
}
METRICS = {
    "review_rating": Metric(N_("Rating in reviews"), "score", "high", counts=N_("Reviews")),
    "favourable_share": Metric(N_("Share of favourable outcomes"), "share", "high", counts=N_("Complaints")),
    "benchmark_score": Metric(N_("Benchmark score"), "number", "high"),
    "complaint_mix": Metric(N_("Share of the company's complaints"), "share", counts=N_("Complaints")),
    "extreme_share": Metric(N_("Share of best and worst ratings"), "share", counts=N_("Reviews")),
    "cramers_v": Metric(N_("Difference of places (Cramér's V)"), "number"),
}
