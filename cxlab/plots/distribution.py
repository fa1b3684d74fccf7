"""How the answers are spread: the eleven scores, and promoters, passives and detractors per group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import N_, _, number, percent
from .in_words import describe, tell
from .labels import group_labels, is_suppressed, require, shorten, without_estimate
from .layout import caption, entitle, rows_axis, rows_height, sentence, side_columns
from .style import BANDS, INK, MUTED, NORMAL, PASSIVE, SMALL, canvas, themed
from .titles import spread_title

NAMES = {"detractor": N_("Detractors"), "passive": N_("Passives"), "promoter": N_("Promoters")}
_NARROWEST_LABELLED = 0.07  # share of a bar below which its percentage does not fit inside


@themed
def score_distribution(table: pd.DataFrame, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how often each score from 0 to 10 was given, with the totals of the three bands on top.

    Parameters
    ----------
    table : DataFrame
        One row per score, as `cxlab.score_distribution` returns it without groups: `score` (0 to 10), `band`
        (`"detractor"`, `"passive"`, `"promoter"`), `count` (answers), `estimate`, `low`, `high`
        (shares, 0 to 1).
    title : str, optional
        What the figure shows; by default the shares of promoters and detractors.
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
    >>> table = pd.DataFrame({"score": [0, 8, 10], "band": ["detractor", "passive", "promoter"],
    ...     "count": [1, 1, 2], "estimate": [0.25, 0.25, 0.5], "low": [0.05, 0.05, 0.15],
    ...     "high": [0.7, 0.7, 0.85]})
    >>> len(score_distribution(table).patches)
    3
    """
    require(table, "score", "band", "count", "estimate", "low", "high")
    ax = canvas(ax, 3.7)
    promoters, detractors = (_band_share(table, band) for band in ("promoter", "detractor"))
    entitle(ax, title or spread_title(promoters, detractors))
    answered = table[table["estimate"].notna()].sort_values("score")
    if table["estimate"].isna().all() or answered["count"].sum() == 0:
        return sentence(ax, _("There are too few answers to show their distribution."))
    values, shares = answered["score"].to_numpy(dtype=float), answered["estimate"].to_numpy(dtype=float)
    low, high = (
        answered[name].fillna(answered["estimate"]).to_numpy(dtype=float) for name in ("low", "high")
    )
    ax.bar(values, shares, width=0.82, color=[BANDS.get(str(band), PASSIVE) for band in answered["band"]])
    ax.vlines(values, low, high, color=INK, linewidth=1.1)
    for value, share, top in zip(values, shares, np.maximum(high, shares), strict=True):
        ax.annotate(
            percent(share, 1), (value, top), xytext=(0, 3), textcoords="offset points",
            ha="center", va="bottom", fontsize=SMALL, color=INK,
        )  # fmt: skip
    _band_totals(ax, table, float(np.maximum(high, shares).max()))
    ax.set_xticks(range(11), labels=[number(score, 0) for score in range(11)])
    ax.set_xlim(-0.6, 10.6)
    ax.set_yticks([])
    ax.grid(visible=False)
    text = _("Score from 0 to 10. Bars: share of answers; lines: their {level} interval")
    hidden = _("Scores that few customers gave are not drawn") if len(answered) < len(table) else ""
    caption(ax, text.format(level=level_of(table)), hidden)
    return tell(ax, describe(answered, "score", label=_("Share of answers"), unit="share"))


def _band_share(table: pd.DataFrame, band: str) -> float:
    """Return a band's share; scores that few gave are not drawn, yet they are part of their band."""
    rows = table[table["band"] == band]
    return float(rows["band_share"].max() if "band_share" in rows else rows["estimate"].sum())


def _band_totals(ax: Axes, table: pd.DataFrame, top: float) -> None:
    """Span each band with a line above the bars and write its share and number of answers on it."""
    height = top * 1.16
    for band, (first, last) in {"detractor": (0, 6), "passive": (7, 8), "promoter": (9, 10)}.items():
        rows = table[table["band"] == band]
        share = _band_share(table, band)
        n = rows["band_count"].max() if "band_count" in rows else rows["count"].sum()
        ax.plot(
            [first - 0.41, last + 0.41],
            [height, height],
            color=BANDS[band],
            linewidth=4,
            solid_capstyle="butt",
        )
        text = f"{_(NAMES[band])}\n{percent(share, 1)}"
        middle = (first + last) / 2
        ax.annotate(
            text, (middle, height), xytext=(0, 18), textcoords="offset points", ha="center", va="bottom",
            fontsize=NORMAL, fontweight="bold", linespacing=1.25,
        )  # fmt: skip
        said = "n = –" if pd.isna(n) else f"n = {number(int(n), 0)}"
        ax.annotate(
            said, (middle, height), xytext=(0, 5), textcoords="offset points",
            ha="center", va="bottom", fontsize=SMALL, color=MUTED,
        )  # fmt: skip
    ax.set_ylim(0, height * 1.02)


