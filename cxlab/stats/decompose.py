"""How much of a change of a total comes from its parts (rate) and how much from their shares (mix).

The midpoint form of Kitagawa's decomposition: with shares p and rates r of the parts in two periods, the rate
effect of a part is mean(p) (r1 - r0) and its mix effect (p1 - p0) (mean(r) - r*), r* being the mean of both
totals. All effects sum exactly to the change of the total. A part that is absent in one period has no rate
there and so no rate effect: what it brings or takes away, p1 (r1 - r*) or -p0 (r0 - r*), is mix, and it is
flagged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike, critical
from .means import Estimate
from .trinomial import cautious_se, net_score

__all__ = ["RateMix", "effect_derivatives", "net_rate_mix", "rate_mix", "with_errors"]


@dataclass(frozen=True)
class RateMix:
    """The change of a total between two periods, split.

    Attributes
    ----------
    rate, mix
        Per part; `rate.estimate` is nan for a part absent in one period.
    absent
        Per part: True where it is absent in one period.
    total_rate, total_mix, total
        The sums over the parts, and the whole change: ``total_rate + total_mix == total``.

    Standard errors and limits are nan where no standard errors of the rates were given.
    """

    rate: Estimate
    mix: Estimate
    absent: np.ndarray
    total_rate: Estimate
    total_mix: Estimate
    total: Estimate


def rate_mix(
    p0: ArrayLike,
    r0: ArrayLike,
    p1: ArrayLike,
    r1: ArrayLike,
    *,
    se0: ArrayLike | None = None,
    se1: ArrayLike | None = None,
    n0: float | None = None,
    n1: float | None = None,
    level: float = 0.95,
) -> RateMix:
    """Split the change of ``sum(p * r)`` between two periods.

    Parameters
    ----------
    p0, p1
        Shares of the parts in either period; each sums to 1.
    r0, r1
        Rates (means, net scores) of the parts; ignored, and may be nan, where the share is 0.
    se0, se1
        Standard errors of the rates.
    n0, n1
        Answers in either period, effective where weighted: they make the shares uncertain. Standard errors
        need all four.
    level
        Confidence level.

    Returns
    -------
    RateMix
        Standard errors by the delta method, shares taken as multinomial and independent of the rates. That of
        one part's mix effect is too small where its share has not moved and its rate is the mean: both
        factors are 0 then.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50.

    Examples
    --------
    >>> result = rate_mix([0.5, 0.3, 0.2], [40, 20, -10], [0.3, 0.3, 0.4], [42, 20, -5])
    >>> [round(float(part.estimate), 10) for part in (result.total, result.total_rate, result.total_mix)]
    [-7.4, 2.3, -9.7]
    """
    before, after = _shares(p0, "p0"), _shares(p1, "p1")
    if before.shape != after.shape:
        raise BadValue(
            Text(
                "both periods list the same parts; found {before} and {after}",
                before=str(before.size),
                after=str(after.size),
            )
        )
    absent = (before == 0) | (after == 0)
    first = np.where(before > 0, np.asarray(r0, float), 0.0)
    second = np.where(after > 0, np.asarray(r1, float), 0.0)
    centre = (before @ first + after @ second) / 2
    level_of = _mean_rate(before, first, after, second)
    rate = np.where(absent, 0.0, (before + after) / 2 * (second - first))
    mix = (after - before) * (level_of - centre)
    effects = np.concatenate([rate, mix, [rate.sum(), mix.sum(), after @ second - before @ first]])
    se = np.full(effects.shape, np.nan)
    if se0 is not None and se1 is not None and n0 is not None and n1 is not None:
        back = _variances(after, second, before, first, np.asarray(se0, float), n0, centre)
        forth = _variances(before, first, after, second, np.asarray(se1, float), n1, centre)
        se = np.sqrt(back + forth)
    half = critical(level) * se
    return _split(Estimate(effects, se, effects - half, effects + half), absent)


def net_rate_mix(
    up0: ArrayLike,
    down0: ArrayLike,
    n0: ArrayLike,
    up1: ArrayLike,
    down1: ArrayLike,
    n1: ArrayLike,
    *,
    level: float = 0.95,
) -> RateMix:
    """Split the change of a net score between two periods, from counts per part.

    Parameters
    ----------
    up0, down0, n0, up1, down1, n1
        Counts per part in either period; a part absent in a period has n = 0 there.
    level
        Confidence level.

    Returns
    -------
    RateMix
        Effects of the observed scores on the scale -1..1. The standard errors of the parts' scores are
        `trinomial.cautious_se`, so that a small part whose answers are all alike is not taken as certain.

    Examples
    --------
    >>> result = net_rate_mix([50, 20], [20, 40], [100, 80], [30, 50], [10, 60], [60, 150])
    >>> print(*(f"{part.estimate:.3f}" for part in (result.total, result.total_rate, result.total_mix)))
    -0.008 0.120 -0.128
    """
    size0, size1 = np.asarray(n0, float), np.asarray(n1, float)
    if size0.sum() <= 0 or size1.sum() <= 0:
        raise BadValue(Text("both periods need at least one answer"))
    return rate_mix(
        size0 / size0.sum(),
        net_score(up0, down0, n0),
        size1 / size1.sum(),
        net_score(up1, down1, n1),
        se0=cautious_se(up0, down0, n0),
        se1=cautious_se(up1, down1, n1),
        n0=float(size0.sum()),
        n1=float(size1.sum()),
        level=level,
    )


def _shares(p: ArrayLike, name: str) -> np.ndarray:
    shares = np.asarray(p, dtype=float)
    if shares.ndim != 1 or np.any(shares < 0) or not np.isclose(shares.sum(), 1, atol=1e-6):
        raise BadValue(
            Text("{name} holds the shares of the parts: one dimension, none negative, sum 1", name=str(name))
        )
    return shares / shares.sum()


def _mean_rate(p: np.ndarray, r: np.ndarray, q: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Return the mean of both periods' rates, or the one rate there is."""
    return np.where(p == 0, s, np.where(q == 0, r, (r + s) / 2))


