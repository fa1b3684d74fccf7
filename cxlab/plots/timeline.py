"""The period axis: which periods there are, gaps included, and as many of their names as fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .. import language
from .labels import columns_wide, every_of, name_of, shorten
from .style import MUTED, NORMAL, SMALL

_FREQUENCY = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
_STEPS = {
    "day": (1, 2, 7, 14, 28),
    "week": (1, 2, 4, 8, 13, 26),
    "month": (1, 2, 3, 6, 12, 24),
    "quarter": (1, 2, 4, 8),
}
_CHARACTER = 0.62  # width of a character in font sizes


@dataclass(frozen=True)
class Timeline:
    """Periods in order; `every` is their length where they are dates."""

    periods: pd.Index
    every: str | None

    @classmethod
    def of(cls, values: pd.Series, name: str) -> Timeline:
        """Return the periods from first to last, also those without a row; texts stay in their order."""
        every = every_of(name, values)
        present = values.dropna().infer_objects()
        if every is None:
            return cls(pd.Index(present.unique()), None)
        starts = pd.period_range(present.min(), present.max(), freq=_FREQUENCY[every]).start_time
        return cls(pd.Index(starts), every)

    def positions(self, values: pd.Series) -> np.ndarray:
        """Return the place of each value on the axis, counted from 0."""
        if self.every:
            dates = pd.DatetimeIndex(values).tz_localize(None)
            return self.periods.get_indexer(dates.to_period(_FREQUENCY[self.every]).start_time)
        return self.periods.get_indexer(pd.Index(values))

    def name(self, place: int) -> str:
        """Return the short name of a period; months and quarters are "May 2017", "Q2 2017"."""
        if self.every == "month":
            return language.month(self.periods[place], short=True)
        if self.every == "week":
            return language.date(self.periods[place])
        return name_of(self.periods[place], self.every)

    def ticks(self, width: float) -> tuple[list[int], list[str]]:
        """Return the places to name and their names, such that they fit into `width` points."""
        names = [shorten(self.name(place), 14, 2) for place in range(len(self.periods))]
        if self.every in ("month", "quarter"):
            names = [name.replace(" ", "\n") for name in names]
        widest = (
            max(columns_wide(line) for name in names for line in name.split("\n")) * NORMAL * _CHARACTER + 6
        )
        spacing = width / len(names)
        steps = [*_STEPS.get(self.every or "", (1, 2, 3, 5, 10)), len(names)]
        step = next((step for step in steps if step * spacing >= widest), len(names))
        places = list(range(self._first(step), len(names), step))
        return places, self._years_once([names[place] for place in places])

    def _first(self, step: int) -> int:
        """Start named months and quarters at January where the step divides the year."""
        if self.every not in ("month", "quarter") or step >= len(self.periods):
            return 0
        months = pd.DatetimeIndex(self.periods).month.to_numpy() - 1
        return int(np.argmax(months % min(step * (1 if self.every == "month" else 3), 12) == 0))

    def _years_once(self, names: list[str]) -> list[str]:
        """Write the year once per year; the other names keep an empty line, to stand level."""
        if self.every not in ("month", "quarter"):
            return names
        parts = [name.split("\n") for name in names]
        new = [place == 0 or parts[place][1:] != parts[place - 1][1:] for place in range(len(parts))]
        return ["\n".join(part if first else [part[0], ""]) for part, first in zip(parts, new, strict=True)]


def period_axis(ax: Axes, timeline: Timeline, width: float, counts: list[str] | None = None) -> None:
    """Name the periods below the axis and write the answers per period under them."""
    places, names = timeline.ticks(width)
    ax.set_xlim(-0.5, len(timeline.periods) - 0.5)
    ax.set_xticks(places, labels=names, parse_math=False, linespacing=1.15)
    if counts is None:
        return
    lines = max(name.count("\n") + 1 for name in names)
    spacing = width / len(counts)
    size, dense = SMALL - 1, SMALL - 2
    fits = max(map(len, counts)) * size * _CHARACTER + 4 <= spacing
    shown = places if spacing < dense * 1.2 else range(len(counts))
    upright = fits or shown is places
    beyond = max(map(len, counts)) * size * _CHARACTER / 2 if upright and not fits else 0.0
    ax.xaxis.remove_overlapping_locs = False
    ax.set_xticks(list(shown), labels=[counts[place] for place in shown], minor=True, color=MUTED,
                  rotation=0 if upright else 90, fontsize=size if upright else dense)  # fmt: skip
    pad = 6 + lines * NORMAL * 1.3
    ax.tick_params(axis="x", which="minor", pad=pad, length=0)
    ax.annotate(
        "n", (0, 0), xycoords="axes fraction", xytext=(-5 - beyond, -pad - 1), textcoords="offset points",
        ha="right", va="top", fontsize=size, color=MUTED,
    )  # fmt: skip
