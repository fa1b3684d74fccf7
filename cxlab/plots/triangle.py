"""The retention triangle as a heat map: cohorts down, periods since the start across."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from ..errors import BadValue
from ..language import _, number, percent
from ..text import Text
from .labels import every_of, is_suppressed, name_of, require
from .layout import caption, entitle, sentence
from .style import INK, MUTED, PROMOTER, SMALL, WIDTH, canvas, themed

__all__ = ["retention_triangle"]

_SHADES = LinearSegmentedColormap.from_list("retention", ["#edf3f8", "#b9d2e4", PROMOTER])
_DARK = 0.7  # of the scale, from which on text on a cell is white
_CELL = 30.0  # points that a percentage needs
_NARROW = 16.0  # points that a figure without its sign needs


@themed
def retention_triangle(
    table: pd.DataFrame, *, most: int = 24, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw what share of each cohort is still there some periods after its start.

    Cells that could not be observed yet, or that are suppressed, stay blank; the shades run from the lowest
    share to 100 %.

    Parameters
    ----------
    table : DataFrame
        `cxlab.cohorts` without groups: cohort, age, estimate, n, note.
    most : int
        How many of the latest cohorts to show.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Raises
    ------
    BadValue
        If a cohort has several rows of the same age, as with groups.

    Examples
    --------
    >>> table = pd.DataFrame({"cohort": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-02-01"]),
    ...     "periods_since_start": [0, 1, 0], "estimate": [1.0, 0.8, 0.9], "n": [50, 50, 40], "note": ""})
    >>> [tick.get_text() for tick in retention_triangle(table).get_yticklabels()]
    ['January 2024', 'February 2024']
    """
    require(table, "cohort", "periods_since_start", "estimate", "n", "note")
    if table.duplicated(["cohort", "periods_since_start"]).any():
        raise BadValue(
            Text("retention_triangle draws one group; choose it first, e.g. table[table.plan == 'A']")
        )
    shown = table.groupby("cohort")["estimate"].transform(lambda values: values.notna().any()).astype(bool)
    cohorts = sorted(table.loc[shown, "cohort"].unique())[-most:]
    ax = canvas(ax, 1.7 + 0.27 * max(len(cohorts), 1))
    entitle(ax, title or _("Share of each cohort that is still there"))
    if not cohorts:
        return sentence(ax, _("No cohort has enough customers to be shown."))
    rows = table[table["cohort"].isin(cohorts)]
    shares = rows.pivot_table(index="cohort", columns="periods_since_start", values="estimate").loc[cohorts]
    shares = shares.loc[:, shares.notna().any()]
    lowest, written = _cells(ax, shares)
    every = every_of("cohort", pd.Series(cohorts)) or "month"
    sizes = rows.groupby("cohort")["n"].first().loc[cohorts]
    names = [name_of(pd.Timestamp(cohort), every) for cohort in cohorts]
    ax.set_yticks(range(len(names)), labels=names, fontsize=SMALL)
    for row, n in enumerate(sizes):
        ax.annotate(number(int(n)), (1, row), xycoords=("axes fraction", "data"), xytext=(36, 0),
                    textcoords="offset points", ha="right", va="center", fontsize=SMALL, color=MUTED,
                    annotation_clip=False)  # fmt: skip
    ax.annotate("n", (1, 1), xycoords="axes fraction", xytext=(36, 4), textcoords="offset points",
                ha="right", va="bottom", fontsize=SMALL, color=MUTED)  # fmt: skip
    notes = [_("Blank: not yet observable")]
    if rows["note"].map(is_suppressed).any():
        notes = [_("Blank: not yet observable, or too few customers")]
    if not written:
        notes.insert(0, _("Light: {low}, dark: {high}").format(low=percent(lowest, 0), high=percent(1, 0)))
    caption(ax, _since(every), "; ".join(notes), width=100)
    return ax


def _since(every: str) -> str:
    """Name the axis: a message of its own for every length of period."""
    return {
        "day": _("Days after that of the start"),
        "week": _("Weeks after that of the start"),
        "month": _("Months after that of the start"),
        "quarter": _("Quarters after that of the start"),
        "year": _("Years after that of the start"),
    }[every]


def _cells(ax: Axes, shares: pd.DataFrame) -> tuple[float, bool]:
    """Draw the cells; return the share that the lightest shade stands for and whether figures are written."""
    values = shares.to_numpy(dtype=float)
    bottom = min(float(np.nanmin(values)), 0.9)
    ax.imshow(np.ma.masked_invalid(values), cmap=_SHADES, vmin=bottom, vmax=1.0, aspect="auto")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    width = (WIDTH * 72 - 160) / values.shape[1]
    step = int(np.ceil((6 + 6 * len(str(values.shape[1]))) / width))
    places = range(0, values.shape[1], step)
    ax.set_xticks(places, labels=[number(int(shares.columns[place])) for place in places], fontsize=SMALL)
    if width < _NARROW:
        return bottom, False
    for row, column in zip(*np.nonzero(np.isfinite(values)), strict=True):
        value = values[row, column]
        text = percent(value, 0) if width >= _CELL else number(100 * value, 0)
        depth = (value - bottom) / (1.0 - bottom)
        ax.text(column, row, text, ha="center", va="center", fontsize=SMALL - 1,
                color="white" if depth > _DARK else INK)  # fmt: skip
    return bottom, True
