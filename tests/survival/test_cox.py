"""What a Cox model's table shows and says: counts, small groups, weights, texts."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import BadParameter, BadValue
from cxlab.survival import aft, churn_risk, cox


def customers(n=300, seed=1):
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({"plan": rng.choice(["basic", "plus"], n), "x": np.arange(n) % 3})
    data["duration"] = np.ceil(rng.exponential(20 - 5 * data["x"]))
    data["event"] = rng.random(n) < 0.8
    return data


def test_the_standard_columns_need_not_be_named():
    data = customers()
    named = cox(data, duration="duration", event="event", covariates="plan").table
    pd.testing.assert_frame_equal(cox(data, covariates="plan").table, named)
    assert len(aft(data, covariates="plan", distribution="weibull").table) == 1


def test_weights_mean_the_same_in_models_and_curves():
    data = customers().assign(w=1.5)
    weighted = cox(data, covariates="plan", weight="w").table
    robust = cox(data, covariates="plan", weight="w", weight_type="sampling").table
    pd.testing.assert_frame_equal(weighted, robust)


def test_rows_without_weight_do_not_spread_ties():
    # Two tied leavers, one of weight 0: Efron must see one. R's coxph refuses weights of 0, so the oracle is
    # the model without those rows.
    data = customers(60).assign(w=2.0)
    nobody = data.iloc[:20].assign(w=0.0)
    whole = cox(pd.concat([data, nobody]), covariates="plan", weight="w")
    without = cox(data, covariates="plan", weight="w")
    assert whole.table["estimate"].iloc[0] == pytest.approx(without.table["estimate"].iloc[0], rel=1e-12)
    assert whole.log_likelihood == pytest.approx(without.log_likelihood, rel=1e-12)
    assert (whole.n, whole.left_out) == (60, {"no weight": 20})


@pytest.mark.parametrize("means", ["sampling", "replicates"])
def test_weights_of_nothing_are_refused(means):
    with pytest.raises(BadValue, match=r"no weight \(300 rows\)"):
        cox(customers().assign(w=0), covariates="plan", weight="w", weight_type=means)


def test_a_number_whose_effect_changes_counts_everybody_in_the_band():
    data = customers()  # x is 0, 1, 2: the mean is one of its values
    table = cox(data, covariates=["x", "plan"], time_varying={"x": [10], "plan": [5, 20]}).table
    x = table[table["covariate"] == "x"]
    assert x["n"].tolist() == [300, int((data["duration"] > 10).sum())]
    early = data["duration"] <= 10
    assert x["events"].tolist() == [int((data["event"] & early).sum()), int((data["event"] & ~early).sum())]
    level = table[table["covariate"] == "plan"]["category"].iloc[0]
    mine = data["plan"] == level
    assert table[table["covariate"] == "plan"]["n"].tolist() == [
        int((mine & (data["duration"] > low)).sum()) for low in (-1, 5, 20)
    ]


def small_level():
    data = customers()
    data.loc[:1, "plan"] = "gold"
    return data.assign(event=data["event"] | (data["plan"] == "gold"))


def test_levels_of_few_customers_are_fitted_but_not_shown():
    data = small_level()
    model = cox(data, covariates="plan", reference={"plan": "basic"})
    rows = model.table.set_index("category")
    assert rows.loc["gold", ["estimate", "se", "hazard_ratio", "low", "high", "p"]].isna().all()
    assert rows.loc["gold", "note"] == "suppressed: n < 5"
    # Missing, not 0; the sizes of the other level would give those of gold away.
    assert rows[["n", "events"]].isna().all(axis=None)
    assert np.isfinite(rows.loc["plus", "estimate"])
    assert "gold" not in model.text
    shown = cox(data, covariates="plan", reference={"plan": "basic"}, min_n=2)
    assert shown.table.set_index("category").loc["gold", "hazard_ratio"] > 0
    # What the model forecasts does not depend on what its table shows.
    active = data.assign(customer_id=data.index, tenure=1.0)
    one, two = (churn_risk(m, active, tenure="tenure", horizon=10)["risk"] for m in (model, shown))
    assert one.tolist() == two.tolist()
    assert model.ph_test()["statistic"].tolist() == shown.ph_test()["statistic"].tolist()


def test_what_is_compared_with_few_customers_is_not_shown():
    table = cox(small_level(), covariates="plan", reference={"plan": "gold"}).table
    assert table["hazard_ratio"].isna().all()


def test_one_customer_in_many_rows_is_one_customer():
    data = small_level().assign(customer_id=range(300))
    spans = [data.assign(duration=data["duration"] + k, entry=data["duration"] + k - 1) for k in range(1, 6)]
    rows = pd.concat(spans).assign(event=lambda d: d["event"] & (d["entry"] % 2 == 0))
    table = cox(rows, covariates="plan", reference={"plan": "basic"}, cluster="customer_id").table
    assert table.set_index("category").loc["gold", "note"] == "suppressed: n < 5"


@pytest.mark.parametrize("options", [{"level": 95}, {"min_n": -1}])
def test_options_out_of_range_are_refused(options):
    with pytest.raises(BadParameter):
        cox(customers(), covariates="plan", **options)


def test_a_single_distribution_was_not_compared():
    text = aft(customers(), covariates="plan", distribution="weibull").text
    assert "compared" not in text
    assert "no other was tried" in text
    assert "Of the distributions compared" in aft(customers(), covariates="plan").text


def test_collinear_columns_have_no_estimate_in_parametric_models():
    data = customers().assign(twice=lambda d: 2 * d["x"])
    table = aft(data, covariates=["x", "twice"], distribution="weibull").table
    alone = aft(data, covariates=["x"], distribution="weibull").table
    assert table["estimate"].iloc[0] == pytest.approx(alone["estimate"].iloc[0], abs=1e-6)
    assert table["note"].tolist() == ["", "no estimate: determined by the other covariates"]
