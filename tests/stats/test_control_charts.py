"""Control charts against R's qcc 2.7 and Montgomery's tables; each figure with the call that printed it."""

import numpy as np
import pytest

from cxlab.errors import BadValue, UnknownName
from cxlab.stats.control_charts import (
    binomial_chart,
    counts_chart,
    individuals_chart,
    moving_range_chart,
    overdispersion,
    rates_chart,
)
from cxlab.stats.run_rules import RULES, run_signals
from cxlab.stats.sequential_charts import cusum, ewma

from .orange_juice import JUICE

# data(circuit), data(pcmanufact), data(viscosity) 1-20 of R's qcc.
CIRCUIT = [
    21,
    24,
    16,
    12,
    15,
    5,
    28,
    20,
    31,
    25,
    20,
    24,
    16,
    19,
    10,
    17,
    13,
    22,
    18,
    39,
    30,
    24,
    16,
    19,
    17,
    15,
]
COMPUTERS = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5]
VISCOSITY = [
    *(34.05, 34.40, 33.59, 35.96, 34.70, 33.51, 33.79, 34.04, 34.52, 33.75),
    *(33.27, 33.71, 34.03, 34.58, 34.02, 33.97, 34.05, 34.04, 33.73, 34.05),
]


def signals(chart):
    return (np.flatnonzero(chart.beyond) + 1).tolist()


def test_p_chart_of_orange_juice():
    chart = binomial_chart(JUICE, [50] * 30)  # qcc(D[trial], sizes = size[trial], type = "p")
    assert chart.centre[0] == pytest.approx(0.2313333, abs=1e-7)
    assert (chart.low[0], chart.high[0]) == pytest.approx((0.0524275, 0.4102391), abs=1e-7)
    assert signals(chart) == [15, 23]


def test_p_chart_with_two_points_left_out_of_the_limits():
    base = np.ones(30, dtype=bool)
    base[[14, 22]] = False
    chart = binomial_chart(JUICE, [50] * 30, base=base)
    assert chart.centre[0] == pytest.approx(0.215, abs=1e-9)
    assert (chart.low[0], chart.high[0]) == pytest.approx((0.0407028, 0.3892972), abs=1e-7)
    assert signals(chart) == [15, 21, 23]


def test_np_chart_is_the_p_chart_times_the_size():
    shares, counts = (binomial_chart(JUICE, [50] * 30, counts=c) for c in (False, True))
    assert np.allclose(counts.high, 50 * shares.high)
    assert np.allclose(counts.z, shares.z)


def test_laneys_p_chart_takes_overdispersion_into_the_limits():
    chart = binomial_chart(JUICE, [50] * 30, laney=True)
    assert chart.spread == pytest.approx(1.66087, abs=1e-5)
    assert (chart.low[0], chart.high[0]) == pytest.approx((0, 0.52847), abs=1e-5)
    assert signals(chart) == []
    # qcc.overdispersion.test(orangejuice$D[1:30], rep(50, 30))
    assert overdispersion(JUICE, [50] * 30).ratio == pytest.approx(2.94515, abs=1e-5)


def test_c_chart_of_circuit_boards():
    chart = counts_chart(CIRCUIT)
    assert chart.centre[0] == pytest.approx(19.84615, abs=1e-5)
    assert (chart.low[0], chart.high[0]) == pytest.approx((6.48145, 33.21086), abs=1e-5)
    assert signals(chart) == [6, 20]


def test_u_chart_of_computers():
    chart = rates_chart(COMPUTERS, [5] * 20)
    assert chart.centre[0] == pytest.approx(1.93, abs=1e-9)
    assert (chart.low[0], chart.high[0]) == pytest.approx((0.066133, 3.793867), abs=1e-6)
    assert signals(chart) == []


def test_laneys_u_chart_widens_limits_by_its_sigma_z():
    plain, laney = (rates_chart(CIRCUIT, [100] * 26, laney=flag) for flag in (False, True))
    z = (np.array(CIRCUIT) / 100 - plain.centre) / plain.sigma
    assert laney.spread == pytest.approx(np.abs(np.diff(z)).mean() / 1.128)
    assert np.allclose(laney.sigma, plain.sigma * laney.spread)


