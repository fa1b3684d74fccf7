"""Text to dates: German, ISO and slashed dates, with times and zones; day and month are never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["AMBIGUOUS", "Dates", "looks_like_date", "parse", "recognise"]

ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))"
TIME = rf"(?:(?:,? |T)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,9}})?)?(?: ?[AaPp][Mm])?{ZONE}?(?: Uhr)?)?"

FAMILIES = {
    r"\d{4}-\d{1,2}-\d{1,2}": ["%Y-%m-%d"],
    r"\d{1,2}\.\d{1,2}\.\d{4}": ["%d.%m.%Y"],
    r"\d{1,2}\.\d{1,2}\.\d{2}": ["%d.%m.%y"],
    r"\d{4}/\d{1,2}/\d{1,2}": ["%Y/%m/%d"],
    r"\d{1,2}/\d{1,2}/\d{4}": ["%d/%m/%Y", "%m/%d/%Y"],
    r"\d{1,2}/\d{1,2}/\d{2}": ["%d/%m/%y", "%m/%d/%y"],
    r"\d{1,2}-\d{1,2}-\d{4}": ["%d-%m-%Y", "%m-%d-%Y"],
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
}

SPELLINGS = [
    (r",? Uhr$", ""),
    (r",? (\d{1,2}:)", r" \1"),
    (r"T(\d{1,2}:)", r" \1"),
    (r"(:\d{2}),(\d)", r"\1.\2"),
    (r" ?[aA][mM]", " AM"),
    (r" ?[pP][mM]", " PM"),
    (r" ?(?:Z|UTC|GMT)$", "+00:00"),
    (r"(\d) ([+-]\d{2}:?\d{2})$", r"\1\2"),
]

SPELLED = "[a-zA-Z,]| [+-]"
"""Without any of these there is nothing to respell."""

AMBIGUOUS = "day and month cannot be told apart"


@dataclass(frozen=True)
class Dates:
    """How to read a column of dates: the format of the day, and whether times carry a zone."""

    day: str
    zone: bool = False


def looks_like_date(values: Any) -> str | None:
    """Return the family of dates that the values belong to, if all belong to one."""
    import pyarrow.compute as pc

    first = values[:1]
    for family in FAMILIES:
        pattern = f"^{family}{TIME}$"
        if pc.all(pc.match_substring_regex(first, pattern)).as_py():
            return family if pc.all(pc.match_substring_regex(values, pattern)).as_py() else None
    return None


def recognise(values: Any, family: str) -> Dates | str:
    """Return how to read the dates of a family, or why they stay text."""
    import pyarrow.compute as pc

    zoned = pc.match_substring_regex(values, rf":\d{{2}}(?:[.,]\d+)?{ZONE}$")
    zone = bool(pc.any(zoned).as_py())
    if zone and not pc.all(zoned).as_py():
        return "some times carry a time zone and some do not"
    meanings = FAMILIES[family]
    if len(meanings) == 1:
        return Dates(meanings[0], zone)
    day_first = _any(values, r"^(?:1[3-9]|[2-9]\d)[/-]")
    month_first = _any(values, r"^\d{1,2}[/-](?:1[3-9]|[2-9]\d)[/-]")
    if day_first and month_first:
        return "some dates have the day first and some the month"
    if not day_first and not month_first:
        return AMBIGUOUS
    return Dates(meanings[0] if day_first else meanings[1], zone)


def parse(values: Any, dates: Dates) -> tuple[pd.DatetimeIndex, str]:
    """Return the dates (NaT where it is no calendar date) and the formats that were used."""
    import pyarrow.compute as pc

    if _any(values, SPELLED):
        for spelling, plain in SPELLINGS:
            values = pc.replace_substring_regex(values, spelling, plain)
    result: np.ndarray = np.full(len(values), "NaT", dtype="datetime64[ns]")
    far: dict[int, datetime] = {}
    used: list[str] = []
    for pattern, time in TIMES.items():
        at = np.flatnonzero(pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False))
        if not len(at):
            continue
        used.append(dates.day + time)
        texts, format_ = _as_iso(values.take(at), dates.day)
        texts, format_ = texts.to_numpy(zero_copy_only=False), format_ + time
        parsed = pd.to_datetime(texts, format=format_, errors="coerce", utc=dates.zone)
        result[at] = parsed.tz_localize(None).to_numpy() if dates.zone else parsed.to_numpy()
        far |= _far(texts, at, np.flatnonzero(parsed.isna()), format_)
    if far:  # 31.12.9999 and the like lie beyond nanoseconds
        result = result.astype("datetime64[us]")
        for position, moment in far.items():
            result[position] = np.datetime64(moment, "us")
    index = pd.DatetimeIndex(result)
    return (index.tz_localize("UTC") if dates.zone else index), " | ".join(used)


def _as_iso(values: Any, day: str) -> tuple[Any, str]:
    """Turn 31.01.2024 into 2024-01-31, which pandas parses ten times as fast; leave other lengths as they are."""
    import pyarrow.compute as pc

    separator = day[2]
    if day[:2] == "%Y" or day[-2:] == "%y" or not _all(values, rf"^\d\d[{separator}]\d\d[{separator}]"):
        return values, day
    first, second = pc.utf8_slice_codeunits(values, 0, 2), pc.utf8_slice_codeunits(values, 3, 5)
    month, date = (second, first) if day.startswith("%d") else (first, second)
    year, time = pc.utf8_slice_codeunits(values, 6, 10), pc.utf8_slice_codeunits(values, 10)
    iso = pc.binary_join_element_wise(year, month, date, "-")
    return pc.binary_join_element_wise(iso, time, ""), "%Y-%m-%d"


def _far(texts: np.ndarray, at: np.ndarray, failed: np.ndarray, pattern: str) -> dict[int, datetime]:
    """Read dates before 1677 and after 2262."""
    found: dict[int, datetime] = {}
    for position in failed:
        try:
            found[int(at[position])] = datetime.strptime(texts[position], pattern).replace(tzinfo=None)
        except ValueError:
            continue
    return found


def _any(values: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def _all(values: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(values, pattern)).as_py())
