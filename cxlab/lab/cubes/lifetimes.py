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
        >>> int(counted["n"].sum()), len(counted) < 300
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
            return _paired(entry[known], duration[known], event[known])
        codes, categories = self.groups[trait]
        parts = []
        for number, category in enumerate(categories):
            own = known & (codes == number)
            parts.append(_paired(entry[own], duration[own], event[own]).assign(**{trait: category}))
        return pd.concat(parts, ignore_index=True)

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


def _paired(entry: np.ndarray, duration: np.ndarray, event: np.ndarray) -> pd.DataFrame:
    """Return equal lifetimes counted, entries put together with exits in the order of both."""
    # Events come before those lost to sight at the same tenure; which of them is which does not matter.
    order = np.lexsort((event, duration))
    out, left = duration[order], event[order]
    came = np.sort(entry)
    new = np.ones(len(out), dtype=bool)
    new[1:] = (out[1:] != out[:-1]) | (left[1:] != left[:-1]) | (came[1:] != came[:-1])
    at = np.flatnonzero(new)
    size = np.diff([*at, len(out)])
    return pd.DataFrame(
        {"entry": came[at], "duration": out[at], "event": left[at].astype(bool), COUNT: size.astype("int64")}
    )


def _micros(dates: pd.Series) -> np.ndarray:
    """Return moments by the clock on the wall, in microseconds."""
    plain = dates.dt.tz_localize(None) if dates.dt.tz is not None else dates
    values = plain.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(values), NEVER, values.astype(np.int64))


def _moment(day: pd.Timestamp) -> int:
    stamp = pd.Timestamp(day)
    return int(stamp.tz_localize(None).value // 1000) if stamp.tz is not None else int(stamp.value // 1000)
