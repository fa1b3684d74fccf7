"""Customers to fit a model to, and others to test it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns as columns_of
from cxlab.engine import in_memory, require
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ..counting.event_table import AUTO, _happened, entry_column
from ..lifetimes.durations import Moment, durations, moment, wall_clock, whole_day

__all__ = ["landmark_sample", "random_split", "temporal_split"]


def temporal_split(
    customers: Any,
    *,
    cut: Moment,
    observed_until: Moment,
    observed_from: Moment | None = None,
    start: str = "signup_date",
    end: str = "end_date",
    reason: str | None = None,
    unit: str = "days",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split customers by time: the past as it was known at the cut, and what came after it.

    A model fitted to the first may be tested on the second: nothing in it was known at the cut. The
    covariates must be as they were then, too; that is for the caller to see to.

    Parameters
    ----------
    customers, observed_from, observed_until, start, end, reason, unit
        As in `durations`.
    cut
        The day that stands for today: what came after it is unknown to the first part.

    Returns
    -------
    (DataFrame, DataFrame)
        `durations` as of the cut, and the customers who were there at the cut with tenure (reached by
        then), duration and event (since then).

    Raises
    ------
    BadParameter
        The cut does not lie between the beginning and the end of observation.
    BadValue
        The data has a column of the name of a result column, "tenure" included.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "signup_date": pd.to_datetime(["2022-01-01", "2022-07-01", "2024-02-01"]),
    ...     "end_date": pd.to_datetime(["2023-06-01", "2024-03-01", None])})
    >>> past, later = temporal_split(customers, cut="2023-12-31", observed_until="2024-12-31")
    >>> past["event"].tolist(), later[["tenure", "duration", "event"]].to_dict("records")
    ([True, False, <NA>], [{'tenure': 548.0, 'duration': 61.0, 'event': True}])
    """
    if "tenure" in columns_of(customers):
        raise BadValue(
            Text(
                "the data has a column 'tenure' already, which is a column of the result; rename it, "
                "e.g. data.rename(columns={{'tenure': 'tenure_before'}})"
            )
        )
    dates: dict[str, Any] = {"start": start, "end": end, "reason": reason, "unit": unit}
    past = durations(customers, observed_from=observed_from, observed_until=cut, **dates)
    later = durations(
        customers, observed_from=_over(customers, cut, start, end), observed_until=observed_until, **dates
    )
    there = (later["excluded"] == "") & (later["entry"] > 0)
    active = later[there].rename(columns={"entry": "tenure"})
    return past, active.assign(duration=active["duration"] - active["tenure"]).reset_index(drop=True)


def _over(customers: Any, cut: Moment, start: str, end: str) -> pd.Timestamp:
    """Return when the day of the cut is over: what is known of it belongs to the past alone."""
    frame = in_memory(customers, [start, end])
    since, zone = wall_clock(frame[start], start)
    last, _zone = wall_clock(frame[end], end, zone)
    return whole_day(moment(cut, zone, "cut"), since, last)


def random_split(
    data: Any, *, columns: Sequence[str], share: float = 0.3, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split customers by lot where there are no dates: the first part to fit, `share` of them to test.

    Test a list of active customers at the tenures that they have reached, not at the start: see
    `landmark_sample`.

    Parameters
    ----------
    data, columns
        One row per customer, and what to keep of it.
    share, seed
        Part that is kept to test; seed of the lot.

    Raises
    ------
    BadParameter
        `share` does not lie between 0 and 1.

    Examples
    --------
    >>> data = pd.DataFrame({"duration": range(10), "event": True})
    >>> [len(part) for part in random_split(data, columns=["duration", "event"])]
    [7, 3]
    """
    if not 0 < share < 1:
        raise BadParameter(Text("share must lie between 0 and 1; found {share}", share=share))
    frame = in_memory(data, list(columns))
    chosen = np.random.default_rng(seed).permutation(len(frame)) < round(share * len(frame))
    return frame[~chosen].reset_index(drop=True), frame[chosen].reset_index(drop=True)


def landmark_sample(
    data: Any,
    *,
    at: Sequence[float] | None = None,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    seed: int = 0,
) -> pd.DataFrame:
    """Put customers at a tenure that they had reached, to test a forecast made from there.

    Each customer draws a tenure by lot, whatever became of them, and is in the result if they were there
    then. A tenure drawn from below each customer's own duration would prefer early leavers.

    Parameters
    ----------
    data
        One row per customer that the model was not fitted to, such as the second part of `random_split`.
    at
        Tenures to draw from. None: those of the customers still there today, so that the customers tested
        are like the list of active ones.
    duration, event, entry
        Columns; by default "entry" where there is one.
    seed
        Seed of the lot.

    Returns
    -------
    DataFrame
        The columns of the data, with tenure (drawn), and duration and event since then. Give
        `risk_validation` ``tenure="tenure"``.

    Raises
    ------
    BadValue
        Nobody was there at the tenure drawn, or the data has a column "tenure" already.

    References
    ----------
    van Houwelingen (2007), Scandinavian Journal of Statistics 34 (landmarking).

    Examples
    --------
    >>> data = pd.DataFrame({"duration": [3.0, 20.0, 30.0, 8.0], "event": [True, False, True, False]})
    >>> landmark_sample(data, at=[6])
       duration  event  tenure
    0      14.0  False     6.0
    1      24.0   True     6.0
    2       2.0  False     6.0
    """
    entry = entry_column(data, entry)
    require(data, duration, event, *([entry] if entry else []))
    frame = in_memory(data, columns_of(data))
    if "tenure" in frame:
        raise BadValue(Text("the data has a column 'tenure' already; rename it"))
    frame = frame[frame[[duration, event]].notna().all(axis=1)]
    end = frame[duration].to_numpy(dtype=float)
    begin = frame[entry].to_numpy(dtype=float) if entry else np.zeros(len(frame))
    left = _happened(frame[event], pd.Series(1, index=frame.index), event)
    drawn = _spread(end[~left] if at is None else np.asarray(at, dtype=float), len(frame), seed)
    there = (begin <= drawn) & (drawn < end)
    if not there.any():
        raise BadValue(Text("nobody was there at the tenure drawn; give other tenures (at)"))
    found = frame.drop(columns=[entry] if entry else []).assign(tenure=drawn)
    return found.assign(**{duration: end - drawn})[there].reset_index(drop=True)


def _spread(tenures: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Return tenures for so many customers, each about as often, in the order of a lot."""
    if not len(tenures) or not np.all(tenures >= 0):
        raise BadValue(
            Text("there is no tenure to draw: nobody is still there; give tenures of 0 or more (at)")
        )
    ordered = np.sort(tenures)
    even = ordered[(np.arange(size) + 0.5).astype(int) * len(ordered) // max(size, 1)]
    return np.random.default_rng(seed).permutation(even)
