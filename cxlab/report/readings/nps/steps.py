"""What to do next after an NPS analysis: steps that the figures support, in order of urgency."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, ngettext, number
from .._html import bullets, fill, in_words, paragraph, together

__all__ = ["next_steps"]

MOST_GROUPS = 3


def next_steps(
    overall: pd.DataFrame,
    *,
    compared: pd.DataFrame | None = None,
    change: pd.DataFrame | None = None,
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
    change : DataFrame, optional
        `cxlab.nps_change` between the last two periods.
    plan : DataFrame, optional
        `cxlab.nps_sample_size` with the wanted margin.
    comments : DataFrame, optional
        Chosen comments with the column `band`.
    """
    steps = [
        *_answer_detractors(comments),
        *_weak_groups(compared, overall),
        *_strong_groups(compared),
        *_mix_first(change),
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


def _different(compared: pd.DataFrame | None, sign: int) -> pd.DataFrame:
    """Return groups that differ for sure in that direction, those that weigh most in the score first."""
    if compared is None or compared.empty:
        return pd.DataFrame()
    sure = compared[(compared["p_adjusted"] < 1 - compared["level"]) & (compared["difference"] * sign > 0)]
    weight = (sure["difference"] * sure["n"]).abs()
    return sure.loc[weight.sort_values(ascending=False, kind="stable").index].head(MOST_GROUPS)


def _weak_groups(compared: pd.DataFrame | None, overall: pd.DataFrame) -> list[Markup]:
    steps = []
    for _i, row in _different(compared, -1).iterrows():
        gain = -row["difference"] * row["n"] / overall["n"].iloc[0]
        sentence = _(
            "Look into “{factor}” <strong>{group}</strong>: {difference} points below the rest. If it came "
            "up to the rest, the score of all answers would rise by about {gain} points."
        )
        steps.append(
            fill(
                sentence,
                factor=in_words(row["factor"]),
                group=row["group"],
                difference=number(-row["difference"], 1),
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
            difference=number(row["difference"], 1),
        )
        for _i, row in _different(compared, 1).head(1).iterrows()
    ]


def _mix_first(change: pd.DataFrame | None) -> list[Markup]:
    if change is None or change.empty:
        return []
    total = change.iloc[-1]
    moved = total["total_low"] > 0 or total["total_high"] < 0
    if not (moved and abs(total["mix"]) > abs(total["rate"])):
        return []
    text = _("Check who answered before praising or blaming anyone: most of the last change is mix.")
    return [fill(text)]


def _more_answers(plan: pd.DataFrame | None) -> list[Markup]:
    if plan is None or plan.empty:
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
