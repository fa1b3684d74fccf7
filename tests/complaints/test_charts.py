"""Control charts on tables and on complaints: figures of R's qcc, phases, periods that are cut off, texts."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, CxError, UnknownName
from cxlab.language import using
from tests.stats.orange_juice import JUICE

chart = cx.complaints.control_chart
SAMPLES = pd.DataFrame({"sample": range(1, 31), "bad": JUICE, "of": 50})


def complaints(seed=0, weeks=40, mean=20):
    rng = np.random.default_rng(seed)
    days = pd.date_range("2024-01-01", periods=weeks * 7)
    return pd.DataFrame({"created": days.repeat(rng.poisson(mean / 7, len(days)))})


def test_p_chart_of_orange_juice():
    # R's qcc: p .2313333, limits .0524275 and .4102391, signals 15 and 23
    found = chart(SAMPLES, kind="p", time="sample", value="bad", size="of", rules="limits", min_n=0)
    assert found.limits.loc[0, ["centre", "low", "high"]].tolist() == pytest.approx(
        [0.2313333, 0.0524275, 0.4102391], abs=1e-7
    )
    assert found.signals["sample"].tolist() == [15, 23]
    # qcc.overdispersion.test: ratio 2.94515
    assert found.limits.loc[0, "overdispersion"] == pytest.approx(2.94515, abs=1e-5)


def test_points_with_a_known_cause_move_no_limit():
    found = chart(SAMPLES, kind="p", time="sample", value="bad", size=50, exclude=[15, 23], rules="limits")
    assert found.limits.loc[0, "centre"] == pytest.approx(0.215)
    assert found.signals["sample"].tolist() == [15, 21, 23]


def test_laneys_chart_gives_no_alarm():
    found = chart(SAMPLES, kind="laney_p", time="sample", value="bad", size="of", rules="limits")
    assert found.limits.loc[0, "spread"] == pytest.approx(1.66087, abs=1e-5)
    assert found.signals.empty


def test_phases_have_limits_of_their_own():
    found = chart(SAMPLES, kind="c", time="sample", value="bad", phases=[16])
    assert found.limits["phase_start"].tolist() == [1, 16]
    assert found.limits["centre"].tolist() == pytest.approx([np.mean(JUICE[:15]), np.mean(JUICE[15:])])


def test_a_baseline_judges_what_comes_after_it():
    rise = pd.DataFrame({"week": range(30), "n": [20, 24, 18, 22] * 5 + [48] * 10})
    found = chart(rise, kind="c", time="week", value="n", baseline=(0, 19))
    assert found.limits.loc[0, "centre"] == 21
    assert set(range(20, 30)) <= set(found.signals["week"])


def test_cusum_and_ewma_by_hand():
    # CUSUM, k .5, h 1: signals 3 and 6. EWMA, mu 10, sigma 2, lambda .5: 10.5, 11.75, 11.875
    points = pd.DataFrame({"t": range(1, 7), "x": [1.5, 0.5, 0.6, -1.5, -0.5, -0.8]})
    found = chart(points, kind="cusum", time="t", value="x", target=0, sigma=1, slack=0.5, limit=1)
    assert found.signals["t"].tolist() == [3, 6]
    points = pd.DataFrame({"t": [1, 2, 3], "x": [11.0, 13, 12]})
    found = chart(points, kind="ewma", time="t", value="x", target=10, sigma=2, smoothing=0.5)
    assert found.table["smoothed"].tolist() == pytest.approx([10.5, 11.75, 11.875])


def test_rows_are_counted_per_week_and_weeks_without_any_are_zero():
    data = complaints()
    data = data[(data["created"] < "2024-03-04") | (data["created"] >= "2024-03-11")]
    found = chart(data, kind="c", every="week", observed_until="2024-10-06")
    assert len(found.table) == 40
    row = found.table[found.table["week"] == "2024-03-04"].iloc[0]
    assert row["complaints"] == 0
    assert "Western Electric 1" in row["rules"]


def test_periods_cut_off_and_rows_without_date_are_counted():
    data = pd.concat([complaints(), pd.DataFrame({"created": [pd.NaT] * 3})])
    found = chart(data, kind="c", every="month", observed_until="2024-10-06")
    assert found.excluded == {"no date": 3, "periods that the data do not cover to their end": 1}
    assert found.table["month"].max() == pd.Timestamp("2024-09-01")


def test_rates_need_exposure_and_weeks_of_zero_have_none():
    data, weeks = complaints(), pd.date_range("2024-01-01", periods=40, freq="7D")
    orders = pd.DataFrame({"date": weeks, "exposure": [0, *[100] * 39]})
    found = chart(data, kind="u", every="week", exposure=orders, exposure_time="date")
    assert np.isnan(found.table["estimate"].iloc[0])
    assert found.table["note"].iloc[0] == "nothing was exposed, so that there is no value"
    with pytest.raises(BadParameter, match="exposure"):
        chart(data, kind="u", every="week")


def test_shares_of_rows_with_a_truth_value():
    data = complaints().assign(late=lambda d: np.arange(len(d)) % 4 == 0)
    found = chart(data, kind="p", every="week", value="late")
    assert found.limits.loc[0, "centre"] == pytest.approx(0.25, abs=0.01)


def test_small_counts_are_hidden_but_not_that_they_are_a_signal():
    data = complaints()
    data = data[~data["created"].between("2024-03-04", "2024-03-10")]
    few = pd.DataFrame({"created": pd.date_range("2024-03-04", periods=2)})
    found = chart(pd.concat([data, few]), kind="c", every="week")
    row = found.table[found.table["week"] == "2024-03-04"].iloc[0]
    assert pd.isna(row["estimate"])
    assert bool(row["signal"])
    assert "2 " not in found.text.split(":")[1]


def test_the_text_says_what_is_usual_and_what_is_not():
    found = chart(SAMPLES, kind="p", time="sample", value="bad", size=50, rules="limits")
    assert found.text.startswith(
        "Usual are 23.1%; between 5.2% and 41.0% nothing has to be explained. 2 points"
    )
    with using("de"):
        assert "2 Punkte sind auffällig" in found.text
        assert "Standardabweichungen" in found.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda: chart(SAMPLES, kind="x", time="sample", value="bad"), UnknownName),
        (lambda: chart(SAMPLES, kind="c", time="sample", value="bad", rules="mine"), UnknownName),
        (lambda: chart(SAMPLES, kind="c", time="sample"), BadParameter),
        (lambda: chart(SAMPLES, kind="p", time="sample", value="bad"), BadParameter),
        (lambda: chart(SAMPLES, kind="p", time="sample", value="bad", size=3), BadValue),
        (lambda: chart(SAMPLES.head(1), kind="c", time="sample", value="bad"), BadValue),
        (lambda: chart(SAMPLES.assign(bad="many"), kind="c", time="sample", value="bad"), BadValue),
        (lambda: chart(complaints().assign(created=pd.NaT), kind="c", every="week"), CxError),
    ],
)
def test_bad_input_is_refused(change, error):
    with pytest.raises(error):
        change()
