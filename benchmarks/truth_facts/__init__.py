"""What counts as said rightly: per template the planted facts, and judges of whatever else is stated."""

from __future__ import annotations

from typing import Any

from . import churn, complaints, drivers, journey, nps, scorecard, swot
from .company import Companion, Fact, Judge

__all__ = ["FACTS", "Companion", "Fact", "judged"]

TEMPLATES = (nps, journey, churn, complaints, drivers, scorecard, swot)
FACTS = tuple(fact for template in TEMPLATES for fact in template.FACTS)
JUDGES: dict[str, Judge] = {name: judge for template in TEMPLATES for name, judge in template.JUDGES.items()}


def judged(row: Any, company: Companion) -> str:
    """Return "right", "false" or "unknown" for a finding that is stated as shown."""
    judge = next((judge for name, judge in JUDGES.items() if row.finding.startswith(name)), None)
    verdict = judge(row, company) if judge else None
    return "unknown" if verdict is None else "right" if verdict else "false"
