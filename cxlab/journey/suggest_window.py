"""How long to wait for a step: from how long customers take who get there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from cxlab.engine import event_log
from cxlab.errors import BadParameter
from cxlab.text import Text

from ._common import opened
from .funnel import funnel
from .funnel.spec import duration, steps_of

__all__ = ["SuggestedWindow", "suggest_window"]

_DAY = 86_400_000_000
_LEAST = 20  # who reach the goal: of fewer the last percents are one customer
_SETTLED = 0.8  # of the horizon: who still come later than that would come after it, too
_READABLE = (
    *(hours / 24 for hours in (1, 2, 4, 8, 12)),
    *(1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1095),
)
"""Lengths in days that a reader takes in at once."""


@dataclass(frozen=True)
class SuggestedWindow:
    """A window for a funnel, and where it is from.

    Attributes
    ----------
    days
        The window.
    source
        "data", or "fallback" where the data cannot tell.
    covered
        Share of those who reach the goal within `horizon_days` that the window counts; nan for "fallback".
    n
        Customers who reach the goal.
    horizon_days
        Up to when the data was looked at: half of those who enter are observed so long.
    """

    days: float
    source: Literal["data", "fallback"]
    covered: float
    n: int
    horizon_days: float


def suggest_window(
    events: Any,
    steps: Sequence[Any] | Mapping[str, Any],
    *,
    share: float = 0.99,
    fallback: Any = 30,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
) -> SuggestedWindow:
    """Propose the window of a funnel: as short as can be without cutting off those who get there.

    The time-to-step curve of the last step (journeys cut short allowed for) is followed as long as half of
    all who enter are observed; the window is the first readable length at which `share` of its end is
    reached.

    Parameters
    ----------
    events, customer, event, time
        As for `funnel`.
    steps
        The steps; the last one is the goal.
    share
        Part of those who reach the goal that the window is to hold.
    fallback
        What to take where fewer than 20 reach the goal or the curve still rises where observation ends: a
        number of days, a timedelta or a text such as "36h"; for example the industry's usual window.

    Returns
    -------
    SuggestedWindow

    Raises
    ------
    BadParameter
        `share` lies not between 0 and 1.

    Examples
    --------
    >>> import pandas as pd
    >>> start = pd.date_range("2024-01-01", periods=200)
    >>> took = pd.to_timedelta([days % 25 + 0.5 for days in range(200)], unit="D")
    >>> events = pd.DataFrame({"customer_id": [*range(200)] * 2, "event": ["a"] * 200 + ["b"] * 200,
    ...     "timestamp": [*start, *(start + took)]})
    >>> suggest_window(events, ["a", "b"]).days
    30
    """
    if not 0 < share <= 1:
        raise BadParameter(Text("share must lie between 0 and 1, e.g. 0.99; found {share!r}", share=share))
    events = opened(events)
    usual = duration(fallback, "fallback") / _DAY
    horizon = _observed_by_half(events, steps, customer, event, time)
    if horizon <= 0:
        return SuggestedWindow(usual, "fallback", np.nan, 0, 0.0)
    names = {"customer": customer, "event": event, "time": time}
    found = funnel(events, steps, window=horizon / _DAY, min_n=0, **names)  # type: ignore[arg-type]
    group = found.groups.groups[0]
    last = len(group.spec.steps) - 1
    shares, times = group.progress.share(last), group.progress.times
    n = int((group.progress.reached[:, last] <= horizon).sum())
    if n < _LEAST or not len(shares) or shares[-1] <= 0:
        return SuggestedWindow(usual, "fallback", np.nan, n, horizon / _DAY)
    needed = float(times[int(np.searchsorted(shares, share * shares[-1] * (1 - 1e-12)))])
    if needed > _SETTLED * horizon:
        return SuggestedWindow(usual, "fallback", np.nan, n, horizon / _DAY)
    days = next((days for days in _READABLE if days * _DAY >= needed), needed / _DAY)
    place = int(np.searchsorted(times, days * _DAY, side="right")) - 1
    return SuggestedWindow(days, "data", float(shares[place] / shares[-1]), n, horizon / _DAY)


def _observed_by_half(
    events: Any, steps: Sequence[Any] | Mapping[str, Any], customer: str, event: str, time: str
) -> int:
    """Return how long half of all who enter are observed, in microseconds."""
    names = list(steps_of(steps)[0].events)
    entries = event_log(events, case=customer, event=event, time=time, keep=names)
    if not len(entries):
        return 0
    everything = event_log(events, case=customer, event=event, time=time)
    return int(np.median(everything.time.max() - entries.time[entries.starts()]))
