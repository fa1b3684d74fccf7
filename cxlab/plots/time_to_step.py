"""How the share that has reached each step grows with the time since entry, and who is still at risk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import _, number, percent
from .distribution import level_of
from .in_words import describe_curves, tell
from .labels import part_of, plain, require, shorten
from .layout import caption, decimals_needed, entitle, sentence
from .style import GRID, LINES, MUTED, SMALL, canvas, themed
from .trend import spread

FEW = 5  # numbers at risk below it are written as "< 5"
_DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)))  # where there are more steps than colours


@themed
def time_to_step(
    curves: pd.DataFrame | Any, *, title: str | None = None, ax: Axes | None = None, ticks: int = 6
) -> Axes:
    """Draw how the share that has reached each step grows with the time since entry, and who is at risk.

    Parameters
    ----------
    curves : DataFrame or Funnel
        `cxlab.funnel(...)` without groups, or its `.curves` of one group: step, name,
        time_days (or time_hours), at_risk, estimate, low, high.
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
    curves = part_of(curves, "curves")
    time = next((name for name in curves.columns if str(name).startswith("time_")), "time_days")
    require(curves, "step", "name", time, "at_risk", "estimate", "low", "high")
    steps = [rows for _step, rows in curves.groupby("step", sort=True) if rows["estimate"].notna().any()]
    ax = canvas(ax, 3.7 + 0.2 * len(steps))
    entitle(ax, title or _("How long it takes to reach each step"))
    if not steps:
        return sentence(ax, _("No journey was observed long enough to show times."))
    colours = [LINES[place % len(LINES)] for place in range(len(steps))]
    for place, (rows, colour) in enumerate(zip(steps, colours, strict=True)):
        _curve(ax, rows, time, colour, _DASHES[min(place // len(LINES), len(_DASHES) - 1)])
    top = max(min(float(np.nanmax(curves["high"].astype(float))) * 1.08, 1.0), 0.01)
    places = np.linspace(0, float(curves[time].max()), ticks)
    _axes(ax, places, top)
    _name_ends(ax, steps, colours, top)
    _at_risk(ax, steps, colours, time, places)
    unit = _("Hours since entry") if time == "time_hours" else _("Days since entry")
    meaning = _(
        "Share that has reached the step, with {level} interval; below, step by step: number still at risk"
    )
    caption(ax, unit, meaning.format(level=level_of(curves)), width=105)
    ax.xaxis.labelpad = 18 + 12.5 * len(steps)
    named = [(plain(rows["name"].iloc[0]), rows) for rows in steps]
    about = f"{_('Share that has reached the step')}, {unit}"
    return tell(ax, describe_curves(named, list(places), time=time, label=about))


def _curve(ax: Axes, rows: pd.DataFrame, time: str, colour: str, dashes: object) -> None:
    x, y = rows[time].to_numpy(dtype=float), rows["estimate"].to_numpy(dtype=float)
    low, high = rows["low"].astype(float), rows["high"].astype(float)
    ax.fill_between(x, low, high, color=colour, alpha=0.16, step="post", linewidth=0)
    ax.plot(x, y, color=colour, drawstyle="steps-post", linestyle=dashes)


def _axes(ax: Axes, places: np.ndarray, top: float) -> None:
    """Scale and label both axes in the current language."""
    ax.set_ylim(0, top)
    ax.set_xlim(0, float(places[-1]) or 1.0)
    digits = min(decimals_needed(list(places)), 1)
    ax.set_xticks(places, labels=[number(place, digits) for place in places])
    values = ax.get_yticks()
    values = values[(values >= 0) & (values <= top + 1e-9)]
    decimals = min(decimals_needed(list(values), 100), 2)
    ax.set_yticks(values, labels=[percent(value, decimals) for value in values])


def _name_ends(ax: Axes, steps: list[pd.DataFrame], colours: list[str], top: float) -> None:
    """Write the steps' names right of their curves, moved apart where they would touch."""
    room, ends = 200.0, []
    for rows, colour in zip(steps, colours, strict=True):
        last = rows["estimate"].dropna().iloc[-1]
        ends.append((float(last), shorten(plain(rows["name"].iloc[0]), 20, 2), colour))
    ordered = sorted(ends)
    heights = [(text.count("\n") + 1) * SMALL * 1.3 + 2 for _y, text, _c in ordered]
    centres = spread([value / top * room for value, _t, _c in ordered], heights, room)
    for centre, (_value, text, colour) in zip(centres, ordered, strict=True):
        ax.annotate(
            text, (1, centre / room), xycoords="axes fraction", xytext=(5, 0), textcoords="offset points",
            va="center", fontsize=SMALL, color=colour, linespacing=1.1,
        )  # fmt: skip


def _at_risk(ax: Axes, steps: list[pd.DataFrame], colours: list[str], time: str, places: np.ndarray) -> None:
    for line, (rows, colour) in enumerate(zip(steps, colours, strict=True)):
        x = rows[time].to_numpy(dtype=float)
        n = rows["at_risk"].to_numpy()[np.clip(np.searchsorted(x, places - 1e-9), 0, len(x) - 1)]
        for place, count in zip(places, n, strict=True):
            few = 0 < count < FEW  # a few people are not told
            ax.annotate(
                f"<\N{THIN SPACE}{number(FEW)}" if few else number(int(count)),
                (place, 0), xycoords=("data", "axes fraction"), ha="center", va="top",
                xytext=(0, -22 - 12.5 * line), textcoords="offset points", fontsize=SMALL - 0.5, color=colour,
            )  # fmt: skip
    ax.grid(visible=True, axis="y", color=GRID)
    ax.tick_params(axis="x", labelcolor=MUTED)
