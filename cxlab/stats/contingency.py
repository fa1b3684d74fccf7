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

__all__ = ["Residuals", "adjusted_residuals", "design_effects"]


class Residuals(NamedTuple):
    """Per cell: what independence expects, the adjusted residual (standard normal then), its p-value."""

    expected: np.ndarray
    residual: np.ndarray
    p: np.ndarray


def adjusted_residuals(table: ArrayLike, *, design_effect: ArrayLike = 1.0) -> Residuals:
    """Return (O - E) / sqrt(E (1 - row / N) (1 - column / N)) of every cell.

    Parameters
    ----------
    table
        Counts, two dimensions.
    design_effect
        Per cell: how many times its variance is that of independent rows, see `design_effects`.

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
        used = spread * np.asarray(design_effect, dtype=float)
        residual = np.where(usable & (used > 0), (observed - expected) / np.sqrt(used), np.nan)
    return Residuals(expected, residual, np.asarray(two_sided_p(residual)))


def design_effects(row: ArrayLike, column: ArrayLike, cluster: ArrayLike, count: ArrayLike) -> np.ndarray:
    """Return by how much clusters multiply the variance of O - E of every cell.

    O - E is a sum over rows of (in the row - its share) (in the column - its share); of a cluster the terms
    are added up before they are squared.

    Parameters
    ----------
    row, column
        Numbers of the row and the column from 0 on.
    cluster
        Number of the cluster; -1: a row on its own.
    count
        How many rows of the data this one stands for; rows on their own may be counted together.

    Examples
    --------
    >>> twice = design_effects([0, 0, 1, 1] * 2, [0, 1, 0, 1] * 2, [0, 1, 2, 3] * 2, [1] * 8)
    >>> twice.round(2).tolist()
    [[2.67, 2.67], [2.67, 2.67]]
    """
    r, c, g = (np.asarray(values, dtype=np.intp) for values in (row, column, cluster))
    n = np.asarray(count, dtype=float)
    rows, columns, total = int(r.max()) + 1, int(c.max()) + 1, n.sum()
    cells = np.zeros((rows, columns))
    np.add.at(cells, (r, c), n)
    left = np.eye(rows) - cells.sum(axis=1) / total  # "in row i" less its share, of a row of the data in j
    right = np.eye(columns) - cells.sum(axis=0) / total
    plain = (left**2) @ cells @ (right**2).T
    alone = g < 0
    if alone.all():
        return np.ones(plain.shape)
    lone = np.zeros(cells.shape)
    np.add.at(lone, (r[alone], c[alone]), n[alone])
    squares = (left**2) @ lone @ (right**2).T
    names, at = np.unique(g[~alone], return_inverse=True)
    for i in range(rows):
        for j in range(columns):
            sums = np.bincount(at, weights=n[~alone] * left[i, r[~alone]] * right[j, c[~alone]])
            squares[i, j] += sums @ sums
    number = n[alone].sum() + len(names)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(plain > 0, squares / plain, 1.0) * (number / (number - 1) if number > 1 else np.nan)
