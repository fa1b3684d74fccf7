"""What to do next after an NPS analysis: steps that the figures support, in order of urgency."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number, period_name, signed
from .._html import bullets, fill, in_words, paragraph, together

__all__ = ["next_steps"]

MOST_GROUPS = 3


def next_steps(
    overall: pd.DataFrame,
    *,
    compared: pd.DataFrame | None = None,
    contacts: pd.DataFrame | None = None,
    moves: pd.DataFrame | None = None,
    every: str = "month",
    change: pd.DataFrame | None = None,
    years: pd.DataFrame | None = None,
    plan: pd.DataFrame | None = None,
    comments: pd.DataFrame | None = None,
) -> Markup:
    """List what to do next; each step stands only where its figures support it.

    Parameters
    ----------
    overall : DataFrame
        One row of `cxlab.nps`.
    compared : DataFrame, optional
        `cxlab.nps_compare` of the segments against the rest.
    contacts : DataFrame, optional
        The same of channels and touchpoints.
    moves : DataFrame, optional
        `cxlab.nps_compare` of the periods, each against the one before.
    every : str
        Length of a period, as in `cxlab.period`.
    change : DataFrame, optional
        `cxlab.nps_change` between the last two periods.
    years : DataFrame, optional
        The same between the latest 12 months and the 12 before.
    plan : DataFrame, optional
        `cxlab.nps_sample_size` with the wanted margin.
    comments : DataFrame, optional
        Chosen comments with the column `band`.
    """
    steps = [
        *_answer_detractors(comments),
        *_last_fall(moves, every),
        *_weak_groups(contacts, overall),
        *_weak_groups(compared, overall),
        *_strong_groups(contacts),
        *_strong_groups(compared),
        *(_mix_of_the_year(years) or _mix_first(change)),
        *_more_answers(plan),
    ]
    if not steps:
        return paragraph(
            _("The data supports no step but to keep asking, with dates and segments in the export.")
        )
    return together(
        paragraph(_("In this order, as far as the figures support it:")),
        bullets(steps),
        paragraph(_("Before acting, ask those who run the touchpoint: the survey shows where, not why.")),
    )


def _answer_detractors(comments: pd.DataFrame | None) -> list[Markup]:
    if comments is None or not (comments["band"] == "detractor").any():
        return []
    return [
        fill(_("Answer the detractors who left a comment first: complaints come before the next survey."))
    ]


def _last_fall(moves: pd.DataFrame | None, every: str) -> list[Markup]:
    """Ask for the cause of the latest fall that is more than chance explains."""
    falls = _sure(moves, -1)
    if falls.empty:
        return []
    last = falls.loc[falls.index.max()]
    sentence = _(
        "Find out what happened in <strong>{period}</strong>: the score was {difference} points below the "
        "period before."
    )
    return [fill(sentence, period=period_name(last["group"], every), difference=number(-last["estimate"], 1))]


def _sure(compared: pd.DataFrame | None, sign: int) -> pd.DataFrame:
    """Return the comparisons whose difference in that direction is more than chance explains."""
    if compared is None or compared.empty:
        return pd.DataFrame()
    return compared[(compared["p_adjusted"] < 1 - compared["level"]) & (compared["estimate"] * sign > 0)]


def _different(compared: pd.DataFrame | None, sign: int) -> pd.DataFrame:
    """Return groups that differ for sure in that direction, those that weigh most in the score first."""
    sure = _sure(compared, sign)
    if sure.empty:
        return sure
    weight = (sure["estimate"] * sure["share"]).abs()
    return sure.loc[weight.sort_values(ascending=False, kind="stable").index].head(MOST_GROUPS)


def _weak_groups(compared: pd.DataFrame | None, overall: pd.DataFrame) -> list[Markup]:
    steps = []
    for _i, row in _different(compared, -1).iterrows():
        # The share is of the answers that name a group; those that name none stay as they are.
        named = (row["n"] + row["n_versus"]) / overall["n"].iloc[0]
        gain = -row["estimate"] * row["share"] * named
        sentence = _(
            "Look into “{factor}” <strong>{group}</strong>: {difference} points below the rest. If it came "
            "up to the rest, the score of all answers would rise by about {gain} points."
        )
        steps.append(
            fill(
                sentence,
                factor=in_words(row["factor"]),
                group=row["group"],
                difference=number(-row["estimate"], 1),
                gain=number(gain, 1),
            )
        )
    return steps


def _strong_groups(compared: pd.DataFrame | None) -> list[Markup]:
    sentence = _("Learn from “{factor}” <strong>{group}</strong>: {difference} points above the rest.")
    return [
        fill(
            sentence,
            factor=in_words(row["factor"]),
            group=row["group"],
            difference=number(row["estimate"], 1),
        )
        for _i, row in _different(compared, 1).head(1).iterrows()
    ]


def _mix_first(change: pd.DataFrame | None) -> list[Markup]:
    if change is None or change.empty:
        return []
    total = change.iloc[-1]
    moved = total["low"] > 0 or total["high"] < 0
    if not (moved and abs(total["mix"]) > abs(total["rate"])):
        return []
    text = _("Check who answered before praising or blaming anyone: most of the last change is mix.")
    return [fill(text)]


def _mix_of_the_year(years: pd.DataFrame | None) -> list[Markup]:
    """Warn where another mix of customers moved the score in 12 months more than their ratings did."""
    if years is None or years.empty:
        return []
    total = years.iloc[-1]
    moved = total["mix_low"] > 0 or total["mix_high"] < 0
    if not (moved and abs(total["mix"]) > abs(total["rate"])):
        return []
    text = _(
        "Check who answered before praising or blaming anyone: within 12 months a different mix of customers "
        "alone moved the score by {mix} points."
    )
    return [fill(text, mix=signed(total["mix"], 1))]


def _more_answers(plan: pd.DataFrame | None) -> list[Markup]:
    if plan is None or plan.empty or pd.isna(plan["n_needed"].iloc[0]):
        return []
    row = plan.iloc[0]
    missing = int(row["n_needed"] - row["n"])
    if missing <= 0:
        return []
    sentence = ngettext(
        "Collect {missing} more answer to know the score to ±{margin} points; today it is ±{now}.",
        "Collect {missing} more answers to know the score to ±{margin} points; today it is ±{now}.",
        missing,
    )
    return [
        fill(
            sentence,
            missing=number(missing),
            margin=number(row["margin"], 1),
            now=number(row["margin_now"], 1),
        )
    ]
