"""Titles that say what a figure shows, where its table carries that; else what it is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..language import _, ngettext, number, percent

__all__ = ["changes_title", "groups_title", "spread_title"]


def groups_title(
    names: Sequence[str],
    values: pd.Series,
    marks: np.ndarray | None,
    total: float | None,
    *,
    unit: str,
    neutral: str,
) -> str:
    """Return which of the groups that differ is furthest from the total, or that none differs.

    Examples
    --------
    >>> groups_title(["A", "B"], pd.Series([12.0, 30.0]), np.array([True, False]), 25.0, unit="points",
    ...              neutral="NPS by area")
    'A is 13 points below the total'
    """
    if marks is None or total is None or unit not in ("points", "share"):
        return neutral
    apart = [
        (abs(value - total), name, value)
        for name, value, mark in zip(names, values, marks, strict=True)
        if mark and not pd.isna(value)
    ]
    if not apart:
        return _("{figure}: no group differs significantly").format(figure=neutral)
    distance, name, value = max(apart)
    far = {"name": " ".join(name.split()), "distance": _distance(float(distance), unit)}
    if value < total:
        return _("{name} is {distance} below the total").format(**far)
    return _("{name} is {distance} above the total").format(**far)


def changes_title(neutral: str, significant: int | None) -> str:
    """Return how many changes of a series are significant, where somebody has tested them.

    Examples
    --------
    >>> changes_title("NPS over time", None), changes_title("NPS over time", 0)
    ('NPS over time', 'NPS over time: no significant change')
    """
    if significant is None:
        return neutral
    if not significant:
        return _("{figure}: no significant change").format(figure=neutral)
    return ngettext(
        "{figure}: {n} significant change", "{figure}: {n} significant changes", significant
    ).format(figure=neutral, n=number(significant))


def spread_title(promoters: float, detractors: float) -> str:
    """Return the shares of promoters and detractors in words.

    Examples
    --------
    >>> spread_title(0.5, 0.2)
    '50% are promoters, 20% are detractors'
    """
    if pd.isna(promoters) or pd.isna(detractors) or not promoters + detractors:
        return _("Answers by score")
    return _("{promoters} are promoters, {detractors} are detractors").format(
        promoters=percent(promoters, 0), detractors=percent(detractors, 0)
    )


def _distance(distance: float, unit: str) -> str:
    scaled = distance * 100 if unit == "share" else distance
    digits = 0 if scaled >= 10 else 1
    if unit == "share":
        return _("{n} percentage points").format(n=number(scaled, digits))
    return _("{n} points").format(n=number(scaled, digits))