def test_individuals_and_moving_ranges_of_viscosity():
    chart = individuals_chart(VISCOSITY)  # qcc(viscosity[trial], type = "xbar.one")
    assert chart.centre[0] == pytest.approx(34.088, abs=1e-9)
    assert (chart.low[0], chart.high[0]) == pytest.approx((32.565555, 35.610445), abs=1e-6)
    assert signals(chart) == [4]
    assert moving_range_chart(VISCOSITY).high[0] == pytest.approx(1.87052, abs=1e-5)


def test_cusum_by_hand():
    found = cusum([1.5, 0.5, 0.6, -1.5, -0.5, -0.8], slack=0.5, limit=1)
    assert found.up == pytest.approx([1, 1, 1.1, 0, 0, 0])
    assert found.down == pytest.approx([0, 0, 0, -1, -1, -1.3])
    assert (np.flatnonzero(found.signal) + 1).tolist() == [3, 6]


def test_ewma_by_hand():
    found = ewma([11, 13, 12], centre=10, sigma=2, smoothing=0.5)
    assert found.value == pytest.approx([10.5, 11.75, 11.875])
    # Montgomery (2005), equation 8.25: sigma^2 lambda / (2 - lambda) (1 - (1 - lambda)^(2 i)).
    expected = [2 * np.sqrt(0.5 / 1.5 * (1 - 0.5 ** (2 * i))) for i in (1, 2, 3)]
    assert found.sigma == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "z", "at"),
    [
        ("Western Electric 1", [0, 3.1, 0], [1]),
        ("Western Electric 2", [2.1, 0, 2.2, 0, -2.5], [2]),
        ("Western Electric 3", [1.1, 1.2, 0.2, 1.5, 1.3], [4]),
        ("Western Electric 4", [0.1] * 8, [7]),
        ("Nelson 2", [-0.1] * 9, [8]),
        ("Nelson 3", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5], [5]),
        ("Nelson 4", [0.5, -0.5] * 7, [13]),
        ("Nelson 7", [0.5, -0.5] * 7 + [0.2], [14]),
        ("Nelson 8", [1.5, -1.5] * 4, [7]),
    ],
)
def test_each_rule_fires_where_its_pattern_is_complete(rule, z, at):
    source = "nelson" if rule.startswith("Nelson") else "western_electric"
    assert np.flatnonzero(run_signals(np.array(z), source)[rule]).tolist() == at


def test_two_of_three_needs_the_same_side():
    assert not run_signals(np.array([2.5, 0.0, -2.5]))["Western Electric 2"].any()


def test_points_without_a_value_are_passed_over():
    z = np.array([0.1] * 4 + [np.nan] + [0.1] * 4)
    assert np.flatnonzero(run_signals(z)["Western Electric 4"]).tolist() == [8]


def test_a_process_in_control_rarely_signals():
    z = np.random.default_rng(4).normal(size=100_000)
    share = run_signals(z, "limits")["beyond limits"].mean()
    assert share == pytest.approx(0.0027, abs=0.0006)


def test_points_without_exposure_have_no_value_and_move_no_limit():
    with_gap, without = rates_chart([4, 0, 6], [10, 0, 10]), rates_chart([4, 6], [10, 10])
    assert np.isnan(with_gap.value[1])
    assert with_gap.centre[0] == without.centre[0]


@pytest.mark.parametrize(
    "call",
    [
        lambda: binomial_chart([5], [3]),
        lambda: rates_chart([-1], [3]),
        lambda: rates_chart([0, 0], [0, 0]),
        lambda: individuals_chart([1.0]),
        lambda: ewma([1], centre=0, sigma=1, smoothing=0),
        lambda: cusum([1], limit=0),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(BadValue):
        call()


def test_unknown_rules_are_refused():
    with pytest.raises(UnknownName, match="western_electric"):
        run_signals(np.zeros(3), "weco")
    assert all(rule.words for rules in RULES.values() for rule in rules)
