"""Exposures by group, and counts and exposures period by period: how much they vary from one to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import Every, Period, columns, in_memory, label_of, period, tally
from cxlab.engine.tally import Key
from cxlab.errors import BadValue
from cxlab.text import Text

from ._rows import has

__all__ = ["Periods", "exposures_of"]

DATED = re.compile(r"(?:19|20)\d{2}|\d{1,2}[./]\d")
"""How months, quarters and days are written: with a year, most often."""

FEWEST_PERIODS = 6
"""Periods below which how much counts vary from one to the next cannot be told."""


def exposures_of(exposure: Any, groups: Sequence[Key], exposure_time: str | None) -> pd.DataFrame:
    """Return the exposure per combination of the group columns that it knows, and of how many people it is.

    People are the rows of a table; where it adds up an exposure, its column "customers" tells them, if there.
    """
    if isinstance(exposure, int | float | np.number):
        if not np.isfinite(exposure) or exposure < 0:
            raise BadValue(Text("the exposure must be 0 or more; found {found}", found=float(exposure)))
        return pd.DataFrame({"exposure": [float(exposure)], "people": np.nan})
    known = columns(exposure)
    split: list[Key] = []
    for key in groups:
        if label_of(key) in known:
            split.append(label_of(key))
        elif isinstance(key, Period) and exposure_time:
            split.append(Period(exposure_time, key.every, key.label))
    weight = "exposure" if "exposure" in known else None
    cells = tally(exposure, by=split, weight=weight)
    names = [label_of(key) for key in split]
    cells["exposure"] = cells["weight_sum"].fillna(0.0) if weight else cells["n"].astype(float)
    cells["people"] = np.nan if weight else cells["n"].astype(float)
    if weight and "customers" in known:
        # A row says of how many customers its place (whatever tells rows apart) speaks over all dates.
        others = ("exposure", "customers", exposure_time, *split)
        places = _names_of_places(exposure, [name for name in known if name not in others])
        told = tally(exposure, by=[*split, *places, "customers"])
        most = told.groupby([*names, *places], dropna=False)["customers"].max() if names or places else told
        most = most.reset_index().astype({"customers": float})
        people = most.groupby(names, dropna=False)["customers"].sum() if names else [most["customers"].sum()]
        cells["people"] = np.asarray(people, dtype=float)  # both are sorted by their keys
    return cells[[*names, "exposure", "people"]]


def _names_of_places(exposure: Any, columns: Sequence[str]) -> list[str]:
    """Return the columns of words; the same people are there again at another date, however it is written."""
    if not columns:
        return []
    frame = in_memory(exposure, columns)
    words = frame.select_dtypes(["object", "string", "category"])
    return [str(name) for name in words if not words[name].dropna().map(_dated).any()]


def _dated(value: Any) -> bool:
    return not isinstance(value, str) or DATED.search(value) is not None


class Periods:
    """Counts and exposures per row and period; none where there are too few periods."""

    def __init__(self, counts: np.ndarray, units: np.ndarray) -> None:
        self.counts, self.units = counts, units

    @classmethod
    def of(
        cls, data: Any, exposure: Any, keys: Sequence[Key], table: pd.DataFrame, time: str | None,
        every: Every, exposure_time: str | None,
    ) -> Periods | None:  # fmt: skip
        if time is None or not has(data, time) or any(isinstance(key, Period) for key in keys):
            return None
        names = [label_of(key) for key in keys]
        cells = tally(data, by=[*keys, period(time, every, name="_period")]).dropna(subset=["_period"])
        if cells.empty:
            return None
        place = pd.MultiIndex.from_frame(table[names]).get_indexer(pd.MultiIndex.from_frame(cells[names]))
        codes = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
        first, last = cells["_period"].min(), cells["_period"].max()
        starts = pd.period_range(first, last, freq=codes[every]).start_time
        inner = starts[1:-1]  # the first and the last are cut off, more often than not
        if len(inner) < FEWEST_PERIODS:
            return None
        counts = np.zeros((len(table), len(inner)))
        at = inner.get_indexer(pd.DatetimeIndex(cells["_period"]))
        inside = (place >= 0) & (at >= 0)
        np.add.at(counts, (place[inside], at[inside]), cells["n"].to_numpy()[inside])
        units = np.broadcast_to(table["exposure"].to_numpy()[:, None] / len(inner), counts.shape)
        if exposure_time and not isinstance(exposure, int | float | np.number):
            units = cls._units(exposure, keys[1:], exposure_time, every, table, inner)
        return cls(counts, units)

    @staticmethod
    def _units(
        exposure: Any, groups: Sequence[Key], exposure_time: str, every: Every, table: pd.DataFrame,
        starts: pd.DatetimeIndex,
    ) -> np.ndarray:  # fmt: skip
        cells = exposures_of(exposure, [*groups, Period(exposure_time, every, "_period")], exposure_time)
        cells = cells.dropna(subset=["_period"])
        shared = [name for name in cells.columns if name not in ("exposure", "people", "_period")]
        at = starts.get_indexer(pd.DatetimeIndex(cells["_period"]))
        units = np.zeros((len(table), len(starts)))
        for number in range(len(starts)):
            own = cells[at == number]
            if not shared:
                units[:, number] = own["exposure"].sum()
            else:
                both = table[shared].merge(own, how="left", on=shared)
                units[:, number] = both["exposure"].fillna(0.0)
        return units
