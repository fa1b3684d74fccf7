"""Columns and metrics of the room swot_analysis."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "FIELDS", "METRICS"]

FIELDS = {
    "strength": N_("strength"),
    "weakness": N_("weakness"),
    "opportunity": N_("opportunity"),
    "threat": N_("threat"),
}
SCOPES = {"product": N_("product"), "service": N_("service"), "both": N_("product and service")}
EFFORTS = {"small": N_("small"), "medium": N_("medium"), "large": N_("large")}
MOVEMENTS = {
    "new": N_("new"),
    "gone": N_("gone"),
    "rising": N_("rising"),
    "fading": N_("fading"),
    "same": N_("unchanged"),
}
STRATEGIES = {
    "SO": N_("strength meets opportunity"),
    "WO": N_("weakness meets opportunity"),
    "ST": N_("strength meets threat"),
    "WT": N_("weakness meets threat"),
}
COLUMNS = {
    "scope": Column(N_("Concerns"), "text", words=SCOPES),
    "swot_field": Column(N_("Field"), "text", words=FIELDS),
    "relative_impact": Column(N_("Impact (greatest = 100%)"), "share"),
    "freshness": Column(N_("Freshness"), "share"),
    "further": Column(N_("Further evidence"), "text"),
    "judgement": Column(N_("Judgement"), "flag"),
    "author": Column(N_("Who says so"), "text"),
    "said_on": Column(N_("Said on"), "text"),
    "source": Column(N_("Source"), "text"),
    "source_versus": Column(N_("Other source"), "text"),
    "conflict": Column(N_("Contradicted"), "flag"),
    "report": Column(N_("Report"), "text", technical=True),
    "about": Column(N_("About"), "own"),
    "sentence_versus": Column(N_("Against it"), "text"),
    "evidence_versus": Column(N_("Evidence against it"), "text"),
    "strategy": Column(N_("Strategy"), "text", words=STRATEGIES),
    "shared_by": Column(N_("In common"), "own"),
    "wording": Column(N_("What we make of it"), "text"),
    "expected_gain": Column(N_("Gain at most"), "number"),
    "expected_gain_low": Column(N_("Gain: lower limit"), "number"),
    "expected_gain_high": Column(N_("Gain: upper limit"), "number"),
    "effort": Column(N_("Effort"), "text", words=EFFORTS),
    "goal": Column(N_("Target"), "text"),
    "measured_by": Column(N_("Measured by"), "text"),
    "due": Column(N_("Due"), "text"),
    "movement": Column(N_("Since last time"), "text", words=MOVEMENTS),
    "priority_before": Column(N_("Priority last time"), "number"),
    "estimate_before": Column(N_("Figure last time"), "metric"),
    "since": Column(N_("Since"), "date"),
    "n_runs": Column(N_("Reports that had it"), "count"),
}
METRICS = {
    "swot_priority": Metric(N_("Priority"), "share", "high"),
    "swot_entries": Metric(N_("Entries with evidence"), "count"),
    "rating_against_aspects": Metric(
        N_("Rating against the mean of all aspects"), "score", "high", counts=N_("Ratings")
    ),
    "weighted_gap": Metric(N_("Rating points, weighted by importance"), "score"),
}
