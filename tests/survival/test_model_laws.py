"""What must hold for survival models and forecasts whatever the customers are like."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxlab as cx

KEYS = {"duration": "duration", "event": "event"}
FEW = settings(max_examples=15)
SEEDS = st.integers(0, 10_000)


def simulated(n, seed):
    """Customers with ties, late entry, a category and a number; both go with leaving."""
    rng = np.random.default_rng(seed)
    plan, age = rng.choice(["basic", "plus", "flex"], n), rng.normal(45, 12, n).round()
    left = np.ceil(rng.exponential(25 / np.exp(0.6 * (plan == "flex") + 0.02 * (age - 45))))
    entry = np.where(rng.random(n) < 0.4, rng.integers(0, 15, n), 0)
    until = entry + rng.integers(3, 40, n)
    data = {
        "entry": entry,
        "duration": np.minimum(left, until),
        "event": left <= until,
        "plan": plan,
        "age": age,
    }
    return pd.DataFrame(data)[left > entry].reset_index(drop=True).assign(customer_id=lambda d: d.index)


def fit(data, covariates=("plan", "age"), **options):
    return cx.cox(data, covariates=list(covariates), reference={"plan": "basic"}, **KEYS, **options)


def same(first, second, *, se=True, rel=1e-7):
    columns = ["estimate", "se"] if se else ["estimate"]
    assert second.table[columns].to_numpy() == pytest.approx(
        first.table[columns].to_numpy(), rel=rel, abs=1e-9
    )


@FEW
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(seed):
    data = simulated(150, seed)
    one, two = fit(data), fit(data.sample(frac=1, random_state=seed))
    same(one, two)
    assert two.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-12)
    assert two.concordance == pytest.approx(one.concordance, rel=1e-12)


@FEW
@given(SEEDS, st.booleans())
def test_replicates_are_weights(seed, strata):
    data = simulated(120, seed)
    data["copies"] = np.random.default_rng(seed).integers(1, 5, len(data))
    options = {"covariates": ["age"], "strata": "plan"} if strata else {}
    keys = {"covariates": ["plan", "age"], "reference": {"plan": "basic"}} | options
    if strata:
        keys.pop("reference")
    weighted = cx.cox(data, weight="copies", weight_type="replicates", **keys, **KEYS)
    repeated = cx.cox(data.loc[data.index.repeat(data["copies"])], **keys, **KEYS)
    same(weighted, repeated)
    for name in ("log_likelihood", "n", "n_events", "concordance"):
        assert getattr(weighted, name) == pytest.approx(getattr(repeated, name), rel=1e-10)
    one, two = (model.baseline["cumulative_hazard"].to_numpy() for model in (weighted, repeated))
    assert one == pytest.approx(two, rel=1e-8)


@FEW
@given(SEEDS, st.lists(st.integers(1, 35), min_size=1, max_size=4, unique=True))
def test_splitting_follow_up_changes_nothing(seed, cuts):
    data = simulated(120, seed)
    pieces = []
    for row in data.to_dict("records"):
        edges = [
            row["entry"],
            *[c for c in sorted(cuts) if row["entry"] < c < row["duration"]],
            row["duration"],
        ]
        for k in range(len(edges) - 1):
            last = k == len(edges) - 2
            pieces.append(row | {"entry": edges[k], "duration": edges[k + 1], "event": row["event"] and last})
    one, two = fit(data), fit(pd.DataFrame(pieces))
    same(one, two)
    assert two.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-12)
    assert two.ph_test()["statistic"].to_numpy() == pytest.approx(
        one.ph_test()["statistic"].to_numpy(), rel=1e-5
    )
    clustered = [fit(part, cluster="customer_id") for part in (data, pd.DataFrame(pieces))]
    same(*clustered)


@FEW
@given(SEEDS, st.floats(-1e4, 1e4), st.floats(0.01, 100))
def test_the_zero_and_unit_of_a_number_do_not_matter(seed, shift, unit):
    data = simulated(150, seed)
    one, two = fit(data), fit(data.assign(age=data["age"] * unit + shift))
    assert two.table["estimate"].iloc[:2].tolist() == pytest.approx(
        one.table["estimate"].iloc[:2].tolist(), rel=1e-6
    )
    assert two.table["estimate"].iloc[2] * unit == pytest.approx(
        one.table["estimate"].iloc[2], rel=1e-6, abs=1e-9
    )
    assert two.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-10)
    risks = [
        model.predict_risk(part, given=5, horizon=10).to_numpy()
        for model, part in ((one, data), (two, data.assign(age=data["age"] * unit + shift)))
    ]
    assert risks[1] == pytest.approx(risks[0], rel=1e-5)


@FEW
@given(SEEDS, st.lists(st.floats(0.1, 30), min_size=2, max_size=6, unique=True))
def test_risk_rises_with_the_horizon_and_chains_over_it(seed, horizons):
    data = simulated(200, seed)
    model = fit(data)
    active = data.head(40).assign(tenure=np.linspace(0, 5, 40))
    risks = np.array([model.predict_risk(active, given="tenure", horizon=h) for h in sorted(horizons)])
    known = ~np.isnan(risks).any(axis=0)
    assert np.all(np.diff(risks[:, known], axis=0) >= -1e-12)
    assert np.all((risks[:, known] >= 0) & (risks[:, known] <= 1))
    first, last = min(horizons), max(horizons)
    onward = model.predict_risk(active, given=active["tenure"] + first, horizon=last - first).to_numpy()
    both = 1 - (1 - risks[0]) * (1 - onward)
    assert both[known] == pytest.approx(risks[-1][known], abs=1e-9)


@FEW
@given(SEEDS)
def test_risks_of_the_active_sum_to_the_expected_leavers(seed):
    data = simulated(200, seed)
    active = data.assign(tenure=data["duration"] / 2, worth=data["age"] * 10)
    model = fit(data)
    risk = cx.churn_risk(model, active, tenure="tenure", horizon=6, value="worth")
    total = cx.expected_churn(model, active, tenure="tenure", horizon=6, value="worth").set_index("metric")
    assert total.loc["expected_leavers", "estimate"] == pytest.approx(risk["risk"].sum())
    assert total.loc["value_at_risk", "estimate"] == pytest.approx(risk["value_at_risk"].sum())
    assert (total["low"] <= total["estimate"]).all()
    assert (total["estimate"] <= total["high"]).all()
    assert risk["risk"].dropna().is_monotonic_decreasing
    inside = risk["risk"].notna()
    assert risk.loc[inside, "risk"].between(risk.loc[inside, "low"], risk.loc[inside, "high"]).all()


@FEW
@given(SEEDS, st.sampled_from(["efron", "breslow"]))
def test_hazards_lived_through_sum_to_the_events(seed, ties):
    # Martingale residuals sum to 0: with Breslow's ties exactly, and with Efron's but for the tied.
    data = simulated(200, seed)
    model = fit(data, ties=ties)
    curve = [
        -np.log(model.predict_survival(data.iloc[[i]], [row["duration"]], given=row["entry"]).iloc[0, 0])
        for i, row in enumerate(data.to_dict("records"))
    ]
    assert sum(curve) == pytest.approx(data["event"].sum(), rel=1e-9 if ties == "breslow" else 0.05)


@FEW
@given(SEEDS, st.sampled_from([4.0, 8.0, 12.0]))
def test_quality_of_a_forecast_is_what_pairs_and_sums_give(seed, horizon):
    data = simulated(80, seed)
    data["risk"] = np.random.default_rng(seed).integers(1, 10, len(data)) / 10
    found = cx.risk_validation(data, risk="risk", horizon=horizon, repeats=2).table.set_index("metric")[
        "estimate"
    ]
    time, event, risk = (data[name].to_numpy() for name in ("duration", "event", "risk"))

    def uncensored(at):
        g = 1.0
        for t in np.unique(time[time < at]):
            lost, there = np.sum((time == t) & ~event), np.sum(time > t) + np.sum((time == t) & ~event)
            g *= 1 - lost / there if lost else 1
        return g

    case = np.array(
        [1 / uncensored(t) if e and t <= horizon else 0 for t, e in zip(time, event, strict=True)]
    )
    there = (time > horizon) | ((time == horizon) & ~event)
    control = there / uncensored(horizon)
    assert found["brier"] == pytest.approx((case @ (1 - risk) ** 2 + control @ risk**2) / len(data))
    wins, pairs, uno, comparable = 0.0, 0.0, 0.0, 0.0
    for i in np.flatnonzero(case):
        better = (risk[i] > risk) + (risk[i] == risk) / 2
        wins += case[i] * (control @ better)
        pairs += case[i] * control.sum()
        later = (time > time[i]) | ((time == time[i]) & ~event)
        uno += case[i] ** 2 * (later @ better)
        comparable += case[i] ** 2 * later.sum()
    assert found["auc"] == pytest.approx(wins / pairs)
    assert found["concordance"] == pytest.approx(uno / comparable)


def test_a_follow_up_that_ends_at_the_horizon_for_all():
    data = simulated(400, 3).assign(entry=0)
    data = data.assign(
        event=data["event"] & (data["duration"] <= 10), duration=data["duration"].clip(upper=10)
    )
    data = data[data["event"] | (data["duration"] == 10)].assign(risk=0.3)
    row = cx.risk_validation(data, risk="risk", horizon=10, repeats=20).table.set_index("metric")["estimate"]
    share = data["event"].mean()
    assert row["observed"] == pytest.approx(share)
    assert row["brier"] == pytest.approx(share * 0.7**2 + (1 - share) * 0.3**2)
    assert row["auc"] == 0.5


def test_the_remedy_lets_effects_change_and_stratifying_takes_them_out():
    # flex: twice the rate of leaving up to 10, half after. The average hides it, the test finds it.
    rng = np.random.default_rng(5)
    flex, spent = rng.random(6000) < 0.5, rng.exponential(1, 6000)
    early = 10 * np.where(flex, 2, 1) / 15
    left = np.where(
        spent < early, spent * 15 / np.where(flex, 2, 1), 10 + (spent - early) * 15 * np.where(flex, 2, 1)
    )
    data = pd.DataFrame({"duration": np.minimum(left, 40), "event": left < 40, "flex": flex})
    data["age"] = rng.normal(size=6000)
    plain = cx.cox(data, covariates=["flex", "age"], **KEYS)
    test = plain.ph_test().set_index("covariate")
    assert test["violated"].to_dict() == {"flex": True, "age": False, "all covariates": True}
    assert 'time_varying={"flex": [' in test.loc["flex", "remedy"]
    assert 'strata=["flex"] instead of a covariate' in test.loc["flex", "remedy"]
    assert test.loc["flex", "early"] > 1.5 > 1 > test.loc["flex", "late"]
    time_varying = cx.cox(data, covariates=["flex", "age"], time_varying={"flex": [10]}, **KEYS)
    rows = time_varying.table[time_varying.table["covariate"] == "flex"]
    assert (rows["low"] < [2.0, 0.5]).all()
    assert (rows["high"] > [2.0, 0.5]).all()
    assert not time_varying.ph_test()["violated"].any()
    assert time_varying.suggest_time_varying() == {"flex": [10.0]}
    apart = cx.cox(data, covariates=["age"], strata=["flex"], **KEYS)
    assert not apart.ph_test()["violated"].any()
    stay = [m.predict_survival(data.head(50), [20]).to_numpy() for m in (time_varying, apart)]
    assert stay[0] == pytest.approx(stay[1], abs=0.02)
    step = cx.cox(data, covariates=["flex", "age"], time_varying=plain.suggest_time_varying(), **KEYS)
    assert step.log_likelihood > plain.log_likelihood + 100


def test_parametric_models_with_late_entry_maximise_their_likelihood():
    from scipy.optimize import minimize

    data = simulated(300, 4)
    model = cx.aft(data, covariates=["age"], distribution="weibull", **KEYS)
    x = data["age"].to_numpy() - data["age"].mean()

    def minus(parameters):
        level, slope, shape = parameters[0], parameters[1], np.exp(parameters[2])
        scale = np.exp(level + slope * x)
        t, start = data["duration"].to_numpy(float), data["entry"].to_numpy(float)
        hazard = np.log(shape) - np.log(scale) + (shape - 1) * (np.log(t) - np.log(scale))
        return -np.sum(data["event"] * hazard - (t / scale) ** shape + (start / scale) ** shape)

    best = minimize(
        minus, [3, 0, 0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000}
    )
    assert model.log_likelihood == pytest.approx(-best.fun, rel=1e-8)
    assert model.table["estimate"].iloc[0] == pytest.approx(best.x[1], rel=1e-4)
    assert model.candidates["chosen"].tolist() == [True]


def test_large_data_with_a_number_of_many_values_is_fitted_row_by_row():
    # Nothing can be counted together: the fit must still be that of the rows, here of lifelines.
    from lifelines import CoxPHFitter

    data = simulated(4000, 6)
    data["fee"] = np.random.default_rng(6).normal(50, 10, len(data))
    model = cx.cox(data, covariates=["fee", "age"], entry=None, **KEYS)
    tight = CoxPHFitter().fit(
        data[["fee", "age", "duration", "event"]], "duration", "event", fit_options={"precision": 1e-12}
    )
    assert model.table["estimate"].tolist() == pytest.approx(tight.params_[["fee", "age"]].tolist(), abs=1e-6)
    assert model.table["se"].tolist() == pytest.approx(
        tight.standard_errors_[["fee", "age"]].tolist(), abs=1e-6
    )
