"""What importance against performance finds about the own company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from ...language import _, number, percent
from ...results import Finding, certainty_of, metric_label
from ...stats import adjust_p
from ...stats.interval_p import interval_p
from .._html import digits_for, fill
from .words import aspect_name, owner_of

__all__ = ["importance_of", "matrix_findings"]

ENTERED = {"keep_up": "strength", "concentrate": "weakness"}


def importance_of(matrix: pd.DataFrame | None) -> dict[str, float]:
    """Return how important each aspect is, by its name; nothing where nothing is known."""
    if matrix is None:
        return {}
    known = matrix[matrix["importance"].notna()]
    return {str(name): float(value) for name, value in zip(known["aspect"], known["importance"], strict=True)}


def matrix_findings(
    matrix: pd.DataFrame | None,
    effects: pd.DataFrame | None = None,
    *,
    outcome: str = "nps",
    owners: pd.DataFrame | None = None,
) -> list[Finding]:
    """Say which important aspects are rated well and which badly.

    Parameters
    ----------
    matrix : DataFrame or None
        `cxlab.importance_performance`. A finding is shown where importance and rating both leave their means
        after correction for all aspects, likely where they do so by themselves.
    effects : DataFrame, optional
        `KeyDrivers.effects`: what a point more is worth. An aspect is then worth what the score would gain if
        its rating came up to the mean of all aspects (or lose if it fell to it).
    outcome : str
        What satisfaction with the aspects explains.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    if matrix is None:
        return []
    both = _tested(matrix)
    told = both[both["quadrant"].isin(ENTERED)]
    return [
        replace(_finding(row, outcome), **_worth(row, effects), **owner_of(str(row["aspect"]), owners))
        for row in told.to_dict("records")
    ]


def _worth(row: Mapping[Any, Any], effects: pd.DataFrame | None) -> dict[str, Any]:
    """Return what an aspect is worth: in points of the score, where a point of rating has a known effect."""
    gap = row["performance"] - row["performance_cut"]
    known = None if effects is None else effects[effects["aspect"].astype(str) == str(row["aspect"])]
    if known is None or known.empty or known["metric"].iloc[0] != "nps_per_point":
        return {"impact": row["importance"] * gap, "impact_metric": "weighted_gap"}
    per_point = float(known["estimate"].iloc[0])
    if per_point != per_point:
        return {"impact": row["importance"] * gap, "impact_metric": "weighted_gap"}
    return {"impact": max(per_point, 0.0) * gap, "impact_metric": "nps"}


def _tested(matrix: pd.DataFrame) -> pd.DataFrame:
    """Add the larger of both p-values: that of importance and that of performance, against their cuts."""
    levels = matrix["level"].iloc[0] if len(matrix) else 0.95
    single, adjusted = [], []
    for name in ("importance", "performance"):
        limits = [matrix[f"{name}{end}"] for end in ("", "_low", "_high")]
        p = interval_p(*limits, null=matrix[f"{name}_cut"], level=levels)
        single.append(p)
        adjusted.append(adjust_p(p))
    return matrix.assign(
        p=pd.DataFrame(single).max().to_numpy(), p_adjusted=pd.DataFrame(adjusted).max().to_numpy()
    )


def _finding(row: Mapping[Any, Any], outcome: str) -> Finding:
    gap = row["performance"] - row["performance_cut"]
    low, high = (row[f"performance_{end}"] - row["performance_cut"] for end in ("low", "high"))
    direction: Any = ENTERED[row["quadrant"]]
    return Finding(
        finding="drivers.quadrant", metric="rating_against_aspects", dimension="aspect",
        group=str(row["aspect"]),
        value=row["performance"], value_versus=row["performance_cut"], estimate=gap, low=low, high=high,
        n=int(row["n"]), p_adjusted=row["p_adjusted"], level=row["level"], direction=direction,
        certainty=certainty_of(row["p_adjusted"], row["p"], level=row["level"]),
        aspect=str(row["aspect"]), sentence=_sentence(row, outcome, gap, low, high), action=_action(row),
    )  # fmt: skip


def _action(row: Mapping[Any, Any]) -> str:
    if row["quadrant"] != "concentrate":
        return ""
    text = _("Find out what bothers customers about {aspect}, and remedy it")
    return str(fill(text, aspect=aspect_name(row["aspect"])))


def _sentence(row: Mapping[Any, Any], outcome: str, gap: float, low: float, high: float) -> str:
    digits = digits_for(low, high)
    text = (
        _(
            "Customers rate {aspect} {value}, {gap} above the mean of all aspects ({n} ratings), and it "
            "counts: {importance} of what explains their {outcome}."
        )
        if gap > 0
        else _(
            "Customers rate {aspect} only {value}, {gap} below the mean of all aspects ({n} ratings), "
            "although it counts: {importance} of what explains their {outcome}."
        )
    )
    return fill(
        text,
        aspect=aspect_name(row["aspect"]),
        value=number(row["performance"], digits),
        gap=number(abs(gap), digits),
        n=number(row["n"]),
        importance=percent(row["importance"], 0),
        outcome=metric_label(outcome),
    )
