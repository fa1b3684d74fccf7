"""The landmark: who is still there on a day, what each did before it, and what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog, in_memory
from cxlab.errors import BadValue
from cxlab.metrics.nps import nps
from cxlab.text import Text

from ._common import comparable
from ._stratified_test import Lifetimes, Scores
from ._timezone import MISSING, Timezone

__all__ = ["People"]

_DAY = 86_400_000_000


@dataclass(frozen=True)
class People:
    """Customers at the landmark: who, since when, until when, in which stratum."""

    ids: pd.Index
    begin: np.ndarray
    stop: np.ndarray
    "When the customer left, or observation ended."
    left: np.ndarray
    until: int
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
        clock: Timezone,
        between: tuple[int, int],
        day: int,
        horizon: int,
    ) -> People:
        """Return who is there at the landmark; `columns`: id, start, end; `between`: the observed time."""
        frame = in_memory(customers, list(dict.fromkeys([*columns, *adjust])))
        who = columns[0]
        begin, stop = (clock.micros(frame[name], name) for name in columns[1:])
        if frame[who].dropna().duplicated().any():
            raise BadValue(Text("column {who!r}: a customer is there more than once", who=who))
        since, until = between
        left = (stop != MISSING) & (stop <= until)
        stop = np.where(left, stop, until)
        out, counted = _left_out(
            {
                Text("no customer or start"): frame[who].isna().to_numpy() | (begin == MISSING),
                Text("began before the observed time"): begin < since,
                Text("end before start"): stop < begin,
                Text("landmark after the observed time"): begin + day > until,
                Text("left before the landmark"): left & (stop <= begin + day),
            }
        )
        keys = frame.loc[~out, adjust]
        stratum = np.zeros(len(keys), dtype=int)
        if adjust:
            stratum = keys.groupby(adjust, dropna=False).ngroup().to_numpy()
        ids = pd.Index(frame.loc[~out, who])
        return cls(ids, begin[~out], stop[~out], left[~out], until, stratum, day, horizon, counted)

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

    def held_out(self, share: float, seed: int) -> np.ndarray:
        """Return who is set aside; drawn over sorted ids, so that the order of the rows does not matter."""
        order = np.argsort(self.ids.astype(str).to_numpy(dtype=str), kind="stable")
        lot = np.empty(len(order), dtype=np.int64)
        lot[order] = np.random.default_rng(seed).permutation(len(order))
        return lot < round(share * len(order))

    def lifetimes(self) -> Lifetimes:
        """Return how long each stays after the landmark, up to the horizon."""
        lasting = self.stop - self.begin - self.day
        within = np.minimum(lasting, self.horizon) / _DAY
        left = self.left & (lasting <= self.horizon)
        seen = np.minimum(self.until - self.begin - self.day, self.horizon) / _DAY
        return Lifetimes(np.arange(len(self.ids)), within, left, seen, self.horizon / _DAY)

    def scores(
        self, responses: Any, columns: tuple[str, str, str], clock: Timezone, missing_codes: Sequence[float]
    ) -> tuple[Scores, dict[str, int]]:
        """Return each customer's mean net score (-100 to 100) between landmark and horizon, and who has none.

        `columns`: id, time, score.
        """
        who, time, score = columns
        frame = in_memory(responses, list(columns))
        nps(frame, score=score, missing_codes=missing_codes)  # refuses what is no answer on 0 to 10
        values = pd.to_numeric(frame[score]).to_numpy(dtype=float, na_value=np.nan)
        values[np.isin(values, list(missing_codes))] = np.nan
        known, wanted = comparable(self.ids, frame[who])
        person, when = known.get_indexer(wanted), clock.micros(frame[time], time)
        begin = self.begin[np.maximum(person, 0)] + self.day
        out, counted = _counted(
            {
                Text("answer without customer, time or score"): frame[who].isna().to_numpy()
                | (when == MISSING)
                | np.isnan(values),
                Text("answer of nobody at the landmark"): person < 0,
                Text("answer before the landmark or after the horizon"): (when <= begin)
                | (when > begin + self.horizon),
            }
        )
        net = 100 * ((values >= 9).astype(float) - (values <= 6))
        means = pd.Series(net[~out]).groupby(person[~out]).mean()
        return Scores(means.index.to_numpy(dtype=np.intp), means.to_numpy(dtype=float)), counted


def _counted(reasons: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, int]]:
    """Return which rows are left out, and how many for which reason, each counted once."""
    out = np.zeros(len(next(iter(reasons.values()))), dtype=bool)
    counted = {}
    for reason, where in reasons.items():
        counted[reason] = int((where & ~out).sum())
        out |= where
    return out, counted


def _left_out(reasons: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, int]]:
    """Return who does not take part, and how many of all for which reason."""
    out, counted = _counted(reasons)
    if out.all():
        lacking = ", ".join(f"{reason}: {count:,}" for reason, count in counted.items() if count)
        raise BadValue(
            Text("no customer is left at the landmark ({found})", found=lacking or "there are no customers")
        )
    return out, {"rows": len(out)} | counted | {"at the landmark": int((~out).sum())}
