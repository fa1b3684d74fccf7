"""How results of the room show themselves in a notebook: what they say, then their main table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab.language import _, number, p_value, percent, told
from cxlab.results import column_of

__all__ = ["result_html"]

MOST_ROWS = 30


def result_html(text: str, table: pd.DataFrame, columns: Sequence[str]) -> str:
    """Return a text and the first rows of a table as HTML; everything from the data is escaped.

    Parameters
    ----------
    text : str
        A paragraph in the current language.
    table : DataFrame
    columns : list of str
        Which of its columns, those that it has.

    Examples
    --------
    >>> result_html("Few < many.", pd.DataFrame({"p": [0.2]}), ["p", "low"])[:50]
    '<p>Few &lt; many.</p><table><thead><tr><th>p</th><'
    """
    shown = [name for name in columns if name in table and table[name].notna().any()]
    head = Markup("").join(Markup("<th>{}</th>").format(_heading(name)) for name in shown)
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_cell(name, row[name])) for name in shown)
        )
        for row in table.head(MOST_ROWS).to_dict("records")
    )
    paragraph = Markup("<p>{}</p>").format(text) if text else Markup("")
    body = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows)
    return str(paragraph + body)


def _heading(name: str) -> str:
    known = column_of(name)
    return _(known.label) if known else name.replace("_", " ")


def _cell(name: str, value: Any) -> str:
    """Return a value as its column is written; what is missing stays empty."""
    if value is None or value is pd.NA or value != value:
        return ""
    known = column_of(name)
    kind = known.kind if known else ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) or not isinstance(value, int | float):
        return told(value) if isinstance(value, str) else str(value)
    if kind == "p":
        return p_value(value)
    if kind == "share":
        return percent(value)
    return number(value, 0 if kind == "count" or float(value).is_integer() else 2)
