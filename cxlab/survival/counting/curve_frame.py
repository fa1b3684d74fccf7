"""From curves on a risk table to the frame that a function returns: at every time, or read at some."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import LifeTable
from cxlab.text import Text

from .event_table import RiskTable
from .shared import Notes, check_times, hidden_groups, shown_counts, tidy

__all__ = ["complete", "curve_frame", "note_granted"]


def curve_frame(
    risk: RiskTable,
    curve: dict[str, np.ndarray],
    metric: str,
    times: Any,
    *,
    min_n: int,
    method: str,
    level: float,
    complete: np.ndarray | None = None,
    start: float | None = None,
    cause: Any = None,
) -> tuple[pd.DataFrame, np.ndarray]:
    """Put a curve into the result's shape: at every time of the table, or read at `times`.

    `complete` holds the groups whose curves do not change beyond their last time; `start` is the tenure so
    far of a conditional curve, `cause` what a cumulative incidence is of. Also returns each row's group.
    """
    counts = {name: getattr(risk, name) for name in ("at_risk", "events", "censored", "entered")}
    there = _there(risk)
    if times is None:
        row, table = _hide(risk, {"time": risk.time, **curve, **counts}, there, min_n)
    else:
        row, table = _read(risk, curve, counts, check_times(times), complete)
    notes = Notes(len(row))
    late = (risk.n[row] > 0) & (there[row] == 0)
    notes.add(late, Text("nobody was under observation at the tenure so far"))
    hidden = late | hidden_groups(np.where(late, min_n + 1, there[row]), min_n, notes)
    few = ~hidden & (risk.people[row] < min_n)
    notes.add(few, Text("suppressed: fewer than {least} people", least=min_n))
    hidden |= few
    unseen = ~hidden & _unseen(risk, row, table["time"])
    for name in curve:
        table[name] = np.where(unseen, np.nan, table[name])
    single = np.zeros(len(row), dtype=bool) if risk.clusters is None else risk.clusters[row] < 2
    notes.add(~hidden & ~unseen & single, Text("no interval: all rows belong to one cluster"))
    _note_gaps(table, hidden | unseen | single, notes, falling="survival" in metric)
    notes.add(unseen, Text("nobody was under observation at this tenure"))
    note_granted(risk, row, np.where(hidden | unseen, np.nan, table["time"]), notes)
    if "survival" in metric:
        _note_early_end(risk, row, table, hidden, notes)
    columns: dict[str, Any] = {"metric": metric}
    if cause is not None:
        columns = {"cause": np.full(len(row), cause, dtype=object), **columns}
    if start is not None:
        columns |= {"given": start, "horizon": table["time"] - start}
        table["at_risk"] = _at_start(risk)[row]
    columns |= {name: table[name] for name in ("time", "estimate", "low", "high", "se")}
    for name in counts:
        if name == "at_risk" or (start is None and not (name == "censored" and cause is not None)):
            columns[name] = shown_counts(risk, np.where(hidden, 0, table[name]))
    columns |= {"n": risk.n[row], "missing": risk.missing[row], "note": notes.texts}
    columns |= {"method": method, "level": level}
    return tidy(risk.groups.iloc[row], columns, hidden=hidden, min_n=min_n), row


def _unseen(risk: RiskTable, row: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Return which rows lie within a stretch of tenure in which nobody was under observation."""
    inside = np.zeros(len(row), dtype=bool)
    for group, start, end in zip(*risk.unseen(), strict=True):
        inside |= (row == group) & (time > start) & (time < end)
    return inside


def note_granted(risk: RiskTable, row: np.ndarray, time: np.ndarray, notes: Notes) -> None:
    """Note what figures that hold up to `time` take for granted about stretches without anybody observed."""
    for group, start, end in zip(*risk.unseen(), strict=True):
        notes.add(
            (row == group) & (time >= end),
            Text(
                "takes for granted that nobody leaves between {start} and {end}, when nobody was observed",
                start=f"{start:g}",
                end=f"{end:g}",
            ),
        )


