"""Sums over the steps of tied events: as series and one by one."""

import numpy as np
import pandas as pd
import pytest

from cxlab.survival.cox_model import partial_likelihood
from cxlab.survival.cox_model.newton import fit_cox


def rows(n=30_000, seed=2):
    rng = np.random.default_rng(seed)
    pattern = rng.integers(0, 6, n)
    left, until = np.ceil(rng.exponential(300, n)), rng.integers(30, 500, n)
    ones = np.ones(n)
    return partial_likelihood.Rows(
        entry=np.full(n, -np.inf), exit=np.minimum(left, until).astype(float), event=left <= until,
        x=rng.normal(size=(6, 2)), pattern=pattern, stratum=np.zeros(n, dtype=np.int64), count=ones,
        weight=ones, square=ones,
    )  # fmt: skip


def test_series_are_the_sums_of_the_steps(monkeypatch):
    data = rows()
    sets = partial_likelihood.RiskSets(data)
    at = sets.sums_at_risk(np.zeros(2))
    assert np.mean(at.dead[:, 0] / at.sums[:, 0] < partial_likelihood.RARE) > 0.5  # the series are in use
    quick = fit_cox(data)
    monkeypatch.setattr(partial_likelihood, "RARE", 0.0)
    plain = fit_cox(data)
    assert quick.beta == pytest.approx(plain.beta, rel=1e-11)
    assert quick.variance == pytest.approx(plain.variance, rel=1e-11)
    assert quick.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-13)
    assert quick.score_residuals() == pytest.approx(plain.score_residuals(), abs=1e-10)


def test_distinct_numbers_as_numpy_finds_them():
    for numbers in (np.array([5, 3, 5, 0]), np.array([10**9, 7, 7]), np.zeros(0, dtype=np.int64)):
        found = partial_likelihood.unique_dense(numbers)
        wanted = np.unique(numbers, return_index=True, return_inverse=True)
        for one, two in zip(found, wanted, strict=True):
            pd.testing.assert_index_equal(pd.Index(one), pd.Index(two))
