"""Two-way tables: which cells hold more than chance, also where rows of the data belong together.

References
----------
Haberman, S. J. (1973). The analysis of residuals in cross-classified tables. Biometrics 29. Rao, J. N. K. and
Scott, A. J. (1984). On chi-squared tests for multiway contingency tables. Annals of Statistics 12.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

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
    p, q = cells.sum(axis=1, keepdims=True) / total, cells.sum(axis=0, keepdims=True) / total
    left, right = (
        np.eye(rows) - p,
        np.eye(columns) - q.T,
    )  # "in row i" less its share, of a row of the data in j
    plain = (left**2) @ cells @ (right**2).T
    alone = g < 0
    if alone.all():
        return np.ones(plain.shape)
    lone = np.zeros(cells.shape)
    np.add.at(lone, (r[alone], c[alone]), n[alone])
    squares = (left**2) @ lone @ (right**2).T
    said = sparse.csr_matrix((n[~alone], (g[~alone], r[~alone] * columns + c[~alone])),
                             shape=(int(g.max()) + 1, rows * columns))  # fmt: skip
    squares += _cluster_squares(said, p, q)
    number = n[alone].sum() + np.count_nonzero(np.bincount(g[~alone]))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(plain > 0, squares / plain, 1.0) * (number / (number - 1) if number > 1 else np.nan)


def _cluster_squares(said: sparse.csr_matrix, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return per cell the sum over clusters of (x_ij - q_j x_i. - p_i x_.j + p_i q_j x_..) squared.

    x are a cluster's counts (a row of `said`); multiplied out, all that is needed are sums of products of
    counts, rows, columns and wholes of clusters: one pass for all cells together.
    """
    rows, columns = len(p), q.size
    place = np.arange(rows * columns)
    in_row, in_column = (
        sparse.csr_matrix((np.ones(len(place)), (place, at)), shape=(len(place), size))
        for at, size in ((place // columns, rows), (place % columns, columns))
    )
    by_row, by_column = said @ in_row, said @ in_column
    whole = np.asarray(said.sum(axis=1))
    with_row = (said.T @ by_row).toarray()[place, place // columns].reshape(rows, columns)
    beside = (said.T @ by_column).toarray().reshape(rows, columns, columns)
    with_column = np.einsum("ijj->ij", beside)
    with_whole = (said.T @ whole).reshape(rows, columns)
    own = np.asarray(said.multiply(said).sum(axis=0)).reshape(rows, columns)
    row_square, column_square = with_row.sum(axis=1, keepdims=True), with_column.sum(axis=0, keepdims=True)
    row_whole, column_whole = (with_whole.sum(axis=axis, keepdims=True) for axis in (1, 0))
    found = own - 2 * q * with_row - 2 * p * with_column + 2 * p * q * (with_whole + beside.sum(axis=1))
    found += q**2 * row_square + p**2 * column_square + (p * q) ** 2 * (whole**2).sum()
    return np.asarray(found - 2 * p * q**2 * row_whole - 2 * p**2 * q * column_whole)
