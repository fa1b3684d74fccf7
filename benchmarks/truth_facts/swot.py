"""What is planted about competitors, and what else the synthesis may state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from .company import Companion, Fact, Judge, judged_rows, rows

STATED_FROM = {True: 0.25, False: 0.4}
"""Distance to the others (latent standard deviations) that must be said: of ourselves, of rivals."""
NOTHING = 0.05
"""Distance below which nothing was planted."""
IMPORTANT = 0.2
"""Share of the drivers' importance (LMG) from which on a driver counts more than the mean of five."""


def gap_to_others(company: Companion, name: str, aspect: str) -> float | None:
    """Return how far a company lies above the mean of the others in an aspect, as planted."""
    latent = company.truth["market"]["latent_rating"]
    if name not in latent or aspect not in latent[name]:
        return None
    others = [rating[aspect] for other, rating in latent.items() if other != name]
    return float(latent[name][aspect] - np.mean(others))


def planted(company: Companion, *, own: bool) -> dict[tuple[str, str], float]:
    """Return the planted strengths and weaknesses that must be said: (company, aspect) -> distance."""
    latent = company.truth["market"]["latent_rating"]
    first = next(iter(latent))
    gaps = {
        (name, aspect): gap_to_others(company, name, aspect)
        for name in latent
        for aspect in latent[name]
        if (name == first) == own
    }
    return {key: gap for key, gap in gaps.items() if gap is not None and abs(gap) >= STATED_FROM[own]}


def of_market(finding: str, *, own: bool, sign: int) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that planted strengths (sign 1) or weaknesses (-1) are said: of ourselves or of rivals.

    Said rightly: all that are said are right, and more than half of those planted are said.
    """

    def said(findings: pd.DataFrame, company: Companion) -> str:
        wanted = {key for key, gap in planted(company, own=own).items() if gap * sign > 0}
        found = rows(findings, finding)
        if found.empty:
            return "not said"
        stated = found[found["certainty"] != "open"]
        keys = [(str(row.group), str(row.aspect)) for row in stated.itertuples(index=False)]
        about = stated[[key in wanted for key in keys]]
        if len(about) and any(row.estimate * sign <= 0 for row in about.itertuples(index=False)):
            return "wrong"
        return "right" if 2 * len(about) > len(wanted) else "not said"

    return said


def as_entry(field: str, *, own: bool, sign: int) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that the largest planted distance of this kind stands in its field of the matrix."""

    def said(findings: pd.DataFrame, company: Companion) -> str:
        gaps = {key: gap for key, gap in planted(company, own=own).items() if gap * sign > 0}
        name, aspect = max(gaps, key=lambda key: abs(gaps[key]))
        if own:
            found = rows(findings, f"swot.{field}", aspect=aspect)
        else:
            found = rows(findings, f"swot.{field}", aspect=aspect, group=name)
        return judged_rows(found, lambda row: True)

    return said


def weak_driver(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that the driver that counts and is rated worst is a weakness in the synthesis."""
    lmg = company.truth["drivers"]["lmg_share"]
    grade = company.truth["drivers"]["mean_grade_of_the_average_customer"]
    worst = min((name for name, share in lmg.items() if share > IMPORTANT), key=grade.__getitem__)
    return judged_rows(
        rows(findings, "drivers.quadrant", group=worst), lambda row: row.direction == "weakness"
    )


def _position(row: Any, company: Companion) -> bool | None:
    gap = gap_to_others(company, str(row.group), str(row.aspect))
    return None if gap is None else bool(gap * row.estimate > 0 and abs(gap) > NOTHING)


def _quadrant(row: Any, company: Companion) -> bool | None:
    grade = company.truth["drivers"]["mean_grade_of_the_average_customer"]
    lmg = company.truth["drivers"]["lmg_share"]
    if row.group not in grade:
        return None
    above = grade[row.group] > np.mean(list(grade.values()))
    return bool(above == (row.direction == "strength") and lmg[row.group] > np.mean(list(lmg.values())))


FACTS = (
    Fact(
        "Competitors: what they do better than the market",
        of_market("competitors.position", own=False, sign=1),
    ),
    Fact(
        "Competitors: what they do worse than the market",
        of_market("competitors.position", own=False, sign=-1),
    ),
    Fact("Competitors: our lead", of_market("competitors.own", own=True, sign=1)),
    Fact("Competitors: where we lag", of_market("competitors.own", own=True, sign=-1)),
    Fact("SWOT: the greatest threat", as_entry("threat", own=False, sign=1)),
    Fact("SWOT: the greatest opportunity", as_entry("opportunity", own=False, sign=-1)),
    Fact("SWOT: the driver that counts and is rated worst", weak_driver),
)
JUDGES: dict[str, Judge] = {
    "competitors.position": _position,
    "competitors.own": _position,
    "drivers.quadrant": _quadrant,
}
