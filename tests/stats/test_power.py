import numpy as np
import pytest
from statsmodels.stats.power import NormalIndPower

from cxlab.errors import BadValue
from cxlab.stats import margin_of_error, net_variance, sample_size, sample_size_difference, wald

VARIANCE = net_variance(50, 20, 100)


def test_margin_is_half_the_wald_interval():
    low, high = wald(50, 20, 100)
    assert margin_of_error(VARIANCE, 100) == pytest.approx((high - low) / 2)
    assert margin_of_error(VARIANCE, 100, level=0.9) < margin_of_error(VARIANCE, 100)


@pytest.mark.parametrize("margin", [0.01, 0.03, 0.05, 0.1, 0.153])
def test_sample_size_is_the_smallest_that_reaches_the_margin(margin):
    n = sample_size(margin, variance=VARIANCE)
    assert margin_of_error(VARIANCE, n) <= margin < margin_of_error(VARIANCE, n - 1)
    assert sample_size(margin, variance=VARIANCE, adjusted=True) == n - 3


def test_sample_size_by_the_formula():
    # n = var z^2 / d^2 = .61 * 3.841459 / .0025 = 937.3
    assert sample_size(0.05, variance=0.61) == 938
    assert sample_size([0.05, 0.1], variance=0.61).tolist() == [938, 235]
    assert sample_size(5, variance=0.61) == 1
    assert sample_size(0.05, variance=0.0, adjusted=True) == 1


@pytest.mark.parametrize("power", [0.3, 0.5, 0.8, 0.95])
def test_sample_size_for_a_difference_has_the_power(power):
    n = sample_size_difference(0.1, variance_a=0.61, power=power)
    expected = NormalIndPower().solve_power(0.1 / np.sqrt(0.61), alpha=0.05, power=power)
    # statsmodels counts the far tail as well; at this gap it holds less than .2 % of the power.
    assert n == pytest.approx(expected, rel=0.01)


def test_difference_of_unequal_variances():
    # R: (.61+.25)*(qnorm(.975)+qnorm(.8))^2/.01 = 675.0037
    assert sample_size_difference(-0.1, variance_a=0.61, variance_b=0.25) == 676
    assert sample_size_difference(0.1, variance_a=0.61, power=0.01) == 1


def test_impossible_wishes_are_refused():
    with pytest.raises(BadValue, match="margin must be positive"):
        sample_size(0, variance=0.6)
    with pytest.raises(BadValue, match="gap must be positive"):
        sample_size_difference(0, variance_a=0.6)
    with pytest.raises(BadValue, match="power must lie between 0 and 1"):
        sample_size_difference(0.1, variance_a=0.6, power=80)
