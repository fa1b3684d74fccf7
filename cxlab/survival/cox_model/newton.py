"""Cox's partial likelihood maximised by Newton's method: coefficients, their errors, score residuals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from cxlab.errors import BadValue
from cxlab.text import Text

from .partial_likelihood import RiskSets, RiskSums, Rows

__all__ = ["Fit", "fit_cox", "solved"]

MOST_STEPS = 60
CONVERGED = 1e-10  # gain of log-likelihood that a step promises
ALIASED = 1e-9  # share of a covariate's information that the others leave
NO_INFORMATION = 1e-9  # share of what was summed for it below which information is rounding error
LONGEST = 10.0  # most that a step may move the log hazard ratio between two rows
ENDLESS = 0.1  # such a move in the last step: the coefficient would grow without end


@dataclass(frozen=True)
class Fit:
    """Coefficients of the columns that are not aliased, and the state at them."""

    sets: RiskSets
    beta: np.ndarray
    kept: np.ndarray
    variance: np.ndarray
    log_likelihood: float
    null: float
    sums_at_risk: RiskSums
    diverging: np.ndarray

    @cached_property
    def increments(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return per event time what hazard, weighted means and variance gain, at mean covariates."""
        m, h = self.sets.per_step, self.sums_at_risk.hazard
        s1, d1 = self.sums_at_risk.sums[:, 1:], self.sums_at_risk.dead[:, 1:]
        means = s1 * (m * h.one2)[:, None] - d1 * (m * h.part2)[:, None]
        return m * h.one, means, m * h.one2

    def score_residuals(self) -> np.ndarray:
        """Return each row's part of the score: what leaving it out would change, before the variance."""
        sets, rows, h = self.sets, self.sets.rows, self.sums_at_risk.hazard
        m = sets.per_step
        s1, d1 = self.sums_at_risk.sums[:, 1:], self.sums_at_risk.dead[:, 1:]
        hazard, means, _v = self.increments
        x, risk = sets.x[rows.pattern], self.sums_at_risk.risk[rows.pattern]
        result = -risk[:, None] * (
            x * sets.cumulative_over_rows(hazard)[:, None] - sets.cumulative_over_rows(means)
        )
        at, dead = sets.last[sets.dead], sets.dead
        mean = (s1 * h.one[:, None] - d1 * h.part[:, None]) / sets.steps[:, None]
        spared = m[:, None] * (s1 * h.part2[:, None] - d1 * h.parts2[:, None])
        result[dead] += x[dead] - mean[at]
        result[dead] += risk[dead, None] * (x[dead] * (m * h.part)[at, None] - spared[at])
        return result

    def robust(self, cluster: np.ndarray | None) -> np.ndarray:
        """Return the sandwich variance; rows of a cluster, or each row for itself, are independent."""
        rows, residuals = self.sets.rows, self.score_residuals()
        if cluster is None:
            meat = (residuals * rows.square[:, None]).T @ residuals
        else:
            groups = int(cluster.max()) + 1
            member = sparse.csr_matrix(
                (rows.weight, (cluster, np.arange(len(cluster)))), shape=(groups, len(cluster))
            )
            sums = member @ residuals
            meat = sums.T @ sums
        return self.variance @ meat @ self.variance


def fit_cox(rows: Rows, *, ties: str = "efron") -> Fit:
    """Maximise the partial likelihood.

    Returns
    -------
    Fit
        `kept` marks the columns of `x` with a coefficient; a column that the earlier ones determine has none.
        `diverging` marks those whose coefficient would grow without end.
    """
    sets = RiskSets(rows, ties=ties)
    if not len(sets.key):
        raise BadValue(Text("no event happens while anybody is at risk; a Cox model needs events"))
    found = sets.sums_at_risk(np.zeros(rows.x.shape[1]))
    kept = _independent(sets.information(found), sets.information_size(found))
    if not kept.all():
        sets.rows = Rows(**{**vars(rows), "x": rows.x[:, kept]})
        del sets.mean, sets.x
        found = sets.sums_at_risk(np.zeros(int(kept.sum())))
    return _newton(sets, kept, found)


def _newton(sets: RiskSets, kept: np.ndarray, found: RiskSums) -> Fit:
    beta, null = np.zeros(int(kept.sum())), found.log_likelihood
    width = np.ptp(sets.x, axis=0) if len(beta) else np.zeros(0)
    step = np.zeros(len(beta))
    for _step in range(MOST_STEPS):
        information, score = sets.information(found), found.score_at.sum(axis=0)
        step = solved(information, score)
        gain, before = float(score @ step), beta
        beta, found = _halved(sets, beta, step, found)
        if gain < CONVERGED or beta is before:
            break
    # A step that gains nothing and is still long: the likelihood has no maximum, only a slope to it.
    diverging = (np.abs(step) * width > ENDLESS) & (_reach(sets, step) > ENDLESS)
    variance = solved(sets.information(found), np.eye(len(beta)))
    return Fit(sets, beta, kept, variance, found.log_likelihood, null, found, diverging)


def solved(information: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve for the right-hand side with covariates on one scale, whatever their units."""
    scale = np.sqrt(np.maximum(np.diag(information), 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    level = scale if right.ndim == 1 else scale[:, None]
    return np.linalg.lstsq(information / np.outer(scale, scale), right / level, rcond=None)[0] / level


def _halved(
    sets: RiskSets, beta: np.ndarray, step: np.ndarray, before: RiskSums
) -> tuple[np.ndarray, RiskSums]:
    """Take the step, or so much of it that the likelihood does not fall."""
    step = step * min(1.0, LONGEST / max(_reach(sets, step), 1e-300))
    for _half in range(30):
        try:
            found = sets.sums_at_risk(beta + step)
        except FloatingPointError:  # too far for the risk sets to be told from rounding error
            step = step / 2
            continue
        if found.log_likelihood >= before.log_likelihood - 1e-9 * abs(before.log_likelihood):
            return beta + step, found
        step = step / 2
    return beta, before


def _reach(sets: RiskSets, step: np.ndarray) -> float:
    """Return by how much a step moves the log hazard ratio between the two rows that it moves apart most."""
    return float(np.ptp(sets.x @ step)) if len(step) else 0.0


def _independent(information: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Tell which covariates add information to those before them, by a Cholesky factor in order.

    Information is a difference of sums: where there is none, rounding leaves a hair of either sign, which
    only the `size` of those sums can tell from little information.
    """
    left, scale = information.copy(), np.diag(information).copy()
    kept = np.zeros(len(left), dtype=bool)
    for j in range(len(left)):
        if scale[j] <= NO_INFORMATION * size[j] or left[j, j] <= ALIASED * scale[j]:
            continue
        kept[j] = True
        left = left - np.outer(left[:, j], left[j]) / left[j, j]
    return kept
