"""A funnel as a notebook shows it: a table a reader takes in at once, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from cxlab.language import _, interval, number, percent, told
from cxlab.results.registry import column_of

if TYPE_CHECKING:
    from .result import Funnel

__all__ = ["html_of"]

_SHARES = ("share_of_first", "share_of_previous", "mature", "incidence")
_COUNTS = ("reached",)


def html_of(result: Funnel) -> str:
    """Return the figures of every step as a table, in the current language, and the rules below it."""
    table, by = result.table, result.scope["by"]
    times = [name for name in map(str, table) if name.startswith("median_")]
    names = [*([by] if by else []), "name", *_COUNTS, *_SHARES, *times, "note"]
    names = [name for name in names if name != "note" or (table["note"] != "").any()]
    head = Markup("").join(Markup("<th>{}</th>").format(_heading(name)) for name in names)
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_cell(row, name)) for name in names)
        )
        for row in table.to_dict("records")
    )
    return str(
        Markup(
            '<table class="cxlab"><thead><tr>{}</tr></thead><tbody>{}</tbody></table><p><small>{}</small></p>'
        ).format(head, rows, result.text)
    )


def _heading(name: str) -> str:
    term = column_of(name)
    return _(term.label) if term else name.replace("_", " ")


def _cell(row: dict[Any, Any], name: str) -> Markup:
    value = row[name]
    if name == "note":
        return escape(told(value))
    if isinstance(value, str) or not pd.api.types.is_scalar(value):
        return escape(str(value))
    if pd.isna(value):
        return Markup("–")
    if name in _COUNTS:
        return escape(number(int(value)))
    if name not in _SHARES:
        return escape(number(value, 1) if isinstance(value, float) else str(value))
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    first = name != "mature" and row["step"] == 1
    if first or pd.isna(low):
        return escape(percent(value, 1))
    return escape(f"{percent(value, 1)} ({interval(low, high, 1, as_percent=True)})")
