"""Titles that say what a figure shows."""

from __future__ import annotations

import pandas as pd

from ...language import _, number, percent, signed
from ...results import metric_label, metric_of
from .names import aspect_name

__all__ = [
    "belief_label",
    "belief_title",
    "drivers_title",
    "effect_label",
    "effects_title",
    "even_label",
    "gap_label",
    "importance_label",
    "kept_label",
    "kinds_title",
    "places_caption",
    "places_title",
    "promise_title",
    "score_name",
]


def drivers_title(table: pd.DataFrame) -> str:
    """Return which factor matters most, and whether that is sure.

    Parameters
    ----------
    table : DataFrame
        `KeyDrivers.table`.
    """
    first = table.iloc[0]
    if pd.isna(first["estimate"]):
        return _("Importance of the factors")
    words = {"aspect": aspect_name(first["aspect"]), "share": percent(first["estimate"], 0)}
    if first["rank_worst"] == 1:
        return _("{aspect} matters most: {share} of what all factors explain").format(**words)
    rivals = table[(table["rank_best"] == 1) & table["estimate"].notna()]
    text = _("{aspect} is ahead with {share}; {k} factors may be the most important")
    return text.format(k=number(len(rivals)), **words)


def effects_title(table: pd.DataFrame) -> str:
    """Return which factor moves the outcome most.

    Parameters
    ----------
    table : DataFrame
        `KeyDrivers.effects`.
    """
    known = table[table["estimate"].notna()]
    if known.empty:
        return _("What one point better is worth")
    best = known.sort_values("estimate").iloc[-1]
    net = best["metric"] == "nps_per_point"
    size = signed(best["estimate"], 0 if net else 2)
    text = _("One point better on {aspect} goes with {size} NPS points") if net else _(
        "One point better on {aspect} goes with {size} points of the outcome"
    )  # fmt: skip
    return text.format(aspect=aspect_name(best["aspect"]), size=size)


def places_title(table: pd.DataFrame) -> str:
    """Return what is important and rated badly.

    Parameters
    ----------
    table : DataFrame
        `cxlab.importance_performance`.
    """
    first = [aspect_name(one) for one in table.loc[table["quadrant"] == "concentrate", "aspect"]]
    if first:
        return _("Important and rated below average: {names}").format(names=", ".join(first[:3]))
    good = [aspect_name(one) for one in table.loc[table["quadrant"] == "keep_up", "aspect"]]
    if good:
        return _("What is important is rated well: {names}").format(names=", ".join(good[:3]))
    return _("No important factor is surely rated below average")


def kinds_title(table: pd.DataFrame) -> str:
    """Return what only disappoints and what delights.

    Parameters
    ----------
    table : DataFrame
        `cxlab.drivers.penalty_reward`.
    """
    for kind, text in (
        ("dissatisfier", _("Mainly disappoints where it fails: {names}")),
        ("delighter", _("Mainly delights where it is good: {names}")),
    ):
        names = [aspect_name(one) for one in table.loc[table["effect_kind"] == kind, "aspect"]]
        if names:
            return text.format(names=", ".join(names[:3]))
    return _("No factor surely works in one direction only")


def belief_title(table: pd.DataFrame) -> str:
    """Return what employees overestimate most.

    Parameters
    ----------
    table : DataFrame
        `cxlab.drivers.inside_outside`.
    """
    sure = table[(table["p_adjusted"] < 1 - table["level"]) & (table["estimate"] > 0)]
    if sure.empty:
        return _("Employees do not overestimate customers' satisfaction")
    row = sure.sort_values("estimate").iloc[-1]
    text = _("Employees overestimate satisfaction most on {aspect}: by {size} points")
    return text.format(aspect=aspect_name(row["aspect"]), size=number(row["estimate"], 1))


def promise_title(table: pd.DataFrame) -> str:
    """Return where experience falls short most.

    Parameters
    ----------
    table : DataFrame
        `cxlab.drivers.promise_gap`.
    """
    row = table.iloc[0]
    if pd.isna(row["estimate"]) or not row["p_adjusted"] < 1 - row["level"] or row["estimate"] > 0:
        return _("Experience against promise")
    text = _("Experience falls short of the promise most in {aspect}: by {size} points")
    return text.format(aspect=aspect_name(row["aspect"]), size=number(-row["estimate"], 1))


def score_name(score: str) -> str:
    """Return what the outcome is called.

    Examples
    --------
    >>> score_name("nps"), score_name("overall_score")
    ('NPS', 'overall score')
    """
    return metric_label(score) if metric_of(score) else score.replace("_", " ")


def effect_label(score: str) -> str:
    """Return what effects are measured in."""
    return _("NPS points") if score == "nps" else _("Points of {score}").format(score=score_name(score))


def importance_label() -> str:
    """Return what importance is called over a figure."""
    return _("Importance")


def even_label() -> str:
    """Return what the line is where all factors are equally important."""
    return _("All alike")


def belief_label() -> str:
    """Return what the gap between employees and customers is called over a figure."""
    return _("Employees minus customers")


def gap_label() -> str:
    """Return what the gap between experience and promise is called over a figure."""
    return _("Experience minus promise")


def kept_label() -> str:
    """Return what the line is where experience is as promised."""
    return _("As promised")


def places_caption() -> str:
    """Return what the table of all factors holds."""
    return _("All factors, the weightiest first: importance times distance from the mean rating, up or down")
