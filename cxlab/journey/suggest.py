"""Which steps an event log offers by itself, and whether the events somebody asks for are in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog, tally
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ._common import check, first_of_runs, log_of, pack

__all__ = ["require_events", "suggest_exits", "suggest_steps"]

_CANDIDATES = 30
_LEAST = 0.01  # of those who enter: rarer events are no step
_NEVER = np.iinfo(np.int64).max
_SHOWN = 12
_FOLLOWS = 0.95  # of those at the step before: who gets there has done nothing for it
_ENOUGH = 20  # customers at a step, to say what merely follows it
_LAST = 0.8  # of the customers with an event, for whom it is the last one, so that it ends the journey
_NO = re.compile(
    r"declin|reject|refus|denied|cancel|abort|abandon|withdr|terminat|expire|lapse|lost|churn|fail"
    r"|abgelehn|ablehn|abbruch|abgebroch|storn|widerruf|gekündigt|kündigung|verfallen|zurückgez|gescheitert",
    re.IGNORECASE,
)
"Parts of names under which journeys end without their goal."


def suggest_steps(
    events: Any,
    *,
    most: int = 5,
    regular: float = 0.8,
    min_n: int = 5,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
) -> pd.DataFrame:
    """Propose the steps of a funnel: events that most customers take one after the other.

    The first step is the event with which most customers begin. Then, the most frequent first, an event
    becomes a step if of those who take it enough took the step before it earlier, and likewise for the step
    after it; what many skip or take in another order is none. Nor is an exit (`suggest_exits`): whoever is
    declined has not come further than others.

    Parameters
    ----------
    most
        At most so many steps.
    regular
        Share of customers at a step who must have taken the one before it earlier.
    min_n
        Events of fewer customers are no step.
    events, customer, event, time
        As for `transitions`.

    Returns
    -------
    DataFrame
        event, role ("entry", "step", "goal", or "consequence": it merely follows, since nearly all who reach
        the goal come to it in time, such as a first bill), n (customers who enter and take it), share (of
        those who enter), regular (share of n who took the step before it earlier); in the order of the steps.
        Those of a funnel are all but the consequences. A proposal from the data: whoever knows the
        business knows better.

    Raises
    ------
    BadValue
        No two events follow one another regularly; the most frequent ones are named.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 1, 2, 2, 3], "event": list("vcbvbv"),
    ...     "timestamp": pd.date_range("2024-01-01", periods=6)})
    >>> suggest_steps(events, min_n=1)
      event   role  n     share  regular
    0     v  entry  3  1.000000      1.0
    1     b   goal  2  0.666667      1.0
    """
    check(0.95, min_n)
    log = log_of(events, (customer, event, time))
    if not len(log):
        raise BadValue(Text("there is no event with customer, name and time, so there are no steps"))
    dated = log
    if log.tie_rule == "file":
        log = replace(log, time=np.arange(len(log)))  # sorted by customer, time and the order of the file
    begin = log.event[log.starts()]
    entry = int(np.bincount(begin).argmax())
    exits = set(_exit_codes(log).tolist()) - {entry}
    codes, first, entered = _first_times(log, entry, min_n, exits)
    earlier = np.array([[_share_before(a, b) for b in first] for a in first])
    chain = _chain(earlier >= regular, most - 1)
    if not chain:
        raise BadValue(
            Text(
                "no events follow one another regularly enough to be proposed as steps; name them in "
                "`steps`. {frequent}",
                frequent=_most_frequent(log.names, np.bincount(log.event)),
            )
        )
    n = np.array([entered, *((first[place] < _NEVER).sum() for place in chain)])
    before = [1.0, 1.0, *(earlier[a, b] for a, b in itertools.pairwise(chain))]
    names = [log.names[entry], *(log.names[codes[place]] for place in chain)]
    roles = _roles(dated, [entry, *(int(codes[place]) for place in chain)])
    return pd.DataFrame({"event": names, "role": roles, "n": n, "share": n / entered, "regular": before})


def suggest_exits(
    events: Any,
    *,
    steps: Iterable[Any] = (),
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
) -> pd.DataFrame:
    """Propose the exits of a funnel: events that end journeys without the goal, such as "declined".

    They are outcomes, neither goals nor losses: for most customers who have one it is the last event, and
    its name says that something did not come about (in English or German).

    Parameters
    ----------
    steps
        Events that are steps and so no exits.
    events, customer, event, time
        As for `transitions`.

    Returns
    -------
    DataFrame
        event, n (customers with it), share (of all customers), last (share of n for whom it is the last
        event); the most frequent first. A proposal from the data: whoever knows the business knows better.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 2], "event": ["apply", "declined", "apply", "paid"],
    ...     "timestamp": pd.date_range("2024-01-01", periods=4)})
    >>> suggest_exits(events)
          event  n  share  last
    0  declined  1    0.5   1.0
    """
    log = log_of(events, (customer, event, time))
    n, last = _ends(log)
    steps = set(steps)
    codes = [code for code in _exit_codes(log).tolist() if log.names[code] not in steps]
    codes.sort(key=lambda code: (-n[code], code))
    rows = [[log.names[code], n[code], n[code] / len(log.starts()), last[code]] for code in codes]
    return pd.DataFrame(rows, columns=["event", "n", "share", "last"])


def _exit_codes(log: EventLog) -> np.ndarray:
    """Return the numbers of the events that end journeys without their goal."""
    named = np.array([bool(_NO.search(str(name))) for name in log.names], dtype=bool)
    return np.flatnonzero(named & (_ends(log)[1] >= _LAST))


def _ends(log: EventLog) -> tuple[np.ndarray, np.ndarray]:
    """Return per event how many customers have it, and for what share of them it is the last event."""
    width = len(log.names)
    codes, cases = pack(log.event, log.case)
    n = np.bincount(codes[first_of_runs(codes, cases)], minlength=width)
    final = np.append(log.starts()[1:], len(log)) - 1 if len(log) else np.zeros(0, dtype=np.intp)
    return n, np.bincount(log.event[final], minlength=width) / np.maximum(n, 1)


def require_events(events: Any, names: Iterable[Any], *, event: str = "event") -> None:
    """Refuse names of events that never occur, and say which ones do.

    Raises
    ------
    BadParameter
        Names the missing ones and the most frequent events with their counts.

    Examples
    --------
    >>> events = pd.DataFrame({"event": ["visit", "visit", "buy"]})
    >>> require_events(events, ["visit", "by"])
    Traceback (most recent call last):
        ...
    cxlab.errors.BadParameter: no event named 'by'; did you mean 'buy'? Most frequent of 2: visit (2), buy (1)
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return
    counts = tally(events, by=[event]).dropna(subset=[event])
    there = counts[event].tolist()
    missing = [name for name in wanted if name not in set(there)]
    if missing:
        close = get_close_matches(str(missing[0]), list(map(str, there)), n=1, cutoff=0.6)
        named = ", ".join(repr(name) for name in missing)
        frequent = _most_frequent(there, counts["n"].to_numpy())
        if close:
            text = Text(
                "no event named {named}; did you mean {close!r}? {frequent}",
                named=named,
                close=close[0],
                frequent=frequent,
            )
            raise BadParameter(text)
        raise BadParameter(Text("no event named {named}. {frequent}", named=named, frequent=frequent))


