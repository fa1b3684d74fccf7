"""What a figure shows, in words with its values: for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..language import _, interval, number, percent, signed
from .labels import columns_of, every_of, group_labels, name_of, require
from .style import WORDS, figure_of

__all__ = ["describe", "describe_curves", "tell", "values_of"]

MOST = 12  # values that one can listen to; of more the outermost are told
LONGEST = 900  # characters of one description
UNITS = {
    "points": number,
    "difference": signed,
    "share": percent,
    "number": number,
    "ratio": lambda value, _digits: number(value, 2),
    "count": lambda value, _digits: number(value, 0),
}


def describe(
    table: pd.DataFrame,
    names: str | Sequence[str],
    *,
    value: str = "estimate",
    label: str = "",
    unit: str = "points",
    series: bool | None = None,
    most: int = MOST,
) -> str:
    """Return the values of a figure in one or two sentences, in the current language.

    Up to `most` values are told one by one, with their intervals where the table has them. Of more, the
    highest and the lowest are told; of a series in time also the first and the last. Rows without a value
    (suppressed ones, for example) are counted and not named: nothing stands beside their name.

    Parameters
    ----------
    table : DataFrame
        The rows that are drawn.
    names : str or sequence of str
        The columns that name a row: groups, or a period.
    value : str
        The column that is drawn.
    label : str
        What the value is.
    unit : {"points", "difference", "share", "number", "ratio", "count"}
        How values are written.
    series : bool, optional
        Whether the rows follow each other in time; by default if `names` is a column of dates.
    most : int
        How many values are told one by one.

    Raises
    ------
    MissingColumn
        If a column is not in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"area": ["A", "B", "C"], "estimate": [30.0, -10.0, None],
    ...     "low": [20.0, -20.0, None], "high": [40.0, 0.0, None], "note": ["", "", "suppressed: n < 5"]})
    >>> describe(table, "area", label="NPS")
    'NPS: A 30.0 (20.0 to 40.0), B −10.0 (−20.0 to 0.0); 1 without a value.'
    """
    require(table, value, *columns_of(names))
    rows = zip(_names(table, names), table.to_dict("records"), strict=True)
    known = [(name, row) for name, row in rows if not pd.isna(row[value])]
    if not known:
        return ""
    told = _told_all(known, value, unit) if len(known) <= most else ""
    if not told or len(told) > LONGEST:
        in_time = _in_time(table, names) if series is None else series
        told = _told_ends(known, value, unit, in_time=in_time)
    if hidden := len(table) - len(known):
        told = _("{values}; {n} without a value").format(values=told, n=number(hidden))
    return f"{label}: {told}." if label else f"{told}."


def describe_curves(
    curves: Sequence[tuple[str, pd.DataFrame]], at: Sequence[float], *, time: str = "time", label: str = ""
) -> str:
    """Return the shares of curves at some times, in the current language.

    Parameters
    ----------
    curves : sequence of (str, DataFrame)
        Name and rows of each curve: `time` rising, and `estimate` as shares of 0 to 1.
    at : sequence of float
        The times; before its first and after its last row a curve has no value.
    time : str
        The column of the times.
    label : str
        What the curves show, and of which unit the times are.

    Examples
    --------
    >>> curve = pd.DataFrame({"time": [0.0, 6.0, 12.0], "estimate": [1.0, 0.9, 0.8]})
    >>> describe_curves([("A", curve)], [0.0, 12.0, 24.0], label="Share still there by month")
    'Share still there by month: A 0: 100.0%, 12: 80.0%.'
    """
    told = []
    for name, rows in curves:
        known = rows[rows["estimate"].notna()]
        values = []
        for moment in at:
            before = known[known[time] <= moment]
            if len(before) and moment <= known[time].iloc[-1]:
                values.append(f"{number(moment, 0)}: {percent(before['estimate'].iloc[-1], 1)}")
        if values:
            told.append(f"{name} {', '.join(values)}".strip())
    text = "; ".join(told)
    return (f"{label}: {text}." if label else f"{text}.") if told else ""


def tell(ax: Axes, *sentences: str) -> Axes:
    """Keep what a figure shows in words beside it, for `values_of`; return `ax`."""
    figure = figure_of(ax)
    setattr(figure, WORDS, [*getattr(figure, WORDS, []), *(text for text in sentences if text)])
    return ax


def values_of(figure: Figure) -> str:
    """Return what `tell` kept beside a figure, one text."""
    return " ".join(getattr(figure, WORDS, []))


def _names(table: pd.DataFrame, names: str | Sequence[str]) -> list[str]:
    columns = columns_of(names)
    if len(columns) == 1 and (every := every_of(columns[0], table[columns[0]])):
        return [name_of(value, every) for value in table[columns[0]]]
    return group_labels(table, columns)


def _in_time(table: pd.DataFrame, names: str | Sequence[str]) -> bool:
    columns = columns_of(names)
    return len(columns) == 1 and every_of(columns[0], table[columns[0]]) is not None


def _told_all(known: Sequence[tuple[str, dict[Any, Any]]], value: str, unit: str) -> str:
    return ", ".join(f"{name} {_written(row, value, unit)}" for name, row in known)


def _told_ends(known: Sequence[tuple[str, dict[Any, Any]]], value: str, unit: str, *, in_time: bool) -> str:
    """Tell the outermost of many values."""

    def told(found: tuple[str, dict[Any, Any]]) -> str:
        return f"{found[0]} {_written(found[1], value, unit)}"

    ranked = sorted(known, key=lambda found: float(found[1][value]))
    if in_time:
        return _("{n} values; first: {first}; last: {last}; highest: {high}; lowest: {low}").format(
            n=number(len(known)),
            first=told(known[0]),
            last=told(known[-1]),
            high=told(ranked[-1]),
            low=told(ranked[0]),
        )
    return _("{n} values; highest: {high}; lowest: {low}").format(
        n=number(len(known)),
        high=", ".join(map(told, ranked[:-4:-1])),
        low=", ".join(map(told, ranked[:3])),
    )


def _written(row: dict[Any, Any], value: str, unit: str) -> str:
    text = UNITS[unit](row[value], 1)
    low, high = row.get("low"), row.get("high")
    if value not in ("estimate", "value") or pd.isna(low) or pd.isna(high):
        return text
    digits = {"ratio": 2, "count": 0}.get(unit, 1)
    return f"{text} ({interval(low, high, digits, as_percent=unit == 'share')})"
