"""Who answers, who does not, and what that means for the score."""

from __future__ import annotations

import pandas as pd

from ...language import _, interval, number, percent
from ...results import Finding, certainty_of
from .._against_rest import against_rest
from .._html import fill

__all__ = ["bias_findings", "response_finding", "reweighted_finding"]


def response_finding(
    rate: pd.DataFrame | None, latest: pd.DataFrame | None = None, period: str = ""
) -> list[Finding]:
    """Say how many of those who were asked answered.

    Parameters
    ----------
    rate, latest : DataFrame or None
        `cxlab.response_rate` of all invitations and of those in the latest period.
    period : str
        What the latest period is called.
    """
    if rate is None or pd.isna(rate["estimate"].iloc[0]):
        return []
    row = rate.iloc[0]
    now = ""
    if latest is not None and pd.notna(latest["estimate"].iloc[0]) and latest["n"].iloc[0] < row["n"]:
        share = percent(latest["estimate"].iloc[0], 0)
        now = fill(_("; in {period} it was {share}"), period=period, share=share)
    sentence = fill(
        _("The response rate is <strong>{share}</strong> of {n} invitations (interval {limits}){now}."),
        share=percent(row["estimate"], 0),
        n=number(int(row["n"])),
        limits=interval(row["low"], row["high"], 0, as_percent=True),
        now=now,
    )
    return [
        Finding(
            finding="nps.response",
            metric="response_rate",
            sentence=sentence,
            direction="neutral",
            certainty="shown",
            value=float(row["estimate"]),
            estimate=float(row["estimate"]),
            low=float(row["low"]),
            high=float(row["high"]),
            n=int(row["n"]),
            level=float(row["level"]),
        )
    ]


def bias_findings(compared: pd.DataFrame | None) -> list[Finding]:
    """Say which kinds of customers answer more or less often than the rest.

    Parameters
    ----------
    compared : DataFrame or None
        `cxlab.response_compare`; only what is significant is told.
    """
    if compared is None:
        return []
    tested = compared[compared["p"].notna()]
    chosen = tested[tested["p_adjusted"] < 1 - tested["level"]]
    return [_bias(row) for _i, row in chosen.iterrows()]


def _bias(row: pd.Series) -> Finding:
    return Finding(
        finding="nps.response_group",
        metric="response_rate",
        sentence=against_rest(row, kind="share", at=_("the response rate")),
        direction="neutral",
        certainty=certainty_of(row["p_adjusted"], row["p"], level=row["level"]),
        dimension=str(row["factor"]),
        group=str(row["group"]),
        value=float(row["value"]),
        value_versus=float(row["value_versus"]),
        estimate=float(row["estimate"]),
        low=float(row["low"]),
        high=float(row["high"]),
        n=int(row["n"]),
        p_adjusted=float(row["p_adjusted"]),
        level=float(row["level"]),
    )


def reweighted_finding(
    plain: pd.DataFrame, weighted: pd.DataFrame | None, unhappy: pd.DataFrame | None = None
) -> list[Finding]:
    """Say what the score of all who were asked is likely to be, and what this estimate cannot know.

    Parameters
    ----------
    plain, weighted : DataFrame
        `cxlab.nps` of the linked answers, without and with `cxlab.response_weights`.
    unhappy : DataFrame, optional
        `cxlab.response_compare` of customers with a sign of dissatisfaction against the others.
    """
    if weighted is None or pd.isna(weighted["estimate"].iloc[0]) or pd.isna(plain["estimate"].iloc[0]):
        return []
    row, base = weighted.iloc[0], plain.iloc[0]
    sign = None if unhappy is None or unhappy.empty else unhappy.iloc[0]
    told = ""
    if sign is not None and pd.notna(sign["estimate"]) and sign["estimate"] < 0:
        sure = sign["p"] < 1 - sign["level"]
        told = fill(
            _("Customers with a recent complaint answer less often: {own} against {rest} (significant).")
            if sure
            else _(
                "Customers with a recent complaint answer less often: {own} against {rest} (not significant)."
            ),
            own=percent(sign["value"], 0),
            rest=percent(sign["value_versus"], 0),
        )
    moved = abs(row["estimate"] - base["estimate"]) >= 1
    estimate = fill(
        _(
            "Weighted to all who were invited, the NPS of all answers is {weighted} instead of {plain} "
            "(interval {limits}). This corrects only for what is known of everybody: where customers stay "
            "silent because they are dissatisfied, the true score is lower still."
        )
        if moved
        else _(
            "Weighted to all who were invited, the NPS of all answers hardly changes: {weighted} instead of "
            "{plain} (interval {limits}). This corrects only for what is known of everybody: where customers "
            "stay silent because they are dissatisfied, the true score is lower."
        ),
        weighted=number(row["estimate"], 1),
        plain=number(base["estimate"], 1),
        limits=interval(row["low"], row["high"], 1),
    )
    gap = float(row["estimate"] - base["estimate"])
    return [
        Finding(
            finding="nps.response_bias",
            metric="nps",
            sentence=fill("{told} {estimate}", told=told, estimate=estimate) if told else estimate,
            direction="neutral",
            certainty="open",
            value=float(row["estimate"]),
            value_versus=float(base["estimate"]),
            estimate=gap,
            n=int(row["n"]),
            level=float(row["level"]),
            impact=gap,
            impact_metric="nps",
        )
    ]
