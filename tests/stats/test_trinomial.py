import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import BadValue, CxError
from cxlab.stats import (
    adjusted_wald,
    cautious_se,
    iterative_score,
    net_interval,
    net_score,
    net_se,
    net_variance,
    wald,
)

# (down, middle, up): Wald, adjusted Wald, iterative score. Rocks (2016), arXiv:1601.07235, and R package NPS.
INTERVALS = [
    ((20, 30, 50), (0.1469, 0.4531), (0.1405, 0.4420), (0.1396, 0.4434)),
    ((1, 2, 3), (-0.2631, 0.9297), (-0.2674, 0.7119), (-0.3111, 0.7540)),
    ((0, 2, 8), (0.5521, 1.0479), (0.2928, 0.9379), (0.3004, 0.9433)),
    ((0, 0, 10), (1, 1), (0.4750, 1), (0.4449, 1)),
    ((0, 50, 0), (0, 0), (-0.0453, 0.0453), (-0.0713, 0.0713)),
]
counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)).filter(sum)


@pytest.mark.parametrize(("answers", "by_wald", "by_adjusted", "by_score"), INTERVALS)
def test_published_intervals(answers, by_wald, by_adjusted, by_score):
    down, _, up = answers
    n = sum(answers)
    assert wald(up, down, n) == pytest.approx(by_wald, abs=5.1e-5)
    assert adjusted_wald(up, down, n) == pytest.approx(by_adjusted, abs=5.1e-5)
    assert iterative_score(up, down, n) == pytest.approx(by_score, abs=5.1e-5)


# R package NPS, tests: (down, middle, up), net score, variance, standard error.
@pytest.mark.parametrize(
    ("answers", "score", "variance", "se"),
    [
        ((1, 2, 3), 1 / 3, 5 / 9, 0.304),
        ((1, 0, 1), 0, 1, 0.707),
        ((0, 1, 1), 0.5, 0.25, 0.354),
        ((1, 1, 1), 0, 2 / 3, 0.471),
    ],
)
def test_published_variances(answers, score, variance, se):
    down, _, up = answers
    n = sum(answers)
    assert net_score(up, down, n) == pytest.approx(score)
    assert net_variance(up, down, n) == pytest.approx(variance)
    assert net_se(up, down, n) == pytest.approx(se, abs=5e-4)


def test_airport_survey_2017():
    # SFO customer survey 2017, 1,436 / 968 / 342. R: y <- rep(c(1,0,-1), c(1436,968,342)); mean(y)*100;
    # 100*sqrt(mean((y-mean(y))^2)/length(y))
    assert 100 * net_score(1436, 342, 2746) == pytest.approx(39.83977, abs=5e-6)
    assert 100 * net_se(1436, 342, 2746) == pytest.approx(1.334137, abs=5e-7)


def test_arrays_give_what_numbers_give():
    downs, middles, ups = (np.array(column) for column in zip(*(row[0] for row in INTERVALS), strict=True))
    n = downs + middles + ups
    for method in ("wald", "adjusted_wald", "score"):
        low, high = net_interval(ups, downs, n, method=method)
        one_by_one = [net_interval(u, d, k, method=method) for u, d, k in zip(ups, downs, n, strict=True)]
        assert np.column_stack([low, high]) == pytest.approx(np.array(one_by_one), abs=1e-12)


def constrained_variance_by_search(up, middle, down, t):
    """Maximise the likelihood under p - d = t on a fine grid of p, twice refined."""
    low, high = max(t, 0.0), (1 + t) / 2
    for _ in range(12):
        p = np.linspace(low, high, 401)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_likelihood = sum(
                np.where(k > 0, k * np.log(np.maximum(share, 0)), 0.0)
                for k, share in ((up, p), (down, p - t), (middle, 1 - 2 * p + t))
            )
        best = int(np.nanargmax(log_likelihood))
        low, high = p[max(best - 1, 0)], p[min(best + 1, 400)]
    p_hat = (low + high) / 2
    return 2 * p_hat - t - t**2


