"""Forecasts set against what happened: at the horizon, at landmarks, in small groups, with bad input."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import BadParameter, BadValue, MissingColumn
from cxlab.survival import landmark_sample, random_split, risk_validation, temporal_split

HORIZON = 12.0


def true_risk(tenure, web):
    """Return the risk to leave within a year: hazard .1 (web .05) up to month 10, .02 (web .04) after."""
    early = np.where(web, 0.05, 0.1) * np.maximum(
        np.minimum(tenure + HORIZON, 10) - np.minimum(tenure, 10), 0
    )
    late = np.where(web, 0.04, 0.02) * (np.maximum(tenure + HORIZON, 10) - np.maximum(tenure, 10))
    return 1 - np.exp(-early - late)


def lived(n, seed):
    rng = np.random.default_rng(seed)
    web = rng.random(n) < 0.5
    time = rng.exponential(1 / np.where(web, 0.05, 0.1))
    time = np.where(time > 10, 10 + rng.exponential(1 / np.where(web, 0.04, 0.02)), time)
    end = rng.uniform(0, 60, n)
    return pd.DataFrame({"duration": np.minimum(time, end), "event": time <= end, "web": web})


def figures(data, **options):
    found = risk_validation(data, risk="risk", horizon=HORIZON, repeats=30, **options)
    return found, found.table.set_index("metric")["estimate"]


def test_landmarks_are_a_fair_test_of_a_list_at_the_tenures_reached():
    # The forecast is the truth, so observed and expected may differ by chance only: over 12 samples by 3
    # standard errors of their mean. Censoring taken as if it did not depend on tenure misses by more.
    fair, naive = [], []
    for seed in range(12):
        later = landmark_sample(lived(4000, seed), seed=seed + 900)
        later["risk"] = true_risk(later["tenure"], later["web"])
        for options, gaps in (({"tenure": "tenure"}, fair), ({}, naive)):
            _checked, row = figures(later, **options)
            gaps.append(row["observed"] - row["expected"])
    limit = 3 * np.std(fair, ddof=1) / np.sqrt(12)
    assert abs(np.mean(fair)) < limit < 0.015
    assert abs(np.mean(naive)) > abs(np.mean(fair))


def test_calibration_at_landmarks_agrees_with_the_truth():
    later = landmark_sample(lived(20_000, 78))
    later["risk"] = true_risk(later["tenure"], later["web"])
    checked = risk_validation(later, risk="risk", horizon=HORIZON, tenure="tenure", groups=5, repeats=100)
    table = checked.calibration
    assert (table["misses"] == "").sum() >= len(table) - 1
    # Nobody can be followed for a year from the last tenures: they are counted as missing.
    missing = checked.table["missing"].iloc[0]
    assert table["n"].sum() == len(later) - missing
    assert missing == (later["tenure"] + HORIZON > (later["tenure"] + later["duration"]).max()).sum() > 0


def test_a_forecast_at_day_0_does_not_stand_for_the_list():
    # Those of the list are at month 20 and more, where half as many leave as at the start.
    customers = lived(8000, 5)
    first = customers.assign(risk=true_risk(0.0, customers["web"]))
    _checked, start = figures(first)
    later = landmark_sample(customers, at=[20, 30])
    later["risk"] = true_risk(later["tenure"], later["web"])
    _checked, reached = figures(later, tenure="tenure")
    assert start["observed"] > reached["observed"] * 1.5
    assert start["auc"] < reached["auc"] + 0.2
    assert set(later["tenure"]) == {20.0, 30.0}


def test_landmarks_do_not_depend_on_what_became_of_the_customer():
    data = lived(6000, 3)
    found = landmark_sample(data, at=[6])
    assert len(found) == (data["duration"] > 6).sum()
    assert found["duration"].sum() == pytest.approx((data["duration"] - 6).clip(lower=0).sum())
    late = landmark_sample(data.assign(entry=np.where(data["duration"] > 9, 8.0, 0.0)), at=[6])
    assert len(late) == data["duration"].between(6, 9, inclusive="right").sum()
    assert "entry" not in late
    with pytest.raises(BadValue, match="nobody was there"):
        landmark_sample(data, at=[1000])
    with pytest.raises(BadValue, match="nobody is still there"):
        landmark_sample(data.assign(event=True))
    with pytest.raises(BadValue, match="'tenure' already"):
        landmark_sample(data.assign(tenure=3))


def test_the_calibration_says_which_groups_miss():
    data = lived(4000, 9)
    data["risk"] = true_risk(0.0, data["web"])
    right = figures(data, groups=2)[0].calibration
    assert right["misses"].tolist() == ["", ""]
    # The forecast level is right over all and wrong in both groups.
    wrong = data.assign(risk=np.where(data["web"], data["risk"] - 0.1, data["risk"] + 0.1))
    assert figures(wrong, groups=2)[0].calibration["misses"].tolist() == ["too low", "too high"]


def test_nobody_left_is_judged_by_those_who_were_followed():
    # 188 of 200 were censored on day 1: 12 tell. 1 - .025^(1/12) = .2646 (Clopper-Pearson of 0 in 12).
    calm = pd.DataFrame({"risk": 0.05, "duration": [1.0] * 188 + [400.0] * 12, "event": False})
    rough = pd.DataFrame(
        {"risk": 0.6, "duration": [50.0] * 100 + [400.0] * 100, "event": [True, False] * 100}
    )
    table = risk_validation(
        pd.concat([calm, rough]), risk="risk", horizon=365, groups=2, repeats=2
    ).calibration
    assert table["observed"].iloc[0] == 0
    assert table["high"].iloc[0] == pytest.approx(0.2646, abs=1e-4)


def test_follow_up_may_end_at_the_horizon():
    # Everybody is followed for a year: shares are plain ones and the Brier score the plain mean.
    rng = np.random.default_rng(1)
    risk = rng.uniform(0, 0.6, 2000)
    event = rng.random(2000) < risk
    data = pd.DataFrame({"risk": risk, "event": event, "duration": np.where(event, 100.0, 365.0)})
    row = risk_validation(data, risk="risk", horizon=365, repeats=2).table.set_index("metric")["estimate"]
    assert row["brier"] == pytest.approx(np.mean((event - risk) ** 2))
    assert row["brier_reference"] == pytest.approx(event.mean() * (1 - event.mean()))
    above = (risk[event][:, None] > risk[~event][None]).mean()
    assert row["auc"] == pytest.approx(above)


def test_shares_of_few_customers_are_not_shown():
    data = lived(12, 4).assign(risk=np.linspace(0.1, 0.9, 12), duration=np.arange(3.0, 27.0, 2))
    data["event"] = [True, False] * 6
    found = risk_validation(data, risk="risk", horizon=12, repeats=5)
    assert found.calibration["n"].tolist() == [6, 6]
    hidden = found.lift[found.lift["n"] < 5]
    assert hidden[["share_left", "captured", "lift", "low", "high"]].isna().all(axis=None)
    assert set(hidden["note"]) == {"suppressed: n < 5"}
    assert "tenth" not in found.text
    assert "tenth" in figures(lived(600, 1).assign(risk=0.3))[0].text


@pytest.mark.parametrize(
    "options", [{"repeats": 0}, {"groups": 1}, {"level": 95}, {"horizon": -1}, {"min_n": -1}]
)
def test_options_out_of_range_are_refused(options):
    data = lived(100, 1).assign(risk=0.3)
    with pytest.raises(BadParameter):
        risk_validation(data, **{"risk": "risk", "horizon": 12, **options})


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"event": "Yes"}, BadValue, "True/False"),
        ({"event": 2}, BadValue, "also holds 2"),
        ({"duration": -1.0}, BadValue, "negative durations"),
        ({"risk": "high"}, BadValue, "numbers"),
    ],
)
def test_bad_outcomes_are_refused(change, error, words):
    with pytest.raises(error, match=words):
        risk_validation(lived(100, 1).assign(**{"risk": 0.3, **change}), risk="risk", horizon=12)


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumn):
        risk_validation(lived(100, 1), risk="rsk", horizon=12)


def test_out_of_time_refuses_names_of_its_result_and_keeps_the_reason():
    dates = pd.DataFrame({
        "signup_date": pd.to_datetime(["2022-01-01", "2022-06-01"]),
        "end_date": pd.to_datetime(["2023-06-01", "2024-03-01"]), "end_reason": ["price", "moved"],
    })  # fmt: skip
    when = {"cut": "2023-12-31", "observed_until": "2024-12-31"}
    with pytest.raises(BadValue, match="'tenure' already"):
        temporal_split(dates.assign(tenure=1), **when)
    past, later = temporal_split(dates, reason="end_reason", **when)
    assert past["reason"].tolist()[:1] == ["price"]
    assert later["reason"].tolist() == ["moved"]


def test_a_part_kept_to_test_shares_nobody_with_the_rest():
    data = lived(100, 1).assign(id=range(100))
    past, later = random_split(data, columns=list(data.columns), share=0.3)
    assert sorted([*past["id"], *later["id"]]) == list(range(100))
    assert len(later) == 30


def test_the_day_of_the_cut_belongs_to_the_past_alone():
    days = {"signup_date": ["2024-01-01 08:00"] * 3,
            "end_date": ["2024-06-30 15:00", "2024-07-01 09:00", None]}  # fmt: skip
    customers = pd.DataFrame({name: pd.to_datetime(values) for name, values in days.items()})
    past, later = temporal_split(customers, cut="2024-06-30", observed_until="2024-12-31")
    assert past["event"].tolist() == [True, False, False]
    assert later["event"].tolist() == [True, False]  # who left on the day of the cut is not tested again
    assert later["duration"].iloc[0] == pytest.approx(9 / 24, abs=1e-6)
