"""Titles of figures that say what they show, and their values for those who cannot see them."""

from __future__ import annotations

import pandas as pd

from ...journey import Funnel
from ...language import _, number, percent
from .._html import in_words
from .funnel import share_of_goal
from .groups import stuck_at
from .words import RARE, lasting, words

__all__ = ["alt_exits", "alt_funnel", "alt_groups", "alt_map", "alt_times", "title"]

_MOST = 12


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
        text = _("How customers move") if figure == "map" else _("How requests travel through service")
        covered = result.attrs.get("covered")
        shown = _("{title}: the usual paths of {share}").format(
            title=text, share=percent(covered if covered is not None else 1.0, 0)
        )
        return text if covered is None else shown
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


def alt_funnel(result: Funnel) -> str:
    """Return the values of the funnel: who reached which step."""
    shown = result.table[result.table["reached"].notna()]
    parts = [
        _("{name} {n} ({share})").format(
            name=words(row["name"]), n=number(int(row["reached"])), share=percent(row["share_of_first"], 1)
        )
        for row in shown.to_dict("records")
    ]
    return _("Bars by step, reached so far: {values}.").format(values="; ".join(parts))


def alt_exits(result: Funnel) -> str:
    """Return the values of the other outcomes: how many customers end with each."""
    shown = result.exits[result.exits["n"].notna()].sort_values("n", ascending=False, kind="stable")
    parts = [
        _("{exit} after {name} {n} ({share})").format(
            exit=words(row["exit"]), name=words(row["name"]), n=number(int(row["n"])),
            share=percent(row["share"], 1),
        )
        for row in shown.head(_MOST).to_dict("records")
    ]  # fmt: skip
    return _("Dots by outcome, of all who entered: {values}.").format(values="; ".join(parts))


def alt_groups(result: Funnel, *, group: str) -> str:
    """Return the values of the figure by group: who goes on at each step."""
    rows = result.differences
    rows = rows[(rows["metric"] == "funnel_share_of_previous") & rows["value"].notna()].head(_MOST)
    parts = [
        _("{group} to {name} {share}, others {rest}").format(
            group=row[group], name=words(row["name"]), share=percent(row["value"], 0),
            rest=percent(row["value_versus"], 0),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return _("Dots by step and {group}, who goes on: {values}.").format(
        group=in_words(group), values="; ".join(parts)
    )


def alt_times(result: Funnel) -> str:
    """Return the values of the curves: when half and nine in ten of those who get there are there."""
    shown = result.table[result.table["median_days"].notna()]
    parts = [
        _("{name} {median} and {p90}").format(
            name=words(row["name"]), median=lasting(row["median_days"]), p90=lasting(row["p90_days"])
        )
        for row in shown.to_dict("records")
    ]
    values = "; ".join(parts)
    return _("Curves by step; half and nine in ten of those who get there need: {values}.").format(
        values=values
    )


def alt_map(edges: pd.DataFrame) -> str:
    """Return the values of a process map: the most frequent transitions."""
    shown = edges[edges["n"].notna() & ~edges["from"].eq(RARE)].head(_MOST)
    parts = [
        _("{a} to {b} {n}").format(a=words(row["from"]), b=words(row["to"]), n=number(int(row["n"])))
        for row in shown.to_dict("records")
    ]
    return _("Boxes and arrows, most frequent first: {values}.").format(values="; ".join(parts))
