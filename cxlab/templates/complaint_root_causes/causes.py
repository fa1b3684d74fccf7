"""Which causes make up most complaints, where a cause is frequent, and what goes with it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...complaints import ObservedComplaints
from ...language import _, interval, number, percent
from ...results import Finding, direction_of
from .._html import comparisons, fill, in_words, paragraph
from .words import certainty_at, digits_of, owner_of, per_words, sure_words

__all__ = ["driver_findings", "group_findings", "groups_text", "pareto_finding", "pareto_title"]

MOST_GROUPS, MOST_DRIVERS = 3, 3


def _leading(table: pd.DataFrame) -> pd.DataFrame:
    """Return the causes that may be the largest one."""
    return table[table["rank_best"] == 1]


def pareto_title(table: pd.DataFrame, cause: str) -> str:
    """Return which cause leads, or which may."""
    known = table[table["estimate"].notna()]
    if known.empty:
        return _("Causes of complaints")
    first, leading = known.iloc[0], _leading(known)
    if len(leading) == 1:
        return _("{cause} makes up {share} of complaints").format(
            cause=first[cause], share=percent(first["estimate"], 0)
        )
    return _("{n} causes share the lead").format(n=number(len(leading)))


def pareto_finding(
    observed: ObservedComplaints, table: pd.DataFrame, *, owners: pd.DataFrame | None = None
) -> list[Finding]:
    """Say which cause makes up most complaints, and whether its lead is sure.

    Parameters
    ----------
    table : DataFrame
        `cx.complaints.pareto`.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    known = table[table["estimate"].notna()]
    if len(known) < 2:
        return []
    row, leading = known.iloc[0], _leading(known)
    alone = len(leading) == 1
    three = known.iloc[min(2, len(known) - 1)]
    share = {"share": percent(row["estimate"], 0), "cause": row[observed.cause],
             "limits": interval(row["low"], row["high"], 0, as_percent=True)}  # fmt: skip
    if alone:
        message = _(
            "<strong>{cause}</strong> is the most frequent cause: {share} of complaints (interval "
            "{limits}); the first three causes make up {three}."
        )
    else:
        message = _(
            "<strong>{cause}</strong> is named most often: {share} of complaints (interval {limits}); "
            "{others} other causes may be as frequent. The first three make up {three}."
        )
    sentence = fill(message, three=percent(three["cumulative"], 0), others=number(len(leading) - 1), **share)
    cause = str(row[observed.cause])
    return [
        Finding(
            finding="complaints.cause", metric="complaint_share", dimension=observed.cause, group=cause,
            aspect=cause, sentence=sentence, direction="neutral", certainty="shown" if alone else "open",
            value=float(row["estimate"]), estimate=float(row["estimate"]), low=float(row["low"]),
            high=float(row["high"]), n=int(row["complaints"]), level=float(row["level"]),
            **owner_of(owners, cause),
        )
    ]  # fmt: skip


def group_findings(
    observed: ObservedComplaints,
    rates: pd.DataFrame | None,
    *,
    owners: pd.DataFrame | None = None,
    alpha: float = 0.01,
) -> list[Finding]:
    """Say where a cause is more frequent than in all other places, hot spots left out.

    Parameters
    ----------
    rates : DataFrame or None
        `cx.complaints.cause_rates` by place.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    alpha : float
        Chance of a false alarm among all comparisons, after correction.
    """
    if rates is None:
        return []
    tested = rates[rates["p_adjusted"].notna() & (rates["ratio"] > 1) & (rates["p_adjusted"] <= alpha)]
    excess = tested["complaints"].astype(float) * (1 - 1 / tested["ratio"])
    best = tested.assign(excess=excess).nlargest(MOST_GROUPS, "excess")
    return [_group(observed, row, owners, alpha) for row in best.to_dict("records")]


