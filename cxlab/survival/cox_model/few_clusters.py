"""Tests of a Cox model's coefficients that hold with few clusters.

The sandwich variance is a sum of squares of what each cluster adds to the score. With few clusters it is too
small and too uncertain for the normal distribution. Per coefficient a cluster's part has, under a
working model, a variance that grows with its share of the information (independent rows) and with the square
of that share (rows of a cluster share an effect); with it the law of estimate over standard error is that of
a mean of clustered answers, see `cxlab.stats.few_clusters`.

Fitted coefficients and hazards follow the large clusters, whose residuals are therefore smaller than their
errors. Up to `FEW_ENOUGH` clusters a second law takes that into account, with the residuals that Bell and
McCaffrey's working model of a regression gives; an interval reaches as far as the wider of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from cxlab.stats.few_clusters import FewClusters, positive_probability, shared_variance

from .counted_rows import CountedDesign
from .newton import Fit

__all__ = ["LeverageLaw", "cluster_laws", "clusters_of"]

# Share of a coefficient's information below which a cluster tells nothing about it.
NOTHING = 1e-12
FEW_ENOUGH = 60
"""Up to so many clusters their leverage is worked out: a matrix of the coefficients for each."""
LEFT = 0.25
"""Share of their variance that residuals of no more clusters than parameters must keep to tell anything."""


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
    laws = [_law(spread[:, j], errors[:, j], events) for j in range(len(fit.beta))]
    if shape[0] > FEW_ENOUGH:
        return laws
    information = _information(fit, member)
    return [
        law if law is None else _with_leverage(law, information, fit.variance[:, j], errors[:, j], events)
        for j, law in enumerate(laws)
    ]


def clusters_of(counted: CountedDesign, empty: np.ndarray) -> np.ndarray | None:
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


@dataclass(frozen=True)
class LeverageLaw(FewClusters):
    """The wider of two laws: that of `FewClusters`, and that of residuals after fitting.

    `root` holds estimate (first row) and residuals of clusters in independent normal variables.
    """

    root: np.ndarray
    exhausted: bool
    "Whether the fit follows the clusters so closely that their residuals tell nothing: one on either side."

    @cached_property
    def many(self) -> float:
        """Return nan: the law is worked out for few clusters alone."""
        return np.nan

    def _tail(self, square: float) -> float:
        estimate, residuals = self.root[0], self.root[1:]
        weights = np.linalg.eigvalsh(np.outer(estimate, estimate) - square * residuals.T @ residuals)
        return max(super()._tail(square), positive_probability(weights, np.ones(len(weights))))


def _with_leverage(
    law: FewClusters, information: np.ndarray, along: np.ndarray, error: np.ndarray, events: float
) -> FewClusters:
    """Return the law with residuals that follow from the fit.

    `information` holds, per cluster, that of hazard and coefficients; `along` is the coefficient's column of
    the variance, `error` what each cluster adds to it.
    """
    whole = information.sum(axis=0)
    direction = np.append(0.0, along)
    scores = information @ direction  # covariance of a cluster's part and its scores, were rows independent
    own = scores @ direction
    used = own > NOTHING * own.sum()
    information, scores, own, error = information[used], scores[used], own[used], error[used]
    leverage = scores @ np.linalg.pinv(whole, hermitian=True)
    exposure = information[:, 0, 0] / whole[0, 0]

    def covariance(scale: np.ndarray) -> np.ndarray:
        """Return that of estimate and residuals where a cluster's scores vary `scale` times as much."""
        joint, total = scale[:, None] * scores, np.einsum("c,cij->ij", scale, information)
        crossed = joint @ leverage.T
        residual = np.diag(scale * own) - crossed - crossed.T + leverage @ total @ leverage.T
        shared = joint @ direction - leverage @ (total @ direction)
        return np.block([[direction @ total @ direction, shared], [shared[:, None], residual]])

    plain, common = (
        float((np.diag(covariance(scale))[1:] / own).sum()) for scale in (np.ones(len(own)), exposure)
    )
    left = float(np.diag(covariance(np.ones(len(own))))[1:].sum() / own.sum())
    exhausted = len(own) <= len(whole) and left < LEFT
    between = float((error**2 / own).sum())
    excess = np.zeros(1) if exhausted else shared_variance(between, plain, common, free=plain, inner=events)
    rho = float(excess.mean() / (1 + excess.mean()))
    values, vectors = np.linalg.eigh(covariance(1 - rho + rho * exposure))
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return LeverageLaw(law.clusters, law.share, law.noise, law.rho, law.factor, root, exhausted)


def _information(fit: Fit, member: sparse.csr_matrix) -> np.ndarray:
    """Return each cluster's information on the level of the hazard (first) and the coefficients."""
    sets, rows = fit.sets, fit.sets.rows
    hazard, means, _variance = fit.increments
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(hazard[:, None] > 0, means / hazard[:, None], 0.0)
    risk, x = fit.sums_at_risk.risk[rows.pattern], sets.x[rows.pattern]
    lived, passed = sets.cumulative_over_rows(hazard), sets.cumulative_over_rows(means)
    size = len(fit.beta)
    found = np.zeros((member.shape[0], size + 1, size + 1))
    found[:, 0, 0] = member @ (risk * lived)
    found[:, 0, 1:] = found[:, 1:, 0] = member @ (risk[:, None] * (x * lived[:, None] - passed))
    for j in range(size):
        own = x[:, [j]]
        squares = own * x * lived[:, None] - own * passed - x * passed[:, [j]]
        squares += sets.cumulative_over_rows(mean[:, [j]] * means)
        found[:, 1 + j, 1:] = member @ (risk[:, None] * squares)
    return found


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
    parts = (
        z**2 * sets.cumulative_over_rows(hazard)[:, None]
        - 2 * z * sets.cumulative_over_rows(along)
        + sets.cumulative_over_rows(squares)
    )
    return np.maximum(parts, 0.0) * fit.sums_at_risk.risk[rows.pattern, None]
