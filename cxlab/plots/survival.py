"""How long customers stay: survival curves with numbers at risk, shares left by reason, hazard by tenure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..language import _, number
from .in_words import describe_curves, tell
from .labels import name_of, require, shorten
from .layout import caption, entitle, sentence, vertical_value_axis, written
from .style import INK, LINES, MUTED, SMALL, canvas, themed

__all__ = ["hazards", "incidence", "survival"]

MOST_GROUPS = 6
AT_LEAST = 10
"Customers at risk that a stretch of a curve must rest on to be drawn."
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))


@themed
def survival(
    table: pd.DataFrame,
    *,
    group: str | None = None,
    label: str | None = None,
    title: str | None = None,
    unit: str | None = None,
    at_least: int = AT_LEAST,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw the share still there by tenure, with intervals and the numbers at risk below.

    Parameters
    ----------
    table : DataFrame
        `cxlab.survival_curve` at all times: (the group,) time, estimate, low, high, at_risk, level, note.
    group : str, optional
        Column of the groups; at most the six largest are drawn.
    label, title : str, optional
        What is measured; what the figure shows.
    unit : str, optional
        Words for the axis; by default months.
    at_least : int
        A curve ends where fewer customers than this are at risk from then on.
    ax : Axes, optional
        Where to draw; by default a figure of its own.

    Examples
    --------
    >>> table = pd.DataFrame({"time": [0.0, 1.0, 2.0], "estimate": [1.0, 0.8, 0.7], "low": [np.nan, 0.6, 0.5],
    ...     "high": [np.nan, 0.9, 0.85], "at_risk": [20, 20, 14], "level": 0.95})
    >>> survival(table).get_xlabel().split("\n")[0]
    'Tenure in months'
    """
    require(table, "time", "estimate", "low", "high", "at_risk")
    parts = _parts(table, group, at_least)
    ax = canvas(ax, 3.9 + 0.2 * len(parts))
    entitle(ax, title or _("Share of customers still there"))
    if not parts:
        return sentence(ax, _("No group has enough customers to be shown."))
    for (name, part), style in zip(parts, _styles(), strict=False):
        _step(ax, part, style, label=name)
    end = max(float(part["time"].iloc[-1]) for _name, part in parts)
    ticks = _tenure_axis(ax, end)
    ax.set_ylim(0, 1.02)
    _share_axis(ax, 1.0)
    ax.set_ylabel(label or _("Share still there"), color=INK)
    if group is not None:
        _name_lines(ax, parts)
    whole = dict(_parts(table, group, 0))
    followed = [(name, whole[name]) for name, _part in parts]
    _at_risk(ax, followed, ticks, (unit, at_least), named=group is not None)
    about = f"{label or _('Share still there')}, {unit or _('Tenure in months')}"
    return tell(ax, describe_curves(parts, ticks, label=about))


