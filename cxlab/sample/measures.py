"""The measures.yml of a sample company: one measure that ended a fault, one that changed nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .company import Company
from .service import fault_days

__all__ = ["measures_file", "measures_truth"]

IDLE_FROM = 0.85
"""When the measure without effect begins, as a part of the observed time."""


def measures_file(company: Company, touchpoints: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Return the content of measures.yml."""
    words = company.vocabulary
    topic = words.topics[words.fault_topic].label["de"]
    owner = next((owner for touchpoint, _process, owner in touchpoints if touchpoint == topic), "")
    region = words.regions[company.plan.service.fault_region]
    return {
        "measures": [
            {
                "measure": f"Fehler im Prozess {topic} behoben",
                "metric": "complaints_per_100_customers",
                "begin": str(_mended(company)),
                "group": {"region": region},
                "owner": owner,
            },
            {
                "measure": "Neue Antwortvorlagen im Kundenservice",
                "metric": "first_response_hours",
                "begin": str(_idle(company)),
                "owner": "Leitung Kundenservice",
                "target": 8,
            },
        ]
    }


def measures_truth(company: Company) -> dict[str, Any]:
    """Return what the measures did."""
    region = company.vocabulary.regions[company.plan.service.fault_region]
    return {
        "note": "The first ended the process fault, after which its complaints stay away; the second changed "
        "nothing: whatever moved after it moved by chance or for other reasons.",
        "ended_fault": {
            "metric": "complaints_per_100_customers",
            "begin": str(_mended(company)),
            "region": region,
        },
        "without_effect": {"metric": "first_response_hours", "begin": str(_idle(company))},
    }


def _mended(company: Company) -> dt.date:
    """Return the first day after the fault."""
    _first, after = fault_days(company.plan, company.timeline)
    return _day(company, after)


def _idle(company: Company) -> dt.date:
    return _day(company, int(IDLE_FROM * company.timeline.days)).replace(day=1)


def _day(company: Company, number: int) -> dt.date:
    return dt.date.fromisoformat(str(company.timeline.date(number)))
