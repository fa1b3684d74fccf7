"""What follows what, as a matrix of shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from ..language import _, number, percent
from .labels import plain, require, shorten
from .layout import caption, entitle, sentence
from .style import INK, PROMOTER, SMALL, canvas, themed

_SHADES = LinearSegmentedColormap.from_list("shades", ["#ffffff", "#b9d2e4", PROMOTER])
_LEAST = 0.005


@themed
def transition_heat(
    table: pd.DataFrame, *, most: int = 15, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how likely each event is directly followed by each other.

    Parameters
    ----------
    table : DataFrame
        `cxlab.transitions`.
    most : int
        How many of the most frequent events to show.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> table = pd.DataFrame({"from": ["a", "b"], "to": ["b", "a"], "n": [9, 6], "share": [1.0, 1.0]})
    >>> [tick.get_text() for tick in transition_heat(table).get_xticklabels()]
    ['a', 'b']
    """
    require(table, "from", "to", "n", "share")
    # Events of which every transition is suppressed would be empty rows and columns.
    seen = table[table["share"].notna()]
    visits = seen.groupby("from")["n"].sum().add(seen.groupby("to")["n"].sum(), fill_value=0)
    names = visits.sort_values(ascending=False, kind="stable").index[:most].tolist()
    size = len(names)
    ax = canvas(ax, 1.7 + 0.36 * max(size, 1))
    entitle(ax, title or _("What is directly followed by what"))
    if not size:
        return sentence(ax, _("There are no transitions to show."))
    wide = table.pivot_table(index="from", columns="to", values="share", aggfunc="first", dropna=False)
    _cells(ax, wide.reindex(index=names, columns=names).to_numpy(dtype=float))
    out = table.groupby("from")["n"].sum().reindex(names).fillna(0)
    rows = [f"{shorten(plain(name), 26, 1)}  ({number(int(n))})" for name, n in zip(names, out, strict=True)]
    labels = [shorten(plain(name), 24, 1) for name in names]
    ax.set_xticks(range(size), labels=labels, rotation=40, ha="left", rotation_mode="anchor", fontsize=SMALL)
    ax.xaxis.tick_top()
    ax.set_yticks(range(size), labels=rows, fontsize=SMALL)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    parts = [
        _("Row: an event (in brackets: how often something followed); cell: share of what directly followed"),
        _("Empty: less than {share}, or too few customers to be shown").format(share=percent(_LEAST, 1)),
    ]
    if len(visits) > size:
        parts.append(_("The {n} most frequent of {all} events").format(n=size, all=number(len(visits))))
    ax.xaxis.set_label_position("bottom")
    caption(ax, *parts, width=105)
    return ax


def _cells(ax: Axes, shares: np.ndarray) -> None:
    """Draw one shaded cell per pair, with its share written where it is not next to nothing."""
    darkest = float(np.nanmax(np.nan_to_num(shares), initial=0.01))
    ax.imshow(np.nan_to_num(shares), cmap=_SHADES, vmin=0, vmax=darkest, aspect="auto")
    size = SMALL - (1 if len(shares) > 10 else 0)
    for row, column in zip(*np.nonzero(np.nan_to_num(shares) >= _LEAST), strict=True):
        value = shares[row, column]
        colour = "white" if value > 0.7 * darkest else INK
        ax.text(column, row, percent(value, 0), ha="center", va="center", fontsize=size, color=colour)
