"""The answer: how many targets are met, and a row per KPI."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import _, date, ngettext, number
from ...report import Change, Headline, KpiRow
from ...results import direction_of
from .words import (
    arrow_of,
    before_of,
    changed,
    kind_of,
    limits,
    name_of,
    period_of,
    plain,
    target_words,
    valued,
)

__all__ = ["headline", "headline_metric", "recorded"]

SUMMARY = "targets_met"
SAID = ("scorecard.kpi", "scorecard.target")
"""Findings that the rows say already."""
DIRECTIONS = {"strength": "better", "weakness": "worse", "neutral": "neutral"}


def headline(
    current: pd.DataFrame,
    changes: pd.DataFrame,
    history: pd.DataFrame,
    *,
    company: str,
) -> Headline:
    """Return what stands at the top of the page.

    Parameters
    ----------
    current, changes, history : DataFrame
        `cxlab.scorecard.current_values`, `changes`, `history`.
    company : str
        Whose KPIs they are.
    """
    last = current["last_day"].dropna()
    usual = _usual_period(current)
    rows = [_row(row, changes, history, usual) for _i, row in current.iterrows()]
    common: dict[str, Any] = {
        "population": " \N{MIDDLE DOT} ".join(part for part in (company, usual) if part),
        "as_of": "" if last.empty else date(last.max()),
        "says": SAID,
    }
    if len(rows) == 1:
        return _single(rows[0], current.iloc[0], common)
    with_target = current[current["target_state"] != ""]
    met = int(with_target["target_state"].isin(["met", "met_open"]).sum())
    if len(with_target):
        label, value = _("Targets met"), _("{met} of {n}").format(met=number(met), n=number(len(with_target)))
    else:
        label, value = _("KPIs"), number(len(current))
    return Headline(label=label, value=value, rows=rows, notes=_notes(current, changes), **common)


def headline_metric(current: pd.DataFrame) -> str:
    """Return the metric of the figure that stands for the report: of a single KPI its own."""
    return str(current["metric"].iloc[0]) if len(current) == 1 else SUMMARY


def recorded(current: pd.DataFrame, history: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the figures to be recorded: every KPI, its history, and how many targets are met."""
    met = current["target_state"].isin(["met", "met_open"]).sum()
    summary = {
        "metric": [SUMMARY],
        "estimate": [float(met)],
        "n": [int((current["target_state"] != "").sum())],
    }
    parts = [current, history[["period", *(name for name in history if name not in ("period", "every"))]]]
    return [part for part in parts if len(part)] + ([pd.DataFrame(summary)] if len(current) != 1 else [])


def _single(row: KpiRow, figures: pd.Series, common: dict[str, Any]) -> Headline:
    """Return the headline of a pot with one KPI: the KPI itself."""
    n = figures["n"]
    count = "" if pd.isna(n) else _("n = {n}").format(n=number(int(n)))
    return Headline(
        label=row.label, value=row.value, limits=row.limits, changes=row.changes, target=row.target,
        target_met=row.target_met, history=row.history, unit=row.unit, notes=[count], **common,
    )  # fmt: skip


def _usual_period(current: pd.DataFrame) -> str:
    """Return the period that most KPIs speak of."""
    names = [period_of(*days) for days in zip(current["first_day"], current["last_day"], strict=True)]
    return max(names, key=names.count, default="")


def _row(row: pd.Series, changes: pd.DataFrame, history: pd.DataFrame, usual: str) -> KpiRow:
    metric, kind = row["metric"], kind_of(row["metric"])
    own = history[history["metric"] == metric]
    shown = own[["period", "estimate", "low", "high"]]
    if pd.notna(row["target_value"]):
        shown = shown.assign(target=row["target_value"])
    period = period_of(row["first_day"], row["last_day"])
    target, met = _target(row)
    return KpiRow(
        label=name_of(metric),
        value=valued(metric, row["estimate"], row["low"], row["high"]),
        limits=limits(metric, row["low"], row["high"]),
        detail=period if period != usual else "",
        changes=_changes(changes[changes["metric"] == metric], row),
        target=target,
        target_met=met,
        history=shown.sort_values("period"),
        unit="share" if kind == "share" else "points" if kind == "points" else "number",
    )


def _target(row: pd.Series) -> tuple[str, bool | None]:
    metric, state = row["metric"], row["target_state"]
    if state:
        met = {"met": True, "missed": False}.get(state)
        return target_words(metric, row["target_value"], state), met
    if pd.notna(row["usual_value"]):
        return _("Usual in the industry: {value}").format(value=plain(metric, row["usual_value"])), None
    return "", None


def _changes(own: pd.DataFrame, row: pd.Series) -> list[Change]:
    found = []
    for _i, one in own[own["estimate"].notna()].iterrows():
        sure = one["p_adjusted"] < 1 - one["level"]
        change = changed(one["metric"], one["estimate"], one["low"], one["high"])
        period = before_of(one["period"], one["period_versus"])
        if sure:
            text, short = _("{change} against {period} (significant)"), _("{change} (significant)")
        else:
            text, short = _("{change} against {period} (not significant)"), "{change}"
        side: Any = DIRECTIONS[direction_of(one["metric"], one["estimate"])] if sure else "neutral"
        found.append(
            Change(
                text=text.format(change=change, period=period), direction=side,
                arrow=arrow_of(one["estimate"]), against=period, short=short.format(change=change),
                unsure="" if sure else _("(not significant)"),
            )
        )  # fmt: skip
    return found


def _notes(current: pd.DataFrame, changes: pd.DataFrame) -> list[str]:
    """Sum the changes up: how many are sure, and for better or worse; or say that there is no KPI."""
    if current.empty:
        return [_("The data hold no KPI that this report knows; the list below says what each would need.")]
    tested = changes[changes["p_adjusted"].notna()]
    if tested.empty:
        return []
    sure = tested[tested["p_adjusted"] < 1 - tested["level"]]
    sides = [direction_of(m, e) for m, e in zip(sure["metric"], sure["estimate"], strict=True)]
    if sure.empty:
        text = ngettext(
            "The change against the period before is not significant.",
            "None of the {n} changes against the period before is significant (corrected for their number).",
            len(tested),
        )
        return [text.format(n=number(len(tested)))]
    better, worse = sides.count("strength"), sides.count("weakness")
    text = _(
        "Significantly better than in the period before: {better}; significantly worse: {worse} (of {n} KPIs "
        "compared, corrected)."
    )
    return [text.format(better=number(better), worse=number(worse), n=number(len(tested)))]
