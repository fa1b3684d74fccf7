"""Columns of what reports leave behind: recorded results and findings."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

DIRECTIONS = {"strength": N_("strength"), "weakness": N_("weakness"), "neutral": N_("neither")}
CERTAINTIES = {"shown": N_("statistically significant"), "likely": N_("likely"), "open": N_("open")}
ASPECTS = {
    "price": N_("Price"),
    "service": N_("Service"),
    "billing": N_("Billing"),
    "reliability": N_("Reliability"),
    "website": N_("Website and app"),
    "responsiveness": N_("Responsiveness"),
    "assurance": N_("Competence"),
    "empathy": N_("Empathy"),
    "tangibles": N_("Appearance"),
}
"What surveys ask about most; an aspect of another name is shown as it is."

COLUMNS = {
    "run_id": Column(N_("Run number"), "id"),
    "template": Column(N_("Template"), "text"),
    "pot": Column(N_("Data pot"), "text"),
    "parameters": Column(N_("Parameters"), "text", technical=True),
    "created_at": Column(N_("Computed on"), "date"),
    "headline": Column(N_("Headline"), "flag", technical=True),
    "finding": Column(N_("Finding"), "text"),
    "direction": Column(N_("Direction"), "text", words=DIRECTIONS),
    "certainty": Column(N_("Certainty"), "text", words=CERTAINTIES),
    "impact": Column(N_("Worth"), "number"),
    "impact_metric": Column(N_("Worth in"), "text"),
    "aspect": Column(N_("Aspect"), "own", words=ASPECTS),
    "sentence": Column(N_("In words"), "text"),
    "action": Column(N_("Action"), "text"),
    "section": Column(N_("Section"), "text", technical=True),
}
METRICS: dict[str, Metric] = {}
