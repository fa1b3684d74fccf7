"""Sets of ranks: what is certain, what is tied, and how often a set holds the true rank."""

import numpy as np

from cxlab.stats.ranks import rank_sets


def test_far_apart_values_have_one_rank_each():
    ranks = rank_sets([1000, 500, 10], np.diag([1000, 500, 10]))
    assert ranks.best.tolist() == ranks.worst.tolist() == [1, 2, 3]


def test_equal_values_may_have_any_rank():
    ranks = rank_sets([20, 20, 20], np.diag([20, 20, 20]))
    assert ranks.best.tolist() == [1, 1, 1]
    assert ranks.worst.tolist() == [3, 3, 3]


def test_sets_hold_the_true_rank():
    rng, mean = np.random.default_rng(3), np.array([60.0, 45, 44, 30, 29])
    hits = []
    for _run in range(400):
        x = rng.poisson(mean)
        ranks = rank_sets(x, np.diag(x))
        hits.append((ranks.best <= np.arange(1, 6)) & (ranks.worst >= np.arange(1, 6)))
    assert np.mean(hits, axis=0).min() >= 0.95
