"""Outcome and ratings of each respondent as numbers, and which factors can be judged at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxlab import results
from cxlab.engine import as_ids, in_memory
from cxlab.errors import BadParameter, BadValue
from cxlab.results import protected
from cxlab.text import Text

__all__ = [
    "FEWEST",
    "Rated",
    "check_options",
    "columns_of",
    "few_hidden",
    "numbers",
    "rarely_together",
    "rated",
    "set_aside",
]

FEWEST = 30
"""Respondents who must have rated two factors for their correlation to be used."""


@dataclass(frozen=True)
class Rated:
    """Respondents with an outcome, one row each.

    Attributes
    ----------
    names
        The factors.
    ratings
        Their ratings, nan where there is none.
    outcome
        The outcome.
    weights
        Sampling weights, or None.
    cluster
        Number of the cluster (customer, flight) of each row; a row without one is its own.
    clustered
        Whether a cluster column was named.
    groups
        Further columns.
    left_out
        Rows without an outcome or without a weight.
    """

    names: list[str]
    ratings: np.ndarray
    outcome: np.ndarray
    weights: np.ndarray | None
    cluster: np.ndarray
    clustered: bool
    groups: pd.DataFrame
    left_out: int
    named: int = 0
    "Clusters of rows that have an id; the numbers of rows without one follow."
    kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    "Sums over these respondents that were made before, by what they are of."

    def where(self, chosen: np.ndarray, *, left_out: int = 0) -> Rated:
        """Return the chosen respondents alone, as if only they had been read.

        Parameters
        ----------
        chosen
            Which rows.
        left_out
            How many rows without an outcome belong to them.
        """
        own = self.cluster[chosen]
        code, names = pd.factorize(np.where(own < self.named, own, np.nan))
        return replace(
            self, ratings=self.ratings[chosen], outcome=self.outcome[chosen],
            weights=None if self.weights is None else self.weights[chosen],
            cluster=_each_alone(code), named=len(names), groups=self.groups[chosen].reset_index(drop=True),
            left_out=left_out, kept={},
        )  # fmt: skip

    def people(self, enough: int) -> np.ndarray:
        """Return how many people rated each factor; where they are surely `enough`, its ratings."""
        largest = int(np.bincount(self.cluster).max(initial=1))
        found = self.answers.copy()
        for place in np.flatnonzero(found < enough * largest):
            found[place] = len(np.unique(self.cluster[~np.isnan(self.ratings[:, place])]))
        return found

    @cached_property
    def answers(self) -> np.ndarray:
        """Return how many rated each factor."""
        return np.asarray((~np.isnan(self.ratings)).sum(axis=0))


def check_options(level: float, min_n: int, draws: int = 100, correction: str = "none") -> None:
    """Refuse a confidence level outside 0..1, a negative minimum, too few draws, an unknown correction."""
    results.check_options(level, min_n, correction)
    if draws < 100:
        raise BadParameter(Text("draws must be 100 or more; found {draws}", draws=draws))


def columns_of(drivers: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """Return the column of each factor; refuse none at all, and factors or columns that are named twice."""
    if isinstance(drivers, str):
        drivers = [drivers]
    named = dict(drivers) if isinstance(drivers, Mapping) else {str(name): name for name in drivers}
    if not named:
        raise BadParameter(Text("drivers names no column; name those with the ratings"))
    if len(named) < len(drivers) or len(set(named.values())) < len(named):
        raise BadParameter(Text("drivers names a column twice"))
    return named


def rated(
    data: Any,
    *,
    outcome: str,
    drivers: Sequence[str] | Mapping[str, str],
    weight: str | None = None,
    cluster: str | None = None,
    also: Sequence[str] = (),
) -> Rated:
    """Read outcome and ratings; rows without an outcome are left out and counted.

    Answers that were read before (`Rated`) are taken as they are.

    Raises
    ------
    MissingColumn
        A named column is not in the data.
    BadValue
        A column holds no numbers; nobody has an outcome, or all have the same one.
    """
    named = columns_of(drivers)
    if isinstance(data, Rated):
        _require_variation(data.outcome, outcome)
        return data
    if outcome in named.values():
        raise BadParameter(Text("column {name} is the outcome and cannot explain itself", name=repr(outcome)))
    extra = [name for name in (weight, cluster) if name]
    frame = in_memory(data, [*dict.fromkeys([outcome, *named.values(), *extra, *also])])
    y = numbers(frame[outcome], outcome)
    w = None if weight is None else numbers(frame[weight], weight)
    if w is not None and (w[~np.isnan(w)] < 0).any():
        raise BadValue(Text("column {name} holds negative weights", name=repr(weight)))
    kept = ~np.isnan(y) if w is None else ~np.isnan(y) & (w > 0)  # missing weights are not above 0
    _require_variation(y[kept], outcome)
    columns = [numbers(frame[column], column)[kept] for column in named.values()]
    code, named_clusters = _clusters(frame[cluster][kept], cluster) if cluster else (np.arange(kept.sum()), 0)
    return Rated(
        names=list(named),
        ratings=np.column_stack(columns),
        outcome=y[kept],
        weights=None if w is None else w[kept],
        cluster=code,
        named=named_clusters,
        clustered=cluster is not None,
        groups=frame.loc[kept, list(also)].reset_index(drop=True),
        left_out=int((~kept).sum()),
    )


def numbers(values: pd.Series, name: str) -> np.ndarray:
    """Return a column as numbers with nan for missing; refuse text, truth values and infinities."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = pd.Series(np.asarray(values))
    if values.dtype.kind not in "iuf" and values.notna().any():
        raise BadValue(
            Text("column {column} must hold numbers; convert it first, e.g. with pd.to_numeric",
                 column=repr(name))
        )  # fmt: skip
    found = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(found).any():
        raise BadValue(Text("column {column} holds infinite numbers", column=repr(name)))
    return found


