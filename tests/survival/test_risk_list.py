"""The list of those most at risk: true reasons, names that do not collide, predictions from day 0."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import BadParameter, BadValue
from cxlab.survival import churn_risk, cox, expected_churn, survival_curve

KEYS = {"duration": "duration", "event": "event"}


def protected_at_first(n=8000, seed=3):
    """Support protects before month 12 (hazard .02 against .12) and does nothing after."""
    rng = np.random.default_rng(seed)
    tech = rng.random(n) < 0.5
    time = rng.exponential(1 / np.where(tech, 0.02, 0.12))
    time = np.where(time > 12, 12 + rng.exponential(20, n), time)
    end = rng.uniform(5, 40, n)
    return pd.DataFrame({"duration": np.minimum(time, end), "event": time <= end, "tech": tech})


@pytest.fixture(scope="module")
def protected():
    return cox(protected_at_first(), covariates="tech", time_varying={"tech": [12]}, **KEYS)


def said(model, **columns):
    active = pd.DataFrame(columns).assign(customer_id=lambda d: d.index)
    found = churn_risk(model, active, tenure="tenure", horizon=6).set_index("customer_id").sort_index()
    return found.filter(like="reason").agg(" ".join, axis=1).str.strip().tolist()


def test_an_effect_that_has_ended_is_no_reason(protected):
    # The estimate after month 12 is about 1: neither having support nor lacking it is a reason there.
    late = said(protected, tech=[True, False], tenure=[20.0, 20.0])
    assert not any("tech" in words for words in late)
    early = said(protected, tech=[True, False], tenure=[3.0, 3.0])
    assert "tech" not in early[0]
    assert early[1].startswith("no tech (×")


def test_the_level_with_the_lowest_hazard_is_never_a_reason():
    rng = np.random.default_rng(8)
    n = 6000
    plan = rng.choice(["monthly", "yearly", "two years"], n, p=[0.6, 0.2, 0.2])
    first = pd.Series(plan).map({"monthly": 0.12, "yearly": 0.01, "two years": 0.002}).to_numpy()
    time = rng.exponential(1 / first)
    later = pd.Series(plan).map({"monthly": 0.05, "yearly": 0.04, "two years": 0.02}).to_numpy()
    time = np.where(time > 8, 8 + rng.exponential(1 / later), time)
    end = rng.uniform(2, 60, n)
    data = pd.DataFrame({"duration": np.minimum(time, end), "event": time <= end, "plan": plan})
    model = cox(data, covariates="plan", reference={"plan": "monthly"}, time_varying={"plan": [8]}, **KEYS)
    reasons = said(model, plan=["two years"] * 6, tenure=[0.0, 4.0, 8.0, 9.0, 20.0, 40.0])
    assert not any("two years" in words for words in reasons)


@pytest.mark.parametrize("time_varying", [None, {"plan": [6]}])
def test_a_level_that_nobody_leaves_from_is_no_reason(time_varying):
    # "gold" has no coefficient (nobody left up to month 6, or ever): it must not pass for the reference.
    rng = np.random.default_rng(4)
    n = 3000
    plan = rng.choice(["basic", "gold", "plus"], n)
    time = np.ceil(rng.exponential(pd.Series(plan).map({"basic": 5, "gold": 30, "plus": 15}).to_numpy()))
    event = (plan != "gold") | ((time > 6) & (time_varying is not None))
    data = pd.DataFrame({"duration": time, "event": event & (rng.random(n) < 0.8), "plan": plan})
    model = cox(data, covariates="plan", reference={"plan": "basic"}, time_varying=time_varying, **KEYS)
    reasons = said(model, plan=["gold", "gold", "basic"], tenure=[1.0, 10.0, 1.0])
    assert not any("gold" in words for words in reasons)
    assert "Plan: basic" in reasons[2]


def test_the_stage_of_tenure_compares_with_all_tenures_of_the_model():
    # Hazard .1 in the first 10 months, .02 after: at the start far above the average over all follow-up, even
    # where everybody in the list is at that stage.
    rng = np.random.default_rng(2)
    n = 20_000
    time = rng.exponential(10, n)
    time = np.where(time > 10, 10 + rng.exponential(50, n), time)
    web = rng.random(n) < 0.5
    end = rng.uniform(5, 60, n)
    data = pd.DataFrame({"duration": np.minimum(time, end), "event": time <= end, "web": web})
    model = cox(data, covariates="web", **KEYS)
    reasons = said(model, web=[True, False], tenure=[1.0, 1.0])
    average = data["event"].sum() / data["duration"].sum()
    assert all(f"Tenure: many leave at this stage (× {0.1 / average:.1f}" in words for words in reasons)
    assert said(model, web=[True, False], tenure=[30.0, 30.0]) == ["", ""]


def test_reasons_are_in_the_language_of_the_report(protected):
    from cxlab.language import using

    with using("de"):
        words = said(protected, tech=[False], tenure=[3.0])[0]
    assert words.startswith("kein")
    assert "no tech" not in words


def test_those_who_leave_at_once_count_in_predictions():
    # 8 of 40 leave on the first day: Kaplan-Meier S(0) = .8.
    rng = np.random.default_rng(5)
    data = pd.DataFrame({"duration": [0] * 10 + list(range(1, 31)), "event": [1] * 8 + [0] * 2 + [1, 0] * 15,
                         "x": rng.normal(size=40) / 100})  # fmt: skip
    model = cox(data, covariates="x", **KEYS)
    stay = model.predict_survival(pd.DataFrame({"x": [data["x"].mean()]}), [0, 1, 5]).to_numpy()[0]
    kaplan = survival_curve(data, times=[0, 1, 5])["estimate"].to_numpy()
    assert kaplan[0] == 0.8
    assert stay == pytest.approx(kaplan, abs=0.01)
    assert stay[0] == pytest.approx(model.baseline["survival"].iloc[0], rel=1e-6)
    after = model.predict_survival(pd.DataFrame({"x": [data["x"].mean()]}), [0, 5], given=0).to_numpy()[0]
    assert after == pytest.approx([1.0, stay[2] / stay[0]])


def test_a_missing_tenure_gives_no_forecast(protected):
    new = pd.DataFrame({"tech": [True, True], "ten": [np.nan, 2.0]})
    stay = protected.predict_survival(new, [10], given="ten")[10.0]
    assert stay.isna().tolist() == [True, False]
    assert protected.predict_risk(new, given="ten", horizon=3).isna().tolist() == [True, False]
    with pytest.raises(BadParameter, match="horizon"):
        protected.predict_risk(new, given="ten", horizon=-5)
    with pytest.raises(BadParameter, match="horizon"):
        expected_churn(protected, new, tenure="ten", horizon=-5)


@pytest.mark.parametrize("options", [{"customer": "tenure"}, {"value": "risk"}, {"customer": "reason_1"}])
def test_columns_named_like_the_result_are_refused(protected, options):
    active = pd.DataFrame({"customer_id": [1], "tech": [True], "ten": [2.0], "tenure": 1, "risk": 3.0,
                           "reason_1": "x"})  # fmt: skip
    with pytest.raises(BadParameter, match="rename"):
        churn_risk(protected, active, tenure="ten", horizon=5, **options)


def test_a_value_in_words_is_refused(protected):
    active = pd.DataFrame({"customer_id": [1], "tech": [True], "ten": [2.0], "worth": ["10 EUR"]})
    for function in (churn_risk, expected_churn):
        with pytest.raises(BadValue, match="'worth' must hold numbers"):
            function(protected, active, tenure="ten", horizon=5, value="worth")


def test_a_missing_value_leaves_the_total_of_the_others(protected):
    active = pd.DataFrame({"customer_id": [1, 2], "tech": True, "ten": 2.0, "worth": [10.0, np.nan]})
    row = expected_churn(protected, active, tenure="ten", horizon=5, value="worth").set_index("metric")
    assert row.loc["value_at_risk", ["n", "missing", "of_total"]].tolist() == [1, 1, 10.0]


def test_nobody_at_this_stage_is_not_nobody_like_this():
    data = pd.DataFrame({"duration": [1, 2, 3, 4, 5, 6, 7, 8, 30, 40] * 20,
                         "event": [1, 1, 1, 1, 0, 1, 1, 1, 1, 0] * 20,
                         "x": np.random.default_rng(1).normal(size=200)})  # fmt: skip
    model = cox(data, covariates="x", **KEYS)
    active = pd.DataFrame({"customer_id": [1], "x": [0.0], "ten": [12.0]})
    note = churn_risk(model, active, tenure="ten", horizon=5)["note"].iloc[0]
    assert note == "nobody was seen to leave at this stage of tenure: no interval"
