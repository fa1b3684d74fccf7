"""Tests of a Cox model's coefficients that hold with few clusters.

The sandwich variance is a sum of squares of what each cluster adds to the score. With few clusters it is too
small and too uncertain for the normal distribution. Per coefficient a cluster's part has, under a
working model, a variance that grows with its share of the information (independent rows) and with the square
of that share (rows of a cluster share an effect); with it the law of estimate over standard error is that of
a mean of clustered answers, see `cxlab.stats.few_clusters`.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cxlab.stats.few_clusters import FewClusters, shared_variance

from ._cells import Counted
from .cox_fit import Fit

__all__ = ["cluster_laws", "clusters_of"]

# Share of a coefficient's information below which a cluster tells nothing about it.
NOTHING = 1e-12


def cluster_laws(fit: Fit, cluster: np.ndarray) -> list[FewClusters | None]:
    """Return the law of each fitted coefficient over its robust standard error.

    Parameters
    ----------
    fit
        The fitted model.
    cluster
        Number of each row's cluster.

    Returns
    -------
    list
        None for coefficients about which fewer than two clusters tell anything: they have no standard error.
    """
    rows = fit.sets.rows
    shape = (int(cluster.max(initial=-1)) + 1, len(cluster))
    member = sparse.csr_matrix((rows.weight, (cluster, np.arange(len(cluster)))), shape=shape)
    spread = member @ _information_of_rows(fit)
    errors = member @ (fit.score_residuals() @ fit.variance)
    events = float((rows.count * rows.event).sum())
    return [_law(spread[:, j], errors[:, j], events) for j in range(len(fit.beta))]


def clusters_of(counted: Counted, empty: np.ndarray) -> np.ndarray | None:
    """Return the cluster of each fitted row; those of levels in which nobody leaves (`empty`) are not."""
    if counted.cluster is None or not empty.any():
        return counted.cluster
    return counted.cluster[~np.any(counted.rows.x[:, empty] != 0, axis=1)[counted.rows.pattern]]


def _law(spread: np.ndarray, error: np.ndarray, events: float) -> FewClusters | None:
    share = np.maximum(spread, 0.0) / max(spread.sum(), 1e-300)
    used = share > NOTHING
    clusters = int(used.sum())
    if clusters < 2:
        return None
    share, error = share[used], error[used]
    between = float((error**2 / share).sum()) / float(spread.sum())
    common = 1 - float(share @ share)
    excess = shared_variance(between, clusters - 1.0, common, free=clusters - 1.0, inner=events)
    rho = float(np.mean(excess / (1 + excess)))
    return FewClusters(np.ones(clusters), share[None], share[None], rho, factor=1.0)


def _information_of_rows(fit: Fit) -> np.ndarray:
    """Return each row's part of the variance of each coefficient, were all rows independent.

    For the combination z of the covariates that a coefficient goes by, that is the sum of (z - mean z)^2 over
    the hazard which the row lives through.
    """
    sets, rows = fit.sets, fit.sets.rows
    hazard, means, _variance = fit.increments
    along = means @ fit.variance
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.where(hazard[:, None] > 0, along**2 / hazard[:, None], 0.0)
    z = (sets.x @ fit.variance)[rows.pattern]
    parts = z**2 * sets.lived(hazard)[:, None] - 2 * z * sets.lived(along) + sets.lived(squares)
    return np.maximum(parts, 0.0) * fit.moments.risk[rows.pattern, None]
