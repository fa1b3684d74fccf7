"""Columns of the user's that are called as ours are: a segment "level" beside the confidence level."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..metrics._groups import RESULT
from ..results import all_columns

__all__ = ["own_names"]

OURS = RESULT | {
    *("calculation", "factor", "group", "versus", "unweighted", "weighted", "difference", "p", "p_adjusted"),
    *(
        "share",
        "score",
        "rate",
        "mix",
        "total",
        "period",
        "margin",
        "period_versus",
    ),
}
"""What tables of results have columns for, or headings of our own."""


def own_names(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame and the columns to split by, each under a name that no result needs.

    A column called "level" becomes "level_", whose heading is "level" everywhere in a report.

    Parameters
    ----------
    frame
        The answers or customers.
    columns
        Columns of it that reports split by.

    Examples
    --------
    >>> frame, names = own_names(pd.DataFrame({"level": ["Gold"], "region": ["Nord"]}), ["level", "region"])
    >>> names, list(frame.columns)
    (['level_', 'region'], ['level_', 'region'])
    """
    taken = {*map(str, frame.columns), *OURS, *all_columns()}
    renamed: dict[str, str] = {}
    for column in columns:
        if column in OURS and column in frame:
            name = f"{column}_"
            while name in taken:
                name += "_"
            renamed[column] = name
            taken.add(name)
    if not renamed:
        return frame, list(columns)
    return frame.rename(columns=renamed), [renamed.get(column, column) for column in columns]
