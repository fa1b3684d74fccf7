"""Columns and metrics of the room scorecard, and of the KPIs that only it tells."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

STATES = {
    "met": N_("met"),
    "met_open": N_("met, statistically open"),
    "missed_open": N_("missed, statistically open"),
    "missed": N_("missed"),
}
ARMS = {
    "touched": N_("touched by the measure"),
    "untouched": N_("all others"),
    "difference": N_("difference between the two"),
}

COLUMNS = {
    "target_value": Column(N_("Target"), "metric"),
    "target_state": Column(N_("Target reached?"), "text", words=STATES),
    "usual_value": Column(N_("Usual in the industry"), "metric"),
    "arm": Column(N_("Who"), "text", words=ARMS),
    "begin": Column(N_("Begin"), "date"),
    "days": Column(N_("Days before and after"), "count"),
    "days_overdue": Column(N_("Days overdue"), "count"),
    "cases": Column(N_("Cases"), "count"),
}
METRICS = {
    "first_response_hours": Metric(N_("First response (median)"), "hours", "low", counts=N_("Requests")),
    "resolution_hours": Metric(N_("Resolution (median)"), "hours", "low", counts=N_("Requests")),
    "complaints_per_100_customers": Metric(
        N_("Complaints per 100 customers a year"), "number", "low", counts=N_("Customers")
    ),
    "contacts_per_100_customers": Metric(
        N_("Contacts per 100 customers a year"), "number", counts=N_("Customers")
    ),
    "timely_share": Metric(N_("Answered in time"), "share", "high", counts=N_("Complaints")),
    "disputed_share": Metric(N_("Disputed by the customer"), "share", "low", counts=N_("Answers")),
    "share_stayed": Metric(N_("Customers still there"), "share", "high", counts=N_("Customers")),
    "sus": Metric(N_("Usability (SUS)"), "score", "high", counts=N_("Answers")),
    "umux_lite": Metric(N_("Usability (UMUX-Lite)"), "score", "high", counts=N_("Answers")),
    "umux_lite_sus": Metric(N_("Usability (SUS, from UMUX-Lite)"), "score", "high", counts=N_("Answers")),
    "task_success": Metric(N_("Tasks completed"), "share", "high", counts=N_("Attempts")),
    "people_better_off": Metric(N_("people for whom it went better"), "number", "high"),
    "targets_met": Metric(N_("Targets met"), "count", "high"),
    "days_overdue": Metric(N_("Days overdue"), "days", "low"),
}
