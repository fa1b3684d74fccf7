"""What complaints can come from: customers for as long as they were there, orders, who was asked, or time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids
from cxlab.engine.instants import dates_of
from cxlab.errors import BadParameter
from cxlab.text import Text

from ._landmarks import id_text

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["EXPOSURES", "Exposure", "Stays", "exposure_of"]

EXPOSURES = ("customers", "orders", "responses", "time")
PER = {"customers": 100.0, "orders": 1000.0, "responses": 100.0, "time": 365.25 / 12}
"""Rates are told per so many: customers (and year), orders, answers; per month where there is only time."""

YEAR = 365.25


@dataclass(frozen=True)
class Exposure:
    """What complaints can come from.

    Attributes
    ----------
    kind
        "customers" (customer-years), "orders", "responses", "time"; "none" where there are no dates either.
    frame
        Columns exposure, the date column `time` and the place, as far as they are known; None for time.
    weekly
        The same by week, where it is not a row each.
    stays
        What both are made of, where it is customers.
    time
        The date column of `frame`; None where it has none.
    per
        What rates are told per.
    """

    kind: str
    frame: pd.DataFrame | None
    time: str | None
    per: float
    weekly: pd.DataFrame | None = None
    stays: Stays | None = field(default=None, repr=False, compare=False)

    def renamed(self, names: dict[str, str]) -> Exposure:
        """Return the same with other names of columns."""
        frames = [None if one is None else one.rename(columns=names) for one in (self.frame, self.weekly)]
        stays = self.stays
        if stays and stays.place:
            stays = replace(stays, place=names.get(stays.place, stays.place))
        return replace(self, frame=frames[0], weekly=frames[1], stays=stays)

    def part(self, first: pd.Timestamp, last: pd.Timestamp) -> Exposure:
        """Return the exposure of whole months, as if the data had these days alone."""
        if self.stays:
            months, weeks = (self.stays.years(every, first, last) for every in ("month", "week"))
            return replace(self, frame=months, weekly=weeks)
        if self.time is None:
            return self
        frames = [
            None if one is None else one[one[self.time].between(first, last)].reset_index(drop=True)
            for one in (self.frame, self.weekly)
        ]
        return replace(self, frame=frames[0], weekly=frames[1])

    def by_place(self, place: str) -> bool:
        """Tell whether the exposure of each place is known, so that rates of places can be compared."""
        return self.frame is not None and bool(place) and place in self.frame

    def between(self, first: pd.Timestamp | None, last: pd.Timestamp | None) -> pd.DataFrame | float:
        """Return the exposure of these days (months count where they begin), days if there is only time."""
        if self.frame is None:
            return 1.0 if first is None or last is None else float((last - first).days + 1)
        if self.time is None or first is None or last is None:
            return self.frame
        return self.frame[self.frame[self.time].between(first, last)]


def exposure_of(
    pot: DataPot, frame: pd.DataFrame, wanted: str, *, place: str, first: pd.Timestamp | None,
    last: pd.Timestamp | None,
) -> Exposure:  # fmt: skip
    """Return the exposure that was asked for, or the first that the pot has.

    Raises
    ------
    BadParameter
        There is no such kind of exposure, or the pot has nothing for it.
    """
    stays = _stays(pot, frame, place, first, last) if wanted in ("auto", "customers") else None
    makers: dict[str, Any] = {
        "customers": lambda *_given: stays and stays.years("month"),
        "orders": _orders,
        "responses": _responses,
    }
    if wanted not in ("auto", *EXPOSURES):
        raise BadParameter(
            Text("exposure {name} is not known; available: {names}", name=repr(wanted),
                 names=["auto", *EXPOSURES])
        )  # fmt: skip
    for kind, make in makers.items():
        found = make(pot, frame, place, first, last) if wanted in ("auto", kind) else None
        if found is not None and found["exposure"].sum() > 0:
            told = stays if kind == "customers" else None
            weekly = told.years("week") if told else found
            return Exposure(kind, found, "date" if "date" in found else None, PER[kind], weekly, told)
    if wanted not in ("auto", "time"):
        raise BadParameter(
            Text("the pot has no table of {name} that complaints can be related to", name=wanted)
        )
    if first is None:
        return Exposure("none", None, None, 1.0)
    return Exposure("time", None, None, PER["time"])


def _stays(
    pot: DataPot, frame: pd.DataFrame, place: str, first: pd.Timestamp | None, last: pd.Timestamp | None
) -> Stays | None:
    if "customers" not in pot or first is None or last is None:
        return None
    people = pot["customers"].drop_duplicates("customer_id") if "customer_id" in frame else pot["customers"]
    if not {"customer_id", "signup_date", "end_date"} <= set(people) or "customer_id" not in frame:
        return None
    return Stays.of(people, place if place in people else None, first, last)


@dataclass(frozen=True)
class Stays:
    """How many customers had come and gone by each day, from which every part of these days is told.

    Attributes
    ----------
    first
        The first day.
    place
        Column of the place; None where it is not known.
    counts
        Per place how many had come by the end of each day, and how many had gone before it.
    """

    first: pd.Timestamp
    place: str | None
    counts: tuple[tuple[Any, np.ndarray, np.ndarray], ...]

    @classmethod
    def of(cls, customers: pd.DataFrame, place: str | None, first: pd.Timestamp, last: pd.Timestamp) -> Stays:
        """Count customers by the days on which they came and left."""
        days = (last - first).days + 1
        came, left = (dates_of(customers[name], name) for name in ("signup_date", "end_date"))
        begin = (came - first).dt.days.fillna(days).clip(0, days).to_numpy(dtype=int)  # unknown: never there
        gone = (left - first).dt.days.fillna(days).clip(0, days).to_numpy(dtype=int)
        named = customers[place].to_numpy() if place else np.zeros(len(customers))
        counts = []
        for name in pd.unique(named[~pd.isna(named)]):
            own = (named == name) & (gone > begin)
            by_day = (np.cumsum(np.bincount(day[own], minlength=days + 1)) for day in (begin, gone))
            counts.append((name, *by_day))
        return cls(first, place, tuple(counts))

    def years(
        self, every: str, first: pd.Timestamp | None = None, last: pd.Timestamp | None = None
    ) -> pd.DataFrame:
        """Return how many years customers were there, by place and month or week (from its first day).

        The column customers says of how many a place speaks over the whole time.

        Parameters
        ----------
        every
            "month" or "week".
        first, last
            Some of the days only; by default all.

        Examples
        --------
        >>> people = pd.DataFrame({"signup_date": pd.to_datetime(["2024-01-01", "2024-01-31"]),
        ...                        "end_date": pd.to_datetime([None, None])})
        >>> stays = Stays.of(people, None, pd.Timestamp("2024-01-01"), pd.Timestamp("2024-02-29"))
        >>> (stays.years("month")["exposure"] * 365.25).round().tolist()
        [32.0, 58.0]
        >>> stays.years("month", last=pd.Timestamp("2024-01-30"))["customers"].tolist()
        [1]
        """
        length = len(self.counts[0][1]) - 1 if self.counts else 0
        begin = 0 if first is None else (first - self.first).days
        until = length if last is None else (last - self.first).days + 1
        days = self.first + pd.to_timedelta(np.arange(begin, until), unit="D")
        periods = days.to_period({"month": "M", "week": "W-SUN"}[every])
        bounds = np.flatnonzero(np.r_[True, periods[1:] != periods[:-1]])
        parts = []
        for name, came, gone in self.counts if len(days) else ():
            years = np.add.reduceat((came - gone)[begin:until], bounds) / YEAR
            people = int(came[until - 1] - gone[begin])
            columns = {"date": days[bounds], "exposure": years, "customers": people}
            parts.append(pd.DataFrame(columns | ({self.place: name} if self.place else {})))
        if not parts:
            return pd.DataFrame(
                {"date": days[:0], "exposure": np.zeros(0), "customers": np.zeros(0, dtype=int)}
            )
        return pd.concat(parts, ignore_index=True)


def _orders(
    pot: DataPot, frame: pd.DataFrame, place: str, first: pd.Timestamp | None, last: pd.Timestamp | None
) -> pd.DataFrame | None:
    if "orders" not in pot or first is None or last is None or "date" not in pot["orders"]:
        return None
    orders = pot["orders"]
    orders = orders[orders["date"].between(first, last + pd.Timedelta(days=1), inclusive="left")]
    return None if orders.empty else _counted(orders, place)


def _responses(
    pot: DataPot, frame: pd.DataFrame, place: str, first: pd.Timestamp | None, last: pd.Timestamp | None
) -> pd.DataFrame | None:
    """Return who was asked, where a complaint is an answer of theirs."""
    if "responses" not in pot or "response_id" not in frame:
        return None
    asked = pot["responses"]
    if "response_id" not in asked:
        return None
    mine = set(id_text(as_ids(frame["response_id"], "response_id")))
    theirs = set(id_text(as_ids(asked["response_id"], "response_id")))
    return _counted(asked, place) if mine and len(mine & theirs) > len(mine) / 2 else None


def _counted(table: pd.DataFrame, place: str) -> pd.DataFrame:
    kept = [name for name in ("date", place) if name and name in table]
    return table[kept].assign(exposure=1.0).reset_index(drop=True)
