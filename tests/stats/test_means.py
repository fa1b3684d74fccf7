import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats import mean_interval, paired_difference, t_interval

A, B = np.array([5, 6, 4, 7, 5, 3.0]), np.array([6, 6, 6, 7, 4, 7.0])


def test_paired_difference_agrees_with_r():
    # R: t.test(c(5,6,4,7,5,3), c(6,6,6,7,4,7), paired=TRUE)
    covariance = np.cov(A, B)
    result = paired_difference(6, A.mean(), covariance[0, 0], B.mean(), covariance[1, 1], covariance[0, 1])
    assert result.estimate == pytest.approx(-1)
    assert result.se == pytest.approx(0.7302967433, rel=1e-9)
    assert (result.low, result.high) == pytest.approx((-2.8772875431, 0.8772875431), rel=1e-9)


def test_pairs_that_differ_alike_have_no_width_despite_rounding():
    rng = np.random.default_rng(5)
    a = rng.normal(100, 30, 50)
    moments = np.cov(a, a - 0.1)
    result = paired_difference(50, a.mean(), moments[0, 0], a.mean() - 0.1, moments[1, 1], moments[0, 1])
    assert result.estimate == pytest.approx(0.1)
    assert result.se == pytest.approx(0, abs=1e-5)


def test_mean_interval_takes_groups():
    result = mean_interval(
        [6, 6, 1, 0], [A.mean(), B.mean(), 3, np.nan], [A.var(ddof=1), B.var(ddof=1), np.nan, np.nan]
    )
    # R: t.test(c(5,6,4,7,5,3))$conf.int, t.test(c(6,6,6,7,4,7))$conf.int
    assert result.low[:2] == pytest.approx([3.515874, 4.850401], abs=1e-6)
    assert result.high[:2] == pytest.approx([6.484126, 7.149599], abs=1e-6)
    assert np.isnan(result.se[2:]).all()
    assert result.estimate[2] == 3


def test_t_interval():
    # R: qt(.975, 9) = 2.262157, qnorm(.975) = 1.959964
    assert t_interval(0.5, 0.1, df=9).high == pytest.approx(0.7262157, abs=1e-7)
    assert t_interval(0.5, 0.1).high == pytest.approx(0.6959964, abs=1e-7)
    assert np.isnan(t_interval(0.5, 0.1, df=0).low)
    mixed = t_interval([0.5, 0.5], 0.1, df=[9, np.inf])
    assert mixed.high == pytest.approx([0.7262157, 0.6959964], abs=1e-7)


def test_impossible_moments_are_refused():
    with pytest.raises(BadValue, match="variance cannot be negative"):
        mean_interval(5, 1.0, -2.0)
    with pytest.raises(BadValue, match="variance cannot be negative"):
        paired_difference(5, 1.0, 1.0, 1.0, 1.0, 3.0)
