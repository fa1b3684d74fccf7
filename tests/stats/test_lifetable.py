from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import BadValue
from cxlab.stats import product_limit, survival_at, survival_quantile

REFERENCE = Path(__file__).parents[1] / "reference"
HEART = np.loadtxt(REFERENCE / "heart_event_table.csv", delimiter=",", skiprows=1)
NAN = np.nan

# R: data(aml, package = "survival"); time, events, censored of x = "Maintained" (0) and "Nonmaintained" (1)
AML = np.array(
    [
        *([0, t, 1, 0] for t in (9, 18, 23, 31, 34, 48)),
        *([0, t, 0, 1] for t in (28, 45, 161)),
        [0, 13, 1, 1],
        *([1, t, 2, 0] for t in (5, 8)),
        *([1, t, 1, 0] for t in (12, 23, 27, 30, 33, 43, 45)),
        [1, 16, 0, 1],
    ],
    dtype=float,
)
# group, time, events, censored, entered; made up, with ties
LATE = np.loadtxt(REFERENCE / "late_entry_event_table.csv", delimiter=",", skiprows=1)


def quantiles(table, q):
    found = survival_quantile(table, q)
    return np.array([found.time, found.low, found.high])


def test_leukaemia_agrees_with_r():
    # R: summary(survfit(Surv(time, status) ~ x, data = aml, conf.type = "log-log"))
    group, time, events, censored = AML.T
    table = product_limit(time, events, censored, group=group)
    first = (table.group == 0) & (table.events > 0)
    assert table.at_risk[first].tolist() == [11, 10, 8, 7, 5, 4, 2]
    assert table.survival[first] == pytest.approx(
        [0.909090909, 0.818181818, 0.715909091, 0.613636364, 0.490909091, 0.368181818, 0.184090909], abs=5e-10
    )
    assert table.se[first] == pytest.approx(
        [0.0866784172, 0.1162912998, 0.1396649706, 0.1526323310, 0.1641932672, 0.1626688858, 0.1534927458],
        abs=5e-11,
    )
    assert table.low[first][[0, 3, 6]] == pytest.approx([0.5080802058, 0.2657520400, 0.0117384801], abs=5e-11)
    assert table.high[first][[0, 3, 6]] == pytest.approx([0.986673823, 0.835299243, 0.525014843], abs=5e-10)
    last = np.flatnonzero(table.group == 1)[-1]
    assert table.survival[last] == 0
    assert np.isnan([table.se[last], table.low[last], table.high[last]]).all()


# R: quantile(survfit(Surv(time, status) ~ x, data = aml, conf.type = "log-log"), q): time, lower, upper
@pytest.mark.parametrize(
    ("q", "expected"),
    [
        (0.25, [(18, 8), (9, 5), (34, 23)]),
        (0.5, [(31, 23), (13, 5), (NAN, 33)]),
        (0.75, [(48, 33), (31, 23), (NAN, NAN)]),
    ],
)
def test_leukaemia_quantiles_agree_with_r(q, expected):
    group, time, events, censored = AML.T
    table = product_limit(time, events, censored, group=group)
    assert quantiles(table, q) == pytest.approx(np.array(expected, dtype=float), nan_ok=True)


def test_heart_transplants_with_late_entry_agree_with_r():
    # R: f <- survfit(Surv(start, stop, event) ~ 1, data = heart, conf.type = "log-log")
    time, events, censored, entered = HEART.T
    table = product_limit(time, events, censored, entered=entered)
    # summary(f, times = c(1, 5, 30, 100, 500, 1000)): surv, lower, upper
    at = [1, 5, 30, 100, 500, 1000]
    (survival,), ((low,), (high,)) = survival_at(table, at)
    assert survival == pytest.approx(
        [0.9902912621, 0.9126213592, 0.7756081597, 0.4940082598, 0.3212240149, 0.2050813584], abs=5e-11
    )
    assert low == pytest.approx(
        [0.9330837474, 0.8388120285, 0.6819027323, 0.3929760955, 0.2304801553, 0.1183377290], abs=5e-11
    )
    assert high == pytest.approx(
        [0.9986266657, 0.9535496912, 0.8448043984, 0.5871649218, 0.4153074460, 0.3084631737], abs=5e-11
    )
    # quantile(f, c(.25, .5, .6, .75)): time, lower, upper
    expected = {0.25: (36, 16, 51), 0.5: (100, 69, 219), 0.6: (219, 100, 675), 0.75: (980, 340, NAN)}
    for q, limits in expected.items():
        assert quantiles(table, q)[:, 0] == pytest.approx(limits, nan_ok=True)


def test_late_entry_in_groups_agrees_with_r():
    # R: survfit(Surv(s, e, v) ~ g, conf.type = "log-log", conf.int = .9); summary(f, censored = TRUE)
    group, time, events, censored, entered = LATE.T
    table = product_limit(time, events, censored, entered=entered, group=group, level=0.9)
    first = (table.group == 0) & (table.events + table.censored > 0)
    assert table.at_risk[first].tolist() == [9, 11, 12, 14, 16, 17, 20, 20, 17, 13, 11, 7, 5, 3]
    assert table.survival[first][[0, 1, 5, 8, -1]] == pytest.approx(
        [1, 0.90909091, 0.78431373, 0.54129181, 0.12112824], abs=5e-9
    )
    assert table.se[first][[0, 1, 5, 8, -1]] == pytest.approx(
        [0, 0.086678417, 0.111866173, 0.113162154, 0.104961212], abs=5e-10
    )
    assert table.low[first][[0, 1, 5, 8, -1]] == pytest.approx(
        [NAN, 0.610157457, 0.528292144, 0.341361696, 0.015815286], abs=5e-10, nan_ok=True
    )
    assert table.high[first][[1, 5, 8, -1]] == pytest.approx(
        [0.98178071, 0.91165199, 0.70431970, 0.34145127], abs=5e-9
    )
    # quantile(f, q): time, lower, upper of g = 0 and 1
    expected = {
        0.1: [(4, 5), (3, 4), (8, 8)],
        0.25: [(8, 9), (3, 4), (10, 11)],
        0.5: [(11, 13), (9, 9), (16, 15)],
        0.75: [(16, NAN), (12, 14), (NAN, NAN)],
    }
    for q, limits in expected.items():
        assert quantiles(table, q) == pytest.approx(np.array(limits, dtype=float), nan_ok=True)


