"""Whether the score drifts or jumps over the whole time, and whether the target is met."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import _, date, interval, number
from ...results import Finding, certainty_of
from .._against_rest import direction_of
from .._html import digits_for, fill
from .headline import target_words
from .periods import span_words, unit_word

__all__ = ["score_digits", "target_finding", "trend_findings"]


def score_digits(low: float, high: float) -> int:
    """Return the decimals of a score: one at least, or a change would not be the difference of its sides."""
    return max(1, digits_for(low, high))


def trend_findings(trend: pd.DataFrame | None, span: pd.DataFrame | None) -> list[Finding]:
    """Say whether the score drifts over the whole time, and whether it jumps.

    Parameters
    ----------
    trend : DataFrame or None
        `cxlab.nps_trend`.
    span : DataFrame or None
        `cxlab.survey_span`.
    """
    if trend is None or span is None or pd.isna(trend["estimate"].iloc[0]):
        return []
    line, jump = trend.iloc[0], trend.iloc[1]
    days = span_words(span["first_day"].iloc[0], span["last_day"].iloc[0])
    level = float(line["level"])
    sure = line["p"] < 1 - level
    digits = score_digits(line["low"], line["high"])
    if sure and line["estimate"] < 0:
        message = _(
            "Over the whole time ({span}) the NPS falls by <strong>{slope} points per {unit}</strong> "
            "(interval {limits}; significant)."
        )
    elif sure:
        message = _(
            "Over the whole time ({span}) the NPS rises by <strong>{slope} points per {unit}</strong> "
            "(interval {limits}; significant)."
        )
    else:
        message = _(
            "Over the whole time ({span}) the NPS shows no significant trend (per {unit} {limits} points)."
        )
    sentence = fill(
        message,
        span=days,
        unit=unit_word(str(line["unit"])),
        slope=number(abs(line["estimate"]), digits),
        limits=interval(line["low"], line["high"], digits),
    )
    common = {"metric": "nps", "level": level, "n": int(line["n"]), "period": days}
    found = [
        Finding(
            finding="nps.trend",
            sentence=sentence,
            direction=direction_of("nps", line["estimate"]) if sure else "neutral",
            certainty=certainty_of(line["p"], level=level),
            estimate=float(line["estimate"]),
            low=float(line["low"]),
            high=float(line["high"]),
            p_adjusted=float(line["p"]),
            impact=float(line["estimate"]),
            impact_metric="nps",
            **common,  # type: ignore[arg-type]
        )
    ]
    if jump["p"] < 1 - level:
        found.append(_jump(jump, common))
    return found


def _jump(jump: pd.Series, common: dict[str, Any]) -> Finding:
    sentence = fill(
        _(
            "A change point stands out: up to {day} the NPS was {before}, from then on {after} "
            "(tested over all possible days; significant)."
        ),
        day=date(jump["period"]),
        before=number(jump["value_versus"], 0),
        after=number(jump["value"], 0),
    )
    return Finding(
        finding="nps.change_point",
        sentence=sentence,
        direction=direction_of("nps", jump["estimate"]),
        certainty="shown",
        value=float(jump["value"]),
        value_versus=float(jump["value_versus"]),
        estimate=float(jump["estimate"]),
        p_adjusted=float(jump["p"]),
        **common,
    )


def target_finding(now: pd.DataFrame, target: float | None, period: str) -> list[Finding]:
    """Say whether the target is met, in words.

    Parameters
    ----------
    now : DataFrame
        `cxlab.nps` of the latest period.
    target : float or None
        The wanted score.
    period : str
        What the period is called.
    """
    row = now.iloc[0]
    if target is None or pd.isna(row["estimate"]):
        return []
    digits = score_digits(row["low"], row["high"])
    sentence = fill(
        _("{verdict}: the NPS is {value} (interval {limits})."),
        verdict=target_words(row, target),
        value=number(row["estimate"], digits),
        limits=interval(row["low"], row["high"], digits),
    )
    gap = float(row["estimate"] - target)
    sure = row["low"] > target or row["high"] < target
    return [
        Finding(
            finding="nps.target",
            metric="nps",
            sentence=sentence,
            direction=direction_of("nps", gap),
            certainty="shown" if sure else "open",
            period=period,
            value=float(row["estimate"]),
            value_versus=float(target),
            estimate=gap,
            low=float(row["low"] - target),
            high=float(row["high"] - target),
            n=int(row["n"]),
            level=float(row["level"]),
            impact=gap,
            impact_metric="nps",
        )
    ]
