"""The space-time permutation scan: what it finds, what it does not take for a hot spot."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats.scan import scan


def calm(rng, *, season=False):
    """Return counts of four places, three strata and 60 weeks without any fault."""
    weeks = np.arange(60)
    wave = 1 + 0.8 * np.sin(2 * np.pi * weeks / 52) if season else np.ones(60)
    level = np.array([1.0, 2.0, 0.5, 1.5])[:, None, None] * np.array([1.0, 0.6, 2.0])[None, :, None]
    return rng.poisson(level * wave)


def test_a_planted_window_is_found_where_and_when_it_was():
    counts = calm(np.random.default_rng(1))
    counts[2, 0, 20:25] += 5
    found = scan(counts, draws=199)
    best = found[0]
    assert (best.place, best.stratum, best.first, best.last) == (2, 0, 20, 24)
    assert best.p == 1 / 200
    assert best.expected == pytest.approx(2.5, abs=1.5)


def test_two_windows_are_found_one_after_the_other():
    counts = calm(np.random.default_rng(2))
    counts[2, 0, 20:25] += 6
    counts[0, 1, 40:43] += 8
    assert {(c.place, c.stratum) for c in scan(counts, draws=99, alpha=0.02)} == {(2, 0), (0, 1)}


def test_a_season_that_moves_all_places_is_no_hot_spot():
    """At 5 % three of 60 tables are to be expected; ten would be a fault."""
    rng = np.random.default_rng(5)
    alarms = sum(bool(scan(calm(rng, season=True), draws=99, longest=8, seed=k)) for k in range(60))
    assert alarms <= 8


def test_growth_of_one_place_is_allowed_for_by_its_exposure():
    rng = np.random.default_rng(6)
    exposed = np.ones((3, 60))
    exposed[1] = np.linspace(0.2, 3, 60)
    alarms = [0, 0]
    for run in range(25):
        counts = rng.poisson(4 * exposed[:, None, :])
        alarms[0] += bool(scan(counts, draws=99, seed=run))
        alarms[1] += bool(scan(counts, draws=99, seed=run, weights=exposed))
    assert alarms[0] > 20
    assert alarms[1] <= 4


def test_one_seed_gives_one_answer():
    counts = calm(np.random.default_rng(7))
    assert scan(counts, draws=49, alpha=1.0) == scan(counts, draws=49, alpha=1.0)


def test_one_place_cannot_be_compared():
    with pytest.raises(BadValue, match="places"):
        scan(np.ones((1, 2, 10)))
