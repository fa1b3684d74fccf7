import numpy as np
import pytest
from scipy import stats as sps

from cxlab.errors import BadValue, UnknownName
from cxlab.stats import bootstrap_clusters, bootstrap_counts, cluster_mean, net_se

COUNTS = [20, 30, 50]


def net(counts):
    return (counts[..., 2] - counts[..., 0]) / counts.sum(-1)


def ratio(totals):
    return totals[..., 0] / totals[..., 1]


def test_the_seed_decides():
    one, same, other = (bootstrap_counts(COUNTS, net, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_counts_bootstrap_finds_the_standard_error():
    result = bootstrap_counts(COUNTS, net, draws=20_000, seed=3)
    assert result.estimate == pytest.approx(0.3)
    # 20,000 draws know a standard deviation to half a per cent; three of them.
    assert result.se == pytest.approx(net_se(50, 20, 100), rel=0.015)


@pytest.mark.parametrize("method", ["percentile", "bca"])
@pytest.mark.parametrize("counts", [[20, 30, 50], [2, 8, 90], [1, 2, 12]])
def test_counts_bootstrap_is_that_of_rows(counts, method):
    rows = np.repeat([-1.0, 0.0, 1.0], counts)
    by_rows = sps.bootstrap(
        (rows,), np.mean, n_resamples=20_000, method={"bca": "BCa"}.get(method, method), rng=4
    ).confidence_interval
    result = bootstrap_counts(counts, net, draws=20_000, seed=5, method=method)
    # The net score moves in steps of 1/n; two resamplings may fall one step apart.
    step = 1.01 / sum(counts)
    assert result.low == pytest.approx(by_rows.low, abs=step)
    assert result.high == pytest.approx(by_rows.high, abs=step)


def test_bca_follows_the_skewness():
    plain, bca = (bootstrap_counts([1, 2, 60], net, seed=6, method=m) for m in ("percentile", "bca"))
    assert bca.low < plain.low
    assert bca.high <= plain.high


def test_cluster_bootstrap_finds_the_cr1_error():
    rng = np.random.default_rng(7)
    size = rng.integers(5, 15, 200).astype(float)
    totals = np.column_stack([size * rng.normal(0.3, 0.4, 200), size])
    result = bootstrap_clusters(totals, ratio, draws=5_000, seed=8)
    expected = cluster_mean(totals[:, 0], totals[:, 1])
    assert result.estimate == pytest.approx(expected.estimate)
    assert result.se == pytest.approx(expected.se, rel=0.04)
    assert result.low < expected.estimate < result.high


def test_answers_all_alike_have_no_width():
    result = bootstrap_counts([0, 0, 12], net)
    assert (result.low, result.high) == (1, 1)


def test_no_answers_no_numbers():
    assert np.isnan(bootstrap_counts([0, 0, 0], net)).all()


def test_unusable_arguments_are_refused():
    with pytest.raises(BadValue, match="must be whole"):
        bootstrap_counts([1.5, 2, 3], net)
    with pytest.raises(BadValue, match="must be whole"):
        bootstrap_counts([-1, 2, 3], net)
    with pytest.raises(BadValue, match="one row per cluster"):
        bootstrap_clusters([1.0, 2.0], ratio)
    with pytest.raises(BadValue, match="level"):
        bootstrap_counts(COUNTS, net, level=95)
    with pytest.raises(UnknownName, match="available: percentile, bca"):
        bootstrap_counts(COUNTS, net, method="studentized")
