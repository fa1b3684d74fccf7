"""Parts that several figures share: titles, captions, numbers beside a chart, a sentence instead of one."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..errors import UnknownName
from ..language import number, percent, signed
from .labels import columns_wide, shorten
from .style import INK, MUTED, NORMAL, SMALL, Figured, figure_of

_UNITS = {"points": number, "difference": signed, "share": percent}
_POINTS_PER_CHARACTER = 0.62  # of the font size: DejaVu Sans' digits


def entitle(ax: Axes, title: str) -> None:
    """Set a title at the left edge: of the whole figure if it is ours, of the Axes if it was handed in."""
    if isinstance(ax, Figured):
        figure_of(ax).suptitle(textwrap.fill(title, 72), x=0.012, ha="left")
    else:
        ax.set_title(textwrap.fill(title, 50))


def caption(ax: Axes, *parts: str, width: int = 75) -> None:
    """Set the axis title below: what the axis measures, and a second line on what the marks mean."""
    lines = [textwrap.fill(part, width) for part in parts if part]
    ax.set_xlabel("\n".join(lines), fontsize=SMALL, color=MUTED, loc="left", linespacing=1.4)


def sentence(ax: Axes, text: str) -> Axes:
    """Show a sentence where there is nothing to draw."""
    ax.set_axis_off()
    ax.text(
        0.0, 0.5, textwrap.fill(text, 80), transform=ax.transAxes, va="center", color=MUTED, fontsize=NORMAL
    )
    return ax


def side_columns(ax: Axes, rows: Sequence[float], columns: Sequence[tuple[str, Sequence[str]]]) -> float:
    """Write right-aligned columns of text beside a chart, one line per row; return their width in points."""
    edge = 0.0
    for header, texts in columns:
        widest = max(columns_wide(text) for text in (header, *texts))
        edge += 14 + widest * NORMAL * _POINTS_PER_CHARACTER
        for row, text in zip(rows, texts, strict=True):
            beside(ax, row, text, edge, color=INK if header != "n" else MUTED)
        ax.annotate(
            header, (1, 1), xycoords="axes fraction", xytext=(edge, 4), textcoords="offset points",
            ha="right", va="bottom", color=MUTED, fontsize=SMALL,
        )  # fmt: skip
    return edge


def beside(ax: Axes, row: float, text: str, offset: float, *, color: str = INK) -> None:
    """Write one text right of a chart at the height of a row, ending `offset` points from its edge."""
    ax.annotate(
        text, (1, row), xycoords=("axes fraction", "data"), xytext=(offset, 0), textcoords="offset points",
        ha="right", va="center_baseline", color=color, fontsize=NORMAL, annotation_clip=False,
    )  # fmt: skip


def rows_axis(ax: Axes, labels: Sequence[str]) -> None:
    """Name the rows of a horizontal chart, first row on top."""
    ax.set_yticks(range(len(labels)), labels=list(labels), parse_math=False, linespacing=1.1)
    ax.set_ylim(len(labels) - 0.45, -0.55)
    ax.grid(visible=False, axis="y")


def rows_height(labels: Sequence[str]) -> float:
    """Return the height in inches of a horizontal chart with these row labels."""
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    return 1.3 + len(labels) * (0.29 if lines == 1 else 0.4)


def written(value: float, unit: str, digits: int = 1) -> str:
    """Write a value in its unit: points, signed points of a difference, a percentage of a share 0..1."""
    if unit not in _UNITS:
        raise UnknownName("unit", unit, _UNITS)
    return _UNITS[unit](value, digits)


def value_axis(ax: Axes, values: Sequence[float | None], unit: str) -> None:
    """Scale a horizontal axis to the values and label it now, in the language that is spoken now."""
    limits, ticks, labels = _scale(values, unit, most=6, room=0.05)
    ax.set_xlim(*limits)
    ax.set_xticks(ticks, labels=labels)


def vertical_value_axis(ax: Axes, values: Sequence[float | None], unit: str, most: int = 5) -> None:
    """Scale a vertical axis likewise, with room for a label above and below."""
    limits, ticks, labels = _scale(values, unit, most=most, room=0.1)
    ax.set_ylim(*limits)
    ax.set_yticks(ticks, labels=labels)
    ax.grid(visible=False, axis="x")


def _scale(
    values: Sequence[float | None], unit: str, most: int, room: float
) -> tuple[tuple[float, float], list[float], list[str]]:
    shown = [value for value in values if value is not None and np.isfinite(value)]
    low, high = min(shown), max(shown)
    margin = (high - low or abs(high) or 1.0) * room
    limits = (low - margin, high + margin)
    ticks = [tick for tick in MaxNLocator(most).tick_values(*limits) if limits[0] <= tick <= limits[1]]
    digits = decimals_needed(ticks, 100 if unit == "share" else 1)
    return limits, ticks, [written(tick, unit, digits) for tick in ticks]


def decimals_needed(ticks: Sequence[float], scale: float = 1) -> int:
    """Return how many decimals tell equally spaced ticks apart."""
    step = min((abs(b - a) * scale for a, b in pairwise(ticks)), default=1.0)
    return next((digits for digits in range(6) if abs(step - round(step, digits)) < step * 1e-6), 6)


def reference_line(ax: Axes, at: float, text: str) -> None:
    """Draw a vertical dashed line with its name on top, leaning inwards near the chart's edges."""
    first, last = ax.get_xlim()
    place = (at - first) / (last - first)
    side = "left" if place < 0.3 else "right" if place > 0.7 else "center"
    ax.axvline(at, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    ax.annotate(shorten(text, 45, 1), (at, 1), xycoords=("data", "axes fraction"), xytext=(0, 4),
                textcoords="offset points", ha=side, va="bottom", fontsize=SMALL, color=MUTED)  # fmt: skip
