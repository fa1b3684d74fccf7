"""Ratings read, judged and resampled: what importance, effects and performance are all computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats.pair_sums import PairSums
from cxlab.stats.relative_importance import (
    MOST_FOR_LMG,
    correlations,
    lmg,
    relative_weights,
    slopes,
    variance_inflation,
)
from cxlab.text import Text

from ._design import Design, designed, require_possible, treatment
from ._rated import Rated, few_hidden, rarely_together, rated, set_aside
from ._resampling import FEWEST_CLUSTERS, Resampled, resampled

__all__ = ["METHODS", "Fit", "fitted", "in_bands", "weights_by"]

METHODS = ("johnson", "lmg")
ALIKE, INFLATED = 0.9, 10.0
"""Correlation with another factor, and variance inflation, from which on two cannot be told apart well."""


@dataclass(frozen=True)
class Fit:
    """The factors that can be judged, with sums of their pairs."""

    answers: Rated
    usable: list[int]
    reasons: Mapping[int, Text]
    design: Design
    sums: Resampled
    method: str

    @property
    def names(self) -> list[str]:
        """Return the factors that can be judged."""
        return [self.answers.names[place] for place in self.usable]

    @cached_property
    def shape(self) -> np.ndarray:
        """Return the correlations of factors and, last, outcome."""
        return correlations(self.design.covariances(self.sums.whole))

    @cached_property
    def weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Return what each factor contributes to R squared: of the data, and of each draw."""
        return self._both(self._weights)

    def _weights(self, sums: PairSums) -> np.ndarray:
        found = weights_by(self.method, correlations(self.design.covariances(sums)))
        return np.asarray(found * self.design.left(sums)[..., None])

    def slopes(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the slopes of the outcome on all factors: of the data, and of each draw."""
        return self._both(lambda sums: slopes(self.design.covariances(sums)))

    def means(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the mean rating of each factor: of the data, and of each draw."""
        return self._both(self.design.means)

    def _both(self, statistic: Any) -> tuple[np.ndarray, np.ndarray]:
        if not self.usable:
            return np.zeros(0), np.zeros((2, 0))
        return statistic(self.sums.whole), statistic(self.sums.draws)

    @cached_property
    def together(self) -> dict[str, Text]:
        """Return the factors that cannot be told from others, with what they move together with."""
        found: dict[str, Text] = {}
        if len(self.usable) < 2:
            return found
        own = np.abs(self.shape[:-1, :-1] - np.eye(len(self.usable)))
        inflation = variance_inflation(self.shape)
        for place, name in enumerate(self.names):
            other = int(np.argmax(own[place]))
            if own[place, other] >= ALIKE:
                found[name] = Text(
                    "moves together with {other} (correlation {r:.2f}): only their joint share can be told",
                    other=repr(self.names[other]),
                    r=float(self.shape[place, other]),
                )
            elif inflation[place] >= INFLATED:
                found[name] = Text("nearly determined by the other factors: its own part is uncertain")
        return found

    def determined(self) -> np.ndarray:
        """Return which factors the others determine: they have no slope of their own."""
        return ~np.isfinite(variance_inflation(self.shape)) if len(self.usable) > 1 else np.zeros(1, bool)

    def table(
        self, columns: Mapping[str, np.ndarray], *, min_n: int, level: float, method: str
    ) -> pd.DataFrame:
        """Return a row per factor in the order given: those set aside have no figures, and say why."""
        size = len(self.answers.names)
        rows: dict[str, Any] = {"aspect": self.answers.names}
        for name, found in columns.items():
            if isinstance(found, str):
                rows[name] = found
                continue
            full = (
                np.full(size, np.nan) if np.asarray(found).dtype.kind == "f" else np.full(size, None, object)
            )
            full[self.usable] = found
            rows[name] = full
        counts = self.answers.answers
        rows |= {"n": counts, "missing": len(self.answers.outcome) - counts, "note": self._notes()}
        table = pd.DataFrame(rows | {"method": method, "level": level})
        return few_hidden(table, self.answers.people(min_n), min_n)

    def _notes(self) -> list[Any]:
        few = self.sums.groups < FEWEST_CLUSTERS
        unsure = Text("no interval: fewer than {n} customers or clusters", n=FEWEST_CLUSTERS)
        notes = []
        for place, name in enumerate(self.answers.names):
            own = [self.reasons[place]] if place in self.reasons else []
            own += [self.together[name]] if name in self.together else []
            own += [unsure] if few and place not in self.reasons else []
            notes.append(Text.together(own) if own else "")
        return notes


def weights_by(method: str, correlation: np.ndarray) -> np.ndarray:
    """Return what each factor contributes to R squared."""
    usable = np.isfinite(correlation).all(axis=(-2, -1))
    found = np.full((*correlation.shape[:-2], correlation.shape[-1] - 1), np.nan)
    if usable.any():
        found[usable] = (lmg if method == "lmg" else relative_weights)(correlation[usable])
    return found


def fitted(
    data: Any,
    *,
    outcome: str,
    drivers: Sequence[str] | Mapping[str, str],
    weight: str | None,
    cluster: str | None,
    method: str = "johnson",
    not_rated: str = "auto",
    bands: tuple[float, float] | None = None,
    beside: tuple[float, float] | None = None,
    draws: int = 500,
    seed: int = 0,
) -> Fit:
    """Read the answers, set aside what cannot be judged, and draw samples.

    `beside` names bands that will be asked for next: rows are then added up once for both.
    """
    if method not in METHODS:
        raise BadParameter(
            Text("method {name} is not known; available: {names}", name=repr(method), names=list(METHODS))
        )
    answers = rated(data, outcome=outcome, drivers=drivers, weight=weight, cluster=cluster)
    if ("judged", not_rated) not in answers.kept:
        answers.kept["judged", not_rated] = _judged(answers, not_rated)
    reasons, usable, how, design = answers.kept["judged", not_rated]
    if method == "lmg" and len(usable) > MOST_FOR_LMG:
        raise BadParameter(
            Text("method 'lmg' takes at most {most} factors, found {found}; use method='johnson'",
                 most=MOST_FOR_LMG, found=len(usable))
        )  # fmt: skip
    sums = _sums(answers, design, bands or beside, (how, tuple(usable)), draws, seed)
    width = design.values.shape[1]  # noqa: PD011 - no frame
    place = np.arange(width)
    if bands is not None:
        place[design.size] = width
    sums = sums.of(place)
    if how == "pairwise":
        require_possible(design.covariances(sums.whole))
    return Fit(answers, usable, reasons, design, sums, method)


def _judged(answers: Rated, not_rated: str) -> tuple[dict[int, Text], list[int], str, Design]:
    """Return the factors set aside with reasons, those left, what becomes of gaps, and the columns of it."""
    reasons = set_aside(answers)
    usable = [place for place in range(len(answers.names)) if place not in reasons]
    how = treatment(answers, usable, not_rated)
    if how == "pairwise":
        reasons |= rarely_together(answers, reasons)
        usable = [place for place in usable if place not in reasons]
    return reasons, usable, how, designed(answers.ratings[:, usable], answers.outcome, how)


def _sums(
    answers: Rated, design: Design, bands: tuple[float, float] | None, what: Any, draws: int, seed: int
) -> Resampled:
    """Return the sums of the design's columns and, last, of the outcome in bands: made once for each.

    Importance, performance and effects on a net score rest on the same rows.
    """
    known = [key for key in answers.kept if key[:3] == (what, draws, seed) and bands in (None, key[3])]
    if known:
        return answers.kept[known[0]]
    net = [] if bands is None else [in_bands(answers.outcome, bands)]
    values = np.column_stack([design.values, *net])  # noqa: PD011 - no frame
    lot: dict[str, Any] = {"weights": answers.weights, "draws": draws, "seed": seed}
    made = answers.kept[what, draws, seed, bands] = resampled(values, cluster=answers.cluster, **lot)
    return made


def in_bands(y: np.ndarray, bands: tuple[float, float]) -> np.ndarray:
    """Return -100 up to the lower band's end, 100 from the start of the upper one, 0 between."""
    low, high = bands
    if not low < high:
        raise BadParameter(Text("bands are the last low and the first high score, e.g. (6, 9)"))
    return 100.0 * ((y >= high).astype(float) - (y <= low))
