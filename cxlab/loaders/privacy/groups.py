"""Which answers may be quoted, and which cells of a table may be shown."""

from __future__ import annotations

import pandas as pd

from ...errors import MissingColumn

__all__ = ["k_rule"]


def k_rule(answers: pd.DataFrame, *, by: str | list[str], k: int = 5) -> pd.Series:
    """Tell which answers may be quoted: those whose group has at least k answers.

    Parameters
    ----------
    answers
        All answers, those without a text included: the group is who answered, not who wrote.
    by
        The columns that a list of quotes shows or is split by; their combination makes the group.
    k
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
    >>> k_rule(answers, by="area", k=3).tolist()
    [True, True, True, False]
    """
    columns = [by] if isinstance(by, str) else list(by)
    if not columns:
        return pd.Series(len(answers) >= k, index=answers.index)
    for column in columns:
        if column not in answers.columns:
            raise MissingColumn(column, answers.columns)
    group = answers.groupby(columns, dropna=False, observed=True, sort=False).ngroup()
    return group.map(group.value_counts()).ge(k).rename(None)