@themed
def bands(
    table: pd.DataFrame, group: str | Sequence[str], *, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the shares of detractors, passives and promoters per group, with the NPS and n beside them.

    Parameters
    ----------
    table : DataFrame
        One row per group, as `cxlab.nps` returns it: the group columns, `promoters`, `passives`, `detractors`
        (counts), `estimate` (-100 to 100), `n`, `note`. Groups are drawn in the order of the table.
    group : str or sequence of str
        The group columns.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure as tall as the groups need.

    Returns
    -------
    Axes

    Raises
    ------
    MissingColumn
        If a column is not in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"area": ["A", "B"], "promoters": [5, 3], "passives": [3, 3],
    ...     "detractors": [2, 4], "estimate": [30.0, -10.0], "n": [10, 10], "note": ""})
    >>> [tick.get_text() for tick in bands(table, "area").get_yticklabels()]
    ['A', 'B']
    """
    require(table, "promoters", "passives", "detractors", "estimate", "n", "note")
    labels = [shorten(label) for label in group_labels(table, group)]
    ax = canvas(ax, rows_height(labels))
    entitle(ax, title or _("Detractors, passives and promoters"))
    if table["estimate"].isna().all():
        return sentence(ax, _("No group has enough answers to be shown."))
    counts = table[["detractors", "passives", "promoters"]].to_numpy(dtype=float, na_value=np.nan)
    counts[table["estimate"].isna().to_numpy()] = np.nan
    shares = counts / counts.sum(axis=1, keepdims=True)
    starts = np.cumsum(shares, axis=1) - shares
    for column, (band, colour) in enumerate(BANDS.items()):
        ax.barh(range(len(table)), shares[:, column], left=starts[:, column], height=0.74, color=colour,
                edgecolor="white", linewidth=1, label=_(NAMES[band]))  # fmt: skip
    for row, column in np.argwhere(shares >= _NARROWEST_LABELLED).tolist():
        middle = starts[row, column] + shares[row, column] / 2
        ax.text(
            middle, row, percent(shares[row, column], 0), ha="center", va="center_baseline",
            fontsize=SMALL, color="white" if column == len(BANDS) - 1 else INK,
        )  # fmt: skip
    for row in np.flatnonzero(table["estimate"].isna()).tolist():
        ax.text(0.01, row, without_estimate(table["note"].iloc[row]), va="center_baseline", color=MUTED)
    _finish_bands(ax, table, labels)
    return tell(ax, describe(table, group, label="NPS"))


def _finish_bands(ax: Axes, table: pd.DataFrame, labels: list[str]) -> None:
    rows_axis(ax, labels)
    ax.set_xlim(0, 1)
    ax.grid(visible=False)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    scores = ["–" if pd.isna(value) else number(value, 1) for value in table["estimate"]]
    side_columns(ax, range(len(table)), [("NPS", scores), ("n", counts_of(table))])
    ax.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=SMALL, handlelength=1.0,
        handleheight=1.0, borderpad=0, borderaxespad=0.5, handletextpad=0.5, columnspacing=1.4,
    )  # fmt: skip


def counts_of(table: pd.DataFrame) -> list[str]:
    """Return each row's number of answers as text; of a suppressed group it is not told."""
    pairs = zip(table["n"], table["note"], strict=True)
    return ["–" if is_suppressed(note) or pd.isna(n) else number(n, 0) for n, note in pairs]


def level_of(table: pd.DataFrame) -> str:
    """Return the level of a table's intervals as text; 95 % where it does not say."""
    levels = table["level"].dropna() if "level" in table.columns else pd.Series(dtype=float)
    return percent(float(levels.iloc[0]) if len(levels) else 0.95, 0)
