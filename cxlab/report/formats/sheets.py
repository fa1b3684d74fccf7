"""Tables on the sheets of a workbook: values with their formats, texts that are never formulas."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

__all__ = ["LETTERS", "fill_table", "free_title", "height_of", "put", "widen"]

TEXT = "@"
WIDEST, NARROWEST = 60, 8  # characters of a column
LINE = 15  # points
LONGEST = 32_767  # characters that a cell holds
NO_SIGN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_TITLE = 31
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD, INK, LETTERS = "FFE9EEF4", "FF1D2430", "Calibri"


def put(sheet: Any, row: int, column: int, value: Any, written: str = "", **style: Any) -> Any:
    """Write one cell and return it; a text is never a formula, also once somebody edits it.

    Parameters
    ----------
    sheet : Worksheet
    row, column : int
        From 1.
    value
        Number, text, or None for an empty cell.
    written : str
        The format of a number; "@" for a text.
    **style
        Attributes of the cell: font, alignment, fill.
    """
    if isinstance(value, str):
        value = NO_SIGN.sub("", value)[:LONGEST]
    is_day = isinstance(value, str) and "yy" in written and DAY.fullmatch(value)
    cell = sheet.cell(row=row, column=column, value=dt.date.fromisoformat(value) if is_day else value)
    if isinstance(value, str) and not is_day:
        cell.data_type = "s"  # also where it begins like a formula
        cell.quotePrefix = value.startswith(FORMULA)
    elif written and written != TEXT:
        cell.number_format = written
    for name, look in style.items():
        setattr(cell, name, look)
    return cell


def fill_table(sheet: Any, row: int, columns: Sequence[Mapping[str, Any]]) -> int:
    """Write a table from a row on, its headings fixed and filtered by; return the row below it.

    Parameters
    ----------
    sheet : Worksheet
    row : int
        Of the headings.
    columns : list of dict
        heading, values, and formats where the values have some.
    """
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    fill = PatternFill("solid", fgColor=HEAD)
    for place, column in enumerate(columns, start=1):
        cells = list(zip_longest(column["values"], column.get("formats", ()), fillvalue=""))
        numeric = any(isinstance(value, int | float) for value, _written in cells)
        side = "right" if numeric else "left"
        around = Alignment(horizontal=side, vertical="bottom", wrap_text=True)
        put(
            sheet,
            row,
            place,
            column["heading"],
            font=Font(name=LETTERS, bold=True, color=INK),
            fill=fill,
            alignment=around,
        )
        for below, (value, written) in enumerate(cells, start=row + 1):
            long = isinstance(value, str) and len(value) > WIDEST
            put(sheet, below, place, value, written, alignment=Alignment(vertical="top", wrap_text=long))
            if long:
                needed = height_of(value, WIDEST)
                sheet.row_dimensions[below].height = max(sheet.row_dimensions[below].height or 0, needed)
    last = row + max((len(column["values"]) for column in columns), default=0)
    widen(sheet, columns)
    sheet.freeze_panes = sheet.cell(row=row + 1, column=1)
    sheet.auto_filter.ref = f"A{row}:{get_column_letter(max(len(columns), 1))}{last}"
    sheet.print_title_rows = f"{row}:{row}"
    return last + 1


def widen(sheet: Any, columns: Iterable[Mapping[str, Any]]) -> None:
    """Make columns as wide as what stands in them."""
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(columns, start=1):
        words = max((len(word) for word in str(column["heading"]).split()), default=0)
        longest = max([words + 3, len(str(column["heading"])) // 2, *map(_length, column["values"])])
        width = min(max(longest + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _length(value: Any) -> int:
    return len(f"{value:,.1f}") if isinstance(value, float) else len(str(value if value is not None else ""))


def height_of(text: str, width: int) -> float:
    """Return how high a row is, in points, in which a text breaks at so many characters."""
    return LINE * max(1, math.ceil(1.1 * len(text) / width))


def free_title(text: str, taken: Iterable[str]) -> str:
    """Return a title for a sheet that a workbook takes: short, without its signs, not there yet.

    Examples
    --------
    >>> free_title("NPS: by [area]/month", []), free_title("nps", ["NPS"])
    ('NPS by area month', 'nps 2')
    """
    names = {name.casefold() for name in taken} | {"history"}
    plain = " ".join(NOT_IN_TITLES.sub(" ", text).split()).strip("'") or "-"
    short = plain[:LONGEST_TITLE].strip().strip("'")
    number = 2
    while short.casefold() in names:
        end = f" {number}"
        short, number = plain[: LONGEST_TITLE - len(end)].strip() + end, number + 1
    return short
