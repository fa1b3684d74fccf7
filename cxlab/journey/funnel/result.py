"""Funnels that tell the truth about unfinished journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from cxlab.engine import EventLog
from cxlab.engine import columns as columns_of
from cxlab.engine.logs import SEQUENCE
from cxlab.errors import BadParameter, BadValue
from cxlab.results import hide, note_of
from cxlab.text import Text

from .._common import check, check_correction, opened
from .html import html_of
from .in_words import paragraph
from .losses import NarrowestStep, group_losses, narrowest_step, still_rising
from .source import Columns, attempts_source
from .spec import FunnelSpec, funnel_spec
from .tables import METRICS, RESERVED, Groups, trusted

__all__ = ["Funnel", "funnel"]

Moment = str | date
_ANY = "funnel_share_by_last_conversion"  # the incidence where any attempt counts


@dataclass(frozen=True)
class Funnel:
    """A funnel: its figures, its curves, what differs between groups, and what it all means.

    Attributes
    ----------
    table
        One row per group and step.
    curves
        Time-to-step cumulative incidence: group, step, name, time_days (or hours), at_risk, estimate, se,
        low, high; counted when it is asked for.
    differences
        Each group against the rest, on mature attempts: group, versus (the other of two groups, else
        "(rest)"), step, name, metric (share of the step before, or of all who entered), estimate (the
        difference), low, high, value, value_versus, p, n, n_versus, p_adjusted, level. Empty without groups.
    exits
        By which exit customers left: group, step, name (the last step before), exit, n, share (of those who
        entered, with low and high: Wilson), at_step (share that will have left after that step within the
        window, by whichever exit). Empty without exits.
    spec
        The semantics as data.
    excluded
        Rows left out, by reason.
    fast
        Whether the engine counted where the data lies; the figures are the same.
    """

    table: pd.DataFrame
    differences: pd.DataFrame
    exits: pd.DataFrame
    spec: FunnelSpec
    excluded: dict[str, int]
    fast: bool
    scope: dict[str, Any]
    groups: Groups = field(repr=False)

    @cached_property
    def curves(self) -> pd.DataFrame:
        """Return time-to-step cumulative incidence; counted when it is asked for."""
        return self.groups.curves()

    @property
    def trusted(self) -> str:
        """Which share of the last step to quote: "incidence", or "mature" where the two disagree.

        Where they disagree beyond chance, newer journeys do not go as older ones did, and the incidence puts
        both together: the mature share is then what is known. Not so where hardly any recent journey is
        unfinished: such data was taken by the end of journeys, and the oldest in it are the slowest.
        """
        return trusted(self.table, self.groups)

    @property
    def headline(self) -> str:
        """Return the metric of the figure to quote, as `estimates` calls it."""
        return _ANY if self.trusted == "incidence" and self.spec.entry == "any" else METRICS[self.trusted]

    @property
    def narrowest(self) -> NarrowestStep | None:
        """Return the step that the smallest share of those at the step before reaches, if it may be shown."""
        return narrowest_step(self)

    @property
    def still_rising(self) -> list[str]:
        """Return the steps that customers still come to when the window ends."""
        return still_rising(self)

    @property
    def group_losses(self) -> pd.DataFrame:
        """Return the groups that go on less often than the others at a step, and what that costs.

        Columns: group, versus, step, before, name, metric, estimate (below 0), low, high, value,
        value_versus, n, n_versus, p, p_adjusted, goals_lost (journeys that would have reached the last step,
        had the group gone on as often as the others), level; the largest significant loss first.
        """
        return group_losses(self)

    def without_hidden(self, table: pd.DataFrame, *, event: str = "event") -> pd.DataFrame:
        """Return another result on the same events, its numbers missing for steps that the funnel hides.

        How many are lost at a step, or come to it, would else be read off the other table.
        """
        shown = self.table.groupby("name")["reached"].apply(lambda values: values.notna().all())
        hidden = {name for step in self.spec.steps if not shown.get(step.name, True) for name in step.events}
        rows = table[event].isin(hidden).to_numpy(dtype=bool)
        return hide(table, rows, note_of(self.groups.min_n)) if rows.any() else table

    @property
    def text(self) -> str:
        """Return what the funnel means, in the current language."""
        return paragraph(self.spec, **self.scope)

    @property
    def estimates(self) -> pd.DataFrame:
        """Return the figures one below the other: group, step, name, metric, estimate, low, high, n, ..."""
        by = [self.scope["by"]] if self.scope["by"] else []
        table, kept, parts = self.table, [*by, "step", "name"], []
        before = table["reached"].shift(1).where(table["step"] > 1, table["entered"])
        sizes = {"mature": table["mature_entered"], "share_of_previous": before}
        for column, metric in METRICS.items():
            if column == "incidence" and self.spec.entry == "any":
                metric = _ANY
            figures: dict[str, Any] = {"metric": metric, "estimate": table[column]}
            figures |= {side: table[f"{column}_{side}"] for side in ("low", "high")}
            figures |= {"n": sizes.get(column, table["entered"]).astype("Int64"), "note": table["note"]}
            figures["method"] = "aalen_johansen" if column == "incidence" else "wilson"
            parts.append(table[kept].assign(**figures, level=table["level"]))
        return pd.concat(parts, ignore_index=True)

    @property
    def overall(self) -> pd.DataFrame:
        """Return the figures of the last step as tidy rows; none where there are groups."""
        tidy = self.estimates
        last = tidy["step"] == tidy["step"].max()
        return tidy[last & (self.scope["by"] is None)].drop(columns=["step", "name"]).reset_index(drop=True)

    def __str__(self) -> str:
        shown = [
            name
            for name in map(str, self.table)
            if not name.endswith(("_low", "_high")) and name not in ("level", "method")
        ]
        return f"{self.text}\n\n{self.table[shown].to_string(index=False)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return html_of(self)


def funnel(
    events: Any,
    steps: Sequence[Any] | Mapping[str, Any],
    *,
    window: Any,
    entry: str = "first",
    order: str = "sequential",
    ties: str | None = None,
    tolerance: Any = None,
    by: str | None = None,
    observed_from: Moment | Mapping[Any, Any] | pd.Series | None = None,
    observed_until: Moment | Mapping[Any, Any] | pd.Series | None = None,
    entry_from: Moment | None = None,
    entry_to: Moment | None = None,
    exits: Any = None,
    exclude: Any = None,
    exclude_effect: str = "drop",
    correction: str = "holm",
    unit: str = "days",
    min_n: int = 5,
    level: float = 0.95,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
    sequence: str = "event_id",
) -> Funnel:
    """How many customers get from one step to the next, and how many will, once their time has passed.

    A journey that has just begun is unfinished, not lost. Three figures stand side by side: the plain share,
    which counts unfinished journeys as lost; the mature share of those whose window has passed; and the
    cumulative incidence, which uses all journeys as far as they were observed.

    Parameters
    ----------
    events
        One row per event, in any order: pandas, polars, pyarrow, DuckDB or a path; or what
        `event_log` made of them, so that several functions read and sort them once (the group of `by` is
        then what it kept as `value`).
    steps
        Event names, or sets of them where several count as one step; or a mapping of step names to either.
    window
        Longest time from entry to a step, inclusive: a number of days, a timedelta or a text such as "36h".
    entry
        "first": the first event of step one starts the only attempt. "any": every one does, and a step counts
        as reached if any attempt reaches it. "every": attempts are counted, a new one starts when the one
        before has ended (by its last step, its window or an exit).
    order
        "sequential": other events may lie between steps. "strict": none of the customer's events may. "any":
        steps count in any order; row k is k of the steps, each by an event of its own.
    ties
        "strict": events at the same time do not follow one another. "sequence": the column `sequence` orders
        them (those with the same number do not follow one another either). "tolerance": a step may lie up to
        `tolerance` before any earlier one, for clocks that differ. None: the order of the file, where its
        reader kept it (column "sequence"), else "strict". `print` says for how many customers that matters.
    by
        A column whose value at the entry event is the group: of each attempt with "every", else of the
        customer, by the first entry. Of several entries at the same time the least value counts.
    observed_from, observed_until
        When observation begins and ends: a moment for all, or a mapping or Series by customer. Events outside
        are counted in `excluded`. By default observation ends with the last event in the data that has a
        customer and a name. A plain day is its beginning: to include the last of 2024 write "2025-01-01".
    entry_from, entry_to
        Days (or months, "2024-12") between which an attempt must begin, both included; later steps may lie
        outside.
    exits
        Events with which a customer leaves (competing with every step): they end an attempt.
    exclude, exclude_effect
        Events that leave a customer out if they fall into an attempt ("drop"), or end the attempt ("end"). At
        the same time as a step they come first.
    correction
        "holm", "bh" or "none" for the differences between groups, as one family.
    unit
        "days" or "hours" for times to a step.
    min_n, level
        Groups with fewer customers are suppressed; confidence level.
    customer, event, time, sequence
        Column names.

    Returns
    -------
    Funnel
        `.table`: group, step, name, entered, reached, share_of_first, share_of_previous (each with _low and
        _high: Wilson, corrected for several attempts of one customer), mature_entered, mature_reached,
        mature, incidence (Aalen-Johansen of all steps as one process, so that no later step has
        a higher one; read at the end of the window, for "any" at the last conversion of all groups; limits by
        the infinitesimal jackknife over customers), at_risk (observed that long without reaching it),
        median_days, p90_days (of those who reach it within the window, journeys cut short allowed for),
        p_agreement (that mature share and incidence differ by chance alone, by Holm over the steps), note,
        method, level. `print` shows what the funnel means.

    Raises
    ------
    BadParameter
        The rules contradict each other, the window is not above 0.
    UnknownName
        Of a step, the exits or the exclusions no event ever occurs, a rule is not known. Single names that
        never occur beside others that do are named by `print`.
    BadValue
        The group column is called like a column of the results.

    References
    ----------
    Aalen, O. and Johansen, S. (1978), Scand J Statist 5. R: survival::survfit of a multi-state model.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 2, 3, 4], "event": list("vbvbvv"), "timestamp":
    ...     pd.to_datetime(["2024-01-01", "2024-01-03", "2024-01-02", "2024-01-20", "2024-01-05",
    ...     "2024-01-19"])})
    >>> result = funnel(events, ["v", "b"], window=7, min_n=1, observed_until="2024-01-21")
    >>> shown = ["name", "entered", "reached", "share_of_first", "mature_entered", "mature", "incidence"]
    >>> result.table[shown].round(3)
      name  entered  reached  share_of_first  mature_entered  mature  incidence
    0    v        4        4            1.00               3   1.000       1.00
    1    b        4        1            0.25               3   0.333       0.25
    """
    events = opened(events)
    by_file = ties is None and _keeps_file_order(events)
    rule = ties or ("sequence" if by_file else "strict")
    spec = funnel_spec(
        steps, window, order=order, entry=entry, ties=rule, tolerance=tolerance, exits=exits, exclude=exclude,
        exclude_effect=exclude_effect,
    )  # fmt: skip
    check(level, min_n, unit)
    check_correction(correction)
    _check_arguments(by)
    columns = Columns(customer, event, time, None if by_file else sequence, by)
    units = attempts_source(
        events, spec, columns, observed_from=observed_from,
        observed_until=observed_until, entry_from=entry_from, entry_to=entry_to,
    )  # fmt: skip
    groups = Groups.of(spec, units, by, min_n=min_n, unit=unit, level=level)
    scope = {
        "by": by, "entry_from": entry_from, "entry_to": entry_to, "never": units.never, "ties": units.ties,
        "per_customer": isinstance(observed_until, Mapping | pd.Series), "horizon": groups.horizon,
        "incidence": any(group.known() for group in groups.groups),
    }  # fmt: skip
    table = groups.table()
    table.attrs |= {"excluded": units.excluded, "ties": units.ties}
    return Funnel(
        table=table,
        differences=groups.differences(correction),
        exits=groups.exits(units.causes),
        spec=spec,
        excluded=units.excluded,
        fast=units.fast,
        scope=scope,
        groups=groups,
    )


def _keeps_file_order(events: Any) -> bool:
    if isinstance(events, EventLog):
        return events.tie_rule == "file"
    return SEQUENCE in columns_of(events)


def _check_arguments(by: Any) -> None:
    """Refuse groups that are no plain column."""
    if by is None:
        return
    if not isinstance(by, str):
        raise BadParameter(
            Text(
                "by is the name of one column; found {kind}. For several columns or a period, put what "
                "tells the groups apart into a column of its own first",
                kind=type(by).__name__,
            )
        )
    if by in RESERVED:
        raise BadValue(Text("a group column cannot be called {by!r} (a result column); rename it", by=by))
