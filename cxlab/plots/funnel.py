"""Funnels: how many reach each step, with the figure that allows for unfinished journeys.

And how long it takes.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from ..language import _, number, percent
from .distribution import level_of
from .labels import name_of, require, shorten, without_estimate
from .layout import caption, entitle, rows_axis, sentence, side_columns
from .style import DETRACTOR, GRID, INK, LINES, MUTED, PASSIVE, PROMOTER, SMALL, canvas, themed
from .trend import spread

_MOST_GROUPS = len(LINES)
_MEASURES = ("share_of_first", "mature", "incidence")


@themed
def funnel(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    measure: str = "incidence",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of entries that reach each step, with intervals.

    Unfinished journeys allowed for beside it.

    Parameters
    ----------
    table : DataFrame
        `cxlab.funnel(...).table`.
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
    require(table, "step", "name", "entered", "reached", *([by] if by else []))
    names = list(dict.fromkeys(table["name"]))
    labels = [shorten(_plain(name), 28) for name in names]
    groups = [table] if by is None else [rows for _key, rows in table.groupby(by, sort=False, dropna=False)]
    groups = [
        rows for rows in groups if rows["reached"].notna().any() and rows["reached"].fillna(0).max() > 0
    ]
    height = 1.3 + len(names) * (0.5 if by is None else 0.22 + 0.2 * min(len(groups), _MOST_GROUPS))
    ax = canvas(ax, height)
    entitle(ax, title or _("Who reaches which step"))
    if not groups:
        return sentence(ax, _("Nobody entered, or too few to be shown."))
    if by is None:
        _bars(ax, groups[0])
    else:
        _group_dots(ax, groups[:_MOST_GROUPS], by, measure)
    rows_axis(ax, labels)
    ax.set_xlim(0, 1.02)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0], labels=[percent(tick, 0) for tick in (0, 0.25, 0.5, 0.75, 1)])
    _say(ax, table, by, measure, len(groups))
    return ax


def _plain(name: object) -> str:
    """Return a step's name as words, in which lines can break."""
    return str(name).replace("_", " ")


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
    reached = [number(int(n)) for n in rows["reached"]]
    side_columns(ax, list(places), [(_("Reach it"), shown), (_("of previous"), previous), ("n", reached)])


def _group_dots(ax: Axes, groups: list[pd.DataFrame], by: str, measure: str) -> None:
    shift = 0.18 * (np.arange(len(groups)) - (len(groups) - 1) / 2)
    for rows, colour, offset in zip(groups, LINES, shift, strict=False):
        places = rows["step"].to_numpy(dtype=float) - 1 + offset
        point, low, high = (
            rows[name].astype(float).to_numpy() for name in (measure, f"{measure}_low", f"{measure}_high")
        )
        known = np.isfinite(point)
        ax.hlines(places[known], low[known], high[known], color=colour, linewidth=2.2)
        entered = number(int(rows["entered"].iloc[0]))
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


