"""How many people a figure of this report must rest on, and what is left of a table after that."""

from __future__ import annotations

import pandas as pd

from ..errors import BadParameter
from ..language import _, number
from ..results import NOT_OF_PEOPLE, NOTHING_HIDDEN, Finding, metric_of, protected_rows
from ..text import Text

__all__ = ["DEFAULT", "counts_few", "notice_of", "shown", "too_few", "use_min_n"]

DEFAULT = 5
_least = DEFAULT


def use_min_n(min_n: int) -> None:
    """Set how many people a figure of the report must rest on.

    Raises
    ------
    BadParameter
        It is not a whole number of 0 or more.
    """
    global _least
    if isinstance(min_n, bool) or not isinstance(min_n, int) or min_n < 0:
        raise BadParameter(Text("min_n must be a number of people, 0 or more; found {min_n!r}", min_n=min_n))
    _least = min_n


def too_few(n: float | None) -> bool:
    """Say whether a statement on so many people speaks of too few of them; nobody counted is not too few."""
    return n is not None and 0 < n < _least


def counts_few(found: Finding) -> bool:
    """Say whether a finding counts too few people: the n it rests on, or what it counts among many."""
    if found.metric in NOT_OF_PEOPLE:
        return False
    counted = metric_of(found.metric)
    sides = (found.value, found.value_versus) if counted is not None and counted.kind == "count" else ()
    return any(map(too_few, (found.n, *sides)))


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what the report may show of a frame, whoever made it."""
    return protected_rows(frame, min_n=_least)


def notice_of(min_n: int) -> str:
    """Return what a page says where small groups are not hidden; nothing where they are.

    Examples
    --------
    >>> notice_of(5)
    ''
    >>> notice_of(0).split(":")[0]
    'Small groups are shown (min_n = 0)'
    """
    if min_n > NOTHING_HIDDEN:
        return ""
    return _(
        "Small groups are shown (min_n = {n}): figures of this report may speak of single people. Pass it on "
        "only to those who may know them."
    ).format(n=number(min_n))
