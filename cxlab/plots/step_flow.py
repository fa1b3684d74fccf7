"""A funnel as a flow: how many go on from step to step, and how many have not so far."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from ..language import _, number, percent
from .labels import part_of, plain, require, shorten
from .layout import entitle, sentence
from .style import INK, MUTED, NEGATIVE, POSITIVE, SMALL, canvas, themed

_WIDE = 0.16  # of a bar, where the distance from step to step is 1
_DARK_ORANGE = "#a34a10"


@themed
def step_flow(table: pd.DataFrame | Any, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a funnel as a flow: how many go on from step to step, and how many are lost or unfinished between.

    Parameters
    ----------
    table : DataFrame or Funnel
        `cxlab.funnel(...)` without groups, or its `.table` of one group.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["visit", "buy"], "reached": [10, 4]})
    >>> step_flow(table).texts[0].get_text()
    'visit'
    """
    table = part_of(table, "table")
    require(table, "name", "reached")
    ax = canvas(ax, 3.7)
    entitle(ax, title or _("How many go on from step to step"))
    reached = table["reached"].to_numpy(dtype=float, na_value=np.nan)
    if not len(reached) or not reached[0] > 0:
        return sentence(ax, _("Nobody entered, or too few to be shown."))
    share, size = reached / reached[0], len(reached)
    width = max(int(92 / size), 8)
    for place, name in enumerate(table["name"]):
        _bar(ax, place, share[place], reached[place], shorten(plain(name), width, 2))
        # A step whose number is hidden has no band: nothing tells how many came or went.
        if place + 1 < size and np.isfinite(share[place : place + 2]).all():
            _to_next(ax, place, share[place], share[place + 1], int(reached[place] - reached[place + 1]))
    ax.set_xlim(-0.25, size - 1 + _WIDE + 0.25)
    ax.set_ylim(-0.45, 1.32)
    ax.set_axis_off()
    meaning = _(
        "Dark: have reached the step; light: go on; orange: have not gone on so far, lost or still under way"
    )
    ax.text(-0.25, -0.34, meaning, ha="left", va="top", fontsize=SMALL, color=MUTED)
    return ax


def _bar(ax: Axes, place: int, part: float, reached: float, name: str) -> None:
    """Draw those who reached a step, with its name above and their number below."""
    middle = place + _WIDE / 2
    ax.text(middle, 1.12, name, ha="center", va="bottom", fontsize=SMALL + 0.5, fontweight="bold", color=INK)
    written = "–"
    if np.isfinite(reached):
        ax.add_patch(_band([place, place + _WIDE], [0, 0], [part, part], POSITIVE, 1.0))
        written = f"{number(int(reached))}\n{percent(part, 0 if part in (0, 1) else 1)}"
    ax.text(middle, -0.05, written, ha="center", va="top", fontsize=SMALL + 0.5, color=INK, linespacing=1.3)


def _to_next(ax: Axes, place: int, here: float, there: float, lost: int) -> None:
    """Draw those who go on as a band at the bottom, those who do not as one that falls away."""
    x = np.linspace(place + _WIDE, place + 1, 30)
    ease = (1 - np.cos(np.linspace(0, np.pi, 30))) / 2
    ax.add_patch(_band(x, 0 * x, np.full(30, there), POSITIVE, 0.28))
    if not lost:
        return
    short, top = x[:15], here - ease[:15] * (here - there) * 0.35
    ax.add_patch(_band(short, np.full(15, there), np.maximum(top, there), NEGATIVE, 0.32))
    ax.text(
        place + _WIDE + 0.06, here + 0.012, "−" + number(lost), ha="left", va="bottom", fontsize=SMALL,
        color=_DARK_ORANGE,
    )  # fmt: skip


def _band(x: list[float] | np.ndarray, low: object, high: object, colour: str, alpha: float) -> Polygon:
    points = np.vstack([np.column_stack([x, np.asarray(low)]), np.column_stack([x, np.asarray(high)])[::-1]])
    return Polygon(points, closed=True, facecolor=colour, alpha=alpha, edgecolor="none")
