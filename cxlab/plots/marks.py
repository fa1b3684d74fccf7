"""Changes written into a time chart: beside their period, touching neither the line nor each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import signed
from .labels import columns_wide, require
from .style import INK, RULE, SMALL, figure_of
from .timeline import Timeline

_STEPS = (10, 22, 34, 46)  # points between an interval's end and the middle of a label
_HEIGHT = SMALL * 1.35
_FAR = 30  # points from which on a thin line ties the label to its period


def mark_changes(ax: Axes, marks: pd.DataFrame, timeline: Timeline, period: str, rows: pd.DataFrame) -> None:
    """Ring the periods that changed and write by how much, the largest first, as long as there is room."""
    column = period if period in marks.columns else "group"
    require(marks, column, "estimate")
    marks = marks.assign(place=timeline.positions(marks[column]))
    marks = marks[marks["place"].isin(rows.index[rows["estimate"].notna()]) & marks["estimate"].notna()]
    ax.plot(
        marks["place"], rows["estimate"].reindex(marks["place"]), "o", markersize=9 if len(rows) <= 24 else 7,
        markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.2,
    )  # fmt: skip
    figure_of(ax).draw_without_rendering()  # settles the layout, without which nothing has a place in points
    top = _in_points(ax, 0, ax.get_ylim()[1])[1] + 4
    taken = [
        (*_in_points(ax, place, value), 4.0)
        for place, value in zip(rows.index, rows["estimate"], strict=True)
        if pd.notna(value)
    ]
    largest = marks.sort_values("estimate", key=np.abs, ascending=False, kind="stable")
    for place, change in zip(largest["place"].tolist(), largest["estimate"].tolist(), strict=True):
        taken += _write(ax, place, change, rows.loc[place], taken, top)


def _write(
    ax: Axes,
    place: int,
    change: float,
    row: pd.Series,
    taken: Sequence[tuple[float, float, float]],
    top: float,
) -> list[tuple[float, float, float]]:
    """Write one change where it is free; return what it takes up."""
    text = signed(change, 1)
    half = columns_wide(text) * SMALL * 0.33 + 2
    ends = [
        _in_points(ax, place, row["estimate"] if pd.isna(row[end]) else row[end]) for end in ("low", "high")
    ]
    for x, y in _spots(ends, half, change > 0):
        free = all(abs(x - a) >= half + wide or abs(y - b) >= _HEIGHT for a, b, wide in taken)
        if free and 6 <= y <= top and x >= half:
            break
    else:
        return []
    dot = _in_points(ax, place, row["estimate"])
    line = (
        {"arrowstyle": "-", "color": RULE, "linewidth": 0.7, "shrinkB": 5} if abs(y - dot[1]) > _FAR else None
    )
    ax.annotate(
        text, (place, row["estimate"]), xytext=(x - dot[0], y - dot[1]), textcoords="offset points",
        ha="center", va="center", fontsize=SMALL, fontweight="bold", arrowprops=line,
    )  # fmt: skip
    return [(x, y, half)]


def _in_points(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """Return where data coordinates lie, in points from the lower left corner of the Axes."""
    across, up = (ax.transData.transform((x, y)) - ax.get_window_extent().p0) * 72 / figure_of(ax).dpi
    return float(across), float(up)


def _spots(ends: Sequence[tuple[float, float]], half: float, up: bool) -> Iterator[tuple[float, float]]:
    """Yield centres for a label, best first: on the change's side, beside the interval, opposite."""
    (across, low), (_across, high) = ends
    above, below = [(across, high + step) for step in _STEPS], [(across, low - step) for step in _STEPS]
    first, last = (above, below) if up else (below, above)
    middle = (low + high) / 2
    yield from first[:2]
    yield from [(across - half - 7, middle + 5), (across + half + 7, middle - 5)]
    yield from [*first[2:], *last]
