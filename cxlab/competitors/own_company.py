"""Which of the companies in a table is the own one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxlab.engine import require, tally
from cxlab.errors import BadValue
from cxlab.text import Text

__all__ = ["own_company"]


def own_company(data: Any, *, names: Iterable[str] = (), company: str = "company") -> str:
    """Return the own company: the first of `names` that occurs, else the one of which there is most.

    Parameters
    ----------
    data
        Reviews or complaints.
    names
        What it may be called; capitals do not matter.
    company
        Column of the company.

    Raises
    ------
    BadValue
        The column is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> made = pd.DataFrame({"company": ["Nord", "Süd", "Süd"]})
    >>> own_company(made, names=["NORD"]), own_company(made)
    ('Nord', 'Süd')
    """
    require(data, company)
    counted = tally(data, by=company)
    counted = counted[counted[company].notna()].sort_values("n", ascending=False, kind="stable")
    if counted.empty:
        raise BadValue(Text("no value in {column}", column=company))
    there = {str(name).casefold(): str(name) for name in counted[company]}
    return next(
        (there[name.casefold()] for name in names if name.casefold() in there), str(counted[company].iloc[0])
    )