def _group(observed: ObservedComplaints, row: Any, owners: pd.DataFrame | None, alpha: float) -> Finding:
    value, ratio = float(row["estimate"]), float(row["ratio"])
    rest = value / ratio
    certainty = certainty_at(float(row["p_adjusted"]), alpha)
    message = _(
        "<strong>{cause}</strong> in {place} ({column}): {value} {per}, {ratio} times as many as in all "
        "others (interval {limits}; {sure})."
    )
    sentence = fill(
        message, cause=row[observed.cause], place=row[observed.place], column=in_words(observed.place),
        value=number(value, digits_of(value)), per=per_words(observed), ratio=number(ratio, 1),
        limits=interval(row["ratio_low"], row["ratio_high"], 1), sure=sure_words(certainty),
    )  # fmt: skip
    cause, years = str(row[observed.cause]), max(observed.days / 365.25, 1 / 12)
    action = _("{cause} in {place}: find out what is different there")
    return Finding(
        finding="complaints.group", metric="complaint_rate", dimension=observed.place,
        group=str(row[observed.place]), aspect=cause, sentence=sentence,
        direction=direction_of("complaint_rate", value - rest), certainty=certainty, value=value,
        value_versus=rest, estimate=value - rest, low=rest * (float(row["ratio_low"]) - 1),
        high=rest * (float(row["ratio_high"]) - 1), n=int(row.get("customers", row["complaints"])),
        p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        impact=float(row["excess"]) / (years if observed.exposure.kind != "responses" else 1.0),
        impact_metric="excess_complaints",
        action=action.format(cause=cause, place=row[observed.place]) if certainty == "shown" else "",
        **owner_of(owners, cause),
    )  # fmt: skip


def groups_text(observed: ObservedComplaints, rates: pd.DataFrame | None, *, alpha: float) -> Markup | str:
    """Say how many comparisons were made and how many stand out; spots are left out of them."""
    if rates is None:
        return ""
    tested = rates[rates["p_adjusted"].notna()]
    found = int((tested["p_adjusted"] <= alpha).sum())
    message = _(
        "Each cause in each {place} was compared with the same cause in all others ({tests}, corrected; "
        "rises told above left out): {n} differ significantly."
    )
    return paragraph(
        fill(message, place=in_words(observed.place), tests=comparisons(len(tested)), n=number(found))
    )


def driver_findings(
    observed: ObservedComplaints, residuals: pd.DataFrame | None, *, alpha: float = 0.01
) -> list[Finding]:
    """Say which causes come with which circumstances more often than by chance.

    Parameters
    ----------
    residuals : DataFrame or None
        `cx.complaints.cause_by_driver`.
    """
    if residuals is None:
        return []
    sure = residuals[(residuals["p_adjusted"] <= alpha) & (residuals["estimate"] > 0)]
    best = sure.nlargest(MOST_DRIVERS, "estimate")
    return [_driver(observed, row, alpha) for row in best.to_dict("records")]


def _driver(observed: ObservedComplaints, row: Any, alpha: float) -> Finding:
    certainty = certainty_at(float(row["p_adjusted"]), alpha)
    message = _(
        "<strong>{cause}</strong> comes with {column} {category} more often than by chance: {n} "
        "complaints, where {expected} were to be expected ({sure})."
    )
    sentence = fill(
        message, cause=row[observed.cause], column=in_words(row["dimension"]), category=row["category"],
        n=number(row["complaints"], 0), expected=number(row["expected_complaints"], 0),
        sure=sure_words(certainty),
    )  # fmt: skip
    return Finding(
        finding="complaints.driver", metric="adjusted_residual", dimension=str(row["dimension"]),
        group=str(row["category"]), aspect=str(row[observed.cause]), sentence=sentence, direction="neutral",
        certainty=certainty, value=float(row["complaints"]), value_versus=float(row["expected_complaints"]),
        estimate=float(row["estimate"]), n=int(row["complaints"]), p_adjusted=float(row["p_adjusted"]),
        level=float(row["level"]),
    )  # fmt: skip
