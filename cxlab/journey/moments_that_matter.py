"""Moments that matter: what happens early and goes with staying longer and recommending more.

Landmark design: who is still there on day d is split by what happened before it, and what counts is what
happens after it. Comparing all customers by what ever happened to them would favour whatever takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.errors import BadParameter, BadValue, UnknownName
from cxlab.results import note_of, protected
from cxlab.stats import adjust_p
from cxlab.stats.selection import given_significance
from cxlab.text import Text

from ._common import check, check_correction, comparable, log_of, no_events, opened
from ._landmark import People
from ._stratified_test import LEAST, Arms, Lifetimes, StratifiedTest
from ._timezone import Timezone
from .funnel.spec import duration, names_of

__all__ = ["moments_that_matter"]

_DAY = 86_400_000_000
_COLUMNS = (
    "event", "metric", "estimate", "low", "high", "se", "n", "n_versus", "discovery_estimate",
    "discovery_low", "discovery_high", "p", "p_adjusted", "held_out_estimate", "held_out_low",
    "held_out_high", "held_out_p", "verdict", "note", "method", "level",
)  # fmt: skip
_FIGURES = (*_COLUMNS[2:6], *_COLUMNS[8:12], *_COLUMNS[13:16])
CONFIRMED, SUGGESTED, NONE = "confirmed", "not confirmed", "no effect shown"


def moments_that_matter(
    events: Any,
    customers: Any,
    *,
    day: float,
    horizon: float,
    candidates: Sequence[Any] | None = None,
    adjust: Sequence[str] = (),
    responses: Any = None,
    score: str = "nps",
    missing_codes: Sequence[float] = (),
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
        One row per event: pandas, polars, pyarrow, DuckDB or a path; or an `event_log` of them.
    customers
        One row per customer: `customer`, `start`, `end` (missing: still there) and the columns of `adjust`.
    day, horizon
        The landmark and how long after it the outcome is read, in days.
    candidates
        The event or events to test; default all that happen to enough customers.
    adjust
        Columns of `customers` within whose combinations exposed and others are compared (Mantel-Haenszel
        weights), for what moves both the event and the outcome, such as the sales channel. Combinations with
        fewer than 5 on one side are left out, and the note says how many customers that are.
    responses, score, response_time, missing_codes
        Answers on 0 to 10, and codes that stand for no answer, e.g. (11,); each customer counts once, with
        the mean of their answers after the landmark.
    observed_from, observed_until
        Between when the data was taken; default the day of the first event and the time of the last. As for
        customers and responses, what has no time zone is in that of the events if it is a plain day.
    held_out
        Share of customers, drawn by lot over their ids with `seed`, that is set aside to check what
        the others suggest.
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
        event, metric ("retention" or "nps"), estimate (exposed minus others: a difference of shares, or of
        NPS points), low, high, se (if there were no effect), n, n_versus (exposed and other customers
        compared, discovery and check together),
        discovery_estimate, _low, _high, p and p_adjusted (of the discovery part), held_out_estimate, _low,
        _high, held_out_p (adjusted for the number checked), verdict ("confirmed": significant in discovery
        and, with the same sign, in the customers held out; "not confirmed"; "no effect shown"; empty: not
        tested, the note says why), note, method, level. `estimate` is that of all customers where nothing
        stood out (low, high: Newcombe for shares, Welch with pseudo-answers for NPS); what stood out in
        discovery is too large there, so it is that of the customers held out, and where it is confirmed the
        estimate and limits given that it came out significant. Not tested is what would prove nothing: fewer
        than 5 leavers (or stayers, or answers unlike most) expected on one side, in discovery or check.
        `attrs["customers"]` counts who took part and who did not, `attrs["excluded"]` events and answers left
        out, with reasons. Tests and intervals are simulated in docs/journey_moments.md.

    Raises
    ------
    BadValue
        Nobody is left to compare, customers are there more than once or have other ids than the events;
        scores are not on 0 to 10; only one of two tables has times with a time zone.
    UnknownName
        A candidate never occurs.
    BadParameter
        An option has no meaning.

    References
    ----------
    Anderson, J. R., Cain, K. C. and Gelber, R. D. (1983). Analysis of survival by tumor response. J Clin
    Oncol 1 (landmark method). Mantel, N. and Haenszel, W. (1959). J Natl Cancer Inst 22. Mielke, P. W. and
    Berry, K. J. (2007). Permutation methods (three-moment p-values). Newcombe, R. G. (1998). Stat Med 17.

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": range(400), "signup_date": pd.Timestamp("2024-01-01"),
    ...     "end_date": [pd.Timestamp("2024-04-01")] * 150 + [pd.NaT] * 250})
    >>> calls = [*range(140, 150), *range(250, 400)]
    >>> events = pd.DataFrame({"customer_id": [*calls, 0], "event": "call",
    ...     "timestamp": [pd.Timestamp("2024-01-05")] * len(calls) + [pd.Timestamp("2024-12-31")]})
    >>> found = moments_that_matter(events, customers, day=30, horizon=180, observed_from="2024-01-01")
    >>> found[["event", "metric", "estimate", "verdict"]].round(2)
      event     metric  estimate    verdict
    0  call  retention      0.54  confirmed
    """
    check(level, 0)
    check_correction(correction)
    if not 0 < held_out < 1:
        raise BadParameter(Text("held_out is a share between 0 and 1; found {held_out}", held_out=held_out))
    events = opened(events)
    log, clock = log_of(events, (customer, event, time)), Timezone.of(events, time)
    if not len(log):
        raise no_events(log)
    people = People.of(
        customers, [customer, start, end], list(adjust), clock=clock, day=duration(day, "day"),
        between=(
            clock.instant(observed_from, "observed_from", log.time.min() // _DAY * _DAY),
            clock.instant(observed_until, "observed_until", log.time.max()),
        ),
        horizon=duration(horizon, "horizon"),
    )  # fmt: skip
    _require_shared(people, log, customer)
    outcomes: dict[str, Arms] = {"retention": people.lifetimes()}
    excluded = dict(log.excluded)
    if responses is not None:
        columns = customer, response_time, score
        outcomes["nps"], counted = people.scores(responses, columns, clock, missing_codes)
        excluded |= {reason: count for reason, count in counted.items() if count}
    held = people.held_out(held_out, seed)
    rows = []
    for code in _chosen(log, candidates):
        exposed = people.exposed(log, code)
        for metric, outcome in outcomes.items():
            head = {"event": log.names[code], "metric": metric}
            rows.append(head | _tested(outcome, exposed, held, people.stratum, min_n, level))
    table = protected(_judged(pd.DataFrame(rows), correction, level), min_n=min_n, parts=False)
    table.attrs |= {"customers": people.counted, "held_out": held_out, "correction": correction}
    table.attrs |= {"day": duration(day, "day") / _DAY, "horizon": duration(horizon, "horizon") / _DAY}
    table.attrs["adjust"] = list(adjust)
    table.attrs["excluded"] = excluded
    return table


def _require_shared(people: People, log: EventLog, customer: str) -> None:
    """Refuse customers of whom none has an event: their ids are then of another kind."""
    known, wanted = comparable(people.ids, log.ids)
    if not known.isin(wanted).any():
        raise BadValue(
            Text(
                "none of the {n} customers at the landmark has an event: column {customer!r} of "
                "customers and events hold different ids; bring them to one form",
                n=len(known),
                customer=customer,
            )
        )


def _chosen(log: EventLog, candidates: Sequence[Any] | None) -> list[int]:
    """Return the numbers of the events to test; each candidate must occur."""
    if candidates is None:
        return list(range(len(log.names)))
    known = {name: code for code, name in enumerate(log.names)}
    wanted = names_of(candidates if isinstance(candidates, str) else list(candidates))
    if unknown := sorted(map(str, wanted - known.keys())):
        raise UnknownName("event", unknown[0], sorted(map(str, known)))
    return sorted(known[name] for name in wanted)


def _tested(
    outcome: Arms, exposed: np.ndarray, held: np.ndarray, stratum: np.ndarray, min_n: int, level: float
) -> dict[str, Any]:
    """Compare exposed with others: all, the discovery part, the part held out."""
    own, apart, cell = exposed[outcome.who], held[outcome.who], stratum[outcome.who]
    whole, first, second = (
        StratifiedTest.of(outcome, own, cell, part) for part in (np.ones(len(own), dtype=bool), ~apart, apart)
    )
    (n, others), sides = whole.people(), (int(own.sum()), int((~own).sum()))
    row: dict[str, Any] = {"n": n, "n_versus": others, "note": ""}
    if min(sides) < min_n:
        return row | {"n": sides[0], "n_versus": sides[1], "note": note_of(min_n, alone=True)}
    notes = [_left_out(whole)]
    if whole.strata and min(n, others) >= min_n:
        (row["estimate"], row["se"]), (row["low"], row["high"]) = whole.estimate(), whole.interval(level)
    elif whole.strata:
        notes.append(note_of(min_n, alone=True))
    reason = _untestable(outcome, first, second) if "estimate" in row else ""
    row["note"] = Text.together([*notes, reason])
    if reason or "estimate" not in row:
        return row
    for name, part, place in (("discovery", first, "p"), ("held_out", second, "raw_held")):
        row[f"{name}_estimate"], row[place] = part.estimate()[0], part.p()
        row[f"{name}_low"], row[f"{name}_high"] = part.interval(level)
    return row


def _left_out(whole: StratifiedTest) -> str:
    """Say how many customers are in strata that allow no comparison."""
    notes: list[str] = []
    if whole.alone:
        notes.append(
            Text(
                "not compared: {n} customers with fewer than {least} alike on one side",
                n=whole.alone,
                least=LEAST,
            )
        )
    if whole.short:
        notes.append(
            Text(
                "not compared: {n} customers, nobody alike was observed for the whole horizon", n=whole.short
            )
        )
    return Text.together(notes)


def _untestable(outcome: Arms, *parts: StratifiedTest) -> str:
    """Say why discovery or check would prove nothing, empty where both can."""
    if min(part.rarer() for part in parts) >= LEAST:
        return ""
    if isinstance(outcome, Lifetimes):
        return Text(
            "no test: fewer than {least} who leave (or who stay) are expected on one side", least=LEAST
        )
    return Text("no test: fewer than {least} who answer unlike most are expected on one side", least=LEAST)


def _judged(table: pd.DataFrame, correction: str, level: float) -> pd.DataFrame:
    """Correct for the number of tests, check what stands out on the customers held out, and judge."""
    for name in (*_FIGURES, "raw_held"):
        table[name] = table[name].astype(float) if name in table else np.nan
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    stands = table["p_adjusted"] < 1 - level
    table["held_out_p"] = adjust_p(table["raw_held"].where(stands), method=correction)
    same = np.sign(table["discovery_estimate"]) == np.sign(table["held_out_estimate"])
    confirmed = stands & same & (table["held_out_p"] < 1 - level)
    tested = table["p"].notna()
    table["verdict"] = np.select([~tested, confirmed, stands], ["", CONFIRMED, SUGGESTED], NONE)
    for row in np.flatnonzero(stands):
        for name, value in _unselected(table.iloc[row], confirmed.iloc[row], level).items():
            table[name] = table[name].where(np.arange(len(table)) != row, value)
    table = table.assign(method="landmark, Mantel-Haenszel", level=level)
    order = table.assign(_p=table["p"].fillna(2)).sort_values(["_p", "event"], kind="stable").index
    return table.loc[order, list(_COLUMNS)].reset_index(drop=True)


def _unselected(row: pd.Series, confirmed: bool, level: float) -> dict[str, float]:
    """Return the effect as the customers held out show it: what stood out in the search is too large there.

    What is confirmed was chosen once more by its p-value: the estimate and limits given that.
    """
    estimate, p = float(row["held_out_estimate"]), float(row["raw_held"])
    figures = {"estimate": estimate, "low": row["held_out_low"], "high": row["held_out_high"]}
    # A test that allows for skewness has no standard error of its own: that of a normal test with its p.
    z = float(_quantile(1 - p / 2)) if p > 0 else np.inf
    if not z > 0 or not np.isfinite(z) or estimate == 0:
        return figures
    figures["se"] = abs(estimate) / z
    if not confirmed:
        return figures
    limit = (1 - level) * p / float(row["held_out_p"])
    found = given_significance(
        estimate, figures["se"], threshold=min(float(_quantile(1 - limit / 2)), z), level=level
    )
    return figures | {"estimate": found.estimate, "low": found.low, "high": found.high}


def _quantile(share: float) -> float:
    """Return a quantile of the normal distribution."""
    return NormalDist().inv_cdf(min(max(share, 1e-300), 1 - 1e-16))
