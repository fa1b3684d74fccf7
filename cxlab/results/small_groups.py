"""Groups of too few people: which answers may be quoted, and which rows of a table may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..errors import MissingColumn
from ..stats.disclosure import hidden_cells
from .hiding import hide, note_of

__all__ = ["quotable", "suppress", "suppress_like", "total_lines"]


def quotable(answers: pd.DataFrame, *, by: str | list[str], min_n: int = 5) -> pd.Series:
    """Tell which answers may be quoted: those whose group has at least `min_n` answers.

    Parameters
    ----------
    answers
        All answers, those without a text included: the group is who answered, not who wrote.
    by
        The columns that a list of quotes shows or is split by; their combination makes the group.
    min_n
        Smallest group that may be quoted.

    Returns
    -------
    Series
        True or False per row, in the index of `answers`; a row without a group value counts with its like.

    Raises
    ------
    MissingColumn
        A group column is not there.

    Examples
    --------
    >>> answers = pd.DataFrame({"area": list("AAAB")})
    >>> quotable(answers, by="area", min_n=3).tolist()
    [True, True, True, False]
    """
    columns = [by] if isinstance(by, str) else list(by)
    if not columns:
        return pd.Series(len(answers) >= min_n, index=answers.index)
    for column in columns:
        if column not in answers.columns:
            raise MissingColumn(column, answers.columns)
    group = answers.groupby(columns, dropna=False, observed=True, sort=False).ngroup()
    return group.map(group.value_counts()).ge(min_n).rename(None)


def suppress(
    table: pd.DataFrame, *, by: str | Sequence[str], count: str = "n", min_n: int = 5
) -> pd.DataFrame:
    """Hide the groups of a table that are too small, and as many more as keep them from being computed.

    Parameters
    ----------
    table
        One or more rows per group, as the metric functions return them.
    by
        The group columns. With one, the grand total is taken as known; with several, every total over all
        but one of them.
    count
        Column with the number of people in the group; the same in all rows of a group.
    min_n
        Smallest group that is shown.

    Returns
    -------
    DataFrame
        As given, but for hidden rows: every number but ``level`` is missing (the count too), and ``note``
        (added where there is none) says "suppressed". It says the same of a group below `min_n` and of one
        that is hidden to protect it, or the note would tell which is which.

    Raises
    ------
    MissingColumn
        A column is not there.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4.

    Examples
    --------
    >>> shown = suppress(pd.DataFrame({"area": list("ABCD"), "n": [3, 40, 12, 60]}), by="area")
    >>> shown["n"].tolist()
    [<NA>, 40, <NA>, 60]
    """
    columns = [by] if isinstance(by, str) else list(by)
    for column in [*columns, count]:
        if column not in table.columns:
            raise MissingColumn(column, table.columns)
    cells = table.groupby(columns, dropna=False, observed=True, sort=False)
    cell = cells.ngroup().to_numpy()
    first = np.unique(cell, return_index=True)[1]
    groups = table.iloc[first]
    # What is hidden already is taken as just large enough: nothing follows from the sum.
    marked = groups[count].isna().to_numpy() & _marked(groups)
    counts = np.where(marked, float(min_n), pd.to_numeric(groups[count]).fillna(0).to_numpy(dtype=float))
    hidden = hidden_cells(counts, total_lines(groups, columns), k=min_n, small=marked)
    alone = not (hidden & (counts >= min_n)).any()
    return hide(table, hidden[cell], note_of(min_n, alone=alone), keep=columns)


def suppress_like(table: pd.DataFrame, shown: Mapping[str, pd.DataFrame], *, min_n: int = 5) -> pd.DataFrame:
    """Hide in a table of comparisons what `suppress` has hidden in the tables of the same groups.

    Parameters
    ----------
    table
        As `cxlab.nps_compare` returns it: factor, group, versus and figures.
    shown
        By factor, the suppressed table of its groups.

    Examples
    --------
    >>> area = suppress(pd.DataFrame({"area": list("ABCD"), "n": [3, 40, 12, 60]}), by="area")
    >>> rows = pd.DataFrame({"factor": "area", "group": list("ABCD"), "versus": "rest", "n": [3, 40, 12, 60]})
    >>> suppress_like(rows, {"area": area})["n"].tolist()
    [<NA>, 40, <NA>, 60]
    """
    hidden = np.zeros(len(table), dtype=bool)
    for factor, groups in shown.items():
        gone = groups.loc[_marked(groups), factor].dropna()
        sides = table["group"].isin(gone) | table["versus"].isin(gone)
        hidden |= ((table["factor"] == factor) & sides).to_numpy()
    return hide(table, hidden, note_of(min_n), keep=["factor", "group", "versus", "level"])


def _marked(table: pd.DataFrame) -> np.ndarray:
    """Tell which rows are suppressed already."""
    return (
        table["note"].astype(str).str.startswith("suppressed").to_numpy()
        if "note" in table
        else (np.zeros(len(table), dtype=bool))
    )


def total_lines(groups: pd.DataFrame, columns: Sequence[str]) -> list[np.ndarray]:
    """Return, for each family of totals, which total each group is part of."""
    if len(columns) == 1:
        return [np.zeros(len(groups), dtype=np.intp)]
    families = [[other for other in columns if other != column] for column in columns]
    return [
        groups.groupby(family, dropna=False, observed=True, sort=False).ngroup().to_numpy()
        for family in families
    ]
