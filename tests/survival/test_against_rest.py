"""Categories against all others: R's figures, the same whatever the reference, the planted truth."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter
from cxlab.survival import churn_by_category, churn_model, observed_customers, useful_references

# R 4: coxph(Surv(duration, event) ~ contract + payment); log(sum(w * exp(b)) / sum(w)) with w the months at
# risk of the other contracts, its variance by the delta method on vcov(m).
R_RATIOS = {
    "Month-to-month": (16.36195919606, 0.07790179485),
    "One year": (0.29499884001, 0.08382917311),
    "Two year": (0.03132601252, 0.15692768495),
}


@pytest.fixture(scope="module")
def subscribers():
    table = cx.open_pot("telco_ibm")["customers"]
    return table.assign(duration=table["tenure_months"], event=table["churned"] == "Yes", entry=0.0)


@pytest.mark.parametrize("reference", [None, "Two year", "One year"])
def test_ratios_are_those_of_r_whatever_the_reference(subscribers, reference):
    chosen = {"contract": reference} if reference else {}
    model = cx.cox(subscribers, covariates=["contract", "payment_method"], reference=chosen)
    rest = model.against_rest().set_index("category")
    for category, (ratio, se) in R_RATIOS.items():
        assert rest.loc[category, "hazard_ratio"] == pytest.approx(ratio, rel=1e-7)
        assert rest.loc[category, "se"] == pytest.approx(se, rel=1e-6)


def test_two_categories_give_the_ratio_of_the_table_and_its_inverse(subscribers):
    model = cx.cox(subscribers, covariates="partner")
    row, rest = model.table.iloc[0], model.against_rest().set_index("category")
    assert rest.loc["Yes", "hazard_ratio"] == pytest.approx(row["hazard_ratio"])
    assert rest.loc["Yes", ["low", "high", "p"]].tolist() == pytest.approx(row[["low", "high", "p"]].tolist())
    assert rest.loc["No", "low"] == pytest.approx(1 / row["high"])
    gone = subscribers.loc[subscribers["partner"] == "No", "event"].sum()
    assert rest.loc["No", "excess_events"] == pytest.approx(gone * (1 - row["hazard_ratio"]))


def test_effects_that_change_have_no_one_ratio(subscribers):
    model = cx.cox(subscribers, covariates="contract", time_varying={"contract": [12]})
    with pytest.raises(BadParameter, match="change with tenure"):
        model.against_rest()


def test_what_the_table_hides_is_hidden_here(subscribers):
    plan = np.where(
        np.arange(len(subscribers)) < 4, "rare", np.where(subscribers["partner"] == "Yes", "a", "b")
    )
    rest = cx.cox(subscribers.assign(plan=plan), covariates="plan").against_rest()
    assert "rare" not in rest["category"].tolist()
    assert rest["n"].isna().all()
    assert rest["excess_events"].isna().all()


def test_references_make_ratios_useful(subscribers):
    """Month-to-month is compared with a year, not with the two years that next to nobody leaves."""
    found = useful_references(subscribers, ["contract", "internet", "partner", "monthly_charges"])
    assert found == {"contract": "One year", "partner": "Yes"}  # "No" internet stays the yardstick


def test_the_planted_channel_and_tariff_lead():
    """Nordlicht: the comparison portal (ratio 1.8 of the main reason) and Flex Online (1.4) are planted."""
    follow_up = observed_customers(cx.open_pot("nordlicht"))
    table = churn_by_category(follow_up, churn_model(follow_up))
    assert table["category"].head(2).tolist() == ["Vergleichsportal", "Flex Online"]
    portal = table.iloc[0]
    assert portal["p_adjusted"] < 0.001
    shares = follow_up.frame
    there = shares[(shares["signup_date"] < "2025-01-01") & ~(shares["end_date"] < "2025-01-01")]
    left = there["end_date"].notna()
    own = there["sales_channel"] == "Vergleichsportal"
    assert portal["n"] == own.sum()
    assert portal["share_left"] == pytest.approx(left[own].mean())
    assert portal["share_left_versus"] == pytest.approx(left[~own].mean())


def test_the_planted_ratio_of_the_main_reason_lies_within_the_interval():
    """Planted for "Anbieterwechsel", against Online: 1.8, by telephone 1.3, by partners 0.8."""
    frame = observed_customers(cx.open_pot("nordlicht")).frame
    frame = frame.assign(event=frame["event"] & (frame["reason"] == "Anbieterwechsel").fillna(False))
    model = cx.cox(frame, covariates=["segment", "tariff", "region", "sales_channel"])
    time = (frame["duration"] - frame["entry"]).groupby(frame["sales_channel"]).sum()
    others = {"Online": 1.0, "Telefon": 1.3, "Vertriebspartner": 0.8}
    rest = sum(time[name] * ratio for name, ratio in others.items()) / sum(time[name] for name in others)
    row = model.against_rest().set_index("category").loc["Vergleichsportal"]
    assert row["low"] < 1.8 / rest < row["high"]


def test_shares_of_a_hidden_group_do_not_follow_from_the_others():
    rng = np.random.default_rng(3)
    n = 400
    plan = np.where(np.arange(n) < 3, "tiny", rng.choice(["a", "b"], n))
    data = pd.DataFrame({"duration": rng.integers(1, 40, n), "event": rng.random(n) < 0.5, "plan": plan})
    rest = cx.cox(data, covariates="plan", min_n=5).against_rest()
    assert rest["events"].isna().all()
