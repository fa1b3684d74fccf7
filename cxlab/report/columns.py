"""The columns of a table as they are shown: headings, cells, alignment, by the vocabulary of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ..language import _, date, interval, ngettext, period_name, told
from ..plots.labels import EVERY, every_of
from ..results import (
    Kind,
    column_of,
    digits_of,
    is_comparison,
    kinds_of,
    label,
    level_text,
    metric_label,
    metric_of,
    text_of,
    written,
)
from . import currency

__all__ = ["Shown", "columns_of", "currencies", "follows_metric", "limits_of"]

MISSING = "–"
FOLLOW = ("estimate", "value", "value_versus", "low", "high")
"""Columns whose digits follow the interval of their row."""

TEXTS = ("text", "note", "column", "id", "own", "date", "flag")


@dataclass(frozen=True)
class Shown:
    """One column as shown: heading, cells and whether it is aligned as a number.

    `sources` are the columns of the frame that it writes, `kinds` what their values are, row by row.
    """

    heading: str
    cells: list[str]
    numeric: bool
    sources: tuple[Any, ...] = ()
    kinds: Sequence[Kind] = ()


def columns_of(
    frame: pd.DataFrame,
    names: list[Any] | None = None,
    headings: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    digits: int | None = None,
) -> list[Shown]:
    """Return the columns to show: those named, or all but the technical and the empty ones.

    Examples
    --------
    >>> found = pd.DataFrame({"shop": ["A"], "estimate": [-0.4], "low": [-0.5], "high": [-0.3],
    ...                       "metric": ["csat"], "versus": ["rest"]})
    >>> [(one.heading, one.cells[0]) for one in columns_of(found)][:3]
    [('shop', 'A'), ('Difference (points)', '−40'), ('Interval', '−50 to −30')]
    """
    headings, kinds = headings or {}, kinds or {}
    named = names is not None
    chosen = list(names) if names is not None else [name for name in frame.columns if _wanted(frame, name)]
    shown = []
    for name in chosen:
        if (name == "high" and "low" in chosen) or (not named and _is_limit(frame, str(name))):
            continue
        every = _kinds(frame, name, kinds)
        if name == "low" and "high" in chosen:
            heading = headings.get("low") or _interval_heading(frame)
            one = Shown(heading, _spans(frame, "low", "high", every, digits), numeric=True)
            sources: tuple[Any, ...] = ("low", "high")
        else:
            one = _column(frame, name, headings.get(name), every, digits)
            sources = (name, *_own_limits(frame, name))
        shown.append(replace(one, sources=sources, kinds=every))
    return shown


def _own_limits(frame: pd.DataFrame, name: Any) -> tuple[str, ...]:
    """Return the limits that stand behind a column's figures."""
    limits = _limit_names(str(name))
    numbers = pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name])
    return limits if numbers and name != "estimate" and set(limits) <= set(frame.columns) else ()


def _kinds(frame: pd.DataFrame, name: Any, given: Mapping[str, str]) -> list[Kind]:
    kind: Any = given.get(name)
    return [kind] * len(frame) if kind else kinds_of(frame, str(name))


def _wanted(frame: pd.DataFrame, name: Any) -> bool:
    known = column_of(str(name))
    if known is not None and known.technical:
        return False
    if len(frame) and all(_empty(value) for value in frame[name]):
        return False
    return name not in ("metric", "factor") or len(frame[name].unique()) > 1


def _is_limit(frame: pd.DataFrame, name: str) -> bool:
    """Tell whether a column holds the limits (or standard error) of another, which is shown with them."""
    base, _sign, end = name.rpartition("_")
    return end in ("low", "high", "se") and not {base, f"{base}_estimate"}.isdisjoint(frame.columns)


def _column(
    frame: pd.DataFrame, name: Any, heading: str | None, kinds: list[Kind], digits: int | None
) -> Shown:
    values, heading = frame[name], heading or _heading(frame, name, kinds)
    if pd.api.types.is_bool_dtype(values):
        return Shown(heading, [_flag(value) for value in values], numeric=False)
    if pd.api.types.is_numeric_dtype(values):
        cells = _numbers(frame, name, kinds, digits)
        return Shown(heading, cells, numeric=not set(kinds) <= {"id"} and not _is_own_code(name, kinds))
    period = _period(frame, name)
    cells = [MISSING if _empty(value) else _words(str(name), value, period) for value in values]
    return Shown(heading, cells, numeric=False)


def _is_own_code(name: Any, kinds: list[Kind]) -> bool:
    """Tell whether numbers only name something: the groups of a column that is no figure."""
    return set(kinds) <= {"own"} and column_of(str(name)) is not None


def _numbers(frame: pd.DataFrame, name: Any, kinds: list[Kind], digits: int | None) -> list[str]:
    sign = str(name).endswith("estimate") and is_comparison(frame)
    low, high = limits_of(frame, str(name))
    amounts = currencies(frame)
    follows = follows_metric(str(name))
    cells = []
    for row, (value, kind) in enumerate(zip(frame[name], kinds, strict=True)):
        if _empty(value):
            cells.append(MISSING)
        elif kind in ("own", "text", "note", "column"):
            cells.append(text_of(value, column_of(str(name))))
        else:
            places = digits_of(kind, _at(low, row), _at(high, row))
            places = places if digits is None or (kind == "count" and not follows) else digits
            signs = sign and kind not in ("ratio", "p", "share")
            cell = written(value, kind, places, sign=signs, currency=amounts[row])
            cells.append(_with_unit(cell, kind, follows))
    ranges = _beside(frame, str(name), kinds, digits)
    return [cell if not more else f"{cell} ({more})" for cell, more in zip(cells, ranges, strict=True)]


