"""A tidy frame as an HTML table a manager can read: the vocabulary of results says what its columns are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..errors import MissingColumn
from ..results import protected_rows
from .columns import Shown, columns_of
from .currency import writing_amounts_in
from .min_n import shown as may_show
from .output import TABLE, show
from .table_values import values_of

__all__ = ["table", "table_html"]

WIDE = 8  # columns from which on a table is set in smaller type


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

    What its columns are called and how their values are written is looked up in the vocabulary
    (`cxlab.results`); a column that is not in there is the user's own and is shown as it is. Differences of
    shares are in points, numbers have no more digits than their interval carries.

    Parameters
    ----------
    frame : DataFrame
        Everything in it, names of columns included, is escaped. Rows and counts of fewer people than the
        report's `min_n` are hidden, with what would give them away.
    caption : str, optional
    columns : list of str, optional
        Which columns, in which order; by default all but the technical ones (``method``, ``level``, ``se``,
        ``missing`` ...) and what is empty throughout. ``low`` and ``high`` become one column with the
        interval in words; ``x_low`` and ``x_high`` stand behind their ``x``.
    headings : dict, optional
        Column name to heading, where a table needs another one than the vocabulary has.
    kinds : dict, optional
        Column name to kind, for a column that is not in the vocabulary.
    digits : int, optional
        Decimals of all numbers and percentages.

    Raises
    ------
    MissingColumn
        If `columns` names one that the frame does not have.

    Examples
    --------
    >>> table(pd.DataFrame({"segment": ["A"], "customers": [1200], "share": [0.25]}))
    Segment | Customers | Share
    A | 1,200 | 25.0%
    """
    frame = may_show(frame)
    shown = _shown(frame, columns, headings, kinds, digits)
    lines = [" | ".join(column.heading for column in shown)]
    lines += [" | ".join(cells) for cells in zip(*(column.cells for column in shown), strict=True)]
    cells = [(column.heading, column.cells) for column in shown]
    content = values_of(frame, shown, digits=digits) | {"caption": _plain(caption), "cells": cells}
    show({TABLE: content, "text/html": str(_html(shown, caption)), "text/plain": "\n".join(lines)})


def table_html(
    frame: pd.DataFrame,
    *,
    caption: str | None = None,
    columns: Iterable[str] | None = None,
    headings: Mapping[str, str] | None = None,
    min_n: int,
    currency: str = "",
) -> Markup:
    """Return the HTML of a frame as `table` shows it, for a place outside a report.

    Parameters
    ----------
    frame, caption, columns, headings
        As for `table`.
    min_n : int
        Fewest people that a row may rest on.
    currency : str
        What amounts are counted in, where the pot says so.

    Examples
    --------
    >>> frame = pd.DataFrame({"segment": ["A"], "share": [0.25]})
    >>> print(table_html(frame, min_n=5)[:44])
    <table><thead><tr><th scope="col">Segment</t
    """
    with writing_amounts_in(currency):
        return _html(_shown(protected_rows(frame, min_n=min_n), columns, headings, None, None), caption)


def _shown(
    frame: pd.DataFrame,
    columns: Iterable[str] | None,
    headings: Mapping[str, str] | None,
    kinds: Mapping[str, str] | None,
    digits: int | None,
) -> list[Shown]:
    names = None if columns is None else list(columns)
    for name in names or []:
        if name not in frame.columns:
            raise MissingColumn(name, frame.columns, where="the frame to show")
    return columns_of(frame, names, dict(headings or {}), dict(kinds or {}), digits)


def _plain(caption: str | None) -> str:
    return caption.striptags() if isinstance(caption, Markup) else caption or ""


def _html(columns: list[Shown], caption: str | None) -> Markup:
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


def _cell(text: Any, numeric: bool, *, heading: bool = False) -> Markup:
    kind = Markup(' class="number"') if numeric else Markup("")
    if heading:
        return Markup('<th scope="col"{}>{}</th>').format(kind, text)
    return Markup("<td{}>{}</td>").format(kind, text)
