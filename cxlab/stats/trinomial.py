"""The net score of a trinomial: share up minus share down, and its intervals.

Every function takes counts `up`, `down` and `n` (all answers, the middle ones included), as numbers or
arrays. They may be effective (non-integer) counts: a weighted or clustered sample is its shares times its
effective n (see `weights`). ``n = 0`` gives nan everywhere.

At the edges, when every answer is alike, the estimated variance is 0. Wald then has no width and is wrong; it
is here because it is widely published and compared against. The other two keep an honest width. Adjusted Wald
can exclude the observed score itself when n is 1 or 2 (one "up": at most .97), because it shrinks towards 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cxlab.errors import BadValue, UnknownName
from cxlab.text import Text

from ._base import Array, ArrayLike, Interval, counts, critical

__all__ = [
    "METHODS",
    "adjusted_wald",
    "cautious_se",
    "iterative_score",
    "net_interval",
    "net_score",
    "net_se",
    "net_variance",
    "shrunk",
    "wald",
]

# Rocks (2016): three pseudo-answers, a quarter up, half middle, a quarter down.
PSEUDO_UP, PSEUDO_N = 0.75, 3.0


def net_score(up: ArrayLike, down: ArrayLike, n: ArrayLike) -> Array:
    """Return (up - down) / n on the scale -1..1.

    >>> print(f"{net_score(50, 20, 100):.2f}")
    0.30
    """
    ups, downs, total = _checked(up, down, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        return ((ups - downs) / total)[()]


def net_variance(up: ArrayLike, down: ArrayLike, n: ArrayLike) -> Array:
    """Return the variance of one answer scored -1, 0, 1: p + d - (p - d)^2 (divisor n).

    >>> print(f"{net_variance(3, 1, 6):.4f}")
    0.5556
    """
    ups, downs, total = _checked(up, down, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (ups - downs) / total
        return np.maximum((ups + downs) / total - score**2, 0)[()]


def net_se(up: ArrayLike, down: ArrayLike, n: ArrayLike) -> Array:
    """Return the standard error of the net score, sqrt(variance / n).

    >>> print(f"{net_se(3, 1, 6):.3f}")
    0.304
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(net_variance(up, down, n) / np.asarray(n, dtype=float))[()]


def cautious_se(up: ArrayLike, down: ArrayLike, n: ArrayLike) -> Array:
    """Return a standard error of the observed net score that is not 0 where all answers are alike.

    The variance is that of the shares with Rocks' pseudo-answers, the divisor the real n: it belongs to the
    observed score, where the smaller one of `adjusted_wald` belongs to the shrunk score.

    >>> print(f"{cautious_se(50, 20, 100):.4f} {cautious_se(10, 0, 10):.4f}")
    0.0781 0.1711
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(net_variance(*shrunk(up, down, n)) / np.asarray(n, dtype=float))[()]


def wald(
    up: ArrayLike, down: ArrayLike, n: ArrayLike, *, level: float = 0.95, df: ArrayLike = np.inf
) -> Interval:
    """Wald interval: score +/- z * se, not clipped, so that it can leave -1..1 and has no width at the edges.

    >>> low, high = wald(50, 20, 100)
    >>> print(f"{low:.4f} {high:.4f}")
    0.1469 0.4531
    """
    centre, half = net_score(up, down, n), critical(level, df) * net_se(up, down, n)
    return Interval(centre - half, centre + half)


def shrunk(up: ArrayLike, down: ArrayLike, n: ArrayLike) -> tuple[np.ndarray, ...]:
    """Return the counts with Rocks' pseudo-answers added: up + .75, down + .75, n + 3; nan where n is 0."""
    ups, downs, total = _checked(up, down, n)
    some = np.where(total > 0, 1.0, np.nan)
    return (ups + PSEUDO_UP) * some, (downs + PSEUDO_UP) * some, (total + PSEUDO_N) * some


