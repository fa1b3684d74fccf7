"""Exposed customers against others, within strata: an interval and a test that hold where little happens.

Where few leave, an arm in which nobody left has a measured variance of 0, and a test by it proves anything.
So the test takes its variance from both arms together, as if the event made no difference, and allows for the
skewness of rare outcomes; the interval is built from limits of each arm that have a width at 0 and at 1 too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.stats import LifeTable, above_rounding, critical, product_limit, two_sided_p, wilson

__all__ = ["LEAST", "Arms", "Lifetimes", "Scores", "StratifiedTest", "Stratum"]

LEAST = 5  # customers on each side of a stratum; rarer outcomes expected in the smaller arm
_PSEUDO = 3.0  # answers added to an arm before its limits, half of them passive, as for the NPS elsewhere


@dataclass(frozen=True)
class Stratum:
    """Both arms of a stratum (exposed, others), and what holds for all in it."""

    people: np.ndarray
    size: np.ndarray
    "Customers, or what they are worth where some were not observed for the whole horizon."
    mean: np.ndarray
    square: np.ndarray
    spread: np.ndarray
    "Variance within each arm, divisor n - 1."
    moments: tuple[float, float]
    "Second and third central moment of both arms together."
    unlike: np.ndarray
    "Share of those whose outcome differs from each that there is."


@dataclass(frozen=True)
class Lifetimes:
    """Whether each customer stays through the horizon: days until leaving or the end of observation."""

    who: np.ndarray
    value: np.ndarray
    left: np.ndarray
    seen: np.ndarray
    "Days for which a customer could have been observed, at most the horizon."
    horizon: float

    def stratum(self, sides: tuple[np.ndarray, np.ndarray]) -> Stratum | None:
        """Return the share that stays in both arms (Kaplan-Meier); None where it cannot be known.

        Effective sizes are such that a share has its binomial variance: Greenwood's, were both arms alike.
        """
        if any(self.seen[side].max() < self.horizon for side in sides):
            return None
        stay = np.array([self._life(side).survival[-1] for side in sides])
        size = self._worth(sides)
        share = float(size @ stay / size.sum())
        spread = share * (1 - share)
        return Stratum(
            np.array([len(side) for side in sides]), size, stay, stay, stay * (1 - stay),
            (spread, spread * (1 - 2 * share)), np.array([share, 1 - share]),
        )  # fmt: skip

    def _life(self, chosen: np.ndarray) -> LifeTable:
        when, place = np.unique(self.value[chosen], return_inverse=True)
        hits = np.bincount(place[self.left[chosen]], minlength=len(when))
        return product_limit(when, hits, np.bincount(place, minlength=len(when)) - hits)

    def _worth(self, sides: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """Return what each arm is worth in fully observed customers, if all left at the pooled rate."""
        life = self._life(np.concatenate(sides))
        gone = life.events > 0
        before = np.concatenate([[1.0], life.survival[:-1]])[gone]
        hazard, stay = (life.events / life.at_risk)[gone], float(life.survival[-1])
        found = []
        for side in sides:
            seen = np.sort(self.seen[side])
            under = len(seen) - np.searchsorted(seen, life.time[gone])
            whole = len(seen) - np.searchsorted(seen, self.horizon)
            with np.errstate(divide="ignore", invalid="ignore"):
                added = np.sum(hazard / (1 - hazard) / (before * under))
                found.append((1 - stay) / (stay * added) if 0 < stay < 1 else float(whole))
        return np.array(found)


@dataclass(frozen=True)
class Scores:
    """A score per customer who gave one, -100 to 100."""

    who: np.ndarray
    value: np.ndarray

    def stratum(self, sides: tuple[np.ndarray, np.ndarray]) -> Stratum:
        """Return the means of both arms."""
        values = [self.value[side] for side in sides]
        both = np.concatenate(values)
        off = both - both.mean()
        kinds = np.unique(self.value)
        counts = np.bincount(np.searchsorted(kinds, both), minlength=len(kinds))
        size = np.array([len(side) for side in sides])
        return Stratum(
            size, size.astype(float), np.array([part.mean() for part in values]),
            np.array([np.mean(part**2) for part in values]), np.array([part.var(ddof=1) for part in values]),
            (float(above_rounding(np.mean(off**2), np.mean(both**2))), float(np.mean(off**3))),
            1 - counts / len(both),
        )  # fmt: skip


Arms = Lifetimes | Scores


@dataclass(frozen=True)
class StratifiedTest:
    """Strata in which exposed and others can be compared, weighted by n1 n0 / (n1 + n0) (Mantel-Haenszel)."""

    strata: list[Stratum]
    shares: bool
    "Whether shares are compared, or means of scores."
    alone: int
    "Customers of strata with too few on one side."
    short: int
    "Customers of strata in which one side was not observed for the whole horizon."

    @classmethod
    def of(cls, arms: Arms, own: np.ndarray, cell: np.ndarray, chosen: np.ndarray) -> StratifiedTest:
        """Compare the chosen customers; `own`: who is exposed, `cell`: the stratum."""
        strata, alone, short = [], 0, 0
        for number in np.unique(cell[chosen]):
            here = chosen & (cell == number)
            sides = np.flatnonzero(here & own), np.flatnonzero(here & ~own)
            if min(map(len, sides)) < LEAST:
                alone += int(here.sum())
            elif (stratum := arms.stratum(sides)) is None:
                short += int(here.sum())
            else:
                strata.append(stratum)
        return cls(strata, isinstance(arms, Lifetimes), alone, short)

    def people(self) -> tuple[int, int]:
        """Return how many exposed and how many others are compared."""
        own, others = np.sum([stratum.people for stratum in self.strata], axis=0) if self.strata else (0, 0)
        return int(own), int(others)

    def rarer(self) -> float:
        """Return how many in the smaller arm are expected to differ from the most frequent outcome."""
        unlike = [np.outer(stratum.size, stratum.unlike) for stratum in self.strata]
        return float(np.sum(unlike, axis=0).min()) if unlike else 0.0

    def estimate(self) -> tuple[float, float]:
        """Return the difference and its standard error if there were none."""
        weight, (mean,) = self._weights(), self._columns("mean")
        gap = weight @ (mean[:, 0] - mean[:, 1])
        return float(gap / weight.sum()), float(np.sqrt(self._central()[0]) / weight.sum())

    def p(self) -> float:
        """Return the two-sided p-value: of exchangeable arms, for scores also of unequal variances (Welch).

        Under no effect the sum of the exposed arm is that of a draw without replacement; its variance and
        skewness are known, and a gamma distribution with both gives the tails. For a share of customers all
        observed this is the Cochran-Mantel-Haenszel test. Of the two p-values the larger counts.
        """
        variance, third = self._central()
        if not variance > 0:
            return np.nan
        gap, _se = self.estimate()
        drawn = _gamma_p(gap * self._weights().sum() / np.sqrt(variance), third / variance**1.5)
        return drawn if self.shares else max(drawn, self._welch(gap))

    def interval(self, level: float) -> tuple[float, float]:
        """Return limits of the difference: Newcombe's for shares, Welch's with pseudo-answers for scores."""
        weight = (self._weights() / self._weights().sum())[:, None]
        mean, square = (np.sum(weight * column, axis=0) for column in self._columns("mean", "square"))
        (size,) = self._columns("size")
        worth = 1 / np.sum(weight**2 / size, axis=0)
        if self.shares:
            low, high = wilson(mean * worth, worth, level=level)
            return _newcombe(mean, low, high)
        return _shrunk_welch(mean, square, worth, level)

    def _columns(self, *names: str) -> list[np.ndarray]:
        """Return what is known per arm, a row per stratum."""
        return [np.array([getattr(stratum, name) for stratum in self.strata]) for name in names]

    def _weights(self) -> np.ndarray:
        (size,) = self._columns("size")
        return size.prod(axis=1) / size.sum(axis=1)

    def _central(self) -> tuple[float, float]:
        """Return variance and third central moment of the weighted difference under no effect."""
        variance, third = 0.0, 0.0
        for s in self.strata:
            (a, b), n = s.size, max(float(s.size.sum()), 3.0)
            variance += a * b / (n - 1) * s.moments[0]
            third += a * b * (b - a) / ((n - 1) * (n - 2)) * s.moments[1]
        return variance, third

    def _welch(self, gap: float) -> float:
        """Return Welch's p-value; nothing against an effect (0) where neither arm varies."""
        spread, size = self._columns("spread", "size")
        part = (self._weights() / self._weights().sum())[:, None] ** 2 * spread / size
        total = part.sum()
        if not total > 0:
            return 0.0
        return float(two_sided_p(gap / np.sqrt(total), total**2 / np.sum(part**2 / (size - 1))))


