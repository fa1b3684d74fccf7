"""Hazard ratios as a forest, and forecasts against what happened."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import _, interval, number, percent
from .in_words import tell
from .labels import name_of, plain, require, shorten
from .layout import (
    caption,
    decimals_needed,
    entitle,
    rows_axis,
    rows_height,
    sentence,
    side_columns,
    vertical_value_axis,
)
from .style import INK, MUTED, NEGATIVE, NORMAL, POSITIVE, RULE, SMALL, canvas, themed

__all__ = ["calibration", "forest"]

_TICKS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 50, 100)
_WIDEST = 100.0  # a ratio beyond this, or below its inverse, is drawn as an arrow


@themed
def forest(
    table: pd.DataFrame,
    *,
    value: str = "hazard_ratio",
    names: Sequence[str] | None = None,
    heading: Callable[[str], str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw hazard ratios with their intervals on a logarithmic axis, the numbers beside them.

    Parameters
    ----------
    table : DataFrame
        `CoxResult.table` (covariate, category, reference, the value, low, high, n, events, note) or
        `ChurnDrivers.table` (with `names`; customers instead of n). Ratios whose interval lies beyond 1 are
        coloured.
    value : str
        Column of the ratios.
    names : sequence of str, optional
        Names of the rows; by default the categories, below a line with the covariate and its reference.
    heading : callable, optional
        Returns what a covariate is called in such a line; by default its name without underscores.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a figure of its own.

    Examples
    --------
    >>> table = pd.DataFrame({"covariate": ["contract"], "category": ["One year"], "reference": ["Monthly"],
    ...     "hazard_ratio": [0.3], "low": [0.2], "high": [0.4], "note": [""]})
    >>> [tick.get_text() for tick in forest(table).get_yticklabels()]
    ['', 'One year']
    """
    require(table, value, "low", "high")
    if names is None:
        table = table[table[value].notna()]  # not those that the other covariates determine
        labels, places, headers = _labels(table, heading or plain)
    else:
        labels, places, headers = [shorten(name, 30, 2) for name in names], list(range(len(table))), {}
    ax = canvas(ax, rows_height(labels) + 0.2)
    entitle(ax, title or _("Hazard ratios of leaving"))
    shown = (table["low"].notna() & table["high"].notna()).to_numpy(dtype=bool)
    if not shown.any():
        return sentence(ax, _("No hazard ratio can be estimated."))
    ratios = table[[value, "low", "high"]].to_numpy(dtype=float)
    for row, (ratio, low, high) in zip(places, ratios, strict=True):
        if np.isfinite(low):
            _interval(ax, row, ratio, low, high)
    ax.set_xscale("log")
    _ratio_axis(ax, table.loc[shown, ["low", "high"]].to_numpy(dtype=float))
    ax.axvline(1, color=RULE, linewidth=1, zorder=0)
    rows_axis(ax, labels)
    _write_headers(ax, headers)
    columns = _numbers(table, value, shown)
    side_columns(ax, places, columns)
    told = zip(places, columns[-1][1], strict=True)
    without = _("1: as often as the level in brackets") if names is None else _("1: as often as without it")
    caption(ax, _("Hazard ratio ({without}), logarithmic").format(without=without),
            _("In colour: the interval leaves 1 out"))  # fmt: skip
    return tell(ax, "; ".join(f"{' '.join(labels[place].split())} {text}" for place, text in told) + ".")


def _labels(
    table: pd.DataFrame, heading: Callable[[str], str]
) -> tuple[list[str], list[int], dict[int, str]]:
    """Return the labels of all lines, which lines are rows of the table, and the headers on the others."""
    require(table, "covariate", "category", "reference")
    labels: list[str] = []
    places, headers = [], {}
    before = None
    for row in table.to_dict("records"):
        words = shorten(heading(name_of(row["covariate"])), 30, 1)
        if row["category"] is None or row["category"] != row["category"]:
            text = _("{covariate}, per unit").format(covariate=words)
        else:
            text = shorten(_level(row["category"]), 28, 1)
            if row["covariate"] != before:
                compared = _("{covariate} (compared with {reference})")
                reference = shorten(_level(row["reference"]), 28, 1)
                headers[len(labels)] = compared.format(covariate=words, reference=reference)
                labels.append("")
        before = row["covariate"]
        places.append(len(labels))
        labels.append(text + _when(row))
    return labels, places, headers


def _when(row: Mapping[Hashable, Any]) -> str:
    """Say in which stretch of the tenure a ratio holds, where it changes."""
    if "time_from" in row and np.isfinite(row["time_until"]):
        return "\n" + _("up to month {time}").format(time=number(row["time_until"], 0))
    if row.get("time_from", 0) > 0:
        return "\n" + _("from month {time}").format(time=number(row["time_from"], 0))
    return ""


