"""Penalty and reward: factors that only disappoint where they fail, and factors that delight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import adjust_p
from cxlab.stats.relative_importance import slopes
from cxlab.text import Text

from ._design import designed, treatment
from ._fit import in_bands
from ._rated import FEWEST, Rated, check_options, few_hidden, rated, set_aside
from ._resampling import FEWEST_CLUSTERS, limits, resampled, sure_p

__all__ = ["penalty_reward"]


def penalty_reward(
    data: Any,
    *,
    outcome: str = "nps",
    drivers: Sequence[str] | Mapping[str, str],
    low: float = 2,
    high: float = 5,
    weight: str | None = None,
    cluster: str | None = None,
    not_rated: str = "auto",
    bands: tuple[float, float] | None = None,
    correction: str = "holm",
    draws: int = 500,
    seed: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate what a bad rating of a factor costs and what a top rating gains, against those in between.

    Bad ratings may lie further from the middling ones than top ones do. Penalty and reward are therefore
    compared per point of rating: a factor that works evenly is no dissatisfier because of where the cuts are.

    Parameters
    ----------
    data, outcome, drivers, weight, cluster, not_rated, bands, draws, seed, min_n, level
        As for `key_drivers`; all factors are in one regression, two indicators each.
    low, high
        Ratings up to `low` are bad, from `high` on they are top.
    correction
        Of the p-values of the contrasts.

    Returns
    -------
    DataFrame
        A row per factor: aspect, metric ("reward_contrast"), estimate (reward minus penalty, each per point
        of rating: above 0 it delights more than it disappoints), low, high, se, p, p_adjusted, penalty,
        penalty_low, penalty_high (bad against middling ratings), reward, reward_low, reward_high (top against
        middling), effect_kind ("dissatisfier": the penalty is surely larger; "delighter": the reward is;
        "proportional": both are there and neither is surely larger; "undecided"), n, missing, note,
        correction, method, level.

    Raises
    ------
    BadParameter
        `low` is not below `high`.

    References
    ----------
    Brandt, R. D. (1988). How service marketers can identify value-enhancing service elements. Journal of
    Services Marketing 2. Matzler, K. and Sauerwein, E. (2002). The factor structure of customer satisfaction.
    International Journal of Service Industry Management 13.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> bill, gift = rng.integers(1, 6, (2, 600))
    >>> score = 6 - 3 * (bill <= 2) + 3 * (gift == 5) + rng.normal(0, 1, 600)
    >>> survey = pd.DataFrame({"bill": bill, "gift": gift, "nps": score.round().clip(0, 10)})
    >>> found = penalty_reward(survey, drivers=["bill", "gift"])
    >>> found[["aspect", "penalty", "reward", "effect_kind"]].round(1)
      aspect  penalty  reward   effect_kind
    0   bill     -3.1    -0.0  dissatisfier
    1   gift      0.1     3.1     delighter
    """
    check_options(level, min_n, draws, correction)
    if not low < high:
        raise BadParameter(Text("low must be below high: bad ratings end where top ones have not begun"))
    answers = rated(data, outcome=outcome, drivers=drivers, weight=weight, cluster=cluster)
    reasons = set_aside(answers) | _one_sided(answers, low, high)
    usable = [place for place in range(len(answers.names)) if place not in reasons]
    how = treatment(answers, usable, not_rated)
    y = answers.outcome if bands is None else in_bands(answers.outcome, bands)
    table = pd.DataFrame({"aspect": answers.names, "metric": "reward_contrast"})
    groups = 0
    figures: dict[str, np.ndarray] = {}
    if usable:
        x = answers.ratings[:, usable]
        bad, top = (np.where(np.isnan(x), np.nan, side) for side in (x <= low, x >= high))
        masks = ~np.isnan(x)
        design = designed(np.column_stack([bad, top]), y, how, masks=masks[:, ~masks.all(axis=0)])
        sums = resampled(
            design.values, cluster=answers.cluster, weights=answers.weights, draws=draws, seed=seed
        )
        groups = sums.groups
        both = slopes(design.covariances(sums.whole)), slopes(design.covariances(sums.draws))
        figures = _figures(*both, _distances(answers, usable, low, high), groups, level)
    for name in ("estimate", "low", "high", "se", "p", *SIDES):
        table[name] = np.nan
        table.loc[usable, name] = figures.get(name, np.zeros(0))
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    table["effect_kind"] = [_kind(row, level) for _i, row in table.iterrows()]
    notes = [reasons.get(place, _few(groups)) for place in range(len(table))]
    table = table.assign(n=answers.answers, missing=len(y) - answers.answers, note=notes)
    table = table.assign(correction=correction, method="two indicators per factor", level=level)
    return few_hidden(table, answers.people(min_n), min_n)


SIDES = ("penalty", "penalty_low", "penalty_high", "reward", "reward_low", "reward_high")


def _distances(answers: Rated, places: list[int], low: float, high: float) -> np.ndarray:
    """Return how far bad and, in a second row, top ratings lie from middling ones on average."""
    found = np.empty((2, len(places)))
    for at, place in enumerate(places):
        x = answers.ratings[:, place]
        w = np.ones(len(x)) if answers.weights is None else answers.weights
        bad, top = x <= low, x >= high
        middle = ~bad & ~top & ~np.isnan(x)
        means = [np.average(x[side], weights=w[side]) for side in (bad, middle, top)]
        found[:, at] = means[1] - means[0], means[2] - means[1]
    return found


def _figures(
    value: np.ndarray, drawn: np.ndarray, distances: np.ndarray, groups: int, level: float
) -> dict[str, np.ndarray]:
    half = len(value) // 2
    per_point = value / distances.ravel(), drawn / distances.ravel()
    sums = [part[..., :half] + part[..., half:] for part in per_point]
    contrast = limits(sums[0], sums[1], groups, level=level)
    around = limits(value, drawn, groups, level=level)
    found = {"estimate": contrast.estimate, "low": contrast.low, "high": contrast.high, "se": contrast.se}
    found["p"] = sure_p(contrast.estimate, contrast.se, groups)
    for name, part in (("penalty", slice(half)), ("reward", slice(half, None))):
        found |= {name: value[part], f"{name}_low": around.low[part], f"{name}_high": around.high[part]}
    return found


def _kind(row: pd.Series, level: float) -> str:
    if row["p_adjusted"] < 1 - level:
        # A contrast without the side that it speaks for is no kind of factor.
        if row["estimate"] < 0 and row["penalty_high"] < 0:
            return "dissatisfier"
        if row["estimate"] > 0 and row["reward_low"] > 0:
            return "delighter"
    both = row["penalty_high"] < 0 < row["reward_low"]
    return "proportional" if both else "undecided"


def _one_sided(answers: Rated, low: float, high: float) -> dict[int, Text]:
    """Return the factors without enough bad, middling or top ratings to compare."""
    found = {}
    for place in range(len(answers.names)):
        x = answers.ratings[:, place]
        counts = [(x <= low).sum(), ((x > low) & (x < high)).sum(), (x >= high).sum()]
        if min(counts) < FEWEST:
            found[place] = Text(
                "too few of one kind to compare: {bad} bad, {middling} middling, {top} top ratings",
                bad=int(counts[0]),
                middling=int(counts[1]),
                top=int(counts[2]),
            )
    return found


def _few(groups: int) -> Text | str:
    return "" if groups >= FEWEST_CLUSTERS else Text(
        "no interval: fewer than {n} customers or clusters", n=FEWEST_CLUSTERS
    )  # fmt: skip
