"""A control chart: the points in time, their centre line and limits, and what is out of the ordinary."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import _
from .labels import require
from .layout import caption, entitle, sentence, vertical_value_axis
from .style import DETRACTOR, INK, MUTED, PROMOTER, RULE, WIDTH, canvas, themed
from .timeline import Timeline, period_axis

POINTS = 72 * (WIDTH - 1.2)  # width of the axis in points


@themed
def control_chart(
    table: pd.DataFrame,
    *,
    time: str,
    label: str = "",
    unit: str = "number",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the points of a control chart with centre line and limits; signals stand out.

    Parameters
    ----------
    table : DataFrame
        Table of a `ControlChart`: the column `time`, `phase`, `estimate`, `centre`, `low`, `high`, `signal`;
        `smoothed` (EWMA) is drawn where there is one. A hidden point has no estimate and leaves a gap.
    time : str
        The column that names the points.
    label : str
        What is charted.
    unit : {"number", "share"}
        How to write values.
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
    >>> table = pd.DataFrame({"week": [1, 2, 3], "phase": 1, "estimate": [20.0, 24.0, 60.0], "centre": 22.0,
    ...                       "low": 8.0, "high": 36.0, "signal": [False, False, True]})
    >>> ax = control_chart(table, time="week", label="Complaints")
    >>> ax.lines[1].get_xdata().tolist()
    [2]
    """
    require(table, time, "phase", "estimate", "centre", "low", "high", "signal")
    ax = canvas(ax, 3.3)
    entitle(
        ax, title or _("{measure}: what is usual and what is not").format(measure=label or _("Complaints"))
    )
    if table["estimate"].isna().all():
        return sentence(ax, _("No point has a value that can be shown."))
    place = np.arange(len(table))
    value = (table["smoothed"] if "smoothed" in table else table["estimate"]).to_numpy(
        dtype=float, na_value=np.nan
    )
    for _phase, rows in table.assign(_place=place).groupby("phase", sort=True):
        _limits(ax, rows)
    ax.plot(place, value, color=PROMOTER, linewidth=1.4, marker="o", markersize=3.5)
    signal = table["signal"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    ax.plot(
        place[signal], value[signal], "o", color=DETRACTOR, markersize=7, markeredgecolor="white", zorder=4
    )
    for start in np.flatnonzero(table["phase"].diff().fillna(0).to_numpy() != 0):
        ax.axvline(start - 0.5, color=RULE, linewidth=0.8, linestyle=(0, (2, 2)))
    vertical_value_axis(ax, [*table["low"], *table["high"], *value], "share" if unit == "share" else "points")
    period_axis(ax, Timeline.of(table[time], time), POINTS)
    words = _("Line: usual value; band: what needs no explanation")
    caption(ax, label if title else "", words, _("In colour: out of the ordinary"))
    return ax


def _limits(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw band and centre line of one phase, and write their values at its end."""
    place = rows["_place"].to_numpy(dtype=float)
    edges = np.append(place - 0.5, place[-1] + 0.5)
    low, high = (rows[name].to_numpy(dtype=float) for name in ("low", "high"))
    ax.stairs(high, edges, baseline=low, fill=True, color=PROMOTER, alpha=0.09, linewidth=0)
    for limit in (low, high):
        ax.stairs(limit, edges, baseline=None, color=MUTED, linewidth=0.9)
    ax.hlines(rows["centre"].iloc[0], edges[0], edges[-1], color=INK, linewidth=1.0)
