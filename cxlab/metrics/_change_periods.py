"""Which periods a change lies between, and which of them may be told."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from cxlab.errors import BadValue, UnknownName
from cxlab.results import protected
from cxlab.text import Text

from ._answers import Answers

__all__ = ["chosen_pairs"]


def chosen_pairs(answers: Answers, when: str, between: Any, min_n: int) -> tuple[list[tuple[Any, Any]], bool]:
    """Return the pairs of periods, earlier first, and whether their sizes must stay untold.

    Only one period may be told its size where that of the other would give a small third one away.
    """
    large, shown = _with_answers(answers, when, min_n), _shown_periods(answers, when, min_n)
    periods = _with_answers(answers, when, 1)
    if between is None and len(large) > 1:
        periods = shown if len(shown) > 1 else large
    untold = between is None and len(large) > 1 and len(shown) < 2
    return _pairs(periods, between, when), untold


def _with_answers(answers: Answers, when: str, least: int) -> list[Any]:
    """Return the periods that have at least so many valid answers, and any at all, in order."""
    sizes = _sizes(answers, when)
    return list(sizes.index[sizes >= max(least, 1)])


def _sizes(answers: Answers, when: str) -> pd.Series:
    # Over all segments; rows without a period are in none.
    return pd.Series(answers.size()).groupby(answers.groups[when], sort=False, observed=True).sum()


def _shown_periods(answers: Answers, when: str, min_n: int) -> list[Any]:
    """Return the periods whose size may be told: all but the small ones and those beside them.

    `nps` by period hides a second one where a single small one would follow from the total; naming it here
    would give the small one away.
    """
    sizes = _sizes(answers, when)
    people = sizes.rename("n").rename_axis("period_").reset_index()
    shown = protected(people, min_n=min_n, by="period_")["n"].notna().to_numpy() & (sizes > 0).to_numpy()
    return [name for name, size in sizes[shown].items() if size >= max(min_n, 1)]


def _pairs(periods: list[Any], between: Any, when: str) -> list[tuple[Any, Any]]:
    consecutive = list(pairwise(periods))
    if isinstance(between, str) and between == "all" and consecutive:
        return consecutive
    if isinstance(between, str) and between == "latest" and consecutive:
        return [(before, periods[-1]) for before in periods[-2:-4:-1]]
    if between is None and consecutive:
        return consecutive[-1:]
    if between is None or isinstance(between, str):
        if len(periods) < 2:
            raise BadValue(
                Text(
                    "a change needs two periods with valid answers; column {column} has {number}",
                    column=repr(when),
                    number=len(periods),
                )
            )
        raise BadValue(
            Text('between takes two periods, "latest" or "all"; found {found}', found=repr(between))
        )
    before, after = (_find(wanted, periods, when) for wanted in between)
    return [(before, after)]


def _find(wanted: Any, periods: list[Any], when: str) -> Any:
    for value in periods:
        if value == wanted or (isinstance(value, pd.Timestamp) and value == _timestamp(wanted)):
            return value
    shown = [f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value for value in periods]
    raise UnknownName(f"{when} with valid answers", str(wanted), shown)


def _timestamp(wanted: Any) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(wanted)
    except ValueError:
        return None
