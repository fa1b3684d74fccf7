"""Which combinations of segments deviate from what was expected: a search over several dimensions.

Each row is a leaf, one value per dimension, with an actual and an expected number. A fault moves all leaves
of a combination (say, region West and topic billing) by the same ratio. A combination is worth the likelihood
that one ratio of its own adds, less a penalty for how many combinations of its kind there are. The best is
taken, unless part of it behaves as expected: then it is too coarse, and the next is looked at. Its leaves are
taken out, and the search goes on.

References
----------
Bhagwan, R. et al. (2014). Adtributor: revenue debugging in advertising systems. NSDI. Kalander, M. (2022).
RiskLoc: localization of multi-dimensional root causes by weighted risk. arXiv 2205.10004. Kulldorff, M.
(1997). A spatial scan statistic. Communications in Statistics 26.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from cxlab.errors import BadValue, UnknownName
from cxlab.text import Text

__all__ = ["NOISE", "Combination", "Leaves", "localise"]

NOISE = ("counts", "relative", "auto")
TRIED = 200
"""Combinations that may be found too coarse before a round gives up."""

SURE = 3.0
"""Log likelihood by which a part must speak for "as expected" before its whole is too coarse."""

LEAST, OUTERMOST = 1e-3, 3
"""The smallest relative noise, and which of the outermost deviations the tail is read from."""


@dataclass(frozen=True)
class Combination:
    """A combination that deviates: value per dimension (None: any), and what it holds.

    `gain` is -log p of the ratio of its own, less the penalty: above 0 it is significant among all.
    """

    codes: tuple[int | None, ...]
    actual: float
    expected: float
    gain: float
    leaves: int


@dataclass(frozen=True)
class Leaves:
    """Leaves with their deviations, ready to be searched.

    Attributes
    ----------
    codes
        Value of each dimension, whole numbers from 0 on; one row per leaf.
    actual, expected
        Per leaf.
    trials
        For counts of two periods: the sum of both, `expected` being the share of it due to the later one.
    sigma
        Standard deviation of the relative deviation (noise "relative"); 0: counts.
    tail
        The same by the outermost deviations, where single leaves deviate more than normal ones do.
    dispersion
        How many times as much as chance counts vary.
    """

    codes: np.ndarray
    actual: np.ndarray
    expected: np.ndarray
    trials: np.ndarray | None = None
    sigma: float = 0.0
    tail: float = 0.0
    dispersion: float = 1.0

    @classmethod
    def of(
        cls,
        codes: np.ndarray,
        actual: np.ndarray,
        expected: np.ndarray,
        *,
        trials: np.ndarray | None = None,
        noise: str = "auto",
        dispersion: float = 1.0,
    ) -> Leaves:
        """Check leaves and settle what noise is to be expected of them."""
        if noise not in NOISE:
            raise UnknownName("kind of noise", noise, NOISE)
        table = np.asarray(codes, dtype=np.int64)
        v, f = np.asarray(actual, dtype=float), np.asarray(expected, dtype=float)
        if table.ndim != 2 or len(table) != len(v) or len(v) != len(f):
            raise BadValue(Text("leaves need one row of values per actual and expected number"))
        if not (np.isfinite(v).all() and np.isfinite(f).all()) or (v < 0).any() or (f < 0).any():
            raise BadValue(Text("actual and expected numbers are 0 or more; found a negative or missing one"))
        if noise == "auto":
            noise = "counts" if trials is not None else _kind_of_noise(v, f)
        sigma, tail = _sigma(deviation(v, f)) if noise == "relative" else (0.0, 0.0)
        return cls(table, v, f, trials, sigma, tail, dispersion)

    def take(self, chosen: np.ndarray) -> Leaves:
        """Return some of the leaves."""
        trials = None if self.trials is None else self.trials[chosen]
        codes, actual, expected = self.codes[chosen], self.actual[chosen], self.expected[chosen]
        return Leaves(codes, actual, expected, trials, self.sigma, self.tail, self.dispersion)

    def sums(self) -> tuple[np.ndarray, ...]:
        """Return per leaf what has to be added up to know the gain of a combination."""
        if self.sigma:
            d = deviation(self.actual, self.expected)
            return d, np.isfinite(d).astype(float)
        return self.actual, self.expected, (self.actual * 0 if self.trials is None else self.trials)

    def gain(self, *sums: np.ndarray) -> np.ndarray:
        """Return the log likelihood that one ratio of its own adds to a combination with these sums."""
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.sigma:
                total, number = sums
                # The mean of many leaves is near normal, however far out single ones lie.
                variance = self.sigma**2 + (self.tail**2 - self.sigma**2) / np.maximum(number, 1)
                return np.where(number > 0, total**2 / (2 * variance * number), 0.0)
            v, f, m = sums
            inside = np.where(v > 0, v * np.log(v / np.maximum(f, 1e-12)), 0.0)
            if self.trials is None:
                return (inside - (v - f)) / self.dispersion
            rest, spare = m - v, np.maximum(m - f, 1e-12)
            other = np.where(rest > 0, rest * np.log(rest / spare), 0.0)
            return (inside + other) / self.dispersion

    def against(self, whole: tuple[float, ...], *parts: np.ndarray) -> np.ndarray:
        """Return by how much parts rather behave as expected than as the whole does (log likelihood)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.sigma:
                shift = whole[0] / max(whole[1], 1e-12)
                return np.asarray((parts[1] * shift**2 - 2 * shift * parts[0]) / (2 * self.sigma**2))
            ratio = max(whole[0], 0.5) / max(whole[1], 1e-12)
            v, f, m = parts
            if self.trials is None:
                return np.asarray((-v * np.log(ratio) + (ratio - 1) * f) / self.dispersion)
            # Odds of the later period times `odds`; the share of each part is taken as a whole.
            share = np.clip(whole[0] / max(whole[2], 1e-12), 1e-9, 1 - 1e-9)
            usual = np.clip(whole[1] / max(whole[2], 1e-12), 1e-9, 1 - 1e-9)
            odds = share / (1 - share) / (usual / (1 - usual))
            base = np.clip(f / np.maximum(m, 1e-12), 1e-9, 1 - 1e-9)
            moved = odds * base / (1 - base + odds * base)
            return np.asarray((v * np.log(base / moved) + (m - v) * np.log((1 - base) / (1 - moved)))
                              / self.dispersion)  # fmt: skip