@pytest.mark.parametrize("answers", [(20, 30, 50), (1, 2, 3), (0, 2, 8), (3, 0, 9), (5, 90, 5), (7, 1, 0)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_score_limits_satisfy_the_score_equation(answers, level):
    down, middle, up = answers
    n = sum(answers)
    z = {0.8: 1.2815515655446004, 0.95: 1.959963984540054}[level]
    for limit in iterative_score(up, down, n, level=level):
        if abs(limit) == 1:
            continue
        variance = constrained_variance_by_search(up, middle, down, limit)
        assert abs((up - down) / n - limit) == pytest.approx(z * np.sqrt(variance / n), rel=1e-4)


@given(counts)
def test_swapping_up_and_down_mirrors_the_interval(answers):
    up, middle, down = answers
    n = up + middle + down
    for method in ("wald", "adjusted_wald", "score"):
        low, high = net_interval(up, down, n, method=method)
        mirrored = net_interval(down, up, n, method=method)
        assert (-mirrored.high, -mirrored.low) == pytest.approx((low, high), abs=1e-12)


@given(counts, st.sampled_from(["wald", "adjusted_wald", "score"]))
def test_a_wider_level_contains_a_narrower(answers, method):
    up, middle, down = answers
    n = up + middle + down
    narrow, wide = (net_interval(up, down, n, method=method, level=level) for level in (0.8, 0.99))
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@given(counts)
def test_score_and_adjusted_wald_stay_on_the_scale_and_keep_a_width(answers):
    up, middle, down = answers
    n = up + middle + down
    observed = net_score(up, down, n)
    for method in (adjusted_wald, iterative_score):
        low, high = method(up, down, n)
        assert -1 <= low < high <= 1
    low, high = iterative_score(up, down, n)
    assert low <= observed <= high


def test_adjusted_wald_can_exclude_the_score_of_a_single_answer():
    low, high = adjusted_wald(1, 0, 1)
    assert high < net_score(1, 0, 1) == 1
    assert low < 0


def test_t_quantile_widens_and_reaches_the_normal():
    normal, wide = adjusted_wald(50, 20, 100), adjusted_wald(50, 20, 100, df=9)
    assert wide.high - wide.low == pytest.approx((normal.high - normal.low) * 2.262157 / 1.959964, rel=1e-6)
    nearly = adjusted_wald(50, 20, 100, df=1e9)
    assert nearly == pytest.approx(normal, abs=1e-8)


def test_no_answers_no_numbers():
    for method in ("wald", "adjusted_wald", "score"):
        assert np.isnan(net_interval([0, 0], [0, 0], [0, 0], method=method)).all()
        mixed = net_interval([0, 5], [0, 2], [0, 10], method=method)
        assert np.isnan(mixed.low).tolist() == [True, False]
    assert np.isnan(net_score(0, 0, 0))
    assert np.isnan(net_se(0, 0, 0))


def test_cautious_error_is_not_0_and_soon_the_plain_one():
    # 10 of 10 up: shares with pseudo-answers 10.75 / 13 and .75 / 13, variance .2929, over 10
    assert cautious_se(10, 0, 10) == pytest.approx(np.sqrt(0.29290 / 10), rel=1e-4)
    assert cautious_se(5000, 2000, 10_000) == pytest.approx(net_se(5000, 2000, 10_000), rel=1e-3)
    assert np.isnan(cautious_se(0, 0, 0))


def test_effective_counts_need_not_be_whole():
    low, high = adjusted_wald(2.4, 1.3, 6.2)
    around = [adjusted_wald(2, 1, 6), adjusted_wald(3, 2, 7)]
    assert -1 < low < (2.4 - 1.3) / 6.2 < high < 1
    assert max(a.high - a.low for a in around) > 0
    score_low, score_high = iterative_score(2.4, 1.3, 6.2)
    assert score_low < (2.4 - 1.3) / 6.2 < score_high


@pytest.mark.parametrize("level", [0, 1, 95, -0.5])
def test_level_outside_0_to_1_is_refused(level):
    with pytest.raises(BadValue, match="between 0 and 1"):
        adjusted_wald(5, 2, 10, level=level)


def test_impossible_counts_are_refused():
    with pytest.raises(BadValue, match="cannot be negative"):
        net_score(-1, 0, 10)
    with pytest.raises(BadValue, match="cannot exceed n"):
        adjusted_wald(8, 5, 10)
    with pytest.raises(CxError, match="available: adjusted_wald, score, wald"):
        net_interval(5, 2, 10, method="agresti")
