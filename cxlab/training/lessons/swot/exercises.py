"""Exercises of lesson 8: the right answers from any trainee's evidence, and the errors that people make."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from ....competitors import review_scores
from ....language import N_
from ....swot_analysis import Swot, all_findings, measures, swot, tows
from ....templates.swot_synthesis import market_findings
from ...exercise import Exercise, Misconception
from .data import Data

__all__ = ["EXERCISES"]

Field = Literal["weakness", "threat"]

CERTAINTY = {"shown": 1.0, "likely": 0.5}


@lru_cache(maxsize=2)
def _evidence(data: Data) -> pd.DataFrame:
    compared = review_scores(data.reviews, aspect="aspect").compare()
    return all_findings(data.findings, market_findings(compared, own=data.own))


@lru_cache(maxsize=2)
def _matrix(data: Data) -> Swot:
    return swot(_evidence(data), worth=data.worth)


def _aspects(data: Data, field: str) -> list[str]:
    """Return the aspects of one field's significant entries."""
    entries = _matrix(data).entries
    chosen = entries[(entries["swot_field"] == field) & (entries["certainty"] == "shown")]
    return sorted({name for name in chosen["aspect"] if name})


def _certain(data: Data) -> int:
    return int(_evidence(data)["certainty"].isin(["shown", "likely"]).sum())


def _weakest(data: Data, worth: Callable[[pd.DataFrame], pd.Series]) -> list[str]:
    """Return the group of the weakness that comes first by some measure."""
    weak = _matrix(data).field("weakness")
    most = np.nanargmax(worth(weak).abs().to_numpy(dtype=float, na_value=np.nan))
    return [str(weak["group"].iloc[most])]


def _pairs(data: Data, strategy: str = "WT") -> list[str]:
    pairs = tows(_matrix(data))
    return sorted(set(pairs.loc[pairs["strategy"] == strategy, "shared_by"]))


def _every_aspect(data: Data, field: Field) -> list[str]:
    return sorted({name for name in _matrix(data).field(field)["aspect"] if name})


def _gain(data: Data, column: str) -> float:
    return float(measures(_matrix(data))[column].iloc[0])


def _all_gains(data: Data) -> float:
    table = measures(_matrix(data))
    return float(table.loc[table["impact_metric"] == "nps", "expected_gain"].sum())


THREATS = Exercise(
    name="swot-1",
    kind="names",
    right=lambda data: _aspects(data, "threat"),
    hints=(
        N_(
            "Internal or external? Strengths and weaknesses are ours; opportunities and threats come "
            "from outside."
        ),
        N_(
            "A rival that is better than the market in some aspect is a danger to us there, whether we "
            "are weak or not."
        ),
        N_('`found.field("threat")` has the entries; keep the rows whose `certainty` is "shown".'),
    ),
    explains=N_("In these aspects a rival is significantly better than the rest of the market."),
    misconceptions=(
        Misconception(
            name="rival_upside_down",
            answer=lambda data: _aspects(data, "opportunity"),
            says=N_(
                "You chose the aspects in which a rival is weak. A rival's weakness is an opening for "
                "us, not a danger."
            ),
        ),
        Misconception(
            name="weakness_as_threat",
            answer=lambda data: _aspects(data, "weakness"),
            says=N_(
                "You chose our own weaknesses. They are internal: we can change them ourselves. A threat "
                "comes from outside, and there are threats where we are not weak at all."
            ),
        ),
    ),
)

HOW_MANY = Exercise(
    name="swot-2",
    kind="number",
    right=lambda data: len(_matrix(data).entries),
    hints=(
        N_(
            "Not every finding becomes an entry: some are open, some are about the data, some repeat "
            "what others found."
        ),
        N_("And two findings about the same subject make one entry with two pieces of evidence."),
        N_("Count the rows of `found.entries`."),
    ),
    explains=N_(
        "What did not enter is counted, with the reason, in `found.not_entered`; findings that say the "
        "same make one entry (see its column `further`)."
    ),
    misconceptions=(
        Misconception(
            name="every_finding",
            answer=lambda data: len(_evidence(data)),
            says=N_(
                "You counted all findings. A matrix that holds everything anybody has found, open "
                "questions and remarks on the data included, decides nothing."
            ),
        ),
        Misconception(
            name="all_that_is_certain",
            answer=_certain,
            says=N_(
                "You counted everything that is certain enough. But a response rate, or a line of the "
                "scorecard, is neither strength nor weakness, however certain: it is about the data, or "
                "it repeats other reports."
            ),
        ),
        Misconception(
            name="counted_twice",
            answer=lambda data: int(_matrix(data).entries["n_findings"].sum()),
            says=N_(
                "You counted the findings that entered, not the entries. A weakness that two reports "
                "have found is better supported, but it is still one weakness; counted twice, it would "
                "weigh twice."
            ),
        ),
    ),
)

