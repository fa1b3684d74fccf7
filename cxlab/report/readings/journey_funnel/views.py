"""Which columns of a result a table shows, how they are called and written: arguments for `report.table`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ....language import _
from .._html import in_words
from .funnel import words

__all__ = [
    "channel_view",
    "difference_view",
    "friction_view",
    "funnel_view",
    "metric_name",
    "missed_view",
    "moment_view",
    "rework_view",
    "variant_view",
]

_MOST = 12


def metric_name(metric: str) -> str:
    """Return what a measure of this report is called."""
    names = {
        "retention": _("Retention"),
        "nps": "NPS",
        "outcome": _("solved for good"),
        "satisfaction": _("satisfaction"),
        "median_hours": _("hours to solution (median)"),
        "share_of_previous": _("of the step before"),
        "share_of_first": _("of all entries"),
    }
    return names.get(metric, metric)


def _view(
    frame: pd.DataFrame, headings: dict[str, str], kinds: dict[str, str], caption: str
) -> dict[str, Any]:
    shown = {name: heading for name, heading in headings.items() if name in frame}
    columns = list(shown)
    if "low" in columns and "high" not in columns and "high" in frame:
        columns.insert(columns.index("low") + 1, "high")
    frame = frame.copy()
    for name in ("event", "name", "from", "to"):
        if name in frame:
            frame[name] = frame[name].map(words)
    if "owner" in frame:
        frame["process"] = [
            ", ".join(filter(None, pair)) for pair in zip(frame["process"], frame["owner"], strict=True)
        ]
    if "metric" in frame:
        frame["metric"] = frame["metric"].map(metric_name)
    return {"frame": frame, "columns": columns, "headings": shown, "kinds": kinds, "caption": caption}


def funnel_view(table: pd.DataFrame) -> dict[str, Any]:
    """Show the three figures of every step side by side."""
    headings = {
        "name": _("Step"),
        "reached": _("Reached"),
        "share_of_first": _("So far"),
        "mature": _("Window passed"),
        "incidence": _("Within the window"),
        "at_risk": _("At risk at its end"),
        "share_of_previous": _("Of step before"),
    }
    kinds = dict.fromkeys(("share_of_first", "mature", "incidence", "share_of_previous"), "share")
    return _view(
        table, headings, kinds | {"reached": "count", "at_risk": "count"}, _("Each step in three figures")
    )


def difference_view(table: pd.DataFrame, *, by: str) -> dict[str, Any]:
    """Show the groups' differences from the rest."""
    shown = table.assign(metric=table["measure"], group=table[by])
    headings = {
        "group": in_words(by, starts=True),
        "name": _("Step"),
        "metric": _("Share"),
        "estimate": _("Here"),
        "estimate_versus": _("In the rest"),
        "difference": _("Difference"),
        "p_adjusted": _("p, corrected"),
        "n": "n",
    }
    kinds = dict.fromkeys(("estimate", "estimate_versus", "difference"), "share") | {"n": "count"}
    return _view(shown, headings, kinds, _("Groups against the rest, journeys whose window has passed"))


def variant_view(table: pd.DataFrame) -> dict[str, Any]:
    """Show the most frequent paths."""
    headings = {
        "variant": _("Path"),
        "n": _("Customers"),
        "share": _("Share"),
        "coverage": _("Together"),
        "median_days": _("Median days"),
    }
    shown = table.head(_MOST).assign(variant=table["variant"].map(_path))
    kinds = {"n": "count", "share": "share", "coverage": "share", "median_days": "number"}
    return _view(shown, headings, kinds, _("The most frequent paths"))


def _path(path: str) -> str:
    return _("rarer paths together") if path.startswith("(rarer") else words(path).replace(" > ", " → ")


def missed_view(table: pd.DataFrame) -> dict[str, Any]:
    """Show what the best customers do more or less often."""
    headings = {
        "event": _("Event"), "estimate": _("Best customers"), "estimate_versus": _("Others"),
        "difference": _("Difference"), "p_adjusted": _("p, corrected"), "customers": _("Customers"),
    }  # fmt: skip
    kinds = dict.fromkeys(("estimate", "estimate_versus", "difference"), "share") | {"customers": "count"}
    return _view(table.head(_MOST), headings, kinds, _("Who takes which step"))


def friction_view(table: pd.DataFrame) -> dict[str, Any]:
    """Show the friction list."""
    headings = {
        "rank": _("Rank"),
        "event": _("Touchpoint"),
        "process": _("Process and owner"),
        "n": _("Visits"),
        "lost_share": _("Stopped there"),
        "median_days": _("Days to next"),
        "dissatisfied_share": _("Dissatisfied"),
        "ticket_share": _("Ticket after"),
    }
    kinds = dict.fromkeys(("lost_share", "dissatisfied_share", "ticket_share"), "share")
    shown = table.head(_MOST)
    return _view(
        shown, headings, kinds | {"rank": "count", "n": "count", "median_days": "number"}, _("Friction list")
    )


def rework_view(table: pd.DataFrame) -> dict[str, Any]:
    """Show loops and rework."""
    headings = {
        "event": _("Touchpoint"), "process": _("Process and owner"), "n": _("Customers"),
        "share": _("Come again"), "self_loops": _("Directly again"), "returns": _("After something else"),
        "median_days": _("Days until then"),
    }  # fmt: skip
    kinds = {
        "n": "count",
        "share": "share",
        "self_loops": "count",
        "returns": "count",
        "median_days": "number",
    }
    return _view(table.head(_MOST), headings, kinds, _("Loops and rework"))


def moment_view(table: pd.DataFrame) -> dict[str, Any]:
    """Show every comparison that could be made, found or not."""
    shown = table[table["verdict"] != ""].head(_MOST).copy()
    points = shown["metric"].map({"retention": 100.0}).fillna(1.0)
    for name in ("estimate", "low", "high", "held_out_estimate"):
        shown[name] = shown[name] * points
    verdicts = {
        "confirmed": _("confirmed"),
        "not confirmed": _("not confirmed"),
        "no effect shown": _("no effect shown"),
    }
    shown["verdict"] = shown["verdict"].map(verdicts)
    headings = {
        "event": _("Event"),
        "metric": _("Outcome"),
        "estimate": _("Effect in points"),
        "low": _("Interval"),
        "p_adjusted": _("p, corrected"),
        "held_out_estimate": _("In the check"),
        "n": _("With"),
        "n_versus": _("Without"),
        "verdict": _("Verdict"),
    }
    kinds = {
        "estimate": "number",
        "low": "number",
        "held_out_estimate": "number",
        "n": "count",
        "n_versus": "count",
    }
    return _view(shown, headings, kinds, _("Early events and what follows"))


def channel_view(table: pd.DataFrame) -> dict[str, Any]:
    """Show the comparisons in which channels differ most surely."""
    shown = table[table["differs"]].head(_MOST)
    headings = {
        "category": _("Request"), "channel": _("Channel"), "metric": _("Measure"), "estimate": _("Here"),
        "estimate_versus": _("In other channels"), "n": "n",
    }  # fmt: skip
    kinds = {"estimate": "number", "estimate_versus": "number", "n": "count"}
    return _view(shown, headings, kinds, _("The same request in different channels"))
