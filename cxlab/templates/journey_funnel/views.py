"""Which columns of a result a table shows, how they are called and written: arguments for `report.table`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import _, interval
from ...results import level_text
from .._html import in_words
from .service import apart, value
from .words import RARE, path_of, with_limits, words

__all__ = [
    "channel_view",
    "difference_view",
    "friction_view",
    "funnel_view",
    "missed_view",
    "moment_view",
    "rework_view",
    "service_view",
    "variant_view",
]

_MOST = 12
_PARTS = {
    "estimate": ("estimate", "low", "high"),
    "discovery_estimate": ("discovery_estimate", "discovery_low", "discovery_high"),
    "held_out_estimate": ("held_out_estimate", "held_out_low", "held_out_high"),
}
View = dict[str, Any]


def _view(
    frame: pd.DataFrame,
    headings: dict[str, str],
    caption: str,
    *,
    shares: tuple[str, ...] = (),
    counts: tuple[str, ...] = ("n",),
) -> View:
    """Return what `report.table` takes; what is empty throughout is left out, and so is its heading."""
    frame = frame.copy()
    for name in ("event", "name"):
        if name in frame:
            frame[name] = frame[name].map(words)
    if "owner" in frame:
        pairs = zip(frame["process"], frame["owner"], strict=True)
        frame["process"] = [", ".join(filter(None, pair)) for pair in pairs]
    shown = [name for name in headings if name in frame and not frame[name].isin(["", None]).all()]
    shown = [name for name in shown if frame[name].notna().any()]
    if "low" in shown:
        shown.insert(shown.index("low") + 1, "high")
    kinds = dict.fromkeys(shares, "share") | dict.fromkeys(counts, "count")
    kinds |= dict.fromkeys(("difference", "median_days"), "number")
    return {"frame": frame, "columns": shown, "headings": headings, "kinds": kinds, "caption": caption}


def _beside(frame: pd.DataFrame, name: str) -> list[str]:
    """Return a column's shares, each with its interval."""
    figures = frame[[name, f"{name}_low", f"{name}_high"]].to_numpy(dtype=float)
    return [with_limits(*row) for row in figures]


def funnel_view(table: pd.DataFrame) -> View:
    """Show the three figures of every step side by side, each with its interval."""
    later = table["step"] > 1  # of those who enter, all are at the first step
    shares = ("share_of_first", "mature", "incidence", "share_of_previous")
    shown = table.assign(at_risk=table["at_risk"].where(later))
    for name in shares:
        sides = {f"{name}_{side}": shown[f"{name}_{side}"].where(later) for side in ("low", "high")}
        shown = shown.assign(**sides)
        shown[name] = _beside(shown, name)
    shown["share_of_previous"] = shown["share_of_previous"].where(later, "")
    headings = {
        "name": _("Step"),
        "reached": _("Reached"),
        "share_of_first": _("So far"),
        "mature": _("Window passed"),
        "incidence": _("Within the window"),
        "at_risk": _("Observed throughout"),
        "share_of_previous": _("Of step before, so far"),
    }
    caption = _("Each step in three figures, with {level} intervals").format(
        level=level_text(float(table["level"].iloc[0]))
    )
    return _view(shown, headings, caption, counts=("reached", "at_risk"))


def difference_view(table: pd.DataFrame, *, by: str) -> View:
    """Show the groups' differences from the rest, the surest first."""
    shown = table.sort_values("p_adjusted", kind="stable").head(_MOST)
    names = {"share_of_previous": _("of the step before"), "share_of_first": _("of all entries")}
    shown = shown.assign(measure=shown["measure"].map(names), group=shown[by].astype(str))
    shown = shown.assign(**{name: 100 * shown[name] for name in ("difference", "low", "high")})
    headings = {
        "group": in_words(by, starts=True),
        "name": _("Step"),
        "measure": _("Share"),
        "estimate": _("Here"),
        "estimate_versus": _("In the rest"),
        "difference": _("Difference in points"),
        "low": _("Interval"),
        "p_adjusted": _("p, corrected"),
        "n": "n",
    }
    caption = _("Groups against the rest, journeys whose window has passed")
    return _view(shown, headings, caption, shares=("estimate", "estimate_versus"))


def variant_view(table: pd.DataFrame) -> View:
    """Show the most frequent paths of customers, and the rarer ones together."""
    return _paths(table, _("Customers"), _("The most frequent paths"))


def service_view(table: pd.DataFrame) -> View:
    """Show the most frequent ways of requests."""
    return _paths(table, _("Requests"), _("The most frequent ways through service"))


