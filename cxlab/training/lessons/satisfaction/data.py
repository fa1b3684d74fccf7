"""Data of lesson 3: what customers of Funkwerk said after a contact, of features and of promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["ANSWERS", "CHANNELS", "FEATURES", "ITEMS", "NOT_STATED", "TARGET", "Data", "make"]

TARGET = 0.80
"""Share of satisfied customers that the company wants in every channel."""

NOT_STATED = 9
"""How the survey tool writes "no answer"."""

ANSWERS = (1, 2, 3, 4, 5)
"""Kano answers as coded: like, expect, neutral, live with, dislike."""

CHANNELS = ("hotline", "app", "mail", "chat")
SATISFIED = ((400, 0.70), (360, 0.88), (90, 0.77), (24, 0.66))
"""Answers and satisfied customers of four channels: surely below the target, above it, open, too few."""

FEATURES = ("roaming_cap", "outage_sms", "data_rollover", "night_hotline")
PAIRS: tuple[Mapping[tuple[int, int], float], ...] = (
    {(2, 5): 0.42, (3, 5): 0.22, (1, 5): 0.12, (2, 4): 0.10, (3, 3): 0.10, (1, 3): 0.04},
    {(1, 5): 0.52, (1, 3): 0.10, (1, 4): 0.03, (2, 5): 0.10, (3, 3): 0.21, (2, 3): 0.04},
    {(1, 3): 0.50, (1, 4): 0.20, (1, 2): 0.07, (1, 5): 0.05, (3, 3): 0.14, (2, 5): 0.04},
    {(3, 3): 0.50, (2, 3): 0.22, (3, 4): 0.14, (1, 3): 0.06, (2, 5): 0.02, (5, 1): 0.06},
)
"""How often each pair of answers (it is there, it is missing) is given: to a must-be, one-dimensional,
attractive and indifferent feature."""

ITEMS = ("reliability", "speed", "friendliness", "website")
GAPS = ((6.5, -0.4), (6.0, -1.2), (4.8, 0.6), (4.2, -0.3))
"""What is expected on 1 to 7, and how far the experience lies from it: highest expectation, largest gap,
exceeded, lowest experience."""


@dataclass(frozen=True, eq=False)
class Data:
    """The answers of one trainee to three surveys.

    Attributes
    ----------
    answers
        One row per survey after a contact: customer_id, channel, csat (1 to 5, 9: not stated), effort (1 to
        7, high: much effort).
    kano
        One row per customer and feature: customer_id, feature, functional, dysfunctional (1 like to 5
        dislike).
    promises
        One row per customer: expect_<item>, perceive_<item> on 1 to 7.
    """

    answers: pd.DataFrame
    kano: pd.DataFrame
    promises: pd.DataFrame


def make(seed: int) -> Data:
    """Draw the answers of one trainee; which channel, feature and promise plays which part is drawn, too.

    Examples
    --------
    >>> sorted(make(1).answers["channel"].unique())
    ['app', 'chat', 'hotline', 'mail']
    """
    rng = np.random.default_rng([3, seed])
    channels, features, items = (rng.permutation(names).tolist() for names in (CHANNELS, FEATURES, ITEMS))
    return Data(_answers(rng, channels), _kano(rng, features), _promises(rng, items))


def _answers(rng: np.random.Generator, channels: Iterable[str]) -> pd.DataFrame:
    parts = []
    for channel, (size, satisfied) in zip(channels, SATISFIED, strict=True):
        n = size if size < 50 else size + int(rng.integers(-12, 13))
        good = round(n * satisfied) + (0 if n < 50 else int(rng.integers(-2, 3)))
        high = rng.choice([4, 5], good, p=[0.55, 0.45])
        low = rng.choice([1, 2, 3], n - good, p=[0.2, 0.3, 0.5])
        none = np.full(round(n * rng.uniform(0.08, 0.14)), NOT_STATED)
        csat = rng.permutation(np.concatenate([high, low, none]))
        parts.append(pd.DataFrame({"channel": channel, "csat": csat}))
    answers = pd.concat(parts, ignore_index=True)
    pleased = np.where(answers["csat"] == NOT_STATED, 3, answers["csat"])
    # effort runs against satisfaction: whoever had little of it is satisfied
    effort = 7.6 - 1.15 * pleased + rng.normal(0, 1.3, len(answers))
    answers["effort"] = np.clip(np.round(effort), 1, 7).astype(int)
    answers = answers.iloc[rng.permutation(len(answers))].reset_index(drop=True)
    answers.insert(0, "customer_id", rng.permutation(np.arange(30_000, 30_000 + len(answers))))
    return answers


def _kano(rng: np.random.Generator, features: Iterable[str]) -> pd.DataFrame:
    people = np.arange(50_000, 50_000 + int(rng.integers(180, 241)))
    parts = []
    for feature, often in zip(features, PAIRS, strict=True):
        pairs = np.array(list(often))
        drawn = pairs[rng.choice(len(pairs), len(people), p=list(often.values()))]
        columns = {"functional": drawn[:, 0], "dysfunctional": drawn[:, 1]}
        parts.append(pd.DataFrame({"customer_id": people, "feature": feature} | columns))
    return pd.concat(parts, ignore_index=True)


def _promises(rng: np.random.Generator, items: Iterable[str]) -> pd.DataFrame:
    n = int(rng.integers(220, 281))
    temper = rng.normal(0, 0.5, n)
    columns: dict[str, np.ndarray] = {"customer_id": np.arange(70_000, 70_000 + n)}
    for item, (expected, gap) in zip(items, GAPS, strict=True):
        hoped = expected + temper + rng.normal(0, 0.5, n)
        lived = hoped + gap + rng.normal(0, 0.9, n)
        columns[f"expect_{item}"] = np.clip(np.round(hoped), 1, 7).astype(int)
        columns[f"perceive_{item}"] = np.clip(np.round(lived), 1, 7).astype(int)
    return pd.DataFrame(columns)
