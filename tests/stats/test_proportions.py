import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from cxlab.errors import BadValue
from cxlab.stats import proportion_difference, share, wilson


# Wilson (1927); the same figures from R: prop.test(x, n, correct=FALSE)$conf.int
@pytest.mark.parametrize(
    ("successes", "n", "limits"),
    [(0, 10, (0, 0.2775)), (8, 10, (0.4902, 0.9433)), (1, 29, (0.0061, 0.1718)), (10, 10, (0.7225, 1))],
)
def test_published_wilson_intervals(successes, n, limits):
    assert wilson(successes, n) == pytest.approx(limits, abs=5.1e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_statsmodels(case):
    successes, n = case
    expected = proportion_confint(successes, n, alpha=0.1, method="wilson")
    assert wilson(successes, n, level=0.9) == pytest.approx(expected, abs=1e-12)


def test_wilson_keeps_to_the_scale_at_the_edges():
    low, high = wilson([0, 7], [7, 7])
    assert low[0] == 0
    assert high[1] == 1
    assert 0 < high[0] < 1
    assert high[0] == pytest.approx(1 - low[1])


def test_better_and_worse_shares():
    # Categories A30 O25 M20 I15: better (A+O) .611, worse (O+M) .5, of 90.
    assert share(55, 90) == pytest.approx(0.611, abs=5e-4)
    assert share(45, 90) == 0.5


def test_difference_agrees_with_newcombe_and_r():
    result = proportion_difference(56, 70, 48, 80)
    expected = confint_proportions_2indep(56, 70, 48, 80, compare="diff", method="newcomb")
    assert (result.low, result.high) == pytest.approx(expected, abs=1e-12)
    # R: prop.test(c(56,48), c(70,80), correct=FALSE)$p.value
    assert result.p == pytest.approx(0.008045081368, rel=1e-9)
    assert result.z > 0


def test_difference_keeps_its_sign():
    one, other = proportion_difference(56, 70, 48, 80), proportion_difference(48, 80, 56, 70)
    assert (other.estimate, other.z, other.low, other.high) == pytest.approx(
        (-one.estimate, -one.z, -one.high, -one.low)
    )


def test_equal_extremes_are_no_difference():
    result = proportion_difference(0, 20, 0, 30)
    assert (result.estimate, result.z, result.p) == (0, 0, 1)
    assert result.low < 0 < result.high


def test_empty_groups_give_nan():
    assert np.isnan(share(0, 0))
    assert np.isnan(wilson(0, 0)).all()
    assert np.isnan(proportion_difference(0, 0, 3, 10)).all()


def test_impossible_counts_are_refused():
    with pytest.raises(BadValue, match="cannot exceed n"):
        wilson(11, 10)
    with pytest.raises(BadValue, match="successes counts answers and cannot be negative"):
        wilson(-1, 10)
