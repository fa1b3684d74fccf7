"""Text to dates: German, ISO and slashed dates, with times and zones; day and month are never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from ...errors import BadValue
from ...text import Text

__all__ = [
    "AMBIGUOUS",
    "Dates",
    "looks_like_date",
    "nearly_date",
    "parse",
    "parse_as",
    "pattern_of",
    "recognise",
    "remedy",
]

ZONES = {
    "+00:00": "WET", "+01:00": "CET|MEZ|WEST", "+02:00": "CEST|MESZ|EET", "+03:00": "EEST",
    "-04:00": "EDT", "-05:00": "EST|CDT", "-06:00": "MDT", "-07:00": "MST|PDT", "-08:00": "PST",
}  # fmt: skip
"""Names with one meaning. CST, IST and BST have several and are left as they are, with a note."""

OFFSET = r"[+-]\d{1,2}(?::?\d{2})?"
ZONE = rf"(?: ?(?:Z|(?:UTC|GMT)(?:{OFFSET})?|{OFFSET}|{'|'.join(ZONES.values())})(?:\[[\w/+-]+\])?)"
TIME = rf"(?:(?:,? |T)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,9}})?)?(?: ?[AaPp][Mm])?{ZONE}?(?: Uhr)?)?"

FAMILIES = {
    r"\d{4}-\d{1,2}-\d{1,2}": ["%Y-%m-%d"],
    r"\d{1,2}\.\d{1,2}\.\d{4}": ["%d.%m.%Y"],
    r"\d{1,2}\.\d{1,2}\.\d{2}": ["%d.%m.%y"],
    r"\d{4}/\d{1,2}/\d{1,2}": ["%Y/%m/%d"],
    r"\d{1,2}/\d{1,2}/\d{4}": ["%d/%m/%Y", "%m/%d/%Y"],
    r"\d{1,2}/\d{1,2}/\d{2}": ["%d/%m/%y", "%m/%d/%y"],
    r"\d{1,2}-\d{1,2}-\d{4}": ["%d-%m-%Y", "%m-%d-%Y"],
    r"\d{1,2}-\d{1,2}-\d{2}": ["%d-%m-%y", "%m-%d-%y", "%y-%m-%d"],
    r"\d{4}\.\d{1,2}\.\d{1,2}": ["%Y.%m.%d"],
}
"""How a date is written -> what it can mean. Dots are German: day first, always."""

TIMES = {
    r"^[^ ]+$": "",
    r" \d{1,2}:\d{2}$": " %H:%M",
    r" \d{1,2}:\d{2}:\d{2}$": " %H:%M:%S",
    r" \d{1,2}:\d{2}:\d{2}\.\d+$": " %H:%M:%S.%f",
    r" \d{1,2}:\d{2} [AP]M$": " %I:%M %p",
    r" \d{1,2}:\d{2}:\d{2} [AP]M$": " %I:%M:%S %p",
    r" \d{1,2}:\d{2}[+-]\d{2}:?\d{2}$": " %H:%M%z",
    r" \d{1,2}:\d{2}:\d{2}[+-]\d{2}:?\d{2}$": " %H:%M:%S%z",
    r" \d{1,2}:\d{2}:\d{2}\.\d+[+-]\d{2}:?\d{2}$": " %H:%M:%S.%f%z",
    r" \d{1,2}:\d{2}:\d{2}\.\d+ [AP]M$": " %I:%M:%S.%f %p",
    r" \d{1,2}:\d{2} [AP]M[+-]\d{2}:?\d{2}$": " %I:%M %p%z",
    r" \d{1,2}:\d{2}:\d{2} [AP]M[+-]\d{2}:?\d{2}$": " %I:%M:%S %p%z",
}

SPELLINGS = [
    (r",? Uhr$", ""),
    (r",? (\d{1,2}:)", r" \1"),
    (r"T(\d{1,2}:)", r" \1"),
    (r"(:\d{2}),(\d)", r"\1.\2"),
    (r" ?[aA][mM]", " AM"),
    (r" ?[pP][mM]", " PM"),
    (r"\[[\w/+-]+\]$", ""),
    (r" ?(?:UTC|GMT)([+-])", r"\1"),
    *((rf" ?(?:{names})$", offset) for offset, names in ZONES.items()),
    (r" ?(?:Z|UTC|GMT)$", "+00:00"),
    (rf"(\d|[AP]M) ({OFFSET})$", r"\1\2"),
    (r"(:\d{2}(?:\.\d+)?(?: [AP]M)?[+-])(\d)(:\d{2})?$", r"\10\2\3"),
    (r"(:\d{2}(?:\.\d+)?(?: [AP]M)?[+-]\d{2})$", r"\1:00"),
]

SPELLED = r"[a-zA-Z,]| [+-]|:\d{2}(?:\.\d+)?[+-]\d{1,2}$"
"""Without any of these there is nothing to respell."""

FURTHER = re.compile(
    rf"(?:{'|'.join(FAMILIES)})\b.*[^\d.:].*"
    r"|\d{1,2}[.\s-]+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[zc])[a-zé]*[.,\s-]+\d{2,4}.*",
    re.IGNORECASE | re.DOTALL,
)
"""Written like a date of no family: with a name of a month or of a time zone."""

COUNTED: dict[str, tuple[Any, str]] = {
    "excel": ("D", "1899-12-30"),
    "unix": ("s", "1970-01-01"),
    "unix ms": ("ms", "1970-01-01"),
}
"""Declared formats of moments that are written as a number: its unit, and from when it counts."""

AMBIGUOUS = Text("day and month cannot be told apart")


@dataclass(frozen=True)
class Dates:
    """How to read a column of dates: the format of the day, and whether times carry a zone."""

    day: str
    zone: bool = False


def looks_like_date(values: Any) -> np.ndarray:
    """Tell for each value whether it is written like a date of any family."""
    import pyarrow.compute as pc

    like = pc.match_substring_regex(values, f"^(?:{'|'.join(FAMILIES)}){TIME}$")
    return np.asarray(like.to_numpy(zero_copy_only=False))


def nearly_date(values: list[str]) -> bool:
    """Tell whether all texts begin like a date, or hold the name of a month, and go on as no family does."""
    return len(values) > 0 and all(len(text) < 60 and FURTHER.fullmatch(text) for text in values)


def recognise(values: Any) -> Dates | str:
    """Return how to read values that all look like dates, or why they stay text."""
    import pyarrow.compute as pc

    family = _family(values)
    if not _all(values, f"^{family}{TIME}$"):
        return Text("dates are written in more than one way")
    zoned = pc.match_substring_regex(values, rf":\d{{2}}(?:[.,]\d+)?(?: ?[AaPp][Mm])?{ZONE}(?: Uhr)?$")
    zone = bool(pc.any(zoned).as_py())
    if zone and not pc.all(zoned).as_py():
        return Text("some times carry a time zone and some do not")
    meanings = FAMILIES[family]
    if len(meanings) == 1:
        return Dates(meanings[0], zone)
    possible = [meaning for meaning in meanings if not _contradicted(values, meaning)]
    if not possible:
        return Text("some dates have the day first and some the month")
    return AMBIGUOUS if len(possible) > 1 else Dates(possible[0], zone)


def parse(values: Any, dates: Dates) -> tuple[pd.DatetimeIndex, str]:
    """Return the dates (NaT where it is no calendar date) and the formats that were used."""
    import pyarrow.compute as pc

    if _any(values, SPELLED):
        for spelling, plain in SPELLINGS:
            values = pc.replace_substring_regex(values, spelling, plain)
    result: np.ndarray = np.full(len(values), "NaT", dtype="datetime64[ns]")
    far: dict[int, datetime] = {}
    used: list[str] = []
    for shape, time in TIMES.items():
        at = np.flatnonzero(pc.match_substring_regex(values, shape).to_numpy(zero_copy_only=False))
        if not len(at):
            continue
        used.append(dates.day + time)
        texts, pattern = _as_iso(values.take(at), dates.day)
        result[at], beyond = _moments(texts.to_numpy(zero_copy_only=False), pattern + time, zone=dates.zone)
        far |= {int(at[position]): moment for position, moment in beyond}
    return _index(result, far, zone=dates.zone), " | ".join(used)


def parse_as(texts: np.ndarray, pattern: str) -> pd.DatetimeIndex:
    """Return texts of a declared format as dates, NaT where they are not; times with a zone in UTC."""
    if pattern in COUNTED:
        return _counted(texts, pattern)
    zone = "%z" in pattern
    if "%" not in pattern:
        raise BadValue(
            Text(
                "dates: {pattern!r} is no format; write it like '%d.%m.%Y' or '%Y-%m-%d %H:%M:%S', or one "
                "of {names} for numbers",
                pattern=pattern,
                names=", ".join(COUNTED),
            )
        )
    try:
        result, far = _moments(texts, pattern, zone=zone)
        if ".%f" in pattern:  # programs leave a fraction of zero away
            at = np.flatnonzero(pd.isna(result))
            at = at[[position not in dict(far) for position in at]] if far else at
            whole, beyond = _moments(texts[at], pattern.replace(".%f", ""), zone=zone)
            result = result.copy()
            result[at] = whole
            far += [(int(at[position]), moment) for position, moment in beyond]
    except ValueError:
        raise BadValue(
            Text("dates: {pattern!r} is no format that datetime.strptime knows", pattern=pattern)
        ) from None
    return _index(result, dict(far), zone=zone)


def _counted(texts: np.ndarray, pattern: str) -> pd.DatetimeIndex:
    """Return numbers that count from a day on as moments: a spreadsheet's local, since 1970 in UTC."""
    unit, start = COUNTED[pattern]
    written = pd.Series(texts, dtype="string").str.strip().str.replace(",", ".")
    count = pd.to_numeric(written, errors="coerce").astype("float64")
    moments = pd.to_datetime(count, unit=unit, origin=start, errors="coerce")
    index = pd.DatetimeIndex(moments.dt.round("s" if unit == "D" else "ms"))
    return index if unit == "D" else index.tz_localize("UTC")