def _beside(frame: pd.DataFrame, name: str, kinds: list[Kind], digits: int | None) -> list[str]:
    """Return the interval to stand behind each figure that has limits of its own."""
    if not (limits := _own_limits(frame, name)):
        return [""] * len(frame)
    low, high = limits
    return ["" if text == MISSING else text for text in _spans(frame, low, high, kinds, digits)]


def _spans(frame: pd.DataFrame, low: str, high: str, kinds: list[Kind], digits: int | None) -> list[str]:
    follows = follows_metric(low)
    amounts = currencies(frame)
    cells = []
    for first, last, kind, code in zip(frame[low], frame[high], kinds, amounts, strict=True):
        if _empty(first) or _empty(last):
            cells.append(MISSING)
            continue
        places = digits_of(kind, first, last) if digits is None else digits
        if kind == "share":
            cells.append(interval(first, last, places, as_percent=True))
        else:
            ends = [written(end, kind, places, currency=code) for end in (first, last)]
            cells.append(_with_unit(_("{low} to {high}").format(low=ends[0], high=ends[1]), kind, follows))
    return cells


def _limit_names(name: str) -> tuple[str, str]:
    """Return what the limits of a column are called: ``x_low`` and ``x_high`` of ``x`` or ``x_estimate``."""
    base = name.removesuffix("_estimate")
    return f"{base}_low", f"{base}_high"


def limits_of(frame: pd.DataFrame, name: str) -> tuple[Any, Any]:
    """Return the limits that a column's digits follow, if it has any."""
    for low, high in (_limit_names(name), ("low", "high")):
        if {low, high} <= set(frame.columns) and (low != "low" or name in FOLLOW):
            return frame[low], frame[high]
    return None, None


def _at(values: Any, row: int) -> float | None:
    return None if values is None or _empty(values.iloc[row]) else float(values.iloc[row])


def follows_metric(name: str) -> bool:
    """Tell whether the values of a column are of the kind of their row's metric."""
    known = column_of(name)
    return known is not None and known.kind == "metric"


def _with_unit(cell: str, kind: Kind, follows: bool) -> str:
    """Add the unit of a time, where the column's heading does not say it."""
    if not follows or kind not in ("days", "hours"):
        return cell
    n = 1 if cell.lstrip("+−") == "1" else 2
    unit = (
        ngettext("{value} day", "{value} days", n)
        if kind == "days"
        else ngettext("{value} hour", "{value} hours", n)
    )
    return unit.format(value=cell)


def currencies(frame: pd.DataFrame) -> list[str]:
    """Return what the amounts of each row are counted in."""
    if "currency" in frame.columns:
        return ["" if _empty(value) else str(value) for value in frame["currency"]]
    return [currency.in_use()] * len(frame)


def _heading(frame: pd.DataFrame, name: Any, kinds: list[Kind]) -> str:
    """Return what a column is called here: by the one metric or the one factor that the table is about."""
    metrics: list[str] = list(frame["metric"].astype(str).unique()) if "metric" in frame.columns else []
    if name == "estimate" and is_comparison(frame):
        return _("Difference (points)") if set(kinds) <= {"points", "share_difference"} else _("Difference")
    if name in ("estimate", "value") and len(metrics) == 1 and metric_of(metrics[0]):
        return metric_label(metrics[0])
    if name == "group" and "factor" in frame.columns and len(frame["factor"].unique()) == 1:
        return label(str(frame["factor"].iloc[0]))
    if name == "n":
        counted = {found.counts if (found := metric_of(metric)) else "" for metric in metrics}
        if len(counted) == 1 and (only := counted.pop()):
            return _(only)
    return label(str(name))


def _interval_heading(frame: pd.DataFrame) -> str:
    levels: list[float] = list(frame["level"].dropna().unique()) if "level" in frame.columns else []
    if len(levels) == 1:
        return _("{level} interval").format(level=level_text(levels[0]))
    return _("Interval")


def _period(frame: pd.DataFrame, name: Any) -> str | None:
    """Return how long the periods of a column of dates are; nothing where they are days."""
    called = str(name)
    if called == "group" and "factor" in frame.columns and len(frame["factor"].unique()) == 1:
        called = str(frame["factor"].iloc[0])
    if called not in (*EVERY, "period", "period_versus"):
        return None
    return called if called in EVERY else every_of(called, frame[name])


def _words(name: str, value: Any, period: str | None) -> str:
    if hasattr(value, "isoformat"):
        return period_name(value, period) if period else date(value)
    if isinstance(value, bool):
        return _flag(value)
    if name == "metric":
        return metric_label(str(value))
    known = column_of(name)
    if known is not None and known.kind == "note":
        return told(value)
    return text_of(value, known)


def _flag(value: Any) -> str:
    return MISSING if _empty(value) else _("yes") if value else _("no")


def _empty(value: Any) -> bool:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return not list(value)
    return value is None or value is pd.NA or value != value or value == ""
