"""Two-way tables: which cells hold more than chance, also where rows of the data belong together.

References
----------
Haberman, S. J. (1973). The analysis of residuals in cross-classified tables. Biometrics 29. Rao, J. N. K. and
Scott, A. J. (1984). On chi-squared tests for multiway contingency tables. Annals of Statistics 12.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike, two_sided_p

__all__ = ["Residuals", "adjusted_residuals", "clustered_variances"]


class Residuals(NamedTuple):
    """Per cell: what independence expects, the adjusted residual (standard normal then), its p-value."""

    expected: np.ndarray
    residual: np.ndarray
    p: np.ndarray


def adjusted_residuals(table: ArrayLike, *, variance: ArrayLike | None = None) -> Residuals:
    """Return (O - E) / sqrt(E (1 - row / N) (1 - column / N)) of every cell.

    Parameters
    ----------
    table
        Counts, two dimensions.
    variance
        Variances of O - E from elsewhere, as `clustered_variances` gives them.

    Returns
    -------
    Residuals
        A row or column without counts, or that holds all of them, has none: nan.

    Examples
    --------
    >>> adjusted_residuals([[30, 40], [10, 20], [25, 35]]).residual.round(3).tolist()
    [[0.507, -0.507], [-0.902, 0.902], [0.208, -0.208]]
    """
    observed = np.asarray(table, dtype=float)
    if observed.ndim != 2 or np.any(observed < 0):
        raise BadValue(Text("a two-way table of counts is needed, none negative"))
    total = observed.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        row, column = observed.sum(axis=1, keepdims=True), observed.sum(axis=0, keepdims=True)
        expected = row * column / total
        spread = expected * (1 - row / total) * (1 - column / total)
        usable = spread > 0
        used = spread if variance is None else np.asarray(variance, dtype=float)
        residual = np.where(usable & (used > 0), (observed - expected) / np.sqrt(used), np.nan)
    return Residuals(expected, residual, np.asarray(two_sided_p(residual)))


def clustered_variances(
    row: ArrayLike, column: ArrayLike, cluster: ArrayLike, count: ArrayLike
) -> np.ndarray:
    """Return the variance of O - E of every cell where rows of one cluster depend on each other.

    O - E is a sum over rows of (in the row - its share) (in the column - its share); of a cluster the terms
    are added up before they are squared.

    Parameters
    ----------
    row, column
        Numbers of the row and the column from 0 on.
    cluster
        Number of the cluster; -1: a row on its own.
    count
        How many rows of the data this one stands for.

    Examples
    --------
    >>> alone = clustered_variances([0, 0, 1, 1], [0, 1, 0, 1], [-1] * 4, [30, 10, 20, 40])
    >>> print(f"{alone[0, 0]:.3f}")
    6.000
    """
    r, c, g = (np.asarray(values, dtype=np.intp) for values in (row, column, cluster))
    n = np.asarray(count, dtype=float)
    rows, columns, total = int(r.max()) + 1, int(c.max()) + 1, n.sum()
    row_share = np.bincount(r, weights=n, minlength=rows) / total
    column_share = np.bincount(c, weights=n, minlength=columns) / total
    alone = g < 0
    cells = np.zeros((rows, columns))
    np.add.at(cells, (r[alone], c[alone]), n[alone])
    left = np.eye(rows) - row_share  # value of "in row i" less its share, for a row of the data in row j
    right = np.eye(columns) - column_share
    result = (left**2).T @ cells @ (right**2)
    number = n[alone].sum()
    if (~alone).any():
        names, at = np.unique(g[~alone], return_inverse=True)
        number += len(names)
        for i in range(rows):
            for j in range(columns):
                terms = n[~alone] * left[r[~alone], i] * right[c[~alone], j]
                sums = np.bincount(at, weights=terms)
                result[i, j] += sums @ sums
    return result * (number / (number - 1) if number > 1 and (~alone).any() else 1.0)