def localise(
    leaves: Leaves,
    *,
    direction: str = "both",
    deepest: int | None = None,
    most: int = 10,
    penalty: float = 3.0,
    whole: bool = False,
) -> list[Combination]:
    """Find the combinations of values that deviate, the most telling first.

    Parameters
    ----------
    leaves
        As made by `Leaves.of`.
    direction
        "rise", "fall" or "both".
    deepest
        Most dimensions of a combination; all by default.
    most
        Combinations to return at most.
    penalty
        How far -log p has to exceed the logarithm of the number of combinations: 3 is a chance of 5 % at most
        that anything is found where nothing is.
    whole
        Whether "everything" is a candidate, too.

    Returns
    -------
    list of Combination

    Examples
    --------
    >>> codes = np.array([[a, b] for a in range(3) for b in range(4)])
    >>> actual, expected = np.full(12, 50.0), np.full(12, 50.0)
    >>> actual[5] = 110
    >>> [found.codes for found in localise(Leaves.of(codes, actual, expected, noise="counts"))]
    [(1, 1)]
    """
    if direction not in ("rise", "fall", "both"):
        raise UnknownName("direction", direction, ("rise", "fall", "both"))
    size = leaves.codes.max(axis=0) + 1 if len(leaves.codes) else np.zeros(0, dtype=int)
    depth = len(size) if deepest is None else min(deepest, len(size))
    cuboids = [dims for level in range(1, depth + 1) for dims in combinations(range(len(size)), level)]
    penalty += float(np.log(max(len(cuboids), 1)))
    rest = leaves
    found: list[Combination] = []
    while len(found) < most and len(rest.actual):
        best = _best_pure(rest, cuboids, size, direction, penalty, whole)
        if best is None:
            break
        found.append(best)
        inside = _inside(rest.codes, best.codes)
        rest = rest.take(~inside)
    return found


