"""Names of groups and periods as a figure can show them: one or two short lines, never markup."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd

from .. import language
from ..errors import MissingColumn
from ..language import _

EVERY = ("day", "week", "month", "quarter", "year")


def require(table: pd.DataFrame, *names: str) -> None:
    """Raise `MissingColumn` for the first of `names` that the table does not have."""
    for name in names:
        if name not in table.columns:
            raise MissingColumn(name, table.columns, where="the table to draw")


def part_of(result: Any, name: str) -> pd.DataFrame:
    """Return a table, be it given itself or as that part of a result which has several."""
    table: pd.DataFrame = result if isinstance(result, pd.DataFrame) else getattr(result, name, result)
    return table


def columns_of(group: str | Sequence[str]) -> list[str]:
    """Return one or several group columns as a list."""
    return [group] if isinstance(group, str) else list(group)


def group_labels(table: pd.DataFrame, group: str | Sequence[str]) -> list[str]:
    """Return one label per row: the values of its group columns, joined by a middle dot."""
    parts = []
    for name in columns_of(group):
        every = every_of(_factor(table, name), table[name])
        parts.append([name_of(value, every) for value in table[name]])
    return [" · ".join(row) for row in zip(*parts, strict=True)]


def group_title(table: pd.DataFrame, group: str | Sequence[str]) -> str:
    """Return the group columns' names as words of a title."""
    return shorten(", ".join(_factor(table, name).replace("_", " ") for name in columns_of(group)), 40, 1)


def _factor(table: pd.DataFrame, name: str) -> str:
    """Return the column that `group` was made of in a comparison, which names it in `factor`."""
    if name != "group" or "factor" not in table.columns or len(table["factor"].unique()) != 1:
        return name
    return str(table["factor"].iloc[0])


def name_of(value: object, every: str | None = None) -> str:
    """Return a key as text: dates as periods, a missing key in words, no line breaks."""
    if pd.api.types.is_scalar(value) and pd.isna(value):  # type: ignore[call-overload]
        return _("not stated")
    if isinstance(value, pd.Timestamp):
        return language.period_name(value, every or "day")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())


def plain(name: object) -> str:
    """Return an event's name as words, in which lines can break.

    >>> plain("first_bill")
    'first bill'
    """
    return name_of(name).replace("_", " ")


def every_of(name: str, values: pd.Series) -> str | None:
    """Tell how long the periods in a date column are: by the column's name, else by the dates themselves."""
    values = values.infer_objects()
    if not pd.api.types.is_datetime64_any_dtype(values):
        return None
    if name in EVERY:
        return name
    dates = values.dropna()
    if (dates.dt.day == 1).all():
        months = set(dates.dt.month)
        return (
            "year" if months <= {1} and len(dates) > 1 else "quarter" if months <= {1, 4, 7, 10} else "month"
        )
    return "week" if (dates.dt.dayofweek == 0).all() else "day"


def shorten(text: str, width: int = 35, lines: int = 2) -> str:
    r"""Wrap a name to lines of `width` characters; of what is longer still leave out the middle.

    The end stays because names that begin alike often differ there.

    Examples
    --------
    >>> shorten("short")
    'short'
    >>> shorten("a name that goes on and on", width=11)
    'a name that\ngoes on…on'
    """
    wrapped = textwrap.wrap(text, width, break_on_hyphens=False) or [""]
    if (
        max(columns_wide(line) for line in wrapped) > width
    ):  # Chinese, Japanese and Korean signs are two columns wide
        wrapped = textwrap.wrap(text, max(width // 2, 1), break_on_hyphens=False)
    if len(wrapped) <= lines:
        return "\n".join(wrapped)
    room = max(len(line) for line in wrapped)
    last, end = " ".join(wrapped[lines - 1 :]), min(room // 3, 12)
    return "\n".join([*wrapped[: lines - 1], f"{last[: room - end - 1].rstrip()}…{last[-end:].lstrip()}"])


def columns_wide(text: str) -> int:
    """Return how many columns of text a string takes: East Asian signs two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def without_estimate(note: object) -> str:
    """Say in the current language why a row has no estimate, from its note (`"suppressed: n < 5"`).

    Other notes of the metrics are texts of the catalogue themselves.
    """
    text = "" if pd.isna(note) else str(note)  # type: ignore[call-overload]
    limit = re.search(r"suppressed: (?:n <|fewer than) (\d+)", text)
    if limit:
        return _("suppressed (n < {limit})").format(limit=limit[1])
    return _(text) if text else _("no estimate")


def is_suppressed(note: object) -> bool:
    """Tell whether a row's group is too small to be shown at all."""
    return "suppressed: n <" in str(note) or "suppressed: fewer than" in str(note)
