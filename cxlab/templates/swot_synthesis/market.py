"""What the comparison with competitors finds: reviews and complaint registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent
from ...results import Finding, certainty_of, direction_of
from .._html import digits_for, fill, paragraph
from .words import aspect_name, sure

__all__ = [
    "market_findings",
    "mix_findings",
    "no_size",
    "not_different",
    "scales_said",
    "selection_findings",
    "who_compares",
    "without_worth",
]


def market_findings(
    compared: pd.DataFrame | None, *, own: str, importance: Mapping[str, float] | None = None
) -> list[Finding]:
    """Say where the own company and where each competitor lies above or below the others.

    Parameters
    ----------
    compared : DataFrame or None
        `CompanyScores.compare(against="market")`.
    own : str
        The own company.
    importance : dict, optional
        Share of each aspect in what customers' satisfaction depends on: the gap is weighted by it.
    """
    if compared is None:
        return []
    told = compared[compared["p"] < 1 - compared["level"]]
    return [_position(row, compared, own, importance or {}) for row in told.to_dict("records")]


def _position(
    row: Mapping[Any, Any], compared: pd.DataFrame, own: str, importance: Mapping[str, float]
) -> Finding:
    ours = row["group"] == own
    direction: Any = direction_of(row["metric"], row["estimate"]) if ours else "neutral"
    weight = importance.get(str(row["aspect"]), 1.0 if not importance else float("nan"))
    return Finding(
        finding="competitors.own" if ours else "competitors.position",
        metric=row["metric"], dimension="company", group=str(row["group"]), period=str(row["aspect"]),
        value=row["value"], value_versus=row["value_versus"], estimate=row["estimate"], low=row["low"],
        high=row["high"], n=int(row["n"]), p_adjusted=row["p_adjusted"], level=row["level"],
        direction=direction, certainty=certainty_of(row["p_adjusted"], row["p"], level=row["level"]),
        impact=row["estimate"] * weight if weight == weight else None,
        impact_metric="weighted_gap" if weight == weight else "", aspect=str(row["aspect"]),
        sentence=_sentence(row, compared, own),
    )  # fmt: skip


def _sentence(row: Mapping[Any, Any], compared: pd.DataFrame, own: str) -> Markup:
    share = row["metric"] == "favourable_share"
    told = {
        "company": row["group"],
        "aspect": aspect_name(row["aspect"]),
        "n": number(row["n"]),
        "sure": sure(row["p_adjusted"], row["p"], row["level"]),
        **_figures(row, share=share),
    }
    above = row["estimate"] > 0
    if share and row["aspect"] == "timely":
        text = _(
            "{company} answers {value} of its complaints in time, {gap} more than its peers "
            '(<span class="evidence">{limits}; n = {n}; </span>{sure}).'
        ) if above else _(
            "{company} answers {value} of its complaints in time, {gap} fewer than its peers "
            '(<span class="evidence">{limits}; n = {n}; </span>{sure}).'
        )  # fmt: skip
    elif share:
        text = _(
            "{company} is above its peers in {aspect}: {value}, {gap} more "
            '(<span class="evidence">{limits}; n = {n}; </span>{sure}).'
        ) if above else _(
            "{company} is below its peers in {aspect}: {value}, {gap} less "
            '(<span class="evidence">{limits}; n = {n}; </span>{sure}).'
        )  # fmt: skip
    elif above:
        text = _(
            "{company} is rated better than the others for {aspect}: {value} against {versus} "
            '(<span class="evidence">difference {limits}; n = {n}; </span>{sure}).'
        )
    else:
        text = _(
            "{company} is rated worse than the others for {aspect}: {value} against {versus} "
            '(<span class="evidence">difference {limits}; n = {n}; </span>{sure}).'
        )
    beside = _own_beside(row, compared, own)
    return Markup(" ").join(part for part in (fill(text, **told), beside) if part)


def _figures(row: Mapping[Any, Any], *, share: bool) -> dict[str, str]:
    if share:
        limits = interval(100 * row["low"], 100 * row["high"], 1)
        points = _("{points} percentage points").format(points=number(abs(100 * row["estimate"]), 1))
        return {"value": percent(row["value"], 1), "versus": percent(row["value_versus"], 1), "gap": points,
                "limits": limits}  # fmt: skip
    digits = digits_for(row["low"], row["high"])
    return {
        "value": number(row["value"], digits),
        "versus": number(row["value_versus"], digits),
        "gap": number(abs(row["estimate"]), digits),
        "limits": interval(row["low"], row["high"], digits),
    }


def _own_beside(row: Mapping[Any, Any], compared: pd.DataFrame, own: str) -> Markup | str:
    """Say where the own company stands in the aspect in which a competitor stands out."""
    if row["group"] == own:
        return ""
    ours = compared[(compared["group"] == own) & (compared["aspect"] == row["aspect"])]
    if ours.empty or pd.isna(ours["value"].iloc[0]):
        return ""
    share = row["metric"] == "favourable_share"
    value = ours["value"].iloc[0]
    written = percent(value, 1) if share else number(value, digits_for(row["low"], row["high"]))
    return fill(_("{own}: {value}."), own=own, value=written)


def not_different(compared: pd.DataFrame | None) -> Markup | str:
    """Say how many comparisons show nothing, and what they could have missed."""
    if compared is None or compared.empty:
        return ""
    tested = compared[compared["p_adjusted"].notna()]
    alike = int((tested["p"] >= 1 - tested["level"]).sum())
    if not alike:
        return ""
    text = ngettext(
        "Of {all} comparisons of a company with the others, {k} shows no significant difference.",
        "Of {all} comparisons of a company with the others, {k} show no significant difference.",
        alike,
    )
    return paragraph(fill(text, all=number(len(tested)), k=number(alike)))


def who_compares(own: str, companies: list[str], *, picked: bool) -> Markup | str:
    """Say who is compared with whom, and that the own company was chosen where nobody named it."""
    others = [name for name in companies if name != own]
    if not others:
        return paragraph(
            fill(_("All reviews are about {own}: there is no competitor to compare with."), own=own)
        )
    text = _("{own} is compared with {others}.")
    chosen = _(
        "It was taken as the own company since most rows are about it; the parameter company names another."
    )
    return paragraph(fill(text, own=own, others=", ".join(others)), chosen if picked else "")


def selection_findings(checked: pd.DataFrame | None, *, own: str) -> list[Finding]:
    """Say what makes reviewers others than all customers."""
    if checked is None or checked.empty:
        return []
    found = []
    for row in checked.to_dict("records"):
        if pd.isna(row["estimate"]):
            continue
        text = _selection_sentence(row, own)
        if text:
            sided = pd.notna(row["value_versus"])
            found.append(
                Finding(
                    finding="competitors.selection", metric=row["metric"], dimension="check",
                    group=row["check"],
                    value=row["value"], value_versus=row["value_versus"] if sided else None,
                    estimate=row["estimate"], low=_or_none(row["low"]), high=_or_none(row["high"]),
                    n=int(row["n"]), level=row["level"], direction="neutral",
                    certainty="shown" if row["p"] < 1 - row["level"] else "open", sentence=text,
                )
            )  # fmt: skip
    return found


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _selection_sentence(row: Mapping[Any, Any], own: str) -> Markup | str:
    differs = pd.notna(row["p"]) and row["p"] < 1 - row["level"]
    if row["check"] == "extremes":
        text = _(
            "{share} of all reviews give the best or the worst rating: people write when they are very "
            "pleased or very annoyed."
        )
        return fill(text, share=percent(row["value"], 0)) if row["value"] > 0.5 else ""
    if row["check"] == "survey_mean" and differs:
        text = _(
            "Reviews rate {own} {value} on average, its own survey {versus}: reviewers are not a sample of "
            "all customers, so that the differences between companies count, not the levels."
        )
        return fill(text, own=own, value=number(row["value"], 1), versus=number(row["value_versus"], 1))
    if row["check"] == "place" and differs:
        text = _(
            "The companies are not reviewed in the same places; they are therefore compared within them."
        )
        return fill(text)
    return ""


def scales_said(scales: pd.DataFrame | None, *, by: list[str]) -> Markup | str:
    """Say which parts of the ratings were on another scale and were brought to that of most."""
    if scales is None or not (other := scales[scales["note"].astype(str) != ""]).shape[0]:
        return ""
    parts = [
        fill(
            _("{part} (up to {top})"),
            part=" / ".join(str(row[name]) for name in by),
            top=number(row["scale_top"]),
        )
        for row in other.to_dict("records")
    ]
    text = _("The ratings of some parts are on another scale and were converted to that of most: {parts}.")
    return paragraph(fill(text, parts=Markup(", ").join(parts)))


def mix_findings(mix: pd.DataFrame | None, *, own: str, most: int = 3) -> list[Finding]:
    """Say what the complaints about a company are about more or less often than those about its peers."""
    if mix is None:
        return []
    told = mix[(mix["p_adjusted"] < 1 - mix["level"]) & mix["estimate"].notna()]
    told = told.reindex(told["estimate"].abs().sort_values(ascending=False, kind="stable").index).head(most)
    return [_mix(row, own) for row in told.to_dict("records")]


def _mix(row: Mapping[Any, Any], own: str) -> Finding:
    text = (
        _("{value} of the complaints about {own} are about {group}, {gap} more than among its peers "
          "({limits}; n = {n}; significant).")
        if row["estimate"] > 0
        else _("{value} of the complaints about {own} are about {group}, {gap} fewer than among its peers "
               "({limits}; n = {n}; significant).")
    )  # fmt: skip
    told = _figures(row, share=True) | {"own": own, "group": row["group"], "n": number(row["n"])}
    return Finding(
        finding="competitors.mix", metric="complaint_mix", dimension="product", group=str(row["group"]),
        value=row["value"], value_versus=row["value_versus"], estimate=row["estimate"], low=row["low"],
        high=row["high"], n=int(row["n"]), p_adjusted=row["p_adjusted"], level=row["level"],
        direction="neutral", certainty="shown", sentence=fill(text, **told),
    )  # fmt: skip


def no_size() -> Markup:
    """Say what a register cannot tell, and how shares are compared."""
    return paragraph(
        _("Companies are compared within products, so that a share told above may differ from the table."),
        _("A register knows no customers: how many complaints a company has tells its size, too."),
    )


def without_worth(found: list[Finding]) -> list[Finding]:
    """Return findings without worth and action: here entries have a priority, and measures the actions."""
    return [replace(one, impact=None, impact_metric="", action="") for one in found]