def deviation(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return 2 (v - f) / (v + f), which is alike for rises and falls; nan where both are 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(actual + expected > 0, 2 * (actual - expected) / (actual + expected), np.nan)


def _best_pure(
    leaves: Leaves,
    cuboids: list[tuple[int, ...]],
    size: np.ndarray,
    direction: str,
    penalty: float,
    whole: bool,
) -> Combination | None:
    """Return the most telling combination of which no part behaves as expected."""
    candidates = list(_candidates(leaves, cuboids, size, direction, penalty, whole))
    if not candidates:
        return None
    gain = np.concatenate([part[1] for part in candidates])
    owner = np.repeat(np.arange(len(candidates)), [len(part[1]) for part in candidates])
    cell = np.concatenate([part[2] for part in candidates])
    for place in np.argsort(-gain, kind="stable")[:TRIED]:
        dims = candidates[owner[place]][0]
        values: list[int | None] = [None] * len(size)
        code = int(cell[place])
        for dim in reversed(dims):
            code, values[dim] = divmod(code, int(size[dim]))
        inside = leaves.take(_inside(leaves.codes, tuple(values)))
        if _pure(inside, [dim for dim in range(len(size)) if dim not in dims], size):
            return Combination(
                tuple(values), float(inside.actual.sum()), float(inside.expected.sum()), float(gain[place]),
                len(inside.actual),
            )  # fmt: skip
    return None


def _candidates(
    leaves: Leaves,
    cuboids: list[tuple[int, ...]],
    size: np.ndarray,
    direction: str,
    penalty: float,
    whole: bool,
) -> Iterator[tuple[tuple[int, ...], np.ndarray, np.ndarray]]:
    """Yield dimensions, gains and cells of the combinations whose gain exceeds its penalty."""
    columns = [np.nan_to_num(column) for column in leaves.sums()]
    for dims in ([()] if whole else []) + cuboids:
        cell = np.zeros(len(leaves.actual), dtype=np.int64)
        for dim in dims:
            cell = cell * int(size[dim]) + leaves.codes[:, dim]
        number = int(np.prod(size[list(dims)], dtype=np.int64)) if dims else 1
        if number > 4 * len(cell):  # a large cube with few leaves
            names, cell = np.unique(cell, return_inverse=True)
        else:
            names = np.arange(number)
        sums = [np.bincount(cell, weights=column, minlength=len(names)) for column in columns]
        gain = _surprise(leaves.gain(*sums)) - np.log(len(names)) - penalty
        up = sums[0] > 0 if leaves.sigma else sums[0] > sums[1]
        if direction != "both":
            gain = np.where(up == (direction == "rise"), gain, -np.inf)
        kept = np.flatnonzero(gain > 0)
        if kept.size:
            yield dims, gain[kept], names[kept]


def _surprise(gain: np.ndarray) -> np.ndarray:
    """Return -log p of a log likelihood ratio of one degree of freedom."""
    from scipy.special import log_ndtr

    return np.asarray(-np.log(2) - log_ndtr(-np.sqrt(2 * np.maximum(gain, 0))))


def _pure(inside: Leaves, others: list[int], size: np.ndarray) -> bool:
    """Tell whether no part of a combination, by any further dimension, rather behaves as expected."""
    columns = [np.nan_to_num(column) for column in inside.sums()]
    whole = tuple(float(column.sum()) for column in columns)
    for dim in others:
        cell = inside.codes[:, dim]
        parts = [np.bincount(cell, weights=column, minlength=int(size[dim])) for column in columns]
        spoken = inside.against(whole, *parts)
        if np.max(spoken, initial=0.0) > SURE + np.log(max(len(np.unique(cell)), 1)):
            return False
    return True


def _inside(codes: np.ndarray, values: tuple[int | None, ...]) -> np.ndarray:
    inside = np.ones(len(codes), dtype=bool)
    for dim, value in enumerate(values):
        if value is not None:
            inside &= codes[:, dim] == value
    return inside


def _kind_of_noise(actual: np.ndarray, expected: np.ndarray) -> str:
    """Tell whether deviations grow with the root of what is expected (counts) or in proportion to it."""
    mean = (actual + expected) / 2
    there = (mean > 0) & (actual != expected)
    if there.sum() < 30:
        return "counts" if np.array_equal(actual, np.rint(actual)) else "relative"
    size, gap = np.log(mean[there]), np.log(np.abs(actual - expected)[there])
    if size.std() < 0.3:  # all alike: the two cannot be told apart but by their size
        return (
            "counts"
            if np.median(np.abs(actual - expected)[there] / np.sqrt(mean[there])) > 0.3
            else "relative"
        )
    slope = np.polyfit(size, gap, 1)[0]
    return "counts" if slope < 0.75 and np.array_equal(actual, np.rint(actual)) else "relative"


def _sigma(deviations: np.ndarray) -> tuple[float, float]:
    """Return the spread of normal deviations, in the middle and in the tail.

    Both are read from the side on which there are no faults, or the fewest.
    """
    from scipy.special import ndtri

    d = deviations[np.isfinite(deviations)]
    sides = [np.sort(np.abs(side))[::-1] for side in (d[d > 0], d[d < 0]) if len(side) >= 10]
    if not sides:
        spread = max(float(np.std(d)) if d.size else 0.0, LEAST)
        return spread, spread
    spread = max(min(float(np.median(side)) for side in sides) * 1.4826, LEAST)
    outer = [
        side[OUTERMOST - 1] / -ndtri((OUTERMOST - 0.5) / len(side) / 2) for side in sides if len(side) >= 100
    ]
    return spread, max(float(min(outer, default=spread)), spread)
