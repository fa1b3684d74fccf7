"""Shrinkage of many estimates towards what they have in common: empirical Bayes after Fay and Herriot.

References
----------
Fay, R. E. and Herriot, R. A. (1979). Estimates of income for small places. JASA 74. Yoshimori, M. and Lahiri,
P. (2014). A new adjusted maximum likelihood method for the Fay-Herriot small area model. Journal of
Multivariate Analysis 124. Datta, G. S. and Lahiri, P. (2000). A unified measure of uncertainty of estimated
best linear unbiased predictors in small area estimation problems. Statistica Sinica 10.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike, critical

__all__ = ["Shrunk", "fay_herriot"]

LEAST_SPARE = 3
"""Estimates beyond the columns of the design that are needed to learn how far the estimates scatter."""


class Shrunk(NamedTuple):
    """Shrunk estimates with their root mean squared error and limits, and what they were shrunk by."""

    estimate: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weight: np.ndarray
    "Share of each estimate's own figure in its shrunk one, 0 to 1."
    between: float
    "Variance of the true values around the design."


def fay_herriot(
    values: ArrayLike, variances: ArrayLike, design: ArrayLike, *, level: float = 0.95, adjusted: bool = True
) -> Shrunk | None:
    """Shrink each estimate towards what the design expects, the more the larger its sampling variance.

    The model is value = design b + v + e, v ~ N(0, A) and e ~ N(0, variance). A is estimated by restricted
    maximum likelihood, by default times Yoshimori and Lahiri's factor, which keeps it above 0; the mean
    squared error is the second-order one of Datta and Lahiri.

    Parameters
    ----------
    values, variances
        Estimates and their sampling variances, taken as known.
    design
        One row per estimate, columns of full rank; a column of ones shrinks towards the mean.
    level
        Confidence level of the limits.
    adjusted
        False: restricted maximum likelihood alone, which may put A at 0.

    Returns
    -------
    Shrunk or None
        None where fewer than three estimates are left beyond the columns of the design.

    Examples
    --------
    >>> found = fay_herriot([3.0, 4.0, 5.0, 3.5], [0.01, 0.01, 1.0, 0.01], np.ones((4, 1)))
    >>> found.estimate.round(2).tolist()
    [3.02, 3.99, 3.9, 3.5]
    """
    y, psi, x = (np.asarray(one, dtype=float) for one in (values, variances, design))
    if x.ndim != 2 or not len(y) == len(psi) == len(x) or not (psi > 0).all():
        raise BadValue(
            Text("one value, one variance above 0 and one row of the design per estimate are needed")
        )
    if len(y) - x.shape[1] < LEAST_SPARE:
        return None
    between = _between(y, psi, x, adjusted=adjusted)
    total = between + psi
    precision = np.linalg.inv((x.T / total) @ x)
    fitted = x @ (precision @ ((x.T / total) @ y))
    own = between / total
    leverage = np.einsum("ij,jk,ik->i", x, precision, x)
    of_between = 2 / np.sum(total**-2.0)  # asymptotic variance of the estimated A
    mse = own * psi + (1 - own) ** 2 * leverage + 2 * psi**2 / total**3 * of_between
    centre, se = own * y + (1 - own) * fitted, np.sqrt(mse)
    half = critical(level) * se
    return Shrunk(centre, se, centre - half, centre + half, own, float(between))


def _between(y: np.ndarray, psi: np.ndarray, x: np.ndarray, *, adjusted: bool) -> float:
    """Return A: the maximum of the restricted likelihood, searched on the scale of the figures."""
    largest = 10 * (np.var(y) + psi.max())

    def lost(root: float) -> float:
        between = root**2
        total = between + psi
        weighted = x.T / total
        gram = weighted @ x
        residual = y - x @ np.linalg.solve(gram, weighted @ y)
        half = np.log(total).sum() + np.linalg.slogdet(gram)[1] + (residual**2 / total).sum()
        if not adjusted:
            return float(half / 2)
        with np.errstate(divide="ignore"):
            return float(half / 2 - np.log(np.arctan((between / total).sum())) / len(y))

    grid = np.linspace(0, np.sqrt(largest), 41)
    best = int(np.argmin([lost(root) for root in grid]))
    around = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(lost, bounds=around, method="bounded", options={"xatol": 1e-9})
    root = found.x if found.fun <= lost(grid[best]) else grid[best]
    return float(root**2)
