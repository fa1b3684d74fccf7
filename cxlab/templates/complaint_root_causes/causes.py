"""Which causes make up most complaints, where a cause is frequent, and what goes with it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...complaints import ObservedComplaints
from ...language import _, interval, ngettext, number, percent
from ...results import Finding, direction_of
from .._html import comparisons, fill, paragraph
from .words import (
    certainty_at,
    column_of,
    column_words,
    digits_of,
    owner_of,
    per_words,
    rate_label,
    sure_at_alpha,
)

__all__ = [
    "driver_findings",
    "drivers_text",
    "group_findings",
    "groups_text",
    "pareto_finding",
    "pareto_title",
    "places_title",
]

MOST_GROUPS, MOST_DRIVERS = 3, 2


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
        message = ngettext(
            "<strong>{cause}</strong> is named most often: {share} of complaints (interval {limits}); "
            "{others} other cause may be as frequent. The first three make up {three}.",
            "<strong>{cause}</strong> is named most often: {share} of complaints (interval {limits}); "
            "{others} other causes may be as frequent. The first three make up {three}.",
            len(leading) - 1,
        )
    sentence = fill(message, three=percent(three["cumulative"], 0), others=number(len(leading) - 1), **share)
    cause = str(row[observed.cause])
    return [
        Finding(
            finding="complaints.cause", metric="complaint_share", dimension=column_of(observed.cause),
            group=cause, aspect=cause, sentence=sentence, direction="neutral",
            certainty="shown" if alone else "open",
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
    least = max(alpha, 1 - float(rates["level"].iloc[0]))
    tested = rates[rates["p_adjusted"].notna() & (rates["ratio"] > 1) & (rates["p_adjusted"] < least)]
    excess = tested["complaints"].astype(float) * (1 - 1 / tested["ratio"])
    best = tested.assign(excess=excess).nlargest(MOST_GROUPS, "excess")
    return [_group(observed, row, owners, alpha) for row in best.to_dict("records")]


def _group(observed: ObservedComplaints, row: Any, owners: pd.DataFrame | None, alpha: float) -> Finding:
    value, ratio = float(row["estimate"]), float(row["ratio"])
    rest, cause, place = value / ratio, str(row[observed.cause]), str(row[observed.place])
    certainty = certainty_at(float(row["p_adjusted"]), alpha)
    years = max(observed.days / 365.25, 1 / 12) if observed.exposure.kind != "responses" else 1.0
    action = _("{subject}: find out what is different there")
    subject = _(", ").join(one for one in (cause, place) if one)
    return Finding(
        finding="complaints.group", metric="complaint_rate", dimension=column_of(observed.place), group=place,
        aspect=cause, sentence=_group_sentence(observed, row, value, ratio, certainty),
        direction=direction_of("complaint_rate", value - rest), certainty=certainty, value=value,
        value_versus=rest, estimate=value - rest, low=rest * (float(row["ratio_low"]) - 1),
        high=rest * (float(row["ratio_high"]) - 1), n=int(row.get("customers", row["complaints"])),
        p_adjusted=float(row["p_adjusted"]), level=float(row["level"]), impact=float(row["excess"]) / years,
        impact_metric="excess_complaints",
        action=action.format(subject=subject) if certainty == "shown" else "", **owner_of(owners, cause),
    )  # fmt: skip


def _group_sentence(
    observed: ObservedComplaints, row: Any, value: float, ratio: float, certainty: str
) -> Markup:
    message = _(
        "<strong>{cause}</strong> in {place} ({column}): {value} {per}, {ratio} times as many as in all "
        "others (interval {limits}; {sure})."
    )
    if not row[observed.cause]:
        message = _(
            "<strong>{place}</strong> ({column}): {value} {per}, {ratio} times as many as in all others "
            "(interval {limits}; {sure})."
        )
    return fill(
        message, cause=row[observed.cause], place=row[observed.place], column=column_words(observed.place),
        value=number(value, digits_of(value)), per=per_words(observed), ratio=number(ratio, 1),
        limits=interval(row["ratio_low"], row["ratio_high"], 1), sure=sure_at_alpha(certainty),
    )  # fmt: skip


def groups_text(
    observed: ObservedComplaints, rates: pd.DataFrame | None, spots: pd.DataFrame | None, *, alpha: float
) -> Markup | str:
    """Say how many comparisons were made and how many stand out; hot spots are left out of them."""
    if rates is None:
        return ""
    tested = rates[rates["p_adjusted"].notna()]
    found = int((tested["p_adjusted"] <= alpha).sum())
    message = _(
        "All complaints and each frequent cause in each {place} were compared with those in all others "
        "({tests}, corrected): {n} differ significantly."
    )
    said = [
        fill(message, place=column_words(observed.place), tests=comparisons(len(tested)), n=number(found))
    ]
    if spots is not None and len(spots):
        said.append(fill(_("Complaints of the rises told above are left out of this comparison.")))
    return paragraph(*said)


def places_title(observed: ObservedComplaints, rates: pd.DataFrame, *, alpha: float) -> str:
    """Return which place has most complaints for its size, if any differs."""
    own = rates[rates["p_adjusted"].notna() & (rates["p_adjusted"] <= alpha) & (rates["ratio"] > 1)]
    if own.empty:
        return _("{rate}: no {place} is above the others for sure").format(
            rate=rate_label(observed), place=column_words(observed.place)
        )
    worst = own.nlargest(1, "ratio").iloc[0]
    return _("{place}: {ratio} times as many complaints as in all others").format(
        place=worst[observed.place], ratio=number(worst["ratio"], 1)
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
        message, cause=row[observed.cause], column=column_words(row["dimension"]), category=row["category"],
        n=number(row["complaints"], 0), expected=number(row["expected_complaints"], 0),
        sure=sure_at_alpha(certainty),
    )  # fmt: skip
    return Finding(
        finding="complaints.driver", metric="adjusted_residual", dimension=column_of(str(row["dimension"])),
        group=str(row["category"]), aspect=str(row[observed.cause]), sentence=sentence, direction="neutral",
        certainty=certainty, value=float(row["complaints"]), value_versus=float(row["expected_complaints"]),
        estimate=float(row["estimate"]), n=int(row["complaints"]), p_adjusted=float(row["p_adjusted"]),
        level=float(row["level"]),
    )  # fmt: skip


def drivers_text(residuals: pd.DataFrame | None, drivers: list[str], *, alpha: float) -> Markup | str:
    """Say what causes were compared by, and how many combinations stand out.

    Parameters
    ----------
    residuals : DataFrame or None
        `cx.complaints.cause_by_driver`.
    drivers : list of str
        The columns.
    """
    if residuals is None:
        return ""
    tested = residuals[residuals["p_adjusted"].notna()]
    found = int((tested["p_adjusted"] <= alpha).sum())
    message = ngettext(
        "Causes were compared by {columns} ({tests}, corrected): {n} combination stands out.",
        "Causes were compared by {columns} ({tests}, corrected): {n} combinations stand out.",
        found,
    )
    listed = _(", ").join(column_words(name) for name in drivers)
    return paragraph(fill(message, columns=listed, tests=comparisons(len(tested)), n=number(found)))
