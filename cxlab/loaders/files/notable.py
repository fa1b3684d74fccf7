"""What is remarkable about the values of a column, told and not decided: codes, open ends, spellings."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from ...text import Text

__all__ = [
    "compact_days",
    "counted_days",
    "counted_note",
    "garbled",
    "open_ends",
    "sentinels",
    "spellings",
    "worded",
]

FEW = 2_000
"""More different texts than this are free text, where capitals do not make groups."""

BELOW = (
    -1,
    -2,
    -3,
    -5,
    -6,
    -7,
    -8,
    -9,
    -66,
    -77,
    -88,
    -97,
    -98,
    -99,
    -666,
    -777,
    -888,
    -998,
    -999,
    -9999,
    -99999,
)
ABOVE = (66, 77, 88, 97, 98, 99, 666, 777, 888, 997, 998, 999, 7777, 8888, 9998, 9999, 99999, 999999)
"""What questionnaires and databases write for "no answer", "does not apply", "unknown"."""

APART = 3
"""So many times the largest other value: 99 among ages up to 95 is an age, among scores up to 10 a code."""

LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−’‘‚´`“”„«»",
    "ABEKMHOPCTXaeopcyxiABEZHIKMNOPTYX------" + "'" * 5 + '"' * 5,
)
"""Cyrillic and Greek letters, dashes and quotation marks -> the signs that they look like."""

NUMBER_FIRST = re.compile(r"\s*[+-]?\d[\d.,]*\s*((?:[/(:=–-]|[^\W\d]).{0,60})?", re.DOTALL)
ENDINGS = 8
"""More different endings than this are texts that happen to begin with a number, such as addresses."""

GARBLED = (
    r"&(?:amp|lt|gt|quot|apos|nbsp|[aouAOUei]uml|szlig|#\d{2,5}|#x[0-9a-fA-F]{2,4});"
    r"|Ã[\x{80}-\x{bf}ŸœžŒŽ„–]|â€[™œ“”š]"
)

MOMENT = re.compile(
    r"(?:^|[^a-z])(?:date|day|tag|created|closed|time ?stamp)(?![a-z])|datum|zeitpunkt|zeitstempel"
    r"|[ _](?:am|at|on|seit|since)$"
)
"""Names of columns that hold days or moments, in small letters."""

COUNTS = {"excel": (32_874, 73_050), "unix": (631_152_000, 4_102_444_800)}
"""What 1990 to 2099 are as days of a spreadsheet and as seconds since 1970."""

CODES = 6
"""More different codes than this are values."""


def sentinels(values: np.ndarray, counts: np.ndarray) -> list[float]:
    """Return the values of a number column that look like codes for "no answer".

    Whole numbers below zero where everything else is not; or far above everything else.

    Parameters
    ----------
    values, counts
        Distinct values, and in how many rows each occurs (0: in none, or it is missing).

    Examples
    --------
    >>> sentinels(np.array([1, 2, 3, 4, 5, -99, -9]), np.full(7, 10))
    [-99.0, -9.0]
    >>> sentinels(np.array([0, 7, 10, 99]), np.array([5, 5, 5, 1]))
    [99.0]
    >>> sentinels(np.array([-3, -2, -1, 0, 1, 2, 3]), np.full(7, 10))
    []
    """
    there = values[counts > 0].astype(float)
    if not np.isin(there, BELOW + ABOVE).any():
        return []
    there = np.unique(there)
    below = there[there < 0]
    others = there[there >= 0]
    found: list[float] = []
    if (there % 1 != 0).any():  # amounts: -1 to -9 may be one, and so may anything far above the others
        return below.tolist() if 0 < len(below) <= CODES and np.isin(below, BELOW[8:]).all() else found
    if 0 < len(below) <= CODES and len(others) >= 2 and np.isin(below, BELOW).all():
        steps = len(below) > 1 and below.min() > -4 and others.max() < 4  # -3 ... 3 is a scale
        found += [] if steps or (len(below) == 1 and below[0] == -1 and others.max() <= 1) else below.tolist()
    high = others[np.isin(others, ABOVE)]
    rest = others[~np.isin(others, ABOVE)]
    if 0 < len(high) <= CODES and len(rest) >= 2 and high.min() >= APART * max(rest.max(), 1):
        found += high.tolist()
    return found


def compact_days(values: np.ndarray) -> bool:
    """Tell whether whole numbers are all days written as 20240131.

    Examples
    --------
    >>> compact_days(np.array([19970101, 19970131, 19970228])), compact_days(np.array([19970231] * 3))
    (True, False)
    """
    if values.dtype.kind not in "iu" or len(values) < 3 or values.min() < 19000101 or values.max() > 21001231:
        return False
    return bool(pd.to_datetime(pd.Series(values).astype(str), format="%Y%m%d", errors="coerce").notna().all())


def counted_days(name: str, values: np.ndarray) -> str:
    """Return how numbers in a column that is called a date count moments ("" where they do not).

    Parameters
    ----------
    name
        Of the column: numbers alone may be anything.
    values
        The distinct values that occur.

    Examples
    --------
    >>> counted_days("Datum", np.array([45292, 45293])), counted_days("Umsatz", np.array([45292, 45293]))
    ('excel', '')
    >>> counted_days("createdAt", np.array([1704067200, 1704153600])), counted_days("Tag", np.array([1, 31]))
    ('unix', '')
    """
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()
    if values.dtype.kind not in "iuf" or not len(values) or not MOMENT.search(plain):
        return ""
    for how, (low, high) in (*COUNTS.items(), ("unix ms", tuple(1000 * end for end in COUNTS["unix"]))):
        if low <= values.min() and values.max() <= high:
            return how
    return ""


def counted_note(name: str, how: str) -> Text:
    """Tell of numbers in a column called a date that would be days of a spreadsheet or seconds since 1970."""
    counted = Text("days of a spreadsheet") if how == "excel" else Text("seconds or milliseconds since 1970")
    remedy = f"dates={{{name!r}: {how!r}}}"
    return Text("called a date and read as numbers; if they are {counted}, {remedy} reads them so",
                counted=counted, remedy=remedy)  # fmt: skip


def open_ends(moments: pd.DatetimeIndex) -> tuple[np.ndarray, bool]:
    """Return which dates are the last day of 1999, and whether nothing else lies before 2000.

    Examples
    --------
    >>> open_ends(pd.DatetimeIndex(["1999-12-31", "2023-06-30"]))
    (array([ True, False]), True)
    """
    naive = moments.tz_localize(None) if moments.tz is not None else moments
    ends = np.asarray((naive.year == 1999) & (naive.month == 12) & (naive.day == 31))
    return ends, bool((np.asarray(naive.year)[~ends] >= 2000).all())


def spellings(distinct: Any, rows: int) -> int:
    """Return how many texts occur in spellings that differ only in capitals, runs of blanks or look-alikes.

    Examples
    --------
    >>> import pyarrow as pa
    >>> spellings(pa.array(["Nord", "nord", "Süd"]), 100)
    1
    """
    if not 1 < len(distinct) <= min(FEW, max(rows / 2, 20)):
        return 0
    texts = {text for text in distinct.to_pylist() if text}
    seen = Counter(" ".join(text.translate(LOOK_ALIKES).casefold().split()) for text in texts)
    return sum(count > 1 for count in seen.values())


def worded(values: list[str]) -> int:
    """Return how many different endings numbers in words have ("9 von 10", "3 Tage"), 0 where they are none.

    Examples
    --------
    >>> worded(["10 - sehr", "9", "0 - gar nicht", "5"]), worded(["53111 Bonn", "54290 Trier"])
    (2, 0)
    """
    found = [NUMBER_FIRST.fullmatch(text) for text in values]
    endings = {match[1] for match in found if match and match[1]}
    few = 0 < len(endings) <= ENDINGS and len(endings) < max(len(values), 2)
    return len(endings) if few and len(values) > 1 and all(found) else 0


def garbled(distinct: Any) -> int:
    """Return how many texts hold HTML entities or letters that were decoded twice.

    Examples
    --------
    >>> import pyarrow as pa
    >>> garbled(pa.array(["M&uuml;ller", "MÃ¼ller", "Müller & Co; x"]))
    2
    """
    import pyarrow.compute as pc

    return int(pc.sum(pc.match_substring_regex(distinct, GARBLED)).as_py() or 0)
