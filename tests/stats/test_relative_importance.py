"""Relative weights and LMG against R, and the laws that both must keep."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats.relative_importance import (
    correlations,
    lmg,
    relative_weights,
    slopes,
    variance_inflation,
)

# R: cor(swiss[, c("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality", "Fertility")])
SWISS = np.array(
    [
        [1, -0.6865422, -0.6395225, 0.4010951, -0.06085861, 0.3530792],
        [-0.6865422, 1, 0.6984153, -0.5727418, -0.1140216, -0.6458827],
        [-0.6395225, 0.6984153, 1, -0.1538589, -0.09932185, -0.6637889],
        [0.4010951, -0.5727418, -0.1538589, 1, 0.1754959, 0.4636847],
        [-0.06085861, -0.1140216, -0.09932185, 0.1754959, 1, 0.416556],
        [0.3530792, -0.6458827, -0.6637889, 0.4636847, 0.416556, 1],
    ]
)
# R: cor(mtcars[, c("cyl", "disp", "hp", "gear", "mpg")])
MTCARS = np.array(
    [
        [1, 0.9020329, 0.8324475, -0.4926866, -0.852162],
        [0.9020329, 1, 0.7909486, -0.5555692, -0.8475514],
        [0.8324475, 0.7909486, 1, -0.1257043, -0.7761684],
        [-0.4926866, -0.5555692, -0.1257043, 1, 0.4802848],
        [-0.852162, -0.8475514, -0.7761684, 0.4802848, 1],
    ]
)


def test_lmg_is_that_of_relaimpo():
    # R: relaimpo::calc.relimp(Fertility ~ ., data = swiss, type = "lmg")
    wanted = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
    assert lmg(SWISS) == pytest.approx(wanted, abs=2e-7)
    assert lmg(SWISS).sum() == pytest.approx(0.7067350, abs=1e-6)


def test_relative_weights_are_those_of_rwa():
    # R: rwa::rwa(mtcars, "mpg", c("cyl", "disp", "hp", "gear")), its README
    wanted = [0.2284797, 0.2221469, 0.2321744, 0.0963886]
    assert relative_weights(MTCARS) == pytest.approx(wanted, abs=2e-7)
    assert relative_weights(MTCARS).sum() == pytest.approx(0.7791896, abs=1e-6)


@pytest.mark.parametrize("measure", [lmg, relative_weights])
def test_shares_add_up_to_r_squared_and_follow_their_column(measure):
    order = [2, 0, 1, 3, 4, 5]
    turned = SWISS[np.ix_(order, order)]
    beta = np.linalg.solve(SWISS[:-1, :-1], SWISS[:-1, -1])
    assert measure(SWISS).sum() == pytest.approx(beta @ SWISS[:-1, -1])
    assert measure(turned) == pytest.approx(measure(SWISS)[order[:-1]])


@pytest.mark.parametrize("measure", [lmg, relative_weights])
def test_a_column_that_stands_twice_shares_what_it_explains(measure):
    double = np.insert(np.insert(MTCARS, 1, MTCARS[0], axis=0), 1, np.insert(MTCARS[0], 1, 1.0), axis=1)
    found = measure(double)
    assert found[0] == pytest.approx(found[1])
    assert found.sum() == pytest.approx(measure(MTCARS).sum(), abs=1e-7)
    assert np.isinf(variance_inflation(double)[:2]).all()
    assert np.isfinite(variance_inflation(double)[2:]).all()


def test_uncorrelated_predictors_have_their_squared_correlation():
    matrix = np.eye(4)
    matrix[-1, :-1] = matrix[:-1, -1] = [0.1, 0.5, 0.3]
    assert lmg(matrix) == pytest.approx([0.01, 0.25, 0.09])
    assert relative_weights(matrix) == pytest.approx([0.01, 0.25, 0.09])


def test_many_matrices_at_once_are_those_one_by_one():
    both = np.stack([SWISS, SWISS[::1, ::1] * 0.5 + 0.5 * np.eye(6)])
    for measure in (lmg, relative_weights):
        assert measure(both) == pytest.approx(np.stack([measure(one) for one in both]))


def test_slopes_are_those_of_least_squares():
    rng = np.random.default_rng(2)
    x = rng.normal(0, [1, 5, 0.2], (300, 3))
    y = x @ [2.0, -1.0, 10.0] + rng.normal(0, 1, 300)
    wanted = np.linalg.lstsq(np.column_stack([x - x.mean(0)]), y - y.mean(), rcond=None)[0]
    assert slopes(np.cov(np.column_stack([x, y]).T)) == pytest.approx(wanted)


def test_impossible_correlations_are_made_possible_ones():
    # Nobody's answers can be correlated like this: a with b and b with c strongly, a with c negatively.
    bad = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1.0]])
    found = correlations(bad)
    assert np.linalg.eigvalsh(found)[0] > -1e-12
    assert np.diag(found) == pytest.approx([1, 1, 1])
    assert correlations(SWISS) == pytest.approx(SWISS, abs=1e-12)


def test_too_many_for_lmg_are_refused():
    with pytest.raises(BadValue, match="at most 12"):
        lmg(np.eye(14))
