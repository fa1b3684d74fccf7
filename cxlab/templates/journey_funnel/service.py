"""The service process: the way of requests, and whether channels treat the same request alike."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...journey import TICKET_DATES, differing_channels
from ...language import N_, _, number, percent
from ...results import Finding
from .._html import comparisons, fill, paragraph
from .words import RARE, lasting, limits, path_of

__all__ = ["channels", "milestones", "process", "rules_of_channels"]

_SHOWN = 3
NAMES = (N_("opened"), N_("first reply"), N_("solved"))


def milestones() -> dict[str, str]:
    """Return the events of a ticket in words, and the columns that hold their dates."""
    return {_(name): column for name, column in TICKET_DATES.items()}


def process(table: pd.DataFrame) -> Markup:
    """Say which way most requests take and how long it lasts."""
    shown = table[table["variant"] != RARE]
    if shown.empty:
        return Markup("")
    best = shown.iloc[0]
    text = _("Most frequent way: {path} ({share} of {n} requests), {time} in the median.")
    return paragraph(
        fill(text, path=path_of(best["variant"]), share=percent(best["share"], 0),
             n=number(int(table["n"].sum())), time=lasting(best["median_days"])),
    )  # fmt: skip


def channels(table: pd.DataFrame) -> list[Finding]:
    """Say in which channel the same request takes longer or ends worse."""
    return [_finding(row) for row in differing_channels(table).head(_SHOWN).to_dict("records")]


def rules_of_channels(table: pd.DataFrame) -> Markup:
    """Say how many comparisons there were, and that none differs where none does."""
    judged = table[table["value"].notna() & table["value_versus"].notna()]
    if judged.empty:
        return Markup("")
    alike = "" if judged["differs"].any() else _("The same request fares alike in all channels.")
    text = _("There were {comparisons} (corrected for their number). Requests of one kind may still differ "
             "in how hard they are.")  # fmt: skip
    return paragraph(alike, fill(text, comparisons=comparisons(len(judged))))


def _finding(row: dict[Any, Any]) -> Finding:
    time = str(row["metric"]).startswith("median_")
    where = {"request": row["category"], "channel": row["channel"]}
    text = (
        _("<strong>{request}</strong> takes longer by <strong>{channel}</strong>: solved after {own} in the "
          "median ({interval}), in the other channels after {rest}.")
        if time
        else _("<strong>{request}</strong> is less often solved for good by <strong>{channel}</strong>: {own}"
               " ({interval}), in the other channels {rest}.")
    )  # fmt: skip
    low, high = row["value_low"], row["value_high"]
    sentence = fill(
        text, **where, own=_value(row, "value"), rest=_value(row, "value_versus"),
        interval=limits(low, high, row["level"], 1 if time else 0, as_percent=not time),
    )  # fmt: skip
    action = _("{request}: bring {channel} to the standard of the other channels")
    return Finding(
        finding="journey.channel", metric=str(row["metric"]), sentence=sentence,
        direction="weakness", certainty="shown", dimension="channel", group=str(row["channel"]),
        value=row["value"], value_versus=row["value_versus"], estimate=row["estimate"], low=row["low"],
        high=row["high"], n=int(row["n"]), p_adjusted=row["p_adjusted"], level=row["level"],
        touchpoint=str(row["category"]), process=row.get("process") or "", owner=row.get("owner") or "",
        action=fill(action, **where),
    )  # fmt: skip


def _value(row: dict[Any, Any], name: str) -> str:
    """Return a figure of a comparison as it is written."""
    if row["metric"] == "median_hours":
        return lasting(row[name] / 24)
    return lasting(row[name]) if row["metric"] == "median_days" else percent(row[name], 0)
