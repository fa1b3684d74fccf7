"""Whether two answers are the same: tolerant of number types, percent against share, frames and spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from ..language import N_

__all__ = ["EXPECTED", "is_missing", "same", "usable"]

EXPECTED = {
    "number": N_("one number"),
    "share": N_('one share, as `0.25` or `"25 %"`'),
    "points": N_("one number of points, such as `12.5`"),
    "interval": N_("two limits, such as `(2.5, 9.0)`"),
    "choice": N_('one of the letters of the exercise, such as `"a"`'),
    "flag": N_("`True` or `False`"),
    "names": N_('names, such as `["North", "South"]`'),
    "ranking": N_('names in their order, such as `["first", "second"]`'),
    "table": N_("a table, or a `dict` of names and numbers"),
}
MOST_NAMES = 1000
"""Longer answers are none that a person means: a whole column, or something without an end."""
YES, NO = {"true", "yes", "ja", "wahr", "1"}, {"false", "no", "nein", "falsch", "0"}


def is_missing(given: Any) -> bool:
    """Return whether the blank of an exercise is still there.

    Examples
    --------
    >>> is_missing(...), is_missing([...]), is_missing(0)
    (True, True, False)
    """
    if given is ... or given is None or (isinstance(given, str) and given.strip(" .…") == ""):
        return True
    if isinstance(given, Mapping):
        given = list(given.values())
    return isinstance(given, list | tuple | set) and any(item is ... for item in given)


def usable(kind: str, given: Any) -> bool:
    """Return whether an answer is of the kind that the exercise asks for.

    Examples
    --------
    >>> usable("number", "12,5 %"), usable("number", "many"), usable("interval", 3)
    (True, False, False)
    """
    return _read(kind, given) is not None


def same(kind: str, given: Any, right: Any, tolerance: float = 0.0) -> bool:
    """Return whether an answer is the right one.

    Parameters
    ----------
    kind : str
        One of `cxlab.training.exercise.KINDS`.
    given, right
        Answers of this kind, in any of the forms that people use.
    tolerance : float
        For numbers, in their unit.

    Examples
    --------
    >>> same("share", "25 %", 0.25), same("share", 25, 0.25), same("number", 25, 0.25)
    (True, True, False)
    >>> same("names", "south, North", ["North", "South"])
    True
    """
    one, other = _read(kind, given), _read(kind, right)
    if one is None or other is None:
        return False
    if kind in ("number", "share", "points"):
        return any(_close(scaled, other, tolerance) for scaled in _scaled(kind, one, given))
    if kind == "interval":
        pairs = zip(_scaled("points", one[0], given), _scaled("points", one[1], given), strict=True)
        return any(all(_close(a, b, tolerance) for a, b in zip(sorted(p), other, strict=True)) for p in pairs)
    if kind == "table":
        return _same_table(one, other, tolerance)
    return bool(one == other)


def _read(kind: str, given: Any) -> Any:
    """Read an answer of any make; None where it cannot be read as one of this kind."""
    try:
        return _READERS[kind](given)
    except Exception:  # trainees hand in whatever there is; it fails in ways of its own
        return None


def _scaled(kind: str, number: float, given: Any) -> list[float]:
    """Return the number on the scales that it may be meant on: 0.25 and 25 % are one share."""
    percent = isinstance(given, str) and "%" in given
    if kind == "share":
        return [number / 100] if percent else [number, number / 100]
    return [number, number * 100] if kind == "points" and not percent else [number]


def _close(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance + 1e-9 * max(1.0, abs(other))


def _number(given: Any) -> float | None:
    """Read one number: of a scalar, a text as Germans or English write it, or a result of one row."""
    if isinstance(given, pd.DataFrame):
        if len(given) != 1:
            return None
        given = given["estimate"] if "estimate" in given else given.squeeze(axis=1)
    if isinstance(given, pd.DataFrame):
        return None
    if isinstance(given, pd.Series | np.ndarray | list | tuple):
        values = np.asarray(given).ravel()
        if values.size != 1:
            return None
        given = values[0]
    if isinstance(given, str):
        return _number_in(given)
    if isinstance(given, bool | np.bool_):
        return None
    try:
        number = float(given)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if np.isfinite(number) else None


def _number_in(text: str) -> float | None:
    digits = re.sub(r"[\s%€]|points?|Punkte?", "", text).replace("−", "-").replace("–", "-")
    comma, dot = digits.rfind(","), digits.rfind(".")
    thousands = "." if comma > dot else ","  # the last of both marks the decimals
    digits = digits.replace(thousands, "").replace(",", ".")
    try:
        number = float(digits)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _interval(given: Any) -> tuple[float, float] | None:
    if isinstance(given, pd.DataFrame):
        if len(given) != 1 or not {"low", "high"} <= {*given}:
            return None
        given = [given["low"].iloc[0], given["high"].iloc[0]]
    elif hasattr(given, "low") and hasattr(given, "high"):
        given = [given.low, given.high]
    if isinstance(given, str) or not isinstance(given, Iterable):
        return None
    limits = [_number(item) for item in islice(given, 3)]
    if len(limits) != 2 or None in limits:
        return None
    low, high = sorted(limits)  # type: ignore[type-var]
    return low, high  # type: ignore[return-value]


def _choice(given: Any) -> str | None:
    letter = str(given).strip(" ().").lower() if isinstance(given, str) else ""
    return letter if len(letter) == 1 and letter.isalpha() else None


def _flag(given: Any) -> bool | None:
    word = str(given).strip(" .!").lower()
    return True if word in YES else False if word in NO else None


def _ranking(given: Any) -> tuple[str, ...] | None:
    if isinstance(given, str):
        given = re.split(r"[,;\n]", given)
    if isinstance(given, pd.DataFrame) and given.shape[1] == 1:
        given = given.iloc[:, 0]
    if isinstance(given, Mapping | pd.DataFrame) or not isinstance(given, Iterable):
        return None
    items = list(islice(given, MOST_NAMES + 1))
    if len(items) > MOST_NAMES:
        return None
    names = tuple(str(item).strip().casefold() for item in items)
    return tuple(name for name in names if name) or None


def _names(given: Any) -> frozenset[str] | None:
    names = _ranking(given)
    return frozenset(names) if names else None


Rows = dict[tuple[str, ...], tuple[float, ...]]


def _table(given: Any) -> pd.DataFrame | None:
    """Read a table: a frame as it is, of anything else its names and numbers."""
    if isinstance(given, Mapping):
        given = pd.Series(given)
    if isinstance(given, pd.Series):
        return given.rename("value").rename_axis("name").reset_index() if len(given) else None
    if not isinstance(given, pd.DataFrame) or given.empty:
        return None
    if given.index.names != [None]:
        given = given.reset_index()
    return given


def _same_table(given: pd.DataFrame, right: pd.DataFrame, tolerance: float) -> bool:
    """Compare the columns of the right table, in any order of rows; further columns do not matter."""
    if len(given) != len(right):
        return False
    if not {*right} <= {*given}:
        if given.shape[1] != right.shape[1]:
            return False
        given = given.set_axis(right.columns, axis=1)  # the same columns under other names
    one, other = _rows(given[[*right]], right), _rows(right, right)
    if one is None or other is None or one.keys() != other.keys():
        return False
    return all(
        all(_close(a, b, tolerance) for a, b in zip(one[key], other[key], strict=True)) for key in other
    )


def _rows(table: pd.DataFrame, like: pd.DataFrame) -> Rows | None:
    numbers = [name for name in like if pd.api.types.is_numeric_dtype(like[name])]
    keys = [name for name in like if name not in numbers]
    rows: Rows = {}
    for row in table.to_dict("records"):
        values = [number for name in numbers if (number := _number(row[name])) is not None]
        if len(values) < len(numbers):
            return None
        rows[tuple(str(row[name]).strip().casefold() for name in keys)] = tuple(values)
    return rows if len(rows) == len(table) else None


_READERS: dict[str, Any] = {
    "number": _number,
    "share": _number,
    "points": _number,
    "interval": _interval,
    "choice": _choice,
    "flag": _flag,
    "names": _names,
    "ranking": _ranking,
    "table": _table,
}
