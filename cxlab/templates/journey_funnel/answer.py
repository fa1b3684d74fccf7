"""The first screen: how many reach the goal, of whom, by when."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...journey import Funnel
from ...language import _, date, interval, number, percent
from ...report import Headline
from .funnel import share_of_goal
from .words import lasting, words

__all__ = ["headline"]

_DAY = 86_400_000_000


def headline(result: Funnel, *, pot: Any, events: pd.DataFrame) -> Headline:
    """Return the figure that answers the question, with whom and when it speaks of."""
    first, last = result.table.iloc[0], result.table.iloc[-1]
    share, low, high = share_of_goal(result)
    when = events["timestamp"].dropna()
    population = _("{company} · customer journeys · {first} to {last}").format(
        company=pot.company or pot.name, first=date(when.min()), last=date(when.max())
    )
    window = lasting(result.spec.window / _DAY)
    label = _("Reach {goal} within {window}").format(goal=words(last["name"]), window=window)
    hidden = pd.isna(share) or pd.isna(last["reached"])
    entered = "–" if pd.isna(first["entered"]) else number(int(first["entered"]))
    note = _("{n} customers began with {entry}; journeys that have just begun do not count as lost.").format(
        n=entered, entry=words(first["name"])
    )
    return Headline(
        population=population,
        as_of=date(when.max()),
        label=label,
        value="–" if hidden else percent(share, 1),
        limits="" if hidden or pd.isna(low) else interval(low, high, 1, as_percent=True),
        notes=[note, *_half(last)],
        says=("journey.reach",),
    )


def _half(goal: pd.Series) -> list[str]:
    """Say how long half of those who reach the goal take."""
    if pd.isna(goal.get("median_days")):
        return []
    return [
        _("Half of those who reach {goal} take {time} or less.").format(
            goal=words(goal["name"]), time=lasting(goal["median_days"])
        )
    ]
