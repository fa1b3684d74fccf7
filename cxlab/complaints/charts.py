"""Control charts of complaints: what is usual, since when it is not, and why that is no chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import Every, columns, in_memory, period, require, tally
from cxlab.errors import BadParameter, BadValue, UnknownName
from cxlab.language import _, date, ngettext, number, percent, told
from cxlab.results import protected
from cxlab.stats.control_charts import (
    Chart,
    binomial_chart,
    counts_chart,
    individuals_chart,
    moving_range_chart,
    overdispersion,
    rates_chart,
)
from cxlab.stats.run_rules import RULES, run_signals
from cxlab.stats.sequential_charts import cusum, ewma
from cxlab.text import Text

from ._rows import RowNotes, own_names

__all__ = ["KINDS", "ControlChart", "control_chart"]

KINDS = ("p", "np", "u", "c", "xmr", "laney_p", "laney_u", "cusum", "ewma")
SHARES, RATES = ("p", "np", "laney_p"), ("u", "laney_u")
OWN_RULES = {
    "CUSUM": Text("the sum is beyond its limit"),
    "EWMA": Text("the smoothed value is beyond its limit"),
    "moving range": Text("the step from the point before is beyond its limit"),
}
"""Signals that belong to a kind of chart, not to a set of rules."""

TOLD = 6
"""Points that a text names, those farthest from what is usual."""

FEW = 20
"""Points below which limits are provisional (Montgomery 2005, section 5.3)."""

RESULT = (
    *(
        "phase",
        "metric",
        "estimate",
        "centre",
        "low",
        "high",
        "z",
        "count",
        "size",
        "complaints",
        "up",
        "down",
    ),
    *("moving_range", "smoothed", "base", "signal", "rules", "note", "method"),
)
CODES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True)
class ControlChart:
    """A process over time with its limits and signals.

    Attributes
    ----------
    table
        A row per point: its time, phase, metric, estimate, centre, low, high (the limits), z (standard
        deviations from the centre), count and size where there are some, up and down (CUSUM), moving_range
        (XmR), base (whether limits come from the point), signal, rules (which, by source), note, method.
    limits
        A row per phase: phase, phase_start, base_points, centre, low, high (of the last point), spread
        (Laney's sigma z), overdispersion and its p, note.
    time
        The column of the table that names the points: that of the data, or "week", "month" ... as asked for.
    kind, rules
        As asked for.
    excluded
        How many rows or points could not be used, by reason.
    """

    table: pd.DataFrame
    limits: pd.DataFrame
    time: str
    kind: str
    rules: str
    excluded: dict[str, int] = field(default_factory=dict)

    @property
    def signals(self) -> pd.DataFrame:
        """Return the points at which something out of the ordinary shows."""
        return self.table[self.table["signal"]]

    @property
    def text(self) -> str:
        """Return in one paragraph, in the current language, what the chart says."""
        last = self.limits.iloc[-1]
        centre, low, high = (self._written(last[name]) for name in ("centre", "low", "high"))
        parts = [_("Usual are {centre}; between {low} and {high} nothing has to be explained.").format(
            centre=centre, low=low, high=high)]  # fmt: skip
        found = self.signals
        if found.empty:
            parts.append(_("No point says that anything changed."))
        else:
            parts.append(ngettext("{n} point is out of the ordinary:", "{n} points are out of the ordinary:",
                                  len(found)).format(n=number(len(found))))  # fmt: skip
            far = found["z"].abs().astype(float).nlargest(TOLD).index
            shown = found.loc[found.index.isin(far)].rename(columns={self.time: "time"})
            points = [self._point(row) for row in shown.itertuples()]
            if len(shown) < len(found):
                points.append(_("and {n} more").format(n=number(len(found) - len(shown))))
            parts.append("; ".join(points) + ".")
        notes = [told(note) for note in dict.fromkeys(self.limits["note"]) if note]
        return " ".join([*parts, *(f"{note[:1].upper()}{note[1:]}." for note in notes)])

    def _point(self, row: Any) -> str:
        words = {rule.name: told(rule.words) for rule in RULES.get(self.rules, ())}
        words |= {name: told(own) for name, own in OWN_RULES.items()}
        why = _(", ").join(words[name] for name in str(row.rules).split(", "))
        when = date(row.time) if isinstance(row.time, pd.Timestamp) else str(row.time)
        value = "–" if pd.isna(row.estimate) else self._written(row.estimate)
        return _("{when}: {value} ({why})").format(when=when, value=value, why=why)

    def _written(self, value: float) -> str:
        if self.kind in ("p", "laney_p"):
            return percent(value, 1)
        whole = value == round(value) or abs(value) >= 100
        return number(value, 0 if whole else 1 if abs(value) >= 10 else 2)


def control_chart(
    data: Any,
    *,
    kind: str,
    time: str = "created",
    every: Every | None = None,
    value: str | None = None,
    size: str | float | None = None,
    exposure: Any = None,
    exposure_time: str | None = None,
    phases: Sequence[Any] = (),
    baseline: tuple[Any, Any] | None = None,
    exclude: Sequence[Any] = (),
    rules: str = "western_electric",
    target: float | None = None,
    sigma: float | None = None,
    slack: float = 0.5,
    limit: float = 5.0,
    smoothing: float = 0.2,
    observed_from: Any = None,
    observed_until: Any = None,
    min_n: int = 5,
) -> ControlChart:
    """Chart complaints (or shares, rates, single values) over time with limits and run rules.

    Parameters
    ----------
    data
        With `every`: one row per complaint (or case), counted per period through the engine. Without: one row
        per point, in the order of `time`.
    kind
        "c" counts; "u" counts per exposure; "p" (shares) and "np" (their counts); "laney_u", "laney_p" the
        same where large counts vary more than chance; "xmr" single values by their moving range; "cusum",
        "ewma" for small shifts.
    time
        Date column, or, for data with one row per point, any column that names the points.
    every
        "day", "week", "month", "quarter", "year". Periods without a complaint count as 0; periods that the
        data do not cover to their end are left out.
    value
        Points: the column of counts or values. Rows: for shares a column of truth values (or 0 and 1).
    size
        Points: the column of cases or exposure, or a number.
    exposure, exposure_time
        Rows, kinds "u" and "laney_u": a table of what complaints can come from, counted per period of its
        date column (a column "exposure" is added up), or one number for every period.
    phases
        Times at which a new phase begins, with limits of its own, say after a measure.
    baseline
        First and last time of the points that limits come from; the others are judged by them.
    exclude
        Times of points with a known special cause, which move no limits.
    rules
        "western_electric", "nelson", or "limits" (beyond three standard deviations only).
    target, sigma
        Known mean and standard deviation ("xmr", "cusum", "ewma"; `target` for all) instead of estimates.
    slack, limit, smoothing
        k and h of the CUSUM in standard deviations, lambda of the EWMA.
    observed_from, observed_until
        First and last day that the data cover; by default those that occur.
    min_n
        Points of fewer complaints are hidden (their number is, not whether they are a signal).

    Returns
    -------
    ControlChart

    Raises
    ------
    BadValue
        No point has a value, counts are negative or exceed the cases, or fewer than two points.
    UnknownName
        No such kind or set of rules.

    References
    ----------
    Montgomery (2005), Introduction to Statistical Quality Control. Laney (2002), Quality Engineering 14.
    Western Electric (1956). Nelson (1984), Journal of Quality Technology 16. Page (1954), Roberts (1959).

    Examples
    --------
    >>> weeks = pd.DataFrame({"week": range(1, 9), "complaints": [21, 24, 16, 18, 15, 22, 28, 45]})
    >>> chart = control_chart(weeks, kind="c", time="week", value="complaints")
    >>> chart.signals[["week", "estimate", "rules"]]
       week  estimate               rules
    7     8      45.0  Western Electric 1
    """
    if kind not in KINDS:
        raise UnknownName("kind of control chart", kind, KINDS)
    if rules not in RULES:
        raise UnknownName("set of rules", rules, RULES)
    if every is None:
        points, excluded = _given(data, kind, time, value, size)
    else:
        points, excluded = _from_rows(
            data, kind, time, every, value, exposure, exposure_time, (observed_from, observed_until)
        )
    if len(points) < 2:
        raise BadValue(Text("a control chart needs two points at least; found {n}", n=len(points)))
    name = own_names([every or time], RESULT)[0]
    phase = _phase_of(points["time"], phases)
    base = _base_of(points["time"], baseline, exclude)
    parts, limits = [], []
    for number_ in range(int(phase.max()) + 1):
        own = points[phase == number_].reset_index(drop=True)
        chart = _Phase(own, base[phase == number_], kind, rules, target, sigma, slack, limit, smoothing)
        parts.append(chart.table.assign(phase=number_ + 1))
        limits.append(chart.limits | {"phase": number_ + 1, "phase_start": own["time"].iloc[0]})
    table = pd.concat(parts, ignore_index=True)
    table.insert(1, "phase", table.pop("phase"))
    if kind not in SHARES:
        table = table.rename(columns={"count": "complaints"})
    table = protected(table, min_n=min_n, keep=("phase", "centre", "low", "high", "size", "base", "signal"))
    frame = pd.DataFrame(limits)[[
        "phase", "phase_start", "base_points", "centre", "low", "high", "spread", "overdispersion", "p",
        "note",
    ]]  # fmt: skip
    table = table.rename(columns={"time": name})
    return ControlChart(table, frame, name, kind, rules, excluded)


def _given(
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


def _from_rows(
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


def _like(times: pd.Series, moment: Any) -> Any:
    """Return a moment as the times are: a timestamp where they are dates."""
    return pd.Timestamp(moment) if pd.api.types.is_datetime64_any_dtype(times) else moment


def _phase_of(times: pd.Series, phases: Sequence[Any]) -> np.ndarray:
    phase = np.zeros(len(times), dtype=int)
    for start in sorted(_like(times, one) for one in phases):
        phase += (times >= start).to_numpy()
    return np.asarray(pd.factorize(phase)[0])


def _base_of(times: pd.Series, baseline: tuple[Any, Any] | None, exclude: Sequence[Any]) -> np.ndarray:
    base = ~times.isin([_like(times, one) for one in exclude]).to_numpy()
    if baseline is not None:
        first, last = (_like(times, one) for one in baseline)
        base &= ((times >= first) & (times <= last)).to_numpy()
    return np.asarray(base)


class _Phase:
    """The points of one phase, judged by limits of their own."""

    def __init__(
        self, points: pd.DataFrame, base: np.ndarray, kind: str, rules: str, target: float | None,
        sigma: float | None, slack: float, limit: float, smoothing: float,
    ) -> None:  # fmt: skip
        value = points["value"].to_numpy(float)
        size = points["size"].to_numpy(float) if "size" in points else None
        base = base if base.any() else np.ones(len(points), dtype=bool)
        chart = _chart(kind, value, size, base, target, sigma)
        found = run_signals(chart.z, rules)
        shown = {"time": points["time"], "metric": f"{kind}_chart", "estimate": chart.value,
                 "centre": chart.centre, "low": chart.low, "high": chart.high, "z": chart.z}  # fmt: skip
        if kind in ("cusum", "ewma"):
            found, shown = self._sequential(chart, kind, shown, slack, limit, smoothing)
        if kind == "xmr":
            moving = moving_range_chart(value, base=base)
            shown["moving_range"] = moving.value
            found["moving range"] = moving.beyond
        if kind in (*SHARES, *RATES, "c"):
            shown["count"] = value.astype("int64")
        if size is not None:
            shown["size"] = size
        fired = np.array(
            [", ".join(name for name, hit in found.items() if hit[row]) for row in range(len(value))]
        )
        shown |= {"base": chart.base, "signal": fired != "", "rules": fired.astype(object)}
        notes = RowNotes(len(value))
        if size is not None:
            notes.add(size == 0, Text("nothing was exposed, so that there is no value"))
        method = "three standard deviations" if kind not in ("cusum", "ewma") else kind
        self.table = pd.DataFrame(shown | {"note": notes.texts, "method": method})
        spread = overdispersion(value[chart.base], None if kind not in SHARES else size[chart.base])  # type: ignore[index]
        few = int(chart.base.sum())
        self.limits = {
            "base_points": few, "centre": float(chart.centre[-1]), "low": float(self.table["low"].iloc[-1]),
            "high": float(self.table["high"].iloc[-1]), "spread": chart.spread,
            "overdispersion": spread.ratio if kind in (*SHARES, "c") else np.nan,
            "p": spread.p if kind in (*SHARES, "c") else np.nan,
            "note": Text("limits are provisional: they come from {n} point", "limits are provisional: they "
                         "come from {n} points", n=few) if few < FEW else "",
        }  # fmt: skip

    @staticmethod
    def _sequential(
        chart: Chart, kind: str, shown: dict[str, Any], slack: float, limit: float, smoothing: float
    ) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        if kind == "cusum":
            sums = cusum(chart.z, slack=slack, limit=limit)
            return {"CUSUM": sums.signal}, shown | {"up": sums.up, "down": sums.down}
        smooth = ewma(chart.value, centre=float(chart.centre[0]), sigma=chart.sigma, smoothing=smoothing)
        return {"EWMA": smooth.signal}, shown | {
            "smoothed": smooth.value,
            "low": smooth.low,
            "high": smooth.high,
        }


def _chart(
    kind: str, value: np.ndarray, size: np.ndarray | None, base: np.ndarray, target: float | None,
    sigma: float | None,
) -> Chart:  # fmt: skip
    if kind in SHARES:
        return binomial_chart(
            value, size, base=base, laney=kind == "laney_p", counts=kind == "np", centre=target  # type: ignore[arg-type]
        )  # fmt: skip
    if kind in RATES:
        return rates_chart(value, size, base=base, laney=kind == "laney_u", centre=target)  # type: ignore[arg-type]
    if kind == "c":
        return counts_chart(value, base=base, centre=target)
    return individuals_chart(value, base=base, centre=target, sigma=sigma)
