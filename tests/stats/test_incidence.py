"""Cumulative incidence against R's survival, and what it must reduce to."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats import cumulative_incidence, incidence_at, incidence_quantile, product_limit

TIME = np.array([1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10])
STATE = np.array([1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0])
DISTINCT = np.unique(TIME)


def counted(state):
    return np.array([((when == TIME) & (state == STATE)).sum() for when in DISTINCT])


def test_equals_rs_survfit():
    # R 4, survival: survfit(Surv(t, factor(s)) ~ 1), summary(..., times = c(2, 4, 6, 9))
    table = cumulative_incidence(DISTINCT, counted(1), counted(0), competing=counted(2))
    estimate, se, _limits = incidence_at(table, [2, 4, 6, 9])
    np.testing.assert_allclose(estimate, [0.1666666667, 0.2604166667, 0.3729166667, 0.5229166667], rtol=1e-9)
    np.testing.assert_allclose(se, [0.1075828707, 0.1300172209, 0.1507733488, 0.1706247668], rtol=1e-8)


def test_without_competing_events_it_is_one_minus_kaplan_meier():
    table = cumulative_incidence(DISTINCT, counted(1), counted(0) + counted(2))
    curve = product_limit(DISTINCT, counted(1), counted(0) + counted(2))
    np.testing.assert_allclose(table.estimate, 1 - curve.survival, atol=1e-12)
    np.testing.assert_allclose(table.se[:-1], curve.se[:-1], atol=1e-12)


def test_without_censoring_it_is_the_share():
    table = cumulative_incidence([1, 2, 3], [3, 2, 0], [0, 0, 4], competing=[0, 1, 0])
    assert table.estimate[-1] == pytest.approx(0.5)
    assert table.se[-1] == pytest.approx(np.sqrt(0.25 / 10))


def test_no_event_has_an_upper_limit():
    table = cumulative_incidence([5], [0], [20])
    assert table.low[-1] == 0
    assert 0 < table.high[-1] < 0.2


def test_quantiles_and_refusals():
    table = cumulative_incidence([1, 2, 3], [1, 1, 1], [0, 0, 3])
    assert incidence_quantile(table, 0.9, of=float(table.estimate[-1])) == 3
    assert np.isnan(incidence_quantile(table, 0.5, of=0.0))
    with pytest.raises(BadValue, match="once"):
        cumulative_incidence([1, 1], [1, 0], [0, 1])
