"""Service: how long customers wait, whether one contact is enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, elapsed, has_value, period, recontact_clusters, require, tally
from cxlab.engine.cluster_durations import cluster_durations
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ._clusters import counted_classes, names_people, note_few_clusters
from ._groups import ONE_CLUSTER, Notes, check_options, group_index, labels, own_keys, suppressed, tidy
from ._shares import share_columns, share_of_clusters
from ._waiting import Waits

__all__ = ["first_contact_resolution", "response_time"]

Moment = str | date
_MANY = 200_000
"""Tickets above which those of each cluster are counted where the data lies, and not looked at one by one."""
_NAMED = "cluster_named"
_COUNTED = ("named", "judged", "hits", "clusters", "early", "unknown")


def response_time(
    tickets: Any,
    *,
    start: str = "created",
    end: str = "first_response",
    observed_until: Moment | None = None,
    by: Any = None,
    cluster: str | None = None,
    unit: str = "hours",
    quantiles: Sequence[float] = (0.5, 0.9),
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Time to first response or to resolution: median, 90th percentile, with open tickets taken as censored.

    A ticket that is still open has waited at least until now: leaving it out, or counting it as 0, would
    make the slowest look fast. Kaplan-Meier uses what is known of it.

    Parameters
    ----------
    tickets
        One row per ticket: pandas, polars, DuckDB relation, or a path.
    start, end
        Date columns; a missing end means open. Use ``end="resolved"`` for the time to resolution.
    observed_until
        When the data was taken; default the end of the last day on which a ticket started or ended.
    by
        Group columns: names, `period`s, or a list of both.
    cluster
        Column of tickets that belong together, usually the customer: a few customers with many tickets make
        the figures less certain than their tickets tell.
    unit
        "hours" or "days".
    quantiles
        Shares of tickets, e.g. .5 for the median.
    min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        A row per group and quantile: group columns, metric (e.g. "median_hours", "p90_hours"), estimate,
        low, high, n (usable tickets), ended, open, missing (tickets without start or outside the time
        observed, and impossible ones), impossible (ended before they started), note, method, level. A
        quantile that the curve does not reach has no estimate: more tickets are open than it needs.

    Notes
    -----
    Of more than 200,000 tickets with a `cluster`, the limits rest on how many each cluster has in at most 25
    stretches of time. Of groups of some hundred tickets they are the same to a few per cent; of groups of
    about 25 tickets beside such many others they are narrower by a tenth on average.

    References
    ----------
    Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median survival time. Biometrics 38.

    Examples
    --------
    >>> import pandas as pd
    >>> tickets = pd.DataFrame({"created": pd.Timestamp("2024-03-01"), "first_response": pd.to_datetime(
    ...     ["2024-03-01 01:00", "2024-03-01 02:00", "2024-03-01 03:00", "2024-03-01 04:00", None])})
    >>> waits = response_time(tickets, observed_until="2024-03-02")
    >>> waits[["metric", "estimate", "n", "ended", "open"]]
             metric  estimate  n  ended  open
    0  median_hours       3.0  5      4     1
    1     p90_hours       NaN  5      4     1
    """
    check_options(level, min_n)
    wanted = _wanted(quantiles)
    also = ("ended", "open", "impossible", "excluded", "duration", _NAMED)
    keys = own_keys(by, also)
    until = _last_day(tickets, start, end) if observed_until is None else observed_until
    options: dict[str, Any] = {"start": start, "end": end, "until": until, "unit": unit}
    cells, many = _durations(tickets, keys, cluster, options)
    groups, group = group_index(cells, labels(keys, also))
    usable = (cells["excluded"] == "").to_numpy()
    ended = cells["ended"].to_numpy(dtype=bool) & usable
    impossible = (cells["excluded"] == "end before start").to_numpy()

    def per_row(chosen: np.ndarray) -> np.ndarray:
        found = np.bincount(group[chosen], weights=cells["n"].to_numpy()[chosen], minlength=len(groups))
        return np.repeat(found.astype("int64"), len(wanted))

    waits = Waits.of(cells[usable], group[usable], ended[usable], len(groups))
    curves = waits.table(level)
    clusters = np.full(len(groups), -1)
    if cluster and many:
        counted = partial(cluster_durations, tickets, by=keys, groups=groups, cluster=cluster, **options)
        alone = ~cells.loc[usable, _NAMED].to_numpy(dtype=bool)
        curves, clusters = waits.by_counts(curves, alone, lambda edges: counted(edges=edges.tolist()))
    elif cluster:
        members = pd.factorize(as_ids(cells[cluster], cluster))[0][usable]  # a blank is nobody
        clusters = _clusters(group[usable], members, cells["n"].to_numpy()[usable], len(groups))
        curves = waits.by_members(curves, members)
    clusters = np.repeat(clusters, len(wanted))
    values = waits.quantiles(wanted, curves)
    n = per_row(usable)
    notes = Notes(len(n))
    hidden = suppressed(n, min_n, notes, clusters if names_people(cluster) else None)
    _note_waits(notes, hidden, values, clusters if cluster else None)
    columns = {
        "metric": np.tile([f"{_quantile_name(q)}_{unit}" for q in wanted], len(groups)),
        **dict(zip(("estimate", "low", "high"), values, strict=True)),
        "n": n,
        **({"clusters": clusters} if cluster else {}),
        "ended": per_row(ended),
        "open": per_row(usable & ~ended),
        "missing": per_row(~usable),
        "impossible": per_row(impossible),
        "note": notes.texts,
        "method": "kaplan-meier",
        "level": level,
    }
    row = np.repeat(np.arange(len(groups)), len(wanted))
    return tidy(groups.iloc[row], columns, hidden=hidden, min_n=min_n)


