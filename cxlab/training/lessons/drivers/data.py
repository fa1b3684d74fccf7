"""Data of lesson 7: a survey of a ferry line whose drivers are known, because they were planted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

__all__ = ["Data", "make"]

CUSTOMERS = 1000
TWICE = 0.2
"""Share of the customers who answered after two crossings."""
EVERYBODY = ("punctuality", "boarding", "staff", "information", "cleanliness", "booking", "price")
SOME = ("catering", "shop", "lounge")
"""What many passengers never use."""
NOT_USED = 0
"""The survey tool's code for "not used"."""
ALIKE = 0.85
"""Correlation of the three aspects that are felt as one."""
PARTS = ("driver", "alike_1", "alike_2", "alike_3", "loud", "quiet", "small", "seldom")
WORTH = dict(zip(PARTS, (1.6, 0.7, 0.65, 0.65, 0.25, 0.15, 0.2, 0.2), strict=True))
"""What each part counts for the score; the driver counts most."""
LEVEL = dict(zip(PARTS, (3.25, 4.0, 3.75, 3.9, 2.6, 4.2, 3.75, 4.0), strict=True))
"""How well each is rated; loud is rated worst, and counts little."""
NAMED = dict(zip(PARTS, (0.3, 0.22, 0.16, 0.12, 0.4, 0.1, 0.62, 0.08), strict=True))
"""How many name it when they are asked; small is what everybody names."""
USED = 0.6
"""Share of passengers who use what is seldom used."""


@dataclass(frozen=True, eq=False)
class Data:
    """One trainee's survey.

    Attributes
    ----------
    export
        As the survey tool delivers it: customer, nps (0 to 10), a column per aspect (1 to 5; 0: not used).
    survey
        The same with "not used" as missing.
    aspects
        The names of the aspects.
    stated
        aspect, named: share of customers who name it when asked what matters to them.
    seldom_used, asked
        The aspect that many never use, and the one whose effect is asked for.
    truth
        The part that each aspect plays.
    """

    export: pd.DataFrame
    survey: pd.DataFrame
    aspects: list[str]
    stated: pd.DataFrame
    seldom_used: str
    asked: str
    truth: dict[str, str] = field(repr=False)


def make(seed: int) -> Data:
    """Return the survey of one trainee: which aspect plays which part is drawn by lot."""
    rng = np.random.default_rng([7, seed])
    parts = dict(zip(PARTS, map(str, rng.permutation(EVERYBODY)), strict=False))
    parts["seldom"] = str(rng.choice(SOME))
    aspects = [*EVERYBODY, parts["seldom"]]
    survey = _survey(rng, parts, aspects)
    while survey[aspects].corrwith(survey["nps"]).idxmax() == parts["driver"]:
        survey = _survey(rng, parts, aspects)  # chance had hidden that correlation misleads
    return Data(
        export=survey.assign(**{parts["seldom"]: survey[parts["seldom"]].fillna(NOT_USED).astype(int)}),
        survey=survey,
        aspects=aspects,
        stated=_stated(rng, parts, aspects),
        seldom_used=parts["seldom"],
        asked=parts["alike_1"],
        truth={aspect: part for part, aspect in parts.items()},
    )


def _survey(rng: np.random.Generator, parts: dict[str, str], aspects: list[str]) -> pd.DataFrame:
    again = np.sort(rng.permutation(CUSTOMERS)[: int(TWICE * CUSTOMERS)])
    customer = np.concatenate([np.arange(CUSTOMERS), again])
    felt = _felt(rng, len(customer), rng.normal(0, 0.5, CUSTOMERS)[customer])
    ratings = {aspect: _ratings(rng, felt[part], part) for part, aspect in parts.items()}
    pull = sum(weight * felt[part] for part, weight in WORTH.items())
    score = np.round(6.8 + 0.75 * pull + rng.normal(0, 1.2, len(customer)))
    columns = {"customer": 10_000 + customer, "nps": np.clip(score, 0, 10).astype(int)}
    return pd.DataFrame(columns | {name: ratings[name] for name in aspects})


def _felt(rng: np.random.Generator, n: int, mood: np.ndarray) -> dict[str, np.ndarray]:
    """Return how each passenger felt about each part; who is content rates everything a little better."""
    together = rng.normal(size=n)
    felt = {}
    for part in PARTS:
        own = rng.normal(size=n)
        if part.startswith("alike"):
            own = np.sqrt(ALIKE) * together + np.sqrt(1 - ALIKE) * own
        felt[part] = own + 0.4 * mood
    return felt


def _ratings(rng: np.random.Generator, felt: np.ndarray, part: str) -> np.ndarray:
    grades = np.clip(np.round(LEVEL[part] + 0.85 * felt + rng.normal(0, 0.25, len(felt))), 1, 5)
    used = rng.random(len(felt)) < USED
    return np.where(used, grades, np.nan) if part == "seldom" else grades.astype(int)


def _stated(rng: np.random.Generator, parts: dict[str, str], aspects: list[str]) -> pd.DataFrame:
    """Return what passengers say matters to them: what they can name, which is not what moves them."""
    part_of = {aspect: part for part, aspect in parts.items()}
    named = [rng.binomial(400, NAMED[part_of[aspect]]) / 400 for aspect in aspects]
    table = pd.DataFrame({"aspect": aspects, "named": named})
    return table.sort_values("named", ascending=False, ignore_index=True)
