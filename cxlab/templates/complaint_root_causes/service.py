"""How complaints are handled and what follows: targets of the processes, and who leaves afterwards."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...complaints import ObservedComplaints, ServiceRecovery
from ...language import _, interval, ngettext, number, percent
from ...results import Finding, certainty_of
from .._html import fill, paragraph
from .words import owner_of, sure_words

__all__ = ["recovery_findings", "recovery_text", "sla_findings", "sla_title"]


def _known(table: pd.DataFrame | None) -> pd.DataFrame:
    return table[table["estimate"].notna()] if table is not None else pd.DataFrame()


def sla_title(table: pd.DataFrame, cause: str) -> str:
    """Return which cause misses its target most often."""
    known = _known(table)
    if known.empty:
        return _("Complaints beyond the target of their process")
    worst = known.loc[known["estimate"].idxmax()]
    return _("{cause}: {share} take longer than {hours} hours").format(
        cause=worst[cause], share=percent(worst["estimate"], 0), hours=number(worst["target_hours"], 0)
    )


def sla_findings(
    observed: ObservedComplaints, table: pd.DataFrame | None, *, owners: pd.DataFrame | None = None
) -> list[Finding]:
    """Say how many complaints take longer than their process allows, and where most of them do.

    Parameters
    ----------
    table : DataFrame or None
        `cx.complaints.complaint_sla`; None where the pot has no targets.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    known = _known(table)
    if known.empty:
        return []
    worst = known.loc[known["estimate"].idxmax()]
    n, late = int(known["complaints"].sum()), known["breached"]
    share = float((known["estimate"] * known["complaints"]).sum() / n)
    message = _(
        "About {share} of {n} complaints take longer than their process allows, most often <strong>{cause}"
        "</strong>: {worst} (interval {limits}) beyond {hours} hours."
    )
    sentence = fill(
        message, share=percent(share, 0), n=number(n), cause=worst[observed.cause],
        worst=percent(worst["estimate"], 0), hours=number(worst["target_hours"], 0),
        limits=interval(worst["low"], worst["high"], 0, as_percent=True),
    )  # fmt: skip
    cause = str(worst[observed.cause])
    overdue = ngettext("{n} is open and overdue.", "{n} are open and overdue.", int(known["overdue"].sum()))
    if known["overdue"].sum() and late.notna().all():
        sentence = Markup(" ").join([sentence, fill(overdue, n=number(known["overdue"].sum()))])
    return [
        Finding(
            finding="complaints.sla", metric="sla_breach_rate", dimension=observed.cause, group=cause,
            aspect=cause, sentence=sentence, direction="neutral", certainty="open",
            value=float(worst["estimate"]), estimate=float(worst["estimate"]), low=float(worst["low"]),
            high=float(worst["high"]), n=int(worst["complaints"]), level=float(worst["level"]),
            **owner_of(owners, cause),
        )
    ]  # fmt: skip


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
    return [_recovery(recovery, row) for row in known.to_dict("records")]


def _recovery(recovery: ServiceRecovery, row: Any) -> Finding:
    words = {
        ("solved in time", "no complaint"): _(
            "After a complaint solved within {days} customers leave <strong>{ratio} times</strong> as "
            "often as customers without one (interval {limits}; {sure})."
        ),
        ("not solved in time", "no complaint"): _(
            "After a complaint not solved within {days} customers leave <strong>{ratio} times</strong> as "
            "often as customers without one (interval {limits}; {sure})."
        ),
        ("not solved in time", "solved in time"): _(
            "Who waits longer than {days} for a solution leaves <strong>{ratio} times</strong> as often "
            "as who does not (interval {limits}; {sure})."
        ),
    }
    ratio = float(row["estimate"])
    certainty = certainty_of(row["p_adjusted"], row["p"], level=row["level"])
    sentence = fill(
        words[row["handling"], row["versus"]], days=_within(recovery.solved_within), ratio=number(ratio, 1),
        limits=interval(row["low"], row["high"], 1), sure=sure_words(certainty),
    )  # fmt: skip
    direction: Any = "neutral" if certainty == "open" else "weakness" if ratio > 1 else "strength"
    slower = row["versus"] == "solved in time" and certainty == "shown" and ratio > 1
    action = _("Solve complaints within {days}; call back those that take longer")
    return Finding(
        finding="complaints.recovery", metric="hazard_ratio_of_leaving", dimension="handling",
        group=str(row["handling"]), period_versus="", sentence=sentence, direction=direction,
        certainty=certainty, estimate=ratio, low=float(row["low"]), high=float(row["high"]),
        n=int(row["customers"]), p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        aspect=str(row["versus"]),
        action=action.format(days=_within(recovery.solved_within)) if slower else "",
    )  # fmt: skip


def _within(days: float) -> str:
    if days < 3 and abs(days * 24 - round(days * 24)) < 1e-6:
        return _("{n} hours").format(n=number(days * 24, 0))
    return _("{n} days").format(n=number(days, 0))


def recovery_text(recovery: ServiceRecovery | None) -> Markup | str:
    """Say how many complaints are solved in time and how many customers complain again, with the caution."""
    if recovery is None:
        return ""
    said = []
    for row in recovery.handling.dropna(subset=["estimate"]).to_dict("records"):
        if row["handling"] != "all complaints":
            continue
        message = {
            "solved_in_time": _("{share} of complaints are solved within {days}."),
            "complains_again": _("{share} of customers complain again within {window} days after that."),
        }[row["metric"]]
        days, window = _within(recovery.solved_within), number(recovery.window, 0)
        said.append(fill(message, share=percent(row["estimate"], 0), days=days, window=window))
    return paragraph(*said, fill(recovery.caution))
