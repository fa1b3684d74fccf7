"""The rate of leaving within bands of tenure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.metrics._groups import check_options
from cxlab.results import parts_protected
from cxlab.text import Text

from ..counting.event_table import AUTO, Options, RiskTable, risk_table
from ..counting.group_pairs import check_replicates
from ..counting.shared import Notes, hidden_groups, tidy

__all__ = ["piecewise_hazard"]


def piecewise_hazard(
    data: Any,
    *,
    bands: Sequence[float],
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    weight: str | None = None,
    weight_type: str = "sampling",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rate of leaving within bands of tenure: events per unit of time at risk, with exact Poisson limits.

    Parameters
    ----------
    bands
        Limits of the bands, ascending, e.g. range(0, 73, 6): a band holds the tenures above its first limit
        up to its second (the first band also tenure 0).
    weight, weight_type
        As for `survival_compare`: equal customers ("replicates"), not weights of a sample.
    data, duration, event, entry, by, min_n, level
        As for `survival_curve`; `min_n` also holds for the customers seen at risk in a band.

    Returns
    -------
    DataFrame
        A row per group and band: group columns, metric ("hazard"), start, time (its end), estimate (events
        per customer and unit of time), low, high, se, at_risk (customers at risk at some time in the band),
        exposure (time at risk), events, n, missing, note, method, level.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28.

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 6], "event": [1, 0, 1, 1, 0, 0]})
    >>> rates = piecewise_hazard(tenure, bands=[0, 2, 6], min_n=0)
    >>> rates[["start", "time", "estimate", "exposure", "events"]]
       start  time  estimate  exposure  events
    0    0.0   2.0  0.181818      11.0       2
    1    2.0   6.0  0.142857       7.0       1
    """
    check_options(level, min_n)
    check_replicates(weight, weight_type, Text("an exact interval of a rate"))
    limits = _limits(bands)
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_type))
    size, width = len(risk.groups), len(limits) - 1
    found = [_banded(risk, number, limits) for number in range(size)]
    exposure, events, at_risk = np.array(found).reshape(size, 3, width).swapaxes(0, 1).reshape(3, -1)
    row = np.repeat(np.arange(size), width)
    notes = Notes(len(row))
    hidden = hidden_groups(risk.n[row], min_n, notes)
    few = ~hidden & (at_risk < max(min_n, 1))
    notes.add(few & (at_risk == 0), Text("nobody at risk"))
    notes.add(few & (at_risk > 0), Text("suppressed: n < {least}", least=min_n))
    columns = {
        "metric": "hazard",
        "start": np.tile(limits[:-1], size),
        "time": np.tile(limits[1:], size),
        **_poisson(events, exposure, level),
        "at_risk": at_risk.astype("int64"),
        "exposure": exposure,
        "events": events.astype("int64"),
        "n": risk.n[row],
        "missing": risk.missing[row],
        "note": notes.texts,
        "method": "events / time at risk, exact Poisson limits",
        "level": level,
    }
    names = list(risk.groups.columns)
    table = tidy(risk.groups.iloc[row], columns, hidden=hidden | few, counts=("at_risk", "events"),
                hide=("estimate", "low", "high", "se", "exposure"), min_n=min_n)  # fmt: skip
    # The leavers of all bands together are known, so one small count takes another with it.
    return parts_protected(table, min_n=min_n, by="start", within=names, keep=("missing", "n"))


def _limits(bands: Sequence[float]) -> np.ndarray:
    limits = np.asarray(list(bands), dtype=float)
    if limits.size < 2 or limits[0] < 0 or np.any(np.diff(limits) <= 0) or not np.all(np.isfinite(limits)):
        raise BadParameter(
            Text("bands needs at least two limits of 0 or more, ascending, e.g. range(0, 73, 6)")
        )
    return limits


def _banded(risk: RiskTable, number: int, limits: np.ndarray) -> np.ndarray:
    """Return time at risk, events and customers at risk of a group in each band."""
    rows = risk.rows_of(number)
    time, at_risk = risk.time[rows], risk.at_risk[rows]
    if time.size == 0:
        return np.zeros((3, len(limits) - 1))
    # Between two times of the table as many are at risk as just before the later one.
    area = np.concatenate([[0.0], np.cumsum(np.diff(time) * at_risk[1:])])
    exposure = np.diff(np.interp(limits, time, area))
    place = np.searchsorted(time, limits, side="right")
    if limits[0] == 0:
        place[0] = 0
    events = np.diff(np.concatenate([[0.0], np.cumsum(risk.events[rows])])[place])
    # Who enters at the upper limit is at risk in the next band only.
    came = np.concatenate([[0.0], np.cumsum(risk.entered[rows])])
    entered = came[np.searchsorted(time, limits[1:], side="left")] - came[place[:-1]]
    before, _ = risk.at(number, np.nextafter(limits[:-1], np.inf))
    if limits[0] == 0:
        before[0] = 0.0  # those from the start are counted among who entered
    return np.array([exposure, events, before + entered])


def _poisson(events: np.ndarray, exposure: np.ndarray, level: float) -> dict[str, np.ndarray]:
    from scipy.special import chdtri

    tail = (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(events > 0, chdtri(2 * np.maximum(events, 1), 1 - tail) / 2, 0.0)
        high = chdtri(2 * events + 2, tail) / 2
        columns = {"estimate": events, "low": low, "high": high, "se": np.sqrt(events)}
        return {name: np.where(exposure > 0, values / exposure, np.nan) for name, values in columns.items()}
