"""The frames of a funnel: its table, its curves and what differs between groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine.instants import PER_UNIT
from cxlab.results import NOTHING_HIDDEN, hide, note_of, parts_protected
from cxlab.stats import adjust_p
from cxlab.stats.disclosure import hidden_cells
from cxlab.text import Text

from .._common import first_of_runs
from .attempts import NEVER
from .group import Group
from .incidence import curve_rows, exits
from .shares import differences, figures
from .source import AttemptsSource
from .spec import FunnelSpec

__all__ = ["METRICS", "RESERVED", "Groups", "trusted"]

METRICS = {
    "share_of_first": "funnel_share",
    "share_of_previous": "funnel_share_of_previous",
    "mature": "funnel_share_mature",
    "incidence": "funnel_share_in_window",
}
REST = "(rest)"
_BY_END = 0.05  # share of recent journeys that may be unfinished where data was taken by their end
_WHOLE = ("entered", "reached", "mature_entered", "mature_reached", "at_risk")
_COMPARED = ("estimate", "low", "high", "value", "value_versus", "p")
RESERVED = {
    *(
        "step",
        "name",
        "p_agreement",
        "note",
        "method",
        "level",
        "metric",
        "versus",
        "se",
        "n",
        "n_versus",
    ),
    *(*_WHOLE, *_COMPARED, "p_adjusted"),
    *(f"{metric}{side}" for metric in METRICS for side in ("", "_low", "_high")),
    *(f"{time}_{unit}" for time in ("time", "median", "p90") for unit in PER_UNIT),
}
"""Names of columns in any of the frames; no group column can be called so."""


@dataclass(frozen=True)
class Groups:
    """The groups of a funnel (one without a name where there are none) and how they are to be shown."""

    spec: FunnelSpec
    groups: list[Group]
    by: str | None
    names: list[Any]
    min_n: int
    unit: str
    level: float

    @classmethod
    def of(
        cls, spec: FunnelSpec, units: AttemptsSource, by: str | None, *, min_n: int, unit: str, level: float
    ) -> Groups:
        """Split attempts; where any attempt counts, a customer stays with the group of the first entry."""
        group = units.group
        if spec.entry == "any" and len(group):
            starts = first_of_runs(units.attempts.case)
            group = np.repeat(group[starts], np.diff([*starts, len(group)]))
        groups = [
            Group.of(spec, units.attempts.take(group == place), units.end[group == place], PER_UNIT[unit])
            for place in range(len(units.groups))
        ]
        horizon = max(group.horizon for group in groups)  # all groups are read at the same time
        groups = [replace(group, horizon=horizon) for group in groups]
        return cls(spec, groups, by, units.groups, min_n, unit, level)

    @property
    def horizon(self) -> int:
        """Until when the incidence of all groups is read, in microseconds since entry."""
        return self.groups[0].horizon

    @cached_property
    def _hidden(self) -> np.ndarray:
        """Tell which groups are not shown: of too few customers, or what gives such a group away."""
        size = np.array([group.customers for group in self.groups], dtype=float)
        if self.min_n <= NOTHING_HIDDEN:
            return np.zeros(len(size), dtype=bool)
        if self.by is None:
            return size < self.min_n
        return hidden_cells(size, [np.zeros(len(size), dtype=np.intp)], k=self.min_n)

    def _shown(self, group: Group) -> bool:
        return not self._hidden[next(i for i, own in enumerate(self.groups) if own is group)]

    def _head(self, place: int, number: int) -> dict[str, Any]:
        """Return the columns that name a row: the group, if any, and the step."""
        group = {} if self.by is None else {self.by: self.names[place]}
        return group | {"step": number + 1, "name": self.spec.labels[number]}

    def table(self) -> pd.DataFrame:
        """Return one row per group and step."""
        rows = []
        sizes = np.array([group.customers for group in self.groups])
        note = note_of(self.min_n, alone=not (self._hidden & (sizes >= self.min_n)).any())
        for place, group in enumerate(self.groups):
            shown = self._shown(group)
            for number, row in enumerate(figures(group, level=self.level)):
                seen = row if shown else _hidden(row, note)
                rows.append(self._head(place, number) | seen)
        table = pd.DataFrame(rows).rename(columns={name: f"{name}_{self.unit}" for name in ("median", "p90")})
        spec = self.spec
        method = f"{spec.order}, {spec.entry} entry, {spec.ties} ties; wilson, aalen_johansen"
        whole = [name for name in _WHOLE if name in table]
        shares = [
            name
            for name in map(str, table)
            if name.startswith((*METRICS, "median_", "p90_")) and name not in (*whole, self.by)
        ]
        table = table.astype(dict.fromkeys(whole, "Int64") | dict.fromkeys(shares, float))
        notes = table.pop("note")
        return self._without_small_counts(table.assign(note=notes, method=method, level=self.level))

    def _without_small_counts(self, table: pd.DataFrame) -> pd.DataFrame:
        """Hide the figures of steps that few customers reach, or at which few are lost."""
        if self.min_n <= NOTHING_HIDDEN:
            return table
        groups = [self.by] if self.by else []
        # Whom a step loses is what is left of the step before it, in its group.
        cells = table.assign(_group=np.repeat(range(len(self.groups)), len(self.spec.steps)))
        before = cells.groupby("_group")["reached"].shift(1)
        lost = (before - cells["reached"]).to_numpy(dtype=float, na_value=np.nan)
        narrow = (lost > 0) & (lost < self.min_n) & (self.spec.order != "any")
        judged = table.assign(reached=table["reached"].mask(narrow, 1))
        # The same of those whose window has passed, whose shares and counts would give the others away.
        finished = cells.groupby("_group")["mature_reached"].shift(1)
        few = (finished - cells["mature_reached"]).to_numpy(dtype=float, na_value=np.nan)
        near = narrow | ((few > 0) & (few < self.min_n) & (self.spec.order != "any"))
        judged = judged.assign(mature_reached=table["mature_reached"].mask(near, 1))
        found = parts_protected(judged, min_n=self.min_n, by=groups, within="step")
        # A share of a hidden step and the count of those who go on would give that step away.
        after = (
            found["reached"].isna().groupby(cells["_group"]).shift(1, fill_value=False).to_numpy(dtype=bool)
        )
        follows = [
            name for name in map(str, found) if name.startswith("share_of_previous") and name != self.by
        ]
        return hide(found, after & found["reached"].notna().to_numpy(), note_of(self.min_n), only=follows)

    def curves(self) -> pd.DataFrame:
        """Return the time-to-step curves of groups that may be shown."""
        parts = []
        for place, group in enumerate(self.groups):
            if not self._shown(group) or not len(group.attempts) or not group.known():
                continue
            for number in range(1, len(self.spec.steps)):
                if self._few(place, number):
                    continue
                rows = curve_rows(group, number, level=self.level)
                rows[f"time_{self.unit}"] = rows.pop("time")
                part = pd.DataFrame(rows)
                parts.append(pd.DataFrame([self._head(place, number)] * len(part)).join(part))
        columns = [*([self.by] if self.by else []), "step", "name"]
        columns += [f"time_{self.unit}", "at_risk", "estimate", "se", "low", "high"]
        found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
        return found[columns].assign(level=self.level)

    def exits(self, causes: list[Any]) -> pd.DataFrame:
        """Count by which exit, and after which step, customers leave."""
        rows: list[dict[str, Any]] = []
        for place, group in enumerate(self.groups):
            if not self.spec.exits or not self._shown(group) or group.attempts.cause is None:
                continue
            for number in range(len(self.spec.steps)):
                head = self._head(place, number)
                found = exits(group, number, self.level)
                rows.extend(head | row | {"exit": causes[row["exit"]]} for row in found)
        columns = [*([self.by] if self.by else []), "step", "name", "exit", "n", "share", "low", "high"]
        table = pd.DataFrame(rows, columns=[*columns, "at_step"]).assign(level=self.level)
        # An exit that few took speaks of these few; its row stays, without figures.
        count = table["n"].to_numpy(dtype=float)
        few = (count > 0) & (count < self.min_n) & (self.min_n > NOTHING_HIDDEN)
        figures = ["n", "share", "low", "high", "at_step"]
        return hide(table, few, "", only=figures).drop(columns="note") if few.any() else table

    def _few(self, place: int, number: int) -> bool:
        """Say whether the figures of a step are hidden in the table."""
        steps = len(self.spec.steps)
        row = self._table.iloc[place * steps + number]
        return bool(pd.isna(row["reached"]) or pd.isna(row["mature_reached"]))

    @cached_property
    def _table(self) -> pd.DataFrame:
        return self.table()

    def differences(self, correction: str) -> pd.DataFrame:
        """Compare each named group with the rest, step by step; p-values corrected as one family."""
        known = [
            (place, name, group)
            for place, (name, group) in enumerate(zip(self.names, self.groups, strict=True))
            if self._shown(group) and not (isinstance(name, float) and np.isnan(name))
        ]
        by, rows = self.by or "group", []
        names = [name for _place, name, _group in known]
        # Of two groups the rest is the other one.
        other = {names[0]: names[1]} if len(names) == 2 else {}
        for number in range(1, len(self.spec.steps) if len(known) > 1 else 0):
            for row in differences([group for _place, _name, group in known], number, level=self.level):
                place, name, _group = known[row.pop("place")]
                head = {by: name, "versus": other.get(name, REST), "step": number + 1}
                if self._few(place, number) or self._few(place, number - 1):
                    row = {"metric": row["metric"]}
                rows.append(head | {"name": self.spec.labels[number]} | row)
        columns = [by, "versus", "step", "name", "metric", *_COMPARED, "n", "n_versus"]
        table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(_COMPARED, float))
        table = table.astype({"n": "Int64", "n_versus": "Int64"})
        table["p_adjusted"] = adjust_p(table["p"], method=correction)
        return table.assign(correction=correction, level=self.level)


def _hidden(row: dict[str, Any], why: str) -> dict[str, Any]:
    """Return the row of a group that is not shown."""
    note = why if row["entered"] else Text("nobody entered")
    kept = {"note": note} if row["entered"] else {"entered": 0, "note": note}
    return {name: kept.get(name, pd.NA if isinstance(value, int) else np.nan) for name, value in row.items()}


def trusted(table: pd.DataFrame, groups: Groups) -> str:
    """Return which share is to be quoted; see `Funnel.trusted`."""
    wrong = table[table["p_agreement"] < 1 - groups.level]
    if wrong.empty:
        return "incidence"
    open_ = recent = 0
    for group in groups.groups:
        late = group.attempts.start > group.end - group.spec.window
        ended = np.minimum(group.attempts.reached[:, -1], group.attempts.stop) < NEVER
        open_, recent = open_ + int((late & ~ended).sum()), recent + int(late.sum())
    by_end = open_ <= _BY_END * recent and bool((wrong["mature"] < wrong["incidence"]).all())
    return "incidence" if by_end else "mature"
