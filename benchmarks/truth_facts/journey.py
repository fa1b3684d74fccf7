"""What is planted about the journey, and what else its report may state."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .company import Companion, Fact, Judge, judged_rows, rows


def mobile(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that mobile visitors get stuck at the second step."""
    found = rows(findings, "journey.group", group="mobile")
    step = company.truth["funnel"]["steps"][2]
    at_step = found[found["touchpoint"].astype(str).isin([step, ""])] if len(found) else found
    return judged_rows(at_step, lambda row: row.estimate < 0)


def reach(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the share that reaches the contract or the goal, within its interval."""
    found = rows(findings, "journey.reach").assign(certainty="shown")
    steps, planted = company.truth["funnel"]["steps"], company.truth["funnel"]["reached_within_days"]

    def right(row: Any) -> bool:
        step = next((name for name in steps if name == row.touchpoint), steps[3])
        if step not in planted:
            return abs(row.value - planted[steps[3]][180]) < 0.05
        low, high = (row.low, row.high) if row.low == row.low else (row.value - 0.02, row.value + 0.02)
        return any(
            low - 0.002 <= share <= high + 0.002 for days, share in planted[step].items() if int(days) >= 14
        )

    return judged_rows(found, right)


def worst_step(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the step at which most are lost."""
    chances = company.truth["funnel"]["step_probability"]
    worst = min(chances, key=lambda step: chances[step])
    return judged_rows(
        rows(findings, "journey.step"), lambda row: row.touchpoint == worst or row.group == worst
    )


def moment(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that the welcome call keeps customers."""
    event = company.truth["moment_that_matters"]["event"]
    found = rows(findings, "journey.moment")
    found = found[(found["group"] == event) | (found["touchpoint"] == event)] if len(found) else found
    return judged_rows(found, lambda row: row.direction == "strength")


def _moment(row: Any, company: Companion) -> bool | None:
    moment = company.truth["moment_that_matters"]
    name = row.group or row.touchpoint
    if name == moment["event"]:
        return row.direction == "strength"
    return False if name in moment["decoys"] else None


def _group_of_journey(row: Any, company: Companion) -> bool | None:
    if row.group not in ("mobile", "desktop"):
        return None
    return bool(row.estimate < 0) == (row.group == "mobile")


def _step(row: Any, company: Companion) -> bool | None:
    chances = company.truth["funnel"]["step_probability"]
    planted = chances.get(row.touchpoint)
    return None if planted is None else bool(row.low - 0.01 <= planted <= row.high + 0.01)


def _reach(row: Any, company: Companion) -> bool | None:
    planted = company.truth["funnel"]["reached_within_days"].get(row.touchpoint)
    if planted is None:
        return None
    return any(
        row.low - 0.002 <= share <= row.high + 0.002 for days, share in planted.items() if int(days) >= 14
    )


FACTS = (
    Fact("journey: mobile visitors get stuck at the application", mobile),
    Fact("journey: share that reaches the goal", reach),
    Fact("journey: the step where most are lost", worst_step),
    Fact("journey: the welcome call keeps customers", moment),
)
JUDGES: dict[str, Judge] = {
    "journey.step": _step,
    "journey.reach": _reach,
    "journey.moment": _moment,
    "journey.group": _group_of_journey,
}
