"""Exercises of lesson 7: the right answers for any trainee's survey, and the errors that people make."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ....drivers import importance_performance, key_drivers
from ....language import N_
from ...exercise import Exercise, Misconception
from .data import Data

__all__ = ["EXERCISES"]

MIDDLE = 3
"""Middle of the scale of 1 to 5."""


@lru_cache(maxsize=2)
def _fitted(data: Data) -> tuple[Any, pd.DataFrame]:
    asked: dict[str, Any] = {"drivers": data.aspects, "cluster": "customer"}
    return key_drivers(data.survey, **asked), importance_performance(data.survey, **asked).set_index("aspect")


def _importance(data: Data) -> pd.DataFrame:
    return _fitted(data)[0].table.set_index("aspect")


def _effect(data: Data) -> float:
    effects = _fitted(data)[0].effects.set_index("aspect")
    return float(effects.loc[data.asked, "estimate"])


def _slope_alone(data: Data) -> float:
    return float(np.polyfit(data.survey[data.asked], data.survey["nps"], 1)[0])


def _second(data: Data) -> list[str]:
    table = _importance(data)
    return [*table.index[(table["rank_best"] <= 2) & (table["rank_worst"] >= 2)]]


def _matrix(data: Data) -> pd.DataFrame:
    return _fitted(data)[1]


def _concentrate(data: Data) -> list[str]:
    matrix = _matrix(data)
    return [*matrix.index[matrix["quadrant"] == "concentrate"]]


def _rated_below(data: Data, cut: float | None = None) -> list[str]:
    matrix = _matrix(data)
    limit = matrix["performance_cut"] if cut is None else cut
    return [*matrix.index[matrix["performance"] < limit]]


def _important(data: Data) -> list[str]:
    matrix = _matrix(data)
    return [*matrix.index[matrix["importance"] > matrix["importance_cut"]]]


SELDOM_USED = Exercise(
    name="drivers-1",
    kind="number",
    right=lambda data: data.survey[data.seldom_used].mean(),
    tolerance=0.02,
    hints=(
        N_(
            "Count the values of the column first: how many zeros are there, and what can 0 mean on a "
            "scale of 1 to 5?"
        ),
        N_("Passengers who never used it have no opinion of it. Their rows must not enter the mean at all."),
        N_('Turn the code into a missing value before you average: `.replace(0, float("nan"))`.'),
    ),
    explains=N_(
        'This is the mean of the passengers who used it. "Not used" is not a rating, neither a bad one '
        "nor an average one."
    ),
    misconceptions=(
        Misconception(
            name="not_used_as_bad",
            answer=lambda data: data.export[data.seldom_used].mean(),
            says=N_(
                'You averaged the zeros as if they were ratings. 0 is the code for "not used": the more '
                "passengers do without something, the worse it would look, however good it is."
            ),
        ),
        Misconception(
            name="not_used_as_middling",
            answer=lambda data: data.survey[data.seldom_used].fillna(MIDDLE).mean(),
            says=N_(
                'You replaced "not used" by the middle of the scale. That invents answers: whatever few '
                "people use is drawn towards 3, and its interval becomes too narrow."
            ),
        ),
    ),
)

MATTERS_MOST = Exercise(
    name="drivers-2",
    kind="names",
    right=lambda data: [_importance(data).index[0]],
    hints=(
        N_("What people call important and what moves their score are two different things."),
        N_(
            "Aspects that are rated alike share their influence. You need a measure that divides it "
            "between them."
        ),
        N_("`cx.key_drivers(...)` sorts its `.table` by importance; the first row has the aspect."),
    ),
    explains=N_(
        "It explains more of the score than any other aspect, once what the aspects have in common has "
        "been shared out between them."
    ),
    misconceptions=(
        Misconception(
            name="correlation_as_importance",
            answer=lambda data: [_importance(data)["correlation"].idxmax()],
            says=N_(
                "You chose the aspect that correlates most with the score. It is one of several that are "
                "rated alike: each borrows influence from the others, and their correlations count the "
                "same thing several times over."
            ),
        ),
        Misconception(
            name="stated_importance",
            answer=lambda data: [data.stated["aspect"].iloc[0]],
            says=N_(
                "You chose what passengers name most often when asked. People name what is on their "
                "minds; whether their score depends on it is another matter, and here it hardly does."
            ),
        ),
        Misconception(
            name="worst_rated",
            answer=lambda data: [_matrix(data)["performance"].idxmin()],
            says=N_(
                "You chose the aspect with the worst rating. A bad rating says that something is bad, "
                "not that it matters: passengers can dislike something and recommend the line all the "
                "same."
            ),
        ),
    ),
)

ONE_GRADE_MORE = Exercise(
    name="drivers-3",
    kind="number",
    right=_effect,
    tolerance=0.015,
    hints=(
        N_("The question is about an effect, in points of the score, with all other aspects equal."),
        N_("Importance is a share; effects have a table of their own."),
        N_("Look up the aspect in `found.effects`; the column is `estimate`."),
    ),
    explains=N_(
        "All other aspects being equal, passengers who rate this aspect one point better score that much "
        "higher. It is an association, not a promise of what a measure will bring."
    ),
    misconceptions=(
        Misconception(
            name="slope_alone",
            answer=_slope_alone,
            says=N_(
                "That is the slope of this aspect alone. Passengers who rate it well rate others well "
                "too, and your figure contains their effect as well: summed over all aspects, one point "
                "more would bring far too much."
            ),
        ),
        Misconception(
            name="share_as_effect",
            answer=lambda data: _importance(data).loc[data.asked, "estimate"],
            says=N_(
                "That is its importance: a share of what all aspects explain. It says nothing about "
                "points of the score."
            ),
        ),
    ),
)

SECOND_PLACE = Exercise(
    name="drivers-4",
    kind="names",
    right=_second,
    hints=(
        N_("Ranks are estimates too. Another sample of passengers would give another order."),
        N_("The table holds the best and the worst rank that the data still allow."),
        N_("Second place is possible where `rank_best <= 2` and `rank_worst >= 2`."),
    ),
    explains=N_(
        "The order among them is down to chance. Report it as a result, and next year you will have to "
        "explain why it has changed."
    ),
    misconceptions=(
        Misconception(
            name="rank_as_fact",
            answer=lambda data: [_importance(data).index[1]],
            says=N_(
                "You chose the second row. Its lead over the next ones is within the range of chance: "
                "with other passengers, another aspect could stand there."
            ),
        ),
        Misconception(
            name="significant_as_important",
            answer=lambda data: [*_importance(data).index[_importance(data)["low"] > 0]],
            says=N_(
                "You chose every aspect whose interval excludes 0. That an aspect counts at all does not "
                "make it a candidate for second place: most of these count very little."
            ),
        ),
        Misconception(
            name="top_two",
            answer=lambda data: [*_importance(data).index[:2]],
            says=N_(
                "You chose the first two rows of the table. The question is which aspects can be second: "
                "one that is clearly first cannot, and the second row is not the only candidate."
            ),
        ),
    ),
)

CONCENTRATE = Exercise(
    name="drivers-5",
    kind="names",
    right=_concentrate,
    hints=(
        N_("Two things have to hold at once: the aspect matters, and it is rated badly."),
        N_(
            "Badly compared with what? The matrix compares each aspect with the mean of all, not with "
            "the middle of the scale."
        ),
        N_('In `matrix` these are the rows with `quadrant == "concentrate"`.'),
    ),
    explains=N_(
        "Here a better rating would pay: the aspect matters more than average and is rated worse than "
        "average, and neither interval crosses its line."
    ),
    misconceptions=(
        Misconception(
            name="performance_only",
            answer=_rated_below,
            says=N_(
                "You chose everything that is rated below the mean. At least one of these hardly "
                "matters: money spent there improves a rating and leaves the score where it is."
            ),
        ),
        Misconception(
            name="middle_of_scale",
            answer=lambda data: _rated_below(data, MIDDLE),
            says=N_(
                "You chose what is rated below 3, the middle of the scale. Hardly anyone uses the lower "
                "half of a scale; a rating is good or bad compared with the other aspects. And a low "
                "rating alone does not make an aspect matter."
            ),
        ),
        Misconception(
            name="importance_only",
            answer=_important,
            says=N_(
                "You chose everything that matters more than average. Some of these are rated well "
                "already: there the task is to keep the standard up, not to invest first."
            ),
        ),
    ),
)

EXERCISES = (SELDOM_USED, MATTERS_MOST, ONE_GRADE_MORE, SECOND_PLACE, CONCENTRATE)
