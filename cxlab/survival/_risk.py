"""The event table that every curve and test starts from, counted by the engine, with its risk sets.

Somebody is at risk at time t if entry < t <= exit; who entered at 0 was there from the start and is at risk
at time 0 too. Events come before censorings of the same time.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns, exits_and_entries, lifetimes
from cxlab.engine.tally import as_keys
from cxlab.errors import BadParameter, BadValue
from cxlab.metrics._groups import group_index, labels

__all__ = ["AUTO", "NOT_STATED", "Cells", "Options", "RiskTable", "entry_column", "risk_table"]

AUTO = "auto"
NOT_STATED = "not stated"
WEIGHTS = ("sampling", "replicates")
_OWN = ("time", "at_risk", "events", "censored", "entered", "cause", "given", "horizon", "excluded", "entry")
_IMPOSSIBLE = ("negative duration", "negative entry", "entry after exit", "negative weight")


@dataclass(frozen=True)
class Options:
    """Which columns hold what: the arguments that all functions of the room share.

    `joint` keeps entry and exit of the same customers together in `RiskTable.cells`; `codes` says that the
    event column holds causes (0: none) rather than whether there was an event.
    """

    duration: str
    event: str
    entry: str | None = None
    by: Any = None
    weight: str | None = None
    weight_means: str = "sampling"
    cause: str | None = None
    codes: bool = False
    joint: bool = False


@dataclass(frozen=True)
class Cells:
    """Equal lifetimes counted: group, entry, exit, cause (-1: censored), weights and squared weights."""

    group: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    cause: np.ndarray
    w: np.ndarray
    ww: np.ndarray


@dataclass(frozen=True)
class RiskTable:
    """Who is at risk, who leaves and who comes, per group and distinct time; sorted by both.

    Attributes
    ----------
    groups
        The group columns, one row per group.
    group, time
        Per row of the table: row of `groups`, time. Every group with a usable row has a row for time 0.
    at_risk, events, censored, entered
        Counts, or sums of weights; `at_risk` just before `time`, at time 0 all who were there from the start.
    by_cause
        Events per cause, a column for each of `causes`.
    n, n_events, missing
        Per group: usable rows, those with an event, rows left out.
    cells
        Equal lifetimes, where `joint` was asked for or weights are those of a sample.
    weighted
        Whether the counts are sums of sampling weights.
    """

    groups: pd.DataFrame
    group: np.ndarray
    time: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    censored: np.ndarray
    entered: np.ndarray
    by_cause: np.ndarray
    causes: list[Hashable]
    n: np.ndarray
    n_events: np.ndarray
    missing: np.ndarray
    cells: Cells | None
    weighted: bool

    def rows_of(self, number: int) -> slice:
        """Return where the rows of a group lie."""
        return slice(*np.searchsorted(self.group, [number, number + 1]))

    def at(self, number: int, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how many of a group are at risk just before the times, and how many leave at them."""
        rows = self.rows_of(number)
        own = self.time[rows]
        place = np.searchsorted(own, times)
        inside = place < own.size
        found = np.zeros((2, len(times)))
        found[0, inside] = self.at_risk[rows][place[inside]]
        exact = inside.copy()
        exact[inside] = own[place[inside]] == times[inside]
        found[1, exact] = self.events[rows][place[exact]]
        return found[0], found[1]


def entry_column(data: Any, entry: str | None) -> str | None:
    """Return the column of late entries: by default "entry" where there is one, as `durations` writes it."""
    if entry == AUTO:
        return "entry" if "entry" in columns(data) else None
    return entry


