"""What counts as said rightly: per template the planted facts, and judges of whatever else is stated."""

from __future__ import annotations

from typing import Any

from . import churn, complaints, drivers, journey, nps, scorecard, swot
from .company import Companion, Fact, Judge

__all__ = ["FACTS", "FACTS_OF", "Companion", "Fact", "judged"]

TEMPLATES = {
    "nps_analysis": nps,
    "journey_funnel": journey,
    "churn_survival": churn,
    "complaint_root_causes": complaints,
    "satisfaction_drivers": drivers,
    "cx_scorecard": scorecard,
    "swot_synthesis": swot,
}
FACTS_OF = {name: template.FACTS for name, template in TEMPLATES.items()}
FACTS = tuple(fact for facts in FACTS_OF.values() for fact in facts)
JUDGES: dict[str, Judge] = {
    name: judge for template in TEMPLATES.values() for name, judge in template.JUDGES.items()
}


def judged(row: Any, company: Companion) -> str:
    """Return "right", "false" or "unknown" for a finding that is stated as shown."""
    judge = next((judge for name, judge in JUDGES.items() if row.finding.startswith(name)), None)
    verdict = judge(row, company) if judge else None
    return "unknown" if verdict is None else "right" if verdict else "false"