def _require_variation(y: np.ndarray, outcome: str) -> None:
    if not len(y):
        raise BadValue(Text("nobody has an answer in column {name}", name=repr(outcome)))
    if (y == y[0]).all():
        text = Text("all answers in column {name} are alike; nothing can explain them", name=repr(outcome))
        raise BadValue(text)


def _clusters(ids: pd.Series, name: str) -> tuple[np.ndarray, int]:
    """Return the number of each row's cluster, and how many have an id."""
    code, names = pd.factorize(as_ids(ids, name))
    return _each_alone(code), len(names)


def _each_alone(code: np.ndarray) -> np.ndarray:
    """Return numbers in which each row without an id (-1) is a cluster of its own, behind the others."""
    alone = code < 0
    code[alone] = code.max(initial=-1) + 1 + np.arange(alone.sum())
    return np.asarray(code)


def set_aside(answers: Rated) -> dict[int, Text]:
    """Return the factors that cannot be judged at all, with the reason: none is dropped silently."""
    reasons: dict[int, Text] = {}
    for place, count in enumerate(answers.answers):
        known = answers.ratings[:, place]
        known = known[~np.isnan(known)]
        if not count:
            reasons[place] = Text("nobody who has an outcome rated it")
        elif (known == known[0]).all():
            reasons[place] = Text("all ratings are alike: what does not vary explains nothing")
        elif count < FEWEST:
            reasons[place] = Text("only {n} ratings: too few to be judged", n=int(count))
    return reasons


def rarely_together(answers: Rated, reasons: Mapping[int, Text]) -> dict[int, Text]:
    """Return the factors to leave out until every two of those left were rated together often enough."""
    left = [place for place in range(len(answers.names)) if place not in reasons]
    if (answers.answers == len(answers.outcome)).all():
        return {}
    known = ~np.isnan(answers.ratings)
    together = known.astype(np.float32).T @ known.astype(np.float32)
    found: dict[int, Text] = {}
    while left:
        short = together[np.ix_(left, left)] < FEWEST
        if not short.any():
            break
        counts = short.sum(axis=0)
        # Of those in most such pairs the one with the fewest ratings.
        worst = max(range(len(left)), key=lambda at: (counts[at], -together[left[at], left[at]]))
        place = left.pop(worst)
        other = min(
            (one for one in left if together[place, one] < FEWEST), key=lambda one: together[place, one]
        )
        found[place] = Text(
            "rated together with {other} by only {n} respondents: too few to be judged beside it",
            other=repr(answers.names[other]),
            n=int(together[place, other]),
        )
    return found


def few_hidden(table: pd.DataFrame, people: np.ndarray, min_n: int) -> pd.DataFrame:
    """Hide the figures of rows that rest on fewer than `min_n` people, however many ratings they gave."""
    few = (people < min_n) & (table["n"].to_numpy() >= min_n)
    return protected(table.assign(n=table["n"].where(~few, people)), min_n=min_n, parts=False)
