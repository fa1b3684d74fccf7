import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from cxlab.errors import UnknownName
from cxlab.stats import adjust_p, difference, net_difference, net_score, net_se

RAW = [0.001, 0.012, 0.03, 0.04, 0.2]


def test_published_difference_of_net_scores():
    # (20,30,50) against (30,30,40); Rocks (2016), R package NPS: plain .2, p=.0794;
    # adjusted .1942, p=.0832.
    plain = net_difference(50, 20, 100, 40, 30, 100, method="wald")
    adjusted = net_difference(50, 20, 100, 40, 30, 100)
    assert plain.estimate == pytest.approx(0.2)
    assert plain.p == pytest.approx(0.0794, abs=5e-5)
    assert adjusted.z * adjusted.se == pytest.approx(0.1942, abs=5e-5)
    assert adjusted.p == pytest.approx(0.0832, abs=5e-5)
    assert adjusted.estimate == plain.estimate


def test_difference_of_estimates_is_that_of_net_scores():
    first, second = (50, 20, 100), (40, 30, 100)
    by_hand = difference(net_score(*first), net_se(*first), net_score(*second), net_se(*second))
    assert by_hand == pytest.approx(net_difference(*first, *second, method="wald"))
    assert by_hand.low == pytest.approx(by_hand.estimate - 1.959964 * by_hand.se, rel=1e-6)


def test_difference_keeps_its_sign_and_takes_arrays():
    result = net_difference([50, 40], [20, 30], [100, 100], [40, 50], [30, 20], [100, 100])
    assert result.z[0] == pytest.approx(-result.z[1])
    assert result.p[0] == pytest.approx(result.p[1])
    assert (result.low[0], result.high[0]) == pytest.approx((-result.high[1], -result.low[1]))


def test_t_distribution_is_stricter():
    # R: 2 * pt(-2, 10)
    assert difference(2.0, 1.0, 0.0, 0.0, df=10).p == pytest.approx(0.07338803, rel=1e-6)
    assert difference(2.0, 1.0, 0.0, 0.0).p == pytest.approx(0.04550026, rel=1e-6)


def test_without_a_standard_error_there_is_no_test():
    result = difference(1.0, 0.0, 0.5, 0.0)
    assert result.estimate == 0.5
    assert np.isnan([result.z, result.p]).all()
    # All answers alike on both sides still give a test with pseudo-answers.
    alike = net_difference(8, 0, 8, 0, 8, 8)
    assert 0 < alike.p < 0.001
    assert alike.high <= 2
    assert np.isnan(net_difference(0, 0, 0, 4, 2, 10)).all()


def test_published_corrections():
    # R: p.adjust(c(.001,.012,.03,.04,.2), "holm"), "BH"
    assert adjust_p(RAW) == pytest.approx([0.005, 0.048, 0.09, 0.09, 0.2])
    assert adjust_p(RAW, method="bh") == pytest.approx([0.005, 0.03, 0.05, 0.05, 0.2])
    assert adjust_p(RAW, method="none").tolist() == RAW


def test_comparisons_not_made_do_not_count():
    # R: p.adjust(c(.2,NA,.011,.04,.011,.5), "holm"), "BH"
    given_p = [0.2, np.nan, 0.011, 0.04, 0.011, 0.5]
    holm = [0.4, np.nan, 0.055, 0.12, 0.055, 0.5]
    bh = [0.25, np.nan, 0.0275, 0.06666667, 0.0275, 0.5]
    assert adjust_p(given_p) == pytest.approx(holm, nan_ok=True)
    assert adjust_p(given_p, method="bh") == pytest.approx(bh, nan_ok=True, abs=1e-8)
    assert given_p[0] == 0.2
    assert adjust_p([]).size == 0
    assert np.isnan(adjust_p([np.nan])).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(["holm", "bh"]))
@settings(max_examples=15)
def test_corrections_agree_with_statsmodels(p, method):
    expected = multipletests(p, method={"holm": "holm", "bh": "fdr_bh"}[method])[1]
    assert adjust_p(p, method=method) == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_comparisons_does_not_matter(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    for method in ("holm", "bh"):
        assert adjust_p(np.array(p)[order], method=method) == pytest.approx(adjust_p(p, method=method)[order])


def test_unknown_names_are_refused():
    with pytest.raises(UnknownName, match="available: holm, bh, none"):
        adjust_p(RAW, method="bonferroni")
    with pytest.raises(UnknownName, match="available: adjusted_wald, wald"):
        net_difference(5, 2, 10, 4, 3, 10, method="score")
