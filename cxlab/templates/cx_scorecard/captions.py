"""Titles of figures, and how each KPI is called and written in them."""

from __future__ import annotations

import pandas as pd

from ...language import _, number
from .channels import telling_row
from .words import kind_of, name_of, valued

__all__ = ["channels_title", "history_title", "labels", "targets_of", "units"]


def labels(current: pd.DataFrame) -> dict[str, str]:
    """Return what each KPI is called, in the order of the scorecard."""
    return {metric: name_of(metric) for metric in current["metric"]}


def units(current: pd.DataFrame) -> dict[str, str]:
    """Return how the values of each KPI are written in a figure."""
    return {metric: "share" if kind_of(metric) == "share" else "points" for metric in current["metric"]}


def targets_of(current: pd.DataFrame) -> dict[str, float]:
    """Return the targets by KPI."""
    known = current[current["target_value"].notna()]
    return dict(zip(known["metric"], known["target_value"].astype(float), strict=True))


def history_title(changes: pd.DataFrame) -> str:
    """Return what the histories show: which KPIs changed for sure."""
    sure = changes[changes["p_adjusted"] < 1 - changes["level"]]
    if changes["p_adjusted"].notna().sum() == 0:
        return _("How the KPIs developed")
    if sure.empty:
        return _("No KPI has changed significantly")
    names = [name_of(metric) for metric in sure["metric"]]
    if len(names) > 2:
        return _("{n} of {all} KPIs have changed significantly").format(
            n=number(len(names)), all=number(int(changes["p_adjusted"].notna().sum()))
        )
    return _("Changed significantly: {names}").format(names=", ".join(names))


def channels_title(metric: str, rows: pd.DataFrame) -> str:
    """Return which channel of a KPI differs the most from the others."""
    sure = rows[rows["p_adjusted"] < 1 - rows["level"]]
    row = telling_row(sure)
    ends = (row["value_low"], row["value_high"])
    return _("{kpi}: {group} {value}, all others {other}").format(
        kpi=name_of(metric), group=row["group"], value=valued(metric, row["value"], *ends),
        other=valued(metric, row["value_versus"], *ends),
    )  # fmt: skip
