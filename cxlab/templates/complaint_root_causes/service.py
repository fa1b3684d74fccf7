"""How complaints are handled and what follows: targets of the processes, and who leaves afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...complaints import ObservedComplaints, ServiceRecovery, in_whole_days
from ...language import _, interval, ngettext, number, percent
from ...results import Finding, certainty_of
from .._html import fill, paragraph
from .words import column_of, owner_of, sure_words

__all__ = [
    "recovery_findings",
    "recovery_headings",
    "recovery_table",
    "recovery_text",
    "sla_findings",
    "sla_label",
    "sla_text",
    "sla_title",
]


def _known(table: pd.DataFrame | None) -> pd.DataFrame:
    return table[table["estimate"].notna()] if table is not None else pd.DataFrame()


def sla_title(table: pd.DataFrame, cause: str) -> str:
    """Return which cause misses its target most often."""
    known = _known(table)
    if known.empty:
        return _("Complaints beyond the target of their process")
    worst = known.nlargest(1, "estimate").iloc[0]
    return _("{cause}: {share} miss the target of their process").format(
        cause=worst[cause], share=percent(worst["estimate"], 0)
    )


def sla_label() -> str:
    """Return what the share beyond the target is called."""
    return _("Share beyond the target")


def sla_findings(
    observed: ObservedComplaints,
    table: pd.DataFrame | None,
    targets: Mapping[str, float],
    *,
    owners: pd.DataFrame | None = None,
) -> list[Finding]:
    """Say how many complaints take longer than their process allows, and where most of them do.

    Parameters
    ----------
    table : DataFrame or None
        `cx.complaints.complaint_sla`; None where the pot has no targets.
    targets : dict
        `cx.complaints.process_targets`, in hours.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    known = _known(table)
    if known.empty:
        return []
    worst = known.nlargest(1, "estimate").iloc[0]
    cause, n = str(worst[observed.cause]), int(known["complaints"].sum())
    share = float((known["estimate"] * known["complaints"]).sum() / n)
    often = bool(worst["low"] > 0.5)  # missed more often than met, for sure
    message = _(
        "{share} of {n} complaints take longer than their process allows, most often "
        "<strong>{cause}</strong>: {worst} (interval {limits}) miss the target of {hours} hours."
    )
    sentence = fill(
        message, share=percent(share, 0), n=number(n), cause=cause, worst=percent(worst["estimate"], 0),
        limits=interval(worst["low"], worst["high"], 0, as_percent=True),
        hours=number(targets.get(worst[observed.cause], worst["target_hours"]), 0),
    )  # fmt: skip
    action = _("{cause}: staff for the target of the process, or agree on one that can be met")
    return [
        Finding(
            finding="complaints.sla", metric="sla_breach_rate", dimension=column_of(observed.cause),
            group=cause, aspect=cause, sentence=sentence, direction="weakness" if often else "neutral",
            certainty="shown" if often else "open", value=float(worst["estimate"]),
            estimate=float(worst["estimate"]), low=float(worst["low"]), high=float(worst["high"]),
            n=int(worst["complaints"]), level=float(worst["level"]),
            action=action.format(cause=cause) if often else "", **owner_of(owners, cause),
        )
    ]  # fmt: skip


def sla_text(observed: ObservedComplaints, table: pd.DataFrame | None) -> Markup | str:
    """Say how many complaints are open and overdue, and what days without a time of day mean."""
    if table is None:
        return ""
    said, overdue = [], int(table["overdue"].sum())
    if overdue and table["overdue"].notna().all():
        text = ngettext("{n} complaint is open and overdue.", "{n} complaints are open and overdue.", overdue)
        said.append(fill(text, n=number(overdue)))
    if in_whole_days(observed):
        text = _("The dates have no time of day: late is only what took longer for sure.")
        said.append(fill(text))
    return paragraph(*said) if said else ""


def recovery_findings(observed: ObservedComplaints, recovery: ServiceRecovery | None) -> list[Finding]:
    """Say how many times as often customers leave after complaints handled in time, and after others.

    Parameters
    ----------
    recovery : ServiceRecovery or None
        `cx.complaints.complaint_recovery`.
    """
    if recovery is None:
        return []
    known = recovery.loyalty[recovery.loyalty["estimate"].notna()]
    told = known[(known["handling"] == "all complaints") | (known["versus"] == "solved in time")]
    return [_recovery(recovery, row) for row in told.to_dict("records")]


