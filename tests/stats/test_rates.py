"""Rates, ratios and overdispersion against R 4.2; the lines that printed a figure stand beside it."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats.rates import (
    negative_binomial_ratio,
    poisson_interval,
    poisson_mean_interval,
    quasi_binomial,
    quasi_poisson,
    rate_ratio,
)

X, Y = [12, 9, 15, 7, 20, 11, 8, 14], [30, 28, 33, 31, 41, 25, 36, 29]
E, F = [100, 100, 110, 110, 120, 120, 130, 130], [400, 410, 420, 430, 440, 450, 460, 470]


def test_exact_interval_of_a_rate():
    # poisson.test(11, 800)$conf.int; poisson.test(0, 100)$conf.int
    assert poisson_interval(11, 800) == pytest.approx((0.006863950459, 0.024602548142))
    assert poisson_interval(0, 100) == pytest.approx((0.0, 0.03688879454))


def test_exact_interval_of_a_ratio():
    # poisson.test(c(11, 21), c(800, 3011))$conf.int
    found = rate_ratio(11, 800, 21, 3011)
    assert (found.low, found.high) == pytest.approx((0.8584264034, 4.2772659437))


def test_swapping_the_sides_inverts_the_ratio():
    one, other = rate_ratio(11, 800, 21, 3011), rate_ratio(21, 3011, 11, 800)
    assert (1 / other.high, 1 / other.low, other.p) == pytest.approx((one.low, one.high, one.p))


def test_dispersion_is_worth_fewer_events():
    plain, spread = poisson_mean_interval(10), poisson_mean_interval(40, dispersion=4)
    assert np.allclose(np.array(spread), 4 * np.array(plain))


def test_nothing_exposed_has_no_rate_and_no_ratio():
    assert np.isnan(poisson_interval(3, 0)).all()
    assert np.isnan(rate_ratio(3, 0, 5, 10)).all()
    assert np.isnan(rate_ratio(0, 10, 0, 10)).all()


def test_quasi_binomial_dispersion():
    # m <- glm(cbind(x, y) ~ 1, family = quasibinomial, offset = log(e / f)); summary(m)$dispersion is 0.787:
    # less than chance counts as chance; ten times the counts have ten times the dispersion.
    assert quasi_binomial(X, E, Y, F) == (1.0, 7)
    ten = quasi_binomial(10 * np.array(X), E, 10 * np.array(Y), F)
    assert ten.factor == pytest.approx(7.870543027, rel=1e-6)


def test_quasi_poisson_dispersion():
    # summary(glm(x ~ 1, family = quasipoisson, offset = log(e)))$dispersion
    assert quasi_poisson(X, E).factor == pytest.approx(1.458289512, rel=1e-6)


def test_negative_binomial_ratio():
    # library(MASS); glm(n ~ g + offset(log(e)), family = negative.binomial(theta = 20)); coef 0.3616481889,
    # se 0.1639937408 with dispersion 1, p 0.02743613206
    found = negative_binomial_ratio(X, E, Y, F, alpha=0.05)
    assert np.log(found.estimate) == pytest.approx(0.3616481889, abs=1e-6)
    assert np.log(found.high / found.low) / 2 / 1.959963985 == pytest.approx(0.1639937408, rel=1e-5)
    assert found.p == pytest.approx(0.02743613206, rel=1e-4)


def test_exact_intervals_hold_the_truth_in_95_of_100():
    rng = np.random.default_rng(1)
    counts = rng.poisson(3.0, 4000)
    low, high = poisson_mean_interval(counts)
    assert np.mean((low <= 3) & (high >= 3)) >= 0.95


def test_overdispersed_counts_are_not_taken_for_a_difference():
    """Forty periods of negative binomial counts: the exact test rejects every third time."""
    rng, plain, spread = np.random.default_rng(2), 0, 0
    for _run in range(150):
        x, y = (rng.poisson(m * rng.gamma(2, 0.5, 40)) for m in (8, 24))
        plain += rate_ratio(x.sum(), 1, y.sum(), 3).p < 0.05
        factor = quasi_binomial(x, np.ones(40), y, np.full(40, 3)).factor
        spread += rate_ratio(x.sum(), 1, y.sum(), 3, dispersion=factor).p < 0.05
    assert plain > 40
    assert spread <= 15


def test_negative_exposure_is_refused():
    with pytest.raises(BadValue):
        quasi_poisson([1], [-1])


def test_dispersions_are_those_of_general_linear_models():
    import statsmodels.api as sm

    rng = np.random.default_rng(3)
    for _draw in range(40):
        size = int(rng.integers(3, 30))
        e, f = rng.uniform(0.5, 900, (2, size))
        x, y = rng.poisson(e / 40 + 0.3), rng.poisson(f / 30 + 0.3)
        if not (x.sum() and y.sum()):
            continue
        model = sm.GLM(x, np.ones(size), family=sm.families.Poisson(), offset=np.log(e)).fit()
        assert quasi_poisson(x, e).factor == pytest.approx(max(model.pearson_chi2 / (size - 1), 1), rel=1e-6)
        there = x + y > 0
        both = np.column_stack([x, y])[there]
        binomial = sm.GLM(
            both, np.ones(len(both)), family=sm.families.Binomial(), offset=np.log(e / f)[there]
        ).fit()
        wanted = max(binomial.pearson_chi2 / (len(both) - 1), 1)
        assert quasi_binomial(x, e, y, f).factor == pytest.approx(wanted, rel=1e-6)
