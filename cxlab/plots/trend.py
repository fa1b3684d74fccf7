"""An estimate over time, with its interval, gaps where there is none, and the changes that matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..errors import BadValue
from ..language import _, ngettext, number
from ..text import Text
from .distribution import level_of
from .in_words import describe, tell
from .labels import columns_of, columns_wide, group_labels, is_suppressed, require, shorten
from .layout import caption, entitle, sentence, vertical_value_axis, written
from .marks import mark_changes
from .style import LINES, MUTED, PROMOTER, SMALL, WIDTH, Figured, canvas, figure, figure_of, themed
from .timeline import Timeline, period_axis
from .titles import changes_title

_PANELS_ACROSS = 3
_SHADE = 0.2
_FEW = 8  # up to so many periods have bars as intervals: a band between them would look like measurements


@themed
def over_time(
    table: pd.DataFrame,
    *,
    period: str,
    by: str | Sequence[str] | None = None,
    marks: pd.DataFrame | None = None,
    target: float | None = None,
    label: str = "NPS",
    unit: str = "points",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw an estimate per period with its interval; no line runs across a period without one.

    Parameters
    ----------
    table : DataFrame
        One row per period (and group): `period`, the columns of `by`, `estimate`, `low`, `high`, `n`, `note`.
    period : str
        The period column: dates (the first day of each period) or texts in their order.
    by : str or sequence of str, optional
        Group columns: up to four groups are lines with their names beside them, more become small panels.
    marks : DataFrame, optional
        Changes to name, for example the significant ones: the period (in the column `period`, or in `group`
        as `cxlab.nps_compare` returns it) and `estimate`. Only drawn without `by`.
    target : float, optional
        A wanted value, drawn as a dashed line.
    label : str
        What the estimate is.
    unit : {"points", "difference", "share"}
        How to write values.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        The Axes; with small panels the first of them.

    Raises
    ------
    MissingColumn
        If a column is not in a table.
    BadValue
        If more than four groups are to be drawn into a given Axes.

    Examples
    --------
    >>> table = pd.DataFrame({"month": pd.to_datetime(["2017-05-01", "2017-07-01"]), "estimate": [10.0, 20.0],
    ...     "low": [0.0, 12.0], "high": [20.0, 28.0], "n": [100, 120], "note": ""})
    >>> [tick.get_text() for tick in over_time(table, period="month").get_xticklabels()]
    ['May\n2017', 'Jun\n', 'Jul\n']
    """
    require(table, period, "estimate", "low", "high", "n", "note")
    dated = _in_order(table[table[period].notna()], by)
    tested = len(marks) if by is None and marks is not None else None
    title = title or changes_title(_("{measure} over time").format(measure=label), tested)
    if dated["estimate"].isna().all():
        ax = canvas(ax, 1.6)
        entitle(ax, title)
        return sentence(ax, _("No period has enough answers to be shown."))
    timeline = Timeline.of(dated[period], period)
    lines = _lines(dated, timeline, period, by)
    if len(lines) > len(LINES):
        if ax is not None:
            raise BadValue(
                Text(
                    "by: {n} groups need a figure of their own; leave out ax or draw up to {most}",
                    n=len(lines),
                    most=len(LINES),
                )
            )
        axes = _panels(lines, timeline, target, unit)
    else:
        axes = [_one(canvas(ax, 3.9), lines, timeline, target, unit, label if by is None else None)]
    entitle(axes[0], title)
    if by is None and marks is not None:
        mark_changes(axes[0], marks, timeline, period, next(iter(lines.values())))
    notes = [_("{measure} with {level} interval").format(measure=label, level=level_of(table))]
    if by is None and marks is not None and len(marks):
        notes.append(_("ringed: significant change"))
    if target is not None and len(axes) > 1:
        notes.append(_("dashed: target {value}").format(value=written(target, unit)))
    _explain(axes, [*notes, *_undated(table, period)])
    named = period if by is None else [*columns_of(by), period]
    return tell(axes[0], describe(dated, named, label=label, unit=unit))


def _in_order(table: pd.DataFrame, by: str | Sequence[str] | None) -> pd.DataFrame:
    """Sort by the groups, or the first period's groups would come first; texts and numbers may be mixed."""
    if by is None:
        return table
    return table.sort_values(
        columns_of(by), kind="stable", key=lambda keys: keys.astype(str) if keys.dtype == object else keys
    )


def _lines(
    table: pd.DataFrame, timeline: Timeline, period: str, by: str | Sequence[str] | None
) -> dict[str, pd.DataFrame]:
    """Return one frame per group, with a row for every period of the axis."""
    names = [""] * len(table) if by is None else group_labels(table, by)
    placed = table[["estimate", "low", "high", "n", "note"]].assign(
        place=timeline.positions(table[period]), name=names
    )
    if placed.duplicated(["name", "place"]).any():
        raise BadValue(
            Text(
                "over_time: expected one row per period and group; found several: name their columns in `by`"
            )
        )
    groups = placed.groupby("name", sort=False)
    return {str(name): rows.set_index("place").reindex(range(len(timeline.periods))) for name, rows in groups}


