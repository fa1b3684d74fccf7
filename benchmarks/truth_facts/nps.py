"""What is planted about NPS, and what else its report may state."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from .company import KEYS, NO_EFFECT, Companion, Fact, Judge, inside, judged_rows, rows


def of_the_years(found: pd.DataFrame) -> pd.DataFrame:
    """Return what is said of the latest year against the one before, not of quarters or earlier years."""
    if found.empty:
        return found
    years = found[found["period_versus"].astype(str).str.fullmatch(r"\d{4}")]
    return years[years["period_versus"] == years["period_versus"].max()]


def change(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the fall of the score from one year to the next, within its interval."""
    total = company.truth["mix_shift"]["total"]
    found = findings[findings["finding"] == "nps.change"] if "finding" in findings else findings
    found = of_the_years(found)
    return judged_rows(found, lambda row: row.estimate * total > 0 and inside(row, total))


def mix(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that most of the fall is another mix of segments."""
    planted = company.truth["mix_shift"]["total_mix"]
    return judged_rows(
        of_the_years(rows(findings, "nps.mix")),
        lambda row: row.estimate * planted > 0 and inside(row, planted),
    )


def lowest_group(dimension: str) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that the lowest group of a dimension is said to be below the rest."""

    def said(findings: pd.DataFrame, company: Companion) -> str:
        group = company.lowest(dimension)
        found = rows(findings, "nps.group", dimension=dimension, group=group)
        return judged_rows(found, lambda row: row.estimate < 0)

    return said


def response(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the response rate: answers that were finished, to within two points of what was planted."""
    share = float(company.invitations["answered"].mean())
    found = findings[findings["finding"] == "nps.response"] if "finding" in findings else findings
    return judged_rows(found.assign(certainty="shown"), lambda row: abs(row.estimate - share) < 0.02)


def nonresponse_bias(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that satisfied customers are said to answer more often than dissatisfied ones."""
    found = rows(findings, "nps.response_group")
    satisfied = {"promoter": 1, "detractor": -1, "False": 1, "True": -1}
    told = found[found["dimension"].isin(["previous_band", "complained"])] if len(found) else found
    told = told[told["group"].astype(str).isin(satisfied)] if len(told) else told
    return judged_rows(told, lambda row: row.estimate * satisfied[str(row.group)] > 0)


def _nps_group(row: Any, company: Companion) -> bool | None:
    if row.dimension not in ("segment", *KEYS):
        return None
    true = company.nps_difference(row.dimension, row.group)
    return None if math.isnan(true) else true * row.estimate > 0 and abs(true) > 100 * NO_EFFECT / 3


def _nps_change(row: Any, company: Companion) -> bool | None:
    scores = [_score_of_year(str(year), company) for year in (row.period, row.period_versus)]
    return None if None in scores else bool(row.estimate * (scores[0] - scores[1]) > 0)


def _score_of_year(year: str, company: Companion) -> float | None:
    """Return the expected score of those who answer in a calendar year; None for other periods."""
    asked = company.invitations
    inside = asked[asked["date"].dt.year.astype(str) == year]
    return None if inside.empty else float(np.average(inside["net"], weights=inside["probability"]))


def _response_group(row: Any, company: Companion) -> bool | None:
    satisfied = {"promoter": 1, "detractor": -1, "False": 1, "True": -1}.get(str(row.group))
    return None if satisfied is None else bool(row.estimate * satisfied > 0)


def _trend(row: Any, company: Companion) -> bool | None:
    asked = company.invitations
    years = (asked["date"] - asked["date"].min()).dt.days / 365.25
    yearly = np.polyfit(years, asked["net"], 1, w=np.sqrt(asked["probability"]))[0]
    return bool(row.estimate * yearly > 0)


FACTS = (
    Fact("NPS: the fall from one year to the next", change),
    Fact("NPS: most of it is another mix of segments", mix),
    Fact("NPS: the lowest segment", lowest_group("segment")),
    Fact("NPS: the lowest sales channel", lowest_group("sales_channel")),
    Fact("NPS: response rate", response),
    Fact("NPS: the satisfied answer more often", nonresponse_bias),
)
JUDGES: dict[str, Judge] = {
    "nps.group": _nps_group,
    "nps.channel": _nps_group,
    "nps.change": _nps_change,
    "nps.response_group": _response_group,
    "nps.trend": _trend,
}
