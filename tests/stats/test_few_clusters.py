"""The law of a clustered mean over its standard error: exact cases, brute force, simulation."""

import numpy as np
import pytest
from scipy import stats as scipy_stats

from cxlab.stats import critical
from cxlab.stats.few_clusters import ClusterSide, FewClusters, intraclass, positive_probability


def side(totals, sizes, squares=None):
    """Return clusters of plain answers, each a class of its own; `squares`: of all scores."""
    t, s = np.asarray(totals, float), np.asarray(sizes, float)
    within = float(s.sum()) if squares is None else squares
    return ClusterSide(np.ones_like(s), s, s**2, s, t, t * s, t**2, within, float(s.sum()))


@pytest.mark.parametrize("clusters", [2, 3, 5, 12, 50])
def test_equal_clusters_have_the_t_distribution(clusters):
    law = FewClusters.of_sides([side(np.arange(clusters), np.full(clusters, 7.0))], rho=0.2)
    assert law.critical(0.95) == pytest.approx(critical(0.95, clusters - 1.0), rel=1e-6)
    assert law.df(0.9) == pytest.approx(clusters - 1, rel=1e-4)
    assert law.p(2.0) == pytest.approx(2 * scipy_stats.t.sf(2.0, clusters - 1), rel=1e-6)


def test_two_sides_of_equal_clusters_have_the_t_distribution_of_two_samples():
    sides = [side(np.arange(4), np.full(4, 5.0)), side(np.arange(4) + 1, np.full(4, 5.0))]
    law = FewClusters.of_sides(sides, rho=0.1)
    # CR1 over 8 clusters takes 8 / 7, the pooled t test 4 / 3: the statistic is larger by sqrt(7 / 6).
    assert law.p(2.5) == pytest.approx(2 * scipy_stats.t.sf(2.5 * np.sqrt(6 / 7), 6), rel=1e-6)


def test_imhof_gives_the_f_distribution():
    # P(a chi2_3 > b chi2_5) = P(F(3, 5) > (5 b) / (3 a))
    found = positive_probability(np.array([1.0, -2.0]), np.array([3.0, 5.0]))
    assert found == pytest.approx(scipy_stats.f.sf(2.0 * 5 / 3, 3, 5), rel=1e-9)


def test_classes_of_like_clusters_are_as_good_as_single_ones():
    sizes = np.array([40.0, 9.0, 9.0, 9.0, 2.0, 2.0])
    single = FewClusters.of_sides([side(sizes / 2, sizes)], rho=0.15)
    number, size = np.array([1.0, 3.0, 2.0]), np.array([40.0, 9.0, 2.0])
    classed = ClusterSide(
        number, number * size, number * size**2, number * size, number * size / 2, number * size**2 / 2,
        number * size**2 / 4, 71.0, 71.0,
    )  # fmt: skip
    together = FewClusters.of_sides([classed], rho=0.15)
    assert together.critical(0.95) == pytest.approx(single.critical(0.95), rel=1e-8)
    assert classed.se == pytest.approx(side(sizes / 2, sizes).se)


def test_many_small_classes_are_merged_without_harm():
    sizes = np.round(300 / np.arange(1, 121) ** 1.1) + 1
    whole = FewClusters.of_sides([side(sizes / 3, sizes)], rho=0.1)
    assert np.isnan(whole.many)
    exact = FewClusters(whole.clusters, whole.share, whole.noise, 0.1, whole.factor)
    object.__setattr__(exact, "_merged", lambda: exact)
    assert whole.critical(0.95) == pytest.approx(exact.critical(0.95), rel=2e-3)


def test_the_law_is_that_of_simulated_answers():
    """Normal answers with cluster effects: the statistic exceeds the critical value in 5 of 100 samples."""
    rng = np.random.default_rng(4)
    sizes, rho, runs = np.array([60, 20, 8, 3]), 0.2, 40_000
    spread = np.sqrt(rho * sizes**2 + (1 - rho) * sizes)
    totals = rng.normal(size=(runs, 4)) * spread
    mean = totals.sum(1) / sizes.sum()
    error = totals - mean[:, None] * sizes
    se = np.sqrt(4 / 3 * (error**2).sum(1)) / sizes.sum()
    law = FewClusters.of_sides([side(totals[0], sizes)], rho=rho)
    assert np.mean(np.abs(mean / se) > law.critical(0.95)) == pytest.approx(0.05, abs=0.0035)  # 3 SE


def test_the_intraclass_correlation_is_found():
    rng = np.random.default_rng(1)
    sizes = rng.integers(2, 40, 800)
    effect = rng.normal(0, np.sqrt(0.3), 800)
    scores = [effect[k] + rng.normal(0, np.sqrt(0.7), n) for k, n in enumerate(sizes)]
    found = side(
        [values.sum() for values in scores], sizes, float(sum((values**2).sum() for values in scores))
    )
    assert intraclass([found]) == pytest.approx(0.3, abs=0.03)


def test_single_answers_and_uniform_clusters():
    assert intraclass([side([1, 0, 1, 1], np.ones(4), 3.0)]) == 0.0
    assert intraclass([side([5, 0, 5], [5, 5, 5], 10.0)]) == 1.0
    assert np.isnan(side([3.0], [5.0]).se)
