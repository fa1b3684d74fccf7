"""Gaps: what employees believe against what customers say, and what was promised against what is lived."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, number
from ...results import Finding, certainty_of
from .._html import fill
from .names import aspect_name, belongs_to

__all__ = ["belief_findings", "promise_findings"]

RELEVANT = 0.2
"""Smaller gaps tell nothing of employees: those who answer are more content than all customers by as much."""


def belief_findings(table: pd.DataFrame | None, effects: pd.DataFrame, *, outcome: str) -> list[Finding]:
    """Say where employees believe customers to be more, or less, content than they are.

    Parameters
    ----------
    table : DataFrame or None
        `cxlab.drivers.inside_outside`.
    effects : DataFrame
        `KeyDrivers.effects`: what a point is worth, so that a gap can be told on the outcome's scale.
    outcome : str
        The metric of the outcome.
    """
    if table is None:
        return []
    worth = effects.set_index("aspect")["estimate"]
    found = []
    for _i, row in table.sort_values("estimate", ascending=False, kind="stable").iterrows():
        certainty = certainty_of(row["p_adjusted"], row["p"], level=row["level"])
        if certainty != "open" and abs(row["estimate"]) >= RELEVANT:
            found.append(_belief(row, certainty, worth.get(row["aspect"]), outcome))
    return found


def _belief(row: pd.Series, certainty: Any, worth: float | None, outcome: str) -> Finding:
    over = row["estimate"] > 0
    text = (
        _("Employees overestimate customers on <strong>{aspect}</strong>: they believe {inside}, customers "
          "say {outside} (gap {limits}, n = {n} employees and {m} customers; {sure}).")
        if over
        else _("Customers are more content with <strong>{aspect}</strong> than employees believe: {outside} "
               "against {inside} (gap {limits}, n = {n} employees and {m} customers; {sure}).")
    )  # fmt: skip
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    words = {
        "aspect": aspect_name(row["aspect"]), "inside": number(row["value"], 1),
        "outside": number(row["value_versus"], 1), "limits": interval(low, high, 1),
        "n": number(int(row["n"])), "m": number(int(row["n_versus"])), "sure": _sure(certainty),
    }  # fmt: skip
    known = worth is not None and worth == worth
    return Finding(
        finding="drivers.belief", metric="belief_gap", direction="weakness" if over else "neutral",
        certainty=certainty, sentence=fill(text, **words),
        impact=-float(worth) * float(row["estimate"]) if known and worth is not None else None,
        impact_metric=outcome if known else "", **_figures(row),
    )  # fmt: skip


def promise_findings(
    table: pd.DataFrame | None,
    effects: pd.DataFrame | None,
    *,
    outcome: str,
    owners: pd.DataFrame | None = None,
) -> list[Finding]:
    """Say where experience falls short of the promise, the worst first, and where it exceeds it.

    Parameters
    ----------
    table : DataFrame or None
        `cxlab.drivers.promise_gap`.
    effects : DataFrame or None
        What a point of experience is worth, where the same customers have an outcome.
    outcome : str
        The metric of the outcome.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    if table is None:
        return []
    worth = {} if effects is None else effects.set_index("aspect")["estimate"].to_dict()
    found = []
    for _i, row in table.iterrows():
        certainty = certainty_of(row["p_adjusted"], row["p"], level=row["level"])
        if certainty != "open":
            found.append(_promise(row, certainty, worth.get(row["aspect"]), outcome, owners))
    return found


def _promise(
    row: pd.Series, certainty: Any, worth: float | None, outcome: str, owners: pd.DataFrame | None
) -> Finding:
    short = row["estimate"] < 0
    text = (
        _("Experience falls {size} points short of the promise in <strong>{aspect}</strong>: {value} against "
          "{other} (interval {limits}, n = {n}; {sure}).")
        if short
        else _("Experience exceeds the promise in <strong>{aspect}</strong> by {size} points: {value} "
               "against {other} (interval {limits}, n = {n}; {sure}).")
    )  # fmt: skip
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    words = {
        "aspect": aspect_name(row["aspect"]), "size": number(abs(row["estimate"]), 1),
        "value": number(row["value"], 1), "other": number(row["value_versus"], 1),
        "limits": interval(low, high, 1), "n": number(int(row["n"])), "sure": _sure(certainty),
    }  # fmt: skip
    known = worth is not None and worth == worth
    act = short and certainty == "shown" and row["rank"] == 1
    action = _("Close the largest gap between promise and experience: {aspect}") if act else ""
    return Finding(
        finding="drivers.gap", metric="gap", direction="weakness" if short else "strength",
        certainty=certainty, sentence=fill(text, **words),
        action=str(fill(action, aspect=aspect_name(row["aspect"]))) if act else "",
        impact=float(worth) * float(row["estimate"]) if known and worth is not None else None,
        impact_metric=outcome if known else "", **_figures(row), **belongs_to(row["aspect"], owners),
    )  # fmt: skip


def _figures(row: pd.Series) -> dict[str, Any]:
    names = ("value", "value_versus", "estimate", "low", "high", "p_adjusted")
    known = {name: None if pd.isna(row[name]) else float(row[name]) for name in names}
    about = {"dimension": "aspect", "group": str(row["aspect"]), "aspect": str(row["aspect"])}
    return {**known, **about, "n": int(row["n"]), "level": float(row["level"])}


def _sure(certainty: str) -> Markup | str:
    return (
        _("significant")
        if certainty == "shown"
        else _("not significant once corrected for several comparisons")
    )
