"""What the rows of tickets tell of each: how long it took, by which way it came, whether it was settled."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

__all__ = ["asked_again", "came_by_post", "hours_of", "solved_at_once", "window_of"]

_POST = re.compile(
    r"\b(?:per post|postalisch|mit der post|per brief|brief geschickt|einschreiben|fax|ausdrucken|papier"
    r"|formular|by post|by letter|posted|registered letter|print(?:ed)? out|paper form)\b",
    re.IGNORECASE,
)
_POST_CHANNEL = re.compile(r"\b(?:post|brief|fax|letter|mail item|papier|paper)\b", re.IGNORECASE)


def window_of(length: Any) -> pd.Timedelta:
    """Return how soon a question counts as asked again: days, "45 days", "36h" or a Timedelta."""
    try:
        told = isinstance(length, str | pd.Timedelta)
        window = pd.Timedelta(length) if told else pd.Timedelta(days=float(length))
    except (TypeError, ValueError):
        window = pd.Timedelta(0)
    if not window > pd.Timedelta(0):
        raise BadParameter(
            Text(
                "{name} is a length of time above 0, such as 90, '45 days' or '36h'; found {found}",
                name="again_within",
                found=repr(length),
            )
        )
    return window


def hours_of(rows: pd.DataFrame, handling: str | None, unit: str) -> pd.Series:
    """Return the hours of handling per row; one each where nothing tells."""
    if handling is None:
        return pd.Series(1.0, index=rows.index)
    hours = pd.to_numeric(rows[handling], errors="coerce")
    wrong = int((hours.isna() & rows[handling].notna()).sum() + (hours < 0).sum())
    if wrong:
        raise BadValue(
            Text("column {column}: {n} value is no duration of 0 or more",
                 "column {column}: {n} values are no durations of 0 or more", n=wrong, column=repr(handling))
        )  # fmt: skip
    return hours / (60 if unit == "minutes" else 1)


def came_by_post(rows: pd.DataFrame, raw: list[str], channel: str | None) -> np.ndarray:
    """Tell which rows came by post, by their channel or their words."""
    said = np.array([bool(_POST.search(one)) for one in raw], dtype=bool)
    if channel:
        said |= rows[channel].astype(str).str.contains(_POST_CHANNEL).to_numpy()
    return said


def asked_again(work: pd.DataFrame, window: pd.Timedelta, end: pd.Timestamp) -> pd.Series:
    """Tell after which tickets the same customer asks the same again; missing: too early to tell."""
    known = work[work["who"].notna() & work["when"].notna()].sort_values("when", kind="stable")
    following = known.groupby(["group", "who"])["when"].shift(-1)
    again = ((following - known["when"]) <= window).astype(float)
    again[(known["when"] > end - window) & (again == 0)] = np.nan
    return again.reindex(work.index)


def solved_at_once(rows: pd.DataFrame, once: dict[str, int] | None) -> pd.Series:
    """Return 1 where a row was solved at the first go, 0 where not, missing where that is not known."""
    if not once:
        return pd.Series(np.nan, index=rows.index)
    values = [pd.to_numeric(rows[name], errors="coerce") for name in once]
    within = pd.concat([value <= most for value, most in zip(values, once.values(), strict=True)], axis=1)
    known = pd.concat([value.notna() for value in values], axis=1).all(axis=1)
    return within.all(axis=1).astype(float).where(known)
