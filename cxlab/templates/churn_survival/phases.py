"""When customers leave: phases of tenure with more leavers than all others."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent
from ...results import Finding, certainty_of
from ...survival import FollowUp
from .._html import fill, paragraph
from .findings import gap_too_short, impact_metric
from .words import excess_per_year

__all__ = ["phases_found", "phases_text", "set_by_rule"]

FEW = 10  # leavers on which a phase may rest


def phases_found(follow_up: FollowUp, phases: pd.DataFrame) -> list[Finding]:
    """Say in which phase of tenure customers leave most, where it stands out.

    Parameters
    ----------
    phases : DataFrame
        `cx.survival.phase_rates`.
    """
    if follow_up.set_by_rule or phases.empty:
        return []
    sure = phases["p_adjusted"] < 1 - phases["level"]  # corrected: of many phases one is high by chance
    high = phases[sure & (phases["estimate"] > 1) & (phases["events"] >= FEW)]
    if high.empty:
        return []
    return [_phase(follow_up, high.sort_values("estimate", ascending=False).iloc[0])]


def _phase(follow_up: FollowUp, row: pd.Series) -> Finding:
    certainty = certainty_of(row["p_adjusted"], row["p"], level=float(row["level"]))
    values: dict[str, Any] = {
        "start": number(row["start"], 0), "end": number(row["time"], 0), "ratio": number(row["estimate"], 1),
        "interval": interval(row["low"], row["high"], 1), "rate": percent(row["value"]),
        "rest": percent(row["value_versus"]),
    }  # fmt: skip
    if row["start"] > 0:
        said = _(
            "Between month {start} and month {end} of tenure customers leave {ratio} times as often as at "
            "other times ({interval}): {rate} a month instead of {rest}."
        )
        action = _("Get in touch with customers before month {start} of tenure")
    else:
        said = ngettext(
            "In their first month customers leave {ratio} times as often as later ({interval}): "
            "{rate} a month instead of {rest}.",
            "In their first {end} months customers leave {ratio} times as often as later ({interval}): "
            "{rate} a month instead of {rest}.",
            round(row["time"]),
        )
        action = ngettext(
            "Look after new customers in their first month",
            "Look after new customers in their first {end} months",
            round(row["time"]),
        )
    return Finding(
        finding="churn.time", metric="rate_ratio", dimension="tenure",
        group=f"{row['start']:g}-{row['time']:g}", sentence=fill(said, **values), direction="weakness",
        certainty=certainty, value=float(row["value"]), value_versus=float(row["value_versus"]),
        estimate=float(row["estimate"]), low=float(row["low"]), high=float(row["high"]), n=int(row["n"]),
        p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        impact=excess_per_year(float(row["excess_events"]), follow_up),
        impact_metric=impact_metric(follow_up),
        action=action.format(**values) if certainty == "shown" and not gap_too_short(follow_up) else "",
    )  # fmt: skip


def phases_text(follow_up: FollowUp, rates: pd.DataFrame, found: list[Finding]) -> Markup:
    """Say what the rates rest on, and that none stands out where none does."""
    if follow_up.set_by_rule:
        return paragraph(set_by_rule())
    if not (rates["estimate"].notna() & (rates["events"] >= FEW)).any():
        return paragraph(_("Too few customers left to say at which tenure they leave."))
    if not found:
        return paragraph(
            _("No phase of tenure stands out: the rates differ by no more than chance explains.")
        )
    return paragraph(
        _("The highest of several phases is picked here, so its rate is likely somewhat too high.")
    )


def set_by_rule() -> str:
    """Say why no tenure is quoted where the rule for a loss decides it."""
    return _(
        "When customers count as lost follows from the rule here, not from the data: most of the lost bought "
        "once only and are lost as soon as the gap has passed. No tenure, and no time of the highest risk, "
        "is quoted for that reason."
    )
