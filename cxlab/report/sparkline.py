"""The small line beside a headline: how the figure came to where it is, with its interval and the target."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..language import _, number, percent
from ..plots import describe
from ..plots.labels import every_of, name_of
from ..plots.style import INK, MUTED, POSITIVE

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["sparkline"]

WIDTH, HEIGHT, EDGE = 220.0, 52.0, 5.0
FEWEST = 2  # a line needs two ends

Point = tuple[float, float]


def sparkline(history: pd.DataFrame, *, label: str, unit: str = "points") -> Markup:
    """Return a small line as a picture with its values in words, and the names of its ends below it.

    It is a vector picture inside ``<img>``, in which nothing can run and which holds no text.

    Parameters
    ----------
    history : DataFrame
        One row per period, in order: `period` (dates or texts), `estimate`, and `low`, `high`, `target` where
        they are known. A period without an estimate is a gap.
    label : str
        What the estimate is.
    unit : {"points", "share", "number", "count"}
        How its values are written.

    Returns
    -------
    Markup
        Nothing where fewer than two periods have an estimate.

    Examples
    --------
    >>> import pandas as pd
    >>> history = pd.DataFrame({"period": ["2023", "2024", "2025"], "estimate": [25.5, 20.3, 14.6]})
    >>> 'alt="NPS: 2023 25.5, 2024 20.3, 2025 14.6."' in sparkline(history, label="NPS")
    True
    """
    known = history[history["estimate"].notna()]
    if len(known) < FEWEST:
        return Markup("")
    encoded = base64.b64encode(_drawing(history).encode()).decode()
    every = every_of("period", history["period"])
    ends = [name_of(known["period"].iloc[place], every) for place in (0, -1)]
    alt = describe(history, "period", label=label, unit=unit, series=True)
    target = _target(history)
    if target is not None:
        alt += " " + _("Target: {target}.").format(
            target=number(target, 1) if unit != "share" else percent(target, 0)
        )
    return Markup(
        '<div class="history"><img src="data:image/svg+xml;base64,{}" alt="{}">'
        '<p class="ends"><span>{}</span> <span>{}</span></p></div>'
    ).format(encoded, alt, *ends)


def _target(history: pd.DataFrame) -> float | None:
    """Return the latest target."""
    if "target" not in history.columns or not history["target"].notna().any():
        return None
    return float(history["target"].dropna().iloc[-1])


def _drawing(history: pd.DataFrame) -> str:
    """Return the picture: the intervals as a band, the target dashed, the line, a dot at its end."""
    rows = history.reset_index(drop=True)
    target = _target(rows)
    values = [*_numbers(rows, "estimate"), *_numbers(rows, "low"), *_numbers(rows, "high")]
    low, high = _range([*values, target if target is not None else math.nan])

    def place(row: int, value: float) -> Point:
        across = EDGE + row * (WIDTH - 2 * EDGE) / max(len(rows) - 1, 1)
        return across, HEIGHT - EDGE - (value - low) * (HEIGHT - 2 * EDGE) / (high - low)

    parts = []
    for run in _runs(rows):
        if {"low", "high"} <= set(rows.columns) and rows.loc[run, ["low", "high"]].notna().all(axis=None):
            around = [place(row, rows["high"][row]) for row in run]
            around += [place(row, rows["low"][row]) for row in reversed(run)]
            parts.append(f'<polygon points="{_path(around)}" fill="{POSITIVE}" fill-opacity="0.16"/>')
    if target is not None:
        level = place(0, target)[1]
        across = f'd="M{EDGE} {level:.1f}H{WIDTH - EDGE}" stroke="{MUTED}"'
        parts.append(f'<path {across} stroke-dasharray="4 3" fill="none"/>')
    for run in _runs(rows):
        line = _path([place(row, rows["estimate"][row]) for row in run])
        parts.append(f'<polyline points="{line}" stroke="{POSITIVE}" stroke-width="2" fill="none"/>')
    last = rows["estimate"].last_valid_index()
    right, up = place(int(last), rows["estimate"][last])  # type: ignore[arg-type]
    parts.append(f'<circle cx="{right:.1f}" cy="{up:.1f}" r="3.5" fill="{INK}"/>')
    size = f'width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def _numbers(rows: pd.DataFrame, name: str) -> list[Any]:
    return rows[name].tolist() if name in rows.columns else []


def _range(values: Sequence[Any]) -> Point:
    """Return the lowest and the highest of the values that there are, apart even where all are alike."""
    known = [float(value) for value in values if value is not None and value == value]
    low, high = min(known), max(known)
    return (low, high) if high > low else (low - 1, high + 1)


def _runs(rows: pd.DataFrame) -> list[list[int]]:
    """Return the stretches of rows with an estimate: no line runs across a gap."""
    runs: list[list[int]] = [[]]
    for row, known in enumerate(rows["estimate"].notna()):
        if known:
            runs[-1].append(row)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
