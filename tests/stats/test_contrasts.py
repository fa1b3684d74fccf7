"""Contrasts of ratios of sums, and of estimates that have intervals only."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats import proportion_difference, ratio_contrast, recovered_contrast, wilson

WHO = [1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 10, 10, 11, 12, 12, 13]
AFTER = np.array([0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0])
TOTAL = [3, 5, 7, 2, 1, 4, 6, 2, 2, 8, 3, 9, 4, 5, 6, 7, 3, 2, 1, 4]
SIZE = [1, 1.5, 2, 1, 1, 1, 2, 1, 1, 2, 1, 3, 1, 1, 2, 2, 1, 1, 1, 2]
GROUP = np.array([1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1])


def test_a_difference_of_ratios_with_customers_on_both_sides():
    # R survey 4: svycontrast(svytotal(~y0+x0+y1+x1, svydesign(id=~who, weights=~1)), quote(y1/x1 - y0/x0))
    found = ratio_contrast(TOTAL, SIZE, 1 - AFTER, WHO, signs=(1, -1))
    assert (found.estimate, found.se) == pytest.approx((0.31773, 0.3833), abs=5e-5)
    assert found.low < 0 < found.high


def test_a_difference_of_differences():
    # R survey: quote(y11/x11 - y01/x01 - y10/x10 + y00/x00), first index period, second group
    cell = np.where(GROUP == 1, 1 - AFTER, 3 - AFTER)
    found = ratio_contrast(TOTAL, SIZE, cell, WHO, signs=(1, -1, -1, 1))
    assert (found.estimate, found.se) == pytest.approx((0.77273, 0.7511), abs=5e-5)


def test_who_is_on_both_sides_is_compared_with_himself():
    # Everybody rises by 1: nothing but the rise is left, and its error is that of the rise alone.
    first = np.array([1.0, 5, 3, 9, 2, 7])
    rise = np.array([1.0, 1.1, 0.9, 1.0, 1.05, 0.95])
    both = ratio_contrast(
        np.r_[first + rise, first], 1, np.repeat([0, 1], 6), np.tile(range(6), 2), signs=(1, -1)
    )
    apart = ratio_contrast(np.r_[first + rise, first], 1, np.repeat([0, 1], 6), -1, signs=(1, -1))
    assert both.estimate == apart.estimate == pytest.approx(1)
    assert both.se == pytest.approx(rise.std(ddof=1) / np.sqrt(6))  # a paired t test's
    assert apart.se > 10 * both.se


def test_the_contrast_does_not_depend_on_order_nor_on_names_of_clusters():
    order = np.random.default_rng(3).permutation(20)
    one = ratio_contrast(TOTAL, SIZE, AFTER, WHO, signs=(1, -1))
    other = ratio_contrast(
        np.array(TOTAL)[order], np.array(SIZE)[order], AFTER[order], 100 - np.array(WHO)[order], signs=(1, -1)
    )
    assert tuple(map(float, other)) == pytest.approx(tuple(map(float, one)))


def test_few_unequal_clusters_reach_further():
    rng = np.random.default_rng(1)
    y = rng.normal(size=100)
    cell = np.repeat([0, 1], 50)
    alike = ratio_contrast(y, 1, cell, np.arange(100) // 10, signs=(1, -1))
    within = np.arange(50)
    large = np.where(within < 40, 0, 1 + (within - 40) // 2)  # one of 40 answers, five of two
    one_large = ratio_contrast(y, 1, cell, np.r_[large, 100 + large], signs=(1, -1))
    assert (alike.high - alike.low) / alike.se < (one_large.high - one_large.low) / one_large.se


@pytest.mark.parametrize("total", [[1, 1, 1, 1], [0, 0, 0, 0]])
def test_nothing_that_varies_gives_no_test(total):
    found = ratio_contrast(total, 1, [0, 0, 1, 1], -1, signs=(1, -1))
    assert found.estimate == 0
    assert np.isnan([found.p, found.low]).all()


def test_an_empty_or_single_side_has_no_test():
    assert np.isnan(ratio_contrast([1, 2], 1, [0, 0], -1, signs=(1, -1)).estimate)
    single = ratio_contrast([1, 2, 3], 1, [0, 0, 1], -1, signs=(1, -1))
    assert single.estimate == pytest.approx(-1.5)
    assert np.isnan(single.p)
    with pytest.raises(BadValue, match="negative"):
        ratio_contrast([1, 2], [-1, 1], [0, 0], -1, signs=(1,))


def test_recovered_from_two_wilson_intervals_it_is_newcombes():
    # Newcombe 1998, table II (a): 56/70 against 48/80: .0524 to .3339
    sides = wilson([56, 48], [70, 80])
    found = recovered_contrast([0.8, 0.6], sides.low, sides.high, signs=(1, -1))
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    own = proportion_difference(56, 70, 48, 80)
    assert (found.low, found.high) == pytest.approx((own.low, own.high))


def test_its_p_value_agrees_with_its_interval():
    for upper, decided in ((5.9, True), (6.1, False)):
        found = recovered_contrast([10, 4], [9, 3], [11, upper + 4], signs=(1, -1))
        assert (found.low > 0) == decided == (found.p < 0.05)
    # Lopsided limits: only the side towards 0 counts.
    assert recovered_contrast([10, 4], [9, 3], [99, 5], signs=(1, -1)).p < 0.001


def test_without_a_limit_there_is_no_interval():
    assert np.isnan(recovered_contrast([10, 4], [9, 3], [np.nan, 5], signs=(1, -1)).low)


def test_numbers_of_clusters_may_have_gaps():
    names = ratio_contrast(TOTAL, SIZE, AFTER, np.asarray(WHO).astype(str), signs=(1, -1))
    for shifted in (np.asarray(WHO) * 2 + 1, np.asarray(WHO) * 10_000):
        assert ratio_contrast(TOTAL, SIZE, AFTER, shifted, signs=(1, -1)) == pytest.approx(names, rel=1e-12)
