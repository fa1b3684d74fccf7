"""The points of a control chart: given, or counted per period from rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import Every, columns, in_memory, period, require, tally
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

__all__ = ["RATES", "SHARES", "given_points", "points_from_rows"]

SHARES, RATES = ("p", "np", "laney_p"), ("u", "laney_u")
CODES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def given_points(
    data: Any, kind: str, time: str, value: str | None, size: str | float | None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the points of a table with one row each."""
    if value is None:
        raise BadParameter(
            Text("value names the column of the points; or give every= to count rows per period")
        )
    need_size = kind in (*SHARES, *RATES)
    if need_size and size is None:
        raise BadParameter(Text("a chart of kind {kind} needs size: a column, or a number", kind=kind))
    wanted = [time, value, *([size] if isinstance(size, str) else [])]
    require(data, *wanted)
    frame = in_memory(data, list(dict.fromkeys(wanted)))
    numbers = {name: _numbers(frame[name], name) for name in wanted[1:]}
    there = frame[time].notna().to_numpy() & np.logical_and.reduce([np.isfinite(v) for v in numbers.values()])
    excluded: dict[str, int] = {}
    if not there.all():
        excluded[Text("points without time or value")] = int((~there).sum())
    points = pd.DataFrame({"time": frame[time][there], "value": numbers[value][there]})
    if need_size:
        points["size"] = numbers[size][there] if isinstance(size, str) else float(size)  # type: ignore[arg-type]
    return points.sort_values("time", kind="stable", ignore_index=True), excluded


def _numbers(values: pd.Series, name: str) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.notna().sum() == 0 and values.notna().any():
        raise BadValue(Text("column {column} must hold numbers", column=repr(name)))
    return numbers.to_numpy(dtype=float, na_value=np.nan)


def points_from_rows(
    data: Any, kind: str, time: str, every: Every, value: str | None, exposure: Any,
    exposure_time: str | None, observed: tuple[Any, Any],
) -> tuple[pd.DataFrame, dict[str, int]]:  # fmt: skip
    """Count rows per period; periods that are cut off at the end of the data are left out."""
    if kind in SHARES and value is None:
        raise BadParameter(Text("a chart of shares needs value: a column that tells which cases had it"))
    if kind in RATES and exposure is None:
        raise BadParameter(Text("a chart of kind {kind} needs exposure: a table, or a number", kind=kind))
    require(data, time, *([value] if value else []))
    days = tally(data, by=[period(time, "day", name="_day"), *([value] if kind in SHARES else [])])  # type: ignore[list-item]
    undated = days["_day"].isna()
    excluded: dict[str, int] = {}
    if undated.any():
        excluded[Text("no date")] = int(days.loc[undated, "n"].sum())
    days = days[~undated]
    if days.empty:
        raise BadValue(Text("no complaint has a date in {column}", column=time))
    since, until = (
        pd.Timestamp(moment).normalize() if moment is not None else occurs
        for moment, occurs in zip(observed, (days["_day"].min(), days["_day"].max()), strict=True)
    )
    days = days[(days["_day"] >= since) & (days["_day"] <= until)]
    which = pd.PeriodIndex(days["_day"], freq=CODES[every])
    span = pd.period_range(since, until, freq=CODES[every])
    whole = (span.end_time.normalize() <= until) & (span.start_time >= since)
    place = span.get_indexer(which)
    count = np.bincount(place, weights=days["n"], minlength=len(span))
    points = pd.DataFrame({"time": span.start_time, "value": count})
    if kind in SHARES:
        hit = _truth(days[value], str(value))
        points["size"] = np.bincount(place, weights=days["n"] * hit.notna(), minlength=len(span))
        points["value"] = np.bincount(place, weights=days["n"] * hit.fillna(0), minlength=len(span))
    elif kind in RATES:
        points["size"] = _exposed(exposure, exposure_time, every, span)
    if (~whole).any():
        excluded[Text("periods that the data do not cover to their end")] = int((~whole).sum())
    return points[whole].reset_index(drop=True), excluded


def _truth(values: pd.Series, name: str) -> pd.Series:
    numbers = pd.to_numeric(values.map({True: 1, False: 0}).where(values.isin([True, False]), values),
                            errors="coerce")  # fmt: skip
    if not numbers.dropna().isin([0, 1]).all() or numbers.isna().all():
        raise BadValue(Text("column {column} must hold truth values (or 0 and 1)", column=repr(name)))
    return numbers.astype(float)


def _exposed(exposure: Any, time: str | None, every: Every, span: pd.PeriodIndex) -> np.ndarray:
    if isinstance(exposure, int | float | np.number):
        return np.full(len(span), float(exposure))
    if time is None:
        raise BadParameter(Text("exposure_time names the date column of the exposure"))
    weight = "exposure" if "exposure" in columns(exposure) else None
    cells = tally(exposure, by=period(time, every, name="_period"), weight=weight).dropna(subset=["_period"])
    place = span.get_indexer(pd.PeriodIndex(cells["_period"], freq=CODES[every]))
    values = (cells["weight_sum"].fillna(0.0) if weight else cells["n"]).to_numpy(float)
    return np.bincount(place[place >= 0], weights=values[place >= 0], minlength=len(span))
