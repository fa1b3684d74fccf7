"""Localisation: the right combination, neither coarser nor finer, and silence where nothing happened."""

from itertools import product

import numpy as np
import pytest

from cxlab.errors import BadValue, UnknownName
from cxlab.stats.localise import Leaves, localise

CODES = np.array(list(product(range(5), range(6), range(4))))


def at(*values):
    inside = np.ones(len(CODES), dtype=bool)
    for dim, value in enumerate(values):
        if value is not None:
            inside &= CODES[:, dim] == value
    return inside


@pytest.mark.parametrize("fault", [(1, None, None), (1, 2, None), (None, 3, 1), (4, 5, 3)])
def test_a_fault_of_any_depth_is_named_exactly(fault):
    expected = np.random.default_rng(0).gamma(4, 10, len(CODES))
    actual = np.random.default_rng(1).poisson(expected * np.where(at(*fault), 2.2, 1)).astype(float)
    assert [c.codes for c in localise(Leaves.of(CODES, actual, expected, noise="counts"))] == [fault]


def test_parts_of_a_combination_that_are_as_expected_make_it_too_coarse():
    expected = np.full(len(CODES), 60.0)
    faulty = at(1, 2, None) | at(1, 3, None) | at(1, 4, None)
    actual = np.random.default_rng(2).poisson(expected * np.where(faulty, 2.5, 1)).astype(float)
    found = {c.codes for c in localise(Leaves.of(CODES, actual, expected, noise="counts"))}
    assert found == {(1, 2, None), (1, 3, None), (1, 4, None)}


def test_relative_noise_and_falls():
    rng = np.random.default_rng(3)
    expected = 100 * rng.weibull(0.7, len(CODES))
    actual = expected * (1 + rng.normal(0, 0.08, len(CODES))) * np.where(at(None, 2, 1), 0.5, 1)
    leaves = Leaves.of(CODES, actual, expected, noise="relative")
    assert [c.codes for c in localise(leaves)] == [(None, 2, 1)]
    assert localise(leaves, direction="rise") == []


def test_two_periods_of_counts():
    rng = np.random.default_rng(4)
    before, after = (rng.poisson(30.0, len(CODES)).astype(float) for _ in range(2))
    after[at(0, 1, None)] = rng.poisson(75.0, 4)
    both = before + after
    leaves = Leaves.of(CODES, after, both / 2, trials=both)
    assert [c.codes for c in localise(leaves, direction="rise")] == [(0, 1, None)]


def test_a_rise_everywhere_is_everything():
    actual = np.random.default_rng(5).poisson(80.0, len(CODES)).astype(float)
    leaves = Leaves.of(CODES, actual, np.full(len(CODES), 50.0), noise="counts")
    assert [c.codes for c in localise(leaves, whole=True)] == [(None, None, None)]


def test_nothing_is_found_where_nothing_is():
    """A chance of 5 % at most: of 200 tables without a fault ten may say something."""
    alarms = 0
    for run in range(200):
        rng = np.random.default_rng(run)
        expected = rng.gamma(2, 5, len(CODES))
        actual = rng.poisson(expected).astype(float)
        alarms += bool(localise(Leaves.of(CODES, actual, expected, noise="counts")))
    assert alarms <= 12


def test_the_kind_of_noise_is_seen():
    rng = np.random.default_rng(6)
    expected = 100 * rng.weibull(0.7, 2000) + 1
    codes = np.column_stack([np.arange(2000) % 20, np.arange(2000) // 20])
    assert Leaves.of(codes, rng.poisson(expected).astype(float), expected).sigma == 0
    noisy = expected * np.exp(rng.normal(0, 0.1, 2000))
    assert Leaves.of(codes, noisy, expected).sigma == pytest.approx(0.1, rel=0.15)


def test_bad_input_is_refused():
    with pytest.raises(BadValue, match="negative"):
        Leaves.of(CODES, np.full(len(CODES), -1.0), np.ones(len(CODES)))
    with pytest.raises(UnknownName, match="relative"):
        Leaves.of(CODES, np.ones(len(CODES)), np.ones(len(CODES)), noise="loud")
    with pytest.raises(UnknownName, match="rise"):
        localise(Leaves.of(CODES, np.ones(len(CODES)), np.ones(len(CODES))), direction="up")
