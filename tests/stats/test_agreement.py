"""Krippendorff's alpha: his own example, a definition written out, bad input."""

import itertools

import numpy as np
import pytest

from cxlab.errors import BadValue, UnknownName
from cxlab.stats import krippendorff_alpha

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", example C: four coders, twelve units.
X = np.nan
CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
    [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
]
UNITS = np.array(CODERS).T


@pytest.mark.parametrize(
    ("measurement", "alpha"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_the_example_of_krippendorff(measurement, alpha):
    found = krippendorff_alpha(UNITS, measurement=measurement, draws=200)
    assert found.estimate == pytest.approx(alpha, abs=5e-5)
    assert (found.units, found.values) == (11, 40)
    assert found.low < alpha < found.high <= 1


def by_definition(units, distance):
    """Observed over expected disagreement, pair by pair."""
    judged = [[v for v in unit if v == v] for unit in units]
    judged = [unit for unit in judged if len(unit) > 1]
    everything = [v for unit in judged for v in unit]
    observed = sum(
        sum(distance(a, b) for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in judged
    ) / len(everything)
    pairs = list(itertools.permutations(everything, 2))
    return 1 - observed / (sum(distance(a, b) for a, b in pairs) / len(pairs))


@pytest.mark.parametrize(
    ("measurement", "distance"),
    [
        ("nominal", lambda a, b: a != b),
        ("interval", lambda a, b: (a - b) ** 2),
        ("ratio", lambda a, b: ((a - b) / (a + b)) ** 2),
    ],
)
def test_equals_its_definition(measurement, distance):
    random = np.random.default_rng(4)
    units = random.integers(1, 6, (15, 3)).astype(float)
    units[random.random(units.shape) < 0.2] = np.nan
    found = krippendorff_alpha(units, measurement=measurement, draws=50)
    assert found.estimate == pytest.approx(by_definition(units, distance))


def test_words_coders_and_units_in_any_order():
    words = [["bill", "bill"], ["bill", "price"], ["price", "price"], ["app", "app"], ["app", None]]
    found = krippendorff_alpha(words, draws=100)
    turned = krippendorff_alpha([row[::-1] for row in words[::-1]], draws=100)
    assert found.units == 4
    assert found.estimate == pytest.approx(turned.estimate)
    assert found.estimate == pytest.approx(1 - (8 - 1) * 2 / (64 - 9 - 9 - 4))  # n_c 3, 3, 2; by hand


def test_clusters_are_drawn_whole():
    random = np.random.default_rng(1)
    one = random.integers(0, 3, 60)
    other = np.where(random.random(60) < 0.7, one, random.integers(0, 3, 60))
    pair = np.stack([one, other], axis=1)
    many = np.repeat(pair, 4, axis=0)
    alone = krippendorff_alpha(many, draws=400)
    together = krippendorff_alpha(many, cluster=np.repeat(np.arange(60), 4), draws=400)
    assert together.estimate == pytest.approx(alone.estimate)
    assert together.clusters == 60
    assert together.se > 1.6 * alone.se
    gaps = [None if k % 4 == 0 else k // 4 for k in range(240)]
    assert krippendorff_alpha(many, cluster=gaps, draws=50).clusters == 120


def test_no_disagreement_is_not_certainty():
    few = krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "a"]])
    many = krippendorff_alpha([["a", "a"], ["b", "b"]] * 200)
    assert few.estimate == many.estimate == 1
    assert few.low < 0 < 0.9 < many.low < 1
    assert few.reason


def test_what_tells_nothing_has_no_figure():
    for ratings in ([["a", None], [None, "b"]], [["a", "a"], ["a", "a"]]):
        found = krippendorff_alpha(ratings)
        assert np.isnan([found.estimate, found.low, found.high]).all()
        assert found.reason
    lonely = krippendorff_alpha([["a", "b"], ["a", "a"]], cluster=["c", "c"])
    assert np.isnan(lonely.low)
    assert lonely.reason


def test_bad_input_is_named():
    with pytest.raises(UnknownName, match="ordinal"):
        krippendorff_alpha(UNITS, measurement="rank")
    with pytest.raises(BadValue, match="at least two"):
        krippendorff_alpha([[1], [2]])
    with pytest.raises(BadValue, match="2 judgements are no numbers"):
        krippendorff_alpha([["a", "b"], [1, 2]], measurement="interval")
    with pytest.raises(BadValue, match="negative"):
        krippendorff_alpha([[1, -2], [1, 2]], measurement="ratio")
    with pytest.raises(BadValue, match="a value per unit"):
        krippendorff_alpha(UNITS, cluster=[1, 2])
    with pytest.raises(BadValue, match="at most 100"):
        krippendorff_alpha(np.arange(300).reshape(150, 2), measurement="ordinal")
    with pytest.raises(BadValue, match="level"):
        krippendorff_alpha(UNITS, level=95)
