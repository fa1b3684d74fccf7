"""Days: the observed time, weekday and season patterns, and the clock of business hours.

A day is a whole number, 0 is the first observed day; minutes count from midnight before day 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

__all__ = ["Timeline"]

UNTIL = np.datetime64("2025-12-31")
WEEKDAYS = np.array([1.35, 1.18, 1.08, 1.0, 0.95, 0.42, 0.30])
SEASON = np.array([1.30, 1.25, 1.12, 1.0, 0.92, 0.86, 0.82, 0.85, 0.95, 1.0, 1.02, 0.91])
OPENS, CLOSES = 480, 1080
OPEN = CLOSES - OPENS


@dataclass(frozen=True)
class Timeline:
    """The observed months, which end with 2025, and the company's years before them."""

    months: int
    past_days: int

    @cached_property
    def first(self) -> np.datetime64:
        """The first observed date."""
        month = (UNTIL + 1).astype("datetime64[M]") - self.months
        return month.astype("datetime64[D]")

    @cached_property
    def days(self) -> int:
        """Number of observed days; day `days` is the first one after them."""
        return int((UNTIL + 1 - self.first).astype(int))

    @property
    def last_year(self) -> int:
        """The day on which the last twelve months begin."""
        return self.days - 365

    def date(self, day: np.ndarray | int) -> np.ndarray:
        """Return the date of days."""
        return self.first + np.asarray(day).astype("timedelta64[D]")

    def weekday(self, day: np.ndarray | int) -> np.ndarray:
        """Return 0 for Monday to 6 for Sunday."""
        return (self.date(day).astype(int) + 3) % 7

    def month(self, day: np.ndarray | int) -> np.ndarray:
        """Return the calendar month, 0 to 11."""
        return self.date(day).astype("datetime64[M]").astype(int) % 12

    @cached_property
    def _load(self) -> np.ndarray:
        """Cumulative load of contacts up to each day since the founding; one unit is a mean day."""
        days = np.arange(-self.past_days, self.days)
        factor = WEEKDAYS[self.weekday(days)] * SEASON[self.month(days)]
        return np.concatenate([[0.0], np.cumsum(factor / factor.mean())])

    def load_between(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return how many mean days of contacts lie between two days."""
        return self._load[end + self.past_days] - self._load[start + self.past_days]

    def day_in(self, start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Return the day by which that share of the load between two days has come."""
        low, high = self._load[start + self.past_days], self._load[end + self.past_days]
        found = np.searchsorted(self._load, low + share * (high - low), side="right") - 1
        return np.minimum(found - self.past_days, end - 1).astype(np.int32)

    def business_minutes(self, minute: np.ndarray) -> np.ndarray:
        """Return the business minutes (Monday to Friday, 8 to 18 h) up to each minute."""
        since_monday = minute + int(self.weekday(0)) * 1440
        week, rest = np.divmod(since_monday, 7 * 1440)
        day, of_day = np.divmod(rest, 1440)
        worked = np.clip(of_day - OPENS, 0, OPEN)
        return week * 5 * OPEN + np.where(day < 5, day * OPEN + worked, 5 * OPEN)

    def minute_after(self, start: np.ndarray, business: np.ndarray) -> np.ndarray:
        """Return the minute at which that many business minutes have passed since `start`."""
        week, rest = np.divmod(self.business_minutes(start) + business, 5 * OPEN)
        day, of_day = np.divmod(rest, OPEN)
        return week * 7 * 1440 + day * 1440 + OPENS + of_day - int(self.weekday(0)) * 1440