def _note_early_end(
    risk: RiskTable, row: np.ndarray, table: dict[str, np.ndarray], hidden: np.ndarray, notes: Notes
) -> None:
    """Note curves that came down to 0 because the few observed so early left, while others enter later."""
    zero = ~hidden & (table["estimate"] == 0)
    for group in np.unique(row[zero]):
        own = zero & (row == group)
        rows = risk.rows_of(group)
        gone = (risk.events[rows] > 0) & (risk.events[rows] >= risk.at_risk[rows])
        if risk.entered[rows][np.argmax(gone) + 1 :].sum():
            notes.add(
                own,
                Text("came down to 0 before others came under observation; see it given a later tenure"),
            )


def _hide(
    risk: RiskTable, table: dict[str, np.ndarray], there: np.ndarray, min_n: int
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Leave one row, without its time, of a group too small to be shown; also return each row's group."""
    small = np.flatnonzero((there < min_n) | (there == 0))
    shown = ~np.isin(risk.group, small)
    row = np.concatenate([risk.group[shown], small])
    order = np.argsort(row, kind="stable")
    blank = np.full(len(small), np.nan)
    return row[order], {name: np.concatenate([values[shown], blank])[order] for name, values in table.items()}


def _at_start(risk: RiskTable) -> np.ndarray:
    """Return how many of each group are at risk where the table begins."""
    present, first = np.unique(risk.group, return_index=True)
    found = np.zeros(len(risk.groups))
    found[present] = risk.at_risk[first]
    return found


def _there(risk: RiskTable) -> np.ndarray:
    """Return the customers of each group; where the table begins at a tenure so far, those at risk then."""
    present, first = np.unique(risk.group, return_index=True)
    there = _at_start(risk)
    there[present] = np.where(risk.time[first] > 0, there[present], risk.n[present])
    return there


def _read(
    risk: RiskTable,
    curve: dict[str, np.ndarray],
    counts: dict[str, np.ndarray],
    times: np.ndarray,
    complete: np.ndarray | None,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Read every group's curve at the times; counts of leaving and coming are those since the time before."""
    size, width = len(risk.groups), len(times)
    table = {name: np.full((size, width), np.nan) for name in (*curve, *counts)}
    for number in range(size):
        rows = risk.rows_of(number)
        time = risk.time[rows]
        if time.size == 0:
            continue
        place = np.searchsorted(time, times, side="right") - 1
        over = complete is not None and number in complete
        known = (place >= 0) & ((times <= time[-1]) | over)
        for name, values in curve.items():
            table[name][number] = np.where(known, values[rows][np.maximum(place, 0)], np.nan)
        table["at_risk"][number] = risk.at(number, times)[0]
        for name in ("events", "censored", "entered"):
            total = np.concatenate([[0.0], np.cumsum(counts[name][rows])])
            table[name][number] = np.diff(total[place + 1], prepend=0.0)
    group = np.repeat(np.arange(size), width)
    return group, {"time": np.tile(times, size), **{name: v.ravel() for name, v in table.items()}}


def complete(life: LifeTable) -> np.ndarray:
    """Return the groups in which all have left."""
    last = np.flatnonzero(np.diff(life.group, append=-1))
    return life.group[last[life.survival[last] == 0]]


def _note_gaps(table: dict[str, np.ndarray], hidden: np.ndarray, notes: Notes, *, falling: bool) -> None:
    estimate, low = table["estimate"], table["low"]
    beyond = ~hidden & np.isnan(estimate)
    notes.add(beyond, Text("beyond the last tenure observed"))
    bare = ~hidden & ~beyond & np.isnan(low)
    untouched = estimate >= 1 if falling else estimate <= 0
    notes.add(bare & untouched, Text("no interval: no event yet"))
    notes.add(bare & ~untouched, Text("no interval: all at risk have left"))