def _contradicted(values: Any, meaning: str) -> bool:
    """Tell whether a value has a month above 12 or a day above 31 under that meaning."""
    parts = re.split("[/-]", meaning)
    above = {"%m": r"(?:1[3-9]|[2-9]\d)", "%d": r"(?:3[2-9]|[4-9]\d)"}
    found = (
        "".join(r"\d+[/-]" for _ in parts[:at]) + above[part]
        for at, part in enumerate(parts)
        if part in above
    )
    return any(_any(values, rf"^{pattern}(?:[/-]|\b)") for pattern in found)


def pattern_of(texts: pd.Series) -> str:
    """Return the first format that ambiguous dates could have, with their time, for a draft.

    Examples
    --------
    >>> pattern_of(pd.Series(["01-02-24 10:30", "02-03-24 11:15"]))
    '%d-%m-%y %H:%M'
    """
    import pyarrow as pa

    values = pa.array(texts.astype(str), pa.string())
    time = next((time for shape, time in TIMES.items() if _all(values, shape)), "")
    return FAMILIES[_family(values)][0] + time


def remedy(values: Any, name: str) -> str:
    """Return how to say which of its meanings an ambiguous column has."""
    meanings = FAMILIES[_family(values)]
    first = f"dates={{{name!r}: {meanings[0]!r}}}"
    return Text(
        "{first} or {second} (and the time, if any) says which", first=first, second=repr(meanings[-1])
    )


