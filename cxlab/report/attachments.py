"""A whole table as a file beside the report, for those who may work with it: the page names it only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..errors import BadParameter
from ..language import _, ngettext, number, told
from ..results import label
from ..text import Text
from .output import ATTACHMENT, show

__all__ = ["ATTACHMENTS", "attach", "texts_of", "write_workbook"]

ATTACHMENTS = ("risk_list.xlsx",)
"""Files that a report may have beside its page: publishing knows which files are its own."""
WIDEST = 60  # characters of a column


def attach(name: str, frame: pd.DataFrame, *, headings: Mapping[str, str] | None = None) -> None:
    """Put a table as an Excel file beside the report; in a notebook nothing is written.

    Nothing of it stands on the page. It is looked through for personal values like the page is, and a
    suppressed group stays out of it only if the frame leaves it out.

    Parameters
    ----------
    name : str
        One of `ATTACHMENTS`.
    frame : DataFrame
        Numbers, texts and dates; texts that Excel would take for a formula stay texts.
    headings : dict, optional
        Column name to heading, for columns that the vocabulary does not know.

    Raises
    ------
    BadParameter
        A report has no file of that name.

    Examples
    --------
    >>> attach("risk_list.xlsx", pd.DataFrame({"n": [5, 6]}))
    2 rows for the file risk_list.xlsx
    """
    if name not in ATTACHMENTS or not re.fullmatch(r"[a-z_]+\.xlsx", name):
        raise BadParameter(
            Text(
                "attach: a report has no file {name!r}; it may have {available}",
                name=name,
                available=list(ATTACHMENTS),
            )
        )
    known = dict(headings or {})
    columns = [known.get(str(column), label(str(column))) for column in frame.columns]
    rows = [[_plain(value) for value in row] for row in frame.itertuples(index=False)]
    said = ngettext("{n} row for the file {name}", "{n} rows for the file {name}", len(rows))
    text = said.format(n=number(len(rows)), name=name)
    content = {"name": name, "columns": columns, "rows": rows}
    html = Markup("<p>{}</p>").format(_("The full list is in the file {name}.").format(name=name))
    show({ATTACHMENT: content, "text/html": str(html), "text/plain": text})


def texts_of(attachment: Mapping[str, Any]) -> dict[str, str]:
    """Return all texts of a file as one, to be looked through like results."""
    words = {value for row in attachment["rows"] for value in row if isinstance(value, str)}
    return {str(attachment["name"]): " \n ".join(sorted(words))}


def write_workbook(path: Path, attachment: Mapping[str, Any]) -> None:
    """Write a file: one sheet, its first row the headings, columns as wide as their texts."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for place, row in enumerate([attachment["columns"], *attachment["rows"]], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=place, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # also where it begins like a formula
            if place == 1:
                cell.font = Font(bold=True)
    for column, heading in enumerate(attachment["columns"], start=1):
        longest = max([len(str(heading)), *(len(str(row[column - 1] or "")) for row in attachment["rows"])])
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    book.save(path)


def _plain(value: Any) -> Any:
    """Return a value as JSON and Excel both take it."""
    if value is None or value is pd.NA or value != value:
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if hasattr(value, "item"):
        value = value.item()
    return told(value) if isinstance(value, str) else value
