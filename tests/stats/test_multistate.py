"""Several stages as one process: against R, against a jackknife, and what holds whatever the data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.stats import cumulative_incidence, incidence_at
from cxlab.stats.multistate import NEVER, Progress, scan


def simulated(n: int, seed: int, stages: int = 4) -> Progress:
    """Return subjects who go on at a rate of their own, leave by exits or are censored."""
    rng = np.random.default_rng(seed)
    reached = np.full((n, stages), NEVER)
    reached[:, 0] = 0
    pace, censored = rng.gamma(2, 0.5, n), rng.integers(5, 60, n)
    last, gone, at = censored.astype(np.int64), np.zeros(n, bool), np.zeros(n)
    alive = np.ones(n, bool)
    for stage in range(1, stages):
        on = np.ceil(rng.exponential(10 / pace)).astype(int)
        out = np.ceil(rng.exponential(60, n)).astype(int)
        then = at + np.minimum(on, out)
        seen = alive & (then <= censored)
        moves, leaves = seen & (on <= out), seen & (on > out)
        reached[moves, stage] = then[moves]
        gone |= leaves
        last[leaves] = then[leaves]
        at, alive = np.where(moves, then, at), moves
    done = reached[:, -1] < NEVER
    last[done] = reached[done, -1]
    return Progress(reached, last, gone)


def at(progress: Progress, values: np.ndarray, times: list[int]) -> np.ndarray:
    return np.concatenate([[0.0], values])[np.searchsorted(progress.times, times, side="right")]


def test_shares_and_standard_errors_are_those_of_r():
    # R 4 survival: survfit(Surv(t0, t1, state) ~ 1, data, id = id), summary(f, times = c(10, 30, 50)), on the
    # subjects of simulated(300, 0): pstate and std.err of the last state, and of the exit before any step.
    progress = simulated(300, 0)
    assert at(progress, progress.share(3), [10, 30, 50]) == pytest.approx(
        [0.079825428, 0.344910645, 0.452488201], abs=1e-8
    )
    errors = [np.sqrt(np.sum(progress.influence(3, t) ** 2)) for t in (10, 30, 50)]
    assert errors == pytest.approx([0.015893130, 0.030654505, 0.036048011], abs=1e-8)
    assert at(progress, progress.exits(0), [10, 30, 50]) == pytest.approx(
        [0.12477972, 0.17586896, 0.21237044], abs=1e-8
    )
    # There the others have all moved on, so this is one minus the share that left: the same standard error.
    assert np.sqrt(np.sum(progress.influence(1, 50) ** 2)) == pytest.approx(0.026286253, abs=1e-8)


def test_the_first_stage_is_the_incidence_with_competing_events():
    progress = simulated(400, 3)
    hit = progress.reached[:, 1] < NEVER
    time, place = np.unique(np.where(hit, progress.reached[:, 1], progress.last), return_inverse=True)
    sums = [np.bincount(place[part], minlength=len(time)) for part in (hit, ~hit & ~progress.gone)]
    left = np.bincount(place[~hit & progress.gone], minlength=len(time))
    table = cumulative_incidence(time, *sums, competing=left)
    for moment in (5, 20, 40):
        estimate, se, _limits = incidence_at(table, [moment])
        assert at(progress, progress.share(1), [moment]) == pytest.approx(estimate)
        assert np.sqrt(np.sum(progress.influence(1, moment) ** 2)) == pytest.approx(se[0], rel=1e-6)


@given(seed=st.integers(0, 10_000), n=st.integers(2, 60))
def test_later_stages_are_never_reached_more_often(seed, n):
    progress = simulated(n, seed)
    shares = np.array([progress.share(stage) for stage in (1, 2, 3)])
    assert np.all(np.diff(shares, axis=0) <= 1e-12)
    exits = sum(progress.exits(stage) for stage in range(3))
    assert np.all(shares[2] + exits <= 1 + 1e-12)


def test_without_censoring_the_shares_are_the_plain_ones():
    progress = simulated(200, 5)
    whole = (progress.reached[:, -1] < NEVER) | progress.gone
    progress = Progress(progress.reached[whole], progress.last[whole], progress.gone[whole])
    n = int(whole.sum())
    for stage in (1, 2, 3):
        share = float(np.mean(progress.reached[:, stage] < NEVER))
        assert progress.share(stage)[-1] == pytest.approx(share)
        error = np.sqrt(np.sum(progress.influence(stage, 10**6) ** 2))
        assert error == pytest.approx(np.sqrt(share * (1 - share) / n))


def test_an_influence_is_what_a_subject_changes():
    progress = simulated(150, 7)
    weights = np.full(150, 40)

    def share(times):
        parts = (np.repeat(part, times, axis=0) for part in (progress.reached, progress.last, progress.gone))
        more = Progress(*parts)
        return at(more, more.share(2), [30])[0]

    plain, influence = share(weights), progress.influence(2, 30)
    for subject in (0, 40, 149):
        heavier = weights.copy()
        heavier[subject] += 1
        assert (share(heavier) - plain) * 40 == pytest.approx(influence[subject], abs=3e-5)


def test_stages_reached_at_once_are_passed_together():
    reached = np.array([[0, 3, 3], [0, 3, NEVER], [0, NEVER, NEVER]])
    progress = Progress(reached, np.array([3, 9, 9]), np.zeros(3, bool))
    assert progress.share(1).tolist() == pytest.approx([2 / 3])
    assert progress.share(2).tolist() == pytest.approx([1 / 3])


def test_blocks_give_what_one_after_the_other_gives():
    rng = np.random.default_rng(0)
    a, b = rng.random(1000), rng.random(1000)
    value, found = 0.5, []
    for x, y in zip(a, b, strict=True):
        value = x * value + y
        found.append(value)
    assert scan(a, b, start=0.5) == pytest.approx(found)
