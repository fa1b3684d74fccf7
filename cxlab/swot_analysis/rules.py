"""Which findings become which entries: the rules of the synthesis, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cxlab.results import direction_of
from cxlab.text import Text

__all__ = ["FIELDS", "Placed", "place"]

FIELDS = ("strength", "weakness", "opportunity", "threat")

OF_OTHERS = ("competitors.position",)
"""Findings about another company: its strength is our threat, its weakness our opportunity."""
OF_DATA = (
    "data.",
    "nps.response",
    "nps.detractors",
    "churn.forecast",
    "competitors.selection",
    "voice.quality",
)
"""Findings about how the data came about, or whom to call: they say nothing of product or service."""
OF_SUMMARIES = ("swot.", "scorecard.")
"""What a summary said of other reports is no evidence beside theirs."""


class Placed(NamedTuple):
    """The field of a finding, or the reason why it has none."""

    field: str
    reason: str = ""


def place(finding: Mapping[Any, Any]) -> Placed:
    """Place a finding in one of the four fields (Phadermrod, Crowder and Wills 2019, by findings).

    - About ourselves, better than its comparison (the own mean, target, the rest, the market): a strength;
      worse: a weakness. Trends, reasons of leaving, causes of complaints and moments enter so by their
      finding.
    - About a competitor: where it is better than the others it is a threat, where it is worse an opportunity.
    - What is open, has no direction, or speaks of the data alone has no field.

    Examples
    --------
    >>> place({"finding": "nps.group", "direction": "weakness", "certainty": "shown"}).field
    'weakness'
    >>> rival = {"finding": "competitors.position", "metric": "review_rating", "estimate": 0.8}
    >>> place(rival | {"certainty": "shown", "value_versus": 3.1}).field
    'threat'
    >>> place({"finding": "nps.mix", "direction": "neutral", "certainty": "shown"})
    Placed(field='', reason='neither good nor bad')
    """
    name = str(finding.get("finding") or "")
    if name.startswith(OF_SUMMARIES):
        return Placed("", Text("said by a summary of other reports"))
    if name.startswith(OF_DATA):
        return Placed("", Text("about the data, not about product or service"))
    if finding.get("certainty") not in ("shown", "likely"):
        return Placed("", Text("not certain enough"))
    if name.startswith(OF_OTHERS):
        direction = direction_of(str(finding.get("metric") or ""), finding.get("estimate"))
        field = {"strength": "threat", "weakness": "opportunity"}.get(direction, "")
        return Placed(field, "" if field else Text("neither good nor bad"))
    if (direction := finding.get("direction")) in ("strength", "weakness"):
        return Placed(str(direction))
    return Placed("", Text("neither good nor bad"))
