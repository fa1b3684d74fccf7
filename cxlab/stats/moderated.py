"""Variances of many small groups that learn from one another (empirical Bayes).

A group of a few answers knows its own variance badly: by chance some look almost without spread, and of many
comparisons these are the ones that come out significant. Here each variance is drawn towards what is usual
among the groups, the more the fewer answers it has, and the more alike the groups are.

References
----------
Smyth, G. K. (2004). Linear models and empirical Bayes methods for assessing differential expression in
microarray experiments. Statistical Applications in Genetics and Molecular Biology 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._base import ArrayLike

__all__ = ["Moderated", "moderated_variances"]


class Moderated(NamedTuple):
    """Variances drawn towards each other, their degrees of freedom, and those of what is usual."""

    variance: np.ndarray
    df: np.ndarray
    prior_df: float


def moderated_variances(variance: ArrayLike, df: ArrayLike) -> Moderated:
    """Draw variances towards what is usual among them.

    Parameters
    ----------
    variance
        One per group; of those that are 0 or missing nothing is learnt, and a missing one is given what is
        usual.
    df
        Degrees of freedom of each, such as answers - 1; infinite where the variance is known, which stays.

    Returns
    -------
    Moderated
        As `limma::squeezeVar` in R, with the degrees of freedom of `limma::eBayes`: at most those of all
        groups together. Where the variances differ no more than chance has it, all are their mean (by degrees
        of freedom). Fewer than three groups teach nothing.

    Examples
    --------
    >>> found = moderated_variances([0.4, 1.9, 1.1, 0.6, 2.6], [4, 4, 4, 4, 4])
    >>> found.variance.round(2).tolist(), found.prior_df
    ([1.32, 1.32, 1.32, 1.32, 1.32], inf)
    """
    from scipy.special import digamma, polygamma

    s, d = (np.array(values, dtype=float) for values in (variance, df))
    sure = np.isinf(d)
    known = np.isfinite(s) & (s > 0) & (d > 0) & ~sure
    if known.sum() < 3:
        return Moderated(s, d, 0.0)
    own, half = s[known], d[known] / 2
    logs = np.log(own) - digamma(half) + np.log(half)
    beyond = float(np.var(logs, ddof=1) - polygamma(1, half).mean())
    if beyond <= 0:
        usual, whole = float(np.average(own, weights=d[known])), float(d[known].sum())
        return Moderated(np.where(sure, s, usual), np.where(sure, d, whole), np.inf)
    prior = 2 * _inverse_trigamma(beyond)
    usual = float(np.exp(logs.mean() + digamma(prior / 2) - np.log(prior / 2)))
    there = np.isfinite(s) & (d > 0) & ~sure
    free = prior + np.where(there, d, 0.0)
    own_part = np.where(there, d, 0.0) * np.where(there, s, 0.0)
    moved = (prior * usual + own_part) / free
    free = np.minimum(free, float(d[known].sum()))  # no variance is surer than all groups together
    return Moderated(np.where(sure, s, moved), np.where(sure, d, free), float(prior))


def _inverse_trigamma(value: float) -> float:
    """Return where the trigamma function has a value (Newton's method, Smyth 2004, appendix)."""
    from scipy.special import polygamma

    at = 0.5 + 1 / value
    for _step in range(50):
        height = float(polygamma(1, at))
        step = height * (1 - height / value) / float(polygamma(2, at))
        at += step
        if -step / at < 1e-10:
            break
    return at
