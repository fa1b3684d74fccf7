"""Variances that learn from one another: Smyth's formulas, and what few or equal groups teach."""

import numpy as np
import pytest

from cxlab.stats.moderated import moderated_variances


def test_smyths_estimates():
    """R, the formulas of limma's squeezeVar written out.

    v <- c(.1,1.9,1.1,.4,5.6,.9); d <- c(4,9,14,6,20,11)
    e <- log(v) - digamma(d/2) + log(d/2); ev <- var(e) - mean(trigamma(d/2))
    d0 <- 2 * uniroot(function(x) trigamma(x) - ev, c(1e-4, 1e4), tol = 1e-13)$root
    s0 <- exp(mean(e) + digamma(d0/2) - log(d0/2)); (d0 * s0 + d * v) / (d0 + d)
    """
    df = np.array([4, 9, 14, 6, 20, 11])
    found = moderated_variances([0.1, 1.9, 1.1, 0.4, 5.6, 0.9], df)
    assert found.prior_df == pytest.approx(2.24361464, rel=1e-6)
    wanted = [0.277257594, 1.639249491, 1.030010250, 0.452603589, 5.094994290, 0.848038083]
    assert found.variance == pytest.approx(wanted, rel=1e-6)
    assert found.df == pytest.approx(df + found.prior_df)


def test_variances_that_differ_by_chance_only_are_one():
    rng = np.random.default_rng(0)
    df = np.full(400, 9.0)
    found = moderated_variances(rng.chisquare(9, 400) / 9, df)
    assert np.ptp(found.variance) < 0.2  # single ones lie between .2 and 3
    assert found.variance.mean() == pytest.approx(1, abs=0.03)


def test_no_variance_is_surer_than_all_groups_together():
    """Variances that differ hardly more than chance has it: the prior alone would know more than there is."""
    found = moderated_variances([0.3, 3.2, 0.9, 1.5], [3, 4, 5, 3])
    assert 15 < found.prior_df + 4 < np.inf
    assert found.df == pytest.approx([found.prior_df + 3, 15, 15, found.prior_df + 3])  # limma: df.total


def test_a_group_without_spread_is_given_what_is_usual_and_few_groups_teach_nothing():
    found = moderated_variances([0.0, np.nan, 1.0, 1.2, 0.9], [9, 0, 9, 9, 9])
    assert (found.variance[:2] > 0.5).all()
    known = moderated_variances([0.0, 0.5, 1.0, 1.2, 0.9], [9, np.inf, 9, 9, 9])
    assert (known.variance[1], known.df[1]) == (0.5, np.inf)
    assert moderated_variances([0.0, 1.0, 2.0], [9, 9, 9]).variance.tolist() == [0.0, 1.0, 2.0]