def risk_table(data: Any, options: Options) -> RiskTable:
    """Count lifetimes in the engine and put them into risk sets.

    Raises
    ------
    BadValue
        Impossible rows (negative durations, entry after the end, negative weights), events that are not
        True/False or 1/0.
    """
    options = replace(options, entry=entry_column(data, options.entry))
    if options.weight_means not in WEIGHTS:
        raise BadParameter(
            f"weight_means {options.weight_means!r} is not known; available: {', '.join(WEIGHTS)}"
        )
    keys = as_keys(options.by)
    names = labels(keys, also=_OWN)
    sampled = options.weight is not None and options.weight_means == "sampling"
    joint = options.joint or sampled
    exits, entries = _count(data, options, keys, joint=joint)
    groups, group = group_index(exits, names)
    _refuse_impossible(exits, options)
    return _table(groups, group, exits, entries, options, joint=joint, sampled=sampled)


def _count(
    data: Any, options: Options, keys: Sequence[Any], *, joint: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the exits and the entries: one and the same table where they are kept together."""
    causes = [options.cause] if options.cause else []
    names: dict[str, Any] = {"duration": options.duration, "event": options.event}
    names |= {"entry": options.entry, "weight": options.weight}
    if options.entry and not joint:
        return exits_and_entries(data, **names, by=keys, exits_by=causes)
    parts = ["entry"] * bool(options.entry) + ["duration", "event"]
    exits = lifetimes(data, **names, by=[*keys, *causes], parts=parts)
    return exits, exits


def _refuse_impossible(cells: pd.DataFrame, options: Options) -> None:
    counts = cells.groupby("excluded", observed=True)["n"].sum()
    for why in _IMPOSSIBLE:
        if not counts.get(why, 0):
            continue
        what = {
            "negative duration": f"column {options.duration!r} holds {{n}} negative durations",
            "negative entry": f"column {options.entry!r} holds {{n}} negative times of entry",
            "entry after exit": f"{{n}} rows enter ({options.entry!r}) after they end ({options.duration!r})",
            "negative weight": f"column {options.weight!r} holds {{n}} negative weights",
        }[why].format(n=counts[why])
        raise BadValue(
            f"{what}, which is impossible; correct or drop these rows (cx.durations lists impossible dates)"
        )


def _table(
    groups: pd.DataFrame,
    group: np.ndarray,
    exits: pd.DataFrame,
    entries: pd.DataFrame,
    options: Options,
    *,
    joint: bool,
    sampled: bool,
) -> RiskTable:
    size = len(groups)
    usable = (exits["excluded"] == "").to_numpy()
    rows = exits["n"].to_numpy()
    out, of = exits[usable], group[usable]
    causes, cause = _causes(out, options)
    count = out["weight_sum" if options.weight else "n"].to_numpy(dtype=float)
    n_of = out["n"].to_numpy() if options.weight_means == "sampling" else count
    leave = out["duration"].to_numpy()
    came_of, came_at, came = _entries(entries, group, groups, of, count, options)
    group_rows, time, at = _distinct([of, came_of], [leave, came_at])
    who, where = at[: len(of)], at[len(of) :]
    shape = len(time)
    by_cause = np.zeros((shape, len(causes)))
    for k in range(len(causes)):
        by_cause[:, k] = np.bincount(who, weights=count * (cause == k), minlength=shape)
    gone = np.bincount(who, weights=count, minlength=shape)
    entered = np.bincount(where, weights=came, minlength=shape)
    events = by_cause.sum(axis=1)
    cells = None
    if joint:
        start = out["entry"].to_numpy() if options.entry else np.zeros(len(out))
        squares = out["weight_square_sum"].to_numpy(float) if sampled else count
        cells = Cells(of, start, leave, cause, count, squares)
    return RiskTable(
        groups=groups,
        group=group_rows,
        time=time,
        at_risk=_at_risk(group_rows, time, gone, entered),
        events=events,
        censored=np.maximum(gone - events, 0),
        entered=entered,
        by_cause=by_cause,
        causes=causes,
        n=np.bincount(of, weights=n_of, minlength=size).round().astype("int64"),
        n_events=np.bincount(of, weights=n_of * (cause >= 0), minlength=size).round().astype("int64"),
        missing=np.bincount(group, weights=rows * ~usable, minlength=size).astype("int64"),
        cells=cells,
        weighted=sampled,
    )


def _entries(
    entries: pd.DataFrame,
    group: np.ndarray,
    groups: pd.DataFrame,
    of: np.ndarray,
    count: np.ndarray,
    options: Options,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return group, time and count of those who enter."""
    if not options.entry:
        return of, np.zeros(len(of)), count
    # Both tables hold every group, excluded rows included, in the same order.
    own = group if len(entries) == len(group) and "duration" in entries else None
    if own is None:
        own = group_index(entries, list(groups.columns))[1]
    usable = (entries["excluded"] == "").to_numpy()
    kept = entries[usable]
    total = kept["weight_sum" if options.weight else "n"].to_numpy(dtype=float)
    return own[usable], kept["entry"].to_numpy(), total


def _distinct(
    of: Sequence[np.ndarray], when: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return group and time of the table's rows, and the row of each given pair.

    Every group gets a row for time 0, where its curve starts.
    """
    present = np.unique(np.concatenate(of))
    group = np.concatenate([*of, present])
    time = np.concatenate([*when, np.zeros(len(present))])
    order = np.lexsort((time, group))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(group[order]) != 0) | (np.diff(time[order]) != 0)
    at = np.empty(len(order), dtype=np.intp)
    at[order] = np.cumsum(new) - 1
    first = order[new]
    return group[first], time[first], at[: len(at) - len(present)]


def _at_risk(group: np.ndarray, time: np.ndarray, gone: np.ndarray, entered: np.ndarray) -> np.ndarray:
    """Count those who have yet to leave but not to come, from the end, so that the last sums are exact."""
    late = np.where(time > 0, entered, 0.0)
    result = np.empty(len(time))
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    for start, stop in zip(starts, [*starts[1:], len(group)], strict=True):
        result[start:stop] = np.cumsum((gone - late)[start:stop][::-1])[::-1]
    # Sums of weights leave a rounding error where nobody is at risk.
    result[np.abs(result) <= 1e-12 * gone.sum()] = 0.0
    return result


def _causes(cells: pd.DataFrame, options: Options) -> tuple[list[Hashable], np.ndarray]:
    """Return the causes and for each cell the number of its own; -1 where censored."""
    if options.codes:
        codes = cells["event"]
        if isinstance(codes.dtype, pd.CategoricalDtype):
            codes = codes.astype(object)
        none = codes.isin([0, False, "0", ""]).to_numpy()
    else:
        none = ~_happened(cells["event"], cells["n"], options.event)
        codes = pd.Series(np.where(none, "", "event"), index=cells.index)
        if options.cause:
            codes = cells[options.cause].astype(object)
            codes = codes.where(codes.notna(), NOT_STATED)
    known = [code for code in pd.unique(codes[~none]) if code != NOT_STATED]
    causes: list[Hashable] = sorted(known, key=lambda code: (isinstance(code, str), code))
    if len(known) < len(pd.unique(codes[~none])):
        causes.append(NOT_STATED)
    place = pd.Index(causes, dtype=object).get_indexer(pd.Index(codes, dtype=object))
    return causes, np.where(none, -1, place)


def _happened(values: pd.Series, rows: pd.Series, name: str) -> np.ndarray:
    """Return whether the event happened; refuse everything but truth values and 1 or 0."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "boolean" or values.empty:
        return values.to_numpy(dtype=bool)
    if kind not in ("integer", "floating", "mixed-integer-float"):
        raise BadValue(
            f"column {name!r} must hold True/False or 1/0; it holds {kind}. Say which value is the event, "
            f"e.g. data.assign({name}=data[{name!r}] == 'Yes')"
        )
    codes = values.to_numpy(dtype=float)
    odd = ~np.isin(codes, (0, 1))
    if odd.any():
        found = rows[odd].groupby(codes[odd]).sum()
        shown = ", ".join(f"{code:g} ({count} rows)" for code, count in found.head(5).items())
        raise BadValue(
            f"column {name!r} must hold 1 (event) or 0 (censored); it also holds {shown}. For several kinds "
            "of events use cx.competing_risks"
        )
    return codes == 1