def adjusted_wald(
    up: ArrayLike, down: ArrayLike, n: ArrayLike, *, level: float = 0.95, df: ArrayLike = np.inf
) -> Interval:
    """Wald interval on counts with .75 up, 1.5 middle, .75 down added, clipped to -1..1.

    Parameters
    ----------
    up, down, n
        Counts, or effective counts.
    level
        Confidence level.
    df
        Degrees of freedom behind the variance, e.g. clusters - 1; infinite: the normal quantile.

    References
    ----------
    Rocks, B. (2016). The American Statistician 70(4); arXiv:1601.07235.

    Examples
    --------
    >>> low, high = adjusted_wald([50, 10], [20, 0], [100, 10])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.1405, 0.475], [0.442, 1.0])
    """
    low, high = wald(*shrunk(up, down, n), level=level, df=df)
    return Interval(np.clip(low, -1, 1), np.clip(high, -1, 1))


def iterative_score(
    up: ArrayLike, down: ArrayLike, n: ArrayLike, *, level: float = 0.95, df: ArrayLike = np.inf
) -> Interval:
    """Score interval: every net score that the score test does not reject, found by bisection.

    Under a supposed net score t the shares are estimated by maximum likelihood with p - d = t; t belongs to
    the interval when |observed - t| <= z * sqrt(variance under t / n). (Tango's interval, applied to a
    trinomial.)

    References
    ----------
    Tango, T. (1998). Equivalence test and confidence interval for the difference in proportions for the
    paired-sample design. Stat Med 17. Rocks (2016), as for `adjusted_wald`.

    Examples
    --------
    >>> low, high = iterative_score(50, 20, 100)
    >>> print(f"{low:.4f} {high:.4f}")
    0.1396 0.4434
    """
    ups, downs, total = _checked(up, down, n)
    z = critical(level, df)
    return Interval(-_upper_score(downs, ups, total, z), _upper_score(ups, downs, total, z))


METHODS: dict[str, Callable[..., Interval]] = {
    "adjusted_wald": adjusted_wald,
    "score": iterative_score,
    "wald": wald,
}


def net_interval(
    up: ArrayLike,
    down: ArrayLike,
    n: ArrayLike,
    *,
    method: str = "adjusted_wald",
    level: float = 0.95,
    df: ArrayLike = np.inf,
) -> Interval:
    """Interval by the name of its method: "adjusted_wald" (default), "score" or "wald".

    >>> low, high = net_interval(50, 20, 100, method="score")
    >>> print(f"{low:.4f} {high:.4f}")
    0.1396 0.4434
    """
    if method not in METHODS:
        raise UnknownName("interval method", method, METHODS)
    return METHODS[method](up, down, n, level=level, df=df)


def _upper_score(up: np.ndarray, down: np.ndarray, n: np.ndarray, z: Array) -> Array:
    """Bisect between the observed score, which is accepted, and 1, which is not."""
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = (up - down) / n
        inside, outside = observed, np.ones_like(observed)
        for _ in range(60):
            middle = (inside + outside) / 2
            accepted = n * (middle - observed) ** 2 <= z**2 * _constrained_variance(up, down, n, middle)
            inside, outside = np.where(accepted, middle, inside), np.where(accepted, outside, middle)
    return np.where(np.isnan(observed + z), np.nan, inside)[()]


def _constrained_variance(up: np.ndarray, down: np.ndarray, n: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Return the variance of one answer at the likelihood's maximum under p - d = t.

    Setting the derivative of up log p + down log(p - t) + middle log(1 - 2p + t) to 0 gives
    2n p^2 - (up + down + t (2n + up - down)) p + up t (1 + t) = 0; the larger root lies inside the simplex.
    """
    b = up + down + t * (2 * n + up - down)
    p = (b + np.sqrt(np.maximum(b**2 - 8 * n * up * t * (1 + t), 0))) / (4 * n)
    return np.maximum(2 * p - t - t**2, 0)


def _checked(up: ArrayLike, down: ArrayLike, n: ArrayLike) -> tuple[np.ndarray, ...]:
    ups, downs, total = counts(up=up, down=down, n=n)
    if np.any(ups + downs > total * (1 + 1e-9) + 1e-9):
        raise BadValue(Text("up and down together cannot exceed n, which counts the middle answers too"))
    return ups, downs, total
