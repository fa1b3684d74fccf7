"""Columns and metrics of the room metrics."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

BANDS = {"detractor": N_("detractors"), "passive": N_("passives"), "promoter": N_("promoters")}
KANO = {
    "attractive": N_("attractive"),
    "one_dimensional": N_("one-dimensional"),
    "must_be": N_("must-be"),
    "indifferent": N_("indifferent"),
    "reverse": N_("reverse"),
    "questionable": N_("questionable"),
}
PARTS = {"dimension": N_("dimension"), "item": N_("item"), "total": N_("total")}

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
    # changes and comparisons
    "rate": Column(N_("Rate effect"), "points"),
    "mix": Column(N_("Mix effect"), "points"),
    "contribution": Column(N_("Contribution to the change"), "points"),
    "comparisons": Column(N_("Comparisons"), "count"),
    "clusters_versus": Column(N_("Clusters compared with"), "count"),
    "n_paired": Column(N_("Answered in both periods"), "count"),
    "paired": Column(N_("Change of those who answered in both"), "points"),
    # periods
    "first_day": Column(N_("First day"), "date"),
    "last_day": Column(N_("Last day"), "date"),
    "months": Column(N_("Months"), "count"),
    "outside": Column(N_("Stragglers"), "count"),
    # the distribution of the scores
    "band": Column(N_("Band"), "text", words=BANDS),
    "band_share": Column(N_("Share of the band"), "share"),
    "band_count": Column(N_("Answers in the band"), "count"),
    # expectation and perception
    "part": Column(N_("Level of summary"), "text", words=PARTS),
    "item": Column(N_("Item"), "text"),
    # Kano
    "attractive": Column(N_("Attractive"), "count"),
    "one_dimensional": Column(N_("One-dimensional"), "count"),
    "must_be": Column(N_("Must-be"), "count"),
    "indifferent": Column(N_("Indifferent"), "count"),
    "reverse": Column(N_("Reverse"), "count"),
    "questionable": Column(N_("Questionable"), "count"),
    "second": Column(N_("Second category"), "text", words=KANO),
    "clear": Column(N_("Clearly ahead"), "flag"),
    # service and retention
    "ended": Column(N_("Ended"), "count"),
    "open": Column(N_("Still open"), "count"),
    "impossible": Column(N_("Ended before they started"), "count"),
    "not_yet_observable": Column(N_("Not yet observable"), "count"),
    "joined": Column(N_("Joined"), "count"),
    # who answers
    "responded": Column(N_("Responded"), "flag"),
    "previous_band": Column(N_("Band of the answer before"), "text", words=BANDS | {"none": N_("none")}),
}
METRICS = {
    "nps": Metric("NPS", "points", "high", counts=N_("Answers")),
    "csat": Metric("CSAT", "share", "high", counts=N_("Answers")),
    "ces": Metric("CES", "share", "high", counts=N_("Answers")),
    "first_contact_resolution": Metric(N_("Solved at first contact"), "share", "high", counts=N_("Requests")),
    "nps_difference": Metric(N_("Difference in NPS"), "points", "high"),
    "nps_change": Metric(N_("Change in NPS"), "points", "high"),
    "nps_trend": Metric(N_("Trend of the NPS"), "points", "high"),
    "nps_change_point": Metric(N_("Break in the NPS"), "points", "high"),
    "nps_account_mean": Metric(N_("NPS, mean of accounts"), "points", "high"),
    "nps_sample_size": Metric("NPS", "points", "high"),
    "csat_mean": Metric(N_("CSAT, mean"), "score", "high"),
    "ces_mean": Metric(N_("CES, mean"), "score"),
    "gap": Metric(N_("Gap between perception and expectation"), "score", "high"),
    "better": Metric(N_("Satisfies if there (Kano)"), "number", "high"),
    "worse": Metric(N_("Dissatisfies if missing (Kano)"), "number"),
    "retention_rate": Metric(N_("Retention rate"), "share", "high"),
    "response_rate": Metric(N_("Response rate"), "share", "high"),
    "response_rate_difference": Metric(N_("Difference in response rate"), "share", "high"),
    "p90_hours": Metric(N_("90% within, hours"), "hours", "low"),
    "p90_days": Metric(N_("90% within, days"), "days", "low"),
}
