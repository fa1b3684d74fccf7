"""Importance against performance: what to improve first, what to keep up, as a map with four fields."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import _, number, percent
from .in_words import tell
from .labels import group_labels, require, shorten
from .layout import caption, entitle, sentence, value_axis, vertical_value_axis
from .style import INK, MUTED, NEGATIVE, POSITIVE, RULE, SMALL, canvas, themed

__all__ = ["importance_performance"]

COLOURS = {"concentrate": NEGATIVE, "keep_up": POSITIVE}
MOST_NAMED = 12
SHIFTS = (5, -13, 17, -25, 29)
"Where a name may stand above or below its point, in points."
POINT = 1 / 280
"A point as a part of the height of the chart."


@themed
def importance_performance(
    table: pd.DataFrame, *, names: str = "aspect", title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw each factor by its mean rating (across) and its importance (up), with both intervals.

    Parameters
    ----------
    table : DataFrame
        `cxlab.importance_performance`; rows without figures are left out.
    names : str
        Column with the names of the points. Of many, the most important and the decided ones are named.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> table = pd.DataFrame({"aspect": ["price", "web"], "importance": [0.7, 0.3],
    ...     "importance_low": [0.6, 0.2], "importance_high": [0.8, 0.4], "performance": [2.5, 3.5],
    ...     "performance_low": [2.4, 3.4], "performance_high": [2.6, 3.6], "importance_cut": 0.5,
    ...     "performance_cut": 3.0, "quadrant": ["concentrate", "overkill"]})
    >>> importance_performance(table).get_ylabel()
    'Importance'
    """
    sides = [
        f"{name}{end}" for name in ("importance", "performance") for end in ("", "_low", "_high", "_cut")
    ]
    require(table, names, *sides, "quadrant")
    table = table[table["importance"].notna() & table["performance"].notna()].reset_index(drop=True)
    ax = canvas(ax, 5.0)
    entitle(ax, title or _("Importance and mean rating"))
    if table.empty:
        return sentence(ax, _("No factor can be judged."))
    _crosses(ax, table)
    ax.axhline(table["importance_cut"].iloc[0], color=RULE, linewidth=1, zorder=0)
    ax.axvline(table["performance_cut"].iloc[0], color=RULE, linewidth=1, zorder=0)
    _scale(ax, table)
    _fields(ax)
    rows = table.to_dict("records")
    labels = [shorten(text, 26, 1) for text in group_labels(table, names)]
    _write(ax, rows, labels, _named(table))
    ax.set_ylabel(_("Importance"), color=MUTED, fontsize=SMALL)
    caption(ax, _("Mean rating, with intervals; lines: means of all factors"))
    return tell(ax, _words(table, labels))


def _crosses(ax: Axes, table: pd.DataFrame) -> None:
    for row in table.to_dict("records"):
        colour = COLOURS.get(row["quadrant"], RULE)
        x, y = row["performance"], row["importance"]
        if not pd.isna(row["importance_low"]):
            ax.hlines(y, row["performance_low"], row["performance_high"], color=colour, linewidth=1.2)
            ax.vlines(x, row["importance_low"], row["importance_high"], color=colour, linewidth=1.2)
        ax.plot(x, y, "o", markersize=7, color=colour, markeredgecolor="white", zorder=3)


def _scale(ax: Axes, table: pd.DataFrame) -> None:
    """Label both axes in the language that is spoken now, with room for names."""
    sides = {name: [name, f"{name}_low", f"{name}_high"] for name in ("importance", "performance")}
    high, wide = (np.ravel(table[columns].to_numpy(dtype=float)) for columns in sides.values())
    value_axis(ax, [*wide], "points")
    vertical_value_axis(ax, [*high, 0.0], "share")
    left, right = ax.get_xlim()
    ax.set_xlim(left - 0.12 * (right - left), right + 0.12 * (right - left))
    ax.set_ylim(0, ax.get_ylim()[1] * 1.08)


def _fields(ax: Axes) -> None:
    corners = {
        (0.01, 0.99): _("improve first"),
        (0.99, 0.99): _("keep up"),
        (0.01, 0.02): _("low priority"),
        (0.99, 0.02): _("better than needed"),
    }
    for (x, y), text in corners.items():
        ax.text(
            x, y, text, transform=ax.transAxes, ha="left" if x < 0.5 else "right",
            va="top" if y > 0.5 else "bottom", fontsize=SMALL, color=MUTED, style="italic",
        )  # fmt: skip


def _named(table: pd.DataFrame) -> list[int]:
    """Return the points to name: all where they are few, else the decided and the most important ones."""
    if len(table) <= MOST_NAMED:
        return list(range(len(table)))
    decided = table["quadrant"].isin(COLOURS).to_numpy()
    order = np.lexsort((-table["importance"].to_numpy(), ~decided))
    return [int(place) for place in order[: MOST_NAMED // 2]]


def _write(ax: Axes, rows: list[dict[Any, Any]], labels: list[str], named: list[int]) -> None:
    """Write the names beside their points, one below another where they would overlap."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    taken: list[tuple[float, float, float]] = []
    for place in named:
        x = (rows[place]["performance"] - left) / (right - left)
        y = (rows[place]["importance"] - bottom) / (top - bottom)
        wide, inwards = 0.014 * len(labels[place]), x > 0.6
        start = x - wide if inwards else x
        shift = next((one for one in SHIFTS if _free(taken, start, wide, y + one * POINT)), SHIFTS[0])
        taken.append((start, wide, y + shift * POINT))
        ax.annotate(
            labels[place], (rows[place]["performance"], rows[place]["importance"]),
            xytext=(-6 if inwards else 6, shift), textcoords="offset points",
            ha="right" if inwards else "left", fontsize=SMALL, color=INK, parse_math=False,
        )  # fmt: skip


def _free(taken: list[tuple[float, float, float]], start: float, wide: float, y: float) -> bool:
    return all(
        start + wide < other or other + far < start or abs(y - height) > 12 * POINT
        for other, far, height in taken
    )


def _words(table: pd.DataFrame, labels: list[str]) -> str:
    rows = table.to_dict("records")
    told = [
        _("{name}: importance {share}, rating {mean}").format(
            name=" ".join(labels[place].split()),
            share=percent(rows[place]["importance"], 0),
            mean=number(rows[place]["performance"], 1),
        )
        for place in _named(table)
    ]
    return "; ".join(told) + "."
