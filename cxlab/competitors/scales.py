"""Ratings of several scales in one column: found, said, and brought to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import require, tally
from cxlab.errors import BadValue
from cxlab.text import Text

__all__ = ["mixed_scales", "one_scale", "rating_scales"]

TOPS = (1, 5, 7, 10, 20, 100)
"""Where scales of ratings usually end."""
ENOUGH = 30
"""Ratings from which on a part shows where its scale ends."""
TOP_SHARE = 0.01
"""Share of the ratings that must lie above an end before a longer scale is believed: fewer are slips."""


def rating_scales(
    reviews: Any, *, rating: str = "rating", by: str | Sequence[str] = ("company",)
) -> pd.DataFrame:
    """Say on which scale each part of a column of ratings is.

    A scale ends at 1, 5, 7, 10, 20 or 100: the lowest of these that at most one rating in a hundred exceeds.
    Stars are given at their top by somebody nearly always, so that a part of 30 ratings that never exceeds 5
    beside one that reaches 10 is on another scale. Parts of fewer ratings are not judged.

    Parameters
    ----------
    reviews
        One row per review.
    rating
        Column of the ratings.
    by
        Columns that may tell the scales apart: company, platform, year.

    Returns
    -------
    DataFrame
        A row per part: the columns of `by`, n, smallest, largest, scale_top (missing where it cannot be
        told), beyond (ratings above it), note. `note` says of a part that its scale is another than that of
        most.

    Examples
    --------
    >>> ratings = [1, 3, 4, 5] * 10 + [2, 6, 8, 10] * 10
    >>> made = pd.DataFrame({"platform": ["a"] * 40 + ["b"] * 40, "rating": ratings})
    >>> rating_scales(made, by="platform")[["platform", "n", "largest", "scale_top"]]
      platform   n  largest  scale_top
    0        a  40      5.0          5
    1        b  40     10.0         10
    """
    names = [by] if isinstance(by, str) else list(by)
    require(reviews, *names, rating)
    counted = tally(reviews, by=[*names, rating])
    counted = counted[counted[rating].notna()]
    rows = []
    for keys, part in counted.groupby(names, sort=False, dropna=False):
        values, n = part[rating].astype(float).to_numpy(), part["n"].to_numpy()
        ends = (
            TOPS if ((values < 1) & (values >= 0)).any() else TOPS[1:]
        )  # nothing but ones is a poor company
        top = next((end for end in ends if n[values > end].sum() <= TOP_SHARE * n.sum()), None)
        told = top if n.sum() >= ENOUGH else None
        beyond = int(n[values > told].sum()) if told is not None else 0
        rows.append((*keys, int(n.sum()), values.min(), values.max(), told, beyond))
    found = pd.DataFrame(rows, columns=[*names, "n", "smallest", "largest", "scale_top", "beyond"])
    found["scale_top"] = found["scale_top"].astype("Int64")
    usual = _usual(found)
    other = found["scale_top"].notna() & (found["scale_top"] != usual)
    text = Text("the ratings go up to another end than most others")
    found["note"] = np.where(other.fillna(False), text, "")
    return found


def _usual(found: pd.DataFrame) -> int | None:
    """Return the end on which most ratings are."""
    known = found[found["scale_top"].notna()]
    sizes = known.groupby("scale_top")["n"].sum()
    return None if known.empty else int(sizes.index[int(sizes.to_numpy().argmax())])


def mixed_scales(reviews: Any, *, rating: str, by: Sequence[str]) -> list[str]:
    """Name the parts whose ratings are on another scale than most, e.g. "Kiosk (up to 10)"."""
    found = rating_scales(reviews, rating=rating, by=by)
    other = found[found["note"].astype(str) != ""]
    return [f"{' / '.join(str(row[name]) for name in by)} ({_end(row)})" for row in other.to_dict("records")]


def _end(row: dict) -> Text:
    return Text("up to {top}", top=int(row["scale_top"]))


def one_scale(
    reviews: pd.DataFrame,
    *,
    rating: str = "rating",
    by: str | Sequence[str] = ("company",),
    to: tuple[float, float] = (1, 5),
    low: float = 1,
) -> pd.Series:
    """Bring ratings of several scales to one, linearly: the ends of each become the ends of the new one.

    Parameters
    ----------
    reviews
        One row per review.
    rating, by
        As for `rating_scales`, which says which part is on which scale.
    to
        The ends of the new scale.
    low
        Where the scales begin (scales up to 100 and up to 1 begin at 0).

    Returns
    -------
    Series
        The ratings on the new scale; missing where a part is too small to tell its scale, or a rating lies
        beyond it.

    Notes
    -----
    That 3 of 5 means what 5.5 of 10 means is an assumption: people use long scales otherwise than short ones.

    Raises
    ------
    BadValue
        No part is large enough to tell its scale.

    Examples
    --------
    >>> ratings = [1, 3, 4, 5] * 10 + [1, 6, 8, 10] * 10
    >>> made = pd.DataFrame({"company": ["a"] * 40 + ["b"] * 40, "rating": ratings})
    >>> one_scale(made).tail(4).round(2).tolist()
    [1.0, 3.22, 4.11, 5.0]
    """
    names = [by] if isinstance(by, str) else list(by)
    found = rating_scales(reviews, rating=rating, by=names)
    if found["scale_top"].isna().all():
        raise BadValue(Text("no part has the {least} ratings that tell its scale", least=ENOUGH))
    top = reviews[names].merge(found[[*names, "scale_top"]], on=names, how="left")["scale_top"]
    high = top.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    start = np.where(np.isin(high, (1, 100)), 0.0, low)
    values = reviews[rating].astype(float).to_numpy()
    inside = (values >= start) & (values <= high)
    moved = to[0] + (values - start) / (high - start) * (to[1] - to[0])
    return pd.Series(np.where(inside, moved, np.nan), index=reviews.index, name=rating)