def _family(values: Any) -> str:
    return next(family for family in FAMILIES if _all(values[:1], f"^{family}{TIME}$"))


def _moments(texts: np.ndarray, pattern: str, *, zone: bool) -> tuple[np.ndarray, list[tuple[int, datetime]]]:
    """Return the dates in nanoseconds, and by position those before 1677 and after 2262, which do not fit."""
    parsed = pd.DatetimeIndex(pd.to_datetime(texts, format=pattern, errors="coerce", utc=zone))
    far = []
    for position in np.flatnonzero(parsed.isna()):
        try:
            moment = datetime.strptime(texts[position], pattern)
        except ValueError:
            continue
        far.append((int(position), moment.astimezone(UTC).replace(tzinfo=None) if zone else moment))
    return (parsed.tz_localize(None) if zone else parsed).to_numpy(), far


def _index(result: np.ndarray, far: dict[int, datetime], *, zone: bool) -> pd.DatetimeIndex:
    if far:  # 31.12.9999 and the like: microseconds reach there
        result = result.astype("datetime64[us]")
        for position, moment in far.items():
            result[position] = np.datetime64(moment, "us")
    index = pd.DatetimeIndex(result)
    return index.tz_localize("UTC") if zone else index


def _as_iso(values: Any, day: str) -> tuple[Any, str]:
    """Turn 31.01.2024 into 2024-01-31, which pandas parses ten times as fast; leave others as they are."""
    import pyarrow.compute as pc

    separator = day[2]
    if day[:2] == "%Y" or "%y" in day or not _all(values, rf"^\d\d[{separator}]\d\d[{separator}]"):
        return values, day
    first, second = pc.utf8_slice_codeunits(values, 0, 2), pc.utf8_slice_codeunits(values, 3, 5)
    month, date = (second, first) if day.startswith("%d") else (first, second)
    year, time = pc.utf8_slice_codeunits(values, 6, 10), pc.utf8_slice_codeunits(values, 10)
    iso = pc.binary_join_element_wise(year, month, date, "-")
    return pc.binary_join_element_wise(iso, time, ""), "%Y-%m-%d"


def _any(values: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def _all(values: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(values, pattern)).as_py())
