"""The landmark: who is still there on a day, what each did before it, and what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog, in_memory
from cxlab.engine.instants import dates_of
from cxlab.errors import BadValue
from cxlab.stats import cumulative_incidence, incidence_at

from ._common import comparable

__all__ = ["Outcome", "People", "instant"]

_DAY = 86_400_000_000


@dataclass(frozen=True)
class Outcome:
    """An outcome per customer who has one: retention as (days, left), or a mean score on -100..100."""

    who: np.ndarray
    value: np.ndarray
    left: np.ndarray | None
    horizon: float

    def mean(self, chosen: np.ndarray) -> tuple[float, float]:
        """Return the mean outcome of some and its standard error."""
        value = self.value[chosen]
        if self.left is None:
            return float(value.mean()), float(value.std(ddof=1) / np.sqrt(len(value)))
        left = self.left[chosen]
        when, place = np.unique(value, return_inverse=True)
        hits = np.bincount(place[left], minlength=len(when))
        table = cumulative_incidence(when, hits, np.bincount(place, minlength=len(when)) - hits)
        gone, se, _limits = incidence_at(table, self.horizon)
        return 1 - float(gone[0]), float(se[0])


@dataclass(frozen=True)
class People:
    """Customers at the landmark: who, since when, until when, in which stratum."""

    ids: pd.Index
    begin: np.ndarray
    stop: np.ndarray
    "When the customer left, or observation ended."
    left: np.ndarray
    stratum: np.ndarray
    day: int
    horizon: int
    counted: dict[str, int]

    @classmethod
    def of(
        cls,
        customers: Any,
        columns: Sequence[str],
        adjust: list[str],
        *,
        between: tuple[int, int],
        day: int,
        horizon: int,
    ) -> People:
        """Return who is there at the landmark; `columns`: id, start, end; `between`: the observed time."""
        frame = in_memory(customers, list(dict.fromkeys([*columns, *adjust])))
        who, begin = columns[0], _micros(frame[columns[1]], columns[1])
        stop = _micros(frame[columns[2]], columns[2])
        if frame[who].dropna().duplicated().any():
            raise BadValue(f"column {who!r}: a customer is there more than once")
        since, until = between
        left = (stop >= 0) & (stop <= until)
        stop = np.where(left, stop, until)
        out, counted = _left_out(
            {
                "no customer or start": frame[who].isna().to_numpy() | (begin < 0),
                "began before the observed time": begin < since,
                "end before start": stop < begin,
                "landmark after the observed time": begin + day > until,
                "left before the landmark": left & (stop <= begin + day),
            }
        )
        keys = frame.loc[~out, adjust]
        stratum = np.zeros(len(keys), dtype=int)
        if adjust:
            stratum = keys.groupby(adjust, dropna=False).ngroup().to_numpy()
        ids = pd.Index(frame.loc[~out, who])
        return cls(ids, begin[~out], stop[~out], left[~out], stratum, day, horizon, counted)

    def exposed(self, log: EventLog, code: int) -> np.ndarray:
        """Return who had the event between the start and the landmark."""
        chosen = log.event == code
        known, wanted = comparable(self.ids, log.ids)
        person = known.get_indexer(wanted)[log.case[chosen]]
        when = log.time[chosen]
        inside = person >= 0
        person, when = person[inside], when[inside]
        early = (when >= self.begin[person]) & (when < self.begin[person] + self.day)
        found = np.zeros(len(self.ids), dtype=bool)
        found[person[early]] = True
        return found

    def lifetimes(self) -> Outcome:
        """Return how long each stays after the landmark, up to the horizon."""
        lasting = self.stop - self.begin - self.day
        within = np.minimum(lasting, self.horizon) / _DAY
        left = self.left & (lasting <= self.horizon)
        return Outcome(np.arange(len(self.ids)), within, left, self.horizon / _DAY)

    def scores(self, responses: Any, customer: str, time: str, score: str) -> Outcome:
        """Return the mean net score (-100 to 100) of each customer's answers between landmark and horizon."""
        frame = in_memory(responses, [customer, time, score])
        values = pd.to_numeric(frame[score], errors="coerce").to_numpy(dtype=float)
        known, wanted = comparable(self.ids, frame[customer])
        person, when = known.get_indexer(wanted), _micros(frame[time], time)
        valid = (person >= 0) & (when >= 0) & ~np.isnan(values)
        begin = self.begin[np.maximum(person, 0)] + self.day
        valid &= (when > begin) & (when <= begin + self.horizon)
        net = 100 * ((values >= 9).astype(float) - (values <= 6))
        means = pd.Series(net[valid]).groupby(person[valid]).mean()
        return Outcome(means.index.to_numpy(dtype=np.intp), means.to_numpy(), None, self.horizon / _DAY)


def _left_out(reasons: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, int]]:
    """Return who does not take part, and how many of all for which reason, each customer counted once."""
    out = np.zeros(len(next(iter(reasons.values()))), dtype=bool)
    counted = {"rows": len(out)}
    for reason, where in reasons.items():
        counted[reason] = int((where & ~out).sum())
        out |= where
    counted["at the landmark"] = int((~out).sum())
    if out.all():
        lacking = ", ".join(f"{reason}: {counted[reason]:,}" for reason in reasons if counted[reason])
        raise BadValue(f"no customer is left at the landmark ({lacking or 'there are no customers'})")
    return out, counted


def _micros(values: pd.Series, name: str) -> np.ndarray:
    """Return dates as microseconds in UTC, -1 where missing."""
    stamps = dates_of(values, name)
    if getattr(stamps.dt, "tz", None) is not None:
        stamps = stamps.dt.tz_convert("UTC").dt.tz_localize(None)
    found = stamps.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(found), -1, found.astype(np.int64))


def instant(moment: Any, last: int) -> int:
    if moment is None:
        return int(last)
    stamp = pd.Timestamp(moment)
    stamp = stamp.tz_convert("UTC").tz_localize(None) if stamp.tz is not None else stamp
    return int(stamp.as_unit("us").asm8.astype("int64"))
