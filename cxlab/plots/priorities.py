"""A priority list: what each cause costs, with intervals and the ranks it may have."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from ..language import _, interval, number
from .in_words import describe, tell
from .labels import group_labels, group_title, require, shorten
from .layout import caption, entitle, rows_axis, rows_height, sentence, side_columns, value_axis
from .style import MUTED, NEGATIVE, RULE, canvas, themed

__all__ = ["priorities"]

MOST = 15
"""Causes that are drawn, the costliest first."""


@themed
def priorities(
    table: pd.DataFrame, *, cause: str, label: str, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw what each cause costs as a dot with its interval, the costliest on top.

    Parameters
    ----------
    table : DataFrame
        As `cxlab.complaints.cause_impact` returns it: the cause, estimate, low, high, rank_best, rank_worst.
        Causes whose whole interval lies above 0 are coloured. Hidden ones have no estimate.
    cause : str
        Column of the cause.
    label : str
        What the cost is, with its unit.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure as tall as the causes need.

    Returns
    -------
    Axes

    Raises
    ------
    MissingColumn
        If a column is not in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"cause": ["bill", "price"], "estimate": [900.0, 300.0], "low": [400.0, -50.0],
    ...     "high": [1400.0, 700.0], "rank_best": [1, 1], "rank_worst": [2, 2]})
    >>> [tick.get_text() for tick in priorities(table, cause="cause", label="Cost").get_yticklabels()]
    ['bill', 'price']
    """
    require(table, cause, "estimate", "low", "high", "rank_best", "rank_worst")
    known = table[table["estimate"].notna()].head(MOST).reset_index(drop=True)
    labels = [shorten(text) for text in group_labels(known, cause)]
    ax = canvas(ax, rows_height(labels or [""]))
    entitle(ax, title or _("{measure} by {group}").format(measure=label, group=group_title(table, cause)))
    if known.empty:
        return sentence(ax, _("No cause has enough complaints to be shown."))
    cost, low, high = (known[name].to_numpy(dtype=float) for name in ("estimate", "low", "high"))
    for row, sure in enumerate(low > 0):
        colour = NEGATIVE if sure else MUTED
        ax.plot([low[row], high[row]], [row, row], color=colour, linewidth=2.0, solid_capstyle="round")
        ax.plot([cost[row]], [row], "o", color=colour, markersize=6, markeredgecolor="white")
    ax.axvline(0, color=RULE, linewidth=1.0, zorder=1)
    rows_axis(ax, labels)
    value_axis(ax, [0.0, *low, *high], "points")
    digits = 0 if (high - low).max() >= 20 else 1
    ranks = [
        number(best, 0) if best == worst else interval(best, worst, 0)
        for best, worst in known[["rank_best", "rank_worst"]].to_numpy(dtype=int)
    ]
    side_columns(ax, range(len(known)), [(label, [number(one, digits) for one in cost]), (_("rank"), ranks)])
    coloured = _("In colour: the whole interval lies above 0") if (low > 0).any() else ""
    caption(ax, _("{measure} with interval").format(measure=label), coloured)
    return tell(ax, describe(known, cause, label=label, unit="count" if digits == 0 else "number"))
