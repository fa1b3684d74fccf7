"""How often something happens to customers: complaints or contacts per 100 customers and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab.engine import in_memory
from cxlab.engine.ids import spelled_ids
from cxlab.errors import BadParameter
from cxlab.results import note_of, protected
from cxlab.stats.rates import clustered_dispersion, poisson_interval
from cxlab.text import Text

from ._groups import Notes, check_options, suppressed

__all__ = ["Followed", "customer_years", "event_rate", "rate_of"]

YEAR = 365.25
TICK: Literal["us"] = "us"


def event_rate(
    events: Any,
    customers: Any,
    *,
    period_start: str | date,
    period_end: str | date,
    metric: str = "complaints_per_100_customers",
    per: float = 100,
    time: str = "created",
    start: str = "signup_date",
    end: str = "end_date",
    customer: str = "customer_id",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many events come per so many customers and year, counted on the days they were customers.

    Parameters
    ----------
    events
        One row per event, with its customer and time. Events of nobody among the customers count, too.
    customers
        One row per customer, with begin and (where there is one) end.
    period_start, period_end
        Dates; the period ends before `period_end`.
    metric
        What the rate is called in the result: "complaints_per_100_customers",
        "contacts_per_100_customers".
    per
        Customers the rate is given for.
    time, start, end, customer
        Columns; a missing end means still a customer.
    min_n, level
        As for `nps`; `min_n` counts customers of the period, and events where there are any.

    Returns
    -------
    DataFrame
        One row: period_start, period_end, metric, estimate, low, high, se, n (customers of the period),
        cases (events), exposure (customer years), note, method, level. Several events of one customer are
        not taken as independent: the limits are the exact ones of a Poisson count that is worth so much less
        as customers vary more than chance, as in `complaints.cause_rates`.

    Raises
    ------
    BadParameter
        `per` is not above 0, or the period ends before it begins.

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": range(10), "signup_date": pd.Timestamp("2020-01-01"),
    ...                           "end_date": pd.NaT})
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 3, 4, 5], "created": pd.Timestamp("2024-05-01")})
    >>> rate = event_rate(events, customers, period_start="2024-01-01", period_end="2025-01-01")
    >>> rate[["estimate", "n", "cases"]].round(1)
       estimate   n  cases
    0      59.9  10      6
    """
    followed = Followed.of(events, customers, time=time, start=start, end=end, customer=customer)
    return rate_of(
        followed, period_start=period_start, period_end=period_end, metric=metric, per=per, min_n=min_n,
        level=level,
    )  # fmt: skip


