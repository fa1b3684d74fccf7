"""Moments that matter: what happens early and goes with staying longer and recommending more.

Landmark design: who is still there on day d is split by what happened before it, and what counts is what
happens after it. Comparing all customers by what ever happened to them would favour whatever takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import event_log, in_memory
from cxlab.engine.instants import dates_of
from cxlab.errors import BadParameter, BadValue
from cxlab.stats import CORRECTIONS, adjust_p, cumulative_incidence, incidence_at, two_sided_p
from cxlab.stats import critical as critical_value

from ._common import check, comparable
from ._plan import duration, names_of

__all__ = ["moments"]

_DAY = 86_400_000_000
_LEAST = 5  # customers on each side of a stratum
CONFIRMED, SUGGESTED, NONE = "confirmed", "not confirmed", "no effect shown"


def moments(
    events: Any,
    customers: Any,
    *,
    day: float,
    horizon: float,
    candidates: Sequence[Any] | None = None,
    adjust: Sequence[str] = (),
    responses: Any = None,
    score: str = "nps",
    observed_from: Any = None,
    observed_until: Any = None,
    held_out: float = 0.4,
    correction: str = "holm",
    seed: int = 0,
    min_n: int = 30,
    level: float = 0.95,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
    start: str = "signup_date",
    end: str = "end_date",
    response_time: str = "date",
) -> pd.DataFrame:
    """Which early events go with staying, and with recommending, by a landmark design.

    Customers whose relation began within the observed time and who are still there `day` days later are split
    by whether an event happened before that day. Compared is the share still there `horizon` days after it
    (Kaplan-Meier: recent customers count as far as they were observed), and the NPS of answers in that time.

    Parameters
    ----------
    events
        One row per event.
    customers
        One row per customer: `customer`, `start`, `end` (missing: still there) and the columns of `adjust`.
    day, horizon
        The landmark and how long after it the outcome is read, in days.
    candidates
        The events to test; default all that happen to enough customers.
    adjust
        Columns of `customers` within whose combinations exposed and others are compared (Mantel-Haenszel
        weights), for what moves both the event and the outcome, such as the sales channel.
    responses, score, response_time
        Answers on 0 to 10; each customer counts once, with the mean of their answers after the landmark.
    observed_from, observed_until
        Between when the data was taken; default the day of the first event and the time of the last.
    held_out
        Share of customers, drawn by lot with `seed`, that is set aside to check what the others suggest.
    correction
        "holm", "bh" or "none", over all events and outcomes.
    min_n
        Events with fewer exposed (or other) customers are not tested.
    level
        Confidence level; 1 - level is also the error rate of the tests.
    customer, event, time, start, end
        Column names.

    Returns
    -------
    DataFrame
        event, metric ("retention" or "nps"), estimate (exposed minus others, all customers together: a
        difference of shares, or of NPS points), low, high, se, n, n_versus (exposed and other customers
        compared), p and p_adjusted (of the discovery part), held_out_estimate, held_out_p (adjusted for the
        number checked), verdict ("confirmed": significant in discovery and, with the same sign, in the
        customers held out; "not confirmed"; "no effect shown"; empty: not tested), note, method, level.
        `attrs["customers"]` counts who took part and who did not, with reasons.

    Raises
    ------
    BadValue
        Nobody is left to compare, customers are there more than once.

    References
    ----------
    Anderson, J. R., Cain, K. C. and Gelber, R. D. (1983). Analysis of survival by tumor response. J Clin
    Oncol 1 (landmark method).

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": range(400), "signup_date": pd.Timestamp("2024-01-01"),
    ...     "end_date": [pd.Timestamp("2024-04-01")] * 150 + [pd.NaT] * 250})
    >>> calls = [*range(140, 150), *range(250, 400)]
    >>> events = pd.DataFrame({"customer_id": [*calls, 0], "event": "call",
    ...     "timestamp": [pd.Timestamp("2024-01-05")] * len(calls) + [pd.Timestamp("2024-12-31")]})
    >>> found = moments(events, customers, day=30, horizon=180, observed_from="2024-01-01")
    >>> found[["event", "metric", "estimate", "verdict"]].round(2)
      event     metric  estimate    verdict
    0  call  retention      0.52  confirmed
    """
    check(level, 0)
    if correction not in CORRECTIONS:
        raise BadParameter(f"correction {correction!r} is not known; available: {', '.join(CORRECTIONS)}")
    if not 0 < held_out < 1:
        raise BadParameter(f"held_out is a share between 0 and 1; found {held_out}")
    log = event_log(events, case=customer, event=event, time=time)
    if not len(log):
        raise BadValue("there is no event with customer, name and time")
    until = _instant(observed_until, log.time.max())
    since = _instant(observed_from, log.time.min() // _DAY * _DAY)
    people = _People.of(
        customers, [customer, start, end], list(adjust), since=since, until=until,
        day=duration(day, "day"), horizon=duration(horizon, "horizon"),
    )  # fmt: skip
    outcomes = {"retention": people.lifetimes()}
    if responses is not None:
        outcomes["nps"] = people.scores(responses, customer, response_time, score)
    held = np.random.default_rng(seed).permutation(len(people.ids)) < round(held_out * len(people.ids))
    wanted = names_of(candidates if candidates is None else list(candidates)) or frozenset(log.names)
    rows = []
    for code, name in enumerate(log.names):
        if name not in wanted:
            continue
        exposed = people.exposed(log, code)
        for metric, outcome in outcomes.items():
            rows.append(
                {"event": name, "metric": metric} | _tested(outcome, exposed, held, people.stratum, min_n)
            )
    table = _judged(pd.DataFrame(rows), correction, level)
    table.attrs["customers"] = people.counted
    return table


@dataclass(frozen=True)
class _Outcome:
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
class _People:
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
        columns: list[str],
        adjust: list[str],
        *,
        since: int,
        until: int,
        day: int,
        horizon: int,
    ) -> _People:
        frame = in_memory(customers, list(dict.fromkeys([*columns, *adjust])))
        who, begin = columns[0], _micros(frame[columns[1]], columns[1])
        stop = _micros(frame[columns[2]], columns[2])
        if frame[who].dropna().duplicated().any():
            raise BadValue(f"column {who!r}: a customer is there more than once")
        left = (stop >= 0) & (stop <= until)
        stop = np.where(left, stop, until)
        reasons = {
            "no customer or start": frame[who].isna().to_numpy() | (begin < 0),
            "began before the observed time": begin < since,
            "end before start": stop < begin,
            "landmark after the observed time": begin + day > until,
            "left before the landmark": left & (stop <= begin + day),
        }
        out, counted = np.zeros(len(frame), dtype=bool), {"rows": len(frame)}
        for reason, where in reasons.items():
            counted[reason] = int((where & ~out).sum())
            out |= where
        counted["at the landmark"] = int((~out).sum())
        if out.all():
            raise BadValue(f"no customer is left at the landmark: {counted}")
        keys = frame.loc[~out, adjust]
        stratum = (
            keys.groupby(adjust, dropna=False).ngroup().to_numpy()
            if adjust
            else np.zeros(len(keys), dtype=int)
        )
        ids = pd.Index(frame.loc[~out, who])
        return cls(ids, begin[~out], stop[~out], left[~out], stratum, day, horizon, counted)

    def exposed(self, log: Any, code: int) -> np.ndarray:
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

    def lifetimes(self) -> _Outcome:
        """Return how long each stays after the landmark, up to the horizon."""
        lasting = self.stop - self.begin - self.day
        within = np.minimum(lasting, self.horizon) / _DAY
        left = self.left & (lasting <= self.horizon)
        return _Outcome(np.arange(len(self.ids)), within, left, self.horizon / _DAY)

    def scores(self, responses: Any, customer: str, time: str, score: str) -> _Outcome:
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
        return _Outcome(means.index.to_numpy(dtype=np.intp), means.to_numpy(), None, self.horizon / _DAY)


def _tested(
    outcome: _Outcome, exposed: np.ndarray, held: np.ndarray, stratum: np.ndarray, min_n: int
) -> dict[str, Any]:
    """Compare exposed with others: all, the discovery part, the part held out."""
    own, apart, cell = exposed[outcome.who], held[outcome.who], stratum[outcome.who]
    n, others = int(own.sum()), int((~own).sum())
    row: dict[str, Any] = {"n": n, "n_versus": others, "note": ""}
    if min(n, others) < min_n:
        return row | {"note": f"suppressed: n < {min_n}"}
    row["estimate"], row["se"] = _difference(outcome, own, cell, np.ones(len(own), dtype=bool))
    first, se = _difference(outcome, own, cell, ~apart)
    second, se_held = _difference(outcome, own, cell, apart)
    row |= {
        "p": _p(first, se),
        "discovery": first,
        "held_out_estimate": second,
        "raw_held": _p(second, se_held),
    }
    return row


def _p(estimate: float, se: float) -> float:
    return float(two_sided_p(estimate / se)) if se > 0 else np.nan


def _difference(
    outcome: _Outcome, own: np.ndarray, cell: np.ndarray, chosen: np.ndarray
) -> tuple[float, float]:
    """Return the difference within strata, weighted by n1 n0 / (n1 + n0), and its standard error."""
    found = []
    for number in np.unique(cell[chosen]):
        sides = [np.flatnonzero(chosen & (cell == number) & side) for side in (own, ~own)]
        if min(map(len, sides)) < _LEAST:
            continue
        (a, se_a), (b, se_b) = (outcome.mean(side) for side in sides)
        weight = len(sides[0]) * len(sides[1]) / (len(sides[0]) + len(sides[1]))
        if np.isfinite([a, b, se_a, se_b]).all():
            found.append((weight, a - b, se_a**2 + se_b**2))
    if not found:
        return np.nan, np.nan
    weight, gap, variance = np.array(found).T
    weight = weight / weight.sum()
    return float(weight @ gap), float(np.sqrt(weight**2 @ variance))


def _judged(table: pd.DataFrame, correction: str, level: float) -> pd.DataFrame:
    """Correct for the number of tests, check what stands out on the customers held out.

    And say what follows.
    """
    if table.empty:
        raise BadValue("none of the candidates is an event in the data")
    for name in ("estimate", "se", "p", "discovery", "held_out_estimate", "raw_held"):
        table[name] = table[name].astype(float) if name in table else np.nan
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    stands = table["p_adjusted"] < 1 - level
    table["held_out_p"] = adjust_p(table["raw_held"].where(stands), method=correction)
    same = np.sign(table["discovery"]) == np.sign(table["held_out_estimate"])
    confirmed = stands & same & (table["held_out_p"] < 1 - level)
    tested = table["p"].notna()
    table["verdict"] = np.select([~tested, confirmed, stands], ["", CONFIRMED, SUGGESTED], NONE)
    untested = ~tested & (table["note"] == "")
    table.loc[untested, "note"] = "no test: nobody was observed for the whole horizon, or nothing varies"
    half = critical_value(level) * table["se"]
    table["low"], table["high"] = table["estimate"] - half, table["estimate"] + half
    table["method"] = "landmark, stratified difference"
    table["level"] = level
    order = table.assign(_p=table["p"].fillna(2)).sort_values(["_p", "event"], kind="stable").index
    columns = [
        "event",
        "metric",
        "estimate",
        "low",
        "high",
        "se",
        "n",
        "n_versus",
        "p",
        "p_adjusted",
        "held_out_estimate",
        "held_out_p",
        "verdict",
        "note",
        "method",
        "level",
    ]
    return table.loc[order, columns].reset_index(drop=True)


def _micros(values: pd.Series, name: str) -> np.ndarray:
    """Return dates as microseconds in UTC, -1 where missing."""
    stamps = dates_of(values, name)
    if getattr(stamps.dt, "tz", None) is not None:
        stamps = stamps.dt.tz_convert("UTC").dt.tz_localize(None)
    found = stamps.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(found), -1, found.astype(np.int64))


def _instant(moment: Any, last: int) -> int:
    if moment is None:
        return int(last)
    stamp = pd.Timestamp(moment)
    stamp = stamp.tz_convert("UTC").tz_localize(None) if stamp.tz is not None else stamp
    return int(stamp.as_unit("us").asm8.astype("int64"))
