"""The exercises of lesson 2 and the errors that people make in them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ....language import N_
from ....metrics import nps, nps_change, nps_compare, nps_sample_size, response_weights
from ...exercise import Exercise, Misconception
from .data import Data

__all__ = ["EXERCISES"]


def _second(data: Data) -> pd.Series:
    return data.waves.loc[data.waves["quarter"] == "Q2", "nps"]


def _score(answers: pd.DataFrame, **options: Any) -> float:
    return float(nps(answers, scale=(0, 10), **options)["estimate"].iloc[0])


def _without_passives(data: Data) -> float:
    promoters, detractors = int((_second(data) >= 9).sum()), int((_second(data) <= 6).sum())
    return 100 * (promoters - detractors) / (promoters + detractors)


def _limits(data: Data, side: str) -> tuple[float, float]:
    row = nps(data.waves[data.waves["quarter"] == side]).iloc[0]
    return float(row["low"]), float(row["high"])


def _change(data: Data, against: str = "Q1") -> tuple[float, float]:
    row = nps_compare(data.waves, by="quarter", against=against).iloc[0]
    return float(row["low"]), float(row["high"])


def _added_margins(data: Data) -> tuple[float, float]:
    (low, high), (low_before, high_before) = _limits(data, "Q2"), _limits(data, "Q1")
    return low - high_before, high - low_before


def _needed(data: Data, margin: float) -> int:
    wave = nps(data.waves[data.waves["quarter"] == "Q2"])
    return int(nps_sample_size(wave, margin=margin)["n_needed"].iloc[0])


def _needed_in_proportion(data: Data) -> float:
    low, high = _limits(data, "Q2")
    return len(_second(data)) * (high - low) / 2 / 5


def _answers_each(data: Data) -> pd.Series:
    return data.sample.groupby("tariff").size()


def _weighted(data: Data, per_tariff: pd.Series) -> float:
    return _score(data.sample.assign(weight=data.sample["tariff"].map(per_tariff)), weight="weight")


def _mean_of_tariffs(data: Data) -> float:
    return float(nps(data.sample, by="tariff")["estimate"].mean())


def _total(data: Data, part: str) -> float:
    table = nps_change(data.years, period="year", by="tariff")
    return float(table.loc[table["group"] == "total", part].iloc[0])


def _for_all_invited(data: Data) -> float:
    weights = response_weights(data.invited, traits=["complained"])
    return _score(data.invited.assign(weight=weights), weight="weight")


def _silent_as(data: Data, score: int) -> float:
    return _score(data.invited.assign(nps=data.invited["nps"].fillna(score)))


def _mean_of_both(data: Data) -> float:
    return float(nps(data.invited, by="complained")["estimate"].mean())


EXERCISES = (
    Exercise(
        name="nps-1",
        kind="points",
        tolerance=0.15,
        right=lambda data: _score(pd.DataFrame({"nps": _second(data)})),
        hints=(
            N_("Which answers are promoters, which detractors, and what happens to those in between?"),
            N_("A comparison gives `True` or `False` for each answer; its `mean()` is the share of `True`."),
            N_("`100 * ((answers >= 9).mean() - ...)`: the share of detractors is missing."),
        ),
        explains=N_(
            "The passives count in the denominator only. Turning a 6 into a 7 therefore gains as much as turning an 8 into a 9."
        ),
        misconceptions=(
            Misconception(
                "mean_score",
                lambda data: float(_second(data).mean()),
                N_(
                    "That is the mean of the scores. The NPS is no mean: it sorts the answers into three classes "
                    "and subtracts two shares. Two surveys with the same mean can be 30 points apart."
                ),
            ),
            Misconception(
                "promoters_only",
                lambda data: 100 * float((_second(data) >= 9).mean()),
                N_("That is the share of promoters alone. The detractors have not been subtracted."),
            ),
            Misconception(
                "eight_is_promoter",
                lambda data: 100 * float((_second(data) >= 8).mean() - (_second(data) <= 6).mean()),
                N_(
                    "You counted the 8 as a promoter. It looks like a good mark, but the definition begins at 9; "
                    "with another limit your figure compares with nobody else's."
                ),
            ),
            Misconception(
                "six_is_passive",
                lambda data: 100 * float((_second(data) >= 9).mean() - (_second(data) <= 5).mean()),
                N_(
                    "You counted the 6 as passive. The detractors go from 0 to 6; the 6 is the most frequent of "
                    "them, so that leaving it out flatters the score."
                ),
            ),
            Misconception(
                "without_passives",
                _without_passives,
                N_(
                    "You left the passives out of the denominator as well. They neither add nor subtract, but "
                    "they are answers: without them the score swings further than opinion does."
                ),
            ),
        ),
    ),
    Exercise(
        name="nps-2",
        kind="interval",
        tolerance=0.6,
        right=_change,
        hints=(
            N_(
                "The question is about the change, so it needs the interval of the change, not that of a quarter."
            ),
            N_("`cx.nps_compare` compares groups; `by` is the quarter, `against` says with which one."),
            N_(
                '`change = cx.nps_compare(data.waves, by="quarter", against="Q1")`; the limits are in `low` and `high`.'
            ),
        ),
        explains=N_(
            "The interval holds everything from a clear fall to a clear rise. About {points:.0f} points up is the "
            "best single guess and yet no news: two samples of an unchanged company differ by as much quite often."
        ),
        values=lambda data: {
            "points": float(nps_compare(data.waves, by="quarter", against="Q1")["estimate"].iloc[0])
        },
        misconceptions=(
            Misconception(
                "one_wave",
                lambda data: _limits(data, "Q2"),
                N_(
                    "That is the interval of the second quarter's score. It says how well we know that score, not "
                    "how well we know the change: the first quarter is uncertain too."
                ),
            ),
            Misconception(
                "added_margins",
                _added_margins,
                N_(
                    "You set the end of one interval against the beginning of the other. That supposes that both "
                    "quarters err as far as they can and in opposite directions at once; the interval becomes too "
                    "wide, and real changes are overlooked. For the same reason overlapping intervals do not prove "
                    "that nothing changed."
                ),
            ),
            Misconception(
                "reversed",
                lambda data: _change(data, "Q2"),
                N_(
                    "You compared the first quarter with the second: a rise looks like a fall. The later period "
                    "comes first, the earlier one is what it is measured against."
                ),
            ),
        ),
    ),
    Exercise(
        name="nps-3",
        kind="choice",
        right=lambda data: "c",
        hints=(
            N_("Which of the sentences would still be right if the next quarter showed a fall of 3 points?"),
            N_("Read the interval from `nps-2` aloud, both limits. Which sentence says the same?"),
        ),
        explains=N_(
            "It says what was observed and how sure that is. This is not hedging: whoever reads it will not be "
            "embarrassed next quarter."
        ),
        misconceptions=(
            Misconception(
                "point_as_fact",
                lambda data: "a",
                N_(
                    "That takes the estimate for the truth. The survey asked a few hundred customers; with others "
                    "the figure would have been another, maybe below the first quarter's."
                ),
            ),
            Misconception(
                "no_proof_is_no_change",
                lambda data: "b",
                N_(
                    "That takes missing evidence for evidence that nothing happened. The interval holds 0, but it "
                    "holds a rise of 10 points as well: the survey is too small to tell them apart."
                ),
            ),
            Misconception(
                "until_significant",
                lambda data: "d",
                N_(
                    "Asking on until it is significant finds a change sooner or later even where there is none: "
                    "each new look is another chance for an accident. How many answers are needed is settled "
                    "before, as in the next exercise."
                ),
            ),
        ),
    ),
    Exercise(
        name="nps-4",
        kind="number",
        tolerance=100,
        right=lambda data: _needed(data, 5 / 2**0.5),
        hints=(
            N_(
                "A change has the uncertainty of two quarters. By how much is its margin larger than that of one?"
            ),
            N_(
                "Variances add up, so the margin of a change is √2 times that of one quarter of the same size."
            ),
            N_(
                "`cx.nps_sample_size(second, margin=...)` with the margin that one quarter may have: `5 / 2**0.5`."
            ),
        ),
        explains=N_(
            "Four times the answers halve the margin, and a change needs twice as many as a single score. That is "
            "why monthly figures of small surveys tell mostly noise: ask whether a year's comparison would do."
        ),
        misconceptions=(
            Misconception(
                "margin_of_one_wave",
                lambda data: _needed(data, 5),
                N_(
                    "With so many answers the score of one quarter is known to within 5 points. The change "
                    "between two such quarters is less certain than either of them."
                ),
            ),
            Misconception(
                "in_proportion",
                _needed_in_proportion,
                N_(
                    "You let the margin shrink in proportion to the answers. It shrinks with their square root: "
                    "half the margin takes four times the answers."
                ),
            ),
        ),
    ),
    Exercise(
        name="nps-5",
        kind="points",
        tolerance=0.3,
        right=lambda data: _weighted(data, data.customers / _answers_each(data)),
        hints=(
            N_("How many customers does one answer of each tariff stand for?"),
            N_(
                '`per_answer = data.customers / data.sample.groupby("tariff").size()`: one weight per tariff.'
            ),
            N_('Give each answer its weight as a column, then: `cx.nps(sample, weight="weight")`.'),
        ),
        explains=N_(
            "Unweighted, the few business customers would speak for everybody. The price of the weights is a "
            "wider interval: compare `n_eff` with `n`."
        ),
        misconceptions=(
            Misconception(
                "unweighted",
                lambda data: _score(data.sample),
                N_(
                    "That is the score of those who answered. Business customers, who are the happiest, were asked "
                    "far more often than others: they gave nearly half of the answers and are less than a tenth of the customers."
                ),
            ),
            Misconception(
                "mean_of_groups",
                _mean_of_tariffs,
                N_(
                    "That is the plain mean of the three tariffs' scores. It treats them as if each had a third of "
                    "the customers."
                ),
            ),
            Misconception(
                "weights_upside_down",
                lambda data: _weighted(data, _answers_each(data) / data.customers),
                N_(
                    "Your weights are upside down: the tariff that was asked most often counts even more now. A "
                    "weight says how many customers an answer stands for."
                ),
            ),
            Misconception(
                "customers_as_weight",
                lambda data: _weighted(data, data.customers),
                N_(
                    "You gave each answer the size of its whole tariff. A tariff with many answers then counts "
                    "many times over; its customers have to be shared among its answers."
                ),
            ),
        ),
    ),
    Exercise(
        name="nps-6",
        kind="points",
        tolerance=0.3,
        right=lambda data: _total(data, "mix"),
        hints=(
            N_("First look at each tariff by itself: which of them became worse?"),
            N_(
                '`cx.nps_change(data.years, period="year", by="tariff")` splits the change into `rate` and `mix`.'
            ),
            N_("In its last row, the total, the column `mix` says what the shifted shares did."),
        ),
        explains=N_(
            "Every tariff became better, by {rate:.1f} points together, and the total fell all the same: many more "
            "answers come from prepaid customers, who score lowest. Whoever now trains the hotline cures the wrong "
            "patient."
        ),
        values=lambda data: {"rate": _total(data, "rate")},
        misconceptions=(
            Misconception(
                "total_change",
                lambda data: _total(data, "estimate"),
                N_(
                    "That is the whole change. It mixes two things: how customers of a tariff score, and how many "
                    "of each tariff answered."
                ),
            ),
            Misconception(
                "rate",
                lambda data: _total(data, "rate"),
                N_(
                    "That is the part that comes from better or worse scores within the tariffs (`rate`). The "
                    "question was what the shifted shares did."
                ),
            ),
        ),
    ),
    Exercise(
        name="nps-7",
        kind="points",
        tolerance=0.3,
        right=_for_all_invited,
        hints=(
            N_("Who answers more rarely: customers who complained, or the others? And who scores lower?"),
            N_(
                "What is known of everybody who was asked, answering or not? By that the answers can be weighted."
            ),
            N_(
                '`weights = cx.response_weights(data.invited, traits=["complained"])`, then `cx.nps` with them.'
            ),
        ),
        explains=N_(
            "The score of those who answered would have been {points:.0f} points higher. Even the weighted one "
            "assumes that silent customers who complained think like those who complained and answered: say so in "
            "the report."
        ),
        values=lambda data: {"points": _score(data.invited) - _for_all_invited(data)},
        misconceptions=(
            Misconception(
                "answers_only",
                lambda data: _score(data.invited),
                N_(
                    "That is the score of those who answered. Customers who complained answer less than half as "
                    "often as others, so that the angry are hardly heard."
                ),
            ),
            Misconception(
                "silent_as_detractors",
                lambda data: _silent_as(data, 0),
                N_(
                    "You counted everybody who is silent as a detractor. Silence is no opinion: most people simply "
                    "do not fill in surveys."
                ),
            ),
            Misconception(
                "silent_as_passives",
                lambda data: _silent_as(data, 7),
                N_(
                    "You divided by all who were asked, as if everybody who is silent were a passive. That pulls "
                    "any score towards 0, whatever people think."
                ),
            ),
            Misconception(
                "mean_of_both",
                _mean_of_both,
                N_(
                    "That is the plain mean of both groups' scores. It supposes that half of all who were asked "
                    "had complained."
                ),
            ),
        ),
    ),
)
