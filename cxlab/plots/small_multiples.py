"""Several measures over time, a small panel each with a scale of its own."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from ..errors import BadValue
from ..language import _
from ..text import Text
from .distribution import level_of
from .in_words import describe, tell
from .labels import require, shorten
from .layout import entitle, vertical_value_axis
from .style import MUTED, POSITIVE, SMALL, WIDTH, Figured, figure, figure_of, themed
from .timeline import Timeline, period_axis
from .trend import draw_line

__all__ = ["small_multiples"]

ACROSS = 3


@themed
def small_multiples(
    table: pd.DataFrame,
    *,
    names: Mapping[str, str],
    units: Mapping[str, str],
    targets: Mapping[str, float] | None = None,
    title: str | None = None,
) -> Axes:
    """Draw every measure period by period in a panel of its own, with interval and target.

    Parameters
    ----------
    table : DataFrame
        One row per measure and period: `metric`, `period` (first days), `every` (their length), `estimate`,
        `low`, `high`.
    names : dict
        What each measure is called; in this order they are drawn.
    units : dict
        How its values are written: "points" (plain numbers) or "share".
    targets : dict, optional
        Wanted values, drawn as dashed lines.
    title : str, optional
        What the figure shows.

    Returns
    -------
    Axes
        The first panel.

    Raises
    ------
    MissingColumn
        If a column is not in the table.
    BadValue
        If no measure has a value in two periods.

    Examples
    --------
    >>> table = pd.DataFrame({"metric": "nps", "period": pd.to_datetime(["2024-01-01", "2024-04-01"]),
    ...     "every": "quarter", "estimate": [10.0, 20.0], "low": [0.0, 12.0], "high": [20.0, 28.0]})
    >>> small_multiples(table, names={"nps": "NPS"}, units={"nps": "points"}).get_title("left")
    'NPS'
    """
    require(table, "metric", "period", "every", "estimate", "low", "high")
    parts = {name: table[table["metric"] == name] for name in names}
    shown = {name: rows for name, rows in parts.items() if rows["estimate"].notna().sum() > 1}
    if not shown:
        raise BadValue(Text("small_multiples: no measure has a value in two periods"))
    down = -(-len(shown) // ACROSS)
    made = figure(0.9 + 1.75 * down)
    axes, told = [], []
    for place, (name, rows) in enumerate(shown.items()):
        ax = made.add_subplot(down, ACROSS, place + 1, axes_class=Figured)
        target = (targets or {}).get(name)
        _panel(ax, rows, units[name], target)
        ax.set_title(shorten(names[name], 34, 1), fontsize=SMALL, fontweight="normal", pad=3)
        axes.append(ax)
        every = str(rows["every"].iloc[0])
        dated = rows.rename(columns={"period": every}) if every not in rows else rows
        told.append(describe(dated, every, label=names[name], unit=units[name], most=1))
    entitle(axes[0], title or _("Measures over time"))
    notes = [_("with {level} interval").format(level=level_of(table))]
    notes += [_("dashed: target")] if targets and any(name in shown for name in targets) else []
    figure_of(axes[0]).supxlabel("; ".join(notes), x=0.012, ha="left", fontsize=SMALL, color=MUTED)
    return tell(axes[0], *told)


def _panel(ax: Axes, rows: pd.DataFrame, unit: str, target: float | None) -> None:
    timeline = Timeline.of(rows["period"], str(rows["every"].iloc[0]))
    placed = rows.assign(place=timeline.positions(rows["period"])).set_index("place")
    line = placed[["estimate", "low", "high"]].reindex(range(len(timeline.periods)))
    draw_line(ax, line, POSITIVE, shade=0.2)
    values = [*line["estimate"], *line["low"], *line["high"], target]
    vertical_value_axis(ax, values, unit, most=4)
    if target is not None:
        ax.axhline(target, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    period_axis(ax, timeline, WIDTH * 72 / ACROSS - 45)
    ax.tick_params(labelsize=SMALL)
