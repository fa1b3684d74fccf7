"""The answer: the score of the latest period, its changes, the target, and who it speaks for."""

from __future__ import annotations

import pandas as pd

from ...language import _, date, interval, ngettext, number, percent, signed
from ...report import Change, Headline
from .periods import named_periods, population

__all__ = ["headline", "target_words"]

FEW_ANSWERS = 30  # below this the interval spans more than what most scores differ by


def headline(
    now: pd.DataFrame,
    *,
    company: str,
    periods: pd.DataFrame | None = None,
    changes: pd.DataFrame | None = None,
    target: float | None = None,
    rate: pd.DataFrame | None = None,
    trend: pd.DataFrame | None = None,
    bias: pd.DataFrame | None = None,
) -> Headline:
    """Return what stands at the top of the page.

    Parameters
    ----------
    now : DataFrame
        `cxlab.nps` of the latest period.
    company : str
        Whose customers were asked.
    periods : DataFrame, optional
        `cxlab.headline_periods`.
    changes : DataFrame, optional
        `cxlab.nps_change` of the latest period against those before it.
    target : float, optional
        The wanted score.
    rate : DataFrame, optional
        `cxlab.response_rate` of all who were invited.
    trend : DataFrame, optional
        `cxlab.nps` by period, for the small line.
    bias : DataFrame, optional
        `cxlab.response_compare` of what tells how satisfied those are who were asked.
    """
    row = now.iloc[0]
    known = pd.notna(row["estimate"])
    return Headline(
        population=population(company, periods),
        label="NPS",
        value=number(row["estimate"], 1),
        limits=interval(row["low"], row["high"], 1) if known else "",
        as_of="" if periods is None else _as_of(periods),
        changes=[] if periods is None else _changes(changes, periods),
        target="" if target is None or not known else target_words(row, target),
        target_met=None if target is None or not known else _met(row, target),
        says=("nps.target", "nps.change"),
        notes=[_answers(row, rate), *_few(row), *_who_answers(bias)],
        history=None if trend is None else _history(trend, target),
    )


def _as_of(periods: pd.DataFrame) -> str:
    return date(periods["last_day"].iloc[-1])


def _changes(changes: pd.DataFrame | None, periods: pd.DataFrame) -> list[Change]:
    if changes is None:
        return []
    names = named_periods(periods)
    totals = changes[(changes["group"] == "total") & changes["estimate"].notna()]
    totals = totals.drop_duplicates("period_versus", keep="last")
    return [_change(row, names.get(row["period_versus"], "")) for _i, row in totals.iterrows()]


def _change(row: pd.Series, versus: str) -> Change:
    sure = row["p_adjusted"] < 1 - row["level"]
    text = (
        _("{change} against {period} (significant)")
        if sure
        else _("{change} against {period} (not significant)")
    ).format(change=signed(row["estimate"], 1), period=versus)
    up = row["estimate"] > 0
    return Change(
        text=text,
        direction=("better" if up else "worse") if sure else "neutral",
        arrow="up" if up else "down" if row["estimate"] < 0 else "flat",
    )


def target_words(row: pd.Series, target: float) -> str:
    """Say whether the target is met, and whether that may be chance."""
    level = number(target, 0 if float(target).is_integer() else 1)
    if row["low"] > target:
        return _("Target {target}: met").format(target=level)
    if row["high"] < target:
        return _("Target {target}: missed").format(target=level)
    if row["estimate"] >= target:
        return _("Target {target}: met, statistically open").format(target=level)
    return _("Target {target}: missed, statistically open").format(target=level)


def _met(row: pd.Series, target: float) -> bool | None:
    """Return whether the target is met, None where that may be chance."""
    return True if row["low"] > target else False if row["high"] < target else None


def _answers(row: pd.Series, rate: pd.DataFrame | None) -> str:
    if pd.isna(row["n"]):
        return ""
    n = int(row["n"])
    if rate is None or pd.isna(rate["estimate"].iloc[0]):
        return ngettext("{n} answer.", "{n} answers.", n).format(n=number(n))
    share = percent(rate["estimate"].iloc[0], 0)
    text = ngettext("{n} answer; response rate {share}.", "{n} answers; response rate {share}.", n)
    return text.format(n=number(n), share=share)


def _few(row: pd.Series) -> list[str]:
    if pd.isna(row["estimate"]):
        return [_("There are too few valid answers to compute a score.")]
    if pd.isna(row["n"]) or row["n"] >= FEW_ANSWERS:
        return []
    return [_("With so few answers the score says little by itself: read the interval, not the point.")]


def _who_answers(bias: pd.DataFrame | None) -> list[str]:
    """Say in which direction the score of those who answer is off, as far as anything tells."""
    if bias is None or bias.empty:
        return []
    row = bias.iloc[0]
    if pd.isna(row["estimate"]) or row["estimate"] >= 0:
        return []
    if row["p"] < 1 - row["level"]:
        return [_("Dissatisfied customers answer less often; the score of all customers is lower.")]
    return [_("Satisfied customers probably answer more often; the score of all customers is likely lower.")]


def _history(trend: pd.DataFrame, target: float | None) -> pd.DataFrame:
    own = trend.rename(columns={trend.columns[0]: "period"})
    shown = own[["period", "estimate", "low", "high"]]
    return shown if target is None else shown.assign(target=target)
