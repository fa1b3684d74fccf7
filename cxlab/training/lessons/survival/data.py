"""Data of lesson 6: how long customers of Funkwerk stay, and why they leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["OBSERVED_FROM", "OBSERVED_UNTIL", "REASONS", "Data", "make"]

OBSERVED_FROM = pd.Timestamp("2023-01-01")
"""Since when customers who leave stay in the CRM; earlier leavers were deleted."""

OBSERVED_UNTIL = pd.Timestamp("2025-06-30")
"""When the data was taken."""

REASONS = ("price", "move", "service")
RATES = (0.022, 0.012, 0.006)
"""Customers who leave per month for each reason, of those still there."""

YOUNG, OLD = 0.035, 0.012
"""In the whole customer base: customers who leave per month in the first two years, and after."""

CLUB = 0.045
"""Customers who join the club per month; whether somebody is in it does not change when he leaves."""

DAYS = 30.4375
"""Days of a month."""


@dataclass(frozen=True, eq=False)
class Data:
    """Customers of one trainee, as the CRM exports them.

    Attributes
    ----------
    newcomers
        Signed since January 2023: customer_id, signup_date, end_date, reason, club_date (joined the loyalty
        club; missing: never).
    base
        All customers in the CRM, those from before 2023 too: customer_id, signup_date, end_date.
    """

    newcomers: pd.DataFrame
    base: pd.DataFrame


def make(seed: int) -> Data:
    """Draw the customers of one trainee.

    Examples
    --------
    >>> make(1).base.columns.tolist()
    ['customer_id', 'signup_date', 'end_date']
    """
    rng = np.random.default_rng([6, seed])
    return Data(newcomers=_newcomers(rng), base=_base(rng))


def _dates(start: np.ndarray, months: np.ndarray) -> pd.Series:
    """Return the day so many months after each start; missing where it lies after the data was taken."""
    days = pd.Series(start + pd.to_timedelta(np.ceil(months * DAYS), "D"))
    return days.where(days <= OBSERVED_UNTIL)


def _signed(rng: np.random.Generator, since: str, size: int) -> np.ndarray:
    first = pd.Timestamp(since)
    days = np.sort(rng.integers(0, (OBSERVED_UNTIL - first).days - 5, size))
    return np.asarray(first + pd.to_timedelta(days, "D"))


def _newcomers(rng: np.random.Generator) -> pd.DataFrame:
    start = _signed(rng, "2023-01-01", int(rng.integers(2300, 2700)))
    pace = rng.uniform(0.85, 1.2)
    whens = np.column_stack([rng.exponential(1 / (rate * pace), len(start)) for rate in RATES])
    end = _dates(start, whens.min(axis=1))
    reason = pd.Series(np.array(REASONS)[whens.argmin(axis=1)]).where(end.notna())
    joined = _dates(start, rng.exponential(1 / CLUB, len(start)))
    joined = joined.where(end.isna() | (joined < end))
    who = np.arange(80_000, 80_000 + len(start))
    columns = {"customer_id": who, "signup_date": start, "end_date": end, "reason": reason}
    return pd.DataFrame(columns | {"club_date": joined})


def _base(rng: np.random.Generator) -> pd.DataFrame:
    start = _signed(rng, "2016-01-01", int(rng.integers(3800, 4400)))
    pace = rng.uniform(0.85, 1.2)
    soon = rng.exponential(1 / (YOUNG * pace), len(start))
    later = 24 + rng.exponential(1 / (OLD * pace), len(start))
    end = _dates(start, np.where(soon < 24, soon, later))
    who = np.arange(10_000, 10_000 + len(start))
    base = pd.DataFrame({"customer_id": who, "signup_date": start, "end_date": end})
    return base[~(end <= OBSERVED_FROM)].reset_index(drop=True)