FIRST = Exercise(
    name="swot-3",
    kind="names",
    right=lambda data: _weakest(data, lambda weak: weak["priority"]),
    hints=(
        N_("Four things count together: what it is worth, in which unit, how certain it is, and how old."),
        N_("`data.worth` brings the units to one scale; pass it to `cx.swot` as `worth=`."),
        N_('The first row of `found.field("weakness")` has the highest priority; the answer is its `group`.'),
    ),
    explains=N_(
        "It is neither the widest gap nor the largest number, but it weighs most once unit, certainty "
        "and age are taken into account."
    ),
    misconceptions=(
        Misconception(
            name="widest_gap",
            answer=lambda data: _weakest(data, lambda weak: weak["estimate"].where(weak["metric"] == "nps")),
            says=N_(
                "You chose the group with the widest gap. It is a very small group: even if the gap were "
                "closed completely, the overall score would hardly move."
            ),
        ),
        Misconception(
            name="units_mixed",
            answer=lambda data: _weakest(data, lambda weak: weak["impact"]),
            says=N_(
                "You compared numbers in different units: customers lost per year and NPS points. Only "
                "on one common scale does a larger number mean more."
            ),
        ),
        Misconception(
            name="certainty_forgotten",
            answer=lambda data: _weakest(data, lambda weak: weak["relative_impact"] * weak["freshness"]),
            says=N_(
                "You chose what is worth most without asking how certain it is. This difference did not "
                "survive the correction for the number of groups compared; such differences are often "
                "smaller than they look, and some do not exist."
            ),
        ),
        Misconception(
            name="age_forgotten",
            answer=lambda data: _weakest(
                data, lambda weak: weak["relative_impact"] * weak["certainty"].map(CERTAINTY).astype(float)
            ),
            says=N_(
                "You treated a finding that is two years old like one of today. Much may have changed "
                "since; each year halves its weight."
            ),
        ),
    ),
)

PAIRS = Exercise(
    name="swot-4",
    kind="names",
    right=_pairs,
    hints=(
        N_("A pair needs both sides: a weakness of ours and a threat from outside, about the same thing."),
        N_("`cx.tows(found)` finds the pairs; its column `strategy` says which fields they come from."),
        N_('Take the rows with `strategy == "WT"` and look at `shared_by`.'),
    ),
    explains=N_(
        "Here we are weak just where a rival is strong. The data find the pair; what to make of it is "
        "for people to decide."
    ),
    misconceptions=(
        Misconception(
            name="all_weaknesses",
            answer=lambda data: _every_aspect(data, "weakness"),
            says=N_(
                "You chose every aspect in which we are weak. In at least one of them no rival threatens "
                "us: it has to be put right, but not because of the competition."
            ),
        ),
        Misconception(
            name="all_threats",
            answer=lambda data: _every_aspect(data, "threat"),
            says=N_(
                "You chose every aspect in which a rival is strong. In at least one of them we are not "
                "weak: there we keep watch, we need not catch up."
            ),
        ),
        Misconception(
            name="other_pair",
            answer=lambda data: _pairs(data, "SO"),
            says=N_(
                "Those are pairs of a strength and an opportunity (SO): where we could attack, not where "
                "we have to defend ourselves."
            ),
        ),
    ),
)

AT_LEAST = Exercise(
    name="swot-5",
    kind="number",
    right=lambda data: _gain(data, "expected_gain_low"),
    tolerance=0.05,
    hints=(
        N_("What a measure is worth is an estimate, and an estimate has an interval."),
        N_("`cx.swot_analysis.measures(found)` ranks measures; each has `expected_gain` with its limits."),
        N_("You need the lower limit in the first row: `expected_gain_low`."),
    ),
    explains=N_(
        "That is the lower limit, and it takes a measure that removes the weakness completely. Most "
        "measures remove part of it."
    ),
    misconceptions=(
        Misconception(
            name="estimate_promised",
            answer=lambda data: _gain(data, "expected_gain"),
            says=N_(
                "That is the estimate itself. In about half of all cases the truth lies below it, so it "
                "is no minimum to promise."
            ),
        ),
        Misconception(
            name="upper_limit",
            answer=lambda data: _gain(data, "expected_gain_high"),
            says=N_("That is the upper limit: what could be won at the very best."),
        ),
        Misconception(
            name="gains_added",
            answer=_all_gains,
            says=N_(
                "You added up the gains of all measures. The groups overlap, since one passenger can "
                "belong to several, and some gains are uncertain or old: nobody can keep what the sum "
                "promises."
            ),
        ),
    ),
)

EXERCISES = (THREATS, HOW_MANY, FIRST, PAIRS, AT_LEAST)
