"""A tidy frame as an HTML table a manager can read: headings in words, numbers in their own format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..errors import MissingColumn
from ..language import _, date, interval, month, told
from .labels import kind_of, label, metric_label, write
from .output import show
from .results import level_text
from .small_groups import shown as may_show

__all__ = ["table", "table_html"]

MISSING = "–"
TOO_TECHNICAL = ("method", "level", "se", "missing")
WIDE = 8  # columns from which on a table is set in smaller type


@dataclass(frozen=True)
class Column:
    """One column as shown: heading, cells and whether it is aligned as a number."""

    heading: str
    cells: list[str]
    numeric: bool


def table(
    frame: pd.DataFrame,
    *,
    caption: str | None = None,
    columns: Iterable[str] | None = None,
    headings: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    digits: int | None = None,
) -> None:
    """Show a frame as a table.

    Parameters
    ----------
    frame : DataFrame
        Everything in it, names of columns included, is escaped. Rows and counts of fewer people than the
        report's `min_n` are hidden, with what would give them away.
    caption : str, optional
    columns : list of str, optional
        Which columns, in which order; by default all but ``method``, ``level``, ``se``, ``missing`` and
        what is empty throughout.
        ``low`` and ``high`` become one column with the interval in words.
    headings : dict, optional
        Column name to heading, for columns that the catalogue does not know.
    kinds : dict, optional
        Column name to "count", "share", "p" or "number", where the name does not tell.
    digits : int, optional
        Decimals of numbers and percentages; by default one.

    Raises
    ------
    MissingColumn
        If `columns` names one that the frame does not have.

    Examples
    --------
    >>> table(pd.DataFrame({"segment": ["A"], "n": [1200], "share": [0.25]}))
    Segment | Answers | Share
    A | 1,200 | 25.0%
    """
    frame = may_show(frame)
    shown = _columns(frame, columns, dict(headings or {}), dict(kinds or {}), digits)
    lines = [" | ".join(column.heading for column in shown)]
    lines += [" | ".join(cells) for cells in zip(*(column.cells for column in shown), strict=True)]
    show({"text/html": str(_html(shown, caption)), "text/plain": "\n".join(lines)})


def table_html(frame: pd.DataFrame, *, caption: str | None = None) -> Markup:
    """Return the HTML that `table` shows with its defaults."""
    return _html(_columns(may_show(frame), None, {}, {}, None), caption)


def _columns(
    frame: pd.DataFrame,
    columns: Iterable[str] | None,
    headings: dict[str, str],
    kinds: dict[str, str],
    digits: int | None,
) -> list[Column]:
    names = list(columns) if columns is not None else [name for name in frame.columns if _wanted(frame, name)]
    for name in names:
        if name not in frame.columns:
            raise MissingColumn(name, frame.columns, where="the frame to show")
    shown = []
    for name in names:
        if name == "high" and "low" in names:
            continue
        if name == "low" and "high" in names:
            shown.append(_interval_column(frame, headings.get("low"), digits))
            continue
        heading = headings.get(name, label(str(name)))
        shown.append(_column(frame, name, heading, kinds.get(name), digits))
    return shown


def _wanted(frame: pd.DataFrame, name: Any) -> bool:
    if name in TOO_TECHNICAL:
        return False
    if len(frame) and all(_empty(value) for value in frame[name]):
        return False
    return name != "metric" or len(frame[name].unique()) > 1


def _column(frame: pd.DataFrame, name: Any, heading: str, kind: str | None, digits: int | None) -> Column:
    values = frame[name]
    if pd.api.types.is_bool_dtype(values):
        return Column(heading, [_("yes") if value else _("no") for value in values], numeric=False)
    if pd.api.types.is_numeric_dtype(values):
        cells = [write(value, kind or _kind(frame, name, row), digits) for row, value in enumerate(values)]
        return Column(heading, cells, numeric=True)
    if pd.api.types.is_datetime64_any_dtype(values):
        monthly = name in ("month", "period") and (values.dropna().dt.day == 1).all()
        return Column(heading, [month(value) if monthly else date(value) for value in values], numeric=False)
    written = {"metric": metric_label}.get(str(name), told)
    return Column(heading, [MISSING if _empty(value) else written(value) for value in values], numeric=False)


def _interval_column(frame: pd.DataFrame, heading: str | None, digits: int | None) -> Column:
    cells = [
        interval(low, high, digits, as_percent=_kind(frame, "low", row) == "share")
        for row, (low, high) in enumerate(zip(frame["low"], frame["high"], strict=True))
    ]
    levels: list[float] = list(frame["level"].dropna().unique()) if "level" in frame.columns else []
    if len(levels) == 1:
        heading = heading or _("{level} interval").format(level=level_text(levels[0]))
    return Column(heading or _("Interval"), cells, numeric=True)


def _kind(frame: pd.DataFrame, name: Any, row: int) -> str:
    """Return how a value is written: an estimate and its limits as their metric is."""
    if name in ("estimate", "low", "high", "se", "difference") and "metric" in frame.columns:
        return kind_of(str(frame["metric"].iloc[row]))
    return kind_of(str(name))


def _empty(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or value == ""


def _html(columns: list[Column], caption: str | None) -> Markup:
    head = Markup("").join(_cell(column.heading, column.numeric, heading=True) for column in columns)
    rows = zip(*(column.cells for column in columns), strict=True)
    numeric = [column.numeric for column in columns]
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(map(_cell, cells, numeric))) for cells in rows
    )
    title = Markup("<caption>{}</caption>").format(caption) if caption else Markup("")
    wide = Markup(' class="wide"') if len(columns) >= WIDE else Markup("")
    return Markup("<table{}>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        wide, title, head, body
    )


def _cell(text: str, numeric: bool, *, heading: bool = False) -> Markup:
    kind = Markup(' class="number"') if numeric else Markup("")
    if heading:
        return Markup('<th scope="col"{}>{}</th>').format(kind, text)
    return Markup("<td{}>{}</td>").format(kind, text)
