"""What each kind of column may hold, and of what kind a value is that follows the metric of its row."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pandas as pd

from ..text import Text
from .registry import column_of, metric_of
from .term import Kind

__all__ = ["fault_of", "is_comparison", "kinds_of"]

COMPARES = ("versus", "value_versus", "n_versus", "period_versus")
"""Columns that only results have in which estimate, low, high and se are those of a difference."""

SIDES = "value"
"""How the columns begin that hold the sides of a comparison; its other figures are differences."""

NUMBERS = (
    "count",
    "share",
    "share_difference",
    "points",
    "days",
    "hours",
    "money",
    "ratio",
    "p",
    "score",
    "number",
    "level",
)


def is_comparison(table: pd.DataFrame) -> bool:
    """Tell whether a result compares: its estimates are then differences of the two sides.

    Examples
    --------
    >>> is_comparison(pd.DataFrame(columns=["group", "versus", "estimate"]))
    True
    """
    return any(name in table.columns for name in COMPARES)


def kinds_of(table: pd.DataFrame, column: str) -> list[Kind]:
    """Return the kind of each value of a column: of the metric of its row where it follows that.

    The limits of an estimate (``x_low``, ``x_high``, ``x_se``) are
    of the kind of ``x``; a column that nobody has registered is the user's own.

    Examples
    --------
    >>> found = pd.DataFrame({"metric": ["csat", "nps"], "estimate": [0.8, 39.8], "versus": "rest"})
    >>> kinds_of(found, "estimate"), kinds_of(found, "versus"), kinds_of(found, "tariff")
    (['share_difference', 'points'], ['own', 'own'], ['own', 'own'])
    """
    known = column_of(column)
    if known is None:
        base, _, end = column.rpartition("_")
        if end in ("low", "high", "se") and column_of(base) is not None:
            return kinds_of(table, base)
        return ["own"] * len(table)
    if known.kind != "metric":
        return [known.kind] * len(table)
    differs = is_comparison(table) and not column.startswith(SIDES)
    return [_kind(name, differs) for name in _metrics(table)]


def _metrics(table: pd.DataFrame) -> list[str]:
    return table["metric"].astype(str).tolist() if "metric" in table.columns else [""] * len(table)


def _kind(metric: str, differs: bool) -> Kind:
    found = metric_of(metric)
    kind: Kind = "number" if found is None else found.kind
    return "share_difference" if differs and kind == "share" else kind


def fault_of(kind: Kind, value: Any) -> str:
    """Return why a value cannot be of a kind, or nothing; what is missing fits every kind.

    Examples
    --------
    >>> fault_of("share", 1.2), fault_of("count", 2.5), fault_of("p", 0.04)
    ('expected a share of 0 to 1, found 1.2', 'expected a whole number of 0 or more, found 2.5', '')
    """
    if kind not in get_args(Kind):
        return f"there is no kind {kind!r}"
    if _missing(value) or kind in ("own", "metric"):
        return ""
    wanted, fits = _ALLOWED[kind]
    if kind in NUMBERS and (isinstance(value, bool | np.bool_) or not _is_number(value)):
        return Text("expected {wanted}, found {found}", wanted=wanted, found=f"a {type(value).__name__}")
    return "" if fits(value) else Text("expected {wanted}, found {found}", wanted=wanted, found=str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating)


def _missing(value: Any) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, float) and math.isnan(value)


def _is_date(value: Any) -> bool:
    if isinstance(value, str):
        return value == "" or value[:4].isdigit()
    return isinstance(value, dt.date | pd.Period | np.datetime64)


def _is_text(value: Any) -> bool:
    return isinstance(value, str | tuple | list)


_EDGE = 1e-9
"""What a sum of floating-point numbers may be off."""

_ALLOWED: dict[str, tuple[Text, Callable[[Any], bool]]] = {
    "count": (Text("a whole number of 0 or more"), lambda value: value >= 0 and float(value).is_integer()),
    "share": (Text("a share of 0 to 1"), lambda value: -_EDGE <= value <= 1 + _EDGE),
    "share_difference": (Text("a difference of shares, -1 to 1"), lambda value: abs(value) <= 1 + _EDGE),
    "points": (Text("points of -200 to 200"), lambda value: -200 <= value <= 200),
    "days": (Text("a number of days"), lambda value: True),
    "hours": (Text("a number of hours"), lambda value: True),
    "money": (Text("an amount"), lambda value: True),
    "ratio": (Text("a ratio above 0"), lambda value: value >= 0),
    "p": (Text("a p-value of 0 to 1"), lambda value: 0 <= value <= 1),
    "score": (Text("a score"), lambda value: True),
    "number": (Text("a number"), lambda value: True),
    "level": (Text("a confidence level between 0.5 and 1"), lambda value: 0.5 <= value < 1),
    "text": (Text("words"), _is_text),
    "note": (Text("words"), _is_text),
    "column": (Text("the name of a column"), _is_text),
    "id": (Text("an id"), lambda value: isinstance(value, str) or _is_number(value)),
    "date": (Text("a date, or a period that begins with its year"), _is_date),
    "flag": (Text("true or false"), lambda value: isinstance(value, bool | np.bool_)),
}
