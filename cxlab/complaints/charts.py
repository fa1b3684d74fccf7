"""Control charts of complaints: what is usual, since when it is not, and why that is no chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cxlab.engine import Every
from cxlab.errors import BadValue, UnknownName
from cxlab.language import _, date, ngettext, number, percent, told
from cxlab.results import protected
from cxlab.stats.run_rules import RULES
from cxlab.text import Text

from ._chart_phase import Phase, base_of, phase_of
from ._chart_points import SHARES, given_points, points_from_rows
from ._rows import own_names

__all__ = ["KINDS", "ControlChart", "control_chart"]

KINDS = ("p", "np", "u", "c", "xmr", "laney_p", "laney_u", "cusum", "ewma")
OWN_RULES = {
    "CUSUM": Text("the sum is beyond its limit"),
    "EWMA": Text("the smoothed value is beyond its limit"),
    "moving range": Text("the step from the point before is beyond its limit"),
}
"""Signals that belong to a kind of chart, not to a set of rules."""

TOLD = 6
"""Points that a text names, those farthest from what is usual."""

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
        points, excluded = given_points(data, kind, time, value, size)
    else:
        points, excluded = points_from_rows(
            data, kind, time, every, value, exposure, exposure_time, (observed_from, observed_until)
        )
    if len(points) < 2:
        raise BadValue(Text("a control chart needs two points at least; found {n}", n=len(points)))
    name = own_names([every or time], RESULT)[0]
    phase = phase_of(points["time"], phases)
    base = base_of(points["time"], baseline, exclude)
    parts, limits = [], []
    for number_ in range(int(phase.max()) + 1):
        own = points[phase == number_].reset_index(drop=True)
        chart = Phase(own, base[phase == number_], kind, rules, target, sigma, slack, limit, smoothing)
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
