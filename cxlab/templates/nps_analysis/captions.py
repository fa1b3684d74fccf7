"""Titles of figures say what they show; alternative texts hold the values, for those who cannot see them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import _, interval, number, percent, period_name
from .._html import digits_for, in_words
from .groups import told_once
from .periods import unit_word

__all__ = [
    "change_title",
    "change_values",
    "distribution_title",
    "groups_title",
    "spread_values",
    "table_caption",
    "trend_title",
    "values",
]


def values(title: str, table: pd.DataFrame, group: str, *, kind: str = "points", every: str = "") -> str:
    """Return the alternative text of a figure: its title, then each value with its interval.

    Parameters
    ----------
    title : str
        What the figure shows.
    table : DataFrame
        With the column `group`, estimate, low and high.
    group : str
        Column that names the rows.
    kind : {"points", "share"}
        How values are written.
    every : str, optional
        Length of the periods where the groups are periods.
    """
    rows = zip(table[group], table["estimate"], table["low"], table["high"], strict=True)
    return f"{title}. {'; '.join(_value(row, kind, every) for row in rows)}."


def _value(row: tuple[Any, float, float, float], kind: str, every: str) -> str:
    name, estimate, low, high = row
    label = _("not stated") if pd.isna(name) else period_name(name, every) if every else str(name)
    if pd.isna(estimate):
        return _("{group}: not shown").format(group=label)
    if kind == "share":
        limits = interval(low, high, 0, as_percent=True)
        return f"{label}: {percent(estimate, 0)} ({limits})"
    return f"{label}: {number(estimate, 0)} ({interval(low, high, 0)})"


def spread_values(title: str, table: pd.DataFrame) -> str:
    """Return the alternative text of the distribution of the scores."""
    shown = table[table["estimate"].notna()]
    told = (f"{int(row['score'])}: {percent(row['estimate'], 0)}" for _i, row in shown.iterrows())
    return f"{title}. {'; '.join(told)}."


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
        own = told_once(compared[compared["factor"] == factor])
        sure = own[own["p_adjusted"] < 1 - own["level"]]
        if not sure.empty:
            row = sure.iloc[int(sure["estimate"].abs().argmax())]
            gap = number(abs(row["estimate"]), digits_for(row["low"], row["high"]))
            if row["estimate"] < 0:
                return _("{group} is {gap} points below the rest").format(group=row["group"], gap=gap)
            return _("{group} is {gap} points above the rest").format(group=row["group"], gap=gap)
        if own["p"].notna().any():
            return _("No significant difference by {factor}").format(factor=name)
    return _("NPS by {factor}").format(factor=name)


def trend_title(trend: pd.DataFrame | None) -> str:
    """Return whether the score drifts."""
    if trend is None or pd.isna(trend["estimate"].iloc[0]):
        return _("NPS over time")
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


def change_values(title: str, change: pd.DataFrame) -> str:
    """Return the alternative text of the steps from one period's score to the next."""
    return f"{title}. {'; '.join(_step(row) for _i, row in change.iloc[:-1].iterrows())}."


def _step(row: pd.Series) -> str:
    if pd.isna(row["mix"]):
        return _("{group}: not shown").format(group=row["group"])
    return _("{group}: scores {rate}, composition {mix}").format(
        group=row["group"], rate=number(row["rate"], 1), mix=number(row["mix"], 1)
    )


def table_caption(*, weighted: bool = True) -> str:
    """Return the caption of the table of all groups."""
    return _("All groups, unweighted and weighted") if weighted else _("All groups")
