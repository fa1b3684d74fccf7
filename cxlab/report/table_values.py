"""The values behind a shown table, each with the format in which a spreadsheet writes it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..language import _, current
from ..results import Kind, digits_of, is_comparison
from ..results.wording import SIGNS
from .columns import Shown, currencies, follows_metric, limits_of

__all__ = ["TEXT", "number_format", "values_of"]

TEXT, GENERAL = "@", "General"
AS_SHOWN = ("text", "note", "column", "id")
"""Kinds whose numbers are names: what the page says of them is what a spreadsheet is to hold."""

DAYS = {"en": "yyyy-mm-dd", "de": "dd.mm.yyyy"}
"""Marks of decimals and thousands are those of whoever opens the sheet; the order of a date is not."""

Value = str | int | float | bool | None


def values_of(frame: pd.DataFrame, shown: list[Shown], *, digits: int | None = None) -> dict[str, Any]:
    """Return the columns of a shown table as values: numbers as numbers, limits as columns of their own.

    Parameters
    ----------
    frame : DataFrame
        What the table shows, small groups hidden already.
    shown : list of Shown
        Its columns.
    digits : int, optional
        Decimals of all numbers, where the table was asked for them.

    Returns
    -------
    dict
        ``columns``: one dict each with heading, values and formats, ready for JSON.

    Examples
    --------
    >>> from cxlab.report.columns import columns_of
    >>> found = pd.DataFrame({"metric": ["csat"], "estimate": [0.8], "low": [0.7], "high": [0.9]})
    >>> [(c["heading"], c["values"], c["formats"]) for c in values_of(found, columns_of(found))["columns"]]
    [('CSAT', [0.8], ['0%']), ('Interval: from', [0.7], ['0%']), ('Interval: to', [0.9], ['0%'])]
    """
    return {"columns": [column for one in shown for column in _columns(frame, one, digits)]}


def number_format(kind: Kind, digits: int, *, sign: bool = False, currency: str = "", unit: str = "") -> str:
    """Return the format of a number for a spreadsheet.

    Examples
    --------
    >>> number_format("share", 1), number_format("points", 1, sign=True), number_format("count", 0)
    ('0.0%', '+0.0;-0.0;0.0', '#,##0')
    >>> number_format("money", 0, currency="EUR"), number_format("days", 1, unit="days")
    ('"€"#,##0', '0.0" days"')
    """
    decimals = "." + "0" * digits if digits > 0 else ""
    if kind in ("share", "level"):
        plain = f"0{decimals}%"
    elif kind == "p":
        return "0.000"
    elif kind in ("count", "money"):
        plain = _amount(f"#,##0{decimals}", currency if kind == "money" else "")
    else:
        plain = f"0{decimals}" + (f'" {unit}"' if unit else "")
    return f"+{plain};-{plain};{plain}" if sign else plain


def _amount(plain: str, currency: str) -> str:
    name = SIGNS.get(currency, currency).replace('"', "")
    if not name:
        return plain
    if current() == "de":
        return f'{plain}" {name}"'
    return f'"{name}{"" if len(name) == 1 else " "}"{plain}'


def _columns(frame: pd.DataFrame, one: Shown, digits: int | None) -> Iterator[dict[str, Any]]:
    """Yield the column, and after it (or in its place) its limits."""
    headings = [one.heading, *(_limit(one.heading, end) for end in ("low", "high"))]
    headings = headings[1:] if one.sources == ("low", "high") else headings
    for name, heading in zip(one.sources, headings, strict=False):
        cells = list(_cells(frame, name, one, digits))
        yield {"heading": heading, "values": [v for v, _f in cells], "formats": [f for _v, f in cells]}


def _limit(heading: str, end: str) -> str:
    named = _("{name}: from") if end == "low" else _("{name}: to")
    return named.format(name=heading)


def _cells(frame: pd.DataFrame, name: Any, one: Shown, digits: int | None) -> Iterator[tuple[Value, str]]:
    values = frame[name]
    if pd.api.types.is_datetime64_any_dtype(values) and one.kinds and set(one.kinds) <= {"date"}:
        yield from ((None if pd.isna(v) else v.date().isoformat(), DAYS[current()]) for v in values)
        return
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        yield from ((cell, TEXT) for cell in one.cells)
        return
    low, high = limits_of(frame, str(one.sources[0]))
    amounts, follows = currencies(frame), follows_metric(str(name))
    signs = str(name).endswith("estimate") and is_comparison(frame)
    for row, (value, kind) in enumerate(zip(values, one.kinds, strict=True)):
        if value is pd.NA or not math.isfinite(float(value)):
            yield None, GENERAL
        elif kind in AS_SHOWN:
            yield one.cells[row], TEXT
        elif kind == "own":
            yield _number(value), GENERAL
        else:
            places = digits_of(kind, _at(low, row), _at(high, row))
            places = places if digits is None or (kind == "count" and not follows) else digits
            places = int(float(value) * 100 % 1 > 0) if kind == "level" else places
            unit = {"days": _("days"), "hours": _("hours")}.get(kind, "") if follows else ""
            sign = signs and kind not in ("ratio", "p", "share")
            written = number_format(kind, places, sign=sign, currency=amounts[row], unit=unit)
            yield _scaled(value, kind, places), written


def _scaled(value: Any, kind: Kind, places: int) -> int | float:
    """Return a value as the page has it: differences of shares in points, amounts rounded where they are."""
    found = _number(value)
    if kind == "share_difference":
        found *= 100
    return round(found, places) if places < 0 else found


def _number(value: Any) -> int | float:
    return int(value) if float(value).is_integer() else float(value)


def _at(values: Any, row: int) -> float | None:
    if values is None or pd.isna(values.iloc[row]):
        return None
    return float(values.iloc[row])
