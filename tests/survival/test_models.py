"""Guards, exposures, forecasts and drivers: planted truth recovered, bad input refused in words."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn
from cxlab.survival import (
    aft,
    churn_drivers,
    churn_risk,
    cox,
    durations,
    expected_churn,
    exposure_spans,
    random_split,
    risk_validation,
    split_by_exposure,
    temporal_split,
)


def simulated(n=2000, seed=1):
    rng = np.random.default_rng(seed)
    plan = rng.choice(["basic", "plus", "flex"], n, p=[0.5, 0.3, 0.2])
    web = rng.random(n) < 0.5
    eta = np.select([plan == "plus", plan == "flex"], [-0.5, 0.6], 0.0) + 0.3 * web
    left = np.ceil(rng.exponential(400 / np.exp(eta)))
    entry = np.where(rng.random(n) < 0.5, rng.integers(1, 200, n), 0)
    until = entry + rng.integers(100, 600, n)
    data = {
        "entry": entry,
        "duration": np.minimum(left, until),
        "event": left <= until,
        "plan": plan,
        "web": web,
    }
    return (
        pd.DataFrame(data)[left > entry]
        .assign(customer_id=np.flatnonzero(left > entry))
        .reset_index(drop=True)
    )


DATA = simulated()
KEYS = {"duration": "duration", "event": "event"}


# --- what cannot be fitted is refused, in words -------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"event": False}, "nobody left"),
        ({"plan": "basic"}, "one value only"),
        ({"duration": -1.0}, "negative durations"),
        ({"entry": 10_000.0}, "enter"),
        ({"event": 3}, "also holds 3"),
        ({"event": "yes"}, "True/False"),
        ({"plan": pd.Timestamp("2024-01-01")}, "dates"),
    ],
)
def test_bad_data_is_refused(change, words):
    data = DATA.assign(**change)
    if words == "dates":
        data.loc[0, "plan"] = pd.Timestamp("2025-01-01")
    with pytest.raises(BadValue, match=words):
        cox(data, covariates="plan", **KEYS)


def test_one_event_is_too_few_for_three_coefficients():
    data = DATA.assign(event=np.arange(len(DATA)) == 5)
    with pytest.raises(BadValue, match="1 event cannot support 2 coefficients"):
        cox(data, covariates="plan", **KEYS)


def test_a_covariate_that_separates_perfectly_is_named():
    rng = np.random.default_rng(3)
    data = pd.DataFrame({"duration": rng.integers(1, 50, 300), "x": rng.normal(size=300)})
    data["event"] = True
    data["x"] = -data["duration"].astype(float)
    with pytest.raises(BadValue, match="leakage: 'x' is a function of tenure"):
        cox(data, covariates="x", **KEYS)
    data["event"] = rng.random(300) < 0.5
    for x in (data["event"] * 1.0, data["event"], ~data["event"]):
        with pytest.raises(BadValue, match="perfect separation by 'x'"):
            cox(data.assign(x=x), covariates="x", **KEYS)


def test_a_level_in_which_nobody_leaves_keeps_the_other_estimates():
    data = DATA.assign(plan=np.where(DATA["plan"] == "flex", "gold", DATA["plan"]))
    data.loc[data["plan"] == "gold", "event"] = False
    whole = cox(data, covariates=["plan", "web"], reference={"plan": "basic"}, **KEYS)
    without = cox(
        data[data["plan"] != "gold"], covariates=["plan", "web"], reference={"plan": "basic"}, **KEYS
    )
    row = whole.table.set_index("category").loc["gold"]
    assert (row["hazard_ratio"], row["note"][:6]) == (0.0, "nobody")
    others = whole.table[whole.table["category"] != "gold"]
    assert others["estimate"].to_numpy() == pytest.approx(without.table["estimate"].to_numpy(), rel=1e-9)
    gold = data[data["plan"] == "gold"].head(2)
    assert (whole.predict_survival(gold, 100) == 1).all().all()
    listed = churn_risk(whole, gold, tenure=5, horizon=50)
    assert listed["high"].isna().all()
    assert listed["note"].str.startswith("nobody like this").all()


def test_a_covariate_that_others_determine_has_no_estimate():
    data = DATA.assign(phone=~DATA["web"])
    table = cox(data, covariates=["web", "phone", "plan"], **KEYS).table
    assert table["note"].tolist()[:2] == ["", "no estimate: determined by the other covariates"]
    assert np.isfinite(table["se"].drop(1)).all()


def test_missing_covariates_are_counted():
    dated = DATA["duration"].where(DATA.index < len(DATA) - 10)
    data = DATA.assign(plan=DATA["plan"].where(DATA.index >= 30), duration=dated)
    model = cox(data, covariates="plan", **KEYS)
    assert model.left_out == {"no duration": 10, "no plan": 30}
    assert model.n + sum(model.left_out.values()) == len(data)
    assert any("no plan" in note for note in model.notes)


def test_ten_thousand_strata():
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"site": np.repeat(np.arange(10_000), 4), "x": rng.normal(size=40_000)})
    data["duration"] = np.ceil(
        rng.exponential(20 * np.exp(rng.normal(size=10_000))[data["site"]] / np.exp(0.5 * data["x"]))
    )
    data["event"] = rng.random(40_000) < 0.9
    row = cox(data, covariates="x", strata="site", **KEYS).table.iloc[0]
    assert abs(row["estimate"] - 0.5) < 3 * row["se"] < 0.05


def test_leakage_and_few_events_are_noted():
    data = DATA.assign(total=DATA["duration"] * np.random.default_rng(0).uniform(20, 40, len(DATA)))
    notes = cox(data, covariates=["plan", "total"], **KEYS).notes
    assert any(note.startswith("leakage: total") for note in notes)
    assert not cox(data, covariates="plan", **KEYS).notes
    few = data.assign(event=data["event"] & (data.index < 20))
    assert any("few events" in note for note in cox(few, covariates=["plan", "web"], **KEYS).notes)


def test_total_charges_of_telco_are_a_leak():
    data = cx.open_pot("telco_ibm")["customers"]
    data = data.assign(left=data["churned"] == "Yes")
    model = cox(data, duration="tenure_months", event="left", covariates=["contract", "total_charges"])
    assert any("total_charges" in note for note in model.notes)
    assert model.left_out == {"no total_charges": 11}


def test_values_known_only_later_are_refused():
    data = DATA.assign(
        complained=DATA.index % 2 == 0, first_complaint=np.where(DATA.index % 2 == 0, 700.0, np.nan)
    )
    with pytest.raises(BadValue, match="immortal time"):
        cox(data, covariates="complained", known_from={"complained": "first_complaint"}, **KEYS)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"covariates": []}, BadParameter),
        ({"covariates": ["plan", "plan"]}, BadParameter),
        ({"covariates": "duration"}, BadParameter),
        ({"covariates": "plan", "strata": "plan"}, BadParameter),
        ({"covariates": "plan", "ties": "exact"}, BadParameter),
        ({"covariates": "plan", "reference": {"plan": "gold"}}, BadParameter),
        ({"covariates": "tariff"}, MissingColumn),
        ({"covariates": "plan", "weight": "entry", "weight_type": "importance"}, BadParameter),
        ({"covariates": "plan", "time_varying": {"web": [3]}}, BadParameter),
        ({"covariates": "plan", "time_varying": {"plan": [-3]}}, BadParameter),
    ],
)
def test_wrong_options_are_refused(options, error):
    with pytest.raises(error):
        cox(DATA, **KEYS, **options)


def test_rows_that_stand_for_nobody_change_nothing():
    data = DATA.assign(w=1)
    more = pd.concat([data, data.head(50).assign(w=0, duration=777)])
    for means in ("replicates", "sampling"):
        options = {"covariates": "web", "weight": "w", "weight_type": means, **KEYS}
        one, two = cox(data, **options), cox(more, **options)
        assert two.table["estimate"].tolist() == pytest.approx(one.table["estimate"].tolist())
        assert two.log_likelihood == pytest.approx(one.log_likelihood)


def test_fractions_are_no_replicates():
    with pytest.raises(BadValue, match="sampling"):
        cox(DATA.assign(w=0.5), covariates="plan", weight="w", weight_type="replicates", **KEYS)


# --- laws ------------------------------------------------------------------------------------


@given(st.integers(0, 10_000))
def test_shuffled_rows_and_another_unit_change_nothing(seed):
    data = simulated(120, seed)
    model = cox(data, covariates=["web"], **KEYS)
    other = data.sample(frac=1, random_state=seed).assign(
        duration=lambda d: d["duration"] / 7, entry=lambda d: d["entry"] / 7
    )
    again = cox(other, covariates=["web"], **KEYS)
    assert again.table["estimate"].iloc[0] == pytest.approx(
        model.table["estimate"].iloc[0], rel=1e-7, abs=1e-9
    )
    assert again.log_likelihood == pytest.approx(model.log_likelihood, rel=1e-10)


@given(st.integers(0, 10_000), st.lists(st.floats(1, 500), min_size=1, max_size=4))
def test_splitting_follow_up_changes_no_estimate(seed, cuts):
    data = simulated(150, seed).drop_duplicates("customer_id")
    spans = pd.DataFrame(
        {"customer_id": data["customer_id"].iloc[0], "time_from": cuts, "time_until": np.inf}
    )
    rows = split_by_exposure(data, {"later": spans})
    assert rows["event"].sum() == data["event"].sum()
    assert (rows["duration"] - rows["entry"]).sum() == pytest.approx((data["duration"] - data["entry"]).sum())
    first, second = (cox(part, covariates="web", **KEYS).table.iloc[0] for part in (data, rows))
    assert second["estimate"] == pytest.approx(first["estimate"], rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_the_unit_of_a_covariate_is_only_a_unit(unit):
    age = np.random.default_rng(0).normal(40, 10, len(DATA))
    plain, other = (cox(DATA.assign(age=x), covariates=["web", "age"], **KEYS) for x in (age, age * unit + 3))
    assert other.table["estimate"].iloc[1] * unit == pytest.approx(plain.table["estimate"].iloc[1], rel=1e-6)
    assert other.table["se"].iloc[1] * unit == pytest.approx(plain.table["se"].iloc[1], rel=1e-6)
    assert other.ph_test()["p"].tolist() == pytest.approx(plain.ph_test()["p"].tolist(), rel=1e-6)


def test_inputs_stay_as_they_are():
    before = DATA.copy(deep=True)
    model = cox(DATA, covariates=["plan", "web"], **KEYS)
    churn_risk(model, DATA, tenure="entry", horizon=30)
    pd.testing.assert_frame_equal(DATA, before)


def test_parquet_and_polars_give_the_same_model(tmp_path):
    import polars as pl

    DATA.to_parquet(tmp_path / "tenure.parquet")
    model = cox(DATA, covariates=["plan", "web"], **KEYS)
    for data in (tmp_path / "tenure.parquet", pl.from_pandas(DATA)):
        other = cox(data, covariates=["plan", "web"], **KEYS)
        assert other.table["estimate"].to_numpy() == pytest.approx(
            model.table["estimate"].to_numpy(), rel=1e-10
        )


# --- exposures -------------------------------------------------------------------------------


def test_overlapping_spans_are_one_and_act_after_they_begin():
    data = pd.DataFrame(
        {"customer_id": [1, 2], "entry": [5.0, 0.0], "duration": [100.0, 40.0], "event": [True, True]}
    )
    spans = pd.DataFrame(
        {"customer_id": [1, 1, 2, 9], "time_from": [-10, 15, 40, 3], "time_until": [20, 30, 90, 9]}
    )
    rows = split_by_exposure(data, {"c": spans})
    first = rows[rows["customer_id"] == 1]
    lived = (first["duration"] - first["entry"]).groupby(first["c"]).sum()
    assert (lived[True], lived[False]) == (25.0, 70.0)
    # Who leaves on the very day of the complaint was not exposed before.
    assert not rows.loc[rows["customer_id"] == 2, "c"].any()
    assert rows.groupby("customer_id")["event"].sum().tolist() == [1, 1]


def test_spans_end_with_the_next_answer():
    customers = pd.DataFrame(
        {"customer_id": [1, 2], "signup_date": pd.to_datetime(["2024-01-01", "2024-01-11"])}
    )
    answers = pd.DataFrame({
        "customer_id": [1, 1, 2, 3],
        "date": pd.to_datetime(["2024-02-01T08", "2024-03-02T00", "2024-02-10T23", "2024-01-01T00"]),
    })  # fmt: skip
    spans = exposure_spans(answers, customers, date="date", lasts_days=180, until_next=answers)
    assert spans.to_numpy().tolist() == [[1, 31, 61], [1, 61, 241], [2, 30, 210]]


def test_immortal_time_is_not_credited_to_the_exposure():
    # A complaint without any effect, at a random time: the naive model says it protects.
    rng = np.random.default_rng(11)
    n = 4000
    left, asked = np.ceil(rng.exponential(200, n)), np.ceil(rng.exponential(200, n))
    data = pd.DataFrame({"customer_id": np.arange(n), "duration": left, "event": True, "naive": asked < left})
    naive = cox(data, covariates="naive", **KEYS).table.iloc[0]
    spans = pd.DataFrame({"customer_id": np.arange(n), "time_from": asked, "time_until": np.inf})
    split = split_by_exposure(data, {"complaint": spans})
    fair = cox(split, covariates="complaint", cluster="customer_id", **KEYS).table.iloc[0]
    assert naive["high"] < 0.6
    assert fair["low"] < 1 < fair["high"]


# --- forecasts -------------------------------------------------------------------------------


def test_risk_list_is_survival_given_tenure_in_order_with_reasons():
    model = cox(DATA, covariates=["plan", "web"], reference={"plan": "basic"}, **KEYS)
    active = pd.DataFrame(
        {
            "customer_id": [1, 2, 3, 4],
            "tenure": [50.0, 50.0, 50.0, 5000.0],
            "plan": ["flex", "plus", "other", "flex"],
            "web": [True, False, True, True],
            "revenue": [10.0, 20.0, 30.0, 40.0],
        }
    )
    risk = churn_risk(model, active, tenure="tenure", horizon=100, value="revenue")
    assert risk["customer_id"].tolist()[:2] == [1, 2]
    stay = model.predict_survival(active, [150], given="tenure").iloc[0, 0]
    assert risk["risk"].iloc[0] == pytest.approx(1 - stay)
    assert (risk["low"] < risk["risk"]).iloc[:2].all()
    assert (risk["risk"] < risk["high"]).iloc[:2].all()
    assert risk["reason_1"].iloc[0].startswith("Plan: flex (×")
    assert "web" in risk["reason_2"].iloc[0]
    notes = dict(zip(risk["customer_id"], risk["note"], strict=True))
    assert "beyond the longest tenure" in notes[4]
    assert "not seen" in notes[3]
    total = expected_churn(model, active, tenure="tenure", horizon=100, value="revenue")
    assert total["estimate"].iloc[0] == pytest.approx(risk["risk"].sum())
    assert total["missing"].tolist() == [2, 2]


def test_reasons_are_german_in_a_german_report():
    from cxlab.language import using

    model = cox(DATA, covariates=["plan", "web"], **KEYS)
    with using("de"):
        text = model.text
        assert "Hazard" in text
        assert " the " not in text


def test_expected_interval_covers_what_happens():
    inside = 0
    for seed in range(40):
        past, later = simulated(1500, 2 * seed), simulated(400, 2 * seed + 1)
        model = cox(past, covariates=["plan", "web"], **KEYS)
        later = later[later["entry"] == 0]
        rng = np.random.default_rng(seed)
        eta = later["plan"].map({"basic": 0.0, "plus": -0.5, "flex": 0.6}) + 0.3 * later["web"]
        leavers = (rng.exponential(400 / np.exp(eta)) <= 90).sum()
        row = expected_churn(model, later, tenure="entry", horizon=90).iloc[0]
        inside += row["low"] <= leavers <= row["high"]
    assert inside >= 35


def test_out_of_time_split_knows_nothing_of_what_came_after():
    dates = pd.DataFrame({
        "signup_date": pd.to_datetime(["2022-01-01", "2022-06-01", "2024-06-01", "2023-01-01"]),
        "end_date": pd.to_datetime(["2023-06-01", "2024-03-01", None, None]),
    })  # fmt: skip
    past, active = temporal_split(dates, cut="2023-12-31", observed_until="2024-12-31")
    assert past["event"].fillna(False).tolist() == [True, False, False, False]
    assert active["event"].tolist() == [True, False]
    assert active["duration"].tolist() == [61, 366]
    assert active["tenure"].tolist() == [578, 364]


def test_validation_of_a_forecast_that_is_right():
    data = simulated(6000, 5).assign(entry=0.0)
    train, test = random_split(data, columns=list(data.columns), share=0.5, seed=1)
    model = cox(train, covariates=["plan", "web"], **KEYS)
    curves = 1 - model.predict_survival(test, [180])
    checked = risk_validation(
        test.assign(risk=curves[180.0]), risk="risk", horizon=180, repeats=50,
        curves=model.predict_survival(test, [60, 120, 180]),
    )  # fmt: skip
    row = checked.table.set_index("metric")
    assert row.loc["observed", "low"] < row.loc["expected", "estimate"] < row.loc["observed", "high"]
    assert 0.55 < row.loc["auc", "low"] < row.loc["auc", "estimate"] < 0.75
    assert row.loc["brier", "estimate"] < row.loc["brier_reference", "estimate"]
    assert 0 < row.loc["integrated_brier", "estimate"] < row.loc["brier", "estimate"]
    assert checked.calibration["n"].sum() == len(test)
    assert checked.lift["lift"].is_monotonic_decreasing
    assert "times as many left" in checked.text


def test_validation_needs_leavers_and_follow_up():
    data = DATA.assign(risk=0.1)
    with pytest.raises(BadValue, match="followed"):
        risk_validation(data, risk="risk", horizon=10_000)
    with pytest.raises(BadValue, match="nobody left"):
        risk_validation(data.assign(event=False), risk="risk", horizon=100)
    with pytest.raises(BadValue, match="probabilities"):
        risk_validation(data.assign(risk=3), risk="risk", horizon=100)


# --- parametric models -----------------------------------------------------------------------


def test_weibull_recovers_planted_time_ratios():
    rng = np.random.default_rng(4)
    n = 3000
    web = rng.random(n) < 0.5
    time = 300 * np.exp(0.4 * web) * rng.weibull(1.5, n)
    entry = np.where(rng.random(n) < 0.4, rng.uniform(0, 200, n), 0)
    seen = time > entry
    data = pd.DataFrame(
        {"entry": entry, "duration": np.minimum(time, entry + 300), "event": time <= entry + 300, "web": web}
    )
    model = aft(data[seen], covariates="web", **KEYS)
    assert model.distribution == "weibull"
    row = model.table.iloc[0]
    assert row["low"] < np.exp(0.4) < row["high"]
    stay = model.predict_survival(pd.DataFrame({"web": [False]}), [400], given=200).iloc[0, 0]
    assert stay == pytest.approx(np.exp((200 / 300) ** 1.5 - (400 / 300) ** 1.5), abs=0.05)


# --- the sample company ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def nordlicht():
    pot = cx.open_pot("nordlicht")
    made = durations(
        pot["customers"], observed_from="2023-01-01", observed_until="2025-12-31", reason="end_reason"
    )
    return pot, made.assign(dissatisfied=(made["event"] == True) & (made["end_reason"] == "Anbieterwechsel"))  # noqa: E712


def test_planted_hazard_ratios_lie_in_their_intervals(nordlicht):
    pot, made = nordlicht
    drivers = churn_drivers(
        made, complaints=pot["complaints"], tickets=pot["tickets"], responses=pot["responses"],
        covariates=["tariff", "sales_channel", "region"], event="dissatisfied",
    )  # fmt: skip
    row = drivers.table.set_index("driver")
    # truth.yml: complaint 2.0, slow answer 1.5, detractor 1.8.
    for driver, truth in {"complaint": 2.0, "slow_answer": 1.5, "detractor_score": 1.8}.items():
        assert row.loc[driver, "low"] < truth < row.loc[driver, "high"], driver
    assert row.loc["complaint", "low"] > 1
    planted = {
        ("tariff", "Nordlicht Öko 12"): 0.7, ("tariff", "Flex Online"): 1.4, ("tariff", "Komfort 24"): 0.85,
        ("sales_channel", "Vergleichsportal"): 1.8, ("sales_channel", "Telefon"): 1.3,
        ("sales_channel", "Vertriebspartner"): 0.8,
    }  # fmt: skip
    table = drivers.model.table.set_index(["covariate", "category"])
    for key, truth in planted.items():
        assert table.loc[key, "low"] < truth < table.loc[key, "high"], key
    assert "does not" not in drivers.text
    assert "decided to leave already" in drivers.text


def test_contacts_are_recovered_when_everybody_had_answered():
    # Non-respondents' bad scores follow complaints, too: their effect is part of that of the complaints. With
    # what everybody invited would have said, the planted ratios come out.
    folder = Path(__file__).parents[2] / "data" / "nordlicht" / "truth"
    answers = pd.read_parquet(folder / "invitations.parquet").rename(columns={"would_say": "nps"})
    pot = cx.open_pot("nordlicht")
    made = durations(
        pot["customers"], observed_from="2023-01-01", observed_until="2025-12-31", reason="end_reason"
    )
    made["dissatisfied"] = made["event"] & made["end_reason"].eq("Anbieterwechsel")
    found = churn_drivers(
        made, complaints=pot["complaints"], tickets=pot["tickets"], covariates=["tariff", "sales_channel"],
        responses=answers.assign(date=pd.to_datetime(answers["date"])), event="dissatisfied",
    ).table.set_index("driver")  # fmt: skip
    for driver, truth in {"complaint": 2.0, "slow_answer": 1.5, "detractor_score": 1.8}.items():
        assert found.loc[driver, "low"] < truth < found.loc[driver, "high"], driver
    assert found.loc["detractor_score", "events"] > 100


def test_ignoring_late_entry_would_mislead(nordlicht):
    _pot, made = nordlicht
    right = cox(made, covariates=["tariff"], **KEYS).baseline
    wrong = cox(made, covariates=["tariff"], entry=None, **KEYS).baseline
    at = [part.loc[part["time"] <= 730, "survival"].iloc[-1] for part in (right, wrong)]
    assert at[1] > at[0] + 0.1


def test_equal_risks_stay_in_one_group_of_the_calibration():
    """Split by time, the first group would hold all early leavers: 100 % where 30 % were forecast."""
    month = np.repeat(np.arange(1, 11), 20)
    data = pd.DataFrame({"risk": np.repeat([0.3, 0.6], 100), "duration": np.tile(month[:100], 2) * 4})
    data["event"] = data["duration"] < 13
    table = risk_validation(data, risk="risk", horizon=12, repeats=2).calibration
    assert table["expected"].tolist() == pytest.approx([0.3, 0.6])
    assert table["n"].tolist() == [100, 100]
    assert table["observed"].tolist() == pytest.approx([0.6, 0.6])
