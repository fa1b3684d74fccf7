"""Complaints, slow answers and scores before leaving."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, number
from ...results import Finding, certainty_of
from ...stats import adjust_p
from ...survival import ChurnDrivers, FollowUp
from .._html import bullets, fill, paragraph, together
from .findings import gap_too_short, impact_metric, table_owner
from .words import excess_per_year

if TYPE_CHECKING:
    from ...loaders import DataPot

__all__ = ["contacts_found", "driver_names", "main_reason", "no_contacts", "on_contacts"]

TABLES = {"complaint": "complaints", "slow_answer": "tickets"}


def driver_names(found: ChurnDrivers) -> list[str]:
    """Return the names of the contacts as rows of a figure."""
    names = {
        "complaint": _("complaint"),
        "slow_answer": _("slow answer"),
        "detractor_score": _("detractor score (rather than a better one)"),
        "answered": _("any survey answer (rather than none)"),
    }
    return [names[driver] for driver in found.table["driver"]]


def main_reason(reasons: pd.DataFrame) -> str:
    """Return the reason that most leavers gave, where a reason is on record; empty otherwise.

    Parameters
    ----------
    reasons : DataFrame
        `cx.survival.leaving_reasons`.
    """
    stated = reasons[reasons["cause"] != "not stated"] if len(reasons) else reasons
    return str(stated["cause"].iloc[0]) if len(stated) > 1 else ""


def contacts_found(
    data: DataPot,
    follow_up: FollowUp,
    drivers: ChurnDrivers | None,
    *,
    for_reason: ChurnDrivers | None = None,
    reason: str = "",
) -> list[Finding]:
    """Say after which contacts customers leave more often.

    Parameters
    ----------
    drivers
        For all reasons (or the one asked for); None where nothing can be said.
    for_reason, reason
        The same for the most frequent reason, and what it is.
    """
    if drivers is None:
        return []
    table = drivers.table[drivers.table["driver"] != "answered"]
    table = table.assign(p_adjusted=adjust_p(table["p"], method="holm"))
    known = table[table["hazard_ratio"].notna() & table["low"].notna()]
    narrow = for_reason.table.to_dict("records") if for_reason is not None else []
    also = {row["driver"]: row for row in narrow}
    action = "" if gap_too_short(follow_up) else _action(known)
    return [
        _contact(data, follow_up, row, also.get(row["driver"]), reason, action)
        for row in known.to_dict("records")
    ]  # fmt: skip


def _contact(
    data: DataPot,
    follow_up: FollowUp,
    row: dict[Any, Any],
    also: dict[Any, Any] | None,
    reason: str,
    action: str,
) -> Finding:
    ratio, events = float(row["hazard_ratio"]), row["events"]
    certainty = certainty_of(row["p_adjusted"], row["p"], level=row["level"])
    excess = float("nan") if pd.isna(events) else float(events) * (1 - 1 / ratio)
    owner = table_owner(data, TABLES.get(row["driver"], "complaints"))
    sure = certainty != "open"
    direction: Any = ("weakness" if ratio > 1 else "strength") if sure else "neutral"
    worth = excess_per_year(excess, follow_up)
    return Finding(
        finding="churn.contact", metric="hazard_ratio", dimension="contact", group=str(row["driver"]),
        sentence=_sentence(row, also, reason, certainty), direction=direction, certainty=certainty,
        estimate=ratio, low=float(row["low"]), high=float(row["high"]), n=int(row["customers"]),
        p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        impact=worth if sure and worth == worth else None, impact_metric=impact_metric(follow_up),
        action=action if certainty == "shown" and ratio > 1 else "",
        **owner,
    )  # fmt: skip


def _action(known: pd.DataFrame) -> str:
    """Return one action for all contacts after which customers leave more often for sure."""
    sure = known[(known["p_adjusted"] < 1 - known["level"]) & (known["hazard_ratio"] > 1)]
    names = {
        "complaint": _("a complaint"),
        "slow_answer": _("a slow answer"),
        "detractor_score": _("a score of 0 to 6"),
    }
    listed = [names[driver] for driver in sure["driver"]]
    if not listed:
        return ""
    several = _(" and after ").join(listed)
    return _("Call customers back after {contacts}").format(contacts=several)


def _sentence(row: dict[Any, Any], also: dict[Any, Any] | None, reason: str, certainty: str) -> Markup:
    values = {
        "ratio": number(row["hazard_ratio"], 1), "interval": interval(row["low"], row["high"], 1),
        "days": number(row["window_days"], 0), "when": _when(row["driver"]),
    }  # fmt: skip
    if certainty == "open":
        said = _("Whether customers leave more often {when} is not clear ({ratio} times; {interval})")
    else:
        said = _(
            "Customers leave <strong>{ratio} times as often {when}</strong> ({interval}; within {days} days)"
        )
    text = fill(said, **values)
    if also is not None and certainty != "open" and pd.notna(also["low"]):
        text += fill(
            _("; for the reason “{reason}” {ratio} times as often ({interval})"), reason=reason,
            ratio=number(also["hazard_ratio"], 1), interval=interval(also["low"], also["high"], 1),
        )  # fmt: skip
    return text + "."


def _when(driver: str) -> str:
    return {
        "complaint": _("after a complaint"),
        "slow_answer": _("after a slow answer"),
        "detractor_score": _("after a score of 0 to 6 (rather than a better one)"),
    }[driver]


def no_contacts(tables: Collection[str]) -> str:
    """Say why nothing can be said of contacts, by the tables of contacts that the pot has."""
    if not tables:
        return _(
            "The pot holds no complaints, tickets or scores with dates that could be set against leaving."
        )
    return _(
        "Complaints, tickets and scores are there, but too few of them touch customers who left, or their "
        "dates and scores cannot be set against those of the customers."
    )


def on_contacts(found: ChurnDrivers, *, reason: str = "") -> Markup:
    """Say what a contact does and does not mean.

    Parameters
    ----------
    found : ChurnDrivers
    reason : str
        The reason for leaving that was asked for; empty: all.
    """
    which = (
        _("Leaving means here: leaving for the reason “{reason}”.").format(reason=reason) if reason else ""
    )
    silent = found.table[found.table["low"].isna() & (found.table["driver"] != "answered")]
    return together(
        bullets(silent["interpretation"].tolist()),
        paragraph(
            which,
            _(
                "A contact is an early-warning signal, not proof of cause: whoever complains may have "
                "decided to leave already."
            ),
        ),
    )
