"""The data of lesson 2: surveys of a mobile phone company, everybody's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Data", "make"]

TARIFFS = ("Contract", "Prepaid", "Business")


@dataclass(frozen=True)
class Data:
    """Four small tables, one per question of the lesson."""

    waves: pd.DataFrame
    "Answers of two quarters (quarter, nps); the second is about 5 points better, by chance or not."
    sample: pd.DataFrame
    "One survey (tariff, nps) in which business customers were asked far more often than others."
    customers: pd.Series
    "How many customers each tariff has."
    years: pd.DataFrame
    "Answers of two years (year, tariff, nps): each tariff rises a little, the total falls."
    invited: pd.DataFrame
    "All who were asked (customer_id, complained, responded, nps); who complained answers more rarely."


def make(seed: int) -> Data:
    """Make the tables of one trainee.

    Examples
    --------
    >>> make(1).invited.columns.tolist()
    ['customer_id', 'complained', 'responded', 'nps']
    """
    rng = np.random.default_rng([2, seed])
    return Data(_waves(rng), *_sample(rng), _years(rng), _invited(rng))


def scores(rng: np.random.Generator, n: int, net: float, passive: float = 0.3) -> np.ndarray:
    """Draw `n` scores of 0 to 10 whose NPS is `net` (-1 to 1) but for rounding, a share of them passive."""
    promoters = round(n * (1 - passive + net) / 2)
    detractors = round(n * (1 - passive - net) / 2)
    passives, sixes = n - promoters - detractors, detractors // 4  # shares that keep typical errors apart
    drawn = [
        rng.choice([9, 10], promoters, p=[0.45, 0.55]),
        np.repeat([7, 8], [passives // 2, passives - passives // 2]),
        np.full(sixes, 6),
        rng.integers(0, 6, detractors - sixes),
    ]
    drawn[-1][-1] = 0  # somebody used the lowest mark: it is a scale from 0
    return rng.permutation(np.concatenate(drawn))


def _waves(rng: np.random.Generator) -> pd.DataFrame:
    first = rng.uniform(0.14, 0.26)
    nets = {"Q1": first, "Q2": first + rng.uniform(0.046, 0.056)}
    parts = [
        pd.DataFrame({"quarter": quarter, "nps": scores(rng, int(rng.integers(190, 240)), net)})
        for quarter, net in nets.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _sample(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
    counts = 100 * (np.array([320, 600, 80]) + rng.integers(-20, 21, 3))
    customers = pd.Series(counts, index=pd.Index(TARIFFS, name="tariff"), name="customers")
    nets = np.array([0.22, -0.05, 0.46]) + rng.uniform(-0.04, 0.04, 3)
    sizes = np.array([160, 110, 230]) + rng.integers(-10, 11, 3)
    return _by_tariff(rng, nets, sizes), customers


def _years(rng: np.random.Generator) -> pd.DataFrame:
    before = np.array([0.34, -0.14, 0.28]) + rng.uniform(-0.03, 0.03, 3)
    after = before + rng.uniform(0.02, 0.045, 3)
    sizes = {2024: (260, 90, 60), 2025: (170, 210, 50)}
    parts = [
        _by_tariff(rng, nets, np.array(sizes[year]) + rng.integers(-10, 11, 3)).assign(year=year)
        for year, nets in ((2024, before), (2025, after))
    ]
    return pd.concat(parts, ignore_index=True)[["year", "tariff", "nps"]]


def _by_tariff(rng: np.random.Generator, nets: np.ndarray, sizes: np.ndarray) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"tariff": tariff, "nps": scores(rng, int(size), net)})
        for tariff, net, size in zip(TARIFFS, nets, sizes, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def _invited(rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for complained, asked, rate, net in ((True, 450, 0.14, -0.38), (False, 1050, 0.34, 0.42)):
        n = asked + int(rng.integers(-40, 41))
        answered = round(n * (rate + rng.uniform(-0.015, 0.015)))
        nps = np.full(n, np.nan)
        nps[:answered] = scores(rng, answered, net + rng.uniform(-0.05, 0.05))
        parts.append(pd.DataFrame({"complained": complained, "responded": ~np.isnan(nps), "nps": nps}))
    mixed = pd.concat(parts, ignore_index=True)
    mixed = mixed.iloc[rng.permutation(len(mixed))].reset_index(drop=True)
    mixed.insert(0, "customer_id", np.arange(100_001, 100_001 + len(mixed)))
    return mixed