def _first_times(
    log: EventLog, entry: int, min_n: int, exits: set[int]
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return candidates, the most frequent first, and when each who enters takes them first after that."""
    began = np.full(len(log.ids), _NEVER)
    own = log.event == entry
    np.minimum.at(began, log.case[own], log.time[own])
    entered = int((began < _NEVER).sum())
    later = (log.time > began[log.case]) & (log.event != entry)
    rows = pd.DataFrame({name: getattr(log, name)[later] for name in ("case", "event", "time")})
    rows = rows.drop_duplicates(["case", "event"])  # the log is sorted by time: the first one stays
    counts = np.bincount(rows["event"], minlength=len(log.names))
    counts[list(exits)] = 0
    order = np.argsort(-counts, kind="stable")[:_CANDIDATES]
    codes = order[counts[order] >= max(min_n, _LEAST * entered, 1)]
    times = np.full((len(codes), len(log.ids)), _NEVER)
    for place, code in enumerate(codes):
        own_rows = rows[rows["event"] == code]
        times[place, own_rows["case"]] = own_rows["time"]
    return codes, times, entered


def _roles(log: EventLog, codes: list[int]) -> list[str]:
    """Say of each event of the chain what it is: from the end, what nearly all come to merely follows."""
    goal = len(codes) - 1
    while goal > 1 and _merely_follows(log, codes[goal - 1], codes[goal]):
        goal -= 1
    return ["entry", *["step"] * (goal - 1), "goal", *["consequence"] * (len(codes) - 1 - goal)]


def _merely_follows(log: EventLog, before: int, then: int) -> bool:
    """Say whether nearly all who come to one event come to the other, given the time that it takes."""
    when = np.full((2, len(log.ids)), _NEVER)
    for row, code in enumerate((before, then)):
        own = log.event == code
        np.minimum.at(when[row], log.case[own], log.time[own])
    there = when[0] < _NEVER
    came = there & (when[1] < _NEVER) & (when[1] >= when[0])
    if not came.any():
        return False
    takes = np.quantile((when[1] - when[0])[came], 0.95)
    judged = there & (when[0] <= log.time.max() - takes)
    return int(judged.sum()) >= _ENOUGH and float(came[judged].mean()) >= _FOLLOWS


def _share_before(first: np.ndarray, then: np.ndarray) -> float:
    there = then < _NEVER
    return float((first[there] < then[there]).mean())


def _chain(follows: np.ndarray, most: int) -> list[int]:
    """Return which candidates form a chain: each fits between its neighbours."""
    chain: list[int] = []
    for candidate in range(len(follows)):
        for place in range(len(chain) + 1):
            after = place == 0 or follows[chain[place - 1], candidate]
            before = place == len(chain) or follows[candidate, chain[place]]
            if after and before and len(chain) < most:
                chain.insert(place, candidate)
                break
    return chain


def _most_frequent(names: list[Any], counts: np.ndarray) -> Text:
    order = np.argsort(-counts, kind="stable")[:_SHOWN]
    shown = ", ".join(f"{names[place]} ({counts[place]:,})" for place in order)
    return Text("Most frequent of {n}: {shown}", n=len(names), shown=shown)