def _durations(
    tickets: Any, keys: list[Any], cluster: str | None, options: dict[str, Any]
) -> tuple[pd.DataFrame, bool]:
    """Return durations with their counts, and whether they are too many to keep each with its cluster."""
    if cluster is None:
        return elapsed(tickets, by=keys, **options), False
    if not (isinstance(tickets, pd.DataFrame) and len(tickets) <= _MANY):
        cells = elapsed(tickets, by=[*keys, has_value(cluster, name=_NAMED)], **options)
        if int(cells.loc[cells["excluded"] == "", "n"].sum()) > _MANY:
            return cells, True
    return elapsed(tickets, by=[*keys, cluster], **options), False


def _wanted(quantiles: Sequence[float]) -> list[float]:
    wanted = [float(q) for q in quantiles]
    if not wanted or not all(0 < q < 1 for q in wanted):
        raise BadParameter(
            Text(
                "quantiles must lie between 0 and 1, e.g. (0.5, 0.9); found {found}",
                found=str(list(quantiles)),
            )
        )
    return wanted


def _note_waits(notes: Notes, hidden: np.ndarray, values: np.ndarray, clusters: np.ndarray | None) -> None:
    """Note what a quantile or its interval lacks, and why."""
    if clusters is not None:
        notes.add(~hidden & (clusters < 2), ONE_CLUSTER)
        note_few_clusters(notes, ~hidden, clusters)
    notes.add(~hidden & np.isnan(values[0]), Text("not reached: too many tickets are still open"))
    open_end = ~hidden & ~np.isnan(values[0]) & np.isnan(values[2])
    if clusters is not None:
        open_end &= clusters != 1
    notes.add(open_end, Text("no upper limit: too few tickets have ended, or those of too few customers"))


def _last_day(data: Any, *dates: str) -> pd.Timestamp:
    """Return the end of the last day that occurs in the date columns."""
    days = [tally(data, by=period(column, "day"))["day"].max() for column in dates]
    found = [day for day in days if day is not pd.NaT]
    if not found:
        raise BadValue(
            Text("no date in {found}, so nothing was observed", found=str(" or ".join(map(repr, dates))))
        )
    return max(found) + pd.Timedelta(days=1)


def _quantile_name(q: float) -> str:
    return "median" if q == 0.5 else f"p{100 * q:g}"


def _clusters(group: np.ndarray, members: np.ndarray, rows: np.ndarray, size: int) -> np.ndarray:
    """Return the clusters of each group, each ticket without one for itself."""
    named = members >= 0
    pairs = np.unique(np.column_stack([group[named], members[named]]), axis=0)
    lone = np.bincount(group[~named], weights=rows[~named], minlength=size)
    return (np.bincount(pairs[:, 0], minlength=size) + lone).astype("int64")


