"""The difference of two scores when answers come in clusters, which may lie on one side or on both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.stats import Difference

from ._side_pairs import SidePairs

__all__ = ["TwoSides", "joint_difference"]


@dataclass(frozen=True)
class TwoSides:
    """A difference with its test, the clusters on either side, how many SE the interval reaches."""

    test: Difference
    clusters: np.ndarray
    reach: float


def joint_difference(pairs: SidePairs, within: tuple[float, float], *, level: float) -> TwoSides:
    """Test the difference of the means of two sides with the variance of what each cluster adds to it.

    Parameters
    ----------
    pairs
        The clusters of the first side and the second.
    within
        Per side, the sum of weight x score^2.

    Returns
    -------
    TwoSides
        Standard error CR1 over the clusters of both sides; test and interval by the law of `FewClusters`. A
        side of fewer than two clusters has no variance between clusters: no test then.
    """
    sides = [pairs.side(which, within[which]) for which in (0, 1)]
    clusters, means = pairs.clusters, pairs.means
    gap = float(means[0] - means[1])
    se = pairs.se(sides) if clusters.min() >= 2 else np.nan
    # Rounding leaves 1e-17 where the clusters do not vary; that is no standard error.
    if not se > 1e-12:
        return TwoSides(Difference(gap, *[np.nan] * 5), clusters, np.nan)
    law = pairs.law(sides)
    reach = law.critical(level)
    test = Difference(gap, se, gap / se, law.p(gap / se), gap - reach * se, gap + reach * se)
    return TwoSides(test, clusters, reach)
