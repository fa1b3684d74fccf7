import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import BadValue
from cxlab.stats import net_rate_mix, net_score, rate_mix

shares = st.integers(2, 6).flatmap(
    lambda k: st.tuples(
        *(st.lists(st.integers(0, 50), min_size=k, max_size=k).filter(sum) for _ in range(2)),
        *(st.lists(st.floats(-1, 1), min_size=k, max_size=k) for _ in range(2)),
    )
)


def test_published_split():
    # Midpoint Kitagawa: p (.5,.3,.2) -> (.3,.3,.4), r (40,20,-10) -> (42,20,-5): -7.4 = 2.3 - 9.7
    result = rate_mix([0.5, 0.3, 0.2], [40, 20, -10], [0.3, 0.3, 0.4], [42, 20, -5])
    assert result.total.estimate == pytest.approx(-7.4)
    assert result.total_rate.estimate == pytest.approx(2.3)
    assert result.total_mix.estimate == pytest.approx(-9.7)
    assert result.rate.estimate == pytest.approx([0.8, 0, 1.5])
    # (p1 - p0) (mean r - 20.3): 20.3 is the mean of the totals 24 and 16.6
    assert result.mix.estimate == pytest.approx([-0.2 * 20.7, 0, 0.2 * -27.8])
    assert not result.absent.any()
    assert np.isnan(result.total.se)


@given(shares)
def test_parts_sum_to_the_whole(case):
    n0, n1, r0, r1 = (np.array(column, dtype=float) for column in case)
    p0, p1 = n0 / n0.sum(), n1 / n1.sum()
    result = rate_mix(p0, r0, p1, r1)
    change = (p1 * r1).sum() - (p0 * r0).sum()
    assert np.nansum(result.rate.estimate) == pytest.approx(result.total_rate.estimate, abs=1e-12)
    assert result.mix.estimate.sum() == pytest.approx(result.total_mix.estimate, abs=1e-12)
    assert result.total_rate.estimate + result.total_mix.estimate == pytest.approx(change, abs=1e-12)
    assert result.total.estimate == pytest.approx(change, abs=1e-12)


@given(shares, st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_matter_and_swapping_periods_changes_signs(case, random):
    n0, n1, r0, r1 = (np.array(column, dtype=float) for column in case)
    se0, se1 = np.abs(r0) / 10 + 0.01, np.abs(r1) / 20 + 0.01
    p0, p1 = n0 / n0.sum(), n1 / n1.sum()
    errors = {"se0": se0, "se1": se1, "n0": 100, "n1": 80}
    result = rate_mix(p0, r0, p1, r1, **errors)
    order = list(range(len(p0)))
    random.shuffle(order)
    moved = rate_mix(
        p0[order], r0[order], p1[order], r1[order], se0=se0[order], se1=se1[order], n0=100, n1=80
    )
    assert moved.mix.estimate == pytest.approx(result.mix.estimate[order], abs=1e-12)
    assert moved.rate.se == pytest.approx(result.rate.se[order], abs=1e-12, nan_ok=True)
    assert moved.total_mix.se == pytest.approx(result.total_mix.se, abs=1e-12)
    back = rate_mix(p1, r1, p0, r0, se0=se1, se1=se0, n0=80, n1=100)
    assert back.total_mix.estimate == pytest.approx(-result.total_mix.estimate, abs=1e-12)
    assert back.total_rate.se == pytest.approx(result.total_rate.se, abs=1e-12)
    assert back.mix.se == pytest.approx(result.mix.se, abs=1e-12)


def test_a_part_absent_in_one_period_has_no_rate():
    result = rate_mix([0.6, 0.4, 0], [40, 20, np.nan], [0.5, 0, 0.5], [50, np.nan, 10])
    assert result.absent.tolist() == [False, True, True]
    assert np.isnan(result.rate.estimate).tolist() == [False, True, True]
    assert result.rate.estimate[0] == pytest.approx(0.55 * 10)
    # totals 32 and 30, their mean 31: -.4 (20 - 31), .5 (10 - 31)
    assert result.mix.estimate[1:] == pytest.approx([4.4, -10.5])
    assert result.total_rate.estimate + result.total_mix.estimate == pytest.approx(-2)


def test_only_absent_parts_are_all_mix():
    result = rate_mix([1, 0], [30, np.nan], [0, 1], [np.nan, 10])
    assert result.total_rate.estimate == 0
    assert result.total_mix.estimate == pytest.approx(-20)


def resampled(cells0, cells1, draws, seed):
    """Return the effects of `draws` resamples of both periods; cells are parts x (up, middle, down)."""
    rng = np.random.default_rng(seed)
    effects = []
    for a, b in zip(*(draw(rng, cells, draws) for cells in (cells0, cells1)), strict=True):
        split = rate_mix(*shares_and_scores(a), *shares_and_scores(b))
        effects.append(
            [
                *split.rate.estimate,
                *split.mix.estimate,
                split.total_rate.estimate,
                split.total_mix.estimate,
                split.total.estimate,
            ]
        )
    return np.array(effects)


def draw(rng, cells, draws):
    return rng.multinomial(cells.sum(), cells.ravel() / cells.sum(), size=draws).reshape(-1, *cells.shape)


def shares_and_scores(cells):
    n = cells.sum(1)
    return n / n.sum(), net_score(cells[:, 0], cells[:, 2], n)


def test_standard_errors_agree_with_resampling():
    cells0 = np.array([[120, 60, 40], [60, 80, 60], [30, 10, 40]]) * 10
    cells1 = np.array([[60, 20, 20], [130, 60, 60], [40, 50, 110]]) * 10
    spread = resampled(cells0, cells1, 4_000, seed=1).std(axis=0, ddof=1)
    result = net_rate_mix(
        cells0[:, 0], cells0[:, 2], cells0.sum(1), cells1[:, 0], cells1[:, 2], cells1.sum(1)
    )
    se = [*result.rate.se, *result.mix.se, result.total_rate.se, result.total_mix.se, result.total.se]
    # 4,000 draws know a standard deviation to 1.1 per cent; three and a half of them.
    assert se == pytest.approx(spread, rel=0.04)


def test_the_error_of_the_total_is_that_of_two_samples():
    cells0, cells1 = np.array([[300, 200, 100], [100, 150, 150]]), np.array([[200, 100, 100], [250, 200, 50]])
    p0, r0 = shares_and_scores(cells0)
    p1, r1 = shares_and_scores(cells1)

    def errors(cells):
        n = cells.sum(1)
        r = (cells[:, 0] - cells[:, 2]) / n
        return np.sqrt(((cells[:, 0] + cells[:, 2]) / n - r**2) / n)

    result = rate_mix(
        p0, r0, p1, r1, se0=errors(cells0), se1=errors(cells1), n0=cells0.sum(), n1=cells1.sum()
    )
    whole = [errors(cells.sum(0)[None])[0] for cells in (cells0, cells1)]
    assert result.total.se == pytest.approx(np.hypot(*whole), rel=1e-12)
    assert result.total.low == pytest.approx(result.total.estimate - 1.959963985 * np.hypot(*whole))


def test_unusable_arguments_are_refused():
    with pytest.raises(BadValue, match="sum 1"):
        rate_mix([0.5, 0.3], [1, 2], [0.5, 0.5], [1, 2])
    with pytest.raises(BadValue, match="same parts"):
        rate_mix([0.5, 0.5], [1, 2], [1], [1])
    with pytest.raises(BadValue, match="at least one answer"):
        net_rate_mix([0], [0], [0], [1], [0], [1])
