"""Estimates that are quoted because they are significant: how large the effect is, given that they are."""

from __future__ import annotations

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from .means import Estimate

__all__ = ["given_significance"]

_STEPS = 80


def given_significance(estimate: float, se: float, *, threshold: float, level: float = 0.95) -> Estimate:
    """Return what an estimate says that is looked at only because it lies beyond a threshold.

    Among effects of one size those that come out significant are too large on average (the winner's curse).
    Given that the estimate is normal and more than `threshold` standard errors from 0, this is the effect
    for which it would lie in the middle of such estimates, and the limits of the effects for which it would
    not be among the outermost.

    Parameters
    ----------
    estimate, se
        Estimate and standard error.
    threshold
        Number of standard errors beyond which it counts as significant, e.g. 1.96; the estimate lies beyond.
    level
        Confidence level.

    Returns
    -------
    Estimate
        Median-unbiased estimate (0 or of the same sign), the standard error and limits, which may enclose 0.

    References
    ----------
    Zhong, H. and Prentice, R. L. (2008), Biostatistics 9. Ghosh, A., Zou, F. and Wright, F. A. (2008), Am J
    Hum Genet 82.

    Examples
    --------
    >>> far, near = (given_significance(z, 1.0, threshold=1.96).estimate for z in (5.0, 2.1))
    >>> print(f"{far:.2f} {near:.2f}")
    5.00 0.17
    """
    if not se > 0 or abs(estimate) < threshold * se * (1 - 1e-9):
        raise BadValue(
            Text(
                "the estimate lies {threshold} standard errors or more from 0, and they are above 0",
                threshold=f"{threshold:g}",
            )
        )
    sign, z = np.sign(estimate), abs(estimate) / se
    tail = (1 - level) / 2
    middle, low, high = (_effect(z, threshold, share) for share in (0.5, tail, 1 - tail))
    sides = sorted((sign * low * se, sign * high * se))
    middle = float(sign * max(middle, 0.0) * se)
    return Estimate(*map(np.float64, (middle, se, *sides)))


def _effect(z: float, threshold: float, share: float) -> float:
    """Return the effect for which a share of the significant estimates lies beyond z."""
    from scipy.special import log_ndtr

    low, high = -40.0, z + 40.0
    for _step in range(_STEPS):
        middle = (low + high) / 2
        both = np.logaddexp(log_ndtr(middle - threshold), log_ndtr(-middle - threshold))
        if log_ndtr(middle - z) - both < np.log(share):
            low = middle
        else:
            high = middle
    return (low + high) / 2
