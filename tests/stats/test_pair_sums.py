"""Sums over pairs of columns give the covariances that pandas gives, and draw whole groups."""

import numpy as np
import pandas as pd
import pytest

from cxlab.stats.pair_sums import bags, drawn_counts, pair_sums


@pytest.fixture
def rows():
    rng = np.random.default_rng(5)
    values = rng.normal(100, 3, (60, 4))
    values[rng.random(values.shape) < 0.3] = np.nan
    return values


def test_covariances_are_those_of_all_who_answered_both(rows):
    found = pair_sums(rows, groups=np.arange(60)).drawn(np.ones((1, 60)))
    known = pd.DataFrame(rows).notna().astype(float)
    both = (known.T @ known).to_numpy()
    wanted = pd.DataFrame(rows).cov().to_numpy() * (both - 1) / both
    assert found.covariances()[0] == pytest.approx(wanted, rel=1e-9)
    assert found.means()[0] == pytest.approx(np.nanmean(rows, axis=0), rel=1e-12)


def test_a_weight_of_two_is_a_row_that_stands_twice(rows):
    twice = pair_sums(np.vstack([rows, rows[:20]]), groups=np.zeros(80, dtype=int))
    weights = np.where(np.arange(60) < 20, 2.0, 1.0)
    once = pair_sums(rows, groups=np.zeros(60, dtype=int), weights=weights)
    assert once.covariances() == pytest.approx(twice.covariances(), rel=1e-9)


@pytest.mark.parametrize("gaps", [False, True])
def test_a_drawn_group_counts_so_often_as_it_was_drawn(rows, gaps):
    values = rows if gaps else np.nan_to_num(rows, nan=99.0)
    groups = np.arange(60) // 3
    times = drawn_counts(20, 2, seed=3)
    found = pair_sums(values, groups=groups).drawn(times)
    for draw in range(2):
        index = np.concatenate([np.flatnonzero(groups == g) for g in np.repeat(np.arange(20), times[draw])])
        again = pair_sums(values[index], groups=np.zeros(len(index), dtype=int))
        assert found.covariances()[draw] == pytest.approx(again.covariances()[0], rel=1e-9)


def test_many_clusters_share_bags_and_none_is_split():
    clusters = np.repeat(np.arange(5000), 2)
    bag, size = bags(clusters, seed=1)
    assert size == 1000
    assert (bag[::2] == bag[1::2]).all()
    assert np.bincount(bag).tolist() == [10] * 1000


def test_nothing_cancels_far_from_nought():
    x = 1e8 + np.random.default_rng(0).normal(0, 1, (500, 2))
    found = pair_sums(x, groups=np.zeros(500, dtype=int)).covariances()[0]
    assert found == pytest.approx(np.cov(x.T, bias=True), rel=1e-6)
