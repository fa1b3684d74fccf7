"""What is planted about leaving, and what else its report may state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from .company import KEYS, NO_EFFECT, Companion, Fact, Judge, judged_rows, rows


def contact(*words: str, planted: str) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that something goes before leaving, as the planted ratio says."""

    def said(findings: pd.DataFrame, company: Companion) -> str:
        found = rows(findings, "churn.contact")
        if len(found):
            name = found["group"].astype(str) + " " + found["dimension"].astype(str)
            found = found[name.str.contains("|".join(words), case=False, regex=True)]
        ratio = company.truth["churn"]["time_varying_hazard_ratios"][planted]
        return judged_rows(found, lambda row: (row.estimate - 1) * (ratio - 1) > 0)

    return said


def highest_hazard(dimension: str) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that the category that leaves most is named."""

    def said(findings: pd.DataFrame, company: Companion) -> str:
        hazards = company.log_hazard(dimension)
        top = max(hazards, key=lambda name: hazards[name])
        found = rows(findings, "churn.driver", "churn.group", dimension=dimension)
        named = found[(found["group"] == top) & (found["direction"] == "weakness")] if len(found) else found
        return judged_rows(named, lambda row: True)

    return said


def main_reason(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the reason for which most leave."""
    left, names = company.truth["churn"]["left_in_observed_time"], company.truth["churn"]["causes"]
    main = names[max(left, key=lambda cause: left[cause])]
    found = rows(findings, "churn.reason").assign(certainty="shown")
    return judged_rows(found.head(1), lambda row: row.group == main)


def _driver(row: Any, company: Companion) -> bool | None:
    if row.dimension not in KEYS:
        return None
    hazards = company.log_hazard(row.dimension)
    if row.group not in hazards:
        return None
    others = [value for name, value in hazards.items() if name != row.group]
    against = hazards.get(getattr(row, "reference", ""), float(np.mean(others)))
    effect = hazards[row.group] - against
    return abs(effect) > NO_EFFECT and (effect > 0) == (row.direction == "weakness")


def _contact(row: Any, company: Companion) -> bool | None:
    return bool(row.estimate > 1)


def _reason(row: Any, company: Companion) -> bool | None:
    churn = company.truth["churn"]
    left = {churn["causes"][cause]: count for cause, count in churn["left_in_observed_time"].items()}
    known = left.get(row.group)
    return None if known is None else bool(row.low - 0.01 <= known / sum(left.values()) <= row.high + 0.01)


def _phase(row: Any, company: Companion) -> bool | None:
    """Judge a phase of tenure: the planted one begins after 330 days and ends after 400."""
    found = [int(number) for number in str(row.group).split("-") if number.isdigit()]
    return None if len(found) != 2 else bool(found[0] <= 13 and found[1] >= 11) == (row.estimate > 1)


FACTS = (
    Fact("churn: complaint goes before leaving", contact("complaint", planted="complaint")),
    Fact("churn: slow answer goes before leaving", contact("slow", "answer", "reply", planted="slow_answer")),
    Fact("churn: low score goes before leaving", contact("score", "nps", "detractor", planted="detractor")),
    Fact("churn: sales channel that leaves most", highest_hazard("sales_channel")),
    Fact("churn: tariff that leaves most", highest_hazard("tariff")),
    Fact("churn: main reason", main_reason),
)
JUDGES: dict[str, Judge] = {
    "churn.reason": _reason,
    "churn.time": _phase,
    "churn.driver": _driver,
    "churn.group": _driver,
    "churn.contact": _contact,
}
