"""Funnels: how many reach each step, with the figure that allows for unfinished journeys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import _, number, percent
from .distribution import level_of
from .in_words import describe, tell
from .labels import name_of, part_of, plain, require, shorten, without_estimate
from .layout import caption, entitle, rows_axis, sentence, side_columns
from .style import LINES, PASSIVE, PROMOTER, SMALL, canvas, themed

_MOST_GROUPS = len(LINES)


@themed
def funnel(
    table: pd.DataFrame | Any,
    *,
    by: str | None = None,
    measure: str = "incidence",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of entries that reach each step so far, and with unfinished journeys allowed for.

    Parameters
    ----------
    table : DataFrame or Funnel
        `cxlab.funnel(...)`, or its `.table`.
    by : str, optional
        The group column: one dot per group and step instead of bars, up to four groups.
    measure : {"share_of_first", "mature", "incidence"}
        The estimate to draw per group.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Raises
    ------
    MissingColumn
        If a column is not in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"step": [1, 2], "name": ["visit", "buy"], "entered": 10, "reached": [10, 4],
    ...     "share_of_first": [1, 0.4], "share_of_first_low": [0.7, 0.2], "share_of_first_high": [1, 0.7],
    ...     "share_of_previous": [1, 0.4], "incidence": [1, 0.5], "incidence_low": [None, 0.3],
    ...     "incidence_high": [None, 0.8], "note": ""})
    >>> [tick.get_text() for tick in funnel(table).get_yticklabels()]
    ['visit', 'buy']
    """
    table = part_of(table, "table")
    require(table, "step", "name", "entered", "reached", *([by] if by else []))
    names = list(dict.fromkeys(table["name"]))
    groups = _shown(table, by)
    height = 1.3 + len(names) * (0.5 if by is None else 0.22 + 0.2 * min(len(groups), _MOST_GROUPS))
    ax = canvas(ax, height)
    entitle(ax, title or _("Who reaches which step"))
    if not groups:
        return sentence(ax, _("Nobody entered, or too few to be shown."))
    if by is None:
        _bars(ax, groups[0])
    else:
        _group_dots(ax, groups[:_MOST_GROUPS], by, measure)
    rows_axis(ax, [shorten(plain(name), 28) for name in names])
    ax.set_xlim(0, 1.02)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0], labels=[percent(tick, 0) for tick in (0, 0.25, 0.5, 0.75, 1)])
    _say(ax, table, by, measure, len(groups))
    value = "share_of_first" if by is None else measure
    return tell(ax, describe(table, "name" if by is None else [by, "name"], value=value, unit="share"))


def _shown(table: pd.DataFrame, by: str | None) -> list[pd.DataFrame]:
    """Return the groups somebody entered and that are large enough to be shown."""
    groups = [table] if by is None else [rows for _key, rows in table.groupby(by, sort=False, dropna=False)]
    return [rows for rows in groups if rows["reached"].fillna(0).max() > 0]


def _bars(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the plain share as a bar, the censoring-aware one as a dot with its interval."""
    places = np.arange(len(rows))
    ax.barh(places, rows["share_of_first"], height=0.52, color=PASSIVE, zorder=1)
    point, low, high = (
        rows[name].astype(float).to_numpy() for name in ("incidence", "incidence_low", "incidence_high")
    )
    known = np.isfinite(point)
    ax.hlines(places[known], low[known], high[known], color=PROMOTER, linewidth=2.2, zorder=3)
    ax.plot(point[known], places[known], "o", color=PROMOTER, markersize=7, markeredgecolor="white", zorder=4)
    shown = [percent(p, 1) if np.isfinite(p) else "–" for p in point]
    previous = [
        "" if place == 0 else percent(value, 1) for place, value in enumerate(rows["share_of_previous"])
    ]
    reached = ["–" if pd.isna(n) else number(int(n)) for n in rows["reached"]]
    columns = [(_("Reach it"), shown), (_("so far"), reached), (_("of step before"), previous)]
    side_columns(ax, list(places), columns)


def _group_dots(ax: Axes, groups: list[pd.DataFrame], by: str, measure: str) -> None:
    shift = 0.18 * (np.arange(len(groups)) - (len(groups) - 1) / 2)
    for rows, colour, offset in zip(groups, LINES, shift, strict=False):
        places = rows["step"].to_numpy(dtype=float) - 1 + offset
        point, low, high = (
            rows[name].astype(float).to_numpy() for name in (measure, f"{measure}_low", f"{measure}_high")
        )
        known = np.isfinite(point)
        ax.hlines(places[known], low[known], high[known], color=colour, linewidth=2.2)
        first = rows["entered"].iloc[0]
        entered = "–" if pd.isna(first) else number(int(first))
        ax.plot(point[known], places[known], "o", color=colour, markersize=6.5, markeredgecolor="white",
                label=f"{shorten(name_of(rows[by].iloc[0]), 24, 1)} (n = {entered})")  # fmt: skip
    ax.legend(loc="lower right", frameon=False, fontsize=SMALL, handletextpad=0.2)


def _say(ax: Axes, table: pd.DataFrame, by: str | None, measure: str, groups: int) -> None:
    level = level_of(table)
    parts = []
    if by is None:
        parts.append(_("Bars: share so far, unfinished journeys counted as lost"))
        parts.append(_("Dots: share within the window, unfinished journeys "
                       "allowed for, with {level} interval").format(
            level=level))  # fmt: skip
    else:
        what = {
            "share_of_first": _("Share so far, unfinished journeys counted as lost"),
            "mature": _("Share of entries whose window has passed"),
            "incidence": _("Share within the window, unfinished journeys allowed for"),
        }[measure]
        parts.append(_("{measure}; lines: {level} interval").format(measure=what, level=level))
        if groups > _MOST_GROUPS:
            parts.append(_("The first {n} groups are shown").format(n=_MOST_GROUPS))
    notes = [note for note in table["note"].unique() if note] if "note" in table else []
    parts += [without_estimate(note) for note in notes[:1]]
    caption(ax, *parts, width=100)
