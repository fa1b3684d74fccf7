"""How many cases take longer than was promised, those that are still open taken for what they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, as_keys, columns, elapsed, label_of, period, require, tally
from cxlab.engine.tally import By, Key
from cxlab.errors import BadParameter, BadValue
from cxlab.results import protected
from cxlab.text import Text

from ._curve import share_beyond
from ._rows import RowNotes, check_options, days_of, own_names

__all__ = ["sla_breaches"]

RESULT = (
    *(
        "metric",
        "estimate",
        "low",
        "high",
        "complaints",
        "customers",
        "target_hours",
        "breached",
        "still_open",
    ),
    *("overdue", "not_yet_due", "missing", "note", "method", "level"),
)


def sla_breaches(
    complaints: Any,
    *,
    target: Any,
    start: str = "created",
    end: str = "resolved",
    by: By = None,
    customer: str | None = None,
    observed_until: Any = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of cases that take longer than their target, with open cases taken as censored.

    A case that is open and beyond its target has breached it already; one that is open and not yet due may
    still go either way: it counts for as long as it has been watched (Kaplan-Meier).

    Parameters
    ----------
    complaints
        One row per case: pandas, polars, DuckDB relation, or a path.
    target
        "48h", "2 days", a number of days; a column of hours; or a mapping from the values of the first group
        column to such lengths (others are left out).
    start, end
        Date columns; a missing end means open. Hours are hours of the clock, not business hours. Dates
        without a time of day make whole days.
    by
        Group columns: names, `cx.period`s, or a list of both.
    customer
        Column of the customer, whose cases are then not taken as independent.
    observed_until
        When the data were taken; default the end of the last day on which a case started or ended.
    min_n, level
        Groups of fewer cases or customers are hidden; confidence level.

    Returns
    -------
    DataFrame
        A row per group: group columns, metric ("sla_breach_rate"), estimate, low, high, complaints (usable
        cases), customers, target_hours (where it is one), breached, still_open, overdue (open and beyond it),
        not_yet_due, missing (without start, or impossible), note, method, level.

    Raises
    ------
    BadValue
        No case has a start, or targets are not above 0.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958), JASA 53.

    Examples
    --------
    >>> cases = pd.DataFrame({"created": pd.Timestamp("2024-03-01"), "resolved": pd.to_datetime(
    ...     ["2024-03-02", "2024-03-02", "2024-03-03", "2024-03-09", None, None])})
    >>> sla_breaches(cases, target="2 days", observed_until="2024-03-20", min_n=1)[
    ...     ["estimate", "complaints", "breached", "overdue"]].round(2)
       estimate  complaints  breached  overdue
    0       0.5           6         3        2
    """
    check_options(level, min_n)
    keys = as_keys(by)
    names = own_names(keys, RESULT)
    require(complaints, start, end, *([customer] if customer else []))
    until = _end_of_data(complaints, start, end) if observed_until is None else observed_until
    of_column = isinstance(target, str) and target in columns(complaints)
    split: list[Key] = [*keys, *([target] if of_column else []), *([customer] if customer else [])]
    if len({label_of(key) for key in split}) < len(split):
        raise BadValue(Text("the columns of groups, target and customer must differ"))
    cells = elapsed(complaints, start=start, end=end, until=until, by=split, unit="hours")
    cells["_target"] = _targets(cells, target, names, of_column)
    cells = cells[cells["_target"].notna()] if isinstance(target, Mapping) else cells
    if cells.empty or not (cells["excluded"] == "").any():
        raise BadValue(Text("no case has a date in {column}", column=start))
    rows = [_row(part, key, names, customer, level) for key, part in _groups(cells, names)]
    table = pd.DataFrame(rows)
    notes = RowNotes(len(table))
    unknown = table["estimate"].isna().to_numpy()
    notes.add(unknown, Text("not yet known: no case has been watched until its target"))
    table["note"], table["method"], table["level"] = notes.texts, "kaplan-meier", level
    return protected(table, min_n=min_n, by=names, keep=("target_hours",))


def _end_of_data(data: Any, *dates: str) -> pd.Timestamp:
    days = [tally(data, by=period(column, "day", name="_day"))["_day"].max() for column in dates]
    found = [day for day in days if day is not pd.NaT]
    if not found:
        raise BadValue(Text("no case has a date in {column}", column=dates[0]))
    return max(found) + pd.Timedelta(days=1)


def _targets(cells: pd.DataFrame, target: Any, names: list[str], of_column: bool) -> pd.Series:
    """Return the target of each row in hours."""
    if of_column:
        hours = pd.to_numeric(cells[target], errors="coerce")
        if not (hours.dropna() > 0).all() or hours.isna().all():
            raise BadValue(Text("column {column} must hold hours above 0", column=repr(target)))
        return hours
    if isinstance(target, Mapping):
        if not names:
            raise BadParameter(Text("a mapping of targets needs by=: the column whose values it names"))
        lengths = {key: 24 * days_of(value, "target") for key, value in target.items()}
        return cells[names[0]].map(lengths)
    return pd.Series(24 * days_of(target, "target"), index=cells.index)


def _groups(cells: pd.DataFrame, names: list[str]) -> Any:
    if not names:
        return [((), cells)]
    return ((key if isinstance(key, tuple) else (key,), part)
            for key, part in cells.groupby(names, dropna=False, observed=True))  # fmt: skip


def _row(
    part: pd.DataFrame, key: tuple[Any, ...], names: list[str], customer: str | None, level: float
) -> dict[str, Any]:
    """Return the figures of one group."""
    usable = part[(part["excluded"] == "") & part["_target"].notna()]
    n, target = usable["n"].to_numpy(float), usable["_target"].to_numpy(float)
    ended, ratio = usable["ended"].to_numpy(bool), usable["duration"].to_numpy(float) / target
    who = pd.factorize(as_ids(usable[customer], customer))[0] if customer else None
    late = ratio > 1 + 1e-12
    estimate, low, high = share_beyond(ratio, ended, n, 1.0 + 1e-12, cluster=who, level=level)
    one = np.unique(target)
    people = {}
    if who is not None:
        people["customers"] = int(len(np.unique(who[who >= 0])) + n[who < 0].sum())
    return {
        **dict(zip(names, key, strict=True)), "metric": "sla_breach_rate", "estimate": estimate, "low": low,
        "high": high, "complaints": int(n.sum()), **people,
        "target_hours": float(one[0]) if len(one) == 1 else np.nan,
        "breached": int(n[late].sum()), "still_open": int(n[~ended].sum()),
        "overdue": int(n[late & ~ended].sum()),
        "not_yet_due": int(n[~late & ~ended].sum()),
        "missing": int(part["n"].sum() - n.sum()),
    }  # fmt: skip
