"""How long customers stay, counted: any window of observation and any group from numbers in memory.

Curves and rank tests need to know how many enter, leave and are lost to sight at each tenure, and not who of
those that enter is who of those that leave. So equal numbers of entries and exits are put together in the
order of their tenures: a row stands for `n` customers, there are few rows, and every figure is that of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.survival.follow_up.follow_up import DAYS_PER_MONTH, FollowUp

__all__ = ["LifetimeCube"]

NEVER = np.iinfo(np.int64).max
DAY = 86_400_000_000
COUNT = "n"


@dataclass(frozen=True)
class LifetimeCube:
    """Customers as numbers.

    Attributes
    ----------
    since, left
        First and last moment of each customer, in microseconds, `NEVER` for those who are there; None where
        only tenures are known.
    entry, duration, event
        Tenures in months at the window of the pot.
    groups
        Per trait the number of each customer's category (-1: none), and the categories.
    days
        First and last day of observation.
    """

    since: np.ndarray | None
    left: np.ndarray | None
    entry: np.ndarray
    duration: np.ndarray
    event: np.ndarray
    groups: dict[str, tuple[np.ndarray, pd.Index]]
    days: tuple[pd.Timestamp, pd.Timestamp] | None

    @classmethod
    def of(cls, follow_up: FollowUp, traits: Sequence[str]) -> LifetimeCube:
        """Read a follow-up; where customers are told by purchases its window is the only one.

        Examples
        --------
        >>> import cxlab as cx
        >>> cube = LifetimeCube.of(cx.survival.observed_customers(cx.open_pot("telco_ibm")), ["contract"])
        >>> counted = cube.counted("contract")
        >>> int(counted["n"].sum()), len(counted) < 400
        (7043, True)
        """
        frame = follow_up.frame
        since = left = None
        if follow_up.kind == "dates":
            since, left = _micros(frame["signup_date"]), _micros(frame["end_date"])
        groups = {}
        for name in traits:
            codes, found = pd.factorize(frame[name], sort=True)
            groups[name] = (codes, pd.Index(found))
        entry, duration, event = (
            frame[name].to_numpy(dtype=float, na_value=np.nan) for name in ("entry", "duration", "event")
        )
        return cls(since, left, entry, duration, event, groups, follow_up.days)

    def counted(
        self, trait: str | None = None, *, first: pd.Timestamp | None = None, last: pd.Timestamp | None = None
    ) -> pd.DataFrame:
        """Return entry, duration, event and n, with a trait its category, for functions of `cxlab.survival`.

        They take it with ``weight="n", weight_type="replicates"``.

        Parameters
        ----------
        trait
            Column of the groups.
        first, last
            First and last day of observation; by default those of the pot.
        """
        entry, duration, event = self._observed(first, last)
        known = ~np.isnan(duration)
        if trait is None:
            return _paired(entry[known], duration[known], event[known], self._unit)
        codes, categories = self.groups[trait]
        parts = []
        for number, category in enumerate(categories):
            own = known & (codes == number)
            made = _paired(entry[own], duration[own], event[own], self._unit)
            parts.append(made.assign(**{trait: category}))
        return pd.concat(parts, ignore_index=True)

    @property
    def _unit(self) -> float:
        """Return what tenures are multiples of, as far as that is known: a day where there are dates."""
        return 1.0 if self.since is None else 1 / DAYS_PER_MONTH

    def _observed(
        self, first: pd.Timestamp | None, last: pd.Timestamp | None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return tenures in a window of observation, as `cxlab.durations` makes them of dates."""
        if self.since is None or self.left is None or self.days is None or (first is None and last is None):
            return self.entry, self.duration, self.event
        begin, until = (
            _moment(own if given is None else given)
            for given, own in zip((first, last), self.days, strict=True)
        )
        if self._timed:  # a day without a time of day is meant to its end
            until += DAY - 1
        gone = self.left <= until
        duration = (np.where(gone, self.left, until) - self.since) / DAY
        entry = np.maximum((begin - self.since) / DAY, 0.0)
        why_not = (self.since == NEVER) | (self.left < self.since) | (self.since > until)
        why_not |= gone & (self.left < begin)
        why_not |= (entry > 0) & (entry >= duration)
        duration = np.where(why_not, np.nan, duration / DAYS_PER_MONTH)
        return entry / DAYS_PER_MONTH, duration, gone.astype(float)

    @property
    def _timed(self) -> bool:
        assert self.since is not None
        assert self.left is not None
        return any((one[one != NEVER] % DAY).any() for one in (self.since, self.left))


def _paired(entry: np.ndarray, duration: np.ndarray, event: np.ndarray, unit: float) -> pd.DataFrame:
    """Return equal lifetimes counted, entries put together with exits in the order of both."""
    came, came_n = _counted(entry, unit)
    gone, gone_n = _counted(duration, unit, event)
    # Where either of the two changes, counted from the first customer on.
    ends = np.union1d(np.cumsum(came_n), np.cumsum(gone_n))
    first, last = (np.searchsorted(np.cumsum(n), ends) for n in (came_n, gone_n))
    return pd.DataFrame(
        {
            "entry": came[first, 0],
            "duration": gone[last, 0],
            "event": gone[last, 1].astype(bool),
            COUNT: np.diff(ends, prepend=0).astype("int64"),
        }
    )


def _counted(
    values: np.ndarray, unit: float, event: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the different values, with whether an event happened, in their order, and how often each is."""
    happened = np.zeros(len(values)) if event is None else event
    places = np.rint(values / unit).astype(np.int64)
    if not len(values) or np.abs(places * unit - values).max() > 1e-9:  # times of day: no few multiples
        found, n = np.unique(np.column_stack([values, happened]), axis=0, return_counts=True)
        return found.reshape(-1, 2), n
    n = np.bincount(2 * places + (happened > 0))
    there = np.flatnonzero(n)
    own = np.full(len(n), -1.0)
    own[2 * places + (happened > 0)] = values  # as it was computed, to the last digit
    return np.column_stack([own[there], there % 2]), n[there]


def _micros(dates: pd.Series) -> np.ndarray:
    """Return moments by the clock on the wall, in microseconds."""
    plain = dates.dt.tz_localize(None) if dates.dt.tz is not None else dates
    values = plain.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(values), NEVER, values.astype(np.int64))


def _moment(day: pd.Timestamp) -> int:
    stamp = pd.Timestamp(day)
    return int(stamp.tz_localize(None).value // 1000) if stamp.tz is not None else int(stamp.value // 1000)