# R: quantile(survfit(Surv(t, e) ~ 1, conf.type = "log-log"), q) where the curve is level at 1 - q
@pytest.mark.parametrize(
    ("time", "events", "censored", "q", "expected"),
    [
        ([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], 1 / 6, (1.5, 1, 3)),
        ([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], 0.5, (3.5, 1, NAN)),
        ([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], 4 / 6, (5, 1, NAN)),
        ([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], 0.9, (NAN, 4, NAN)),
        ([2, 5, 8, 9], [3, 0, 0, 0], [0, 1, 1, 1], 0.5, (5.5, 2, NAN)),
        ([1, 2, 3, 4], [1, 1, 1, 1], [0, 0, 0, 0], 0.75, (3.5, 1, NAN)),
    ],
)
def test_level_stretches_agree_with_r(time, events, censored, q, expected):
    table = product_limit(time, events, censored)
    assert quantiles(table, q)[:, 0] == pytest.approx(expected, nan_ok=True)


rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12)


@given(rows)
def test_entering_at_the_start_is_no_late_entry(data):
    events, censored = (np.array(column, dtype=float) for column in zip(*data, strict=True))
    time = np.arange(1, len(data) + 1)
    plain = product_limit(time, events, censored)
    late = product_limit(
        np.r_[0, time],
        np.r_[0, events],
        np.r_[0, censored],
        entered=np.r_[(events + censored).sum(), np.zeros(len(data))],
    )
    assert late.survival[1:] == pytest.approx(plain.survival, nan_ok=True)
    assert late.at_risk[1:].tolist() == plain.at_risk.tolist()


@given(rows)
def test_without_censoring_survival_is_a_share(data):
    events = np.array([row[0] for row in data], dtype=float)
    table = product_limit(np.arange(len(data)), events, np.zeros(len(data)))
    if events.sum():
        share = 1 - np.cumsum(events) / events.sum()
        assert table.survival == pytest.approx(share, abs=1e-12)
        inside = (share > 1e-9) & (share < 1)
        binomial = np.sqrt(share * (1 - share) / events.sum())
        assert table.se[inside] == pytest.approx(binomial[inside])
        assert np.all(table.low[inside] < table.survival[inside])
        assert np.all(table.survival[inside] < table.high[inside])


def test_groups_and_row_order_do_not_matter():
    group, time, events, censored, entered = LATE[np.random.default_rng(0).permutation(len(LATE))].T
    mixed = product_limit(time, events, censored, entered=entered, group=group)
    for g in (0, 1):
        rows = LATE[LATE[:, 0] == g]
        alone = product_limit(rows[:, 1], rows[:, 2], rows[:, 3], entered=rows[:, 4])
        assert mixed.survival[mixed.group == g].tolist() == alone.survival.tolist()
        assert mixed.low[mixed.group == g] == pytest.approx(alone.low, nan_ok=True)


def test_survival_is_not_known_beyond_the_last_time():
    open_end = product_limit([1, 2], [1, 0], [0, 3])
    assert survival_at(open_end, [0.5, 1, 2, 3])[0][0] == pytest.approx([1, 0.75, 0.75, NAN], nan_ok=True)
    ended = product_limit([1, 2], [1, 3], [0, 0])
    assert survival_at(ended, [0.5, 3])[0][0].tolist() == [1, 0]
    _, limits = survival_at(open_end, [0.5, 1])
    assert np.isnan(limits.low).tolist() == [[True, False]]


def test_counts_may_be_sums_of_weights():
    weights = np.array([0.1, 0.2, 0.7, 0.1, 0.3])
    table = product_limit([1, 2, 3, 4, 5], weights, np.zeros(5))
    assert table.survival[-1] == 0
    assert table.survival[:-1] == pytest.approx(1 - np.cumsum(weights)[:-1] / 1.4)


def test_an_empty_table_stays_empty():
    table = product_limit([], [], [])
    assert table.survival.size == 0
    assert survival_quantile(table).time.size == 0
    assert survival_at(table, [1, 2])[0].shape == (0, 2)


def test_impossible_tables_are_refused():
    with pytest.raises(BadValue, match="more end than are at risk"):
        product_limit([0, 0.5], [1, 0], [0, 1], entered=[2, 0])
    with pytest.raises(BadValue, match="more end than have entered"):
        product_limit([0, 1, 2], [0, 1, 1], [0, 0, 0], entered=[1, 0, 0])
    with pytest.raises(BadValue, match="more end than are at risk"):
        product_limit([0, 1, 2], [0, 1, 0], [0, 0, 0], entered=[2, 0, 0])
    with pytest.raises(BadValue, match="once per group"):
        product_limit([1, 1], [1, 1], [0, 0])
    with pytest.raises(BadValue, match="once per group"):
        product_limit([1, NAN], [1, 1], [0, 0])
    with pytest.raises(BadValue, match="one element per row"):
        product_limit([1, 2], [1, 1], [0, 0], group=[0])
    with pytest.raises(BadValue, match="q must lie between"):
        survival_quantile(product_limit([1], [1], [0]), 50)
