"""The event table that every curve and test starts from, counted by the engine, put into risk sets."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns, exits_and_entries, holds_text, lifetimes
from cxlab.errors import BadParameter, BadValue
from cxlab.metrics._clusters import names_people
from cxlab.metrics._groups import group_index, labels, own_keys
from cxlab.text import Text

from .risk_table import EqualLifetimes, RiskTable, at_risk, event_rows, per_cause
from .same_times import same_times

__all__ = ["AUTO", "NOT_STATED", "EqualLifetimes", "Options", "RiskTable", "entry_column", "risk_table"]

AUTO = "auto"
NOT_STATED = "not stated"
WEIGHTS = ("sampling", "replicates")
_OWN = (
    *("time", "at_risk", "events", "censored", "entered", "cause", "given", "horizon", "excluded", "entry"),
    *("start", "exposure"),
)
_IMPOSSIBLE = ("negative duration", "negative entry", "entry after exit", "negative weight")


@dataclass(frozen=True)
class Options:
    """Which columns hold what: the arguments that all functions of the room share.

    `cluster` names the column of lifetimes that belong together. `joint` keeps entry and exit of the same
    customers together in `RiskTable.lifetimes`; `codes` says that the event column holds causes (0: none)
    rather than whether there was an event.
    """

    duration: str
    event: str
    entry: str | None = None
    by: Any = None
    weight: str | None = None
    weight_type: str = "sampling"
    cause: str | None = None
    codes: bool = False
    joint: bool = False
    cluster: str | None = None


def entry_column(data: Any, entry: str | None) -> str | None:
    """Return the column of late entries: by default "entry" where there is one, as `durations` writes it.

    A column of that name that holds text says something else, such as the channel by which somebody came.
    """
    if entry == AUTO:
        return "entry" if "entry" in columns(data) and not holds_text(data, "entry") else None
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
    if options.weight_type not in WEIGHTS:
        raise BadParameter(
            Text(
                "weight_type {weight_type!r} is not known; available: {available}",
                weight_type=options.weight_type,
                available=list(WEIGHTS),
            )
        )
    keys = own_keys(options.by, _OWN)
    names = labels(keys, also=_OWN)
    sampled = options.weight is not None and options.weight_type == "sampling"
    joint = options.joint or sampled or options.cluster is not None
    exits, entries = _count(data, options, keys, joint=joint)
    exits, entries = _without_rounding(exits, entries)
    groups, group = group_index(exits, names)
    _refuse_impossible(exits, options)
    return _table(groups, group, exits, entries, options, joint=joint, sampled=sampled)


def _count(
    data: Any, options: Options, keys: Sequence[Any], *, joint: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the exits and the entries: one and the same table where they are kept together."""
    causes = [options.cause] if options.cause else []
    causes = [*([options.cluster] if options.cluster else []), *causes]
    names: dict[str, Any] = {"duration": options.duration, "event": options.event}
    names |= {"entry": options.entry, "weight": options.weight}
    if options.entry and not joint:
        return exits_and_entries(data, **names, by=keys, exits_by=causes)
    parts = ["entry"] * bool(options.entry) + ["duration", "event"]
    exits = lifetimes(data, **names, by=[*keys, *causes], parts=parts, weighing=bool(options.weight))
    return exits, exits