def _write_headers(ax: Axes, headers: Mapping[int, str]) -> None:
    """Write the headers across the chart, where their lines hold nothing else."""
    for place, text in headers.items():
        written = ax.annotate(
            text, (0, place), xycoords=("axes fraction", "data"), xytext=(-6, 0), textcoords="offset points",
            ha="left", va="center", fontsize=NORMAL, fontweight="bold", parse_math=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
        written.set_in_layout(False)  # a long one runs on over the empty columns beside


def _numbers(table: pd.DataFrame, value: str, shown: np.ndarray) -> list[tuple[str, list[str]]]:
    """Return the columns beside the chart: leavers of customers, ratio with interval."""
    columns = []
    size = next((name for name in ("n", "customers") if name in table), None)
    if size and "events" in table:
        counts = [
            "–" if pd.isna(left) else f"{number(int(left))} / {number(int(n))}"
            for left, n in zip(table["events"], table[size], strict=True)
        ]
        columns.append((_("Left / n"), counts))
    ratios = []
    for ratio, low, high, ok in zip(table[value], table["low"], table["high"], shown, strict=True):
        digits = 2 if not 0 < ratio < 0.1 else 3
        ratios.append(f"{number(ratio, digits)} ({interval(low, high, digits)})" if ok else "–")
    return [*columns, (_("Ratio (interval)"), ratios)]


def _level(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return _("yes") if value else _("no")
    return name_of(value)


def _interval(ax: Axes, row: int, ratio: float, low: float, high: float) -> None:
    colour = NEGATIVE if low > 1 else POSITIVE if high < 1 else MUTED
    ends = np.clip([low, high], 1 / _WIDEST, _WIDEST)
    ax.plot(ends, [row, row], color=colour, linewidth=1.8, solid_capstyle="butt")
    for end, limit, mark in ((ends[0], low, "<"), (ends[1], high, ">")):
        if end != limit:
            ax.plot([end], [row], marker=mark, color=colour, markersize=6)
    if 1 / _WIDEST <= ratio <= _WIDEST:
        ax.plot([ratio], [row], "o", color=colour, markersize=6)


def _ratio_axis(ax: Axes, limits: np.ndarray) -> None:
    low = max(min(limits.min(), 1) / 1.1, 1 / _WIDEST / 1.1)
    high = min(max(limits.max(), 1) * 1.1, _WIDEST * 1.1)
    inside = [tick for tick in _TICKS if low <= tick <= high]
    apart = 0.15 * np.log(high / low)  # closer ones would touch
    shown: list[float] = []
    for tick in sorted(inside, key=lambda tick: abs(np.log(tick))):
        if all(abs(np.log(tick / other)) >= apart for other in shown):
            shown.append(tick)
    inside = sorted(shown)
    ax.set_xlim(low, high)
    ax.set_xticks(inside, labels=[_tick(tick) for tick in inside])
    ax.set_xticks([], minor=True)


def _tick(value: float) -> str:
    """Write a tick without needless zeros: 1.5, not 1.50."""
    return number(value, next(digits for digits in (0, 1, 2, 3) if round(value, digits) == value))


@themed
def calibration(table: pd.DataFrame, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw observed against forecast shares of leavers, by groups of forecast risk.

    Parameters
    ----------
    table : DataFrame
        `RiskValidation.calibration`: group, n, expected, observed, low, high.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a figure of its own.

    Examples
    --------
    >>> table = pd.DataFrame({"group": [1, 2], "n": [50, 50], "expected": [0.1, 0.3],
    ...     "observed": [0.12, 0.25], "low": [0.05, 0.15], "high": [0.2, 0.4]})
    >>> calibration(table).get_title() == ""
    True
    """
    require(table, "group", "n", "expected", "observed", "low", "high")
    ax = canvas(ax, 4.2)
    entitle(ax, title or _("Forecast and observed share of leavers"))
    known = table[table["observed"].notna()]
    if known.empty:
        return sentence(ax, _("No group was followed long enough to be compared."))
    top = float(max(known["high"].max(), known["expected"].max())) * 1.05
    ax.plot([0, top], [0, top], color=RULE, linewidth=1, linestyle="--", zorder=0)
    ax.annotate(_("forecast exactly right"), (top * 0.97, top * 0.97), ha="right", va="bottom",
                color=MUTED, fontsize=SMALL, xytext=(-6, 0), textcoords="offset points")  # fmt: skip
    ax.vlines(known["expected"], known["low"], known["high"], color=POSITIVE, linewidth=1.8)
    ax.plot(known["expected"], known["observed"], "o", color=POSITIVE, markersize=6, markeredgecolor="white")
    vertical_value_axis(ax, [0.0, top], "share")
    ax.set_xlim(0, top * 1.02)
    ticks = [tick for tick in ax.get_yticks() if 0 <= tick <= top]
    digits = decimals_needed(ticks, 100)
    ax.set_xticks(ticks, labels=[percent(tick, digits) if tick else "" for tick in ticks])  # 0 stands beside
    ax.set_ylim(0, top * 1.05)
    ax.set_ylabel(_("Observed share of leavers"), color=INK)
    least, most = int(known["n"].min()), int(known["n"].max())
    sizes = number(least) if least == most else interval(least, most, 0)
    caption(ax, _("Forecast share of leavers; {k} groups of {n} customers by forecast risk").format(
                k=number(len(known)), n=sizes),
            _("Bars: interval of what was observed"))  # fmt: skip
    return ax
