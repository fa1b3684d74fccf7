import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import BadValue
from cxlab.stats import (
    adjusted_wald,
    cluster_mean,
    clustered_n,
    kish_n,
    net_variance,
    weighted_mean,
    weighted_mean_of_categories,
    weighted_n,
)

Y = np.array([1, 1, 0, -1, 1, 0, -1, 1, 1, 0, 1, -1.0])
W = np.array([0.5, 1.2, 2, 0.8, 1, 1.5, 0.7, 3, 0.9, 1.1, 0.4, 2.2])
CLUSTER = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4])
answers = st.lists(st.tuples(st.sampled_from([-1.0, 0.0, 1.0]), st.floats(0.1, 10)), min_size=2, max_size=40)


def mean_of(y, w):
    return weighted_mean(
        len(y), w=w.sum(), ww=(w**2).sum(), wy=(w * y).sum(), wwy=(w**2 * y).sum(), wwyy=(w**2 * y**2).sum()
    )


def test_linearised_error_agrees_with_r_survey():
    # R: svymean(~y, svydesign(ids=~1, weights=~w, data=data.frame(y, w)))
    result = mean_of(Y, W)
    assert result.estimate == pytest.approx(0.2156862745, rel=1e-9)
    assert result.se == pytest.approx(0.2811176458, rel=1e-9)


def test_airport_survey_2017_weighted():
    # SFO customer survey 2017: answers, sum and sum of squares of WEIGHT among down, middle, up.
    # R: survey::svymean 40.398436, SE 1.44572; n_eff 2266.5, design effect 1.212.
    result = weighted_mean_of_categories(
        [-1, 0, 1],
        [342, 968, 1436],
        [329.794725, 977.305874, 1439.295974],
        [385.356410, 1192.264845, 1750.264480],
    )
    assert 100 * result.estimate == pytest.approx(40.398436, abs=1e-5)
    assert 100 * result.se == pytest.approx(1.44572, abs=5e-6)
    assert result.n_eff == pytest.approx(2266.5, abs=0.05)
    assert result.design_effect == pytest.approx(1.212, abs=5e-4)


@given(answers, st.floats(0.01, 1000))
def test_scaling_all_weights_changes_nothing(data, factor):
    y, w = (np.array(column) for column in zip(*data, strict=True))
    one, scaled = mean_of(y, w), mean_of(y, w * factor)
    assert tuple(scaled) == pytest.approx(tuple(one), rel=1e-7, abs=1e-7)


def test_categories_give_what_rows_give():
    values = np.array([-1, 0, 1.0])
    n, w, ww = (np.array([column[v == Y].sum() for v in values]) for column in (np.ones_like(W), W, W**2))
    assert weighted_mean_of_categories(values, n, w, ww) == pytest.approx(mean_of(Y, W))
    twice = weighted_mean_of_categories(values, np.array([n, n]), np.array([w, w]), np.array([ww, ww]))
    assert twice.se == pytest.approx(np.repeat(mean_of(Y, W).se, 2))


def test_one_answer_has_no_error():
    assert np.isnan(weighted_mean(1, w=2, ww=4, wy=2, wwy=4, wwyy=4).se)
    assert np.isnan(weighted_mean(0, w=0, ww=0, wy=0, wwy=0, wwyy=0).estimate)
    assert np.isnan(kish_n(0, 0))


def totals(y, w, cluster):
    return np.bincount(cluster, weights=w * y), np.bincount(cluster, weights=w)


def test_clustered_error_agrees_with_r_survey():
    # R: svymean(~y, svydesign(ids=~cl, weights=~w, data=data.frame(y, w, cl)))
    result = cluster_mean(*totals(Y, W, CLUSTER))
    assert result.estimate == pytest.approx(0.2156862745, rel=1e-9)
    assert result.se == pytest.approx(0.2314177385, rel=1e-9)
    assert result.clusters == 5


def test_accounts_of_a_supplier():
    # Accounts AAAABBBCCD answering 10,9,9,10,3,5,6,9,8,7. R: svymean with ids=~account: .2, .5609516.
    y = np.array([1, 1, 1, 1, -1, -1, -1, 1, 0, 0.0])
    account = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 3])
    result = cluster_mean(*totals(y, np.ones(10), account))
    assert 100 * result.estimate == pytest.approx(20)
    assert 100 * result.se == pytest.approx(56.09516, abs=5e-6)
    assert 100 * result.mean_of_clusters == pytest.approx(12.5)
    # R: sd(c(1, -1, .5, 0)) / 2
    assert 100 * result.mean_of_clusters_se == pytest.approx(42.6956, abs=5e-5)
    # Ignoring the accounts: R: sd(y)/sqrt(10)
    ones = np.ones(10)
    assert 100 * mean_of(y, ones).se == pytest.approx(29.0593, abs=5e-5)
    # and with the divisor n, 27.57
    assert 100 * np.sqrt(net_variance(5, 3, 10) / 10) == pytest.approx(27.57, abs=5e-3)