def _paths(table: pd.DataFrame, who: str, caption: str) -> View:
    rare = table["variant"] == RARE
    shown = pd.concat([table[~rare].head(_MOST), table[rare]])
    shown = shown.assign(variant=shown["variant"].map(path_of), metric="share")
    headings = {
        "variant": _("Path"), "n": who, "share": _("Share"), "low": _("Interval"),
        "coverage": _("Together"), "median_days": _("Median days"),
    }  # fmt: skip
    return _view(shown, headings, caption, shares=("share", "coverage"))


def missed_view(table: pd.DataFrame) -> View:
    """Show what the best customers do more or less often."""
    shown = table.head(_MOST)
    shown = shown.assign(**{name: 100 * shown[name] for name in ("difference", "low", "high")})
    headings = {
        "event": _("Event"), "estimate": _("Best customers"), "estimate_versus": _("Others"),
        "difference": _("Difference in points"), "low": _("Interval"), "p_adjusted": _("p, corrected"),
        "customers": _("Customers"),
    }  # fmt: skip
    shares = ("estimate", "estimate_versus")
    return _view(shown, headings, _("Who takes which step"), shares=shares, counts=("customers",))


def friction_view(table: pd.DataFrame) -> View:
    """Show the friction list."""
    shown = table.head(_MOST)
    headings = {
        "event": _("Touchpoint"),
        "process": _("Process and owner"),
        "n": _("Visits"),
        "lost": _("Stopped there"),
        "lost_share": _("Share"),
        "low": _("Interval"),
        "median_days": _("Median days to the next"),
        "dissatisfied_share": _("Dissatisfied"),
        "ticket_share": _("Ticket after"),
    }
    shown = shown.assign(metric="share", low=shown["lost_share_low"], high=shown["lost_share_high"])
    shown["lost"] = shown["lost"].where(shown["judged"] > 0)  # too recent to be judged
    for name in ("dissatisfied_share", "ticket_share"):
        if name in shown and shown[name].notna().any():
            shown[name] = _beside(shown, name)
    return _view(shown, headings, _("Friction list"), shares=("lost_share",), counts=("n", "lost"))


def rework_view(table: pd.DataFrame) -> View:
    """Show loops and rework."""
    headings = {
        "event": _("Touchpoint"), "process": _("Process and owner"), "n": _("Customers"),
        "share": _("Come again"), "low": _("Interval"), "self_loops": _("Directly again"),
        "returns": _("After something else"), "median_days": _("Median days until then"),
    }  # fmt: skip
    shown = table.head(_MOST).assign(metric="share")
    return _view(
        shown, headings, _("Loops and rework"), shares=("share",), counts=("n", "self_loops", "returns")
    )


def moment_view(table: pd.DataFrame) -> View:
    """Show every comparison that could be made, found or not."""
    shown = table[table["verdict"] != ""].head(_MOST)
    points = shown["metric"].map({"retention": 100.0}).fillna(1.0)
    shown = shown.assign(
        **{
            part: [
                with_limits(*(scale * row), as_percent=False)
                for scale, row in zip(points, shown[list(names)].to_numpy(dtype=float), strict=True)
            ]
            for part, names in _PARTS.items()
        }
    )
    verdicts = {
        "confirmed": _("confirmed"),
        "not confirmed": _("not confirmed"),
        "no effect shown": _("no effect shown"),
    }
    outcomes = {"retention": _("Retention"), "nps": "NPS"}
    shown = shown.assign(verdict=shown["verdict"].map(verdicts), outcome=shown["metric"].map(outcomes))
    headings = {
        "event": _("Event"),
        "outcome": _("Outcome"),
        "n": _("With"),
        "n_versus": _("Without"),
        "estimate": _("Effect in points"),
        "discovery_estimate": _("In the search"),
        "p_adjusted": _("p there, corrected"),
        "held_out_estimate": _("In the check"),
        "verdict": _("Verdict"),
    }
    caption = _("Early events and what follows")
    return _view(shown.drop(columns="metric"), headings, caption, counts=("n", "n_versus"))


def channel_view(table: pd.DataFrame) -> View:
    """Show the comparisons in which channels differ."""
    shown = apart(table).head(_MOST)
    hours = (shown["metric"] == "median_hours").tolist()
    sides = zip(shown["low"], shown["high"], hours, strict=True)
    shown = shown.assign(
        own=[value(row, "estimate") for _place, row in shown.iterrows()],
        others=[value(row, "estimate_versus") for _place, row in shown.iterrows()],
        limits=[interval(low, high, 1 if time else 0, as_percent=not time) for low, high, time in sides],
        measure=[_("median time to solution") if time else _("solved for good") for time in hours],
    )
    headings = {
        "category": _("Request"), "channel": _("Channel"), "process": _("Process and owner"),
        "measure": _("Measure"), "own": _("Here"), "limits": _("Interval"), "others": _("In other channels"),
        "n": "n",
    }  # fmt: skip
    return _view(shown, headings, _("The same request in different channels"))
