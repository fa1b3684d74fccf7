"""The service process: the way of requests, and whether channels treat the same request alike."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, number, percent
from .._html import bullets, comparisons, fill, paragraph, together
from .friction import owned
from .words import RARE, lasting, limits, path_of

__all__ = ["apart", "channels", "milestones", "process", "request_and_channel"]

_SHOWN = 5


def milestones() -> dict[str, str]:
    """Return the events of a ticket and the columns that hold their dates."""
    return {_("opened"): "created", _("first reply"): "first_response", _("solved"): "resolved"}


def process(table: pd.DataFrame | None) -> Markup:
    """Say which way most requests take and how long it lasts."""
    if table is None:
        return paragraph(
            _("There are no tickets with the dates of opening, first reply and solution, so there is no "
              "service process to show.")
        )  # fmt: skip
    shown = table[table["variant"] != RARE]
    if shown.empty:
        return paragraph(_("No way through service is taken often enough to be shown."))
    best = shown.iloc[0]
    text = _(
        "The most frequent way, {path}, is taken by {share} of {n} requests ({interval}) and lasts {time} in "
        "the median."
    )
    return paragraph(
        fill(
            text, path=path_of(best["variant"]), share=percent(best["share"], 0),
            n=number(int(table["n"].sum())), time=lasting(best["median_days"]),
            interval=limits(best["low"], best["high"], best["level"], 0),
        ),
        _("Requests not yet solved end where they are now."),
    )  # fmt: skip


def apart(table: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons in which a channel differs, the largest differences first."""
    found = table[table["differs"]]
    ratio = (found["estimate"] / found["estimate_versus"]).replace(0, 1e-9)
    size = ratio.where(ratio >= 1, 1 / ratio)
    return found.assign(_size=size).sort_values("_size", ascending=False, kind="stable").drop(columns="_size")


def channels(table: pd.DataFrame | None) -> Markup:
    """Say where the same request fares differently in another channel."""
    if table is None:
        return paragraph(
            _("There are no tickets that name request, channel, opening and solution, so channels cannot be "
              "compared.")
        )  # fmt: skip
    judged = table[table["estimate"].notna() & table["estimate_versus"].notna()]
    rules = fill(
        _("There were {comparisons}. Times and shares count as different where p, corrected for that number "
          "(Holm), is small. Requests of one kind may still differ in how hard they are."),
        comparisons=comparisons(len(judged)),
    )  # fmt: skip
    found = apart(table)
    if found.empty:
        alike = _("The same request fares alike in all channels, as far as the figures can tell.")
        return paragraph(alike, rules)
    return together(
        paragraph(_("The same request fares differently by channel:")),
        bullets(_one(row) for _place, row in found.head(_SHOWN).iterrows()),
        paragraph(rules),
    )


def _one(row: pd.Series) -> Markup:
    hours = row["metric"] == "median_hours"
    text = (
        _("{where}: solved after {own} in the median ({interval}), in the other channels after {rest} "
          "(n = {n} against {n_versus})")
        if hours
        else _("{where}: {own} solved for good ({interval}), in the other channels {rest} "
               "(n = {n} against {n_versus})")
    )  # fmt: skip
    sentence = fill(
        text, where=request_and_channel(row), own=value(row, "estimate"), rest=value(row, "estimate_versus"),
        interval=limits(row["low"], row["high"], row["level"], 1 if hours else 0, as_percent=not hours),
        n=number(int(row["n"])), n_versus=number(int(row["n_versus"])),
    )  # fmt: skip
    return owned(sentence, row)


def request_and_channel(row: pd.Series) -> Markup:
    """Return which request in which channel a comparison is about."""
    return fill(_("<strong>{request}</strong> by {channel}"), request=row["category"], channel=row["channel"])


def value(row: pd.Series, name: str) -> str:
    """Return a figure of a comparison as it is written."""
    if row["metric"] == "median_hours":
        return _("{n} hours").format(n=number(row[name], 1))
    return percent(row[name], 0)
