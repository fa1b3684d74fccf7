"""Titles of figures say what they show; the figures tell their values themselves."""

from __future__ import annotations

import pandas as pd

from ...language import _, number, percent
from .._against_rest import told_once
from .._html import digits_that_agree, in_words
from .periods import unit_word

__all__ = [
    "change_title",
    "distribution_title",
    "groups_title",
    "table_caption",
    "trend_title",
]

SIDES = ["value", "value_versus", "estimate", "low", "high"]


def distribution_title(table: pd.DataFrame) -> str:
    """Return what the distribution of the scores shows."""
    share = table.groupby("band", observed=True)["band_share"].max()
    if share.isna().any() or share.empty:
        return _("Answers by score")
    return _("{promoters} are promoters, {detractors} detractors").format(
        promoters=percent(share.get("promoter", 0.0), 0), detractors=percent(share.get("detractor", 0.0), 0)
    )


def groups_title(compared: pd.DataFrame | None, factor: str) -> str:
    """Return which group of a factor stands out the most, or that none does."""
    name = in_words(factor)
    if compared is not None:
        own = told_once(compared[compared["factor"] == factor], metric="nps")
        sure = own[own["p_adjusted"] < 1 - own["level"]]
        if not sure.empty:
            row = sure.iloc[int(sure["estimate"].abs().argmax())]
            gap = number(abs(row["estimate"]), digits_that_agree(*row[SIDES]))
            if row["estimate"] < 0:
                return _("{group} is {gap} points below the rest").format(group=row["group"], gap=gap)
            return _("{group} is {gap} points above the rest").format(group=row["group"], gap=gap)
        if own["p"].notna().any():
            return _("No significant difference by {factor}").format(factor=name)
    return _("NPS by {factor}").format(factor=name)


def trend_title(trend: pd.DataFrame | None, jumps: pd.DataFrame | None = None) -> str:
    """Return whether the score drifts; without a trend, whether it jumps from one period to the next.

    Parameters
    ----------
    trend : DataFrame or None
        `cxlab.nps_trend`.
    jumps : DataFrame, optional
        The significant rows of `cxlab.nps_compare` against the period before.
    """
    if trend is None or pd.isna(trend["estimate"].iloc[0]):
        steady = jumps is not None and jumps.empty
        return _("NPS without a significant change from one period to the next") if steady else _(
            "NPS over time"
        )  # fmt: skip
    row = trend.iloc[0]
    if not row["p"] < 1 - row["level"]:
        return _("NPS without a significant trend")
    slope = number(abs(row["estimate"]), 1)
    text = _("NPS falls by {slope} points per {unit}") if row["estimate"] < 0 else _(
        "NPS rises by {slope} points per {unit}"
    )  # fmt: skip
    return text.format(slope=slope, unit=unit_word(str(row["unit"])))


def change_title(change: pd.DataFrame) -> str:
    """Return whether ratings or the mix of respondents moved the score."""
    total = change.iloc[-1]
    parts = []
    for name in ("mix", "rate"):
        low, high = total[f"{name}_low"], total[f"{name}_high"]
        if low > 0 or high < 0:
            parts.append((name, number(abs(total[name]), 1), total[name] < 0))
    if len(parts) != 1:
        return _("What changed the NPS: scores and composition")
    name, points, down = parts[0]
    if name == "mix":
        text = _("The mix of respondents lowers the NPS by {points} points") if down else _(
            "The mix of respondents raises the NPS by {points} points"
        )  # fmt: skip
    else:
        text = _("Worse ratings lower the NPS by {points} points") if down else _(
            "Better ratings raise the NPS by {points} points"
        )  # fmt: skip
    return text.format(points=points)


def table_caption(*, weighted: bool = True) -> str:
    """Return the caption of the table of all groups."""
    return _("All groups, unweighted and weighted") if weighted else _("All groups")
