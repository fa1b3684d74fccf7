"""Forecasts and what happened, where some are not followed to the horizon: inverse probability weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ..counting.event_table import _happened

__all__ = ["LIFT_AT", "Sample", "numbers"]

LIFT_AT = (0.05, 0.1, 0.2, 0.3, 0.5)


@dataclass(frozen=True)
class Sample:
    """Forecasts and outcomes, sorted by time."""

    time: np.ndarray
    event: np.ndarray
    risk: np.ndarray
    horizon: float
    curves: np.ndarray | None
    curve_times: np.ndarray
    first: np.ndarray
    "Number of each row's distinct time."
    missing: int
    "Customers without a forecast or an outcome."
    since: np.ndarray
    "Tenure at which each forecast was made, where follow-up is counted by tenure; else 0."

    @classmethod
    def read(
        cls,
        data: pd.DataFrame,
        risk: str,
        duration: str,
        event: str,
        horizon: float,
        curves: pd.DataFrame | None,
        tenure: str | None = None,
    ) -> Sample:
        """Check forecasts and outcomes, leave out incomplete rows and sort by time."""
        wanted = [risk, duration, event, *([tenure] if tenure else [])]
        require(data, *wanted)
        frame = in_memory(data, wanted)
        if curves is not None and len(curves) != len(frame):
            raise BadParameter(
                Text(
                    "curves has {rows} rows, the data {customers}; one per customer",
                    rows=len(curves),
                    customers=len(frame),
                )
            )
        known = frame.notna().all(axis=1).to_numpy()
        if tenure:
            known &= _in_sight(frame, known, duration, tenure, horizon)
        if not known.any():
            raise BadValue(
                Text(
                    "no row has {risk!r}, {duration!r} and {event!r}; there is nothing to compare",
                    risk=risk,
                    duration=duration,
                    event=event,
                )
            )
        values = frame[known]
        time = numbers(values[duration], duration)
        happened = _happened(values[event], pd.Series(1, index=values.index), event)
        _check_outcomes(time, happened, duration, horizon)
        order = np.argsort(time, kind="stable")
        forecast = numbers(values[risk], risk)
        if np.any((forecast < 0) | (forecast > 1)):
            raise BadValue(Text("column {risk!r} must hold probabilities between 0 and 1", risk=risk))
        rows = None if curves is None else curves.to_numpy(dtype=float)[known][order]
        when = np.zeros(0) if curves is None else np.asarray(curves.columns, dtype=float)
        place = np.unique(time[order], return_inverse=True)[1]
        since = numbers(values[tenure], tenure)[order] if tenure else np.zeros(len(time))
        missing = int((~known).sum())
        return cls(time[order], happened[order], forecast[order], horizon, rows, when, place, missing, since)

    def uncensored(self, w: np.ndarray) -> Callable[[np.ndarray, bool], np.ndarray]:
        """Return each customer's probability not to be censored up to a time (or just before it).

        Where forecasts start at different tenures, follow-up ends by tenure, too: those who were there longer
        can be seen for less time ahead.
        """
        if self.since.any():
            return self._uncensored_by_tenure(w)
        size = int(self.first[-1]) + 1
        lost = np.bincount(self.first, weights=w * ~self.event, minlength=size)
        left = np.bincount(self.first, weights=w * self.event, minlength=size)
        at_risk = np.cumsum((lost + left)[::-1])[::-1] - left
        with np.errstate(invalid="ignore", divide="ignore"):
            curve = np.append(1.0, np.cumprod(np.where(lost > 0, 1 - lost / at_risk, 1.0)))
        distinct = self.time[np.searchsorted(self.first, np.arange(size))]
        return lambda t, before: curve[np.searchsorted(distinct, t, side="left" if before else "right")]

    def _uncensored_by_tenure(self, w: np.ndarray) -> Callable[[np.ndarray, bool], np.ndarray]:
        end = self.since + self.time
        distinct, place = np.unique(end, return_inverse=True)
        size, first = len(distinct), np.searchsorted(distinct, self.since, side="right")
        came = np.bincount(np.minimum(first, size - 1), weights=w, minlength=size)
        lost, left = (np.bincount(place, weights=w * of, minlength=size) for of in (~self.event, self.event))
        at_risk = np.cumsum(came) - np.append(0.0, np.cumsum(lost + left)[:-1]) - left
        with np.errstate(invalid="ignore", divide="ignore"):
            step = np.where(lost > 0, np.clip(1 - lost / at_risk, 0.0, 1.0), 1.0)
        over = step <= 1e-12  # the end of follow-up for those who are there then, not for who comes later
        none, total = (
            np.append(0, np.cumsum(over)),
            np.append(0.0, np.cumsum(np.log(np.where(over, 1.0, step)))),
        )

        def probability(t: np.ndarray, before: bool) -> np.ndarray:
            side: Any = "left" if before else "right"
            last = np.maximum(np.searchsorted(distinct, self.since + t, side=side), first)
            return np.where(none[last] > none[first], 0.0, np.exp(total[last] - total[first]))

        return probability

    def known(
        self, w: np.ndarray, g: Callable[[np.ndarray, bool], np.ndarray], when: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the weights of those known to have left by a time, and of those known to be there still.

        Each stands for those like them whose follow-up ended before. Who is last seen at that very time is
        known to be there: that is how everybody's follow-up ends where all are followed for the horizon.
        """
        gone = self.event & (self.time <= when)
        there = (self.time > when) | ((self.time == when) & ~self.event)
        case = _share(np.where(gone, w, 0.0), g(self.time, True))
        return case, _share(np.where(there, w, 0.0), g(np.array([when]), True))

    def statistics(self, w: np.ndarray) -> dict[Any, float]:
        """Return all figures for weighted customers."""
        g = self.uncensored(w)
        case, control = self.known(w, g, self.horizon)
        observed = case.sum() / w.sum()
        brier = float(case @ (1 - self.risk) ** 2 + control @ self.risk**2) / w.sum()
        reference = float(case.sum() * (1 - observed) ** 2 + control.sum() * observed**2) / w.sum()
        found: dict[Any, float] = {
            "expected": float(w @ self.risk / w.sum()), "observed": float(observed), "brier": brier,
            "brier_reference": reference, "brier_skill": 1 - brier / reference if reference else np.nan,
            "auc": _auc(self.risk, case, control),
        }  # fmt: skip
        if self.curves is not None:
            found["integrated_brier"] = self._integrated(w, g)
        # Equal risks are contacted by lot: a group that is cut in two gives its average.
        _values, place = np.unique(-self.risk, return_inverse=True)
        reach, gone_by = (np.append(0.0, np.cumsum(np.bincount(place, weights=part))) for part in (w, case))
        for share in LIFT_AT:
            caught = np.interp(share * w.sum(), reach, gone_by)
            found[share, "lift"] = caught / max(case.sum(), 1e-300) / share
        return found

    def _integrated(self, w: np.ndarray, g: Callable[[np.ndarray, bool], np.ndarray]) -> float:
        assert self.curves is not None
        scores = []
        for j, when in enumerate(self.curve_times):
            case, control = self.known(w, g, when)
            stay = self.curves[:, j]
            scores.append((case @ stay**2 + control @ (1 - stay) ** 2) / w.sum())
        width = self.curve_times[-1] - self.curve_times[0]
        return float(_area(self.curve_times, np.array(scores)) / width) if width else float(scores[0])


