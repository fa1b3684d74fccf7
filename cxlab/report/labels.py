"""What columns and metrics are called, and how their values are written."""

from __future__ import annotations

from typing import Any

from ..language import N_, _, number, p_value, percent
from ..results import column_of, metric_of

__all__ = ["kind_of", "label", "metric_label", "write"]

COLUMNS = {
    "estimate": N_("Estimate"),
    "low": N_("Lower limit"),
    "high": N_("Upper limit"),
    "se": N_("Standard error"),
    "n": N_("Answers"),
    "n_eff": N_("Effective answers"),
    "metric": N_("Measure"),
    "calculation": N_("Calculation"),
    "clusters": N_("Clusters"),
    "factor": N_("Split by"),
    "group": N_("Group"),
    "margin": N_("Wanted margin (±)"),
    "margin_now": N_("Margin now (±)"),
    "n_needed": N_("Answers needed"),
    "n_more": N_("Still missing"),
    "unweighted": N_("Unweighted"),
    "weighted": N_("Weighted"),
    "missing": N_("No valid answer"),
    "note": N_("Note"),
    "method": N_("Method"),
    "level": N_("Confidence level"),
    "promoters": N_("Promoters"),
    "passives": N_("Passives"),
    "detractors": N_("Detractors"),
    "difference": N_("Difference"),
    "p": N_("p"),
    "p_adjusted": N_("p, corrected"),
    "share": N_("Share"),
    "score": N_("Score"),
    "rate": N_("Rate effect"),
    "mix": N_("Mix effect"),
    "total": N_("Total"),
    "segment": N_("Segment"),
    "channel": N_("Channel"),
    "sales_channel": N_("Sales channel"),
    "region": N_("Region"),
    "tariff": N_("Tariff"),
    "age_group": N_("Age group"),
    "age": N_("Age"),
    "plan": N_("Plan"),
    "contract": N_("Contract"),
    "internet": N_("Internet access"),
    "payment_method": N_("Payment method"),
    "senior": N_("Senior"),
    "partner": N_("Partner"),
    "dependents": N_("Dependents"),
    "tech_support": N_("Technical support"),
    "online_backup": N_("Online backup"),
    "online_security": N_("Online security"),
    "paperless_billing": N_("Paperless billing"),
    "monthly_charges": N_("Monthly charges"),
    "total_charges": N_("Total charges"),
    "yearly_value": N_("Yearly value"),
    "usage": N_("Usage"),
    "gender": N_("Gender"),
    "category": N_("Category"),
    "language": N_("Language"),
    "touchpoint": N_("Touchpoint"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "week": N_("Week"),
    "year": N_("Year"),
    "day": N_("Day"),
    "date": N_("Date"),
    "period": N_("Period"),
}
METRICS = {
    "retention_rate_12_months": N_("Still there after 12 months"),
    "expected_leavers": N_("Expected leavers"),
    "value_at_risk": N_("Value at risk"),
    "nps": "NPS",
    "csat": "CSAT",
    "ces": "CES",
    "findings": N_("Findings to settle"),
    "funnel_share_in_window": N_("Reach the last step within the window"),
    "funnel_share_by_last_conversion": N_("Reach the last step until the last conversion"),
    "share_linked": N_("Share of rows that link"),
}
COUNTS = {"n", "findings", "missing", "promoters", "passives", "detractors", "clusters", "rows"}
SHARE_WORDS = {"share", "rate", "level", "csat", "ces", "top2", "resolution"}


def label(column: str) -> str:
    """Return the heading of a column in the current language; unknown names only lose their underscores.

    Examples
    --------
    >>> label("n_eff"), label("boarding_area")
    ('Effective answers', 'boarding area')
    """
    registered = column_of(column)
    known = registered.label if registered else COLUMNS.get(column)
    return _(known) if known else str(column).replace("_", " ").strip()


def metric_label(metric: str) -> str:
    """Return what a metric is called in the current language.

    Examples
    --------
    >>> metric_label("nps")
    'NPS'
    """
    registered = metric_of(metric)
    known = registered.label if registered else METRICS.get(metric)
    return _(known) if known else str(metric).replace("_", " ")


def kind_of(name: str) -> str:
    """Return how values of a column or metric are written: "count", "p", "share" or "number".

    Examples
    --------
    >>> kind_of("n"), kind_of("p_adjusted"), kind_of("share_reached"), kind_of("nps")
    ('count', 'p', 'share', 'number')
    """
    if name.endswith("_"):
        return "number"  # a column of the user's that shares its name with one of ours
    registered = column_of(name) or metric_of(name)
    if registered is not None and registered.kind in ("count", "share", "p"):
        return registered.kind
    words = name.lower().split("_")
    if name in COUNTS or words[0] == "n":
        return "count"
    if words[0] == "p":
        return "p"
    if "mean" not in words and "points" not in words and SHARE_WORDS.intersection(words):
        return "share"
    return "number"


def write(value: Any, kind: str, digits: int | None = None) -> str:
    """Write a number as its kind asks for, in the current language.

    Examples
    --------
    >>> write(0.25, "share"), write(12, "count"), write(39.84, "number")
    ('25.0%', '12', '39.8')
    """
    if kind == "p":
        return p_value(value)
    if kind == "share":
        return percent(value, 1 if digits is None else digits)
    return number(value, 0 if kind == "count" else digits)