def _without_rounding(exits: pd.DataFrame, entries: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both tables with times that differ by rounding alone made one."""
    places = [(exits, "duration")] + [(table, "entry") for table in (exits, entries) if "entry" in table]
    times = same_times(*(table[name].to_numpy(dtype=float) for table, name in places))
    alike = entries is exits
    if all(
        np.array_equal(new, table[name], equal_nan=True)
        for new, (table, name) in zip(times, places, strict=True)
    ):
        return exits, entries
    out = exits.assign(duration=times[0])
    if "entry" in exits:
        out = out.assign(entry=np.where(times[1] < times[0], times[1], exits["entry"]))
    return out, out if alike else entries.assign(entry=times[-1])


def _refuse_impossible(cells: pd.DataFrame, options: Options) -> None:
    unusable = cells[cells["excluded"] != ""]
    if unusable.empty:
        return
    counts = unusable.groupby("excluded", observed=True)["n"].sum()
    for why in _IMPOSSIBLE:
        if not counts.get(why, 0):
            continue
        n = int(counts[why])
        what = {
            "negative duration": Text(
                "column {name!r} holds {n} negative durations", name=options.duration, n=n
            ),
            "negative entry": Text(
                "column {name!r} holds {n} negative times of entry", name=options.entry, n=n
            ),
            "entry after exit": Text(
                "{n} rows enter ({entry!r}) after they end ({duration!r})", n=n, entry=options.entry,
                duration=options.duration,
            ),
            "negative weight": Text("column {name!r} holds {n} negative weights", name=options.weight, n=n),
        }[why]  # fmt: skip
        raise BadValue(
            Text(
                "{what}, which is impossible; correct or drop these rows (cx.durations lists "
                "impossible dates)",
                what=what,
            )
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
    usable = (exits["excluded"] == "").to_numpy()
    out, of = exits[usable], group[usable]
    causes, cause = _causes(out, options)
    if options.codes and len(cause) and (cause >= 0).all():
        _refuse_nobody_there(exits, causes, options.event)
    count = out["weight_sum" if options.weight else "n"].to_numpy(dtype=float)
    if options.weight and not sampled:
        _refuse_fractions(count, str(options.weight))
    came_of, came_at, came = _entries(entries, group, groups, of, count, options)
    group_rows, time, at = event_rows([of, came_of], [out["duration"].to_numpy(), came_at])
    who, where = at[: len(of)], at[len(of) :]
    by_cause = per_cause(who, cause, count, len(time), len(causes))
    gone = np.bincount(who, weights=count, minlength=len(time))
    entered = np.bincount(where, weights=came, minlength=len(time))
    events = by_cause.sum(axis=1)

    def per_group(of: np.ndarray, values: np.ndarray) -> np.ndarray:
        return np.bincount(of, weights=values, minlength=len(groups)).round().astype("int64")

    customers = out["n"].to_numpy() if sampled else count
    clusters = None
    if options.cluster:
        clusters = _clusters(of, pd.factorize(out[options.cluster])[0], out["n"].to_numpy(), len(groups))
    return RiskTable(
        groups=groups,
        group=group_rows,
        time=time,
        at_risk=at_risk(group_rows, time, gone, entered),
        events=events,
        censored=np.maximum(gone - events, 0),
        entered=entered,
        by_cause=by_cause,
        causes=causes,
        n=per_group(of, customers),
        n_events=per_group(of, customers * (cause >= 0)),
        missing=per_group(group, exits["n"].to_numpy() * ~usable),
        lifetimes=_lifetimes(out, of, cause, count, options, sampled=sampled) if joint else None,
        weighted=sampled,
        clusters=clusters,
        people=clusters
        if clusters is not None and names_people(options.cluster)
        else per_group(of, customers),
    )


def _clusters(of: np.ndarray, cluster: np.ndarray, n: np.ndarray, size: int) -> np.ndarray:
    """Return how many clusters each group has; lifetimes without one are clusters of their own."""
    named = cluster >= 0
    pairs = np.unique(np.column_stack([of[named], cluster[named]]), axis=0)
    number = np.bincount(pairs[:, 0], minlength=size)
    lone = np.bincount(of[~named], weights=n[~named], minlength=size)
    return (number + lone).astype("int64")


def _refuse_fractions(count: np.ndarray, name: str) -> None:
    if np.any(count % 1):
        raise BadValue(
            Text(
                'column {name!r} must hold whole numbers with weight_type="replicates": how many '
                'equal customers a row stands for. For weights of a sample use weight_type="sampling"',
                name=name,
            )
        )


def _lifetimes(
    out: pd.DataFrame,
    of: np.ndarray,
    cause: np.ndarray,
    count: np.ndarray,
    options: Options,
    *,
    sampled: bool,
) -> EqualLifetimes:
    start = out["entry"].to_numpy() if options.entry else np.zeros(len(out))
    squares = out["weight_square_sum"].to_numpy(float) if sampled else count
    cluster = pd.factorize(out[options.cluster])[0] if options.cluster else np.full(len(out), -1)
    return EqualLifetimes(of, start, out["duration"].to_numpy(), cause, count, squares, cluster)


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


def _causes(cells: pd.DataFrame, options: Options) -> tuple[list[Hashable], np.ndarray]:
    """Return the causes and for each cell the number of its own; -1 where censored."""
    if options.codes:
        codes = cells["event"]
        if isinstance(codes.dtype, pd.CategoricalDtype):
            codes = codes.astype(object)
        none = codes.isin([0, False, "0", ""]).to_numpy()
    else:
        none = ~_happened(cells["event"], cells["n"], options.event)
        if options.cause is None:
            return ["event"] if not none.all() else [], np.where(none, -1, 0)
        codes = cells[options.cause].astype(object)
        codes = codes.where(codes.notna(), NOT_STATED)
    known = [code for code in pd.unique(codes[~none]) if code != NOT_STATED]
    causes: list[Hashable] = sorted(known, key=lambda code: (isinstance(code, str), code))
    if len(known) < len(pd.unique(codes[~none])):
        causes.append(NOT_STATED)
    place = pd.Index(causes, dtype=object).get_indexer(pd.Index(codes, dtype=object))
    return causes, np.where(none, -1, place)


def _refuse_nobody_there(exits: pd.DataFrame, causes: Sequence[Hashable], name: str) -> None:
    """Refuse codes of which none says "still there": nearly always some should."""
    missing = int(exits["n"][exits["excluded"] == "no event code"].sum())
    if missing:
        raise BadValue(
            Text(
                "column {name!r} has no code 0 for who is still there, but {missing} missing values; "
                "if these are the ones still there, pass data.assign(left=data[{name!r}].notna()), "
                "event='left' and cause={name!r}",
                name=name,
                missing=missing,
            )
        )
    if any(isinstance(cause, str) for cause in causes):
        shown = ", ".join(repr(cause) for cause in causes[:8])
        raise BadValue(
            Text(
                "every customer would have left: column {name!r} holds only {shown}, and neither 0 "
                "nor an empty text for who is still there; if one of these says so, replace it by an "
                "empty text",
                name=name,
                shown=shown,
            )
        )


def _happened(values: pd.Series, rows: pd.Series, name: str) -> np.ndarray:
    """Return whether the event happened; refuse everything but truth values and 1 or 0."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "boolean" or values.empty:
        return values.to_numpy(dtype=bool)
    if kind not in ("integer", "floating", "mixed-integer-float"):
        raise BadValue(
            Text(
                "column {name!r} must hold True/False or 1/0; it holds {kind}. Say which value is "
                "the event, e.g. data.assign({name}=data[{name!r}] == 'Yes')",
                name=name,
                kind=kind,
            )
        )
    codes = values.to_numpy(dtype=float)
    odd = ~np.isin(codes, (0, 1))
    if odd.any():
        found = rows[odd].groupby(codes[odd]).sum()
        shown = [Text("{code:g} ({n} rows)", code=code, n=int(n)) for code, n in found.head(5).items()]
        raise BadValue(
            Text(
                "column {name!r} must hold 1 (event) or 0 (censored); it also holds {shown}. For "
                "several kinds of events use cx.competing_risks",
                name=name,
                shown=shown,
            )
        )
    return codes == 1