def _check_outcomes(time: np.ndarray, happened: np.ndarray, duration: str, horizon: float) -> None:
    """Refuse durations below 0, and outcomes that say nothing of the horizon."""
    if np.any(time < 0):
        n = int(np.sum(time < 0))
        raise BadValue(Text("column {duration!r} holds {n} negative durations", duration=duration, n=n))
    if not np.any(happened & (time <= horizon)):
        raise BadValue(
            Text(
                "nobody left within the horizon of {horizon:g}; there is nothing to compare with",
                horizon=horizon,
            )
        )
    if not np.any(time >= horizon):
        raise BadValue(
            Text("nobody was followed for the horizon of {horizon:g}; choose a shorter one", horizon=horizon)
        )


def numbers(values: pd.Series, name: str) -> np.ndarray:
    """Return a column of numbers, nan where missing."""
    if not pd.api.types.is_numeric_dtype(values):
        raise BadValue(Text("column {name!r} must hold numbers", name=name))
    return values.to_numpy(dtype=float, na_value=np.nan)


def _in_sight(
    frame: pd.DataFrame, known: np.ndarray, duration: str, tenure: str, horizon: float
) -> np.ndarray:
    """Tell from whose tenure anybody is seen a horizon ahead; the others would count only if they left."""
    since = numbers(frame[tenure], tenure)
    longest = (since + numbers(frame[duration], duration))[known].max(initial=0.0)
    return np.asarray(since + horizon <= longest + 1e-9 * longest)


def _share(weight: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Return weight by probability, 0 where there is no weight (the probability may be 0 there)."""
    return np.where(weight > 0, weight / np.where(probability > 0, probability, 1.0), 0.0)


def _area(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def _auc(risk: np.ndarray, case: np.ndarray, control: np.ndarray) -> float:
    """Return the weighted share of pairs of a leaver and a stayer that the risk orders rightly."""
    _values, place = np.unique(risk, return_inverse=True)
    cases, controls = np.bincount(place, weights=case), np.bincount(place, weights=control)
    below = np.cumsum(controls) - controls / 2
    total = cases.sum() * controls.sum()
    return float(cases @ below / total) if total else np.nan
