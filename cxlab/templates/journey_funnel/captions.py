"""Titles of figures that say what they show; the figures tell their values themselves."""

from __future__ import annotations

import pandas as pd

from ...journey import Funnel
from ...language import _, percent
from .._html import in_words
from .funnel import share_of_goal
from .groups import stuck_at
from .paths import START
from .words import lasting, words

__all__ = ["title"]

END = "(end)"


def title(figure: str, result: Funnel | pd.DataFrame, *, group: str = "") -> str:
    """Return the title of a figure.

    Parameters
    ----------
    figure : {"funnel", "groups", "times", "exits", "map", "process"}
    result : Funnel or DataFrame
        What is drawn: for the maps the edges.
    group : str
        Column of the groups.
    """
    if isinstance(result, pd.DataFrame):
        return _last(result) if figure == "map" else _longest(result)
    return {"funnel": _funnel, "times": _times, "exits": _exits}.get(figure, _groups(group))(result)


def _funnel(result: Funnel) -> str:
    goal, step = words(result.table["name"].iloc[-1]), result.narrowest
    share = share_of_goal(result)[0]
    if step is None or pd.isna(share):
        return _("From {entry} to {goal}").format(entry=words(result.table["name"].iloc[0]), goal=goal)
    text = _("{share} reach {goal}; the step to {name} is the narrowest")
    return text.format(share=percent(share, 1), goal=goal, name=words(step.name))


def _times(result: Funnel) -> str:
    last = result.table.iloc[-1]
    if pd.isna(last.get("median_days")):
        return _("Time from entry to each step")
    text = _("{goal}: half within {median}, nine in ten within {p90}")
    values = {name: lasting(last[f"{name}_days"]) for name in ("median", "p90")}
    return text.format(goal=words(last["name"]), **values)


def _exits(result: Funnel) -> str:
    top = result.exits.sort_values("n", ascending=False, kind="stable").iloc[0]
    return _("Most frequent outcome other than the goal: {exit}").format(exit=words(top["exit"]))


def _groups(by: str):  # type: ignore[no-untyped-def]
    def said(result: Funnel) -> str:
        lost = stuck_at(result)
        if lost.empty:
            return _("No group gets stuck more often than the others")
        row = lost.iloc[0]
        return _("{factor} {group} gets stuck at {name}").format(
            factor=in_words(by, starts=True), group=row[by], name=words(row["name"])
        )

    return said


def _last(edges: pd.DataFrame) -> str:
    """Return after which event most journeys end."""
    ends = edges[(edges["to"] == END) & edges["n"].notna()]
    if ends.empty:
        return _("How customers move")
    row = ends.sort_values("n", kind="stable").iloc[-1]
    text = _("{share} of the journeys end after {event}")
    return text.format(share=percent(row["n"] / ends["n"].sum(), 0), event=words(row["from"]))


def _longest(edges: pd.DataFrame) -> str:
    """Return between which two events requests wait the longest."""
    median = next((str(name) for name in edges if str(name).startswith("median_")), None)
    if median is None:
        return _("How requests travel through service")
    inner = edges[~edges["from"].isin([START]) & ~edges["to"].isin([END]) & edges["n"].notna()]
    inner = inner[inner[median].notna()]
    if inner.empty:
        return _("How requests travel through service")
    row = inner.sort_values(median, kind="stable").iloc[-1]
    days = float(row[median]) / (24 if median == "median_hours" else 1)
    text = _("The longest wait: from {a} to {b}, {time} in the median")
    return text.format(a=words(row["from"]), b=words(row["to"]), time=lasting(days))
