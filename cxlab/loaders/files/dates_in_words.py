"""Days and times in words or with dots, brought to the way that `dates` reads; months without a day."""

from __future__ import annotations

import re
from typing import Any

from .invisible import blanks

__all__ = ["are_periods", "respelled"]

MONTHS = (
    "j[aä]n", "f[eé]b|f[eé]v", "m(?:a|ä|ae)?r", "apr|avr", "ma[iy]", "jun|juin", "jul|juil", "aug|ao[uû]",
    "sep", "o[ck]t", "nov", "d[eéi][czs]",
)  # fmt: skip
"""How the months begin in German, English and French, January first."""

WORD = "[a-zà-ÿ]{0,8}"
MONTH = rf"(?:{'|'.join(MONTHS)}){WORD}"
WEEKDAY = (
    r"(?:mo|di|mi|do|fr|sa|so)(?:n?(?:tag|woch|ners?tag|ens?tag|itag|mstag|nabend|nntag|ttwoch|enstag|nerstag))?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satu?r?|sun)(?:day)?|(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]{0,6}"
)
MARCH_FIRST = rf"^(?:{MONTHS[2]}){WORD}\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", r"\1.03.\2"
WORDED = [
    MARCH_FIRST,  # before weekdays: "Mar 5, 2024" is no mardi
    (rf"^(?:{WEEKDAY})\.?,? +(\d|{MONTH})", r"\1"),
    *(
        pair
        for number, stem in enumerate(MONTHS, start=1)
        for pair in (
            (
                rf"^(\d{{1,2}})(?:er|st|nd|rd|th)?[. -]+(?:{stem}){WORD}[., -]+(\d{{4}}|\d{{2}})\b",
                rf"\1.{number:02}.\2",
            ),
            (rf"^(?:{stem}){WORD}\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", rf"\1.{number:02}.\2"),
        )
    ),
    (r"^(\d{1,2})\. (\d{1,2})\. (\d{4})", r"\1.\2.\3"),
    (r"^(\d{4})(\d{2})(\d{2})T(\d{2}):?(\d{2})", r"\1-\2-\3 \4:\5"),
    (r"(-\d{2} \d{2}:\d{2})(\d{2})", r"\1:\2"),
    (r"(\d{4}),? (?:um|à|at) (\d{1,2}[:.h])", r"\1 \2"),
    (r"(\d{4}|\.\d{2}),? (\d{1,2})[.h](\d{2})\.(\d{2})", r"\1 \2:\3:\4"),
    (r"(\d{4}|\.\d{2}),? (\d{1,2})[.h](\d{2})( |$)", r"\1 \2:\3\4"),
]
"""Days in words and times with dots, which have one meaning -> as the families have them."""

ODD = (
    rf"(?i)^(?:{WEEKDAY})\.?,? +(?:\d|{MONTH})|^\d{{1,2}}(?:er|st|nd|rd|th)?[. -]+{MONTH}|^{MONTH}\.? \d"
    r"|^\d{1,2}\. \d{1,2}\. |^\d{8}T\d|\d{2},? (?:um |à |at )?\d{1,2}[.h]\d|\d{4},? (?:um|à|at) "
)

PERIODS = re.compile(
    r"(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d{2}|(?:19|20)\d{2}[-/.](?:0[1-9]|1[0-2])"
    r"|(?:Q[1-4]|[KC]?W ?\d{1,2})[ /.-]*(?:20)?\d{2}|(?:20)?\d{2}[ /.-]*(?:Q[1-4]|[KC]?W ?\d{1,2})",
    re.IGNORECASE,
)
"""Months, quarters and weeks without a day."""


def respelled(values: Any) -> Any:
    """Return dates with the day in digits where it stands in words, and times with colons."""
    import pyarrow.compute as pc

    values = blanks(values)
    if not pc.any(pc.match_substring_regex(values, ODD)).as_py():
        return values
    for spelling, plain in WORDED:
        values = pc.replace_substring_regex(values, f"(?i){spelling}", plain)
    return values


def are_periods(values: list[str]) -> bool:
    """Tell whether all texts are months, quarters or weeks without a day."""
    return len(values) > 0 and all(PERIODS.fullmatch(text) for text in values)
