"""How precise a sample is, and how large it has to be."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import Array, ArrayLike, critical
from .trinomial import PSEUDO_N

__all__ = ["margin_of_error", "sample_size", "sample_size_difference"]


def margin_of_error(variance: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Array:
    """Return z * sqrt(variance / n), the half width of the Wald interval.

    >>> print(f"{margin_of_error(0.61, 100):.4f}")
    0.1531
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return critical(level) * np.sqrt(np.asarray(variance, float) / np.asarray(n, float))


def sample_size(
    margin: ArrayLike, *, variance: ArrayLike, level: float = 0.95, adjusted: bool = False
) -> Array:
    """Return the smallest whole number of answers whose interval is no wider than +/- `margin`.

    Parameters
    ----------
    margin
        Wanted half width, on the scale of the estimate (.05 is five points of a net score shown x100).
    variance
        Expected variance of one answer: for a share p (1 - p), for a net score `trinomial.net_variance`.
    level
        Confidence level.
    adjusted
        Plan for the adjusted Wald interval, which adds 3 answers of its own. Its variance is then that of the
        shrunk shares.

    Returns
    -------
    int or numpy.ndarray of int
        At least 1.

    Examples
    --------
    >>> int(sample_size(0.05, variance=0.61)), int(sample_size(0.05, variance=0.61, adjusted=True))
    (938, 935)
    """
    wanted = _positive(margin, "margin")
    exact = np.asarray(variance, float) * critical(level) ** 2 / wanted**2 - (PSEUDO_N if adjusted else 0)
    return _round_up(exact)


def sample_size_difference(
    gap: ArrayLike,
    *,
    variance_a: ArrayLike,
    variance_b: ArrayLike | None = None,
    power: float = 0.8,
    level: float = 0.95,
) -> Array:
    """Return the answers needed in each of two groups to find a difference with the given power.

    Parameters
    ----------
    gap
        The difference worth finding, on the scale of the estimate; its sign does not matter.
    variance_a, variance_b
        Expected variances of one answer in the groups; the second defaults to the first.
    power
        Probability of finding the difference if it is there.
    level
        1 - the two-sided error of the test.

    Examples
    --------
    >>> int(sample_size_difference(0.1, variance_a=0.61))
    958
    """
    if not 0 < power < 1:
        raise BadValue(Text("power must lie between 0 and 1, e.g. 0.8; found {power}", power=str(power)))
    wanted = _positive(np.abs(gap), "gap")
    # A power below the test's own error needs no answers at all.
    quantiles = max(critical(level) + NormalDist().inv_cdf(power), 0.0)
    both = np.asarray(variance_a, float) + np.asarray(variance_a if variance_b is None else variance_b, float)
    return _round_up(both * quantiles**2 / wanted**2)


def _positive(value: ArrayLike, name: str) -> np.ndarray:
    array = np.asarray(value, dtype=float)
    if not np.all(array > 0):
        raise BadValue(Text("{name} must be positive", name=str(name)))
    return array


def _round_up(size: np.ndarray) -> Array:
    # A hair below a whole number, so that 938.0000000001 from rounding errors stays 938.
    return np.maximum(np.ceil(size * (1 - 1e-12)), 1).astype(int)[()]
