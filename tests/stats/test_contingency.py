"""Adjusted residuals against R's chisq.test and by simulation."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats.contingency import adjusted_residuals, design_effects


def test_residuals_are_those_of_r():
    # chisq.test(matrix(c(30, 10, 25, 40, 20, 35), 3))$stdres
    found = adjusted_residuals([[30, 40], [10, 20], [25, 35]])
    assert found.residual[:, 0] == pytest.approx([0.5070038349, -0.9021468794, 0.2078097334])


def test_rows_on_their_own_have_the_variance_of_the_formula():
    r, c = np.indices((3, 2)).reshape(2, -1)
    assert np.all(design_effects(r, c, np.full(6, -1), [30, 40, 10, 20, 25, 35]) == 1)
    single = design_effects(r, c, np.arange(6), np.ones(6))
    assert np.allclose(single, 6 / 5)  # clusters of one row: only the correction for their number


def test_copies_of_a_row_are_worth_one():
    rng = np.random.default_rng(0)
    r, c = rng.integers(0, 2, 200), rng.integers(0, 2, 200)
    copied = design_effects(np.tile(r, 4), np.tile(c, 4), np.tile(np.arange(200), 4), np.ones(800))
    assert np.allclose(copied, 4 * 200 / 199)


def test_design_effects_are_those_of_the_definition():
    """Terms (in row i - p_i) (in column j - q_j), added up per cluster and squared, over those of rows."""
    rng = np.random.default_rng(3)
    r, c = rng.choice(4, 90, p=[0.6, 0.2, 0.15, 0.05]), rng.choice(3, 90, p=[0.7, 0.2, 0.1])
    g, n = rng.integers(-1, 20, 90), rng.integers(1, 4, 90)
    row, column = (np.eye(size)[at] for size, at in ((4, r), (3, c)))
    share = [(part * n[:, None]).sum(axis=0) / n.sum() for part in (row, column)]
    term = (row - share[0])[:, :, None] * (column - share[1])[:, None, :]
    clusters = [((n[g == one, None, None] * term[g == one]).sum(axis=0)) ** 2 for one in np.unique(g[g >= 0])]
    lone, plain = ((n[at, None, None] * term[at] ** 2).sum(axis=0) for at in (g < 0, g > -2))
    number = n[g < 0].sum() + len(clusters)
    expected = (lone + np.sum(clusters, axis=0)) / plain * number / (number - 1)
    assert design_effects(r, c, g, n) == pytest.approx(expected)


def test_customers_who_repeat_themselves_are_not_taken_for_a_link():
    """Customers with ten rows of one kind each: unclustered tests reject far too often."""
    rng, plain, clustered = np.random.default_rng(1), 0, 0
    for _run in range(200):
        r, c = np.repeat(rng.integers(0, 2, (2, 60)), 10, axis=1)
        table = np.zeros((2, 2))
        np.add.at(table, (r, c), 1)
        effect = design_effects(r, c, np.repeat(np.arange(60), 10), np.ones(600))
        plain += adjusted_residuals(table).p[0, 0] < 0.05
        clustered += adjusted_residuals(table, design_effect=effect).p[0, 0] < 0.05
    assert plain > 80
    assert clustered <= 18


def test_a_row_that_holds_everything_has_no_residual():
    assert np.isnan(adjusted_residuals([[3, 4]]).residual).all()


def test_negative_counts_are_refused():
    with pytest.raises(BadValue):
        adjusted_residuals([[-1, 2]])