def _recovery(recovery: ServiceRecovery, row: Any) -> Finding:
    words = {
        ("all complaints", "no complaint"): _(
            "In the {window} days after a complaint customers leave <strong>{ratio} times</strong> as "
            "often as customers without one (interval {limits}; {sure}): an early-warning signal, not "
            "proof of cause."
        ),
        ("not solved in time", "solved in time"): _(
            "Who waits {longer} for a solution leaves <strong>{ratio} times</strong> as often "
            "as who does not (interval {limits}; {sure})."
        ),
    }
    ratio = float(row["estimate"])
    certainty = certainty_of(row["p_adjusted"], row["p"], level=row["level"])
    sentence = fill(
        words[row["handling"], row["versus"]], longer=_longer(recovery.solved_within),
        window=number(recovery.window, 0), ratio=number(ratio, 1),
        limits=interval(row["low"], row["high"], 1), sure=sure_words(certainty),
    )  # fmt: skip
    direction: Any = "neutral" if certainty == "open" else "weakness" if ratio > 1 else "strength"
    slower = row["versus"] == "solved in time" and certainty == "shown" and ratio > 1
    action = _("Solve complaints {within}; call back those that take longer")
    return Finding(
        finding="complaints.recovery", metric="hazard_ratio_of_leaving", dimension="handling",
        group=str(row["handling"]), period_versus="", sentence=sentence, direction=direction,
        certainty=certainty, estimate=ratio, low=float(row["low"]), high=float(row["high"]),
        n=int(row["customers"]), p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        aspect=str(row["versus"]),
        action=action.format(within=_within(recovery.solved_within)) if slower else "",
    )  # fmt: skip


def _in_hours(days: float) -> bool:
    return days < 3 and abs(days * 24 - round(days * 24)) < 1e-6


def _within(days: float) -> str:
    """Return "within 48 hours" or "within 14 days"."""
    if _in_hours(days):
        return ngettext("within {n} hour", "within {n} hours", round(days * 24)).format(
            n=number(days * 24, 0)
        )
    return ngettext("within {n} day", "within {n} days", round(days)).format(n=number(days, 0))


def _longer(days: float) -> str:
    """Return "longer than 48 hours" or "longer than 14 days"."""
    if _in_hours(days):
        return ngettext("longer than {n} hour", "longer than {n} hours", round(days * 24)).format(
            n=number(days * 24, 0)
        )
    return ngettext("longer than {n} day", "longer than {n} days", round(days)).format(n=number(days, 0))


def recovery_table(recovery: ServiceRecovery) -> pd.DataFrame:
    """Return who leaves after which handling, in the reader's language: all comparisons in one table."""
    words = {
        "solved in time": _("solved {within}").format(within=_within(recovery.solved_within)),
        "not solved in time": _("not solved {within}").format(within=_within(recovery.solved_within)),
        "all complaints": _("all complaints"),
        "no complaint": _("no complaint"),
    }
    kept = [
        "handling",
        "versus",
        "customers",
        "left",
        "estimate",
        "low",
        "high",
        "p_adjusted",
        "note",
        "level",
    ]
    table = recovery.loyalty[["metric", *kept]]
    return table.assign(handling=table["handling"].map(words), versus=table["versus"].map(words))


def recovery_headings() -> dict[str, str]:
    """Return the heading of the ratios."""
    return {"estimate": _("Leave so many times as often")}


def recovery_text(recovery: ServiceRecovery | None) -> Markup | str:
    """Say how many complaints are solved in time, how many complain again, and what that cannot tell."""
    if recovery is None:
        return ""
    said = []
    for row in recovery.handling.dropna(subset=["estimate"]).to_dict("records"):
        if row["handling"] != "all complaints":
            continue
        message = {
            "solved_in_time": _("{share} of complaints are solved {within}."),
            "complains_again": _("{share} of customers complain again within {window} days after that."),
        }[row["metric"]]
        within, window = _within(recovery.solved_within), number(recovery.window, 0)
        said.append(fill(message, share=percent(row["estimate"], 0), within=within, window=window))
    return paragraph(*said, fill(recovery.caution))
