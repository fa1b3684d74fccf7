"""The exercises of lesson 3 and the errors that people make in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from ....language import N_
from ....metrics import ces, csat, expectation_gap, kano
from ...exercise import Exercise, Misconception
from .data import ANSWERS, ITEMS, NOT_STATED, TARGET, Data

__all__ = ["EXERCISES"]


def _valid(data: Data) -> pd.Series:
    return data.answers.loc[data.answers["csat"] != NOT_STATED, "csat"]


def _satisfied(data: Data) -> float:
    return float(csat(data.answers, missing_codes=(NOT_STATED,))["estimate"].iloc[0])


@lru_cache(maxsize=2)
def _by_channel(data: Data) -> pd.DataFrame:
    table = csat(data.answers, by="channel", missing_codes=(NOT_STATED,))
    return table[table["metric"] == "csat"].set_index("channel")


def _below(data: Data, limit: str) -> list[str]:
    table = _by_channel(data)
    return table.index[table[limit] < TARGET].tolist()


def _effort(data: Data, direction: str) -> float:
    return float(ces(data.answers, score="effort", direction=direction)["estimate"].iloc[0])


@lru_cache(maxsize=2)
def _features(data: Data) -> pd.DataFrame:
    table = kano(data.kano, answers=ANSWERS, feature="feature")
    return table.pivot_table("estimate", "feature", "metric")


@lru_cache(maxsize=2)
def _gaps(data: Data) -> pd.DataFrame:
    table = expectation_gap(
        data.promises, pairs={name: (f"expect_{name}", f"perceive_{name}") for name in ITEMS}
    )
    return table[table["part"] == "item"].set_index("item")


def _largest_gap(data: Data) -> dict[str, Any]:
    row = _gaps(data).sort_values("estimate").iloc[0]
    return {"gap": -row["estimate"], "mark": row["value"]}


def _small_channel(data: Data) -> dict[str, Any]:
    row = _by_channel(data).sort_values("n").iloc[0]
    return {"channel": row.name, "n": int(row["n"]), "low": row["low"], "high": row["high"]}


EXERCISES = (
    Exercise(
        name="satisfaction-1",
        kind="share",
        tolerance=0.002,
        right=_satisfied,
        hints=(
            N_("The scale ends at 5. What is the 9?"),
            N_("Whoever gave no answer belongs neither in the numerator nor in the denominator."),
            N_(
                "`cx.csat(data.answers, missing_codes=(9,))` has two rows; you need the one with `metric` csat."
            ),
        ),
        explains=N_(
            "{missing} customers gave no answer and count neither way. A mean such as Mr Kern's, {mean:.1f}, has their "
            "nines in it; the mean of those who did answer is {valid:.1f}."
        ),
        values=lambda data: {
            "missing": int((data.answers["csat"] == NOT_STATED).sum()),
            "mean": float(data.answers["csat"].mean()),
            "valid": float(_valid(data).mean()),
        },
        misconceptions=(
            Misconception(
                "not_stated_satisfied",
                lambda data: float((data.answers["csat"] >= 4).mean()),
                N_(
                    "You counted the 9 as satisfied: it is larger than 4, but it means that no answer was given. "
                    "The more people skip the question, the better such a score gets."
                ),
            ),
            Misconception(
                "not_stated_in_denominator",
                lambda data: float(data.answers["csat"].isin([4, 5]).mean()),
                N_(
                    "You divided by all rows, as if everybody who skipped the question were dissatisfied. The "
                    "score then falls when the survey gets longer, not when the service gets worse."
                ),
            ),
            Misconception(
                "top_box_only",
                lambda data: float((_valid(data) == 5).mean()),
                N_(
                    "You counted the 5 alone (top box). That figure exists, but it compares with nobody's CSAT, "
                    "which is the share of 4 and 5."
                ),
            ),
            Misconception(
                "middle_is_satisfied",
                lambda data: float((_valid(data) >= 3).mean()),
                N_(
                    "You counted the 3 as satisfied. It is the middle of the scale: neither satisfied nor "
                    "dissatisfied. Counting it flatters the score."
                ),
            ),
            Misconception(
                "rescaled_mean",
                lambda data: float((_valid(data).mean() - 1) / 4),
                N_(
                    "You turned the mean into a percentage of the scale. That is no share of customers: the same "
                    "mean can come from all being fairly content or from many enthusiasts and some furious people."
                ),
            ),
            Misconception(
                "mean_score",
                lambda data: float(_valid(data).mean()),
                N_(
                    "That is the mean of the answers, from 1 to 5. The question was which share is satisfied."
                ),
            ),
        ),
    ),
    Exercise(
        name="satisfaction-2",
        kind="names",
        right=lambda data: _below(data, "high"),
        hints=(
            N_("A channel surely misses the target if even the upper end of its interval does."),
            N_('`cx.csat(data.answers, by="channel", missing_codes=(9,))` has the column `high`.'),
            N_(
                "Keep the rows with `metric` csat, then those with `high` below 0.80, and of them the column `channel`."
            ),
        ),
        explains=N_(
            "{channel} has the lowest share, but only {n} answers: anything from {low:.0%} to {high:.0%} is "
            "possible. There the survey leaves it open, and closing a channel on that would be a bet."
        ),
        values=_small_channel,
        misconceptions=(
            Misconception(
                "dot_below_target",
                lambda data: _below(data, "estimate"),
                N_(
                    "You took all channels whose figure lies below 80%. For some of them the interval reaches "
                    "beyond the target: they may have met it and had bad luck with who answered."
                ),
            ),
            Misconception(
                "lowest_share",
                lambda data: [_by_channel(data)["estimate"].idxmin()],
                N_(
                    "You took the channel with the lowest share. Look at how few answers it has: the smallest "
                    "group comes last most easily, by chance alone."
                ),
            ),
        ),
    ),
    Exercise(
        name="satisfaction-3",
        kind="share",
        tolerance=0.002,
        right=lambda data: _effort(data, "effort"),
        hints=(
            N_("Read the question again: is a 7 good or bad news?"),
            N_("`cx.ces` wants to know what a high answer means: the argument is `direction`."),
            N_('`cx.ces(data.answers, score="effort", direction=...)`: `"easy"` or `"effort"`?'),
        ),
        explains=N_(
            "Answers 1 to 3 are the easy side here. Read the other way round, the same data would have said "
            "{wrong:.0%}, and somebody would have been praised or blamed for the questionnaire."
        ),
        values=lambda data: {"wrong": _effort(data, "easy")},
        misconceptions=(
            Misconception(
                "upside_down",
                lambda data: _effort(data, "easy"),
                N_(
                    "You counted the answers 5 to 7. That would be right for 'made it easy for me'; Funkwerk asked "
                    "how much effort it took, so these are the customers who struggled."
                ),
            ),
            Misconception(
                "middle_is_easy",
                lambda data: float((data.answers["effort"] <= 4).mean()),
                N_(
                    "You counted the 4 as easy. It is the middle of a scale of seven and belongs to neither side; "
                    "many people choose it, so that the score looks better than it is."
                ),
            ),
            Misconception(
                "mean_effort",
                lambda data: float(data.answers["effort"].mean()),
                N_(
                    "That is the mean effort on the scale of 1 to 7. It is worth reporting with its scale, but it "
                    "is no share of customers."
                ),
            ),
        ),
    ),
    Exercise(
        name="satisfaction-4",
        kind="names",
        right=lambda data: [_features(data)["worse"].idxmin()],
        hints=(
            N_("What is asked: what people like, or what they would miss?"),
            N_(
                '`cx.kano(data.kano, answers=(1, 2, 3, 4, 5), feature="feature")` gives `better` and `worse`.'
            ),
            N_("`worse` is negative: the feature whose absence costs most has the smallest value."),
        ),
        explains=N_(
            "If it is missing, {share:.0%} of those asked dislike that, and hardly anybody would have named it as a "
            "wish. Must-be features are taken for granted; they show in complaints and cancellations, not in praise."
        ),
        values=lambda data: {"share": -float(_features(data)["worse"].min())},
        misconceptions=(
            Misconception(
                "most_liked",
                lambda data: [_features(data)["better"].idxmax()],
                N_(
                    "That is the feature which delights most (highest `better`). Hardly anybody dislikes its "
                    "absence: it wins customers, but leaving it out drives none away."
                ),
            ),
            Misconception(
                "sum_of_both",
                lambda data: [(_features(data)["better"] - _features(data)["worse"]).idxmax()],
                N_(
                    "That is the feature that moves most in both directions, a one-dimensional one. Adding both "
                    "coefficients mixes what presence gains with what absence costs; only the second was asked."
                ),
            ),
            Misconception(
                "sign_of_worse",
                lambda data: [_features(data)["worse"].idxmax()],
                N_(
                    "You took the largest value of `worse`. It is negative: near 0 means that nobody minds if the "
                    "feature is missing."
                ),
            ),
        ),
    ),
    Exercise(
        name="satisfaction-5",
        kind="names",
        right=lambda data: [_gaps(data)["estimate"].idxmin()],
        hints=(
            N_("A mark says little without what was expected."),
            N_(
                "`cx.expectation_gap(data.promises, pairs=pairs)`: `estimate` is experience less expectation."
            ),
            N_("Keep the rows with `part` item; the promise broken most has the most negative `estimate`."),
        ),
        explains=N_(
            "It lies {gap:.1f} points below what customers expect. Its mark of {mark:.1f} is not even the lowest, so "
            "a ranking by marks would have sent the money elsewhere."
        ),
        values=_largest_gap,
        misconceptions=(
            Misconception(
                "lowest_mark",
                lambda data: [_gaps(data)["value"].idxmin()],
                N_(
                    "That is the promise with the lowest mark. But customers do not expect much there either: "
                    "the gap is small, and an improvement would surprise rather than appease."
                ),
            ),
            Misconception(
                "highest_expectation",
                lambda data: [_gaps(data)["value_versus"].idxmax()],
                N_(
                    "That is where customers expect most. They also get most of it: a high expectation is no "
                    "problem as long as it is met."
                ),
            ),
            Misconception(
                "sign_of_gap",
                lambda data: [_gaps(data)["estimate"].idxmax()],
                N_(
                    "You took the largest difference. It is positive: there customers get more than they expected. "
                    "What falls short is negative."
                ),
            ),
        ),
    ),
)