def _variances(
    p: np.ndarray, r: np.ndarray, q: np.ndarray, s: np.ndarray, se: np.ndarray, n: float, centre: float
) -> np.ndarray:
    """Return what the sampling of the period (q, s) adds to the variance of each effect.

    (p, r) is the other period. The decomposition changes its sign when the periods are swapped, so one set of
    derivatives serves both.
    """
    by_q, by_s = effect_derivatives(p, r, q, s, centre)
    of_shares = (by_q**2 @ q - (by_q @ q) ** 2) / n
    return np.maximum(of_shares, 0) + by_s**2 @ np.where(q > 0, se, 0.0) ** 2


def effect_derivatives(
    p: np.ndarray, r: np.ndarray, q: np.ndarray, s: np.ndarray, centre: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the derivatives of all effects by the shares q and the rates s of the later period.

    Parameters
    ----------
    p, r, q, s
        Shares and rates of the earlier and the later period; rates of absent parts are 0.
    centre
        Mean of both totals.

    Returns
    -------
    tuple of numpy.ndarray
        Two matrices. Rows are the effects: rate per part, mix per part, total rate, total mix, total. With
        the periods swapped (and both signs turned) they are the derivatives by the earlier one's.
    """
    both = (p > 0) & (q > 0)
    one = np.eye(q.size)
    level = _mean_rate(p, r, q, s)
    rate_by_q = np.diag(np.where(both, (s - r) / 2, 0.0))
    rate_by_s = np.diag(np.where(both, (p + q) / 2, 0.0))
    mix_by_q = np.diag(level - centre) - np.outer(q - p, s / 2)
    mix_by_s = np.diag(np.where(both, (q - p) / 2, q)) - np.outer(q - p, q / 2)
    by_q = np.vstack([rate_by_q, mix_by_q, rate_by_q.sum(0), mix_by_q.sum(0), s @ one])
    by_s = np.vstack([rate_by_s, mix_by_s, rate_by_s.sum(0), mix_by_s.sum(0), q @ one])
    return by_q, by_s


def with_errors(split: RateMix, se: np.ndarray, reach: float) -> RateMix:
    """Return a change with standard errors from elsewhere and limits `reach` of them away.

    `se` has one element per effect, in the order of `effect_derivatives`.
    """
    totals = (split.total_rate, split.total_mix, split.total)
    rates = np.where(split.absent, 0.0, split.rate.estimate)
    effects = np.concatenate([rates, split.mix.estimate, [float(part.estimate) for part in totals]])
    return _split(Estimate(effects, se, effects - reach * se, effects + reach * se), split.absent)


def _split(effects: Estimate, absent: np.ndarray) -> RateMix:
    k = absent.size
    rate = Estimate(*(np.where(absent, np.nan, column[:k]) for column in effects))
    mix = Estimate(*(column[k : 2 * k] for column in effects))
    totals = (Estimate(*(column[2 * k + i] for column in effects)) for i in range(3))
    return RateMix(rate, mix, absent, *totals)
