"""Why a score changed: the way from one period to the next in steps, scores first, composition second."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..errors import BadValue
from ..language import _, number, signed
from ..text import Text
from .distribution import level_of
from .in_words import tell
from .labels import every_of, is_suppressed, name_of, require, shorten
from .layout import caption, entitle, rows_axis, rows_height, sentence, side_columns, value_axis
from .style import INK, MUTED, NEGATIVE, POSITIVE, RULE, canvas, themed

_COLUMNS = ("period", "period_versus", "group", "rate", "mix", "value", "value_versus", "n", "n_versus")
_MOST = 8  # segments with steps of their own


@dataclass(frozen=True)
class _Step:
    """One row: a score, a heading (without `start`), or a step from `start` to `end`."""

    label: str
    text: str
    start: float = np.nan
    end: float = np.nan
    low: float = np.nan
    high: float = np.nan
    is_score: bool = False


@themed
def waterfall(
    change: pd.DataFrame, *, every: str | None = None, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the way from one period's NPS to the next: what each segment's score and its share of answers did.

    Parameters
    ----------
    change : DataFrame
        As `cxlab.nps_change` returns it for one pair of periods: a row per segment and a last row "total",
        with `period`, `period_versus`, `group`, `rate` and `mix` (points, with `_low` and `_high`), `value`,
        `value_versus`, `n`, `n_versus`, `note`. Beyond eight segments the smallest effects are joined to
        "other segments"; suppressed segments are always part of them.
    every : {"day", "week", "month", "quarter", "year"}, optional
        How long the periods are, to name them; by default told from their dates.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure as tall as the steps need.

    Returns
    -------
    Axes

    Raises
    ------
    MissingColumn
        If a column is not in the table.
    BadValue
        If the table holds several pairs of periods, or no total.

    Examples
    --------
    >>> change = pd.DataFrame({"period": 2, "period_versus": 1, "group": ["A", "B", "total"],
    ...     "rate": [2.0, 1.0, 3.0], "mix": [-4.0, -1.0, -5.0], "value": [42.0, 21.0, 28.0],
    ...     "value_versus": [40.0, 20.0, 30.0], "n": [40, 60, 100], "n_versus": [50, 50, 100], "note": ""})
    >>> [float(step.get_width()) for step in waterfall(change).patches]
    [2.0, 1.0, -4.0, -1.0]
    """
    require(change, *_COLUMNS, "note")
    totals = change[change["group"] == "total"]
    if len(totals) != 1:
        raise BadValue(
            Text(
                "waterfall: expected one pair of periods with a row 'total'; found {n} such rows",
                n=len(totals),
            )
        )
    total = totals.iloc[0]
    title = title or _("What changed the NPS: scores and composition")
    if pd.isna([total["value_versus"], total["value"], total["rate"], total["mix"]]).any():
        ax = canvas(ax, 1.6)
        entitle(ax, title)
        return sentence(ax, _("There are too few answers to show what changed."))
    steps = _steps(change[change["group"] != "total"], total, every)
    labels = [step.label for step in steps]
    ax = canvas(ax, rows_height(labels))
    entitle(ax, title)
    _draw(ax, steps)
    caption(
        ax,
        _("NPS in points; dark lines: {level} interval of a score or a step").format(level=level_of(change)),
    )
    return tell(ax, "; ".join(f"{step.label.replace(chr(10), ' ')} {step.text}" for step in steps) + ".")


def _steps(segments: pd.DataFrame, total: pd.Series, every: str | None) -> list[_Step]:
    """Return all rows, from the score before to the score after."""
    periods = pd.Series([total["period_versus"], total["period"]]).infer_objects()
    every = every or every_of("", periods)
    before, after = (
        _score(name_of(period, every), total, side)
        for period, side in zip(periods, ("_versus", ""), strict=True)
    )
    if segments.empty:
        change = total["value"] - total["value_versus"]
        return [before, _Step(_("Change"), signed(change, 1), before.end, before.end + change), after]
    own, joined = _split(segments)
    steps, at = [before], before.end
    for part, heading in (("rate", _("Scores (rate)")), ("mix", _("Composition (mix)"))):
        steps.append(_Step(heading, signed(total[part], 1)))
        for _place, row in own[own[part].notna()].iterrows():
            reach = [at + row.get(f"{part}_{end}", np.nan) for end in ("low", "high")]
            steps.append(_Step(_name(row, part), signed(row[part], 1), at, at + row[part], *reach))
            at += row[part]
        if joined:
            # What is left of the total: suppressed segments have no figures, yet the steps must meet the end.
            rest = total[part] - own[part].sum()
            label = _("other segments ({count})").format(count=joined)
            steps.append(_Step(label, signed(rest, 1), at, at + rest))
            at += rest
    return [*steps, after]


def _split(segments: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the segments with steps of their own, largest effect first, and how many are joined.

    A single suppressed segment takes another one with it, or its effect could be read off.
    """
    hidden = segments["note"].map(is_suppressed) | segments["mix"].isna()
    size = segments["rate"].fillna(0).abs() + segments["mix"].abs()
    shown = segments[~hidden].loc[size[~hidden].sort_values(ascending=False, kind="stable").index]
    most = _MOST if len(segments) <= _MOST else _MOST - 1
    if hidden.sum() == 1:
        most = min(most, len(shown) - 1)
    own = shown.iloc[: max(most, 0)]
    return own, len(segments) - len(own)


def _score(name: str, total: pd.Series, side: str) -> _Step:
    value, n = total[f"value{side}"], total[f"n{side}"]
    low, high = (total.get(f"value{side}_{end}", np.nan) for end in ("low", "high"))
    label = f"{name[:1].upper()}{shorten(name, 26, 1)[1:]} (n = {number(n, 0)})"
    return _Step(label, number(value, 1), value, value, low, high, is_score=True)


def _name(row: pd.Series, part: str) -> str:
    name = shorten(name_of(row["group"]), 28)
    if part == "mix" and row["n_versus"] == 0:
        return _("{segment} (new)").format(segment=name)
    if part == "mix" and row["n"] == 0:
        return _("{segment} (no longer there)").format(segment=name)
    return name


def _draw(ax: Axes, steps: list[_Step]) -> None:
    """Draw scores as dots, steps as bars, and thin lines from each to the next."""
    rows_axis(ax, [step.label for step in steps])
    drawn = [(row, step) for row, step in enumerate(steps) if not np.isnan(step.start)]
    for row, step in drawn:
        if step.is_score:
            ax.plot(step.end, row, "o", color=INK, markersize=7)
        else:
            colour = POSITIVE if step.end > step.start else NEGATIVE
            ax.barh(row, step.end - step.start, left=step.start, height=0.62, color=colour)
        ax.hlines(row, step.low, step.high, color=INK, linewidth=1.8 if step.is_score else 0.9)
    for (row, step), (following, _next) in pairwise(drawn):
        ax.vlines(step.end, row, following, color=RULE, linewidth=0.8, zorder=0.5)
    for tick, step in zip(ax.get_yticklabels(), steps, strict=True):
        tick.set_fontweight("bold" if step.is_score or np.isnan(step.start) else "normal")
        tick.set_color(MUTED if np.isnan(step.start) else INK)
    value_axis(
        ax, [value for _row, step in drawn for value in (step.start, step.end, step.low, step.high)], "points"
    )
    side_columns(ax, range(len(steps)), [(_("Points"), [step.text for step in steps])])