def first_contact_resolution(
    tickets: Any,
    *,
    within_days: float,
    customer: str = "customer_id",
    created: str = "created",
    resolved: str = "resolved",
    ticket: str = "ticket_id",
    category: str | None = None,
    reopened: str | None = None,
    observed_until: Moment | None = None,
    by: Any = None,
    cluster: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of resolved tickets that one contact was enough for.

    A resolved ticket counts as resolved at first contact if the same customer (with `category`: about the
    same category) makes no further contact up to `within_days` after it was resolved, and it was not
    reopened. `method` says so in the result. Tickets whose window is not over yet are left out, whether or
    not a contact has come already: only the early repeats of recent tickets are known.

    Parameters
    ----------
    within_days
        Length of the window; there is no default, because the figure means nothing without it.
    customer, created, resolved, ticket
        Columns; `ticket` orders tickets created at the same time.
    category
        Column; only a contact about the same category is a repeat.
    reopened
        Column of truth values or numbers of reopenings.
    observed_until
        When the data was taken; default the end of the last day on which a ticket was created or resolved.
    cluster
        Column of tickets that belong together, usually the customer: a few customers with many tickets make
        the share less certain than its tickets tell.
    by, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Group columns, metric ("first_contact_resolution"), estimate (0..1), low, high (Wilson), se, n
        (tickets that could be judged), count (resolved at first contact), open (not resolved),
        not_yet_observable, missing (without customer or time), note, method, level.

    Examples
    --------
    >>> import pandas as pd
    >>> tickets = pd.DataFrame({
    ...     "ticket_id": range(7), "customer_id": list("aabcdef"),
    ...     "created": pd.to_datetime(["2024-01-01", "2024-01-03", *["2024-01-05"] * 5]),
    ...     "resolved": pd.to_datetime(["2024-01-01", "2024-01-04", *["2024-01-06"] * 4, None])})
    >>> rate = first_contact_resolution(tickets, within_days=7, observed_until="2024-02-01")
    >>> rate[["estimate", "n", "count", "open"]].round(2)
       estimate  n  count  open
    0      0.83  6      5     1
    """
    check_options(level, min_n)
    also = ("open", "not_yet_observable", *_COUNTED)
    keys = own_keys(by, also)
    cells = recontact_clusters(
        tickets if reopened is None else _with_flag(tickets, reopened),
        entity=[customer, category] if category else customer,
        order=created,
        tie=ticket,
        within_days=within_days,
        until=_last_day(tickets, created, resolved) if observed_until is None else observed_until,
        since=resolved,
        by=keys,
        cluster=cluster or customer,
        again=reopened,
    )
    groups, group = group_index(cells, labels(keys, also))

    def per_group(name: str) -> np.ndarray:
        values = cells[name] * (1 if name not in ("judged", "hits") else np.where(cells["named"], number, 1))
        return np.bincount(group, weights=values, minlength=len(groups)).astype("int64")

    number = cells["clusters"].to_numpy()
    n, hits = per_group("judged"), per_group("hits")
    named = cells["named"].to_numpy()
    counted = counted_classes(group, named, number, cells["judged"].to_numpy(), cells["hits"].to_numpy())
    clusters = np.bincount(counted.group, weights=counted.clusters, minlength=len(groups)).astype("int64")
    shares = (
        share_of_clusters(counted, len(groups), level=level)
        if cluster
        else share_columns(hits, n, level=level)
    )
    notes = Notes(len(groups))
    people = clusters if cluster in (None, customer) or names_people(cluster) else None
    hidden = suppressed(n, min_n, notes, people)
    if cluster:
        notes.add(~hidden & (clusters < 2), ONE_CLUSTER)
        note_few_clusters(notes, ~hidden, clusters)
    columns: dict[str, Any] = {"metric": "first_contact_resolution", **shares, "n": n}
    columns |= {"clusters": clusters} if cluster else {}
    columns |= {"count": hits, "open": per_group("open")}
    columns |= {"not_yet_observable": per_group("early"), "missing": per_group("unknown")}
    columns |= {"note": notes.texts, "method": _judged_by(within_days, category, reopened), "level": level}
    return tidy(groups, columns, hidden=hidden, counts=("count",), min_n=min_n)


def _judged_by(within_days: float, category: str | None, reopened: str | None) -> str:
    """Return what a ticket had to be to count as resolved at first contact."""
    same = "customer and category" if category else "customer"
    not_reopened = ", not reopened" if reopened else ""
    return f"resolved, no contact of the same {same} within {within_days:g} days{not_reopened}; wilson"


def _with_flag(tickets: Any, reopened: str) -> Any:
    """Return tickets whose pandas column of reopenings, which may hold objects, is truth values."""
    if not isinstance(tickets, pd.DataFrame):
        return tickets
    require(tickets, reopened)
    return tickets.assign(**{reopened: _was_reopened(tickets[reopened], reopened)})


def _was_reopened(values: pd.Series, name: str) -> np.ndarray:
    """Return whether a ticket was reopened; a missing entry means no."""
    known_values = values[values.notna()]
    kind = pd.api.types.infer_dtype(known_values, skipna=True)
    if len(known_values) and kind not in ("boolean", "integer", "floating", "mixed-integer-float"):
        raise BadValue(
            Text(
                "column {name} must hold truth values or numbers of reopenings; it holds {kind}",
                name=repr(name),
                kind=str(kind),
            )
        )
    return values.fillna(0).astype(float).to_numpy() > 0
