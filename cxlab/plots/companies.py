"""Scores of companies per aspect as a coloured table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..errors import BadValue
from ..language import _, number, percent
from ..text import Text
from .in_words import tell
from .labels import require, shorten
from .layout import entitle
from .style import MUTED, NEGATIVE, POSITIVE, SMALL, canvas, themed

__all__ = ["company_scores"]

WIDEST = 8
"""Companies that fit beside each other."""


@themed
def company_scores(
    table: pd.DataFrame, *, own: str = "", title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw scores per aspect and company, coloured by how far they lie from the mean of their aspect.

    Parameters
    ----------
    table : DataFrame
        A row per company and aspect: company, aspect, metric, estimate, n.
    own : str
        The own company: it stands first.
    title : str, optional
        What the figure shows.
    ax : Axes, optional

    Raises
    ------
    BadValue
        No cell has a score.

    Examples
    --------
    >>> rows = [("A", "price", 4.2, 50), ("B", "price", 3.1, 60)]
    >>> made = pd.DataFrame(rows, columns=["company", "aspect", "estimate", "n"])
    >>> company_scores(made, own="B").get_xticks().tolist()
    [0, 1]
    """
    require(table, "company", "aspect", "estimate", "n")
    known = table[table["estimate"].notna()]
    if known.empty:
        raise BadValue(Text("there is no score to draw"))
    companies = sorted(known["company"].unique(), key=lambda name: (name != own, name))[:WIDEST]
    aspects = list(dict.fromkeys(known["aspect"]))
    wide = known.pivot_table(index="aspect", columns="company", values="estimate").reindex(aspects)[companies]
    gap = wide.sub(wide.mean(axis=1), axis=0).to_numpy()
    share = "metric" in known and bool((known["metric"] == "favourable_share").all())
    axes = canvas(ax, height=1.2 + 0.45 * len(aspects))
    _cells(axes, wide.to_numpy(), gap, share=share)
    axes.set_xticks(range(len(companies)), [shorten(str(name), 22) for name in companies])
    axes.set_yticks(range(len(aspects)), [shorten(str(name), 34) for name in aspects])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    for label, name in zip(axes.get_xticklabels(), companies, strict=True):
        label.set_fontweight("bold" if name == own else "normal")
    entitle(axes, title or _("Scores by company and aspect"))
    tell(axes, _in_words(wide, share=share))
    return axes


def _cells(axes: Axes, values: np.ndarray, gap: np.ndarray, *, share: bool) -> None:
    """Draw a square per score: the stronger its colour, the further from the mean of the aspect."""
    reach = float(np.nanmax(np.abs(gap))) or 1.0
    axes.set_xlim(-0.5, values.shape[1] - 0.5)
    axes.set_ylim(values.shape[0] - 0.5, -0.5)
    axes.grid(visible=False)
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            value = values[row, column]
            if np.isnan(value):
                axes.text(column, row, "–", ha="center", va="center", color=MUTED, fontsize=SMALL)
                continue
            colour = POSITIVE if gap[row, column] > 0 else NEGATIVE
            strength = 0.55 * abs(gap[row, column]) / reach
            axes.axhspan(
                row - 0.46,
                row + 0.46,
                xmin=(column + 0.02) / values.shape[1],
                xmax=(column + 0.98) / values.shape[1],
                color=colour,
                alpha=strength,
                lw=0,
            )
            told = _written(value, share=share)
            axes.text(column, row, told, ha="center", va="center", fontsize=SMALL)


def _written(value: float, *, share: bool) -> str:
    return percent(value, 1) if share else number(value, 1)


def _in_words(wide: pd.DataFrame, *, share: bool) -> str:
    parts = []
    for aspect, row in wide.iterrows():
        known = [f"{name} {_written(value, share=share)}" for name, value in row.items() if value == value]
        parts.append(f"{aspect}: {', '.join(known)}")
    return "; ".join(parts) + "."
