"""A Pareto chart: the causes in order, with intervals, and how much the first few make up together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import _, interval, number, percent
from .in_words import describe, tell
from .labels import group_labels, group_title, require, shorten
from .layout import caption, entitle, rows_axis, rows_height, sentence, side_columns, value_axis
from .style import MUTED, NEUTRAL, POSITIVE, canvas, themed

__all__ = ["pareto"]

MOST = 15
"""Causes that are drawn, the largest first."""


@themed
def pareto(
    table: pd.DataFrame, *, cause: str, label: str = "", title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the shares of causes, the largest on top, with intervals, cumulated shares and possible ranks.

    Parameters
    ----------
    table : DataFrame
        As `cxlab.complaints.pareto` returns it: the cause, estimate, low, high, cumulative, rank_best,
        rank_worst. Hidden causes have no estimate.
    cause : str
        Column of the cause.
    label : str
        What the shares are shares of.
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
    >>> table = pd.DataFrame({"cause": ["bill", "price"], "estimate": [0.7, 0.3], "low": [0.6, 0.2],
    ...     "high": [0.8, 0.4], "cumulative": [0.7, 1.0], "rank_best": [1, 2], "rank_worst": [1, 2]})
    >>> [tick.get_text() for tick in pareto(table, cause="cause").get_yticklabels()]
    ['bill', 'price']
    """
    require(table, cause, "estimate", "low", "high", "cumulative", "rank_best", "rank_worst")
    label = label or _("Share of complaints")
    known = table[table["estimate"].notna()].head(MOST).reset_index(drop=True)
    labels = [shorten(text) for text in group_labels(known, cause)]
    ax = canvas(ax, rows_height(labels or [""]))
    entitle(ax, title or _("{measure} by {group}").format(measure=label, group=group_title(table, cause)))
    if known.empty:
        return sentence(ax, _("No cause has enough complaints to be shown."))
    share, low, high = (known[name].to_numpy(dtype=float) for name in ("estimate", "low", "high"))
    rows = np.arange(len(known))
    sure = (known["rank_worst"] == 1).to_numpy(dtype=bool)
    ax.barh(rows, share, height=0.62, color=[POSITIVE if one else NEUTRAL for one in sure], zorder=2)
    ax.hlines(rows, low, high, color=MUTED, linewidth=1.6, zorder=3)
    rows_axis(ax, labels)
    value_axis(ax, [0.0, *high], "share")
    ax.set_xlim(left=0)
    ranks = [_ranks(best, worst) for best, worst in known[["rank_best", "rank_worst"]].to_numpy(dtype=int)]
    columns = [
        (_("share"), [percent(one, 0) for one in share]),
        (_("cumulated"), [percent(one, 0) for one in known["cumulative"]]),
        (_("rank"), ranks),
    ]
    side_columns(ax, range(len(known)), columns)
    left = len(table) - len(known)
    more = _("{n} further causes are not drawn").format(n=number(left)) if left else ""
    caption(ax, _("{measure} with interval").format(measure=label), more)
    return tell(ax, describe(known, cause, label=label, unit="share"))


def _ranks(best: int, worst: int) -> str:
    return number(best, 0) if best == worst else interval(best, worst, 0)