@themed
def step_flow(table: pd.DataFrame, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a funnel as a flow: how many go on from step to step, and how many are lost or unfinished between.

    Parameters
    ----------
    table : DataFrame
        `cxlab.funnel(...).table` of one group.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["visit", "buy"], "reached": [10, 4], "mature_reached": [8, 4]})
    >>> step_flow(table).texts[0].get_text()
    'visit'
    """
    require(table, "name", "reached")
    ax = canvas(ax, 3.6)
    entitle(ax, title or _("How many go on from step to step"))
    reached = table["reached"].fillna(0).to_numpy(dtype=float)
    if not len(reached) or not reached[0]:
        return sentence(ax, _("Nobody entered, or too few to be shown."))
    share, wide = reached / reached[0], 0.16
    size = len(share)
    width = max(int(92 / size), 8)
    for place, (name, part) in enumerate(zip(table["name"], share, strict=True)):
        ax.add_patch(_band([place, place + wide], [0, 0], [part, part], PROMOTER, 1.0))
        ax.text(
            place + wide / 2,
            1.07,
            shorten(_plain(name), width, 2),
            ha="center",
            va="bottom",
            fontsize=SMALL + 0.5,
            fontweight="bold",
            color=INK,
        )
        ax.text(
            place + wide / 2,
            -0.05,
            f"{number(int(reached[place]))}\n{percent(part, 0 if part in (0, 1) else 1)}",
            ha="center",
            va="top",
            fontsize=SMALL + 0.5,
            color=INK,
            linespacing=1.3,
        )
        if place + 1 < size:
            _to_next(ax, place, wide, part, share[place + 1], int(reached[place] - reached[place + 1]))
    ax.set_xlim(-0.25, size - 1 + wide + 0.25)
    ax.set_ylim(-0.28, 1.3)
    ax.set_axis_off()
    return ax


def _to_next(ax: Axes, place: int, wide: float, here: float, there: float, lost: int) -> None:
    """Draw those who go on as a band at the bottom, those who do not as one that falls away."""
    x = np.linspace(place + wide, place + 1, 30)
    ease = (1 - np.cos(np.linspace(0, np.pi, 30))) / 2
    ax.add_patch(_band(x, 0 * x, np.full(30, there), PROMOTER, 0.28))
    if lost:
        short = x[:15]
        top = here - ease[:15] * (here - there) * 0.35
        ax.add_patch(_band(short, np.full(15, there), np.maximum(top, there), DETRACTOR, 0.32))
        ax.text(
            place + wide + 0.06,
            max(here, there + 0.0) + 0.012,
            "−" + number(lost),
            ha="left",
            va="bottom",
            fontsize=SMALL,
            color="#a34a10",
        )


def _band(x: list[float] | np.ndarray, low: object, high: object, colour: str, alpha: float) -> Polygon:
    points = np.vstack([np.column_stack([x, np.asarray(low)]), np.column_stack([x, np.asarray(high)])[::-1]])
    return Polygon(points, closed=True, facecolor=colour, alpha=alpha, edgecolor="none")


@themed
def time_to_step(
    curves: pd.DataFrame, *, title: str | None = None, ax: Axes | None = None, ticks: int = 6
) -> Axes:
    """Draw how the share that has reached each step grows with the time since entry.

    And who is still at risk.

    Parameters
    ----------
    curves : DataFrame
        `cxlab.funnel(...).curves` of one group: step, name, time_days (or time_hours), at_risk, estimate,
        low, high.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.
    ticks : int
        At how many times the number at risk is written.

    Returns
    -------
    Axes

    Examples
    --------
    >>> curves = pd.DataFrame({"step": 2, "name": "buy", "time_days": [0.0, 1, 2], "at_risk": [9, 8, 4],
    ...     "estimate": [0, 0.1, 0.3], "low": [0, 0, 0.1], "high": [0.1, 0.3, 0.5]})
    >>> float(time_to_step(curves).get_ylim()[0])
    0.0
    """
    time = next((name for name in curves.columns if str(name).startswith("time_")), "time_days")
    require(curves, "step", "name", time, "at_risk", "estimate", "low", "high")
    steps = [rows for _step, rows in curves.groupby("step", sort=True) if rows["estimate"].notna().any()]
    ax = canvas(ax, 3.7 + 0.2 * len(steps))
    entitle(ax, title or _("How long it takes to reach each step"))
    if not steps:
        return sentence(ax, _("No journey was observed long enough to show times."))
    last = float(curves[time].max())
    places = np.linspace(0, last, ticks)
    ends = []
    colours = [LINES[place % len(LINES)] for place in range(len(steps))]
    for rows, colour in zip(steps, colours, strict=True):
        x, y = rows[time].to_numpy(dtype=float), rows["estimate"].to_numpy(dtype=float)
        ax.fill_between(
            x,
            rows["low"].astype(float),
            rows["high"].astype(float),
            color=colour,
            alpha=0.16,
            step="post",
            linewidth=0,
        )
        ax.plot(x, y, color=colour, drawstyle="steps-post")
        ends.append((float(y[np.isfinite(y)][-1]), shorten(_plain(rows["name"].iloc[0]), 20, 2), colour))
    top = min(float(np.nanmax(curves["high"].astype(float))) * 1.08, 1.0)
    ax.set_ylim(0, top)
    ax.set_xlim(0, last)
    digits = 0 if last >= 5 else 1
    ax.set_xticks(places, labels=[number(place, digits) for place in places])
    values = ax.get_yticks()
    values = values[(values >= 0) & (values <= top + 1e-9)]
    ax.set_yticks(values, labels=[percent(v, 0 if np.allclose(values * 100 % 1, 0) else 1) for v in values])
    _name_ends(ax, ends, top)
    _at_risk(ax, steps, colours, time, places)
    unit = _("Hours since entry") if time == "time_hours" else _("Days since entry")
    meaning = _("Share that has reached the step, with {level} interval; below: number still at risk")
    caption(ax, unit, meaning.format(level=level_of(curves)), width=100)
    ax.xaxis.labelpad = 18 + 12.5 * len(steps)
    return ax


def _name_ends(ax: Axes, ends: list[tuple[float, str, str]], top: float) -> None:
    """Write the steps' names right of their curves, moved apart where they would touch."""
    room = 200.0
    ordered = sorted(ends)
    heights = [(text.count("\n") + 1) * SMALL * 1.3 + 2 for _y, text, _c in ordered]
    centres = spread([value / top * room for value, _t, _c in ordered], heights, room)
    for centre, (_value, text, colour) in zip(centres, ordered, strict=True):
        ax.annotate(
            text,
            (1, centre / room),
            xycoords="axes fraction",
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=colour,
            linespacing=1.1,
        )


def _at_risk(ax: Axes, steps: list[pd.DataFrame], colours: list[str], time: str, places: np.ndarray) -> None:
    for line, (rows, colour) in enumerate(zip(steps, colours, strict=True)):
        x = rows[time].to_numpy(dtype=float)
        n = rows["at_risk"].to_numpy()[np.clip(np.searchsorted(x, places - 1e-9), 0, len(x) - 1)]
        for place, count in zip(places, n, strict=True):
            ax.annotate(
                number(int(count)),
                (place, 0),
                xycoords=("data", "axes fraction"),
                xytext=(0, -22 - 12.5 * line),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=SMALL - 0.5,
                color=colour,
            )
    ax.grid(visible=True, axis="y", color=GRID)
    ax.tick_params(axis="x", labelcolor=MUTED)
