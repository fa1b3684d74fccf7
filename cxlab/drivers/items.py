"""Which columns hold ratings of single aspects, what they are called, and long ratings as a matrix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from cxlab.engine import columns, in_memory, require
from cxlab.errors import BadValue
from cxlab.text import Text

__all__ = ["item_matrix", "overall_items", "rating_ends", "same_aspects", "suggest_items"]

PREFIXES = ("sat_", "satisfaction_", "rating_", "zufriedenheit_", "bewertung_")
"""How columns of ratings begin; `sat_` is the canonical name in a pot."""

OVERALL = re.compile(
    r"\b(as a whole|overall|in general|all in all|insgesamt|gesamt\w*|im großen und ganzen)\b", re.IGNORECASE
)


def item_matrix(
    ratings: Any, *, respondent: str = "response_id", item: str = "item", rating: str = "rating"
) -> pd.DataFrame:
    """Turn long ratings (a row per respondent and item) into a matrix: one row per respondent.

    What a respondent did not rate is missing, never 0. Items keep the order in which they first occur.

    Parameters
    ----------
    ratings
        pandas, polars, DuckDB relation or a path.
    respondent, item, rating
        Columns.

    Returns
    -------
    DataFrame
        `respondent` and a column per item.

    Raises
    ------
    BadValue
        A respondent rated an item twice, differently.

    Examples
    --------
    >>> long = pd.DataFrame({"response_id": [1, 1, 2], "rating": [4, 2, 5]})
    >>> long["item"] = ["Shops", "Wi-Fi", "Shops"]
    >>> item_matrix(long)
       response_id  Shops  Wi-Fi
    0            1    4.0    2.0
    1            2    5.0    NaN
    """
    require(ratings, respondent, item, rating)
    long = in_memory(ratings, [respondent, item, rating]).dropna()
    long = long.drop_duplicates()
    if long.duplicated([respondent, item]).any():
        twice = int(long.duplicated([respondent, item]).sum())
        raise BadValue(
            Text(
                "{n} ratings contradict another one of the same respondent and item; keep one of them",
                n=twice,
            )
        )
    order = long[item].drop_duplicates().astype(str).tolist()
    long = long.assign(**{item: long[item].astype(str)})
    wide = long.pivot_table(index=respondent, columns=item, values=rating, aggfunc="first", observed=True)
    wide = wide[order].astype(float).reset_index()
    return wide.rename_axis(columns=None)


def suggest_items(data: Any) -> dict[str, str]:
    """Return the columns of ratings by aspect: those that begin with "sat_" (or "rating_" and the like).

    Examples
    --------
    >>> suggest_items(pd.DataFrame(columns=["nps", "sat_price", "sat_service", "saturday"]))
    {'price': 'sat_price', 'service': 'sat_service'}
    """
    names = [str(name) for name in columns(data)]
    for prefix in PREFIXES:
        found = {name[len(prefix) :]: name for name in names if name.lower().startswith(prefix)}
        if len(found) > 1:
            return found
    return {}


def overall_items(names: Iterable[str], labels: Mapping[str, object] | None = None) -> list[str]:
    """Return the items that ask for the whole: they are outcomes and would explain the factors away.

    Parameters
    ----------
    names
        The items.
    labels
        What was asked, by item, where that says more than the name.

    Examples
    --------
    >>> overall_items(["Shops", "Airport as a whole", "Gesamtzufriedenheit"])
    ['Airport as a whole', 'Gesamtzufriedenheit']
    """
    said = labels or {}
    return [name for name in names if OVERALL.search(f"{name} {said.get(name, '')}".replace("_", " "))]


def same_aspects(aspects: Iterable[str], data: Any, *, taken: Iterable[str] = ()) -> dict[str, str]:
    """Return the column of another survey that asks for the same aspect, by the end of its name.

    Parameters
    ----------
    aspects
        The aspects, e.g. the keys of `suggest_items`.
    data
        The other survey, e.g. that of the employees.
    taken
        Columns that are something else.

    Examples
    --------
    >>> staff = pd.DataFrame(columns=["team", "customers_like_price", "believe_service"])
    >>> same_aspects(["price", "service", "billing"], staff)
    {'price': 'customers_like_price', 'service': 'believe_service'}
    """
    names = [str(name) for name in columns(data) if name not in set(taken)]
    found = {}
    for aspect in aspects:
        fitting = [
            name for name in names if re.search(rf"(^|[_ .-]){re.escape(aspect)}$", name, re.IGNORECASE)
        ]
        if len(fitting) == 1:
            found[aspect] = fitting[0]
    return found


def rating_ends(data: Any, items: Iterable[str]) -> tuple[float, float]:
    """Return the lowest and the highest rating that occurs in these columns; nan where there is none.

    Examples
    --------
    >>> rating_ends(pd.DataFrame({"sat_price": [1, 4], "sat_service": [2, 5]}), ["sat_price", "sat_service"])
    (1.0, 5.0)
    """
    frame = in_memory(data, [*dict.fromkeys(items)])
    known = [pd.to_numeric(frame[name], errors="coerce") for name in frame.columns]
    if not known:
        return float("nan"), float("nan")
    return float(min(one.min() for one in known)), float(max(one.max() for one in known))
