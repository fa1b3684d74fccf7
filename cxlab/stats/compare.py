"""Differences of two independent estimates, and p-values corrected for several comparisons."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import UnknownName

from ._base import Array, ArrayLike, counts, critical, two_sided_p
from .trinomial import net_score, net_se, shrunk

__all__ = ["CORRECTIONS", "Difference", "adjust_p", "difference", "net_difference"]

CORRECTIONS = ("holm", "bh", "none")


class Difference(NamedTuple):
    """A comparison of two estimates, a - b, sign kept."""

    estimate: Array
    se: Array
    z: Array
    p: Array
    low: Array
    high: Array


def difference(
    a: ArrayLike,
    se_a: ArrayLike,
    b: ArrayLike,
    se_b: ArrayLike,
    *,
    level: float = 0.95,
    df: ArrayLike = np.inf,
) -> Difference:
    """Compare two independent estimates by their standard errors.

    Parameters
    ----------
    a, se_a, b, se_b
        Estimates and standard errors, on any one scale.
    level
        Confidence level.
    df
        Degrees of freedom behind the standard errors; infinite: normal test.

    Returns
    -------
    Difference
        Where both standard errors are 0 there is no test: z and p are nan.

    Examples
    --------
    >>> result = difference(0.3, 0.078102, 0.1, 0.083066)
    >>> print(f"{result.estimate:.1f} {result.p:.4f}")
    0.2 0.0794
    """
    first, first_se, second, second_se = (np.asarray(value, dtype=float) for value in (a, se_a, b, se_b))
    gap, se = first - second, np.hypot(first_se, second_se)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(se > 0, gap / se, np.nan)[()]
    half = critical(level, df) * se
    return Difference(gap[()], se[()], z, two_sided_p(z, df), (gap - half)[()], (gap + half)[()])


def net_difference(
    up_a: ArrayLike,
    down_a: ArrayLike,
    n_a: ArrayLike,
    up_b: ArrayLike,
    down_b: ArrayLike,
    n_b: ArrayLike,
    *,
    method: str = "adjusted_wald",
    level: float = 0.95,
    df: ArrayLike = np.inf,
) -> Difference:
    """Compare the net scores of two independent trinomials.

    With ``method="adjusted_wald"`` three pseudo-answers are added on both sides (see
    `trinomial.adjusted_wald`): the test and the interval, clipped to -2..2, are those of the shrunk
    difference ``z * se``; `estimate` stays the observed one. ``method="wald"`` adds nothing.

    Examples
    --------
    >>> result = net_difference(50, 20, 100, 40, 30, 100)
    >>> print(f"{result.estimate:.1f} {result.z * result.se:.4f} {result.p:.4f}")
    0.2 0.1942 0.0832
    """
    if method not in ("adjusted_wald", "wald"):
        raise UnknownName("difference method", method, ("adjusted_wald", "wald"))
    observed = net_score(up_a, down_a, n_a) - net_score(up_b, down_b, n_b)
    first, second = counts(a=up_a, b=down_a, n=n_a), counts(a=up_b, b=down_b, n=n_b)
    if method == "adjusted_wald":
        first, second = shrunk(*first), shrunk(*second)
    result = difference(
        net_score(*first), net_se(*first), net_score(*second), net_se(*second), level=level, df=df
    )
    if method == "adjusted_wald":
        result = result._replace(low=np.clip(result.low, -2, 2), high=np.clip(result.high, -2, 2))
    return result._replace(estimate=observed)


def adjust_p(p: ArrayLike, *, method: str = "holm") -> np.ndarray:
    """Correct p-values for several comparisons.

    Parameters
    ----------
    p
        p-values; nan marks a comparison that was not made: it stays nan and does not count.
    method
        "holm": family-wise error; "bh": false discovery rate (Benjamini-Hochberg); "none".

    Returns
    -------
    numpy.ndarray
        Corrected p-values in the order given.

    References
    ----------
    Holm, S. (1979), Scand J Statist 6. Benjamini, Y. and Hochberg, Y. (1995), JRSS B 57.

    Examples
    --------
    >>> adjust_p([0.001, 0.012, 0.03, 0.04, 0.2]).round(3).tolist()
    [0.005, 0.048, 0.09, 0.09, 0.2]
    """
    if method not in CORRECTIONS:
        raise UnknownName("correction", method, CORRECTIONS)
    result = np.array(p, dtype=float)
    made = ~np.isnan(result)
    raw = result[made]
    order = np.argsort(raw, kind="stable")
    rank = np.arange(1, raw.size + 1)
    if method == "holm":
        corrected = np.maximum.accumulate(raw[order] * (raw.size + 1 - rank))
    elif method == "bh":
        corrected = np.minimum.accumulate((raw[order] * raw.size / rank)[::-1])[::-1]
    else:
        corrected = raw[order]
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(corrected, 1)
    result[made] = adjusted
    return result
