"""Moments that matter: what happens early and goes with staying longer and recommending more.

Landmark design: who is still there on day d is split by what happened before it, and what counts is what
happens after it. Comparing all customers by what ever happened to them would favour whatever takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog, event_log
from cxlab.errors import BadParameter, UnknownName
from cxlab.stats import adjust_p, two_sided_p
from cxlab.stats import critical as critical_value

from ._common import check, check_correction, no_events
from ._landmark import Outcome, People, instant
from ._plan import duration, names_of

__all__ = ["moments"]

_DAY = 86_400_000_000
_LEAST = 5  # customers on each side of a stratum
_COLUMNS = (
    "event", "metric", "estimate", "low", "high", "se", "n", "n_versus", "p", "p_adjusted",
    "held_out_estimate", "held_out_p", "verdict", "note", "method", "level",
)  # fmt: skip
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
    UnknownName
        A candidate never occurs.

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
    check_correction(correction)
    if not 0 < held_out < 1:
        raise BadParameter(f"held_out is a share between 0 and 1; found {held_out}")
    log = event_log(events, case=customer, event=event, time=time)
    if not len(log):
        raise no_events(log)
    between = instant(observed_from, log.time.min() // _DAY * _DAY), instant(observed_until, log.time.max())
    people = People.of(
        customers, [customer, start, end], list(adjust), between=between, day=duration(day, "day"),
        horizon=duration(horizon, "horizon"),
    )  # fmt: skip
    outcomes = {"retention": people.lifetimes()}
    if responses is not None:
        outcomes["nps"] = people.scores(responses, customer, response_time, score)
    held = np.random.default_rng(seed).permutation(len(people.ids)) < round(held_out * len(people.ids))
    rows = []
    for code in _chosen(log, candidates):
        exposed = people.exposed(log, code)
        for metric, outcome in outcomes.items():
            head = {"event": log.names[code], "metric": metric}
            rows.append(head | _tested(outcome, exposed, held, people.stratum, min_n))
    table = _judged(pd.DataFrame(rows), correction, level)
    table.attrs["customers"] = people.counted
    table.attrs["excluded"] = log.excluded
    return table


def _chosen(log: EventLog, candidates: Sequence[Any] | None) -> list[int]:
    """Return the numbers of the events to test; each candidate must occur."""
    if candidates is None:
        return list(range(len(log.names)))
    known = {name: code for code, name in enumerate(log.names)}
    wanted = names_of(list(candidates))
    if unknown := sorted(map(str, wanted - known.keys())):
        raise UnknownName("event", unknown[0], sorted(map(str, known)))
    return sorted(known[name] for name in wanted)


def _tested(
    outcome: Outcome, exposed: np.ndarray, held: np.ndarray, stratum: np.ndarray, min_n: int
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
    outcome: Outcome, own: np.ndarray, cell: np.ndarray, chosen: np.ndarray
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
    """Correct for the number of tests, check what stands out on the customers held out, and judge."""
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
    table = table.assign(method="landmark, stratified difference", level=level)
    order = table.assign(_p=table["p"].fillna(2)).sort_values(["_p", "event"], kind="stable").index
    return table.loc[order, list(_COLUMNS)].reset_index(drop=True)