def _gamma_p(z: float, skewness: float) -> float:
    """Return the two-sided p-value of a standardised statistic with that skewness (Pearson's type III)."""
    from scipy.special import gammainc, gammaincc

    if abs(skewness) < 1e-6:
        return float(two_sided_p(z))
    shape = 4 / skewness**2
    place = max(shape + np.sign(skewness) * z * np.sqrt(shape), 0.0)
    return float(min(2 * min(gammainc(shape, place), gammaincc(shape, place)), 1.0))


def _newcombe(mean: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[float, float]:
    gap = mean[0] - mean[1]
    down, up = np.hypot(mean[0] - low[0], high[1] - mean[1]), np.hypot(high[0] - mean[0], mean[1] - low[1])
    return float(gap - down), float(gap + up)


def _shrunk_welch(
    mean: np.ndarray, square: np.ndarray, worth: np.ndarray, level: float
) -> tuple[float, float]:
    """Return Welch's limits with pseudo-answers in both arms, so that equal answers leave a width."""
    n = worth + _PSEUDO
    centre, second = mean * worth / n, (square * worth + _PSEUDO / 2 * 100**2) / n
    part = (second - centre**2) / n
    half = critical(level, part.sum() ** 2 / np.sum(part**2 / (n - 1))) * np.sqrt(part.sum())
    gap, observed = centre[0] - centre[1], mean[0] - mean[1]
    return float(max(min(gap - half, observed), -200)), float(min(max(gap + half, observed), 200))
