"""Estimates of several groups as dots with their intervals, one row each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..errors import BadValue
from ..language import _
from ..text import Text
from .distribution import counts_of, level_of
from .in_words import describe, tell
from .labels import group_labels, group_title, require, shorten, without_estimate
from .layout import (
    caption,
    entitle,
    reference_line,
    rows_axis,
    rows_height,
    sentence,
    side_columns,
    value_axis,
    written,
)
from .style import MUTED, NEGATIVE, POSITIVE, RULE, SMALL, canvas, themed
from .titles import groups_title


@themed
def estimates(
    table: pd.DataFrame,
    *,
    group: str | Sequence[str],
    reference: float | None = None,
    marked: str | Sequence[bool] | None = None,
    value: str = "estimate",
    label: str = "NPS",
    unit: str = "points",
    ordered: bool = False,
    reference_label: str | None = None,
    like: Sequence[pd.DataFrame] = (),
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one estimate per group as a dot with its interval, highest on top, the numbers beside it.

    Parameters
    ----------
    table : DataFrame
        One row per group: the group columns, `value`, `low`, `high`, `n`, `note`. A row without a value says
        in its place why (`note`), for example that it is suppressed.
    group : str or sequence of str
        The group columns; their values, joined, name the rows.
    reference : float, optional
        A value to compare with, drawn as a line (the total, a target).
    marked : str or sequence of bool, optional
        Which rows stand out, for example because they differ significantly: a column, or one truth value
        per row. Marked rows are coloured by their side of the reference (or of zero), the others are grey.
    value : str
        The column to draw.
    label : str
        What the value is, over its column of numbers and on the axis.
    unit : {"points", "share", "difference"}
        How to write values: points, a percentage of a share 0..1, signed points of a difference.
    ordered : bool
        Keep the order of the table instead of sorting by value.
    reference_label : str, optional
        What the reference is.
    like : sequence of DataFrame
        The tables of figures that are compared with this one: the axis is that of all of them.
    title : str, optional
        What the figure shows; by default which of the marked groups is furthest from the total.
    ax : Axes, optional
        Where to draw; by default a new figure as tall as the rows need.

    Returns
    -------
    Axes

    Raises
    ------
    MissingColumn
        If a column is not in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"area": ["A", "B"], "estimate": [10.0, 30.0], "low": [0.0, 20.0],
    ...     "high": [20.0, 40.0], "n": [100, 120], "note": ""})
    >>> [tick.get_text() for tick in estimates(table, group="area").get_yticklabels()]
    ['B', 'A']
    """
    require(table, value, "low", "high", "n", "note")
    marks = _marks(table, marked)
    order = np.arange(len(table)) if ordered else _by_value(table[value])
    table, marks = table.iloc[order], None if marks is None else marks[order]
    labels = [shorten(text) for text in group_labels(table, group)]
    ax = canvas(ax, rows_height(labels))
    neutral = _("{measure} by {group}").format(measure=label, group=group_title(table, group))
    total = reference if reference_label is None else None
    entitle(ax, title or groups_title(labels, table[value], marks, total, unit=unit, neutral=neutral))
    if table[value].isna().all():
        return sentence(ax, _("No group has enough answers to be shown."))
    _dots(ax, table, value, _colours(table[value], marks, 0.0 if reference is None else reference))
    rows_axis(ax, labels)
    drawn = [number for one in (table, *like) for name in ("low", "high", value) for number in one[name]]
    value_axis(ax, [*drawn, reference], unit)
    if reference is not None:
        reference_line(ax, reference, _reference_text(reference, reference_label, unit))
    values = ["–" if pd.isna(item) else written(item, unit) for item in table[value]]
    side_columns(ax, range(len(table)), [(label, values), ("n", counts_of(table))])
    caption(ax, _("{measure} with {level} interval").format(measure=label, level=level_of(table)),
            _("In colour: differs significantly") if marks is not None and marks.any() else "")  # fmt: skip
    return tell(ax, describe(table, group, value=value, label=label, unit=unit))


def _reference_text(reference: float, label: str | None, unit: str) -> str:
    """Name the reference and its value; a difference of zero needs no number."""
    if unit == "difference" and reference == 0:
        return label or _("No difference")
    return f"{label or _('Total')} {written(reference, unit)}"


def _marks(table: pd.DataFrame, marked: str | Sequence[bool] | None) -> np.ndarray | None:
    """Return one truth value per row; a missing one (a suppressed group) is not marked."""
    if marked is None:
        return None
    if isinstance(marked, str):
        require(table, marked)
    values = list(table[marked]) if isinstance(marked, str) else list(marked)
    if len(values) != len(table):
        raise BadValue(
            Text(
                "marked: expected one truth value per row ({n}), found {found}",
                n=len(table),
                found=len(values),
            )
        )
    return pd.Series(values, dtype="boolean").fillna(False).to_numpy(dtype=bool)


def _by_value(values: pd.Series) -> np.ndarray:
    """Return the order from the highest value to the lowest; rows without one come last."""
    return values.reset_index(drop=True).sort_values(ascending=False, kind="stable").index.to_numpy()


def _colours(values: pd.Series, marks: np.ndarray | None, centre: float) -> list[str]:
    if marks is None:
        return [POSITIVE] * len(values)
    sides = [POSITIVE if value > centre else NEGATIVE for value in values]
    return [side if mark else RULE for side, mark in zip(sides, marks, strict=True)]


def _dots(ax: Axes, table: pd.DataFrame, value: str, colours: list[str]) -> None:
    """Draw the rows: a line for the interval and a dot on it, or the reason why there is none."""
    for row, (point, low, high, note) in enumerate(
        table[[value, "low", "high", "note"]].itertuples(index=False)
    ):
        if pd.isna(point):
            ax.annotate(
                without_estimate(note), (0, row), xycoords=("axes fraction", "data"), xytext=(6, 0),
                textcoords="offset points", va="center_baseline", fontsize=SMALL, color=MUTED,
            )  # fmt: skip
            continue
        ax.hlines(row, low, high, color=colours[row], linewidth=2.2)
        ax.plot(point, row, "o", markersize=7, color=colours[row], markeredgecolor="white")