@themed
def incidence(
    table: pd.DataFrame,
    *,
    title: str | None = None,
    unit: str | None = None,
    at_least: int = AT_LEAST,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share that has left for each reason by tenure, with intervals.

    Parameters
    ----------
    table : DataFrame
        `cxlab.competing_risks` at all times: cause, time, estimate, low, high, at_risk, level.
    title : str, optional
        What the figure shows.
    unit : str, optional
        Words for the axis; by default months.
    at_least : int
        The lines end where fewer customers than this are at risk from then on.
    ax : Axes, optional
        Where to draw; by default a figure of its own.

    Examples
    --------
    >>> table = pd.DataFrame({"cause": ["price", "price"], "time": [0.0, 3.0], "estimate": [0.0, 0.2],
    ...     "low": [np.nan, 0.1], "high": [np.nan, 0.3], "at_risk": [20, 18]})
    >>> [line.get_label() for line in incidence(table).lines][:1]
    ['price']
    """
    require(table, "cause", "time", "estimate", "low", "high")
    found = [(name_of(cause), _known(part)) for cause, part in table.groupby("cause", sort=False)]
    if "at_risk" in table:
        found = [(name, _carried(part, at_least)) for name, part in found]
    parts = [(name, part) for name, part in found if len(part)]
    parts = sorted(parts, key=lambda item: -float(item[1]["estimate"].iloc[-1]))[:MOST_GROUPS]
    own = {"not stated": _("not stated"), "other reasons": _("other reasons")}
    parts = [(own.get(str(name), name), part) for name, part in parts]
    ax = canvas(ax, 4.0)
    entitle(ax, title or _("Share of customers who have left, by reason"))
    if not parts:
        return sentence(ax, _("Nobody has left, so there are no reasons to show."))
    for (name, part), style in zip(parts, _styles(), strict=False):
        _step(ax, part, style, label=name)
    ticks = _tenure_axis(ax, max(float(part["time"].iloc[-1]) for _name, part in parts))
    top = max(float(np.nanmax([part["estimate"].max(), part["high"].max()])) for _name, part in parts)
    ax.set_ylim(0, top * 1.05)
    _share_axis(ax, top)
    ax.set_ylabel(_("Share that has left"), color=INK)
    _name_lines(ax, parts)
    sums = _("Bands: interval; with the share still there the lines sum to 100% at every tenure")
    caption(ax, unit or _("Tenure in months"), sums, width=90)
    about = f"{_('Share that has left')}, {unit or _('Tenure in months')}"
    return tell(ax, describe_curves(parts, ticks, label=about))


@themed
def hazards(
    table: pd.DataFrame, *, title: str | None = None, unit: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the rate of leaving by bands of tenure, with intervals and the numbers who left.

    Parameters
    ----------
    table : DataFrame
        `cxlab.piecewise_hazard`: start, time, estimate, low, high, events, level.
    title : str, optional
        What the figure shows.
    unit : str, optional
        Words for the axis; by default months.
    ax : Axes, optional
        Where to draw; by default a figure of its own.

    Examples
    --------
    >>> table = pd.DataFrame({"start": [0.0, 6.0], "time": [6.0, 12.0], "estimate": [0.02, 0.03],
    ...     "low": [0.01, 0.02], "high": [0.03, 0.05], "events": [10, 12]})
    >>> hazards(table).get_ylabel()
    'Leave per month'
    """
    require(table, "start", "time", "estimate", "low", "high", "events")
    known = table[table["estimate"].notna()]
    ax = canvas(ax, 3.8)
    entitle(ax, title or _("When customers leave"))
    if known.empty:
        return sentence(ax, _("Too few customers were observed to say when they leave."))
    middle = (known["start"] + known["time"]) / 2
    ax.fill_between(
        known[["start", "time"]].to_numpy(dtype=float).ravel(),
        np.repeat(known["low"].to_numpy(), 2), np.repeat(known["high"].to_numpy(), 2),
        color=LINES[0], alpha=0.15, linewidth=0,
    )  # fmt: skip
    ax.hlines(known["estimate"], known["start"], known["time"], color=LINES[0], linewidth=2.2)
    top = float(known["high"].max())
    for x, high, events in zip(middle, known["high"], known["events"], strict=True):
        ax.annotate(number(int(events)), (x, high), xytext=(0, 3), textcoords="offset points",
                    ha="center", color=MUTED, fontsize=SMALL)  # fmt: skip
    ax.set_ylim(0, top * 1.12)
    vertical_value_axis(ax, [0.0, top], "share")
    ax.set_ylim(0, top * 1.15)
    ax.set_ylabel(_("Leave per month"), color=INK)
    _tenure_axis(ax, float(known["time"].max()))
    notes = _("Of those still there; bands: interval; numbers: how many left in each stretch")
    caption(ax, unit or _("Tenure in months"), notes, width=100)
    return ax


def _parts(table: pd.DataFrame, group: str | None, at_least: int) -> list[tuple[str, pd.DataFrame]]:
    """Return name and rows of each curve, those with the most customers if there are many."""
    if group is None:
        parts = [("", _known(table))]
    else:
        require(table, group)
        found = table.groupby(group, sort=False, dropna=False)
        parts = [(name_of(key), _known(part)) for key, part in found]
    parts = [(name, _carried(part, at_least)) for name, part in parts]
    parts = [(name, part) for name, part in parts if len(part)]
    if at_least and len(parts) > MOST_GROUPS:
        kept = sorted(parts, key=lambda item: -float(item[1]["at_risk"].max()))[:MOST_GROUPS]
        parts = [item for item in parts if any(item is other for other in kept)]
    return parts


def _carried(part: pd.DataFrame, at_least: int) -> pd.DataFrame:
    """Return the rows up to the last one that rests on enough customers."""
    enough = (part["at_risk"] >= at_least).to_numpy(dtype=bool)
    return part.iloc[: int(np.flatnonzero(enough)[-1]) + 1] if enough.any() else part.iloc[:0]


def _known(part: pd.DataFrame) -> pd.DataFrame:
    return part[part["estimate"].notna()].sort_values("time", kind="stable")


def _styles() -> Any:
    return cycle([{"color": c, "linestyle": d} for d in _DASHES for c in LINES])


def _step(ax: Axes, part: pd.DataFrame, style: dict[str, Any], label: str) -> None:
    # Only where the curve moves, and at its end: the figure stays small, the line is the same.
    moved = part["estimate"].diff().fillna(1).ne(0) | (np.arange(len(part)) == len(part) - 1)
    part = part[moved]
    ax.step(part["time"], part["estimate"], where="post", linewidth=2, label=label or None, **style)
    limits = part[part["low"].notna() & part["high"].notna()]
    ax.fill_between(
        limits["time"], limits["low"].astype(float), limits["high"].astype(float), step="post",
        color=style["color"], alpha=0.13, linewidth=0,
    )  # fmt: skip


def _tenure_axis(ax: Axes, end: float) -> list[float]:
    """Scale the axis from 0 in whole years where there are several, else in round numbers."""
    step = next((step for step, most in ((12, 84), (24, 192), (60, 480)) if 24 <= end <= most), None)
    ticks = np.arange(0, end + 1e-9, step) if step else MaxNLocator(7, integer=True).tick_values(0, end)
    inside = [float(tick) for tick in ticks if 0 <= tick <= end * 1.001]
    ax.set_xlim(0, end * 1.01)
    ax.set_xticks(inside, labels=[number(tick, 0) for tick in inside])
    ax.grid(visible=False, axis="x")
    return inside


def _share_axis(ax: Axes, top: float) -> None:
    ticks = [tick for tick in MaxNLocator(5).tick_values(0, top) if 0 <= tick <= top * 1.02]
    digits = 0 if all(abs(tick * 100 - round(tick * 100)) < 1e-9 for tick in ticks) else 1
    ax.set_yticks(ticks, labels=[written(tick, "share", digits) for tick in ticks])


def _name_lines(ax: Axes, parts: Sequence[tuple[str, pd.DataFrame]]) -> None:
    legend = ax.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, borderaxespad=0, handlelength=1.8,
        labels=[shorten(name, 18, 2) for name, _part in parts],
        handles=[line for line in ax.lines if not str(line.get_label()).startswith("_")][: len(parts)],
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def _at_risk(
    ax: Axes,
    parts: Sequence[tuple[str, pd.DataFrame]],
    ticks: Sequence[float],
    said: tuple[str | None, int],
    *,
    named: bool,
) -> None:
    """Write below each tick how many are still under observation just before it."""
    unit, at_least = said
    notes = _("Bands: interval; below the axis: customers at risk (curves end below {n})")
    caption(ax, unit or _("Tenure in months"), notes.format(n=number(at_least)), width=90)
    ax.xaxis.labelpad = 8 + SMALL * 1.45 * len(parts)
    base, height = -20, SMALL * 1.45
    for k, ((name, part), style) in enumerate(zip(parts, _styles(), strict=False)):
        times, at_risk = part["time"].to_numpy(dtype=float), part["at_risk"].to_numpy(dtype=float)
        for tick in ticks:
            place = np.searchsorted(times, tick, side="left")
            left = round(float(at_risk[place])) if place < len(times) else 0
            # Below that the curve has ended, and a few people are not told.
            text = f"<\N{THIN SPACE}{number(at_least, 0)}" if 0 < left < at_least else number(left, 0)
            ax.annotate(text, (tick, 0), xycoords=("data", "axes fraction"),
                        xytext=(0, base - k * height), textcoords="offset points", ha="center", va="top",
                        fontsize=SMALL, color=style["color"] if named else MUTED)  # fmt: skip
        if named:
            ax.annotate(shorten(name, 16, 1), (0, 0), xycoords="axes fraction",
                        xytext=(-16, base - k * height), textcoords="offset points", ha="right", va="top",
                        fontsize=SMALL, color=style["color"], parse_math=False)  # fmt: skip
