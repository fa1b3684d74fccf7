"""Cox models against R's survival package (tests/reference/survival_models) and published figures."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.survival import cox, risk_validation, split_by_exposure
from cxlab.survival.cox_model.concordance import concordance

FOLDER = Path(__file__).parents[1] / "reference" / "survival_models"
EXACT = {"rel": 1e-6, "abs": 1e-8}


@pytest.fixture(scope="module")
def r():
    table = pd.read_csv(FOLDER / "oracles.csv")
    return {name: part["value"].to_numpy() for name, part in table.groupby("name")}


@pytest.fixture(scope="module")
def customers():
    data = pd.read_csv(FOLDER / "customers.csv")
    return data.assign(product=pd.Categorical(data["product"], ["basic", "plus", "flex"]))


def fitted(data, covariates=("product", "age"), **options):
    given = {"duration": "duration", "event": "event", "reference": {"product": "basic"}} | options
    given["reference"] = {k: v for k, v in given["reference"].items() if k in covariates}
    return cox(data, covariates=list(covariates), **given)


def same_fit(model, r, name):
    assert model.table["estimate"].to_numpy() == pytest.approx(r[f"{name}.coef"], **EXACT)
    assert model.table["se"].to_numpy() == pytest.approx(r[f"{name}.se"], **EXACT)
    assert [model.log_likelihood_null, model.log_likelihood] == pytest.approx(r[f"{name}.loglik"], **EXACT)


def same_concordance(model, values):
    found = model.concordance_interval
    assert [found.estimate, found.se] == pytest.approx(values, **EXACT)


def test_late_entry(customers, r):
    model = fitted(customers)
    same_fit(model, r, "entry")
    same_concordance(model, r["entry.concordance"])


def test_breslow_ties(customers, r):
    same_fit(fitted(customers, ties="breslow"), r, "breslow")


def test_everybody_from_the_start(customers, r):
    model = fitted(customers, entry=None)
    same_fit(model, r, "right")
    same_concordance(model, r["right.concordance"])


def test_strata(customers, r):
    model = fitted(customers, strata="region")
    same_fit(model, r, "strata")
    same_concordance(model, r["strata.concordance"])
    assert model.ph_test()["statistic"].to_numpy() == pytest.approx(r["strata.zph.chisq"], **EXACT)
    new = pd.DataFrame({"product": ["plus", "plus"], "age": [50, 50], "region": ["north", "south"]})
    assert model.predict_survival(new, [12, 24]).to_numpy().ravel() == pytest.approx(
        r["strata.survival.plus50"], **EXACT
    )


@pytest.mark.parametrize(("name", "strata"), [("cluster", None), ("cluster_strata", "region")])
def test_errors_of_clusters(customers, r, name, strata):
    same_fit(fitted(customers, cluster="account", strata=strata), r, name)


@pytest.mark.parametrize("repeated", [False, True])
def test_weights_are_replicates(customers, r, repeated):
    data = customers.loc[customers.index.repeat(customers["replicates"])] if repeated else customers
    model = fitted(data, weight=None if repeated else "replicates", weight_type="replicates")
    same_fit(model, r, "replicates")
    same_concordance(model, r["replicates.concordance"])
    assert model.ph_test()["statistic"].to_numpy() == pytest.approx(r["replicates.zph.chisq"], **EXACT)
    assert model.n == customers["replicates"].sum()
    at = np.searchsorted(model.baseline["time"], [6, 12, 24])
    # R's baseline is that of age 0, ours that of the mean age.
    shift = np.exp(model.table["estimate"].iloc[2] * model.reference_customer["age"])
    assert model.baseline["cumulative_hazard"].to_numpy()[at] / shift == pytest.approx(
        r["replicates.basehaz"], **EXACT
    )


@pytest.mark.parametrize(("name", "cluster"), [("sampling", None), ("sampling_cluster", "account")])
def test_weights_of_a_sample(customers, r, name, cluster):
    model = fitted(customers, weight="weight", weight_type="sampling", cluster=cluster)
    same_fit(model, r, name)


@pytest.mark.parametrize("scale", ["km", "identity", "log", "rank"])
def test_proportional_hazards(customers, r, scale):
    test = fitted(customers).ph_test(scale)
    assert test["statistic"].to_numpy() == pytest.approx(r[f"entry.zph.{scale}.chisq"], **EXACT)
    assert test["p"].to_numpy() == pytest.approx(r[f"entry.zph.{scale}.p"], **EXACT)
    assert test["df"].tolist() == [2, 1, 3]


def test_baseline_and_prediction_with_late_entry(customers, r):
    model = fitted(customers)
    shift = np.exp(model.table["estimate"].iloc[2] * model.reference_customer["age"])
    found = model.baseline.set_index("time")["cumulative_hazard"].loc[[1, 6, 12, 24, 36]] / shift
    assert found.to_numpy() == pytest.approx(r["entry.basehaz"], **EXACT)
    new = pd.DataFrame({"product": ["basic", "flex"], "age": [30, 60]})
    curves = model.predict_survival(new, [6, 12, 24]).to_numpy()
    assert curves[0] == pytest.approx(r["entry.survival.basic30"], **EXACT)
    assert curves[1] == pytest.approx(r["entry.survival.flex60"], **EXACT)
    given = model.predict_survival(new, [12, 24], given=10).to_numpy()
    assert given[1] == pytest.approx(r["entry.given10.flex60"], **EXACT)


def test_errors_of_predictions(customers, r):
    from cxlab.survival.cox_model.predict import Steps, hazard_between

    model = fitted(customers)
    new = pd.DataFrame({"product": ["flex"] * 5, "age": [60] * 5})
    lived = hazard_between(
        model, new, np.array([0, 0, 0, 10, 10.0]), np.array([6, 12, 24, 12, 24.0]), Steps(model)
    )
    wanted = np.concatenate([r["entry.cumhaz_se.flex60"], r["entry.given10_se.flex60"]])
    assert np.sqrt(lived.variance(model)) == pytest.approx(wanted, **EXACT)


def test_an_effect_that_changes(customers, r):
    data = customers.assign(plus=customers["product"] == "plus", flex=customers["product"] == "flex")
    model = fitted(data, ["plus", "flex", "age"], time_varying={"plus": [12], "flex": [12]})
    order = [4, 0, 1, 2, 3]  # R: age first
    assert model.table["estimate"].to_numpy()[order] == pytest.approx(r["changing.coef"], **EXACT)
    assert model.table["se"].to_numpy()[order] == pytest.approx(r["changing.se"], **EXACT)
    assert model.log_likelihood == pytest.approx(r["changing.loglik"][1], **EXACT)
    assert model.n == len(data)


def test_an_effect_that_grows_with_log_time(customers, r):
    data = customers.assign(flex=(customers["product"] == "flex").astype(float))
    ends = np.sort(data.loc[data["event"] == 1, "duration"].unique())
    rows = []
    for row in data.itertuples():
        cuts = [row.entry, *ends[(ends > row.entry) & (ends < row.duration)], row.duration]
        for start, stop in pairwise(cuts):
            event = row.event if stop == row.duration else 0
            rows.append((start, stop, event, row.age, row.flex, row.flex * np.log(stop)))
    long = pd.DataFrame(rows, columns=["entry", "duration", "event", "age", "flex", "flex_log"])
    same_fit(fitted(long, ["age", "flex", "flex_log"]), r, "tt")


def test_start_stop_rows(customers, r):
    complaints = pd.read_csv(FOLDER / "complaints.csv").rename(columns={"from": "time_from"})
    complaints = complaints.assign(time_until=np.inf)
    data = customers.rename(columns={"id": "customer_id"})
    rows = split_by_exposure(data, {"complained": complaints})
    model = fitted(rows, ["complained", "product", "age"], cluster="customer_id")
    same_fit(model, r, "start_stop")


def test_heart_transplants(r):
    # REFERENCES: LL -298.12136 -> -290.56562; R: survival::heart.
    heart = pd.read_csv(FOLDER / "heart.csv")
    model = cox(
        heart,
        duration="stop",
        event="event",
        entry="start",
        covariates=["age", "year", "surgery", "transplant"],
    )
    same_fit(model, r, "heart")
    assert model.table["estimate"].round(8).tolist() == [0.02716664, -0.14634635, -0.63720989, -0.01025077]
    assert model.ph_test()["statistic"].to_numpy() == pytest.approx(r["heart.zph.chisq"], **EXACT)


def test_lung_cancer_by_institution(r):
    lung = pd.read_csv(FOLDER / "lung.csv")
    model = cox(
        lung.assign(died=lung["status"] == 2),
        duration="time",
        event="died",
        covariates=["age", "sex"],
        strata="inst",
    )
    same_fit(model, r, "lung")
    assert model.left_out == {"no inst": 1}


def test_rossi():
    # Rossi's recidivism data (Fox 2002): fin -.3794 (.1914), age -.0574 (.0220), prio .0915 (.0286), and
    # LL -658.748.
    from lifelines.datasets import load_rossi

    names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
    table = cox(load_rossi(), duration="week", event="arrest", covariates=names)
    row = table.table.set_index("covariate")
    for name, estimate, se in [("fin", -0.3794, 0.1914), ("age", -0.0574, 0.0220), ("prio", 0.0915, 0.0286)]:
        assert row.loc[name, "estimate"] == pytest.approx(estimate, abs=6e-5)
        assert row.loc[name, "se"] == pytest.approx(se, abs=6e-5)
    assert table.log_likelihood == pytest.approx(-658.748, abs=6e-4)


def test_telco_month_to_month_with_internet():
    # R survival: dependents -.3287 (.0709), DSL -.2173 (.0590), backup -.7766 (.0592), support
    # -.6392 (.0753), C .6409, LL -11315.95; three of four violate proportional hazards.
    data = cx.open_pot("telco_ibm")["customers"]
    part = data[(data["contract"] == "Month-to-month") & (data["internet"] != "No")]
    part = part.assign(left=part["churned"] == "Yes", dsl=part["internet"] == "DSL")
    names = ["dependents", "dsl", "online_backup", "tech_support"]
    model = cox(part, duration="tenure_months", event="left", covariates=names)
    assert (model.n, model.n_events) == (3351, 1556)
    assert model.table["estimate"].tolist() == pytest.approx([-0.3287, -0.2173, -0.7766, -0.6392], abs=6e-5)
    assert model.table["se"].tolist() == pytest.approx([0.0709, 0.0590, 0.0592, 0.0753], abs=6e-5)
    assert model.concordance == pytest.approx(0.6409, abs=6e-5)
    assert model.log_likelihood == pytest.approx(-11315.95, abs=6e-3)
    test = model.ph_test()
    assert test["violated"].tolist() == [False, True, True, True, True]
    assert "time_varying=" in test["remedy"].iloc[1]


def validated(data, risk, horizon):
    data = data[["duration", "event"]].assign(risk=risk)
    return risk_validation(data, risk="risk", horizon=horizon, repeats=2).table.set_index("metric")[
        "estimate"
    ]


def test_forecast_quality(customers, r):
    score, time = customers["age"].to_numpy(float), customers["duration"].to_numpy(float)
    event = customers["event"].to_numpy() == 1
    found = concordance(score, time, event, entry=customers["entry"].to_numpy(float))
    assert [found.estimate, found.se**2] == pytest.approx(r["harrell_entry"], **EXACT)
    model = fitted(customers, entry=None)
    curves = model.predict_survival(customers, [12, 24])
    for place, time in enumerate([12, 24]):
        at = validated(customers, 1 - curves[time], time)
        assert at["brier"] == pytest.approx(r["brier"][place], **EXACT)
        assert at["brier_reference"] == pytest.approx(r["brier_reference"][place], **EXACT)
        assert at["brier"] == pytest.approx(r["brier.own"][place], **EXACT)
    data = customers[["duration", "event"]].assign(risk=score / 100)
    table = risk_validation(data, risk="risk", horizon=24, repeats=2).table.set_index("metric")
    assert table.loc["auc", "estimate"] == pytest.approx(r["auc"][0], **EXACT)
    assert table.loc["concordance", "estimate"] == pytest.approx(r["uno"][0], **EXACT)
    assert table.loc["concordance", "se"] ** 2 == pytest.approx(r["uno"][1], **EXACT)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("weibull", "weibull"), ("log_normal", "lognormal"), ("log_logistic", "loglogistic")],
)
def test_parametric_models(customers, r, ours, theirs):
    model = cx.aft(
        customers, duration="duration", event="event", entry=None, covariates=["product", "age"],
        weight="replicates", reference={"product": "basic"}, distribution=ours,
    )  # fmt: skip
    close = {"rel": 1e-6, "abs": 1e-7}
    assert model.log_likelihood == pytest.approx(r[f"aft.{theirs}.loglik"][0], rel=1e-9)
    assert model.table["estimate"].to_numpy() == pytest.approx(r[f"aft.{theirs}.coef"], **close)
    assert model.table["se"].to_numpy() == pytest.approx(r[f"aft.{theirs}.se"], **close)
    new = pd.DataFrame({"product": ["flex"], "age": [60]})
    stay = model.predict_survival(new, r[f"aft.{theirs}.quantiles"]).to_numpy()[0]
    assert stay == pytest.approx([0.9, 0.5], abs=1e-6)


def test_several_strata_with_late_entry(customers, r):
    model = fitted(customers, ["age"], strata=["region", "product"])
    same_fit(model, r, "two_strata")
    assert model.ph_test()["statistic"].to_numpy() == pytest.approx(r["two_strata.zph.chisq"], **EXACT)


def test_weights_and_strata_together(customers, r):
    same_fit(
        fitted(customers, ["age"], strata="product", weight="replicates", weight_type="replicates"),
        r,
        "replicates_strata",
    )


def test_start_stop_rows_with_strata_and_clusters(customers, r):
    complaints = pd.read_csv(FOLDER / "complaints.csv").rename(columns={"from": "time_from"})
    complaints = complaints.assign(time_until=np.inf)
    rows = split_by_exposure(customers.rename(columns={"id": "customer_id"}), {"complained": complaints})
    model = fitted(rows, ["complained", "age"], strata="product", cluster="customer_id")
    same_fit(model, r, "cluster_start_stop_strata")


def test_baseline_respects_late_entry():
    # REFERENCES: true S(12) .549; lifelines ignores entry and says .755.
    rng = np.random.default_rng(7)
    x = rng.random(60_000) < 0.5
    time = rng.exponential(20 / np.exp(0.7 * x))
    entry = np.where(rng.random(60_000) < 0.5, rng.uniform(0, 30, 60_000), 0.0)
    seen = time > entry
    data = pd.DataFrame({"entry": entry, "duration": np.minimum(time, entry + 12), "x": x})[seen]
    data["event"] = (time <= entry + 12)[seen]
    model = cox(data, duration="duration", event="event", covariates="x")
    survival = model.predict_survival(pd.DataFrame({"x": [False]}), [12]).iloc[0, 0]
    assert survival == pytest.approx(np.exp(-12 / 20), abs=0.01)  # .549
    naive = cox(data, duration="duration", event="event", covariates="x", entry=None)
    assert naive.predict_survival(pd.DataFrame({"x": [False]}), [12]).iloc[0, 0] > 0.62