def rate_of(
    followed: Followed,
    *,
    period_start: str | date,
    period_end: str | date,
    people: np.ndarray | None = None,
    metric: str = "complaints_per_100_customers",
    per: float = 100,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return what `event_rate` does, of customers that were read before and of some of them.

    Parameters
    ----------
    followed
        Customers and their events.
    people
        Which rows of the customers to take; None takes all, and events of nobody known, too.
    period_start, period_end, metric, per, min_n, level
        As for `event_rate`.

    Raises
    ------
    BadParameter
        As for `event_rate`.

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": range(10), "signup_date": pd.Timestamp("2020-01-01"),
    ...                           "end_date": pd.NaT})
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 3, 4, 5], "created": pd.Timestamp("2024-05-01")})
    >>> followed = Followed.of(events, customers)
    >>> rate_of(followed, period_start="2024-01-01", period_end="2025-01-01")["cases"].tolist()
    [6]
    """
    check_options(level, min_n)
    since, until = pd.Timestamp(period_start), pd.Timestamp(period_end)
    if not per > 0:
        raise BadParameter(Text("per must be above 0, e.g. 1000; found {per}", per=per))
    if not since < until:
        raise BadParameter(Text("the period must end after it begins"))
    total, size, _who = followed.counted(since, until, people)
    n, count, years = int((size > 0).sum()), int(total.sum()), float(size.sum())
    rate = count / years if years > 0 else np.nan
    spread = float(((total - rate * size) ** 2).sum())
    dispersion = clustered_dispersion(count, spread, n if n > 1 else np.nan)
    low, high = poisson_interval(count, years, level=level, dispersion=dispersion) if n > 1 else (np.nan,) * 2
    se = np.sqrt(dispersion * count) / years if years > 0 and n > 1 else np.nan
    notes = Notes(1)
    hidden = suppressed(np.array([n]), min_n, notes)[0]
    theirs = int((total > 0).sum())
    if not hidden and 0 < theirs < min_n:  # nine events of one customer speak of one customer
        notes.add(np.array([True]), note_of(min_n, alone=True))
        hidden = True
    figures = np.array([rate, low, high, se if count else np.nan]) * per
    table = pd.DataFrame({
        "period_start": [since], "period_end": [until], "metric": [metric],
        **dict(zip(("estimate", "low", "high", "se"), np.where(hidden, np.nan, figures), strict=True)),
        "n": pd.array([n], dtype="Int64"), "cases": pd.array([pd.NA if hidden else count], dtype="Int64"),
        "exposure": [np.nan if hidden else years], "note": notes.texts,
        "method": ["events per customer year; exact poisson, quasi over customers"], "level": [level],
    })  # fmt: skip
    return protected(table, min_n=min_n)


def customer_years(
    events: Any,
    customers: Any,
    *,
    period_start: str | date,
    period_end: str | date,
    time: str = "created",
    start: str = "signup_date",
    end: str = "end_date",
    customer: str = "customer_id",
) -> pd.DataFrame:
    """Return, per customer, how many events there were in a period and how many years he was followed.

    Returns
    -------
    DataFrame
        total (events), size (years), cluster (a number per customer; -1 for somebody who is not among the
        customers, and for an event of nobody).

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": ["a"], "signup_date": pd.to_datetime(["2024-07-01"]),
    ...                           "end_date": pd.NaT})
    >>> events = pd.DataFrame({"customer_id": ["a", None], "created": pd.Timestamp("2024-08-01")})
    >>> customer_years(events, customers, period_start="2024-01-01", period_end="2025-01-01").round(2)
       total  size  cluster
    0    1.0   0.5        0
    1    1.0   0.0       -1
    """
    followed = Followed.of(events, customers, time=time, start=start, end=end, customer=customer)
    total, size, who = followed.counted(pd.Timestamp(period_start), pd.Timestamp(period_end))
    return pd.DataFrame({"total": total, "size": size, "cluster": who})


@dataclass(frozen=True)
class Followed:
    """Customers and their events as numbers, read once to be counted for any period and any of the customers.

    Attributes
    ----------
    who, begin, after
        Per row of the customers: number of the customer (-1 without one), first day, day after the last.
    whose, moment
        Per event: number of its customer, from `customers` on of somebody not among them (-1: of nobody), and
        when it was.
    customers
        How many customers there are.
    """

    who: np.ndarray
    begin: np.ndarray
    after: np.ndarray
    whose: np.ndarray
    moment: np.ndarray
    customers: int

    @classmethod
    def of(
        cls,
        events: Any,
        customers: Any,
        *,
        time: str = "created",
        start: str = "signup_date",
        end: str = "end_date",
        customer: str = "customer_id",
    ) -> Followed:
        """Read customers and events, as `event_rate` takes them."""
        people, happened = in_memory(customers, [customer, start, end]), in_memory(events, [customer, time])
        codes, names = pd.factorize(spelled_ids(people[customer], customer))
        # The day of the end is a day as customer still.
        after = _moments(people[end]).dt.normalize() + pd.Timedelta(days=1)
        ids = spelled_ids(happened[customer], customer)
        whose = pd.Index(names).get_indexer(pd.Index(ids))
        strangers = pd.factorize(ids[whose < 0])[0]
        whose[whose < 0] = np.where(strangers < 0, -1, strangers + len(names))
        begin, moment = (_ticks(_moments(values)) for values in (people[start], happened[time]))
        return cls(codes, begin, _ticks(after), whose, moment, len(names))

    def counted(
        self, since: pd.Timestamp, until: pd.Timestamp, people: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return, per customer, events and years in a period, and his number (-1, last: not among them).

        Parameters
        ----------
        since, until
            The period; it ends before `until`.
        people
            Which rows of the customers to take; None takes all, and the events of nobody known, too.
        """
        first, end = (day.as_unit(TICK).to_datetime64() for day in (since, until))
        begin, after = (values if people is None else values[people] for values in (self.begin, self.after))
        who = self.who if people is None else self.who[people]
        came, left = np.where(begin > first, begin, first), np.where(after < end, after, end)
        years = np.maximum((left - came) / np.timedelta64(1, "s") / 86400 / YEAR, 0.0)
        years[np.isnat(begin)] = 0.0
        named = who >= 0
        size = np.bincount(who[named], weights=years[named], minlength=self.customers)
        whose = self.whose[(self.moment >= first) & (self.moment < end)]
        count = np.bincount(whose[whose >= 0], minlength=self.customers).astype(float)
        total, others = count[: self.customers], count[self.customers :]
        if people is not None:
            there = np.flatnonzero(np.bincount(who[named], minlength=self.customers))
            return total[there], size[there], there
        beside = np.append(others[others > 0], np.ones(int((whose < 0).sum())))
        return (
            np.append(total, beside),
            np.append(size, np.zeros(len(beside))),
            np.append(np.arange(self.customers), np.full(len(beside), -1)),
        )


def _ticks(moments: pd.Series) -> np.ndarray:
    """Return moments as numbers that also hold the last day of the calendar."""
    return moments.to_numpy(dtype=f"datetime64[{TICK}]")


def _moments(values: pd.Series) -> pd.Series:
    """Return dates and times as they are on the clock on the wall."""
    known = values if pd.api.types.is_datetime64_any_dtype(values) else pd.to_datetime(values)
    return known.dt.tz_localize(None)
