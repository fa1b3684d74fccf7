"""A straight line over time and a jump: R and simulation."""

import numpy as np
import pytest
from scipy.stats import t as student

from cxlab.errors import BadValue
from cxlab.stats import change_point, time_slope

TIMES = np.array([0, 1, 1, 2, 3, 5, 8, 8, 9, 12.0])
VALUES = np.array([1, 3, 2, 2, 5, 4, 9, 6, 7, 8.0])
PEOPLE = np.array([1, 1, 1, 2, 2, 3, 3, 4, 4, 5])


def test_clustered_slope_like_r():
    # R: f <- lm(y ~ t); clubSandwich::coef_test(f, vcovCR(f, g, "CR2"), test = "Satterthwaite"); 2.4924 df
    found = time_slope(TIMES, VALUES, cluster=PEOPLE)
    assert found.estimate == pytest.approx(0.6062786135, rel=1e-8)
    assert found.se == pytest.approx(0.0872693821, rel=1e-8)
    assert found.p == pytest.approx(0.0108637356, rel=1e-7)
    assert found.clusters == 5


def test_weighted_clustered_slope_by_whole_matrices():
    """Bell and McCaffrey's formulas as they are printed, on the answers times the root of their weights."""
    weight = np.array([1, 2, 1, 0.5, 1, 1, 2, 1, 1, 0.5])
    x = np.column_stack([np.ones(10), TIMES]) * np.sqrt(weight)[:, None]
    y = VALUES * np.sqrt(weight)
    inverse = np.linalg.inv(x.T @ x)
    rest = np.eye(10) - x @ inverse @ x.T
    beta, parts, square = inverse @ x.T @ y, [], 0.0
    for one in np.unique(PEOPLE):
        own = one == PEOPLE
        size, vectors = np.linalg.eigh(rest[np.ix_(own, own)])
        line = vectors @ np.diag(size**-0.5) @ vectors.T @ x[own] @ inverse[1]
        square += (line @ (y - x @ beta)[own]) ** 2
        parts.append(rest[own].T @ line)
    form = np.array(parts) @ np.array(parts).T
    free = np.trace(form) ** 2 / (form**2).sum()
    found = time_slope(TIMES, VALUES, weight=weight, cluster=PEOPLE)
    assert found.se == pytest.approx(np.sqrt(square), rel=1e-9)
    assert found.p == pytest.approx(2 * student.sf(abs(beta[1]) / np.sqrt(square), free), rel=1e-9)
    assert found == pytest.approx(time_slope(TIMES, VALUES, weight=7 * weight, cluster=PEOPLE))


def test_a_person_who_alone_decides_the_line_gives_no_false_certainty():
    """Only one person answers later than the first day: nothing is left to tell how sure the line is."""
    found = time_slope([0, 0, 0, 0, 5, 6], [1, 2, 1, 2, 9, 9], cluster=[1, 2, 3, 4, 5, 5])
    assert found.estimate == pytest.approx(1.347, abs=1e-3)
    assert np.isnan([found.se, found.low, found.p]).all()


def test_slope_without_clusters_is_hc1():
    # R: sandwich::vcovHC(lm(c(1,3,2,4,3,6) ~ c(0,0,1,1,2,2)), type = "HC1"): .7822910
    assert time_slope([0, 0, 1, 1, 2, 2], [1, 3, 2, 4, 3, 6]).se == pytest.approx(0.7822910, rel=1e-6)


def test_answers_of_weight_0_do_not_count():
    time, value, weight = np.arange(40.0), np.sin(np.arange(40)), np.ones(40)
    more = np.r_[time, 99.0], np.r_[value, 50.0], np.r_[weight, 0.0]
    assert time_slope(*more[:2], weight=more[2]) == time_slope(time, value, weight=weight)


def test_nothing_that_varies_is_no_test():
    assert np.isnan(time_slope([0, 1, 2], [1, 1, 1]).p)
    assert np.isnan(time_slope([1, 1, 1], [0, 1, 2]).estimate)
    assert np.isnan(change_point([0, 1, 2, 3], [1, 1, 1, 1], cuts=[2]).p)
    assert np.isnan(change_point([0, 1, 2, 3], [1, 2, 1, 2], cuts=[99]).p)


def test_missing_values_are_refused():
    with pytest.raises(BadValue, match="leave out"):
        time_slope([0, np.nan], [1, 2])
    with pytest.raises(BadValue, match="one element per answer"):
        time_slope([0, 1], [1, 2], weight=[1])


def test_a_jump_is_found_where_it_is():
    rng = np.random.default_rng(1)
    time = np.repeat(np.arange(36.0), 20)
    value = rng.normal(size=720) - 0.6 * (time >= 24)
    found = change_point(time, value, cuts=np.arange(36.0))
    assert found.at == pytest.approx(24, abs=1)
    assert found.p < 0.01
    assert found.after - found.before == pytest.approx(-0.6, abs=0.25)


def panel(rng, people=150, waves=6, rho=0.5):
    """Return answers of people who answer several times, with nothing changing over time."""
    who = np.repeat(np.arange(people), waves)
    score = rng.normal(0, rho**0.5, people)[who] + rng.normal(0, (1 - rho) ** 0.5, len(who))
    # Most answer early or late: the mean of a period is that of its people.
    time = np.clip(rng.normal(rng.uniform(0, 36, people)[who], 4), 0, 35.9).round()
    return time, score, who


def test_without_a_change_the_tests_reject_as_often_as_they_say():
    # 300 panels: .05 +/- 3 x .0126. Taken as independent answers the slope rejects in about a third.
    rng = np.random.default_rng(7)
    slope, jump = [], []
    for _ in range(300):
        time, score, who = panel(rng)
        slope.append(time_slope(time, score, cluster=who).p < 0.05)
        cuts = np.arange(1.0, 36)
        jump.append(change_point(time, score, cluster=who, cuts=cuts, draws=199).p < 0.05)
    assert 0.012 <= np.mean(slope) <= 0.088
    assert 0.012 <= np.mean(jump) <= 0.088


def test_many_clusters_are_summed_without_changing_the_finding():
    rng = np.random.default_rng(3)
    time = rng.uniform(0, 30, 12_000)
    value = rng.normal(size=12_000) + 0.2 * (time >= 15)
    found = change_point(time, value, cuts=np.arange(1.0, 30))
    assert found.at == pytest.approx(15, abs=1)
    assert found.p < 0.01
