"""Columns and metrics of the room metrics."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS = {
    "calculation": Column(N_("Calculation"), "text"),
    "margin": Column(N_("Wanted margin (±)"), "points"),
    "margin_now": Column(N_("Margin now (±)"), "points"),
    "n_needed": Column(N_("Answers needed"), "count"),
    "n_more": Column(N_("Still missing"), "count"),
    "unweighted": Column(N_("Unweighted"), "points"),
    "weighted": Column(N_("Weighted"), "points"),
    "promoters": Column(N_("Promoters"), "count"),
    "passives": Column(N_("Passives"), "count"),
    "detractors": Column(N_("Detractors"), "count"),
    "rate": Column(N_("Rate effect"), "points"),
    "mix": Column(N_("Mix effect"), "points"),
    "total": Column(N_("Total"), "points"),
}
METRICS = {
    "nps": Metric("NPS", "points", "high", counts=N_("Answers")),
    "csat": Metric("CSAT", "share", "high", counts=N_("Answers")),
    "ces": Metric("CES", "share", "high", counts=N_("Answers")),
    "first_contact_resolution": Metric(N_("Solved at first contact"), "share", "high", counts=N_("Requests")),
    "nps_difference": Metric(N_("Difference in NPS"), "points", "high"),
}
