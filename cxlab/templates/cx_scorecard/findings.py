"""What is found of each KPI: how it changed, and whether it reaches its target."""

from __future__ import annotations

import pandas as pd

from ...language import _, number
from ...results import Finding, certainty_of, direction_of
from .._html import fill
from .words import before_of, changed, limits, name_of, period_of, target_words, valued, worth

__all__ = ["kpi_findings", "target_findings"]


def kpi_findings(current: pd.DataFrame, changes: pd.DataFrame) -> list[Finding]:
    """Say of every KPI where it stands and how it changed; those that surely changed first.

    Parameters
    ----------
    current, changes : DataFrame
        `cxlab.scorecard.current_values` and `changes`.
    """
    found = []
    for _i, row in current[current["estimate"].notna()].iterrows():
        own = changes[(changes["metric"] == row["metric"]) & changes["estimate"].notna()]
        found.append(_changed(row, own.iloc[0]) if len(own) else _stands(row))
    order = {"shown": 0, "likely": 1, "open": 2}
    return sorted(found, key=lambda one: order[one.certainty])


def _stands(row: pd.Series) -> Finding:
    """Return a KPI without a comparable period before."""
    sentence = fill(
        _("<strong>{kpi}</strong>: {value} ({evidence}). There is no comparable period before."),
        kpi=name_of(row["metric"]),
        value=valued(row["metric"], row["estimate"], row["low"], row["high"]),
        evidence=_evidence(row),
    )
    return Finding(
        finding="scorecard.kpi", metric=row["metric"], sentence=sentence, direction="neutral",
        certainty="open", period=period_of(row["first_day"], row["last_day"]), value=float(row["estimate"]),
        estimate=float(row["estimate"]), low=_float(row["low"]), high=_float(row["high"]),
        n=_count(row["n"]), level=float(row["level"]),
    )  # fmt: skip


def _changed(row: pd.Series, change: pd.Series) -> Finding:
    metric = row["metric"]
    certainty = certainty_of(change["p_adjusted"], change["p"], level=change["level"])
    now = period_of(row["first_day"], row["last_day"])
    before = before_of(change["period"], change["period_versus"])
    sentence = fill(
        _message(change["estimate"], certainty),
        kpi=name_of(metric),
        value=valued(metric, row["estimate"], row["low"], row["high"]),
        evidence=_evidence(row),
        now=now,
        before=before,
        other=valued(metric, change["value_versus"], row["low"], row["high"]),
        gap=changed(metric, change["estimate"], change["low"], change["high"], sign=False),
        interval=_gap_limits(metric, change),
    )
    return Finding(
        finding="scorecard.kpi",
        metric=metric,
        sentence=sentence,
        direction=direction_of(metric, change["estimate"]),
        certainty=certainty,
        period=now,
        period_versus=before,
        value=float(change["value"]),
        value_versus=float(change["value_versus"]),
        estimate=float(change["estimate"]),
        low=_float(change["low"]),
        high=_float(change["high"]),
        n=_count(change["n"]),
        p_adjusted=_float(change["p_adjusted"]),
        level=float(change["level"]),
        **worth(metric, change["estimate"], change["n"]),
    )


def _message(change: float, certainty: str) -> str:
    if certainty == "shown" and change < 0:
        return _(
            "<strong>{kpi}</strong> fell by {gap}, from {other} in {before} to {value} in {now} "
            "(change {interval}; significant)."
        )
    if certainty == "shown":
        return _(
            "<strong>{kpi}</strong> rose by {gap}, from {other} in {before} to {value} in {now} "
            "(change {interval}; significant)."
        )
    if certainty == "likely":
        return _(
            "<strong>{kpi}</strong>: {value} in {now}, {other} in {before} (change {interval}; not "
            "significant once corrected for several KPIs)."
        )
    return _(
        "<strong>{kpi}</strong>: {value} in {now}, {other} in {before} (change {interval}; not significant)."
    )


def _gap_limits(metric: str, change: pd.Series) -> str:
    from ...language import interval
    from ...results import digits_of
    from .words import kind_of

    share = kind_of(metric) == "share"
    digits = max(
        digits_of("share_difference" if share else kind_of(metric), change["low"], change["high"]), 0
    )
    scale = 100 if share else 1
    text = interval(scale * change["low"], scale * change["high"], digits)
    return _("{interval} points").format(interval=text) if share else text


def _evidence(row: pd.Series) -> str:
    parts = []
    if text := limits(row["metric"], row["low"], row["high"]):
        parts.append(_("interval {i}").format(i=text))
    if pd.notna(row["n"]):
        parts.append(_("n = {n}").format(n=number(int(row["n"]))))
    return ", ".join(parts)


def target_findings(current: pd.DataFrame) -> list[Finding]:
    """Say which targets are met and which are missed.

    Parameters
    ----------
    current : DataFrame
        `cxlab.scorecard.current_values`.
    """
    return [_target(row) for _i, row in current[current["target_state"] != ""].iterrows()]


def _target(row: pd.Series) -> Finding:
    metric, target = row["metric"], float(row["target_value"])
    gap = float(row["estimate"]) - target
    sure = row["target_state"] in ("met", "missed")
    sentence = fill(
        _("<strong>{kpi}</strong>: {value} ({evidence}). {verdict}."),
        kpi=name_of(metric),
        value=valued(metric, row["estimate"], row["low"], row["high"]),
        evidence=_evidence(row),
        verdict=target_words(metric, target, row["target_state"]),
    )
    return Finding(
        finding="scorecard.target",
        metric=metric,
        sentence=sentence,
        direction=direction_of(metric, gap),
        certainty="shown" if sure else "open",
        period=period_of(row["first_day"], row["last_day"]),
        value=float(row["estimate"]),
        value_versus=target,
        estimate=gap,
        low=_float(row["low"] - target),
        high=_float(row["high"] - target),
        n=_count(row["n"]),
        level=float(row["level"]),
        **worth(metric, gap, row["n"]),
    )


def _float(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _count(value: float) -> int | None:
    return None if pd.isna(value) else int(value)