def _one(
    ax: Axes,
    lines: dict[str, pd.DataFrame],
    timeline: Timeline,
    target: float | None,
    unit: str,
    single: str | None,
) -> Axes:
    """Draw all groups into one Axes, each named at its end."""
    for colour, rows in zip(LINES, lines.values(), strict=False):
        draw_line(ax, rows, colour, shade=_SHADE if len(lines) == 1 else _SHADE / 2)
    shown = pd.concat(lines.values())
    vertical_value_axis(ax, [*shown["estimate"], *shown["low"], *shown["high"], target], unit)
    counts = [_count(n, note) for n, note in zip(shown["n"], shown["note"], strict=True)] if single else None
    ends = [] if single else [
        (rows["estimate"].dropna().iloc[-1], _named(name, rows), colour)
        for colour, (name, rows) in zip(LINES, lines.items(), strict=False) if rows["estimate"].notna().any()
    ]  # fmt: skip
    if target is not None:
        ax.axhline(target, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        ends.append((target, _("Target\n{value}").format(value=written(target, unit)), MUTED))
    margin = (
        60 + max((columns_wide(line) for _y, text, _c in ends for line in text.split("\n")), default=0) * 6
    )
    period_axis(ax, timeline, WIDTH * 72 - margin, counts)
    _end_labels(ax, ends)
    return ax


def _panels(
    lines: dict[str, pd.DataFrame], timeline: Timeline, target: float | None, unit: str
) -> list[Axes]:
    """Draw every group into a small panel of its own, all on the same scales."""
    down = -(-len(lines) // _PANELS_ACROSS)
    made = figure(0.9 + 1.5 * down)
    shown = pd.concat(lines.values())
    axes: list[Axes] = []
    for place, (name, rows) in enumerate(lines.items()):
        ax = made.add_subplot(down, _PANELS_ACROSS, place + 1, axes_class=Figured)
        draw_line(ax, rows, PROMOTER, shade=_SHADE)
        vertical_value_axis(ax, [*shown["estimate"], *shown["low"], *shown["high"], target], unit, most=4)
        if target is not None:
            ax.axhline(target, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        period_axis(ax, timeline, WIDTH * 72 / _PANELS_ACROSS - 45)
        lowest = place + _PANELS_ACROSS >= len(lines)
        ax.tick_params(labelsize=SMALL, labelbottom=lowest, labelleft=place % _PANELS_ACROSS == 0)
        ax.set_title(_named(name, rows, 20, 1, " "), fontsize=SMALL, fontweight="normal", pad=3)
        axes.append(ax)
    return axes


def draw_line(ax: Axes, rows: pd.DataFrame, colour: str, shade: float) -> None:
    """Draw one group: line, dots and a band; few periods and those without neighbours get bars instead."""
    places, estimate = rows.index.to_numpy(), rows["estimate"].to_numpy(dtype=float)
    low, high = rows["low"].to_numpy(dtype=float), rows["high"].to_numpy(dtype=float)
    bars = len(rows) <= _FEW and shade == _SHADE
    if not bars:
        ax.fill_between(places, low, high, color=colour, alpha=shade, linewidth=0)
    size = 5 if len(rows) <= 24 else 3.5
    ax.plot(
        places, estimate, "o-", color=colour, markersize=size, markeredgecolor="white", markeredgewidth=0.6
    )
    known = np.concatenate([[False], np.isfinite(estimate), [False]])
    alone = known[1:-1] & (bars | ~known[:-2] & ~known[2:])
    ax.vlines(places[alone], low[alone], high[alone], color=colour, alpha=0.45, linewidth=3)


def _named(name: str, rows: pd.DataFrame, width: int = 22, lines: int = 2, gap: str = "\n") -> str:
    """Name a line with all its answers; suppressed periods are not counted."""
    answers = rows.loc[rows["estimate"].notna(), "n"].sum()
    return f"{shorten(name, width, lines)}{gap}(n = {number(answers, 0)})"


def _count(n: float, note: object) -> str:
    if pd.isna(n):
        return "–"
    return "–" if is_suppressed(note) else number(n, 0)


def _end_labels(ax: Axes, ends: list[tuple[float, str, str]]) -> None:
    """Write names right of the chart at their heights, moved apart where they would touch."""
    if not ends:
        return
    room = ax.get_window_extent().height * 72 / figure_of(ax).dpi
    low, high = ax.get_ylim()
    ends = sorted(ends, key=lambda end: end[0])
    heights = [(text.count("\n") + 1) * SMALL * 1.3 + 2 for _y, text, _c in ends]
    wanted = [(value - low) / (high - low) * room for value, _t, _c in ends]
    for place, (_value, text, colour) in zip(spread(wanted, heights, room), ends, strict=False):
        ax.annotate(
            text, (1, place / room), xycoords="axes fraction", xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=SMALL, color=colour, linespacing=1.15,
        )  # fmt: skip


def spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Move sorted centres apart until boxes of these heights do not overlap, staying near where they belong.

    Examples
    --------
    >>> spread([10, 12, 50], [10, 10, 10], room=60)
    [10, 20.0, 50]
    """
    centres = list(wanted)
    for i in range(1, len(centres)):
        centres[i] = max(centres[i], centres[i - 1] + (heights[i] + heights[i - 1]) / 2)
    if centres and centres[-1] > room:
        centres[-1] = room
        for i in range(len(centres) - 2, -1, -1):
            centres[i] = min(centres[i], centres[i + 1] - (heights[i] + heights[i + 1]) / 2)
    return centres


def _undated(table: pd.DataFrame, period: str) -> list[str]:
    n = int(table.loc[table[period].isna(), "n"].sum())
    return (
        [
            ngettext(
                "{n} answer without a date is not shown", "{n} answers without a date are not shown", n
            ).format(n=number(n, 0))
        ]
        if n
        else []
    )


def _explain(axes: list[Axes], notes: list[str]) -> None:
    """Say below the figure what the marks mean."""
    if len(axes) == 1:
        caption(axes[0], "; ".join(notes), width=100)
    else:
        figure_of(axes[0]).supxlabel("; ".join(notes), x=0.012, ha="left", fontsize=SMALL, color=MUTED)
