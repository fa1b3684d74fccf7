"""The friction list: touchpoints ranked by the customers, the time and the goodwill that they cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog, in_memory
from cxlab.engine.instants import PER_DAY
from cxlab.errors import BadParameter, BadValue, UnknownName
from cxlab.results import NOTHING_HIDDEN, hide, note_of, protected
from cxlab.stats.disclosure import hidden_cells
from cxlab.text import Text

from ._clusters import clustered_share, clusters_of
from ._common import check, comparable, log_of, opened
from ._timezone import MISSING, Timezone
from .funnel.spec import duration, names_of

__all__ = ["friction"]

# Counts that add up over the touchpoints, and how the figures that rest on them begin.
_RESTS = {
    "n": ("ticket_share",),
    "judged": ("lost_share", "waiting", "median"),
    "lost": ("lost_share", "waiting", "median", "friction"),
    "answers": ("dissatisfied_share",),
    "dissatisfied": ("dissatisfied_share", "friction"),
    "tickets": ("ticket_share", "friction"),
}


def friction(
    events: Any,
    *,
    goal: Any = None,
    inactive_after: Any = 30,
    responses: Any = None,
    score: str = "ces",
    dissatisfied: float | None = None,
    dissatisfied_is: str = "low",
    tickets: Any = None,
    within: Any = 7,
    cluster: Any = None,
    unit: str = "days",
    min_n: int = 5,
    level: float = 0.95,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
    sequence: str | None = None,
    response_time: str = "date",
    ticket_time: str = "created",
) -> pd.DataFrame:
    """Touchpoints ranked by customers lost, time lost and dissatisfaction after them.

    Parameters
    ----------
    goal
        Events that a journey is meant to reach; a customer who stops after one is not lost, and what comes
        later is not waited for.
    inactive_after
        A customer without an event for so long after a touchpoint stopped there; visits so close to the end
        of the data are not judged.
    responses, score, dissatisfied, dissatisfied_is, response_time
        Survey answers by customer; who is dissatisfied: a score of at most (`dissatisfied_is="low"`, easy is
        high) or at least ("high", effort is high) that value. Each answer counts once: it is put down to the
        customer's last visit before it.
    tickets, ticket_time
        Service tickets by customer, each put down to the customer's last visit before it.
    within
        How long after that visit an answer or ticket is put down to it; what comes later is put down to none.
    cluster
        A mapping or Series that names the account (or the like) of each customer; by default each customer is
        a cluster: visits and answers of one are not independent, which the intervals allow for.
    events, unit, min_n, level, customer, event, time, sequence
        As for `transitions`.

    Returns
    -------
    DataFrame
        rank, event, n (visits), customers, judged (visits long enough ago), lost, lost_share (with _low and
        _high: Wilson, on what the visits of clusters are worth; none for a single cluster), waiting_days
        (total time until the customer's next event, of judged visits after which they went on), median_days,
        answers, dissatisfied, dissatisfied_share (of the answers, with limits), tickets (visits with a
        ticket), ticket_share (of the visits, with limits), friction (mean of the touchpoint's share in all
        customers lost, all waiting, all dissatisfied answers and all tickets: what there is data for), note,
        level; most friction first. What follows a touchpoint need not come from it. `attrs["excluded"]`
        counts events, answers and tickets left out: also those of customers without any event and those
        after no event, or too long after the last.

    Raises
    ------
    BadParameter
        Responses without a limit for dissatisfaction.
    BadValue
        Scores are no numbers; only one of two tables has times with a time zone.
    UnknownName
        A goal never occurs.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 3], "event": ["form", "done", "form", "visit"],
    ...     "timestamp": pd.to_datetime(["2024-01-01", "2024-01-03", "2024-01-01", "2024-03-01"])})
    >>> friction(events, goal="done", min_n=1)[["event", "judged", "lost", "waiting_days"]].head(1)
      event  judged  lost  waiting_days
    0  form       2     1           2.0
    """
    size = check(level, min_n, unit)
    if responses is not None and dissatisfied is None:
        raise BadParameter(
            Text("friction: say with `dissatisfied` up to (or from) which score an answer is a bad one")
        )
    if dissatisfied_is not in ("low", "high"):
        raise BadParameter(
            Text(
                "dissatisfied_is is 'low' or 'high'; found {dissatisfied_is!r}",
                dissatisfied_is=dissatisfied_is,
            )
        )
    events = opened(events)
    log, clock = log_of(events, (customer, event, time), sequence), Timezone.of(events, time)
    visits = _Visits.of(
        log,
        _known(names_of(goal), log),
        duration(inactive_after, "inactive_after"),
        clusters_of(log.ids, cluster),
        level,
    )
    excluded = dict(log.excluded)
    reach = duration(within, "within")
    columns, parts = _journey(visits, size, unit)
    if responses is not None:
        answers, lost = _dated(responses, customer, response_time, log, clock, Text("answer"), score)
        bad = answers[score] <= dissatisfied if dissatisfied_is == "low" else answers[score] >= dissatisfied
        visit, far = visits.before(answers[customer], answers["_t"], reach)
        excluded |= lost | far(Text("answer"))
        found = visit >= 0
        columns |= visits.shares(visit[found], bad.to_numpy()[found], "answers", "dissatisfied")
        parts.append(columns["dissatisfied"])
    if tickets is not None:
        asked, lost = _dated(tickets, customer, ticket_time, log, clock, Text("ticket"))
        visit, far = visits.before(asked[customer], asked["_t"], reach)
        excluded |= lost | far(Text("ticket"))
        hit = np.zeros(len(log), dtype=bool)
        hit[visit[visit >= 0]] = True
        columns |= visits.shares(np.arange(len(log)), hit, "n", "tickets", "ticket_share")
        parts.append(columns["tickets"])
    shares = [part / part.sum() for part in parts if part.sum() > 0]
    columns["friction"] = np.mean(shares, axis=0) if shares else np.zeros(len(log.names))
    table = _ranked(log.names, columns, min_n, level)
    table.attrs |= {"excluded": excluded, "ties": log.ties, "tie_rule": log.tie_rule}
    table.attrs |= {"within_days": reach / PER_DAY, "inactive_days": visits.inactive_after / PER_DAY}
    return table


def _known(goal: frozenset[Any], log: EventLog) -> frozenset[Any]:
    """Return the goal, each event of which must occur: a misspelt one would lead the list of losses."""
    if unknown := sorted(map(str, goal - set(log.names))):
        raise UnknownName("event", unknown[0], sorted(map(str, log.names)))
    return goal


def _ranked(names: list[Any], columns: dict[str, Any], min_n: int, level: float) -> pd.DataFrame:
    """Return the table, most friction first; touchpoints of few customers show nothing."""
    table = pd.DataFrame({"event": names} | columns).assign(note="", level=level)
    table = table.sort_values("friction", ascending=False, kind="stable", ignore_index=True)
    again = (table["n"] - table["customers"]).to_numpy()
    whole, table = table, protected(table, min_n=min_n)
    if min_n > NOTHING_HIDDEN:
        few_again = (again > 0) & (again < min_n)  # visits beyond each customer's first
        table = table.assign(n=hide(table, few_again, "", only=("n",))["n"])
        table = _without_partners(table, whole, min_n)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    return table


def _without_partners(table: pd.DataFrame, whole: pd.DataFrame, min_n: int) -> pd.DataFrame:
    """Hide, count by count, what a hidden count would follow from: friction is made of parts of known sums.

    A touchpoint of few customers who gave no answer hides no answers of others.
    """
    for count, rests in _RESTS.items():
        if count not in whole:
            continue
        values = whole[count].to_numpy(dtype=float)
        small = table[count].isna().to_numpy() & (values > 0)
        more = hidden_cells(values, [np.zeros(len(values), dtype=np.intp)], k=min_n, small=small)
        beside = more & ~table[count].isna().to_numpy()
        columns = [count, *(name for name in table.columns if name.startswith(rests))]
        table = hide(table, beside, note_of(min_n), only=columns) if beside.any() else table
    return table


@dataclass(frozen=True)
class _Visits:
    """Every event with what came after it."""

    log: EventLog
    gap: np.ndarray
    "Microseconds to the customer's next event, -1 where there is none."
    judged: np.ndarray
    lost: np.ndarray
    final: np.ndarray
    "Whether the event is a goal."
    inactive_after: int
    cluster: np.ndarray
    "Number of the cluster of each customer."
    level: float

    @classmethod
    def of(
        cls, log: EventLog, goal: frozenset[Any], inactive_after: int, cluster: np.ndarray, level: float
    ) -> _Visits:
        gap = np.full(len(log), -1)
        follows = log.case[1:] == log.case[:-1]
        gap[:-1][follows] = (log.time[1:] - log.time[:-1])[follows]
        judged = log.time + inactive_after <= log.time.max(initial=0)
        final = np.array([name in goal for name in log.names], dtype=bool)
        final = final[log.event]
        lost = judged & ((gap < 0) | (gap > inactive_after)) & ~final
        return cls(log, gap, judged, lost, final, inactive_after, cluster, level)

    def shares(
        self, visit: np.ndarray, hit: np.ndarray, n: str, hits: str, share: str = ""
    ) -> dict[str, np.ndarray]:
        """Return per touchpoint how many rows (one visit each), how many of them hit, and the share."""
        found = clustered_share(
            self.log.event[visit], hit, self.cluster[self.log.case[visit]], len(self.log.names),
            level=self.level,
        )  # fmt: skip
        share = share or f"{hits}_share"
        return {
            n: found["n"], hits: found["hits"], share: found["share"], f"{share}_low": found["low"],
            f"{share}_high": found["high"],
        }  # fmt: skip

    def before(
        self, who: pd.Series, when: pd.Series, reach: int
    ) -> tuple[np.ndarray, Callable[[str], dict[str, int]]]:
        """Return the customer's last visit before each row of another table, -1 for none within reach.

        And how to count the rows that have none. At the same time the visit comes first.
        """
        known, wanted = comparable(self.log.ids, who)
        code, moment = known.get_indexer(wanted), when.to_numpy()
        row = np.concatenate([np.zeros(len(self.log), dtype=np.int8), np.ones(len(code), dtype=np.int8)])
        cases, times = np.concatenate([self.log.case, code]), np.concatenate([self.log.time, moment])
        merged = np.lexsort((row, times, cases))
        last = np.empty(len(merged), dtype=np.int64)
        last[merged] = np.cumsum(row[merged] == 0) - 1
        visit = last[len(self.log) :]
        if len(self.log):
            inside = np.maximum(visit, 0)
            near = (visit >= 0) & (self.log.case[inside] == code)
            near &= moment - self.log.time[inside] <= reach
            visit = np.where(near, visit, -1)
        none = int((visit < 0).sum())
        return (
            visit,
            lambda what: {Text("{what} after no event within reach", what=what): none} if none else {},
        )


def _journey(visits: _Visits, size: int, unit: str) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Return what each touchpoint costs in customers and time."""
    log, width = visits.log, len(visits.log.names)
    # Of recent visits only those that were followed soon are known to be followed: they are not judged yet.
    went_on = visits.judged & (visits.gap >= 0) & ~visits.lost & ~visits.final
    waiting = np.bincount(log.event[went_on], weights=visits.gap[went_on], minlength=width) / size
    median = pd.Series(visits.gap[went_on] / size).groupby(log.event[went_on]).median()
    customers = pd.Series(log.case).groupby(log.event).nunique()
    columns: dict[str, Any] = {"n": np.bincount(log.event, minlength=width)}
    columns["customers"] = customers.reindex(range(width), fill_value=0).to_numpy()
    judged = np.flatnonzero(visits.judged)
    columns |= visits.shares(judged, visits.lost[judged], "judged", "lost")
    columns |= {f"waiting_{unit}": waiting, f"median_{unit}": median.reindex(range(width)).to_numpy()}
    return columns, [columns["lost"], waiting]


def _dated(
    data: Any, customer: str, time: str, log: EventLog, clock: Timezone, what: str, *others: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return rows with customer, time (`_t`, microseconds) and value, and how many cannot be put to a visit.

    A day without a time lasts until its end.
    """
    frame = in_memory(data, [customer, time, *others])
    for name in others:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype) and frame[name].notna().any():
            raise BadValue(
                Text(
                    "column {name!r} must hold numbers; convert it first, for example with "
                    "data.assign({name}=pd.to_numeric(data[{name!r}]))",
                    name=name,
                )
            )
    when = clock.micros(frame[time], time, until_evening=True)
    lacking = frame[[customer, *others]].isna().any(axis=1).to_numpy() | (when == MISSING)
    known, wanted = comparable(log.ids, frame[customer])
    strange = ~lacking & ~wanted.isin(known)
    without = (
        Text("{what} without customer, time or score", what=what)
        if others
        else Text("{what} without customer or time", what=what)
    )
    lost = {without: int(lacking.sum())}
    lost[Text("{what} of a customer without events", what=what)] = int(strange.sum())
    kept = ~(lacking | strange)
    return frame.assign(_t=when)[kept].reset_index(drop=True), {why: n for why, n in lost.items() if n}
