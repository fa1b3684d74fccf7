"""How the score changed against the periods before, and how much of it is another mix of customers."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, number, percent, period_name, signed
from ...results import Finding, certainty_of
from .._against_rest import direction_of
from .._html import fill, in_words
from .periods import named_periods
from .trend import score_digits

__all__ = ["change_findings", "step_findings"]


ENOUGH_PAIRS = 30
"""Customers who answered twice from which on their change says something of others."""


def change_findings(changes: pd.DataFrame | None, periods: pd.DataFrame | None) -> list[Finding]:
    """Say how the score changed against the periods before, and how much of it is another mix of customers.

    Parameters
    ----------
    changes : DataFrame or None
        `cxlab.nps_change` of the latest period against those before it.
    periods : DataFrame or None
        `cxlab.headline_periods`.
    """
    if changes is None or periods is None:
        return []
    names = named_periods(periods)
    found: list[Finding] = []
    for _pair, table in changes.groupby(["period", "period_versus"], sort=False):
        total = table.iloc[-1]
        if pd.isna(total["estimate"]):
            continue
        now, before = names[total["period"]], names[total["period_versus"]]
        first = not found
        found.append(_changed(total, now, before))
        if first and pd.notna(total["rate"]):
            found.append(_mix(table, now, before))
        if first and pd.notna(total.get("paired_low")) and total["n_paired"] >= ENOUGH_PAIRS:
            found.append(_paired(total, now, before))
    return found


def _paired(total: pd.Series, now: str, before: str) -> Finding:
    """Return how those changed who answered in both periods, which no change of who answers can explain."""
    digits = score_digits(total["paired_low"], total["paired_high"])
    sure = total["paired_low"] > 0 or total["paired_high"] < 0
    message = (
        _(
            "The NPS of the {n} customers who answered in both {before} and {now} changed by {paired} points "
            "(interval {limits}; significant); who answers plays no part in this."
        )
        if sure
        else _(
            "The NPS of the {n} customers who answered in both {before} and {now} changed by {paired} points "
            "(interval {limits}; not significant); who answers plays no part in this."
        )
    )
    sentence = fill(
        message,
        n=number(int(total["n_paired"])),
        before=before,
        now=now,
        paired=signed(total["paired"], digits),
        limits=interval(total["paired_low"], total["paired_high"], digits),
    )
    return Finding(
        finding="nps.paired",
        sentence=sentence,
        direction=direction_of("nps", total["paired"]) if sure else "neutral",
        certainty="shown" if sure else "open",
        estimate=float(total["paired"]),
        low=float(total["paired_low"]),
        high=float(total["paired_high"]),
        **(_common(total, now, before) | {"n": int(total["n_paired"])}),
    )


def _common(total: pd.Series, now: str, before: str) -> dict[str, Any]:
    return {
        "metric": "nps", "period": now, "period_versus": before, "n": int(total["n"]),
        "level": float(total["level"]), "impact_metric": "nps",
    }  # fmt: skip


def _changed(total: pd.Series, now: str, before: str) -> Finding:
    digits = score_digits(total["low"], total["high"])
    sure = total["p_adjusted"] < 1 - total["level"]
    message = _direction(total["estimate"], sure)
    sentence = fill(
        message,
        value=number(total["value"], digits),
        other=number(total["value_versus"], digits),
        now=now,
        before=before,
        gap=number(abs(total["estimate"]), digits),
        limits=interval(total["low"], total["high"], digits),
    )
    return Finding(
        finding="nps.change",
        sentence=sentence,
        direction=direction_of("nps", total["estimate"]),
        certainty=certainty_of(total["p_adjusted"], total["p"], level=total["level"]),
        value=float(total["value"]),
        value_versus=float(total["value_versus"]),
        estimate=float(total["estimate"]),
        low=float(total["low"]),
        high=float(total["high"]),
        p_adjusted=float(total["p_adjusted"]),
        impact=float(total["estimate"]),
        **_common(total, now, before),
    )


def _direction(change: float, sure: bool) -> str:
    if change < 0 and sure:
        return _(
            "The NPS fell by <strong>{gap} points</strong>, from {other} in {before} to {value} in {now} "
            "(interval {limits}; significant)."
        )
    if change < 0:
        return _(
            "The NPS is <strong>{gap} points</strong> lower, {other} in {before} and {value} in {now} "
            "(interval {limits}; not significant)."
        )
    if sure:
        return _(
            "The NPS rose by <strong>{gap} points</strong>, from {other} in {before} to {value} in {now} "
            "(interval {limits}; significant)."
        )
    return _(
        "The NPS is <strong>{gap} points</strong> higher, {other} in {before} and {value} in {now} "
        "(interval {limits}; not significant)."
    )


def _mix(table: pd.DataFrame, now: str, before: str) -> Finding:
    """Return the finding of what another mix of customers did, and what their ratings did."""
    total = table.iloc[-1]
    level = float(total["level"])
    moved = total["mix_low"] > 0 or total["mix_high"] < 0
    rated = total["rate_low"] > 0 or total["rate_high"] < 0
    digits = score_digits(total["mix_low"], total["mix_high"])
    sentence = fill(
        _mix_message(moved, rated, total["mix"]),
        mix=number(abs(total["mix"]), digits),
        mix_limits=interval(total["mix_low"], total["mix_high"], digits),
        rate=signed(total["rate"], digits),
        rate_limits=interval(total["rate_low"], total["rate_high"], digits),
        shifts=_shifts(table),
        factor=in_words(str(total["factor"])),
        now=now,
        before=before,
    )
    action = ""
    if moved:
        action = _("Invite the groups of “{factor}” in the same proportions in every wave")
        action = action.format(factor=in_words(str(total["factor"])))
    return Finding(
        finding="nps.mix",
        sentence=sentence,
        direction="neutral",  # who answers is neither a strength nor a weakness, and nothing to win back
        certainty="shown" if moved else "open",
        dimension=str(total["factor"]),
        estimate=float(total["mix"]),
        low=float(total["mix_low"]),
        high=float(total["mix_high"]),
        value=float(total["rate"]),
        impact=float(total["mix"]),
        action=action,
        **(_common(total, now, before) | {"level": level}),
    )


def _mix_message(moved: bool, rated: bool, mix: float) -> str:
    if moved and mix < 0 and not rated:
        return _(
            "The change against {before} comes mainly from who answered: the mix of respondents{shifts} "
            "lowers the NPS by <strong>{mix} points</strong>"
            '<span class="evidence"> (interval {mix_limits})</span>. Ratings as such did not change '
            'detectably ({rate}<span class="evidence">; {rate_limits}</span>).'
        )
    if moved and mix < 0:
        return _(
            "Against {before} the mix of respondents{shifts} lowers the NPS by <strong>{mix} points</strong>"
            '<span class="evidence"> (interval {mix_limits})</span>; changed ratings account for '
            '{rate} points<span class="evidence"> ({rate_limits})</span>.'
        )
    if moved:
        return _(
            "Against {before} the mix of respondents{shifts} raises the NPS by <strong>{mix} points</strong>"
            '<span class="evidence"> (interval {mix_limits})</span>; changed ratings account for '
            '{rate} points<span class="evidence"> ({rate_limits})</span>.'
        )
    return _(
        "Against {before} the mix of respondents by “{factor}” did not change the NPS detectably"
        '<span class="evidence"> (interval {mix_limits})</span>; changed ratings account for '
        '{rate} points<span class="evidence"> ({rate_limits})</span>.'
    )


def _shifts(table: pd.DataFrame) -> Markup | str:
    """Return the group that gained and the one that lost the most share of the answers, in brackets."""
    parts = table.iloc[:-1].dropna(subset=["share", "share_versus"])
    moved = parts["share"] - parts["share_versus"]
    if parts.empty or moved.max() < 0.02 or moved.min() > -0.02:
        return ""
    up, down = parts.iloc[int(moved.argmax())], parts.iloc[int(moved.argmin())]
    return fill(
        _(" (more {up}: {up_now} instead of {up_before}; fewer {down}: {down_now} instead of {down_before})"),
        up=up["group"], up_now=percent(up["share"], 0), up_before=percent(up["share_versus"], 0),
        down=down["group"], down_now=percent(down["share"], 0), down_before=percent(down["share_versus"], 0),
    )  # fmt: skip


def step_findings(changes: list[pd.DataFrame], *, every: str) -> list[Finding]:
    """Say what each significant change from one period of the curve to the next is made of.

    Parameters
    ----------
    changes : list of DataFrame
        `cxlab.nps_change` of the pairs of periods whose difference is significant.
    every : str
        Length of a period.
    """
    found = []
    for table in changes:
        total = table.iloc[-1]
        if pd.isna(total["estimate"]):
            continue
        names = [period_name(total[side], every) for side in ("period", "period_versus")]
        found.append(_changed(total.where(total.index != "p_adjusted", total["p"]), *names))
        if pd.notna(total["rate"]):
            found.append(_mix(table, *names))
    return found
