"""Survival models asked for what data cannot say: refused, or said with care, in words to act on."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn, UnknownName
from cxlab.language import told, using


def simulated(n=1500, seed=1):
    rng = np.random.default_rng(seed)
    plan = rng.choice(["basic", "plus", "flex"], n)
    age = rng.normal(45, 12, n).round()
    eta = np.select([plan == "plus", plan == "flex"], [-0.5, 0.6], 0.0) + 0.01 * (age - 45)
    left, until = np.ceil(rng.exponential(300 / np.exp(eta))), rng.integers(50, 500, n)
    data = {"customer_id": np.arange(n), "duration": np.minimum(left, until), "event": left <= until}
    return pd.DataFrame({**data, "plan": plan, "age": age})


DATA = simulated()
KEYS = {"duration": "duration", "event": "event"}


def fit(data=DATA, covariates=("plan", "age"), **options):
    return cx.cox(data, covariates=list(covariates), **KEYS, **options)


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("age", np.inf, "infinite numbers"),
        ("age", pd.to_timedelta(3, unit="D"), r"spans of time; give a number, such as data\['age'\].dt.days"),
        ("age", "3.5.2024", "holds dates; a date is no covariate"),
        ("age", "2024-05-03", "cx.split_by_exposure"),
        ("age", np.nan, "no row has a duration"),
        ("plan", None, "no row has a duration"),
        ("duration", "12", "'duration' must hold numbers"),
        ("event", "Yes", r"data.assign\(event=data\['event'\] == 'Yes'\)"),
    ],
)
def test_values_that_no_model_can_take(column, values, words):
    if column == "age":
        values = [values] * 700 + list(range(800)) if values is np.inf else values
    with pytest.raises(BadValue, match=words):
        fit(DATA.assign(**{column: values}))


def test_no_rows():
    with pytest.raises(BadValue, match="the data holds no rows"):
        fit(DATA.head(0))


def test_text_with_thousands_of_levels():
    data = pd.concat([DATA] * 4, ignore_index=True)
    with pytest.raises(BadValue, match=r"'city' has 5,000 levels, more than 200; group them.*strata"):
        fit(data.assign(city=[f"place {i % 5000}" for i in range(len(data))]), ["city", "plan"])


@pytest.mark.parametrize("model", [cx.cox, cx.aft])
def test_a_value_recorded_only_at_leaving(model):
    data = DATA.assign(reason=np.where(DATA["event"], DATA["plan"], None))
    with pytest.raises(BadValue, match=r"'reason' is known only for those who left .missing in all"):
        model(data, covariates=["reason", "age"], **KEYS)
    data = DATA.assign(offer=np.where(DATA["event"], None, DATA["plan"]))
    with pytest.raises(BadValue, match="'offer' is missing for all"):
        model(data, covariates=["offer", "age"], **KEYS)


def test_tenure_in_groups_is_a_leak():
    groups = pd.cut(DATA["duration"], [0, 60, 150, 300, 1000], labels=["a", "b", "c", "d"])
    with pytest.raises(BadValue, match="leakage: 'group' is a function of tenure"):
        fit(DATA.assign(group=groups), ["group", "plan"])
    noisy = np.where(np.random.default_rng(0).random(len(DATA)) < 0.1, "a", groups)
    assert any(note.startswith("leakage: group") for note in fit(DATA.assign(group=noisy), ["group"]).notes)


def test_one_event_that_chance_separates():
    data = DATA.assign(event=DATA.index == DATA["age"].idxmax())
    with pytest.raises(BadValue, match="with 1 event for 1 coefficient chance alone separates"):
        fit(data.assign(age=DATA["age"].rank()), ["age"])


@pytest.mark.parametrize("model", [cx.cox, cx.aft])
def test_perfect_separation(model):
    with pytest.raises(BadValue, match="perfect separation by 'gone'"):
        model(DATA.assign(gone=DATA["event"] * 1.0), covariates=["gone", "age"], **KEYS)


def test_reference_level_at_which_nobody_left():
    data = DATA.assign(event=DATA["event"] & (DATA["plan"] != "plus"))
    with pytest.raises(BadValue, match=r"reference level 'plus' of 'plan' left.*: basic, flex"):
        fit(data, reference={"plan": "plus"})
    assert set(fit(data).table["reference"].dropna()) <= {"basic", "flex"}
    with pytest.raises(BadValue, match="nobody with plan 'plus' left, so its time ratio has no estimate"):
        cx.aft(data, covariates=["plan"], **KEYS)


def test_strata_in_which_nobody_can_be_compared():
    with pytest.raises(BadValue, match=r"all customers of the same stratum at risk are alike in 'plan'"):
        fit(DATA, ["plan"], strata="customer_id")


@pytest.mark.parametrize(
    ("known", "unit"), [(pd.to_datetime("2024-02-15"), "days"), (45.0, "days"), (1.5, "months")]
)
def test_dated_covariates_are_refused_or_split(known, unit):
    data = DATA.assign(
        complained=DATA.index % 3 == 0, signup_date=pd.Timestamp("2024-01-01"), first_complaint=known
    )
    data.loc[~data["complained"], "first_complaint"] = np.nan
    with pytest.raises(BadValue, match=r"in 500 of 1,500 rows.*immortal time.*cx.split_by_exposure"):
        fit(data, ["complained"], known_from={"complained": "first_complaint"}, unit=unit)
    early = data.assign(first_complaint=pd.Timestamp("2023-12-01"))
    assert fit(early, ["complained"], known_from={"complained": "first_complaint"}).n == len(data)
    late_entry = data.assign(entry=46.0)[DATA["duration"] > 46]
    assert fit(late_entry, ["complained"], known_from={"complained": "first_complaint"}, unit="days").n
    with pytest.raises(UnknownName, match="plan"):
        fit(data, ["complained"], known_from={"plan": "first_complaint"})
    with pytest.raises(MissingColumn):
        fit(data, ["complained"], known_from={"complained": "first"})


# --- said with care -------------------------------------------------------------------------


def test_covariates_that_nearly_determine_each_other():
    twin = DATA["age"] * 2 + np.random.default_rng(0).normal(0, 1e-3, len(DATA))
    model = fit(DATA.assign(twin=twin), ["age", "twin", "plan"])
    assert any(note.startswith("age, twin nearly determine each other") for note in model.notes)
    assert model.table["se"].iloc[0] > 1
    assert not fit().notes


def test_values_missing_mostly_for_those_who_left():
    gone = DATA["event"] & (DATA.index % 2 == 0)
    model = fit(DATA.assign(age=DATA["age"].mask(gone)))
    assert any("age is missing for 5" in note and "not like the rest" in note for note in model.notes)
    assert "not like the rest" in model.text


def test_numbers_held_as_text():
    model = fit(DATA.assign(grade=(DATA["age"] // 20).astype(int).astype(str)), ["grade"])
    assert any("grade holds numbers as text" in note for note in model.notes)


def test_notes_are_in_the_language_of_the_moment():
    model = fit(DATA.assign(age=DATA["age"].mask(DATA.index < 7)))
    assert model.notes == ("7 rows left out: no age",)
    with using("de"):
        assert tuple(map(told, model.notes)) == ("7 Zeilen nicht verwendet: age fehlt",)


# --- forecasts beyond the data ---------------------------------------------------------------


def active(**columns):
    return pd.DataFrame(
        {"customer_id": [1, 2], "tenure": [10.0, 20.0], "plan": ["flex", "plus"], "age": [40, 41]}
    ).assign(**columns)


def test_beyond_the_longest_tenure_there_is_no_forecast():
    model = fit()
    last = float(DATA["duration"].max())
    stay = model.predict_survival(active(), [last, last + 1])
    assert stay[last].notna().all()
    assert stay[last + 1].isna().all()
    risk = cx.churn_risk(model, active(), tenure="tenure", horizon=last)
    assert risk["risk"].isna().all()
    assert (risk["note"] == "beyond the longest tenure observed: no estimate").all()
    total = cx.expected_churn(model, active(), tenure="tenure", horizon=last).iloc[0]
    assert np.isnan(total["estimate"])
    assert total["note"] == "no customer has a risk that the data can tell"
    shape = cx.aft(DATA, covariates=["plan"], **KEYS)
    assert shape.predict_survival(active(), [last + 1]).isna().all().all()
    assert shape.predict_survival(active(), [last + 1], extrapolate=True).notna().all().all()
    assert "it is the distribution that speaks" in shape.text


def test_before_the_shortest_tenure_observed_there_is_no_forecast():
    old = DATA.assign(entry=30.0)[DATA["duration"] > 30]
    risk = cx.churn_risk(fit(old), active(tenure=[10.0, 40.0]), tenure="tenure", horizon=50)
    by = risk.set_index("customer_id")
    assert by.loc[1, "note"] == "nobody was observed at so short a tenure: no estimate"
    assert by["risk"].isna().tolist() == [False, True]


def test_values_outside_what_the_model_has_seen_are_marked():
    customers = active(age=[40, 140])
    risk = cx.churn_risk(fit(), customers, tenure="tenure", horizon=50).set_index("customer_id")
    assert risk.loc[2, "note"] == "age lies outside what the model has seen: extrapolated"
    assert risk.loc[1, "note"] == ""
    total = cx.expected_churn(fit(), customers, tenure="tenure", horizon=50).iloc[0]
    assert total["note"] == "1 customer has a value outside what the model has seen"


def test_an_unknown_tenure_is_an_unknown_risk():
    risk = fit().predict_risk(active(tenure=[np.nan, 5]), given="tenure", horizon=20)
    assert risk.isna().tolist() == [True, False]


@pytest.mark.parametrize("horizon", [0, -3, np.inf, np.nan])
def test_horizons_lie_ahead(horizon):
    model = fit()
    for call in (cx.churn_risk, cx.expected_churn):
        with pytest.raises(BadParameter, match="horizon must be positive"):
            call(model, active(), tenure="tenure", horizon=horizon)
    with pytest.raises(BadParameter, match="horizon must be positive"):
        model.predict_risk(active(), given="tenure", horizon=horizon)


def test_tenure_in_words_is_refused():
    with pytest.raises(BadValue, match="must be a number"):
        cx.churn_risk(fit(), active(tenure="long"), tenure="tenure", horizon=20)


# --- exposures ---------------------------------------------------------------------------------


def test_dates_of_contacts_in_two_formats():
    customers = DATA.assign(signup_date=pd.Timestamp("2024-01-01"))
    complaints = pd.DataFrame({"customer_id": [1, 2], "created": ["01.02.2024", "2024-03-01"]})
    with pytest.raises(BadValue, match="column 'created' does not hold dates"):
        cx.churn_drivers(customers, complaints=complaints)
    tickets = complaints.assign(first_response="x")
    with pytest.raises(BadValue, match="column 'created' does not hold dates"):
        cx.churn_drivers(customers, tickets=tickets)


@pytest.mark.parametrize("ids", [str, float])
def test_ids_of_another_type_are_found(ids):
    customers = DATA.assign(signup_date=pd.Timestamp("2024-01-01"))
    complaints = pd.DataFrame({"customer_id": [1, 2], "created": pd.Timestamp("2024-01-11")})
    changed = complaints.assign(customer_id=complaints["customer_id"].map(ids))
    one, two = (
        cx.exposure_spans(part, customers, date="created", lasts_days=9) for part in (complaints, changed)
    )
    assert two["time_from"].tolist() == one["time_from"].tolist() == [10.0, 10.0]
    changed = customers.assign(customer_id=customers["customer_id"].map(ids))
    rows = cx.split_by_exposure(changed, {"complaint": one})
    assert rows["complaint"].sum() == sum(DATA["duration"].iloc[1:3] > 10)


def test_spans_last():
    customers = DATA.assign(signup_date=pd.Timestamp("2024-01-01"))
    with pytest.raises(BadParameter, match="lasts_days must be positive"):
        cx.exposure_spans(customers, customers, date="signup_date", lasts_days=-3)


# --- judging a forecast -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"event": "Yes"}, "True/False"),
        ({"duration": -5.0}, "negative durations"),
        ({"risk": "high"}, "'risk' must hold numbers"),
        ({"risk": np.nan}, "no row has 'risk'"),
    ],
)
def test_outcomes_that_cannot_be_compared(change, words):
    with pytest.raises(BadValue, match=words):
        cx.risk_validation(DATA.assign(**{"risk": 0.2, **change}), risk="risk", horizon=100, repeats=2)


def test_curves_belong_to_the_customers():
    with pytest.raises(BadParameter, match="curves has 3 rows, the data 1,500"):
        cx.risk_validation(
            DATA.assign(risk=0.2), risk="risk", horizon=100, repeats=2, curves=pd.DataFrame({50: [0.5] * 3})
        )


def test_customers_without_a_forecast_are_counted():
    data = DATA.assign(risk=np.where(DATA.index < 9, np.nan, 0.2))
    assert cx.risk_validation(data, risk="risk", horizon=100, repeats=2).table["missing"].eq(9).all()