def test_cr1_agrees_with_statsmodels_up_to_its_other_factor():
    model = sm.OLS(Y, np.ones_like(Y)).fit(cov_type="cluster", cov_kwds={"groups": CLUSTER})
    # statsmodels multiplies by (n - 1) / (n - k) too, which is 1 for a constant alone.
    assert cluster_mean(*totals(Y, np.ones_like(Y), CLUSTER)).se == pytest.approx(model.bse[0], rel=1e-9)


def test_clusters_of_one_are_answers():
    a, b = W * Y, W
    assert cluster_mean(a, b).se == pytest.approx(mean_of(Y, W).se)
    assert cluster_mean(a, b).df == pytest.approx(kish_n(W.sum(), (W**2).sum()) - 1)


def test_groups_are_computed_apart():
    group = np.array([1, 0, 1, 0, 1])
    a, b = totals(Y, W, CLUSTER)
    both = cluster_mean(a, b, group=group)
    for g in (0, 1):
        alone = cluster_mean(a[group == g], b[group == g])
        assert [column[g] for column in both] == pytest.approx(list(alone))


def test_a_dominating_cluster_leaves_one_degree_of_freedom():
    # (100 + 3)^2 / (100^2 + 3) = 1.06
    assert cluster_mean([50, 1, 0, 1], [100, 1, 1, 1]).df == 1
    assert cluster_mean([3, 1, 2, 0], [5, 5, 5, 5]).df == pytest.approx(3)
    assert np.isnan(cluster_mean([3.0], [5.0]).df)


def test_clusters_without_weight_do_not_count():
    a, b = totals(Y, W, CLUSTER)
    assert cluster_mean(np.append(a, 0), np.append(b, 0)) == pytest.approx(cluster_mean(a, b))


def test_one_cluster_has_no_error_and_no_interval():
    result = cluster_mean([3.0], [5.0])
    assert result.estimate == pytest.approx(0.6)
    assert np.isnan(result.se)
    n = clustered_n(0.5, result.se, n=5, n_eff=5, clusters=result.clusters)
    assert np.isnan(n)
    assert np.isnan(adjusted_wald(4 * n / 5, n / 5, n, df=result.df)).all()


def test_ragged_clusters_are_refused():
    with pytest.raises(BadValue, match="one total, size and group per cluster"):
        cluster_mean([1, 2], [1, 2, 3])


@given(st.integers(2, 300), st.floats(0.05, 0.9))
@settings(max_examples=40)
def test_constant_weights_are_worth_every_answer(n, up):
    variance = up - up**2
    se = np.sqrt(variance / (n - 1))
    assert weighted_n(variance, se, n=n, n_eff=n) == pytest.approx(n)
    assert clustered_n(variance, se, n=n, n_eff=n, clusters=n) == pytest.approx(n)


def test_small_weighted_samples_are_drawn_to_kish_and_large_ones_trust_their_error():
    # An error that claims 4 times the precision Kish's n allows.
    small = weighted_n(0.5, np.sqrt(0.5 * 30 / 29 / 80), n=30, n_eff=20)
    large = weighted_n(0.5, np.sqrt(0.5 / 80_000), n=30_000, n_eff=20_000)
    assert 20 < small < 25
    assert 78_000 < large < 80_010
    # An error larger than Kish's is believed as it is.
    assert weighted_n(0.5, np.sqrt(0.5 * 30 / 29 / 10), n=30, n_eff=20) == pytest.approx(10)


def test_answers_all_alike_fall_back():
    assert weighted_n([0.0, 0.5], [0.0, np.nan], n=[9, 1], n_eff=[7, 1]).tolist() == [7, 1]
    assert clustered_n(0.0, 0.0, n=50, n_eff=50, clusters=6) == 6
    assert clustered_n(0.0, 0.0, n=50, n_eff=4.5, clusters=6) == 4.5


def test_clusters_never_make_a_sample_worth_more_than_its_answers():
    assert clustered_n(0.5, 0.01, n=40, n_eff=40, clusters=8) == 40
