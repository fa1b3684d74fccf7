"""Cubes: what is counted once gives the same as reading the filtered data again."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.lab.cubes.complaint_rows import coded, of_months
from cxlab.lab.cubes.lifetimes import LifetimeCube
from cxlab.lab.cubes.ratings import RatingCube
from cxlab.scorecard import by_channel
from cxlab.scorecard.by_channel import corrected_channels
from cxlab.survival import FollowUp, observed_customers


def customers(size: int, seed: int, *, timed: bool) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    came = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.integers(0, 2200, size), "D")
    left = came + pd.to_timedelta(rng.integers(-3, 1500, size), "D")
    if timed:
        left = left + pd.to_timedelta(rng.integers(0, 24, size), "h")
    left = pd.Series(left).where(rng.random(size) < 0.6)
    return pd.DataFrame({"signup_date": came, "end_date": left, "plan": rng.choice(["A", "B", "C"], size)})


@pytest.mark.parametrize("timed", [False, True])
def test_any_window_of_observation_is_that_of_durations(timed: bool) -> None:
    people = customers(900, 1, timed=timed)
    days = (pd.Timestamp("2021-01-01"), pd.Timestamp("2024-12-31"))
    made = cx.durations(people, observed_from=days[0], observed_until=days[1], unit="months")
    cube = LifetimeCube.of(FollowUp(made, "dates", days, ["plan"], []), ["plan"])
    for first, last in [days, ("2022-03-05", "2023-07-01"), ("2019-01-01", "2024-12-31")]:
        window = cx.durations(people, observed_from=first, observed_until=last, unit="months")
        window = window[window["duration"].notna()]
        counted = cube.counted("plan", first=pd.Timestamp(first), last=pd.Timestamp(last))
        assert counted["n"].sum() == len(window)
        weights = {"weight": "n", "weight_type": "replicates"}
        for function in (cx.survival_curve, cx.survival_compare, cx.median_survival):
            fast, plain = function(counted, by="plan", **weights), function(window, by="plan")
            pd.testing.assert_frame_equal(fast, plain, rtol=1e-9)


def test_few_rows_stand_for_many_customers() -> None:
    rng = np.random.default_rng(2)
    days = rng.integers(0, 60, (2, 50_000))
    frame = pd.DataFrame({"entry": days.min(axis=0), "duration": days.max(axis=0) + 1.0})
    frame["event"] = rng.random(len(frame)) < 0.5
    cube = LifetimeCube.of(FollowUp(frame.astype({"entry": float}), "tenure", None, [], []), [])
    counted = cube.counted()
    assert len(counted) < 60 * 3
    assert (counted["entry"] < counted["duration"]).all()
    fast = cx.survival_curve(counted, weight="n", weight_type="replicates")
    pd.testing.assert_frame_equal(fast, cx.survival_curve(frame), rtol=1e-9)


def test_answers_of_some_months_are_those_that_are_read_again() -> None:
    pot = cx.open_pot("nordlicht")
    items = cx.drivers.suggest_items(pot["responses"])
    how = {"outcome": "nps", "drivers": items, "cluster": "customer_id"}
    cube = RatingCube.of(pot["responses"], date="date", groups=["segment"], **how)
    part = cube.between("2024-01-01", "2024-06-30")
    plain = cx.key_drivers(pot.select("responses", start="2024-01-01", end="2024-06-30"), bands=(6, 9), **how)
    fast = cx.key_drivers(part, bands=(6, 9), **how)
    for name in ("table", "effects", "explained"):
        pd.testing.assert_frame_equal(getattr(fast, name), getattr(plain, name), rtol=1e-9)
    assert part.left_out == plain.explained["missing"].iloc[0]


def test_complaints_of_whole_months_have_the_exposure_of_these_months() -> None:
    pot = cx.open_pot("nordlicht")
    days = pd.Timestamp("2024-04-01"), pd.Timestamp("2025-03-31")
    cut = of_months(coded(cx.complaints.observed_complaints(pot)), *days)
    plain = cx.complaints.observed_complaints(pot, start=days[0], end=days[1])
    pd.testing.assert_frame_equal(cut.exposure.frame, plain.exposure.frame)
    assert len(cut.frame) == len(plain.frame)
    assert cut.days == plain.days


def test_several_contracts_of_a_customer_are_no_independent_lifetimes(tmp_path) -> None:
    pot = cx.open_pot("telco_ibm")
    followed = observed_customers(pot, traits=["contract"])
    twice = pd.concat([followed.frame, followed.frame], ignore_index=True)
    again = FollowUp(twice, followed.kind, None, ["contract"], [])
    assert again.cluster == "customer_id"
    one, two = (
        cx.survival_curve(x.usable, times=[12], cluster=x.cluster)["se"].iloc[0] for x in (followed, again)
    )
    assert two == pytest.approx(one, rel=0.01)


@pytest.mark.parametrize("correction", ["holm", "bh"])
def test_comparisons_of_one_kpi_are_corrected_anew(correction: str) -> None:
    kpis = cx.scorecard.find_kpis(cx.open_pot("nordlicht"), only=["nps", "ces"])
    raw, ces = by_channel(kpis, correction="none"), [one for one in kpis if one.metric == "ces"]
    part = corrected_channels(raw[raw["metric"] == "ces"].reset_index(drop=True), correction)
    pd.testing.assert_frame_equal(part, by_channel(ces, correction=correction))
