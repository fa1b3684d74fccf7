"""Files that are one table: one for each year or month, named alike, with the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from ..tables.plain_names import plain_name

__all__ = ["are_one_table", "numberless"]

OVERLAP = 0.05
"""Share of rows that may stand in several of the files; with more they are states of the same rows."""
MONTHS = (
    r"jan(uar|uary)?|jaenner|feb(ruar|ruary)?|maerz|mrz|mar(ch)?|apr(il)?|mai|may|jun[ie]?|jul[iy]?|aug(ust)?"
    r"|sept?(ember)?|o[kc]t(ober)?|nov(ember)?|de[zc](ember)?|q|h|kw|teil|part"
)
_PERIOD = re.compile(rf"\b(?:{MONTHS})?\d+\b|\b(?:{MONTHS})\b")


def numberless(file: str) -> str:
    """Return the name of a file without what says its year, quarter, month or part.

    Examples
    --------
    >>> numberless("Umfrage_2023-Q1.csv"), numberless("Umfrage Jänner 2024.csv"), numberless("kunden.csv")
    ('umfrage csv', 'umfrage csv', 'kunden csv')
    """
    words = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", plain_name(file))
    return " ".join(_PERIOD.sub(" ", words).split())


def are_one_table(frames: Iterable[pd.DataFrame], key: str | None) -> bool:
    """Tell whether frames with the same columns go on from each other: kinds of values agree, rows differ.

    Files that hold the same customers each month are states, not more rows, and are no one table.

    Parameters
    ----------
    frames
        The tables, with the same columns.
    key
        The column that tells their rows apart, where there is one.
    """
    parts = list(frames)
    if any(len({_kind(part[name]) for part in parts} - {""}) > 1 for name in parts[0].columns):
        return False
    own = [key] if key is not None else list(parts[0].columns)
    each = pd.concat([part[own].drop_duplicates() for part in parts])
    repeated = each.duplicated(keep="first") & each.notna().all(axis=1) if key else each.duplicated()
    return bool(repeated.mean() <= OVERLAP)


def _kind(values: pd.Series) -> str:
    if not values.notna().any():
        return ""
    if pd.api.types.is_datetime64_any_dtype(values):
        return "dates"
    return "numbers" if pd.api.types.is_numeric_dtype(values) else "text"
